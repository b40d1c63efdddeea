"""What each section says: its question, the numbers behind it, and what it leaves out."""

import networkx as nx
import numpy as np
import pytest

import leco
from leco import words
from leco.report.build import _sections
from leco.report.large import PARTNERS, hand_over, too_large
from leco.report.material import BANDED, DRAWS, few, gather
from leco.report.page import Figure, Grid, kept
from leco.report.parts import PARTS
from leco.report.variety import diversity

from .conftest import HOSTILE, coalition_of

NAMES = list("abcdefgh")


@pytest.fixture(scope="module")
def sections(tmp_path_factory):
    both = [coalition_of(NAMES, ["x", "y", "z"], "One"),
            coalition_of(NAMES, ["x", "y"], "Two", dated=False)]  # fmt: skip
    material = gather(both, "sector", "year", "nl", 1)
    place = tmp_path_factory.mktemp("r") / "r.html"
    return {one.id: one for one in _sections(material, place) if one}


def test_questions_come_in_their_order(sections):
    assert list(sections) == [
        "members", "maps", *PARTS, "cohesion", "brokers", "without", "core", "diversity", "integration",
        "compared", "change", "missing",
    ]  # fmt: skip
    asked = [one.heading for one in sections.values()]
    assert sum(heading.endswith("?") for heading in asked) == 9 + len(PARTS)


def test_each_figure_says_something_and_shows_its_numbers_and_how(sections):
    figures = [part for one in sections.values() for part in one.parts if isinstance(part, Figure)]
    assert len(figures) >= 9
    for figure in figures:
        assert figure.said
        assert figure.alt
        assert figure.table is not None
        assert figure.table.rows
        assert all(len(row) == len(figure.table.columns) == len(figure.table.numeric)
                   for row in figure.table.rows)  # fmt: skip
        assert figure.how
        assert all(entry.title and entry.lines for entry in figure.how)


def test_each_table_is_computed_somehow(sections):
    grids = [part for one in sections.values() for part in one.parts if isinstance(part, Grid)]
    bare = [one.caption for one in grids if not one.how]
    assert len(bare) == 1, "only what is on record is not computed"
    assert bare == [sections["members"].parts[0].caption]


def test_needs_say_what_is_lacking(sections):
    grids = [part for part in sections["diversity"].parts if isinstance(part, Grid)]
    assert len(grids) == 2
    # By hand: four of the eight offer a room, nobody a bus for a.
    room, bus = grids[0].rows
    assert room == ("room", "1", "4", "0", "a, c, e, g")
    assert bus == ("bus a", "1", "0", "1", "–")
    assert "bus a" in grids[0].said[0]
    assert sections["diversity"].notes == ()


def test_without_needs_what_is_lacking_is_not_said():
    plain = leco.Coalition.from_frames(
        [{"id": one, "sector": "x"} for one in "ab"], [{"source": "a", "target": "b"}], name="plain"
    )
    section = diversity(gather([plain], "sector", "year", "en", 1))
    assert section.notes == (words.text("report.diversity.no_needs", "en"),)


def test_the_core_is_followed_where_there_are_dates_only(sections):
    figures = [part for part in sections["core"].parts if isinstance(part, Figure)]
    assert len(figures) == 2, "the family, and the change of the dated one"
    moments = [row[0] for row in figures[1].table.rows]
    assert moments == ["2020-12-31", "2021-12-31", "2022-12-31"]


def test_what_changed_has_intervals_and_the_caution_of_growth(sections):
    change = sections["change"]
    density = next(part for part in change.parts if "Dichtheid" in part.alt)
    # By hand: at the end of 2020 six partners and six ties, 6 of 15; later eight and nine, 9 of 28.
    first, *_, last = density.table.rows
    assert first[2].startswith("0,4 (")
    assert last[2].startswith("0,321 (")
    assert len(change.notes) == 1


