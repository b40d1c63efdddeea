"""Who is present when, and which ties are in force: also where people are imprecise.

Every expected number was worked out by hand from the rows that stand in the test.
"""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import leco
from leco.testing import coalitions

DAY = [(dt.date(2020, 1, 1) + dt.timedelta(days=day)).isoformat() for day in range(14)]


def _three(turned=False):
    """A present [0,12), B [0,5), C [3,12); ties A-B [0,4), A-C [6,8): ends are inclusive here."""
    step = -1 if turned else 1
    partners = [("A", 0, 11), ("B", 0, 4), ("C", 3, 11)]
    ties = [("A", "B", 0, 3), ("A", "C", 6, 7)]
    return leco.Coalition.from_frames(
        [{"id": one, "joined": DAY[a], "left": DAY[b]} for one, a, b in partners[::step]],
        [{"source": one, "target": other, "start": DAY[a], "end": DAY[b]}
         for one, other, a, b in ties[::step]],
        name="three",
    )  # fmt: skip


@pytest.fixture
def three():
    return _three()


def _there(coalition, moment):
    return coalition.at(moment).partners["id"].tolist()


# Worked by hand, day by day: partners by name and ties by pair. Other packages lose the isolates
# of days 4 and 5, keep the partner that left, or skip the periods without ties.
WHO = (
    [("AB", "AB")] * 3
    + [("ABC", "AB"), ("ABC", ""), ("AC", ""), ("AC", "AC"), ("AC", "AC")]
    + [("AC", "")] * 4
)


@pytest.mark.parametrize("day", range(12))
@pytest.mark.parametrize("turned", [False, True])
def test_three_partners_by_name_whatever_the_order_of_rows(day, turned):
    now = _three(turned).at(DAY[day])
    found = [
        "".join(sorted(pair)) for pair in zip(now.ties["source"], now.ties["target"], strict=True)
    ]
    assert ("".join(sorted(now.partners["id"])), "".join(found)) == WHO[day]
    assert now.moment == DAY[day]
    n, m = len(WHO[day][0]), len(WHO[day][1]) // 2
    assert (now.graph().number_of_nodes(), now.graph().number_of_edges()) == (n, m)
    assert float(leco.density(now)) == m / (n * (n - 1) / 2)


def test_after_all_have_left_nobody_is_there(three):
    assert len(three.at(DAY[12])) == 0


def test_between_means_on_any_day_of_it(three):
    assert sorted(three.between(DAY[4], DAY[5]).partners["id"]) == ["A", "B", "C"]
    assert len(three.between(DAY[4], DAY[5]).ties) == 0
    assert len(three.between(DAY[3], DAY[6]).ties) == 2
    with pytest.raises(ValueError, match="before the beginning"):
        three.between(DAY[5], DAY[4])


def test_a_moment_of_a_moment_is_refused(three):
    now = three.at(DAY[3])
    with pytest.raises(leco.LecoError, match="whole coalition"):
        now.at(DAY[4])


@pytest.mark.parametrize(
    "moment", ["2023-06", "2023-Q2", dt.date(2023, 6, 30), dt.datetime(2023, 6, 30, 9)]
)
def test_the_same_moment_again_is_the_same_coalition(moment):
    now = leco.Coalition.from_frames([{"id": "a", "joined": "2019"}]).at("2023-06")
    assert now.at(moment) is now.at(now.moment) is now


@pytest.mark.parametrize("moment", ["gisteren", "2023-13", "..", "2020/..", "", None, pd.NaT, 3.5])
def test_what_is_no_moment_is_refused_in_words(moment):
    coalition = leco.Coalition.from_frames([{"id": "a", "joined": "2019"}])
    with pytest.raises(leco.LecoError, match="is not a moment"):
        coalition.at(moment)


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


def _one(joined="", left="", **more):
    about = {"observed_from": "2015", "observed_until": "2024", **more}
    return leco.Coalition.from_frames(
        [{"id": "a", "joined": joined, "left": left}], coalition=pd.DataFrame([about])
    )


@pytest.mark.parametrize(
    ("joined", "left", "moment", "there"),
    [
        ("2019", "", "2019-01-01", True),  # a coarse start stands at its first day
        ("2019", "", "2018-12-31", False),
        ("", "2020-06", "2020-06-30", True),  # a coarse end at its last
        ("", "2020-06", "2020-07-01", False),
        ("2019-06-15", "", "2019-06", True),  # a coarse moment stands for its last day
        ("2019-07-01", "", "2019-06", False),
        ("2019~", "", "2018-01-01", True),
        ("../2018", "2020", "2015", True),
        ("2018/2020", "..", "2018-01-01", True),
        ("", "", "2020", True),
    ],
)
def test_coarse_and_open_dates(joined, left, moment, there):
    assert len(_one(joined, left).at(moment)) == there


