"""Whether brokers last, and bring together or keep apart: by hand, by another program, by draws."""

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from scipy import stats

import leco
from leco.testing import graphs


def _waves(*waves, **sectors):
    """Make a coalition of waves, each a list of ties ("ab ac")."""
    names = sorted(sectors or {end for wave in waves for tie in wave.split() for end in tie})
    return leco.Coalition.from_frames(
        [{"id": name, "sector": sectors.get(name, "x")} for name in names],
        [{"source": tie[0], "target": tie[1], "wave": str(place)}
         for place, wave in enumerate(waves, 1) for tie in wave.split()],
    )  # fmt: skip


def test_joined_and_usual_by_hand():
    # v stands between a b c (three pairs), w between d e f (three); all meet in nobody else.
    coalition = _waves("va vb vc wd we wf", "va vb vc wd we wf ab ac")
    found = leco.broker_orientation(coalition, every="wave").frame
    # 2 of 6 pairs were joined: usual are 3 x 2/6 = 1 for each.
    assert found.loc["v", ["followed", "joined", "expected"]].tolist() == [3, 2, 1]
    assert found.loc["w", ["followed", "joined", "expected"]].tolist() == [3, 0, 1]
    assert found.loc["v", "ratio"] > 1 > found.loc["w", "ratio"]
    assert (found["low"] < found["ratio"]).sum() == 2
    assert found.loc["a"].isna().sum() == 3


def test_a_pair_with_two_brokers_counts_half_for_each():
    coalition = _waves("va vb wa wb", "va vb wa wb ab")
    found = leco.broker_orientation(coalition, every="wave").frame
    # v-w is open as well, between a and b, and stays so: its stratum has 1 of 2 pairs joined.
    assert found.loc["v", ["followed", "joined", "expected"]].tolist() == [1, 0.5, 0.25]
    assert found.loc["a", ["followed", "joined", "expected"]].tolist() == [1, 0, 0.25]


def test_strata_are_those_of_the_wave_the_brokers_and_the_sectors():
    sectors = dict(zip("vabcd", "xxxyy", strict=True))
    coalition = _waves("va vb vc vd", "va vb vc vd ab", "va vb vc vd ab ac", **sectors)
    found = leco.broker_orientation(coalition, every="wave", by="sector").frame
    # By hand, same sector a-b, c-d: 1 of 2, then 0 of 1 (c-d); across: 0 of 4, then 1 of 4.
    assert found.loc["v", ["followed", "joined", "expected"]].tolist() == [11, 2, 2]


def test_who_left_is_not_followed():
    coalition = leco.Coalition.from_frames(
        [{"id": "v"}, {"id": "a"}, {"id": "b", "left": "2020-06"}],
        [{"source": "v", "target": one, "start": "2019", "end": "2022"} for one in "ab"],
    )
    found = leco.broker_orientation(coalition, every=["2019", "2021"])
    assert found.frame["followed"].sum() == 0
    assert found.frame["ratio"].isna().all()
    assert found.notes[0].code == "nothing_to_follow"
    assert "not defined" in found.explain("en")


def test_the_interval_is_that_of_the_model():
    # Another way to the same posterior: the spread and every ratio on a plain grid, summed.
    from leco.dynamics.broker_orientation import _shrunk

    joined, expected = np.array([9.0, 0.0, 3.0, 1.5]), np.array([3.0, 4.0, 3.0, 2.0])
    found = _shrunk(joined, expected, 0.9)
    theta = (np.arange(60_000) + 0.5) * 0.0005
    posterior = np.zeros((4, len(theta)))
    for sigma in np.linspace(0.05, 4, 300):
        prior = stats.gamma.pdf(theta, sigma**-2, scale=sigma**2)
        each = [
            np.exp(-theta * e) * (theta * e) ** j * prior
            for j, e in zip(joined, expected, strict=True)
        ]
        whole = np.array([one.sum() for one in each])
        for place, one in enumerate(each):
            posterior[place] += np.exp(-(sigma**2) / 2) * np.prod(whole / whole.max()) * (
                whole.max() ** 4) * one / whole[place]  # fmt: skip
    posterior /= posterior.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.mean, posterior @ theta, rtol=0.01)
    for values, share in ((found.low, 0.05), (found.high, 0.95)):
        place = (np.cumsum(posterior, axis=1) < share).sum(axis=1)
        np.testing.assert_allclose(values, theta[place], rtol=0.02, atol=0.003)


