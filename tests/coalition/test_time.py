"""Who is present when, and which ties are in force."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given

import leco
from leco.testing import coalitions

DAY = [(dt.date(2020, 1, 1) + dt.timedelta(days=day)).isoformat() for day in range(14)]


@pytest.fixture
def three():
    """A present [0,12), B [0,5), C [3,12); ties A-B [0,4), A-C [6,8): ends are inclusive here."""
    return leco.Coalition.from_frames(
        [{"id": "A", "joined": DAY[0], "left": DAY[11]},
         {"id": "B", "joined": DAY[0], "left": DAY[4]},
         {"id": "C", "joined": DAY[3], "left": DAY[11]}],
        [{"source": "A", "target": "B", "start": DAY[0], "end": DAY[3]},
         {"source": "A", "target": "C", "start": DAY[6], "end": DAY[7]}],
        name="three",
    )  # fmt: skip


# Worked by hand, day by day: partners and ties. Other packages lose the isolates of days 4
# and 5, keep the partner that left, or skip the periods without ties.
EXPECTED = [(2, 1), (2, 1), (2, 1), (3, 1), (3, 0), (2, 0), (2, 1), (2, 1), (2, 0), (2, 0), (2, 0),
            (2, 0)]  # fmt: skip


@pytest.mark.parametrize("day", range(12))
def test_the_three_partner_case_at_every_moment(three, day):
    now = three.at(DAY[day])
    graph = now.graph()
    assert (graph.number_of_nodes(), graph.number_of_edges()) == EXPECTED[day]
    n, m = EXPECTED[day]
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
    assert now.at(now.moment) is now
    with pytest.raises(leco.LecoError, match="whole coalition"):
        now.at(DAY[4])


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


def test_a_blank_end_counts_as_present_and_is_said():
    silent = _one("2016-01-01", "").at("2024")
    assert len(silent) == 1
    assert silent.notes[0].code == "unknown_ends"
    assert _one("2016-01-01", "..").at("2024").notes == ()
    assert _one("2016-01-01", "").at("2016-01-01").notes == ()


def test_a_tie_within_a_year_of_the_end_is_evidence():
    coalition = leco.Coalition.from_frames(
        [
            {"id": "a", "joined": "2016"},
            {"id": "b", "joined": "2016"},
            {"id": "c", "joined": "2016"},
        ],
        [{"source": "a", "target": "b", "start": "2024-03-01", "end": "2024-06-01"}],
        coalition=[{"observed_until": "2024-12-31"}],
    )
    note = coalition.at("2024").notes[0]
    assert (note.code, note.values["count"]) == ("unknown_ends", 1)


def test_outside_what_was_observed_there_is_no_answer():
    for moment, side in (("2014", "before"), ("2025", "after")):
        with pytest.raises(leco.UndefinedError, match=side):
            _one("2016").at(moment)


def test_a_measure_answers_for_the_end_of_observation_and_says_the_day(three):
    found = leco.density(three)
    assert found.about.moment == DAY[11]
    assert DAY[11] in found.explain()


def test_memberships_have_spells_and_tiers():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}, {"id": "c", "tier": "candidate"}, {"id": "d", "tier": "former"},
         {"id": "e", "tier": "former", "left": "2020"}],
        memberships=[
            {"partner": "a", "tier": "broad", "start": "2018", "end": "2019"},
            {"partner": "a", "tier": "kernpartner", "start": "2020", "end": ".."},
            {"partner": "b", "tier": "core", "start": "2018", "end": "2018"},
            {"partner": "b", "tier": "candidate", "start": "2017", "end": "2017"},
            {"partner": "b", "tier": "broad", "start": "2021", "end": ".."},
        ],
        coalition=[{"observed_from": "2017", "observed_until": "2022"}],
    )  # fmt: skip

    def seen(year):
        partners = coalition.at(year).partners
        return dict(zip(partners["id"], partners["tier"], strict=True))

    assert seen("2018") == {"a": "broad", "b": "core", "e": "former"}
    assert seen("2020") == {"a": "core", "e": "former"}
    assert seen("2022") == {"a": "core", "b": "broad"}
    assert seen("2017") == {"e": "former"}


def test_moments_are_last_days_clipped_and_empty_periods_stay(three):
    assert three.moments("month") == [dt.date(2020, 1, 12)]
    coalition = _one("2016")
    assert coalition.moments("year")[0] == dt.date(2015, 12, 31)
    assert len(coalition.moments("quarter")) == 40
    half = _one("2016", observed_until="2024-05-10").moments("quarter")
    assert half[-2:] == [dt.date(2024, 3, 31), dt.date(2024, 5, 10)]
    assert coalition.moments(["2016", dt.date(2017, 1, 1)]) == ["2016", dt.date(2017, 1, 1)]
    with pytest.raises(ValueError, match="every='week'"):
        coalition.moments("week")


def test_phases():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2019"}],
        phases=pd.DataFrame(
            {"phase": ["start", "do"], "start": ["2019", "2020"], "end": ["2019", "2020-06"]}
        ),
    )
    assert coalition.moments("phase") == [dt.date(2019, 12, 31), dt.date(2020, 6, 30)]
    with pytest.raises(leco.LecoError, match="phases"):
        _one("2019").moments("phase")


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
    assert str(first.notes[0]) == "1 of 2 partners asked did not answer: their ties are not known"
    assert waves.snapshot().moment == "T2"
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


def test_tables_without_dates_are_timeless():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}], [{"source": "a", "target": "b"}]
    )
    assert len(coalition.at("1950").ties) == len(coalition.at("2050").ties) == 1
    assert coalition.snapshot().moment is None
    with pytest.raises(leco.LecoError, match="needs dates"):
        coalition.moments("year")


def test_candidates_do_not_count_and_that_is_said():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "sector": "x"}, {"id": "b", "tier": "kandidaat", "sector": "y"}]
    )
    found = leco.richness(coalition, by="sector")
    assert float(found) == 1
    assert str(found.notes[0]) == "1 candidates or former partners not counted"


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


def test_a_wave_that_lost_its_rows_is_still_a_moment():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b", "tier": "candidate"}, {"id": "c"}],
        [
            {"source": "a", "target": "b", "wave": "T1"},
            {"source": "a", "target": "c", "wave": "T2"},
        ],
    )
    assert leco.track(coalition, ["density"], every="wave").frame["value"].tolist() == [0.0, 1.0]
