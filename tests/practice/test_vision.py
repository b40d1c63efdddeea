"""The gate: level, agreement and who was heard, against published values and by hand."""

import math

import pytest
from tests.conftest import reference

import leco
from leco.practice.ratings import topic_of

CONSENSUS = reference("diversity_integration")["consensus"]


def answered(scores, item="vision: why", **columns):
    """Give a coalition in which each partner has a score, or None when it is silent."""
    partners = [{"id": f"p{i:04}", **{name: values[i] for name, values in columns.items()}}
                for i in range(len(scores))]  # fmt: skip
    said = [{"item": item, "rater": f"p{i:04}", "score": score}
            for i, score in enumerate(scores) if score is not None]  # fmt: skip
    return leco.Coalition.from_frames(partners, ratings=said)


def row(found, item="vision: why", by="all", group="all"):
    return found.frame.loc[(item, by, group)]


def test_ten_answers_pass():
    example = CONSENSUS["likert_example"]
    found = leco.vision(answered(example["scores"]))
    assert found.passed is True
    assert row(found)["agreement"] == pytest.approx(example["van_der_eijk_A"])
    assert row(found)["endorsing"] == 0.8  # eight of ten chose 4 or 5
    assert "80 % endorse it (wanted 70 %), agreement 0.6" in found.sentence("en")
    assert "Er is een gedeeld waarom" in found.sentence("nl")


def test_published_agreement_on_seven_points_that_hardly_anybody_endorses():
    published = CONSENSUS["published"]
    scores = [p + 1 for p, count in enumerate(published["frequency"]) for _ in range(count)]
    found = leco.vision(answered(scores), high=7)
    assert row(found)["agreement"] == pytest.approx(published["van_der_eijk_A"], abs=1e-7)
    assert row(found)["endorsing"] == pytest.approx(60 / 1000)
    assert found.passed is False, "they agree, but not on this"


@pytest.mark.parametrize("name", CONSENSUS["extremes_5_points"])
def test_the_extremes_fail_each_for_its_own_reason(name):
    counts = [int(one) for one in name[name.index("[") + 1 : -1].split(",")]
    scores = [point + 1 for point, count in enumerate(counts) for _ in range(count)]
    found = leco.vision(answered(scores))
    assert row(found)["agreement"] == pytest.approx(
        CONSENSUS["extremes_5_points"][name]["van_der_eijk_A"], abs=1e-12
    )
    assert found.passed is False
    assert found.polarised == (("vision: why",) if name.startswith("polar") else ())


def test_lines_are_arguments_and_on_the_line_is_passed():
    scores = [5] * 7 + [3] * 3  # endorsed by exactly 0.7
    assert leco.vision(answered(scores)).passed is True
    assert leco.vision(answered(scores), endorse=0.71).passed is False
    assert leco.vision(answered(scores), agree=0.99).passed is False
    assert "share that endorses 0.71" in leco.vision(answered(scores), endorse=0.71).explain("en")


def test_silence_is_no_dissent():
    # Of five core partners three are 60 %; with two nobody can say. The broad ones do not count.
    tiers = ["core"] * 5 + ["broad"] * 5
    two = leco.vision(answered([5, 5, None, None, None, 5, 5, 5, 5, 5], tier=tiers))
    assert two.passed is None
    assert two.silent == ("p0002", "p0003", "p0004")
    assert "too few answered" in two.sentence("en")
    assert leco.vision(answered([5, 5, 5, None, None, *[None] * 5], tier=tiers)).passed is True
    assert leco.vision(answered([1, 1, 1, None, None, *[5] * 5], tier=tiers)).passed is False


def test_by_sector_and_tier():
    found = leco.vision(
        answered([5, 4, 1, 2, None], tier=["core", "broad", "core", "broad", "core"],
                 sector=["care", "care; youth", "youth", "youth", "sport"])
    )  # fmt: skip
    assert row(found, by="sector", group="care")["endorsing"] == 1
    assert row(found, by="sector", group="youth")["endorsing"] == pytest.approx(1 / 3)
    assert row(found, by="tier", group="core")["answered"] == 2
    assert "youth" in found.unconvinced
    assert found.unheard == ("sport",)
    assert math.isnan(row(found, by="sector", group="sport")["endorsing"])


