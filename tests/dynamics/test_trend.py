"""Trends: base R's slopes and tests, and the artefact of growth that no p may rest on."""

import math

import numpy as np
import pytest
from tests.conftest import reference

import leco
from leco.dynamics.trend import _in_blocks
from leco.kernels.slopes import mann_kendall
from leco.metrics import registry
from leco.result import Track, long_frame

TEMPORAL = reference("temporal_inference")
SERIES, TREND = TEMPORAL["data"]["SERIES"], TEMPORAL["trend"]


def track_of(values, first=2000, measure="density", coalition="c", waves=False):
    rows = [
        {"coalition": coalition, "moment": f"w{place}" if waves else f"{first + place}-12-31", "measure": measure,
         "level": "coalition", "key": "", "column": "value", "value": value, "low": math.nan,
         "high": math.nan, "n": 9, "missing": 0, "note": ""}
        for place, value in enumerate(values)
    ]  # fmt: skip
    return Track(frame=long_frame(rows))


@pytest.mark.parametrize("name", SERIES)
def test_slopes_and_tests_equal_base_r(name):
    shown = TREND[f"mk_{name}"]
    values = np.array(SERIES[name], dtype=float)
    s, variance, z = mann_kendall(values)
    assert (s, variance) == pytest.approx((shown["S"], shown["varS"]))
    assert z == pytest.approx(shown["z"])
    found = leco.trend(track_of(values, waves=True), null="iid").frame.iloc[0]
    assert found["slope"] == pytest.approx(shown["sen"], abs=1e-9)
    assert found["low"] == pytest.approx(shown["sen_ci"]["lo"], abs=1e-9)
    assert found["high"] == pytest.approx(shown["sen_ci"]["hi"], abs=1e-9)
    ties = len(set(values)) < len(values)
    expected = shown["p_two"] if ties else shown["cor_test_exact"]
    assert found["p"] == pytest.approx(expected, rel=1e-6)
    if not ties:  # R's tau of a series with ties is another one
        assert found["tau"] == pytest.approx(shown["tau"], abs=1e-6)
    assert found["moments"] == len(values)


def test_real_time_counts_not_the_number_of_the_moment():
    # By hand: values that rise by 1 a year, looked at after 1, 2 and 6 years.
    rows = [
        track_of([value], first=2000 + year).frame
        for value, year in ((0, 0), (1, 1), (2, 2), (6, 6))
    ]
    track = Track(frame=long_frame([row for one in rows for row in one.to_dict("records")]))
    assert leco.trend(track).frame["slope"].iloc[0] == pytest.approx(1, rel=1e-3)


def test_there_is_no_p_without_a_chance_model_or_below_eight_moments():
    found = leco.trend(track_of(range(12)))
    assert math.isnan(found.frame["p"].iloc[0])
    assert "without a chance model" in found.explain("en")
    assert "zonder kansmodel" in found.explain("nl")
    short = leco.trend(track_of(range(7)), null="iid")
    assert math.isnan(short.frame["p"].iloc[0])
    assert short.frame["slope"].iloc[0] > 0
    assert short.notes[0].code == "trend_few_moments"
    enough = leco.trend(track_of(range(8)), null="iid")
    assert enough.frame["p"].iloc[0] == pytest.approx(2 / math.factorial(8))  # 2 orders of 8!
    assert enough.notes == ()


def test_two_moments_rise_or_stay():
    assert leco.trend(track_of([0, 1])).frame["tau"].iloc[0] == 1
    assert math.isnan(leco.trend(track_of([1, 1])).frame["tau"].iloc[0])


def test_numbers_of_a_whole_coalition_are_followed_and_no_others():
    rows = track_of(range(4)).frame.to_dict("records")
    rows += [row | {"level": "partner", "key": "a", "value": 9} for row in rows]
    rows += [row | {"column": "pairs", "value": 9} for row in rows[:4]]
    found = leco.trend(Track(frame=long_frame(rows))).frame
    assert found["moments"].tolist() == [4]


@pytest.mark.parametrize(
    ("cut", "runs"),
    [(0.0, {(0, 1), (2, 3), (4, 5), (6, 7)}), (0.5, {(1, 2), (3, 4), (5, 6), (7, 0)})],
)
def test_runs_of_moments_are_cut_anywhere_and_kept_whole(cut, runs):
    # Runs of 8^(1/3) = 2 moments; the last goes round to the first.
    orders = set()
    for order in np.linspace(0, 0.99, 20):
        moved = _in_blocks(np.arange(8), cut, order).tolist()
        pairs = tuple(zip(moved[::2], moved[1::2], strict=True))
        assert set(pairs) == runs
        orders.add(pairs)
    assert len(orders) > 10


@pytest.mark.slow
def test_runs_of_moments_keep_what_a_moment_takes_over_from_the_last():
    # A walk that wanders: taken as independent it "rises"; by runs that is less sure.
    rng = np.random.default_rng(3)
    sure = {"iid": 0, "block": 0}
    for _ in range(60):
        noise = rng.normal(size=16)
        wander = np.zeros(16)
        for place in range(1, 16):
            wander[place] = 0.7 * wander[place - 1] + noise[place]
        for null in sure:
            p = leco.trend(track_of(wander), null=null, draws=99, seed=1).frame["p"].iloc[0]
            sure[null] += p <= 0.05
    assert sure["block"] < sure["iid"]


