"""Six lines: each met, not met and not known, by hand."""

import pytest
from tests.conftest import reference

import leco

NEEDS = reference("diversity_integration")["needs_coverage"]


def test_the_reference_block():
    rows = [{"id": one, "offers": "; ".join(map(str, offered))}
            for one, offered in NEEDS["provides"].items()]  # fmt: skip
    needs = [{"need": need, "weight": weight} for need, weight in NEEDS["weights"].items()]
    found = leco.readiness(leco.Coalition.from_frames(rows, needs=needs))
    # Strongest alone is a (needs 1 and 2: 3 of 5.5); together 4.5 of 5.5.
    assert found.frame.loc["together"].tolist() == pytest.approx([3 / 5.5, 1])
    # Of the four who say what they offer, a and e have something of their own; a offers 2 of 4.
    assert found.frame.loc["unique"].tolist() == [0.5, 1]
    assert found.frame.loc["spread"].tolist() == [0.5, 0]
    assert found.open == ("sovereign", "wicked", "custom")
    assert "Niet bekend (3 van 6)" in found.sentence("nl")
    assert "1 partner has offers that are not known" in found.explain("en")


def full(**changed):
    tables = {
        "partners": [{"id": "a", "parent": "", "offers": "room"}, {"id": "b", "offers": "bus"},
                     {"id": "c", "offers": "food"}],
        "ties": [{"source": "a", "target": "b", "kind": "resources"}],
        "needs": [{"need": "room"}, {"need": "bus"}],
        "ratings": [{"item": "wicked: no single owner", "rater": "a", "score": 5},
                    {"item": "wicked: contested", "rater": "a", "score": 4},
                    {"item": "maatwerk", "rater": "b", "score": 4}],
    } | changed  # fmt: skip
    return leco.Coalition.from_frames(**tables)


def test_all_six_are_met():
    found = leco.readiness(full())
    assert found.met == ("sovereign", "unique", "together", "spread", "wicked", "custom")
    assert found.frame.loc["wicked", "value"] == 0.75, "the lowest of two items"
    assert "of the four things to share these are on record: resources" in found.explain("en")
    assert (found.unmet, found.open) == ((), ())
    # Without the column that is asked by default it is open; another that is not there is a slip.
    silent = full(partners=[{"id": one} for one in "abc"])
    assert "unique" in leco.readiness(silent).open
    with pytest.raises(leco.MissingAttributeError, match="'offer'"):
        leco.readiness(silent, offers="offer")


def test_each_is_not_met():
    unit = [{"id": "a", "offers": "room; bus"}, {"id": "b", "parent": "a", "offers": "room; bus"},
            {"id": "c", "offers": "room"}]  # fmt: skip
    said = [{"item": item, "rater": "a", "score": 1} for item in ("wicked", "custom")]
    found = leco.readiness(full(partners=unit, ratings=said))
    assert found.unmet == ("sovereign", "unique", "together", "spread", "wicked", "custom")
    assert found.frame["value"].tolist() == pytest.approx([2 / 3, 0, 1, 1, 0, 0])
    assert "a unit of another partner: b" in found.explain("en")


def test_custom_work_from_what_is_done_together():
    # Of three activities one is done by two partners.
    part = [{"partner": one, "activity": activity}
            for one, activity in (("a", "x"), ("b", "x"), ("a", "y"), ("c", "z"))]  # fmt: skip
    found = leco.readiness(full(ratings=[], participations=part))
    assert found.frame.loc["custom"].tolist() == pytest.approx([1 / 3, 0])
    assert leco.readiness(full(ratings=[], participations=part), together=0.3).met[-1] == "custom"
    assert leco.readiness(full(participations=part)).frame.loc["custom", "value"] == 0.75


def test_where_lines_are_drawn():
    found = leco.readiness(full(), unique=1, most=0.3, judged=0.8)
    assert found.unmet == ("spread", "wicked", "custom")
    with pytest.raises(ValueError, match="from 0 to 1"):
        leco.readiness(full(), unique=1.5)


def test_nothing_that_is_needed_is_offered():
    found = leco.readiness(full(needs=[{"need": "money"}]))
    assert "together" in found.open
    assert "nothing that is needed is offered" in found.explain("en")
