"""Is the core shrinking: flows by hand, exact tests, verdicts where the truth is known."""

import itertools
import json
from typing import get_args

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import leco
from leco import words
from leco.dynamics import core_flows
from leco.dynamics.core_change import Verdict
from leco.dynamics.core_flows import moves, one_sided

mpl.use("Agg")


def _blocks(core, present, seed=0, chances=(0.03, 0.25, 0.75)):
    """Write down a coalition of known blocks: a tie row for each moment, by planted chances."""
    rng = np.random.default_rng(seed)
    names = [f"p{one:02d}" for one in range(core.shape[1])]
    ties = [
        {"source": names[one], "target": names[other], "wave": str(2001 + moment)}
        for moment in range(len(core))
        for one, other in itertools.combinations(np.flatnonzero(present[moment]), 2)
        if rng.random() < chances[int(core[moment, one]) + int(core[moment, other])]
    ]
    partners = [
        {"id": name, "joined": 2001 + int(here.argmax()),
         "left": ".." if here[-1] else 2001 + int(np.flatnonzero(here).max())}
        for name, here in zip(names, present.T, strict=True)
    ]  # fmt: skip
    return leco.Coalition.from_frames(partners, ties, name="planted")


def _closing(moments=6, founders=30, grow=8, first=12, out=2):
    """Let a core of `first` lose `out` partners a moment while `grow` newcomers come."""
    n = founders + grow * (moments - 1)
    present = np.zeros((moments, n), dtype=bool)
    core = np.zeros((moments, n), dtype=bool)
    for moment in range(moments):
        present[moment, : founders + grow * moment] = True
        core[moment, : first - out * moment] = True
    return core, present