def test_several_numbers_are_drawn_together_and_none_is_surer_for_it():
    coalition = leco.datasets.simulated()["Simulated shrinking"]
    asked = {"every": "quarter", "null": "reattach", "draws": 9, "seed": 5}
    found = leco.trend(coalition, ["density", "core_share"], **asked)
    assert found.frame.index.tolist() == ["density", "core_share"]
    assert (found.frame["p_max"] >= found.frame["p"]).all()
    assert (found.frame["p"] >= 1 / 10).all()
    assert found.frame["p"].between(0, 1).all()
    again = leco.trend(coalition, ["density", "core_share"], **asked)
    assert again.frame.equals(found.frame)
    assert "growth alone" in found.explain("en")
    assert found.to_dict()["null"] == "reattach"


def test_what_cannot_be_followed_says_why():
    with pytest.raises(leco.LecoError, match="hand over the coalition"):
        leco.trend(track_of(range(9)), null="reattach")
    with pytest.raises(leco.LecoError, match="name measures and moments"):
        leco.trend(leco.datasets.europe())
    with pytest.raises(ValueError, match="choose 'iid', 'block' or 'reattach'"):
        leco.trend(track_of(range(9)), null="labels")
    empty = leco.trend(track_of([math.nan] * 9), null="iid")
    assert math.isnan(empty.frame["slope"].iloc[0])


@pytest.mark.parametrize("null", ["iid", "block"])
def test_what_only_piles_up_is_held_against_growth_or_nothing(null):
    with pytest.raises(leco.LecoError, match="only piles up"):
        leco.trend(growing(1), "density", every="year", null=null)
    assert leco.trend(growing(1), "density", every="year").frame["slope"].iloc[0] < 0
    lasting = leco.datasets.simulated()["Simulated stable"]  # there, ties end
    leco.trend(lasting, "density", every="quarter", null=null, draws=9, seed=1)


def test_several_numbers_without_draws_are_made_to_hold_together_by_holm():
    rows = [
        row
        for name, values in (("density", SERIES["notie"]), ("core_share", SERIES["cp"]))
        for row in track_of(values, measure=name).frame.to_dict("records")
    ]
    found = leco.trend(Track(frame=long_frame(rows)), null="iid").frame
    exact = [TREND["mk_notie"]["cor_test_exact"], TREND["mk_cp"]["cor_test_exact"]]
    assert found["p"].tolist() == pytest.approx(exact, rel=1e-6)
    # By hand: the smaller twice, the larger once.
    assert found["p_max"].tolist() == pytest.approx([2 * exact[0], exact[1]], rel=1e-6)


def growing(seed, first=10, last=65, ties=3):
    """Grow a coalition in which nobody changes: each newcomer makes some three ties, evenly."""
    rng = np.random.default_rng(seed)
    steps = np.linspace(first, last, 12).astype(int)
    partners, rows = [], []
    there = 0
    for year, size in enumerate(steps):
        for new in range(there, size):
            partners.append({"id": f"p{new:02}", "joined": str(2010 + year), "left": ".."})
            known = [*range(new)] if there else [*range(first)]
            others = [one for one in known if one != new]
            for other in rng.choice(others, size=min(ties, len(others)), replace=False).tolist():
                rows.append({"source": f"p{new:02}", "target": f"p{other:02}",
                             "start": str(2010 + year), "end": ".."})  # fmt: skip
        there = size
    pairs = {tuple(sorted((row["source"], row["target"]))): row for row in rows}
    return leco.Coalition.from_frames(partners, list(pairs.values()), name="growing",
                                      coalition=[{"observed_until": "2021"}])  # fmt: skip


@pytest.mark.slow
def test_growth_alone_makes_the_core_share_fall_and_only_reattach_sees_that(monkeypatch):
    # Nobody changes behaviour. In simulations done elsewhere naive tests said "falls" of density
    # and of the share of Lip's core in all such worlds, the growth null in one of twenty. The
    # certified core is fooled less often, and still far too often.
    monkeypatch.setattr(registry, "_CATALOGUE", dict(leco.measures()))

    @leco.measure(level="coalition", family="core_periphery", bounds=(0, 1), source="Lip (2011)")
    def lip_share(net):
        """Share of the partners that are in Lip's core."""
        return leco.Statistic(value=len(leco.core_periphery(net, method="lip").core) / net.n)

    shares = ["core_share", lip_share]
    naive, fooled, worlds = dict.fromkeys(("density", "core_share", "lip_share"), 0), [0, 0], 30
    for seed in range(worlds):
        coalition = growing(seed)
        track = leco.track(coalition, ["density", *shares], every="year")
        plain = leco.trend(track, null="iid").frame
        for name, row in plain.iterrows():
            naive[name] += row["slope"] < 0 and row["p"] <= 0.05
        sure = leco.trend(coalition, shares, every="year", null="reattach", draws=79,
                          seed=seed).frame  # fmt: skip
        fooled = (fooled + ((sure["slope"] < 0) & (sure["p"] <= 0.05))).tolist()
    assert naive["density"] / worlds > 0.9
    assert naive["lip_share"] / worlds > 0.9
    assert naive["core_share"] / worlds > 0.3
    assert max(fooled) / worlds < 0.1
