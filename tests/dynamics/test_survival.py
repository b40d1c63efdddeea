"""How long partners stay: dates to lengths of time, what is left out, and what is said."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from tests.conftest import reference

import leco
from leco.dynamics.stays import stays, waits

TEMPORAL = reference("temporal_inference")
DAY = 1 / 365.25


def day(number):
    return (dt.date(2020, 1, 1) + dt.timedelta(int(number))).isoformat()


def coalition(rows, begin=0, until=None, **tables):
    about = [{"observed_from": day(begin), "observed_until": day(999 if until is None else until)}]
    return leco.Coalition.from_frames(rows, coalition=about, name="c", **tables)


def p16():
    """Six periods of a day each: who has not left by the last is still there."""
    data = TEMPORAL["data"]["P16"]
    return coalition(
        [
            {"id": f"p{place:02}", "sector": str(sector), "joined": day(join),
             "left": ".." if leave == 6 else day(leave - 1)}
            for place, (join, leave, sector) in enumerate(
                zip(data["join"], data["leave"], data["sector"], strict=True))
        ],
        until=5,
    )  # fmt: skip


def test_tenure_from_dates_equals_lifelines():
    found, shown = leco.tenure(p16()), TEMPORAL["survival"]["km_tenure_P16"]
    assert (found.method, found.draws) == ("kaplan_meier", 0)
    share = dict(zip(shown["time"], shown["surv"], strict=True))
    curve = found.curves
    assert (curve["years"] / DAY).round(9).tolist() == [3, 4, 6]
    assert curve["share"].tolist() == pytest.approx([share[3], share[4], share[6]], abs=1e-8)
    assert curve["low"].iloc[0] == pytest.approx(shown["lower"][1], abs=1e-8)
    row = found.frame.loc["all"]
    assert (row["partners"], row["events"]) == (16, 3)
    assert math.isnan(row["median"])
    assert math.isnan(row["low"]) is False  # the lower limit does get to one half
    assert row["high"] == math.inf
    # By hand: three left in as many partner-days as all stayed together.
    years = sum(shown["duration"]) * DAY
    assert row["rate"] == pytest.approx(3 / years)
    # Garwood (1936): of a count of 3 the mean lies between 0.619 and 8.767.
    assert row[["rate_low", "rate_high"]].tolist() == pytest.approx(
        [0.6187 / years, 8.7673 / years], rel=1e-4
    )
    last = curve.iloc[-1]
    assert found.sentence("en") == (
        f"After 0.0164 years more than half of the partners were still there: "
        f"{100 * share[6]:.2f} % ({100 * last['low']:.2f} to {100 * last['high']:.2f} %)."
    )


def test_groups_are_told_apart_by_exchanging_labels_when_few_left():
    found, shown = leco.tenure(p16(), by="sector", seed=1), TEMPORAL["survival"]
    assert found.statistic == pytest.approx(
        shown["logrank_tenure_by_sector_P16"]["chisq"], abs=1e-8
    )
    assert found.draws == 199  # three events are fewer than thirty
    assert found.p == pytest.approx(
        0.28, abs=0.15
    )  # the chi-square's p, of which this is the small twin
    assert found.frame["partners"].tolist() == [5, 6, 5]
    assert found.to_json() == leco.tenure(p16(), by="sector", seed=1).to_json()


def test_many_events_take_their_p_from_a_chi_square_distribution():
    rows = [{"id": f"p{place:02}", "sector": "ab"[place % 2], "joined": day(0),
             "left": day(9 + place + 40 * (place % 2))} for place in range(40)]  # fmt: skip
    found = leco.tenure(coalition(rows), by="sector")
    assert found.draws == 0
    assert found.p < 0.001
    assert "more than chance" in found.explain("en")
    assert "meer dan het toeval" in found.explain("nl")


def test_the_median_and_its_interval_by_hand():
    # Ten partners leave after 10, 20, ..., 100 days: five are left from day 50 on. Log-log by
    # hand at S = 1/2: V = sum d / (n (n - d)) telescopes to 1/5 - 1/10 = 0.1.
    rows = [{"id": f"p{n:03}", "joined": day(0), "left": day(10 * n - 1)} for n in range(1, 11)]
    found = leco.tenure(coalition(rows))
    row = found.frame.loc["all"] / DAY
    assert row["median"] == pytest.approx(50)
    at_half = found.curves.iloc[4]
    spread = math.exp(1.959964 * math.sqrt(0.1) / math.log(0.5))
    assert at_half["high"] == pytest.approx(0.5**spread, abs=1e-6)
    assert at_half["low"] == pytest.approx(0.5 ** (1 / spread), abs=1e-6)
    lows, highs = found.curves["low"], found.curves["high"]
    assert row["low"] == pytest.approx(10 * (1 + np.argmax(lows <= 0.5)))
    assert row["high"] == pytest.approx(10 * (1 + np.argmax(highs <= 0.5)))
    assert found.sentence("en") == (
        "Half of the partners stayed longer than 0.137 years (from 0.0274 to 0.219)."
    )
    assert found.sentence("nl").startswith(
        "De helft van de partners bleef langer dan 0,137 jaar (van"
    )


def test_a_median_that_the_upper_limit_never_passes_is_open_above():
    # Of two one goes after 10 days, one after 20. At a half the upper limit is above a half (by
    # the log-log formula 0.91), and where nobody is left there is none.
    rows = [{"id": name, "joined": day(0), "left": day(9 + 10 * n)} for n, name in enumerate("ab")]
    row = leco.tenure(coalition(rows)).frame.loc["all"]
    assert (row["median"] / DAY, row["low"] / DAY, row["high"]) == (
        pytest.approx(10), pytest.approx(10), math.inf
    )  # fmt: skip


def test_who_was_there_before_observation_counts_from_then_on():
    rows = [
        {"id": "early", "joined": day(0), "left": day(199)},
        {"id": "late", "joined": day(150), "left": ".."},
        {"id": "never seen", "joined": day(0), "left": day(50)},
    ]
    found = stays(coalition(rows, begin=100, until=299))
    assert list(found.frame.index) == ["early", "late"]
    assert found.frame["entry"].tolist() == [100, 0]
    assert found.frame["exit"].tolist() == [200, 150]
    assert {note.code: note.values["count"] for note in found.notes} == {
        "tenure_outside": 1, "tenure_before": 1,
    }  # fmt: skip
    assert found.missing == 1


def test_what_is_not_known_is_left_out_and_counted():
    rows = [
        {"id": "a", "joined": day(0), "left": day(9)},
        {"id": "no date", "left": day(9)},
        {"id": "gone", "joined": day(3), "tier": "former"},
        {"id": "outside", "tier": "candidate"},
        {"id": "still", "joined": day(0)},
    ]
    world = coalition(rows, until=19)
    plain = leco.tenure(world, method="kaplan_meier")
    assert plain.n == 2
    assert plain.missing == 2
    assert {note.code for note in plain.notes} == {"tenure_no_start", "tenure_no_end"}
    # Turnbull's curve uses that who is gone left between joining and the end of observation.
    chosen = leco.tenure(world, seed=1)
    assert chosen.method == "turnbull"
    assert chosen.n == 3
    assert np.isfinite(chosen.curves["years"]).all()  # who is still there leaves at no step
    spans = stays(world).frame.loc["gone"]
    assert (spans["lo"], spans["hi"]) == (0, 17)


def test_coarse_dates_give_the_days_a_stay_can_last():
    rows = [
        {"id": "years", "joined": "2020", "left": "2021"},
        {"id": "still", "joined": "2020-06", "left": ".."},
        {"id": "sided", "joined": "../2020", "left": "2021-01-31"},
    ]
    found = stays(coalition(rows, begin=-400, until=1000))
    assert found.coarse
    # By hand: from 31 December 2020 to 1 January 2021 are two days, from 1 January 2020 to
    # 31 December 2021 all 731 of both years; (1, 731] in half-open days.
    assert found.frame.loc["years", ["lo", "hi"]].tolist() == [1, 731]
    assert (
        found.frame.loc["still", "lo"] == 1001 - (dt.date(2020, 6, 30) - dt.date(2020, 1, 1)).days
    )
    assert found.frame.loc["still", "hi"] == math.inf
    assert found.frame.loc["sided", "hi"] == math.inf  # nobody knows since when
    assert not found.frame.loc["sided", "dated"]


def test_the_curve_of_coarse_dates_holds_that_of_the_days():
    rng = np.random.default_rng(5)
    start = rng.integers(0, 600, 40)
    stop = start + 30 + rng.exponential(900, 40).astype(int)
    exact, coarse = [], []
    for place, (came, went) in enumerate(zip(start, stop, strict=True)):
        row = {"id": f"p{place:02}", "joined": day(came), "left": day(went)}
        exact.append(row)
        coarse.append(row | {"joined": row["joined"][:4], "left": row["left"][:4]})
    known = leco.tenure(coalition(exact, until=3000))
    found = leco.tenure(coalition(coarse, until=3000), draws=60, seed=2)
    assert found.method == "turnbull"
    truth = known.frame.loc["all"]
    row = found.frame.loc["all"]
    assert row["low"] <= truth["median"] <= row["high"]
    assert row["rate"] == pytest.approx(truth["rate"], rel=0.15)
    assert (found.curves["share"].diff().dropna() <= 0).all()
    # All that left, of 40, left at some step; a step at which nobody can have left is none.
    steps = found.curves["events"]
    assert steps.sum() == pytest.approx(40 * (1 - found.curves["share"].iloc[-1]))
    assert (steps.iloc[:-1] > 0).all()
    assert np.isfinite(found.curves["years"]).all()
    assert (
        (found.curves["low"] <= found.curves["share"])
        & (found.curves["share"] <= found.curves["high"])
    ).all()
    assert found.explain("nl") != found.explain("en")
    shuffled = [coarse[place] for place in rng.permutation(40)]
    again = leco.tenure(coalition(shuffled, until=3000), draws=60, seed=2)
    pd.testing.assert_frame_equal(found.curves, again.curves)


def test_the_groups_of_coarse_dates_are_told_apart():
    rows = [
        {"id": f"p{place:02}", "sector": sector, "joined": "2020", "left": left}
        for sector, left in (("care", "2020"), ("youth", "2024"))
        for place in (range(8) if sector == "care" else range(8, 16))
    ]
    found = leco.tenure(coalition(rows, until=3000), by="sector", draws=99, seed=1)
    # Only one way to deal out the labels in 6,435 separates so: no draw is likely to.
    assert found.p == pytest.approx(0.01)


def test_candidates_have_not_stayed_yet():
    rows = [{"id": "a", "joined": day(0)}, {"id": "asked", "tier": "candidate", "joined": day(3)}]
    found = stays(coalition(rows, until=9))
    assert found.frame.index.tolist() == ["a"]
    assert (found.missing, found.notes) == (0, ())


def test_memberships_say_how_long_and_who_came_back():
    rows = [{"id": "a", "joined": day(0)}, {"id": "b", "joined": day(0)}, {"id": "no date"}]
    spells = [
        {"partner": "a", "tier": "broad", "start": day(0), "end": day(9)},
        {"partner": "a", "tier": "core", "start": day(10), "end": day(19)},
        {"partner": "b", "tier": "broad", "start": day(0), "end": day(4)},
        {"partner": "b", "tier": "broad", "start": day(50), "end": day(60)},
        {"partner": "no date", "tier": "broad", "end": day(4)},
        {"partner": "no date", "tier": "broad", "start": day(50), "end": day(60)},
    ]
    found = stays(coalition(rows, until=99, memberships=spells))
    assert found.frame["exit"].tolist() == [20, 5]  # changing tier is no leaving
    # Who is left out for want of a first day is not said to have come back as well.
    assert {note.code: note.values["count"] for note in found.notes} == {
        "tenure_came_back": 1, "tenure_no_start": 1,
    }  # fmt: skip


def test_a_curve_that_few_began_says_so_when_all_of_those_left():
    # By hand: of the first days only one is seen, and it leaves; later there are two more.
    rows = [
        {"id": "a", "joined": day(0), "left": day(5)},
        {"id": "b", "joined": day(-99), "left": day(9)},
        {"id": "c", "joined": day(-99)},
    ]
    found = leco.tenure(coalition(rows, until=20))
    assert found.curves["share"].tolist() == [0, 0, 0]
    assert found.curves["at_risk"].tolist() == [1, 2, 1]
    assert "tenure_emptied" in {note.code for note in found.notes}


def test_candidates_wait_from_the_beginning():
    rows = [
        {"id": "founder", "joined": day(0)},
        {"id": "soon", "joined": day(10)},
        {"id": "later", "joined": day(40)},
        {"id": "waiting", "tier": "candidate"},
        {"id": "no date"},
    ]
    world = coalition(rows, until=99)
    found = leco.time_to_join(world)
    assert (found.curves["years"] / DAY).round(6).tolist() == [10, 40, 99]
    assert found.curves["share"].tolist() == pytest.approx([2 / 3, 1 / 3, 1 / 3])
    assert {note.code for note in found.notes} == {"tenure_no_start", "join_founders"}
    assert found.missing == 2
    assert "waited longer" in found.sentence("en")
    assert waits(world).frame.loc["waiting", "hi"] == math.inf
    with pytest.raises(leco.LecoError, match="tier 'candidate'"):
        leco.time_to_join(p16())
    # Seen on one day only nobody has waited, and there is no rate.
    one_day = leco.time_to_join(coalition([{"id": "a", "tier": "candidate"}], begin=5, until=5))
    assert one_day.frame[["rate", "rate_low", "rate_high"]].isna().all(axis=None)


def test_partners_without_one_label_are_left_out_and_counted():
    rows = [
        {"id": "a", "joined": day(0), "left": day(9), "sector": "care"},
        {"id": "b", "joined": day(0), "left": day(5), "sector": "youth"},
        {"id": "c", "joined": day(0), "left": day(5), "sector": "youth; care"},
        {"id": "d", "joined": day(0), "left": day(5)},
    ]
    found = leco.tenure(coalition(rows), by="sector", draws=9, seed=1)
    assert {note.code for note in found.notes} == {"labels_missing", "several_labels"}
    assert (found.n, found.missing) == (2, 2)
    named = leco.tenure(coalition(rows), by={"a": "x", "b": "x", "c": "x", "d": "x"})
    assert math.isnan(named.p)
    assert math.isnan(named.statistic)
    with pytest.raises(leco.MissingAttributeError, match="did you mean 'sector'"):
        leco.tenure(coalition(rows), by="sektor")


def test_what_cannot_be_asked_says_why():
    with pytest.raises(leco.UndefinedError, match="fill in joined and left"):
        leco.tenure(leco.Coalition.from_frames([{"id": "a"}]))
    with pytest.raises(leco.UndefinedError, match="of no partner"):
        leco.tenure(coalition([{"id": "a"}]))
    with pytest.raises(leco.LecoError, match="ask the whole coalition"):
        leco.tenure(p16().at(day(2)))
    with pytest.raises(ValueError, match="choose 'kaplan_meier' or 'turnbull'"):
        leco.tenure(p16(), method="cox")
    with pytest.raises(ValueError, match="two draws"):
        leco.tenure(p16(), draws=1)
    with pytest.raises(leco.LecoError, match="asks a Coalition"):
        leco.tenure(p16().graph())


def test_nobody_that_left_is_said_too():
    found = leco.tenure(coalition([{"id": "a", "joined": day(0), "left": ".."}], until=99))
    assert found.sentence("en") == "Of 1 partner nobody was seen to leave."
    assert found.curves["share"].tolist() == [1.0]
    assert found.frame.loc["all", "rate"] == 0


@pytest.mark.parametrize("coarse", [False, True])
@pytest.mark.parametrize("by", [None, "sector"])
def test_a_figure_has_a_curve_for_each_group(by, coarse):
    from matplotlib import pyplot as plt

    world = p16()
    answer = leco.tenure(world, by=by, method="turnbull" if coarse else None, draws=9, seed=1)
    ax = answer.plot(lang="nl")
    assert len(ax.lines) == len(answer.frame) + 1  # and the line at one half
    assert ax.get_ylabel() == "nog partner"
    assert ax.lines[0].get_ydata()[0] == 1
    assert ax.lines[0].get_ydata()[-1] == pytest.approx(
        answer.curves["share"][answer.curves["group"] == answer.frame.index[0]].iloc[-1]
    )
    plt.close("all")


@pytest.mark.slow
@pytest.mark.parametrize("written", [10, 4])  # days, or years only
def test_intervals_hold_the_truth_and_p_is_rarely_small_without_a_difference(written):
    # Simulated stays of 1,500 days on average, half of them over 1,040; labels mean nothing.
    half, held, small = 1500 * math.log(2) * DAY, 0, 0
    for seed in range(60):
        rng = np.random.default_rng([seed, written])
        rows = []
        for place in range(40):
            came = rng.uniform(-4000, 0)
            left = came + rng.exponential(1500)
            rows.append({
                "id": f"p{place:02}", "sector": "ab"[int(rng.integers(2))],
                "joined": day(came)[:written], "left": day(left)[:written] if left < 366 else "..",
            })  # fmt: skip
        world = coalition(rows, begin=-3500, until=365)
        small += leco.tenure(world, by="sector", draws=39, seed=seed).p <= 0.05
        row = leco.tenure(world, draws=79, seed=seed).frame.loc["all"]
        held += not (row["low"] > half or row["high"] < half)
    # Nominally 57 and 3 of 60; four standard deviations further is 50 and 10.
    assert held >= 50
    assert small <= 10
