"""Time where people are imprecise: odd spells, waves, phases, ends nobody wrote down.

Every expected number was worked out by hand from the rows that stand in the test.
"""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import leco
from leco.testing import coalitions


def _there(coalition, moment):
    return coalition.at(moment).partners["id"].tolist()


# The three-partner case, partners by name and ties by pair: A [0,12), B [0,5), C [3,12), ties
# A-B [0,4) and A-C [6,8), in days from 2020-01-01. Worked by hand.
WHO = (
    [("AB", "AB")] * 3
    + [("ABC", "AB"), ("ABC", ""), ("AC", ""), ("AC", "AC"), ("AC", "AC")]
    + [("AC", "")] * 4
)
ZERO = dt.date(2020, 1, 1)


def _day(number):
    return (ZERO + dt.timedelta(days=number)).isoformat()


@pytest.mark.parametrize("day", range(12))
@pytest.mark.parametrize("turned", [False, True])
def test_three_partners_by_name_whatever_the_order_of_rows(day, turned):
    partners = [("A", 0, 11), ("B", 0, 4), ("C", 3, 11)]
    ties = [("A", "B", 0, 3), ("A", "C", 6, 7)]
    step = -1 if turned else 1
    coalition = leco.Coalition.from_frames(
        [{"id": one, "joined": _day(a), "left": _day(b)} for one, a, b in partners[::step]],
        [{"source": one, "target": other, "start": _day(a), "end": _day(b)}
         for one, other, a, b in ties[::step]],
    )  # fmt: skip
    now = coalition.at(_day(day))
    found = [
        "".join(sorted(pair)) for pair in zip(now.ties["source"], now.ties["target"], strict=True)
    ]
    assert ("".join(sorted(now.partners["id"])), "".join(found)) == WHO[day]
    assert now.moment == _day(day)


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("2020", "2020", "2020-01-01", "2020-12-31"),
        ("2020-Q2", "2020-Q3", "2020-04-01", "2020-09-30"),
        ("2020-02", "2020-02", "2020-02-01", "2020-02-29"),  # a leap year
        ("29/02/2020", "1-3-2020", "2020-02-29", "2020-03-01"),
        ("2020-05~", "2020-05~", "2020-04-01", "2020-06-30"),
        ("2020-03/2020-05", "2020-03/2020-05", "2020-03-01", "2020-05-31"),
    ],
)
def test_a_tie_is_in_force_from_the_first_to_the_last_day_it_can_mean(start, end, first, last):
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}], [{"source": "a", "target": "b", "start": start, "end": end}]
    )
    one = dt.timedelta(days=1)
    begin, until = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    found = [len(coalition.at(day).ties) for day in (begin - one, begin, until, until + one)]
    assert found == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2024-02", "2024-02-29"), ("2023-Q1", "2023-03-31"), ("2023", "2023-12-31"),
     ("K2 2023", "2023-06-30"), ("06/2023", "2023-06-30"), (2023, "2023-12-31"),
     (pd.Timestamp("2023-06-05 13:00"), "2023-06-05"), (pd.Period("2023-06"), "2023-06-30"),
     (pd.Period("2023Q3"), "2023-09-30")],
)  # fmt: skip
def test_a_coarse_moment_is_its_last_day(moment, day):
    assert leco.Coalition.from_frames([{"id": "a", "joined": "2019"}]).at(moment).moment == day


@pytest.mark.parametrize(
    "moment", ["2023-06", "2023-Q2", dt.date(2023, 6, 30), dt.datetime(2023, 6, 30, 9)]
)
def test_the_same_moment_again_is_the_same_coalition(moment):
    now = leco.Coalition.from_frames([{"id": "a", "joined": "2019"}]).at("2023-06")
    assert now.at(moment) is now


@pytest.mark.parametrize("moment", ["gisteren", "2023-13", "..", "2020/..", "", None, pd.NaT, 3.5])
def test_what_is_no_moment_is_refused_in_words(moment):
    coalition = leco.Coalition.from_frames([{"id": "a", "joined": "2019"}])
    with pytest.raises(leco.LecoError, match="is not a moment"):
        coalition.at(moment)


