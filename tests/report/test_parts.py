"""The parts that practice answers: answers first, evidence behind, one line of what is not known."""

import dataclasses
import re
from collections.abc import Iterable

import pandas as pd
import pytest
from tests.practice.example import OTHERS, PARTNERS, TIES, example

import leco
from leco import words
from leco.datasets.simulation import simulate
from leco.report.asked import asked, told_of
from leco.report.build import _warning
from leco.report.material import Material
from leco.report.page import Answered, Page, page_html
from leco.report.parts import PARTS, SIGNALS
from leco.report.variety import _profile

from .test_page import ENGLISH, Reader
from .test_pseudo import KEPT, bare

# One moment: what is followed over time is looked at elsewhere.
NOW = ["2024-10-01"]
FIVE = ("maturity", "vision", "formation", "governance", "collaboration")
NAMED = {"nl": ("Rijpheid", "Visie", "Coalitievorming", "Bestuur", "Samenwerking"),
         "en": ("Maturity", "Vision", "Coalition formation", "Governance", "Collaboration")}  # fmt: skip


def parts_of(*coalitions, lang="en", **options):
    material = Material({one.name: one for one in coalitions}, {}, None, {}, {}, "sector", lang, 1)
    asked_for = {**PARTS, **({"signals": SIGNALS} if options.get("signals") else {})}
    return {name: asked(material, name, questions) for name, questions in asked_for.items()}


def asked_of(coalition, lang="en"):
    """Ask every question of every part, without a page around it."""
    told = told_of(coalition, "sector", lang)
    for questions in PARTS.values():
        for question in questions:
            yield question, told, question.ask(told)


def filled():
    """A simulated coalition with all tables filled: grown partners and ties, invented records."""
    grown = simulate(
        "Simulated", partners=16, founders=10, core_size=4, years=3, begin=2022, seed=3
    )
    called = dict(zip([one["id"] for one in PARTNERS], grown.partners["id"], strict=False))

    def own(row):
        return {key: ";".join(called.get(one, one) for one in cell.split(";"))
                if isinstance(cell, str) and key not in {"kind", "item"} else cell
                for key, cell in row.items()}  # fmt: skip

    partners = grown.partners.assign(entity="organisation")
    for column in ("motives", "offers", "join_reason", "site", "target_groups", "capacity"):
        cells = {called[one["id"]]: one.get(column) for one in PARTNERS}
        partners[column] = [cells.get(one) for one in partners["id"]]
    ties = pd.concat([grown.ties, pd.DataFrame([own(one) for one in TIES])], ignore_index=True)
    tables = {name: [own(row) for row in rows] for name, rows in OTHERS.items()
              if name not in {"memberships", "respondents", "coalition"}}  # fmt: skip
    tables["coalition"] = [
        {
            **OTHERS["coalition"][0],
            "name": "Simulated",
            "observed_from": "2022-01-01",
            "observed_until": "2024-12-31",
        }
    ]
    return leco.Coalition.from_frames(partners, ties, name="Simulated", **tables)


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("given", [
    lambda: list(leco.datasets.limburg().values()),
    pytest.param(lambda: [filled()], marks=pytest.mark.slow),
    pytest.param(lambda: [example()], marks=pytest.mark.slow),
], ids=["limburg", "simulated", "example"])  # fmt: skip
def test_a_report_has_the_five_parts_of_partnership_in_their_order(given, lang, tmp_path):
    coalitions = given()
    path = leco.write_report(coalitions, tmp_path / "r.html", lang=lang, every=NOW)
    page = Reader(path.read_text("utf-8"))
    ids = [attrs["id"] for attrs in page.all("section")]
    assert tuple(one for one in ids if one in FIVE) == FIVE
    assert ids.index("vision") < ids.index("cohesion"), "the why before the structure"
    said = " ".join(page.text)
    for name in NAMED[lang]:
        assert f"{name}: " in said
    if lang == "nl" and len(coalitions) > 1:
        assert not ENGLISH.findall(said[said.index("Rijpheid:") : said.index("Bronnen.")]
                                   .replace("(not named)", ""))  # fmt: skip