def test_the_weakest_item_decides_and_the_why_before_others():
    partners = [{"id": one} for one in "abcd"]
    clear = [{"item": "vision: clear", "rater": one, "score": 1} for one in "abcd"]
    why = [{"item": "Visie: waarom wij dit doen", "rater": one, "score": 5} for one in "abcd"]
    both = leco.vision(leco.Coalition.from_frames(partners, ratings=clear + why))
    assert (both.passed, both.items) == (True, ("Visie: waarom wij dit doen",))
    other = [{"item": "vision: another", "rater": one, "score": 5} for one in "abcd"]
    without = leco.vision(leco.Coalition.from_frames(partners, ratings=clear + other))
    assert (without.passed, without.items) == (False, ("vision: another", "vision: clear"))
    named = leco.Coalition.from_frames(partners, ratings=clear + other)
    assert leco.vision(named, items=["vision: another"]).passed is True
    with pytest.raises(leco.LecoError, match="nobody was asked 'visoin'"):
        leco.vision(named, items=["vision: another", "visoin"])


def test_items_of_which_nobody_was_asked_anything_are_not_known():
    silent = leco.vision(leco.Coalition.from_frames([{"id": "a"}]), items=["vision: why"])
    assert silent.passed is None


def test_do_partners_who_work_together_agree_more():
    # Answers 5, 5, 1, 1: mean difference of all pairs 4 * 4 / 6; across the two ties 0.
    said = [{"item": "vision", "rater": one, "score": score}
            for one, score in zip("abcd", [5, 5, 1, 1], strict=True)]  # fmt: skip
    partners = [{"id": one} for one in "abcd"]
    inside = [{"source": "a", "target": "b"}, {"source": "c", "target": "d"}]
    across = [{"source": "a", "target": "c"}]
    found = leco.vision(leco.Coalition.from_frames(partners, inside, ratings=said))
    assert found.across_ties == {"vision": 0}
    found = leco.vision(leco.Coalition.from_frames(partners, across, ratings=said))
    assert found.across_ties["vision"] == pytest.approx(4 / (16 / 6))
    unknown = leco.vision(leco.Coalition.from_frames(partners, ratings=said))
    assert math.isnan(unknown.across_ties["vision"])


def test_the_last_answer_by_the_moment_and_whom_a_person_speaks_for():
    partners = [{"id": "a", "joined": "2020"}, {"id": "b", "joined": "2020"}]
    said = [
        {"item": "vision", "rater": "a", "score": 1, "date": "2021-01"},
        {"item": "vision", "rater": "a", "score": 5, "date": "2023-01"},
        # Two persons of b: the middle of two is the lower one.
        {"item": "vision", "rater": "jo", "score": 4, "date": "2021-01"},
        {"item": "vision", "rater": "an", "score": 2, "date": "2021-01"},
        {"item": "vision", "rater": "stranger", "score": 1, "date": "2021-01"},
    ]
    hats = [{"person": one, "organisation": "b"} for one in ("jo", "an")]
    coalition = leco.Coalition.from_frames(
        partners, ratings=said, affiliations=hats,
        coalition=[{"observed_from": "2020", "observed_until": "2024"}],
    )  # fmt: skip
    assert row(leco.vision(coalition), "vision")["mean"] == 3.5
    assert row(leco.vision(coalition.at("2022")), "vision")["mean"] == 1.5
    assert "1 raters speak for no partner" in leco.vision(coalition).explain("en")


def test_wrong_answers_and_lines_are_refused():
    with pytest.raises(leco.DataError, match="is no point of the scale"):
        leco.vision(answered([5, 7, 2.5]))
    with pytest.raises(ValueError, match="from 0 to 1"):
        leco.vision(answered([5]), endorse=70)
    with pytest.raises(ValueError, match="three points"):
        leco.vision(answered([2]), high=2)


def test_topics_in_two_languages():
    assert topic_of("VISIE : waarom") == ("vision", "waarom")
    assert topic_of("visionary") == ("", "visionary")
    assert topic_of("wie") == ("who", "")