def test_a_blank_start_is_before_observation_and_a_blank_end_after_it():
    coalition = leco.Coalition.from_frames(
        [{"id": "blank"}, {"id": "late", "joined": "2021"}, {"id": "early", "left": "2020"}],
        coalition=[{"observed_from": "2019", "observed_until": "2022"}],
    )
    assert _there(coalition, "2019-01-01") == ["blank", "early"]
    assert _there(coalition, "2020-12-31") == ["blank", "early"]
    assert _there(coalition, "2021-01-01") == ["blank", "late"]
    assert _there(coalition, "2022-12-31") == ["blank", "late"]


@pytest.mark.parametrize(("moment", "ok"), [("2018-12-31", False), ("2019-01-01", True),
                                            ("2022-06-30", True), ("2022-07-01", False)])  # fmt: skip
def test_the_bounds_of_observation_are_inclusive(moment, ok):
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}], coalition=[{"observed_from": "2019", "observed_until": "2022-06"}]
    )
    assert coalition.observed == (dt.date(2019, 1, 1), dt.date(2022, 6, 30))
    if ok:
        assert len(coalition.at(moment)) == 1
    else:
        with pytest.raises(leco.UndefinedError, match="observed"):
            coalition.at(moment)


def test_a_period_wholly_outside_observation_has_no_answer_either():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}], coalition=[{"observed_from": "2019", "observed_until": "2022"}]
    )
    assert len(coalition.between("2018", "2019")) == 1
    with pytest.raises(leco.UndefinedError, match="observed"):
        coalition.between("1900", "1901")


@pytest.mark.parametrize("column", ["observed_from", "observed_until"])
@pytest.mark.parametrize("written", ["..", "heden", "../2020", "2020/.."])
def test_an_open_bound_of_observation_is_a_problem_of_the_data(column, written):
    # An open end says nothing about when observation ended: the table must say so at once.
    with pytest.raises(leco.DataError, match=column):
        leco.Coalition.from_frames([{"id": "a", "joined": "2019"}], coalition=[{column: written}])


def test_observation_that_ends_before_it_starts_is_a_problem_of_the_data():
    about = [{"observed_from": "2022", "observed_until": "2020"}]
    with pytest.raises(leco.DataError, match="before"):
        leco.Coalition.from_frames([{"id": "a"}], coalition=about)


# --- memberships ---------------------------------------------------------------------------


def test_a_partner_that_comes_back_is_away_in_between():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}],
        memberships=[
            {"partner": "a", "tier": "core", "start": "2019", "end": "2019"},
            {"partner": "a", "tier": "broad", "start": "2021-03-01", "end": ".."},
        ],
    )
    assert [len(coalition.at(day)) for day in ("2019", "2020", "2021-02", "2021-03-01")] == [
        1,
        0,
        0,
        1,
    ]
    assert coalition.at("2019").partners["tier"].tolist() == ["core"]
    assert coalition.at("2022").partners["tier"].tolist() == ["broad"]
    assert len(coalition.between("2019-06", "2021-06")) == 1


def test_where_spells_overlap_the_one_that_starts_last_says_the_tier():
    rows = [
        {"partner": "a", "tier": "broad", "start": "2019", "end": ".."},
        {"partner": "a", "tier": "core", "start": "2020", "end": "2020"},
    ]
    for order in (rows, rows[::-1]):
        coalition = leco.Coalition.from_frames([{"id": "a"}], memberships=order)
        tiers = [coalition.at(year).partners["tier"].item() for year in ("2019", "2020", "2021")]
        assert tiers == ["broad", "core", "broad"]


def test_a_candidate_by_its_membership_is_not_yet_present():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}],
        memberships=[
            {"partner": "a", "tier": "candidate", "start": "2019", "end": "2019"},
            {"partner": "a", "tier": "broad", "start": "2020", "end": ".."},
            {"partner": "b", "tier": "kandidaat", "start": "2019", "end": ".."},
        ],
    )
    assert _there(coalition, "2019") == []
    assert _there(coalition, "2020") == ["a"]