def test_few_pairs_say_little_and_many_say_more():
    few = _waves("va vb wc wd", "va vb ab wc wd")
    # v brings together half of its 28 pairs, w none of its 28.
    names = {"v": "abcdefgh", "w": "ijklmnop"}
    ties = " ".join(broker + one for broker, others in names.items() for one in others)
    joined = [one + other for one, other in itertools.combinations(names["v"], 2)][::2]
    many = _waves(ties, f"{ties} {' '.join(joined)}")
    small, large = (leco.broker_orientation(one, every="wave") for one in (few, many))
    width = [one.frame.loc["w", "high"] - one.frame.loc["w", "low"] for one in (small, large)]
    assert width[1] < width[0]
    assert small.frame.loc["w", "low"] < 1 < small.frame.loc["w", "high"]
    said = large.explain("nl")
    assert "minder dan gewoonlijk: w" in said
    assert "bewijst nooit" in said
    assert (
        leco.broker_orientation(many, every="wave", confidence=0.5).frame.loc["w", "high"]
        < (large.frame.loc["w", "high"])
    )


def test_the_answer_holds_what_usual_means_over_everybody():
    # By construction joined and usual agree in all.
    simulated = leco.datasets.simulated()["Simulated growing"]
    found = leco.broker_orientation(simulated, every="year", by="sector")
    assert found.frame["joined"].sum() == pytest.approx(found.frame["expected"].sum())
    assert found.frame.index.tolist() == simulated.partners["id"].tolist()
    held = found.to_dict()
    assert held["measure"] == "broker_orientation"
    shuffled = leco.Coalition.from_frames(
        simulated.partners.sample(frac=1, random_state=1),
        simulated.ties.sample(frac=1, random_state=1),
        coalition=simulated.tables["coalition"],
    )
    again = leco.broker_orientation(shuffled, every="year", by="sector").frame
    pd.testing.assert_frame_equal(again.sort_index(), found.frame.sort_index())


def test_what_cannot_be_followed():
    with pytest.raises(leco.LecoError, match="Coalition"):
        leco.broker_orientation(nx.path_graph(3), every="wave")
    with pytest.raises(leco.LecoError, match="nothing to follow"):
        leco.broker_orientation(_waves("ab"), every="wave")
    with pytest.raises(ValueError, match="confidence"):
        leco.broker_orientation(_waves("ab", "ab"), every="wave", confidence=95)


# --- persistence ---------------------------------------------------------------------------


@given(graphs(min_partners=2, missing_labels=False), graphs(min_partners=2, missing_labels=False))
def test_persistence_is_the_tau_of_what_is_bridged(before, now):
    then, later = (
        leco.bridging_profile(one, by="sector").frame["bridged_pairs"] for one in (before, now)
    )
    both = [node for node in then.index if node in later.index]
    found = leco.broker_persistence(now, before=before, by="sector")
    one, other = then[both].round(9), later[both].round(9)
    signs = [
        np.sign(frame.to_numpy()[:, None] - frame.to_numpy()[None, :]) for frame in (one, other)
    ]
    bottom = np.sqrt((signs[0] ** 2).sum() * (signs[1] ** 2).sum())
    if bottom == 0:
        assert np.isnan(found.value)
        assert found.notes
    else:  # Kendall's tau-b, written out over all pairs
        assert float(found) == pytest.approx((signs[0] * signs[1]).sum() / bottom)
    assert found.parts["both"] == len(both)


def test_the_highest_brokers_and_those_who_left():
    by = dict(zip("vwabcd", "xxabcd", strict=True))
    before = nx.Graph(["va", "vb", "vc", "wd", "wa"])
    now = nx.Graph(["wa", "wb", "wc", "wd"])
    found = leco.broker_persistence(now, before=before, by=by, top=1)
    assert found.parts["top_before"] == 1
    assert found.parts["top_kept"] == 0
    found = leco.broker_persistence(now, before=before, by=by, top=3)
    # By hand: v joins three pairs, w one and a one (v-w share a sector, so none): v and w.
    assert (found.parts["top_before"], found.parts["top_kept"]) == (2, 1)
    with pytest.raises(ValueError, match="top"):
        leco.broker_persistence(now, before=before, by=by, top=0)