def test_of_many_moments_the_first_and_last_have_an_interval():
    grown = leco.datasets.simulated()["Simulated stable"]
    material = gather([grown], None, "quarter", "en", 1)
    frame = material.followed
    own = frame[frame["measure"] == "density"]
    assert len(own) > BANDED
    assert own["low"].notna().to_numpy().nonzero()[0].tolist() == [0, len(own) - 1]
    assert not frame[frame["measure"].isin(["turnover", "tie_survival"])]["low"].notna().any()
    # The numbers are those of a track; the interval is that of the last moment followed alone.
    alone = leco.track(grown, ["density"], every="quarter").frame
    np.testing.assert_array_equal(own["value"], alone["value"])


def test_draws_leave_one_in_forty_on_either_side():
    assert 1 / (DRAWS + 1) == 0.05 / 2


@pytest.mark.parametrize("count", [1, 2, 6, 7, 20, 78])
def test_few_moments_keep_the_ends_and_their_order(count):
    chosen = few(list(range(count)))
    assert chosen == sorted(set(chosen))
    assert (chosen[0], chosen[-1]) == (0, count - 1)
    assert len(chosen) == min(count, 6)


def test_one_partner_is_not_several():
    said = {lang: [words.text("report.members.who", lang, count=count) for count in (1, 2)]
            for lang in ("en", "nl")}  # fmt: skip
    assert said["en"] == ["1 partner is on record.", "2 partners are on record."]
    assert said["nl"] == ["er is 1 partner opgetekend.", "er zijn 2 partners opgetekend."]


def test_a_date_or_percentage_stays_on_one_line_and_names_stay_text():
    assert kept("95 % at 2020-06") == (
        '9<span class="kept">5 %</span> at <span class="kept">2020-06</span>'
    )
    assert "<script" not in kept(HOSTILE[0])


def test_a_very_large_coalition_is_handed_over(tmp_path):
    graph = nx.relabel_nodes(nx.gnm_random_graph(PARTNERS + 1, 2000, seed=2), str)
    nx.set_node_attributes(graph, dict.fromkeys(graph, "care"), "sector")
    large = leco.Coalition.from_graph(graph, name="Large")
    assert too_large(large)
    assert not too_large(leco.datasets.simulated()["Simulated stable"])
    place = tmp_path / "new" / "r-1.gexf"
    part = hand_over("Large", large, "sector", place, "nl")
    assert part.file == "r-1.gexf"
    assert "1501 partners" in part.said[0]
    back = nx.read_gexf(place)
    assert set(map(frozenset, back.edges)) == set(map(frozenset, graph.edges))
    assert set(nx.get_node_attributes(back, "group").values()) == {"care"}
    # What the page would show and no more: who is called what stands in the label.
    assert {key for _, facts in back.nodes(data=True) for key in facts} == {"label", "group"}


def test_hostile_names_go_to_gephi_and_back(tmp_path, hostile_coalitions):
    hand_over("Hostile", hostile_coalitions[0], "sector", tmp_path / "h.gexf", "en")
    back = nx.read_gexf(tmp_path / "h.gexf")
    assert sorted(back) == sorted(HOSTILE)
    assert set(nx.get_node_attributes(back, "group").values()) == set(HOSTILE[:3])
    # A name that turns the direction of writing ends with the sign that turns it back.
    turned = [one + "\u202c" * one.count("\u202e") for one in HOSTILE]
    assert sorted(label for _, label in back.nodes(data="label")) == sorted(turned)


@pytest.mark.slow  # it writes four reports
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_of_a_very_large_coalition_what_takes_partners_times_ties_is_left_out_and_said(
    tmp_path, monkeypatch, lang
):
    one = leco.datasets.simulated()["Simulated stable"]
    whole = leco.write_report(one, tmp_path / "whole.html", lang=lang).read_text("utf-8")
    monkeypatch.setattr("leco.report.material.MOST_WORK", 1)
    lean = leco.write_report(one, tmp_path / "lean.html", lang=lang).read_text("utf-8")
    compactness = words.measure("compactness", lang)
    told = words.text("report.missing.large", lang, names="Simulated stable")
    verdict = words.text("core_change.legend", lang)
    for said, there in ((compactness, True), (verdict, True), (told, False)):
        assert (said in whole) == there
        assert (said in lean) != there
    assert 'id="without"' in whole
    assert 'id="without"' not in lean
    assert words.measure("density", lang) in lean