def test_candidates_are_never_and_former_partners_only_while_dated_present():
    coalition = leco.Coalition.from_frames(
        [{"id": "candidate", "tier": "candidate", "joined": "2019"},
         {"id": "dated", "tier": "voormalige partner", "joined": "2019", "left": "2020"},
         {"id": "undated", "tier": "former", "joined": "2019"},
         {"id": "core", "tier": "kern"}],
        [{"source": "candidate", "target": "core"}, {"source": "dated", "target": "core"}],
    )  # fmt: skip
    assert _there(coalition, "2020") == ["dated", "core"]
    assert len(coalition.at("2020").ties) == 1
    assert _there(coalition, "2021") == ["core"]
    assert coalition.check()["message"].str.contains("former partner").sum() == 1


# --- ends nobody wrote down ------------------------------------------------------------------


def test_partners_nobody_heard_of_for_a_year_are_counted_and_still_present():
    coalition = leco.Coalition.from_frames(
        [{"id": one, "joined": "2016-01-01"} for one in "abcd"] + [{"id": "e", "left": ".."}],
        [{"source": "a", "target": "b", "start": "2020-03-01", "end": "2020-03-01"},
         {"source": "b", "target": "c", "start": "2024-02-01", "end": "2024-02-01"}],
        coalition=[{"observed_until": "2024-12-31"}],
    )  # fmt: skip
    # By hand: b and c are named in 2024, e says it is still in; a (2020) and d (2016) are silent.
    now = coalition.at("2024-12-31")
    assert len(now) == 5
    assert [(note.code, note.values["count"]) for note in now.notes] == [("unknown_ends", 2)]
    # In 2018 a is still to be named in 2020; b and c too; only d is never heard of again.
    assert coalition.at("2018").notes[0].values["count"] == 1


def test_open_ties_are_counted_only_where_they_are():
    coalition = leco.Coalition.from_frames(
        [
            {"id": "a", "joined": "2018", "left": ".."},
            {"id": "b", "joined": "2018", "left": "2019"},
        ],
        [{"source": "a", "target": "b", "start": "2018"}],
    )
    assert [note.values for note in coalition.at("2019").notes if note.code == "open_ties"] == [
        {"count": 1}
    ]
    after = coalition.at("2020")
    assert len(after.ties) == 0
    assert [note for note in after.notes if note.code == "open_ties"] == []


# --- periods -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ("month", ["2020-11-30", "2020-12-31", "2021-01-31", "2021-02-15"]),
        ("quarter", ["2020-12-31", "2021-02-15"]),
        ("year", ["2020-12-31", "2021-02-15"]),
    ],
)
def test_periods_are_clipped_and_empty_ones_stay(every, expected):
    # Nobody is there from 2 December to 14 February: the periods in between stay.
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2020-11-10", "left": "2020-12-01"},
         {"id": "b", "joined": "2021-02-15", "left": "2021-02-15"}],
    )  # fmt: skip
    found = coalition.moments(every)
    assert [day.isoformat() for day in found] == expected
    here = [len(coalition.at(day)) for day in found]
    assert here == {"month": [1, 0, 0, 1], "quarter": [0, 1], "year": [0, 1]}[every]
    tracked = leco.track(coalition, "density", every=every).frame
    assert len(tracked) == len(expected), "a period without partners is a row, not a gap"


def test_a_period_that_ends_on_the_last_day_observed_stands_once():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2020-01-01", "left": "2020-12-31"}]
    )
    assert coalition.moments("year") == [dt.date(2020, 12, 31)]
    assert len(coalition.moments("month")) == 12


def test_phases_are_clipped_to_what_was_observed():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2019"}],
        phases=pd.DataFrame({"phase": ["try", "do"], "end": ["2020", "2030"]}),
        coalition=[{"observed_from": "2019", "observed_until": "2024-05"}],
    )
    assert coalition.moments("phase") == [dt.date(2020, 12, 31), dt.date(2024, 5, 31)]
    assert len(leco.track(coalition, "density", every="phase").frame) == 2