@pytest.fixture(scope="module", autouse=True)
def fewer_sweeps():
    """Draw less than for an analysis: what these coalitions show is plain."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core_flows, "SWEEPS", 50)
        patch.setattr(core_flows, "WARM_UP", 60)
        yield


@pytest.fixture(scope="module")
def closing(fewer_sweeps):
    core, present = _closing()
    return leco.shrinking_core(_blocks(core, present), every="wave", seed=1, draws=0)


def test_a_closing_core_beside_a_growing_periphery(closing):
    assert closing.verdict == "shrinks_expands"
    count = closing.flows["count"]
    # By construction: two demoted at each of five steps, eight newcomers at each.
    assert abs(count["demoted"] - 10) <= 1
    assert count["entered_periphery"] + count["entered_core"] == 40
    truth = 12 - 2 * np.arange(6)
    assert (np.abs(closing.frame["core"] - truth) < 1.5).all()
    assert (closing.frame["core_low"] <= closing.frame["core"]).all()
    assert (closing.frame["core"] <= closing.frame["core_high"]).all()
    assert closing.slopes.loc["core", "slope"] == pytest.approx(-2, abs=0.5)
    assert set(closing.members("2006")) <= {"p00", "p01", "p02", "p03"}


def test_growth_alone_is_not_a_shrinking_core():
    core, present = _closing(out=0, first=8)
    found = leco.shrinking_core(_blocks(core, present), every="wave", seed=1, draws=0)
    assert found.verdict == "share_falls_with_growth"
    assert found.frame["share"].iloc[-1] < found.frame["share"].iloc[0]
    assert found.p["core_shrinks"] > 0.05 > found.p["periphery_expands"]


def test_nothing_changes():
    core, present = _closing(out=0, grow=0, first=8)
    found = leco.shrinking_core(_blocks(core, present), every="wave", seed=1, draws=0)
    assert (found.verdict, found.why) == ("no_change", "both_still")


@pytest.mark.slow
def test_both_grow_and_both_shrink():
    core, present = _closing(out=-2, first=6)
    found = leco.shrinking_core(_blocks(core, present), every="wave", seed=1, draws=0)
    assert found.verdict == "both_grow"
    back = _blocks(core[::-1], present[::-1])
    assert leco.shrinking_core(back, every="wave", seed=1, draws=0).verdict == "both_shrink"


def test_too_few_moves_cannot_be_told():
    core, present = _closing(moments=3, out=2, first=10, grow=1)
    found = leco.shrinking_core(_blocks(core, present), every="wave", seed=1, draws=0)
    assert found.verdict == "cannot_tell"
    assert "five moves" in found.explain("en")


def test_ties_that_are_not_known_and_no_core_at_all():
    unknown = leco.Coalition.from_frames(
        [{"id": one, "joined": "2019", "left": ".."} for one in "abc"],
        coalition=[{"observed_from": "2019", "observed_until": "2021"}],
    )
    found = leco.shrinking_core(unknown, every="year", seed=1)
    assert (found.verdict, found.why) == ("cannot_tell", "ties_unknown")
    assert any(note.code == "ties_unknown" for note in found.notes)
    even = np.zeros((4, 24), dtype=bool)
    for chance in (0.2, 0.5):
        nothing = _blocks(even, np.ones_like(even), chances=(chance,) * 3)
        found = leco.shrinking_core(nothing, every="wave", seed=1, draws=0)
        assert (found.verdict, found.why) == ("cannot_tell", "no_core")


def test_the_flows_add_up_to_the_sizes(closing):
    chance = closing.chance.to_numpy()
    size = (np.nan_to_num(chance) >= 0.5).sum(axis=0)
    count = closing.flows["count"]
    out = count["demoted"] + count["diluted"] + count["left_core"]
    net = count["promoted"] + count["entered_core"] - out
    assert net == size[-1] - size[0]


def test_moves_by_hand():
    # a stays core, b is demoted, c leaves from the core, d comes into it, e comes and goes.
    present = np.array([[1, 1, 1, 0, 0], [1, 1, 0, 1, 1], [1, 1, 0, 1, 0]], dtype=bool)
    core = np.array([[1, 1, 1, 0, 0], [1, 0, 0, 1, 0], [1, 0, 0, 1, 0]], dtype=bool)
    lost = np.zeros((2, 5), dtype=bool)
    counted = {name: int(flags.sum()) for name, flags in moves(core, present, lost).items()}
    expected = {
        "entered_core": 1, "entered_periphery": 1, "promoted": 0, "demoted": 0, "diluted": 1,
        "left_core": 1, "left_periphery": 1,
    }  # fmt: skip
    assert counted == expected
    lost[0, 1] = True  # b has fewer ties with those who stay: it is demoted, not diluted
    counted = {name: int(flags.sum()) for name, flags in moves(core, present, lost).items()}
    assert counted == {**expected, "demoted": 1, "diluted": 0}


def test_who_has_fewer_ties_by_hand():
    from leco.dynamics.core_flows import fewer_ties, on_one_roster

    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2020"}, {"id": "b", "joined": "2020"},
         {"id": "c", "joined": "2020", "left": "2020"}, {"id": "d", "joined": "2021"}],
        [{"source": "a", "target": "b", "wave": "2020"}, {"source": "a", "target": "c", "wave": "2020"},
         {"source": "d", "target": "a", "wave": "2021"}, {"source": "d", "target": "b", "wave": "2021"}],
    )  # fmt: skip
    seen = on_one_roster([coalition.at("2020"), coalition.at("2021")])
    # a and b lose each other; that c left and d came is neither.
    assert seen.partners == ("a", "b", "c", "d")
    assert fewer_ties(seen).tolist() == [[True, True, False, False]]
    assert seen.years.tolist() == pytest.approx([0, 1], abs=0.01)


def test_the_tests_are_sign_tests():
    # scipy's exact binomial test; five out and none in is the least that counts.
    flows = {"demoted": 4, "diluted": 3, "left_core": 1, "promoted": 1, "entered_core": 2,
             "entered_periphery": 9, "left_periphery": 2}  # fmt: skip
    p = one_sided(flows, 10.0, 20.0)
    for name, more, total in (("core_shrinks", 4, 7), ("core_grows", 1, 6),
                              ("periphery_expands", 9, 11), ("periphery_shrinks", 2, 11)):  # fmt: skip
        assert p[name] == pytest.approx(stats.binomtest(more, total, alternative="greater").pvalue)
    least = {**dict.fromkeys(flows, 0), "demoted": 5}
    assert one_sided(least, 1, 1)["core_shrinks"] < 0.05
    assert one_sided({**least, "demoted": 4}, 1, 1)["core_shrinks"] > 0.05
    assert one_sided(dict.fromkeys(flows, 0), 1, 1)["core_shrinks"] == 1


def test_leaving_counts_when_the_core_is_left_faster():
    flows = dict.fromkeys(
        ("demoted", "diluted", "promoted", "entered_core", "entered_periphery"), 0
    )
    fast = one_sided({**flows, "left_core": 8, "left_periphery": 7}, 10.0, 20.0)
    assert stats.binomtest(8, 15, 1 / 3, alternative="greater").pvalue > 0.05
    assert fast["core_shrinks"] == 1
    fast = one_sided({**flows, "left_core": 9, "left_periphery": 4}, 10.0, 20.0)
    assert stats.binomtest(9, 13, 1 / 3, alternative="greater").pvalue < 0.05
    assert fast["core_shrinks"] == pytest.approx(0.5**9)


def test_rates_have_exact_intervals(closing):
    # Garwood: the bounds at which the count seen is just as far out as one in forty.
    for flow in closing.flows.itertuples():
        low, high = flow.rate_low * flow.years_at_risk, flow.rate_high * flow.years_at_risk
        assert stats.poisson(high).cdf(flow.count) == pytest.approx(0.025)
        if flow.count:
            assert stats.poisson(low).sf(flow.count - 1) == pytest.approx(0.025)
    # Five years of steps from 2001 to 2006 (1,826 days); newcomers are counted by the year.
    assert closing.flows.loc["entered_periphery", "years_at_risk"] == pytest.approx(1826 / 365.25)


def test_the_same_seed_and_any_order_of_rows_give_the_same():
    core, present = _closing(moments=3)
    planted = _blocks(core, present)
    one = leco.shrinking_core(planted, every="wave", seed=3, draws=0)
    again = leco.shrinking_core(planted, every="wave", seed=3, draws=0)
    pd.testing.assert_frame_equal(one.frame, again.frame)
    shuffled = leco.Coalition.from_frames(
        planted.partners.sample(frac=1, random_state=1), planted.ties.sample(frac=1, random_state=2)
    )
    other = leco.shrinking_core(shuffled, every="wave", seed=3, draws=0)
    pd.testing.assert_frame_equal(one.frame, other.frame)
    pd.testing.assert_frame_equal(one.flows, other.flows)


def test_against_growth_alone():
    simulated = leco.datasets.simulated()["Simulated shrinking"]
    found = leco.shrinking_core(simulated, every="year", seed=1, draws=19)
    assert found.growth is not None
    assert found.growth.null == "reattach"
    assert list(found.growth.frame.index) == [*found.frame.index, "slope"]
    share = found.frame["certified_core"] / found.frame["partners"]
    np.testing.assert_allclose(found.growth.frame["observed"].iloc[:-1], share)
    assert found.slopes.loc["share", "p_growth"] == found.growth.frame.loc["slope", "p"]
    assert "growth alone" in found.explain("en")
    # What the draws keep: nothing else than who the ties go to, so the band is no point.
    assert (found.growth.frame["low"] < found.growth.frame["high"]).iloc[:-1].any()


def test_waves_without_dates_have_no_test_against_growth():
    core, present = _closing(moments=3, founders=14, grow=2, first=5, out=0)
    planted = _blocks(core, present)
    undated = leco.Coalition.from_frames(
        planted.partners[["id"]], planted.ties.assign(wave="T" + planted.ties["wave"].str[-1])
    )
    found = leco.shrinking_core(undated, every="wave", seed=1)
    assert found.growth is None
    assert any(note.code == "no_growth_test" for note in found.notes)
    assert found.frame.index.tolist() == ["T1", "T2", "T3"]


@pytest.mark.slow
def test_coarse_dates_widen_the_certified_core():
    simulated = leco.datasets.simulated()["Simulated growing"]
    partners = simulated.partners
    vague = partners["joined"].str[:4].where(partners["joined"] > "2020-02", partners["joined"])
    tables = {"coalition": simulated.tables["coalition"]}
    exact, coarse = (
        leco.shrinking_core(
            leco.Coalition.from_frames(partners.assign(joined=joined), simulated.ties, **tables),
            every=["2021-06", "2022-06", "2023-06"], seed=1, draws=0,
        ).frame
        for joined in (partners["joined"], vague)
    )  # fmt: skip
    assert (exact["certified_low"] == exact["certified_high"]).all()
    assert (coarse["certified_low"] < coarse["certified_high"]).any()


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_answer_explains_itself(closing, lang):
    said = closing.explain(lang)
    assert "{" not in said
    demoted = int(closing.flows.loc["demoted", "count"])
    assert {"en": f"{demoted} demoted", "nl": f"{demoted} uit de kern"}[lang] in said
    for verdict in get_args(Verdict):
        assert words.has(f"core_change.{verdict}")
    held = json.loads(json.dumps(closing.to_dict(), allow_nan=False))
    assert held["verdict"] == "shrinks_expands"
    assert len(held["rows"]) == 6
    assert "shrinks_expands" in repr(closing)
    assert "<b>" in closing._repr_html_()


@pytest.mark.parametrize("column", [None, "share", "flows"])
def test_figures(closing, column):
    from matplotlib import pyplot as plt

    ax = closing.plot(column=column, lang="nl")
    assert ax.get_title(loc="left")
    plt.close("all")
    with pytest.raises(ValueError, match="column"):
        closing.plot(column="x")
    plt.close("all")


def test_names_of_lines_that_end_together_keep_apart(closing):
    from dataclasses import replace

    from matplotlib import pyplot as plt

    same = replace(closing, frame=closing.frame.assign(core=5.0, periphery=5.0))
    heights = [text.xyann[1] for text in same.plot().texts]
    assert sorted(heights) == [-6, 6]
    plt.close("all")


def test_what_cannot_be_followed():
    core, present = _closing(moments=2, founders=6, grow=0, first=2, out=0)
    planted = _blocks(core, present)
    with pytest.raises(leco.LecoError, match="nothing to follow"):
        leco.shrinking_core(planted, every=["2001"], seed=1)
    with pytest.raises(leco.LecoError, match="Coalition"):
        leco.shrinking_core(planted.graph(), every="wave", seed=1)


@pytest.mark.slow
def test_unchanged_behaviour_is_seldom_called_a_shrinking_core():
    # Forty coalitions that grow around a constant core, whose places change hands at random:
    # the claim may be made in one of twenty; nobody should see it in five of forty (p < .05).
    claimed = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        core, present = _closing(moments=5, founders=24, grow=5, first=7, out=0)
        for moment in range(1, 5):
            core[moment] = core[moment - 1]
            inside = np.flatnonzero(core[moment])
            rim = np.flatnonzero(present[moment - 1] & ~core[moment])
            swapped = min(rng.poisson(0.7), 3)
            core[moment, rng.choice(inside, swapped, replace=False)] = False
            core[moment, rng.choice(rim, swapped, replace=False)] = True
        planted = _blocks(core, present, seed=seed)
        claimed += leco.shrinking_core(planted, every="wave", seed=seed, draws=0).verdict == (
            "shrinks_expands"
        )
    assert claimed <= 4


def test_what_ties_between_core_and_periphery_carry_by_hand():
    from leco.dynamics.core_content import activities, mixed_ties
    from leco.graph.arrays import arrays

    coalition = leco.Coalition.from_frames(
        [{"id": one} for one in "abcd"],
        [{"source": "a", "target": "b", "kind": "information", "weight": 2},
         {"source": "c", "target": "a", "kind": "information", "weight": 1},
         {"source": "a", "target": "c", "kind": "resources", "weight": 4},
         {"source": "b", "target": "d", "kind": "trust", "weight": 3},
         {"source": "c", "target": "d", "kind": "trust", "weight": 9}],
        participations=[{"partner": one, "activity": activity} for one, activity in
                        (("a", "fair"), ("a", "board"), ("c", "board"), ("d", "course"))],
    )  # fmt: skip
    core, net = np.array([True, True, False, False]), arrays(coalition)
    # a-c has two kinds and 5 in all, b-d one kind and 3; a-b and c-d are not mixed.
    found = mixed_ties(coalition, net, core)
    assert found == {"mixed_pairs": 2, "mixed_kinds": 1.5, "mixed_strength": 4}
    # The fair is a's alone, the board shared with c; the course is not the core's.
    assert activities(net, core) == {"activities_alone": 1, "activities_shared": 1}
    plain = leco.Coalition.from_frames([{"id": "a"}, {"id": "b"}], [{"source": "a", "target": "b"}])
    core, net = np.array([True, False]), arrays(plain)
    found = mixed_ties(plain, net, core)
    assert found["mixed_pairs"] == 1
    assert np.isnan([found["mixed_kinds"], found["mixed_strength"]]).all()
    assert np.isnan(activities(net, core)["activities_alone"])


@pytest.mark.slow
def test_growth_that_only_dilutes_is_no_shrinking_core():
    # Newcomers tie to three partners each, evenly, and ties stay: early partners fall back in
    # rank although nobody drops a tie.
    rng = np.random.default_rng(2)
    partners = [
        {"id": f"p{one:03d}", "joined": 2010 + max(0, (one - 40) // 10)} for one in range(100)
    ]
    ties = [
        {"source": f"p{other:03d}", "target": f"p{one:03d}", "start": partners[one]["joined"]}
        for one in range(1, 100) for other in rng.choice(one, min(one, 3), replace=False)
    ]  # fmt: skip
    grown = leco.Coalition.from_frames(
        partners, ties, coalition=[{"observed_from": "2010", "observed_until": "2015"}]
    )
    found = leco.shrinking_core(grown, every="year", seed=1, draws=0)
    assert found.flows.loc["demoted", "count"] == 0
    assert found.verdict != "shrinks_expands"


def test_moments_follow_each_other():
    grown = leco.datasets.simulated()["Simulated stable"]
    for wrong in (["2022", "2021"], ["2021-12-31", "2021"]):
        with pytest.raises(leco.LecoError, match="follow each other"):
            leco.shrinking_core(grown, every=wrong, seed=1, draws=0)
        with pytest.raises(leco.LecoError, match="follow each other"):
            leco.broker_orientation(grown, every=wrong)
    with pytest.raises(ValueError, match="draws"):
        leco.shrinking_core(grown, every="year", seed=1, draws=-1)


def test_members_by_any_name_of_the_moment(closing):
    assert closing.members("2006") == closing.members(2006)
    with pytest.raises(leco.LecoError, match="was not followed"):
        closing.members("1999")
    json.loads(closing.to_json())


def test_no_ties_at_all_is_not_unknown_ties_and_nothing_crashes():
    alone = leco.Coalition.from_frames([{"id": "a", "joined": "2020-01-01"}], [])
    found = leco.shrinking_core(alone, every=["2020", "2021"], seed=1)
    assert (found.verdict, found.why) == ("cannot_tell", "no_ties")
    people = leco.Coalition.from_frames(
        [{"id": one, "joined": "2020"} for one in "abc"],
        [{"source": "a", "target": "b", "start": "2020"}, {"source": "a", "target": "c", "start": "2020"}],
        affiliations=[{"person": "z", "organisation": "a"}],
        participations=[{"partner": "a", "activity": "fair", "start": "2022"}],
        coalition=[{"observed_until": "2022"}],
    )  # fmt: skip
    found = leco.shrinking_core(people, every=["2020", "2021"], seed=1, draws=0)
    assert found.frame["activities_alone"].tolist() == [0, 0]