def test_with_all_tables_filled_each_question_but_few_is_answered():
    sections = parts_of(filled())
    for one in FIVE:
        assert sections[one].parts, one
    answered = sum(len(one.parts) for one in sections.values())
    assert answered >= sum(map(len, PARTS.values())) - 2


def test_each_answer_stands_with_its_lines_its_table_and_how():
    for section in parts_of(example()).values():
        for part in section.parts:
            assert isinstance(part, Answered)
            (entry,) = part.said
            assert entry.title
            assert all(entry.lines)
            assert part.how[0].lines
            if part.table is not None:
                assert all(len(row) == len(part.table.columns) == len(part.table.numeric)
                           for row in part.table.rows)  # fmt: skip


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_line_drawn_is_printed_with_the_result(lang):
    for question, _, found in asked_of(example(), lang):
        drawn = found.drawn(lang)
        for name, value in found.thresholds.items():
            assert words.text(f"threshold.{name}", lang) in drawn, question.what
            assert words.number(value, lang) in drawn
    shown = [part.drawn for one in parts_of(example(), lang=lang).values() for part in one.parts]
    assert sum(map(bool, shown)) >= 8


def test_what_is_not_known_is_one_line_a_section_for_coalitions_alike():
    one, other = (
        leco.Coalition.from_frames([{"id": "a"}, {"id": "b"}], name=name) for name in "XY"
    )
    for name, section in parts_of(one, other).items():
        lines = [line for line in (*section.paragraphs, *section.notes)
                 if line.startswith("Not known of X and Y: ")]  # fmt: skip
        assert len(lines) == 1, name
        assert lines[0].count("Because: ") == 1


ALWAYS = ("ratings", "contributions", "affiliations", "ties")  # the others in the slow run


@pytest.mark.parametrize(
    "table",
    [one if one in ALWAYS else pytest.param(one, marks=pytest.mark.slow)
     for one in (*OTHERS, "ties")],
)  # fmt: skip
def test_without_any_one_table_every_question_answers_or_says_why_not(table):
    for question, told, found in asked_of(example(without=(table,))):
        if found.known:
            assert all(len(row) == len(question.head) for row in question.rows(found, told))
        else:
            assert found.reasons
            assert "not known" in found.sentence("en")
            assert "niet bekend" in found.sentence("nl")


@pytest.mark.slow
@pytest.mark.parametrize("table", [*OTHERS, "ties"])
def test_without_any_one_table_there_is_a_report(table, tmp_path):
    path = leco.write_report(example(without=(table,)), tmp_path / "r.html", lang="nl", every=NOW)
    assert {attrs["id"] for attrs in Reader(path.read_text("utf-8")).all("section")} >= set(FIVE)


def test_a_warning_heads_a_report_of_structure_alone():
    bare = leco.Coalition.from_frames([{"id": one} for one in "abc"], [{"source": "a", "target": "b"}],
                                      name="Bare")  # fmt: skip
    warned = leco.structure_only(bare).sentence("en")

    def head(*coalitions):
        named = {one.name: one for one in coalitions}
        return _warning(Material(named, {}, None, {}, {}, None, "en", 1))

    assert head(bare) == warned
    assert head(example()) == ""
    assert head(bare, example()) == f"Bare: {warned}"
    page = Page("t", "s", "en", (), warning=warned)
    assert warned in page_html(page).partition("<nav")[0]


