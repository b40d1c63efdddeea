"""The moments a coalition is followed at: periods, phases and waves.

Every expected number was worked out by hand from the rows that stand in the test.
"""

import datetime as dt

import pandas as pd
import pytest

import leco

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


def test_moments_of_your_own_and_periods_there_are_not():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2016"}],
        coalition=[{"observed_from": "2015", "observed_until": "2024"}],
    )
    assert coalition.moments("year")[0] == dt.date(2015, 12, 31), "a year before anybody joined"
    assert len(coalition.moments("quarter")) == 40
    assert coalition.moments(["2016", dt.date(2017, 1, 1)]) == ["2016", dt.date(2017, 1, 1)]
    with pytest.raises(ValueError, match="every='week'"):
        coalition.moments("week")
    with pytest.raises(leco.LecoError, match="phases"):
        coalition.moments("phase")


# --- phases ------------------------------------------------------------------------------------


def test_phases():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2019"}],
        phases=pd.DataFrame(
            {"phase": ["start", "do"], "start": ["2019", "2020"], "end": ["2019", "2020-06"]}
        ),
    )
    assert coalition.moments("phase") == [dt.date(2019, 12, 31), dt.date(2020, 6, 30)]


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
        phases=pd.DataFrame({"phase": ["x"], "end": ["../2020"]}),
    )
    with pytest.raises(leco.LecoError, match=r"\.\./2020"):
        coalition.moments("phase")
    with pytest.raises(leco.DataError, match="31/02/2020"):
        leco.Coalition.from_frames([{"id": "a"}], phases=[{"phase": "x", "end": "31/02/2020"}])


# --- waves -------------------------------------------------------------------------------------


@pytest.fixture
def waves():
    return leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}, {"id": "c"}],
        [{"source": "a", "target": "b", "wave": "T1", "reported_by": "a"},
         {"source": "b", "target": "c", "wave": "T2"}],
        respondents=[{"wave": "T1", "partner": "a", "answered": "ja"},
                     {"wave": "T1", "partner": "b", "answered": "nee"},
                     {"wave": "T2", "partner": "b", "answered": "ja"},
                     {"wave": "T2", "partner": "c", "answered": "ja"}],
    )  # fmt: skip


def test_waves_by_name(waves):
    assert waves.moments("wave") == ["T1", "T2"]
    first = waves.at("T1")
    assert first.partners["id"].tolist() == ["a", "b"]
    assert len(first.ties) == 1
    assert str(first.notes[0]) == "1 of 2 partners asked did not answer: its ties are not known"
    last = waves.snapshot()
    assert last.moment == "T2"
    assert last.ties[["source", "target"]].to_numpy().tolist() == [["b", "c"]]
    with pytest.raises(leco.LecoError, match=r"nor a wave \(T1, T2\)"):
        waves.at("T3")


def test_nothing_is_inferred_between_waves():
    coalition = leco.Coalition.from_frames(
        None,
        [
            {"source": "a", "target": "b", "wave": "2019"},
            {"source": "a", "target": "b", "wave": "2021"},
        ],
    )
    assert [len(coalition.at(day).ties) for day in ("2019-06-01", "2020", "2021")] == [1, 0, 1]
    assert coalition.moments("wave") == ["2019", "2021"]


def test_a_wave_that_lost_its_rows_is_still_a_moment():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b", "tier": "candidate"}, {"id": "c"}],
        [
            {"source": "a", "target": "b", "wave": "T1"},
            {"source": "a", "target": "c", "wave": "T2"},
        ],
    )
    assert leco.track(coalition, ["density"], every="wave").frame["value"].tolist() == [0.0, 1.0]


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
    assert coalition.at("2019-12-31").partners["id"].tolist() == ["a", "c"]
    assert coalition.at("2019").partners["id"].tolist() == ["a", "c"]


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