def test_a_phase_with_an_impossible_end_is_said_in_leco_s_words():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2019"}],
        phases=pd.DataFrame({"phase": ["x"], "end": ["31/02/2020"]}),
    )
    with pytest.raises(leco.LecoError, match="31/02/2020"):
        coalition.moments("phase")


# --- waves -------------------------------------------------------------------------------------


def test_the_tenth_wave_comes_after_the_second():
    ties = [{"source": "a", "target": "b", "wave": f"T{wave}"} for wave in range(1, 12)]
    for order in (ties, ties[::-1]):
        coalition = leco.Coalition.from_frames(None, order)
        assert coalition.moments("wave") == [f"T{wave}" for wave in range(1, 12)]
        assert coalition.snapshot().moment == "T11"


def test_waves_that_are_dates_stand_in_time_not_in_the_alphabet():
    ties = [{"source": "a", "target": "b", "wave": wave} for wave in ("06/2021", "2020-Q4", "2020")]
    coalition = leco.Coalition.from_frames(None, ties)
    assert coalition.moments("wave") == ["2020", "2020-Q4", "06/2021"]


def test_a_wave_that_is_a_date_and_its_last_day_see_the_same_partners():
    # b joined in 2020: it was not there in 2019, whichever way 2019 is asked for.
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2018"}, {"id": "b", "joined": "2020"}, {"id": "c"}],
        [
            {"source": "a", "target": "c", "wave": "2019"},
            {"source": "a", "target": "b", "wave": "2021"},
        ],
    )
    assert _there(coalition, "2019-12-31") == ["a", "c"]
    assert _there(coalition, "2019") == ["a", "c"]


def test_who_was_asked_or_named_is_present_at_a_wave():
    coalition = leco.Coalition.from_frames(
        [{"id": one} for one in "abcd"],
        [
            {"source": "a", "target": "b", "wave": "na"},
            {"source": "c", "target": "a", "wave": "voor"},
        ],
        respondents=[
            {"wave": "voor", "partner": "a", "answered": "ja"},
            {"wave": "voor", "partner": "d", "answered": "nee"},
            {"wave": "na", "partner": "a"},
        ],
    )
    before, after = coalition.at("voor"), coalition.at("na")
    assert before.partners["id"].tolist() == ["a", "c", "d"], "asked: a and d; named: c"
    assert after.partners["id"].tolist() == ["a", "b"]
    assert [note.values for note in before.notes] == [{"count": 1, "asked": 2}]
    assert after.notes == (), "whether somebody answered is not known: not counted as silent"
    assert before.tables["respondents"]["partner"].tolist() == ["a", "d"]


# --- what always holds -----------------------------------------------------------------------


@given(coalitions(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(coalition, random):
    rows = {table: frame.sample(frac=1, random_state=random.randrange(2**31))
            for table, frame in coalition.tables.items()}  # fmt: skip
    other = leco.Coalition.from_frames(rows["partners"], rows["ties"], name="drawn")
    assert other.observed == coalition.observed
    for moment in coalition.moments("year") if coalition.observed[0] else []:
        one, two = coalition.at(moment), other.at(moment)
        assert set(one.partners["id"]) == set(two.partners["id"])
        assert one.graph().adj == two.graph().adj
        assert sorted(map(str, one.notes)) == sorted(map(str, two.notes))


@given(coalitions())
def test_a_longer_period_never_has_fewer_partners_or_ties(coalition):
    if coalition.observed[0] is None:
        return
    for first in ("2018", "2020", "2022"):
        short = coalition.between(first, first)
        long = coalition.between("2017", "2024")
        assert set(short.partners["id"]) <= set(long.partners["id"])
        assert len(short.ties) <= len(long.ties)
        assert set(coalition.at(first).partners["id"]) <= set(short.partners["id"])