def test_a_blank_start_is_before_observation_and_a_blank_end_after_it():
    coalition = leco.Coalition.from_frames(
        [{"id": "blank"}, {"id": "late", "joined": "2021"}, {"id": "early", "left": "2020"}],
        coalition=[{"observed_from": "2019", "observed_until": "2022"}],
    )
    assert _there(coalition, "2019-01-01") == ["blank", "early"]
    assert _there(coalition, "2020-12-31") == ["blank", "early"]
    assert _there(coalition, "2021-01-01") == ["blank", "late"]
    assert _there(coalition, "2022-12-31") == ["blank", "late"]


def test_tables_without_dates_are_timeless():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}], [{"source": "a", "target": "b"}]
    )
    assert len(coalition.at("1950").ties) == len(coalition.at("2050").ties) == 1
    assert coalition.snapshot().moment is None
    with pytest.raises(leco.LecoError, match="needs dates"):
        coalition.moments("year")


def test_a_measure_answers_for_the_end_of_observation_and_says_the_day(three):
    found = leco.density(three)
    assert found.about.moment == DAY[11]
    assert DAY[11] in found.explain()


# --- what was observed -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "side"),
    [("2018", "before"), ("2018-12-31", "before"), ("2019-01-01", ""), ("2022-06-30", ""),
     ("2022-07-01", "after"), ("2023", "after")],
)  # fmt: skip
def test_the_bounds_of_observation_are_inclusive(moment, side):
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}], coalition=[{"observed_from": "2019", "observed_until": "2022-06"}]
    )
    assert coalition.observed == (dt.date(2019, 1, 1), dt.date(2022, 6, 30))
    if side:
        with pytest.raises(leco.UndefinedError, match=f"{side}.*observed|observed.*{side}"):
            coalition.at(moment)
    else:
        assert len(coalition.at(moment)) == 1


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
         {"id": "never", "tier": "former"},
         {"id": "old", "tier": "former", "left": "2020"},
         {"id": "core", "tier": "kern"}],
        [{"source": "candidate", "target": "core"}, {"source": "dated", "target": "core"}],
    )  # fmt: skip
    assert _there(coalition, "2020") == ["dated", "old", "core"]
    assert len(coalition.at("2020").ties) == 1
    assert _there(coalition, "2021") == ["core"]
    assert coalition.check()["message"].str.contains("former partner").sum() == 2


def test_candidates_do_not_count_and_that_is_said():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "sector": "x"}, {"id": "b", "tier": "kandidaat", "sector": "y"}]
    )
    found = leco.richness(coalition, by="sector")
    assert float(found) == 1
    assert str(found.notes[0]) == "1 candidate or former partner not counted"


# --- ends nobody wrote down ------------------------------------------------------------------


def test_a_blank_end_counts_as_present_and_is_said():
    silent = _one("2016-01-01", "").at("2024")
    assert len(silent) == 1
    assert silent.notes[0].code == "unknown_ends"
    assert _one("2016-01-01", "..").at("2024").notes == ()
    assert _one("2016-01-01", "").at("2016-01-01").notes == ()


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


# --- what always holds -----------------------------------------------------------------------


@given(coalitions())
def test_at_is_between_with_one_day(coalition):
    begin, _ = coalition.observed
    if begin is None:
        return
    for moment in coalition.moments("quarter"):
        at, over = coalition.at(moment), coalition.between(moment, moment)
        pd.testing.assert_frame_equal(at.partners, over.partners)
        pd.testing.assert_frame_equal(at.ties, over.ties)
        known = set(at.partners["id"])
        assert set(at.ties["source"]) | set(at.ties["target"]) <= known


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


# --- Europe ------------------------------------------------------------------------------------


def test_european_memberships_by_day():
    # Public lists of members; the bundled example holds every accession to the day.
    europe = leco.datasets.europe()
    expected = {
        "NATO": {"1950-01-01": 12, "1983-01-01": 16, "2000-01-01": 19, "2024-06-01": 32},
        "EU": {"1958-01-01": 6, "1973-01-01": 9, "1981-01-01": 10, "1986-01-01": 12,
               "1995-01-01": 15, "2004-05-01": 25, "2007-01-01": 27, "2013-07-01": 28,
               "2020-01-31": 28, "2020-02-01": 27},
    }  # fmt: skip
    for activity, counts in expected.items():
        for day, members in counts.items():
            rows = europe.at(day).tables["participations"]
            assert (rows["activity"] == activity).sum() == members, (activity, day)


def test_europe_has_ties_at_every_moment():
    found = leco.track(leco.datasets.europe(), "density", every="year").frame
    assert (found["value"] > 0).all()
    assert found["note"].str.contains("shared activities").all()
