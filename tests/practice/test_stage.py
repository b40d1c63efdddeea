"""stage(): counted by hand on the made-up coalition."""

import pytest
from tests.practice.example import example

import leco

# By hand for 2024-01-02 to 2024-12-31, the last 365 days: no vision (the last is of 2023), one
# experiment begun; two joined, both for it; three decisions, two by one partner alone; two (city,
# school) were there and stay, and care, so three at the beginning and two newcomers; care left over
# governance; money of the ESF began in March (that of the city a day too early); three new ties of
# which an activity is known, two of them the lab's. 60 of 100 of the money is structural. A contract
# with one of three ties still in force that say so. Four arrows and one were there at the beginning
# (ties without direction count both ways), two of them last.
BY_HAND = {
    "vision_versions": (1, 0, "against"), "no_experiments": (1, 1, "against"),
    "vision_joins": (1, 0, "against"), "by_consensus": (1, 0, "against"),
    "newcomers": (2, 2 / 3, "supports"), "early_reasons": (2, 1, "supports"),
    "first_experiments": (2, 1, "supports"), "new_funding": (2, 1, "supports"),
    "evaluated": (3, 0, "against"), "experiment_ties": (3, 2 / 3, "supports"),
    "by_autonomy": (3, 2 / 3, "supports"), "rising_diversity": (3, 0, "against"),
    "lasting_funding": (4, 0.6, "supports"), "agreements": (4, 1 / 2, "supports"),
    "lasting_ties": (4, 2 / 5, "against"), "renewal": (4, 1, "against"),
}  # fmt: skip


@pytest.mark.parametrize("indicator", BY_HAND)
def test_every_indicator_as_counted_by_hand(indicator):
    stage, value, says = BY_HAND[indicator]
    row = leco.stage(example()).frame.loc[indicator]
    assert (row["stage"], row["says"]) == (stage, says)
    assert row["value"] == pytest.approx(value)


@pytest.mark.parametrize(("statuses", "says"), [
    (["running"], "supports"), (["running", "evaluated"], "against"), (["planned"], "against"),
    (["evaluated"], "against"),
])  # fmt: skip
def test_first_experiments_are_those_before_any_is_evaluated(statuses, says):
    # Begun a month before the end; of what is only planned, or evaluated long ago, none has begun.
    tried = [{"activity": f"e{place}", "kind": "experiment", "status": status,
              "start": "2024-11-30" if status == "running" else "2019-01-01" if status == "evaluated" else None}
             for place, status in enumerate(statuses)]  # fmt: skip
    found = leco.stage(leco.Coalition.from_frames(
        [{"id": "a", "joined": "2018"}], activities=tried,
        coalition=[{"observed_from": "2018-01-01", "observed_until": "2024-12-31"}],
    ))  # fmt: skip
    assert found.frame.loc["first_experiments", "says"] == says


def test_it_points_to_the_stage_with_most_support_and_shows_the_declared_beside():
    found = leco.stage(example())
    assert found.points_to == 2
    assert found.counts == {1: (0, 4, 0), 2: (4, 0, 0), 3: (2, 2, 0), 4: (2, 2, 0)}
    assert (found.declared, found.declared_on, found.declared_by) == ("2", "2024-10", "city")
    assert "4 of the 4" in found.sentence()
    assert "The coalition itself says: 2 (2024-10; city)" in found.sentence()


def test_what_is_declared_changes_nothing():
    coalition = example(without=("coalition",))
    assert leco.stage(coalition).declared == ""
    assert "declares none" in leco.stage(coalition).sentence()


def test_too_few_that_speak_or_two_stages_equal_cannot_be_told():
    assert leco.stage(example(), least=17).points_to is None
    # With so high a line for newcomers, and none for the ties that last: three and three.
    tied = leco.stage(example(), joining=0.9, lasting=0.1)
    assert (tied.counts[2][0], tied.counts[4][0]) == (3, 3)
    assert tied.points_to is None
    assert "cannot be told" in tied.sentence()


def test_a_table_that_is_missing_makes_its_indicators_silent():
    found = leco.stage(example(without=("admissions", "activities")))
    silent = set(found.frame.index[found.frame["says"] == "silent"])
    assert silent == {"by_consensus", "by_autonomy", "no_experiments", "first_experiments",
                      "evaluated", "renewal", "experiment_ties"}  # fmt: skip
    assert "there is no table 'admissions'" in found.explain()


def test_early_on_no_experiment_and_a_new_vision_support_the_first_stage():
    found = leco.stage(example().at("2021-12-31"))
    says = found.frame["says"]
    assert (says["vision_versions"], says["no_experiments"], says["by_consensus"]) == (
        "supports",
    ) * 3
    assert says["rising_diversity"] == "silent", "one moment knows nothing of what was before"


@pytest.mark.parametrize("wrong", [{"majority": 2}, {"window": 0}, {"least": 0}, {"lasting": -1}])
def test_lines_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        leco.stage(example(), **wrong)
