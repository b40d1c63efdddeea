"""admissions(): counted by hand on the made-up coalition; the exact test against brute force."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.stats import fisher_exact
from tests.practice.example import example

import leco
from leco.inference.p_values import freeman_halton


def _count(found, part, one, other=""):
    row = found.frame[(found.frame["part"] == part) & (found.frame["one"] == one)
                      & (found.frame["other"] == other)]  # fmt: skip
    return tuple(row[["count", "of"]].iloc[0]) if len(row) else None


# By hand: five decisions in the table of the example.
@pytest.mark.parametrize(
    ("part", "one", "other", "counted"),
    [
        ("mode", "consensus", "", (2, 5)), ("mode", "autonomous", "", (2, 5)),
        ("mode", "consultation", "", (1, 5)), ("mode", "imposed", "", None),
        ("mode_tier", "consensus", "core", (1, 1)), ("mode_tier", "autonomous", "broad", (2, 4)),
        ("mode_phase", "consensus", "vision", (2, 2)),
        ("mode_phase", "autonomous", "initiating", (2, 3)),
        ("driver_phase", "experiment", "initiating", (2, 2)),
        ("outcome", "refused", "", (1, 5)), ("introduced", "Europa WSE", "", (1, 2)),
        ("criterion", "vision", "claimed", (2, 4)), ("criterion", "value", "claimed", (2, 4)),
        ("joins", "experiment", "", (2, 5)), ("joins", "vision_fit", "", (2, 5)),
        ("leaves", "governance", "", (1, 1)),
    ],
)  # fmt: skip
def test_counts_by_hand(part, one, other, counted):
    assert _count(leco.admissions(example()), part, one, other) == counted


def test_what_was_counted_is_named():
    lines = leco.admissions(example()).explain("en")
    for said in (
        "shares the vision / claimed",
        "by consensus / vision",
        "by consensus / core partner",
    ):
        assert said in lines


def test_deciders_and_their_power():
    found = leco.admissions(example())
    # city decides four times, school three: 1 / (16/49 + 9/49).
    assert found.deciders == {"city": 4, "school": 3}
    assert found.power == pytest.approx(49 / 25)
    assert found.sentence("en").startswith(
        "How partners were let in, with how many: by one partner alone (2), by consensus (2), "
        "after consultation (1). Decisions"
    )


def test_claims_that_data_could_show_and_do_not():
    found = leco.admissions(example())
    # sport claims the vision and never rated it; school claims to be known and had no tie before.
    # sport's site and school's vision show; of who adds value care has left and arts' offers are
    # not known, so neither can be seen.
    assert found.unseen == {"vision": ("sport",), "known": ("school",)}
    assert _count(found, "criterion", "vision", "visible") == (1, 2)
    assert _count(found, "criterion", "site", "visible") == (1, 1)
    assert _count(found, "criterion", "value", "visible") is None


def test_who_adds_value_is_seen_by_what_would_be_covered_less():
    rows = [
        {"id": "a", "offers": "room"},
        {"id": "b", "offers": "room"},
        {"id": "c", "offers": "van"},
    ]
    decided = [{"partner": one, "criteria": "meerwaarde"} for one in "abc"]
    found = leco.admissions(
        leco.Coalition.from_frames(
            rows, needs=[{"need": "room"}, {"need": "van"}], admissions=decided
        )
    )
    assert found.unseen == {"value": ("a", "b")}, "each alone can be missed"


def test_tendencies_of_the_study_are_matched_or_not():
    assert leco.admissions(example()).tendencies == {
        "consensus_in_vision": True, "autonomous_in_initiating": True, "core_otherwise": True,
    }  # fmt: skip
    # Shares differ by 1 and 2/3: nothing differs by more than all.
    assert leco.admissions(example(), tendency=1.0).tendencies["autonomous_in_initiating"] is False
    unknown = leco.admissions(leco.datasets.limburg()["Genk"]).tendencies
    assert set(unknown.values()) == {None}


def test_exact_two_by_two_is_fisher_s():
    for table in ([[3, 1], [1, 3]], [[5, 0], [1, 4]], [[2, 2], [2, 2]]):
        assert freeman_halton(np.array(table)) == pytest.approx(fisher_exact(table)[1])


def _by_brute_force(table):
    """Hand out the tiers to the admissions in every way; how many tables are as rare or rarer."""
    modes = [mode for mode, row in enumerate(table) for _ in range(sum(row))]
    count = {}
    for first in itertools.combinations(range(len(modes)), int(table[:, 0].sum())):
        key = tuple(sum(modes[one] == mode for one in first) for mode in range(len(table)))
        count[key] = count.get(key, 0) + 1
    own = count[tuple(table[:, 0])]
    return sum(n for n in count.values() if n <= own) / sum(count.values())


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=4))
def test_exact_with_more_modes_against_every_way_to_hand_out_the_tiers(rows):
    table = np.array(rows)
    if 0 < table.sum() < 15:
        assert freeman_halton(table) == pytest.approx(_by_brute_force(table))


def test_too_many_tables_are_not_counted():
    assert math.isnan(freeman_halton(np.full((5, 2), 50)))


def test_no_admissions_still_tell_who_came_and_went():
    found = leco.admissions(example(without=("admissions",)))
    assert _count(found, "joins", "experiment") == (2, 5)
    assert "not known, because: there is no table 'admissions'" in found.sentence()