def test_persons_are_never_named():
    partners = [*PARTNERS, {"id": "an", "name": "An Peeters", "entity": "person"}]
    tables = {**OTHERS, "affiliations": [{"person": "An Peeters", "organisation": one}
                                         for one in ("city", "school")],
              "admissions": [{"partner": "sport", "mode": "consensus", "deciders": "An Peeters",
                              "introduced_by": "An Peeters", "introduced_to": "city"}],
              "coalition": [{**OTHERS["coalition"][0], "stage_by": "An Peeters"}]}  # fmt: skip
    coalition = leco.Coalition.from_frames(partners, TIES, **tables)
    sections = parts_of(coalition, signals=True)
    assert "An Peeters" not in str(sections)
    # Yet the two organisations that one person joins are said to be so.
    (joined,) = next(part for part in sections["formation"].parts
                     if part.said[0].title.startswith("Persons")).table.rows  # fmt: skip
    assert joined == ("City", "School", "1")


@pytest.mark.slow
def test_signals_are_in_a_report_only_when_asked_for(tmp_path):
    there = {}
    for signals in (False, True):
        path = leco.write_report(example(), tmp_path / "r.html", signals=signals, every=NOW)
        there[signals] = {one["id"] for one in Reader(path.read_text("utf-8")).all("section")}
    assert there[True] - there[False] == {"signals"}
    signals = parts_of(example(), signals=True)["signals"]
    assert {row[0] for row in signals.parts[0].table.rows} == {"Sport"}
    assert all(row[-1] for row in signals.parts[0].table.rows), (
        "an innocent explanation beside each"
    )


def test_a_question_of_the_study_stands_with_the_part_that_serves_it():
    tables = {**OTHERS, "questions": [{"question": "Who steers?", "part": "Bestuur"}]}
    coalition = leco.Coalition.from_frames(PARTNERS, TIES, **tables)
    assert any(
        "Who steers?" in one for one in parts_of(coalition, lang="nl")["governance"].paragraphs
    )
    assert not any(
        "Who steers?" in one for one in parts_of(coalition, lang="nl")["vision"].paragraphs
    )


def test_answers_on_another_scale_are_not_known_and_it_says_so():
    ratings = [{"item": "vision: why", "rater": one, "score": 7} for one in ("city", "school")]
    coalition = leco.Coalition.from_frames(PARTNERS, TIES, **{**OTHERS, "ratings": ratings})
    vision = parts_of(coalition)["vision"]
    assert vision.parts == ()
    assert "2 answers are no points of the scale from 1 to 5" in vision.paragraphs[-1]


def test_the_plane_says_first_that_no_why_is_shared():
    ratings = [{"item": "vision: why", "rater": one, "score": 1} for one in ("city", "school")]
    coalition = leco.Coalition.from_frames(PARTNERS, TIES, **{**OTHERS, "ratings": ratings})
    found = _profile(coalition, "sector")
    assert found.frame["value"]["why"] == 0
    assert found.sentence("en").startswith("No shared why")
    assert found.sentence("nl").startswith("Geen gedeeld waarom")


def _strings(held):
    """Walk through all text of sections."""
    if isinstance(held, str):
        return [held]
    if dataclasses.is_dataclass(held):
        held = [getattr(held, one.name) for one in dataclasses.fields(held) if one.name != "id"]
    return [text for one in held for text in _strings(one)] if isinstance(held, Iterable) else []


def test_every_word_of_the_parts_comes_from_the_catalogues(monkeypatch):
    catalogue = words._catalogue("en")
    monkeypatch.setattr(words, "_catalogue", lambda _: {
        key: text if key in KEPT else f"⟦{text}⟧" for key, text in catalogue.items()
    })  # fmt: skip
    coalition = example()
    own = " ".join(str(cell) for frame in coalition.tables.values()
                   for cell in frame.to_numpy().ravel())  # fmt: skip
    sources = " ".join(found.about.source for _, _, found in asked_of(coalition))
    data = set(re.findall(r"[^\W\d_]{2,}", f"{own} {sources} Fonti Whitbred Maoret"))
    sections = parts_of(coalition, signals=True)
    texts = _strings(list(sections.values()))
    assert len(texts) > 300
    for text in texts:
        assert not [one for one in bare(text) if one not in data], text
