"""The simulator against its own plan: the simulated truth is the truth."""

import itertools

import numpy as np
import pandas as pd
import pytest

import leco
from leco.datasets import simulate
from leco.schema import dates

PLANS = {"stable": (8, 8), "shrinking": (8, 4), "growing": (8, 16)}


@pytest.mark.parametrize("core", PLANS)
@pytest.mark.parametrize("seed", [1, 2])
def test_core_sizes_follow_a_straight_line(core, seed):
    grown = simulate(core=core, seed=seed, years=4)
    truth = grown.tables["truth"]
    first, last = PLANS[core]
    # Evenly spread over the 16 quarters: the straight line from first to last, rounded.
    planned = np.round(np.linspace(first, last, 16)).astype(int).tolist()
    found = []
    for moment in grown.moments("quarter"):
        day = moment.isoformat()
        now = truth[(truth["start"] <= day) & (truth["end"] >= day)]
        here = set(grown.at(moment).partners["id"])
        assert set(now["partner"]) == here, "the truth knows everybody who is there"
        assert (now["role"] == "broker").sum() == 2
        found.append(int((now["role"] == "core").sum()))
    assert found == planned


@pytest.mark.parametrize("seed", range(3))
def test_truth_has_every_partner_once_a_day(seed):
    grown = simulate(core="growing", seed=seed)
    truth = grown.tables["truth"]
    assert set(truth["partner"]) == set(grown.partners["id"])
    for _, rows in truth.groupby("partner"):
        spans = [
            (dates.parse(a).first, dates.parse(b).last)
            for a, b in zip(rows["start"], rows["end"], strict=True)
        ]
        for (_, end), (start, _) in itertools.pairwise(spans):
            assert start == end + 1, "one role follows another on the next day"
    assert (truth["start"] <= truth["end"]).all()
    last = truth.groupby("partner")["end"].max()
    left = grown.partners.set_index("id")["left"]
    gone = left[left != ".."]
    assert (last[gone.index] == gone).all(), "the truth ends when the partner leaves"


@pytest.mark.parametrize("seed", range(3))
def test_ties_run_between_partners_that_are_there(seed):
    grown = simulate(core="shrinking", seed=seed)
    assert grown.check().empty
    spans = grown.partners.set_index("id")
    for row in grown.ties.to_dict("records"):
        for end in (row["source"], row["target"]):
            assert spans.loc[end, "joined"] <= row["start"]
            if spans.loc[end, "left"] != "..":
                assert row["end"] <= spans.loc[end, "left"]
        assert dates.parse(row["start"]).first <= dates.parse(row["end"]).last
    for moment in grown.moments("quarter"):
        now = grown.at(moment)
        whole = grown.ties
        day = moment.isoformat()
        inside = whole[(whole["start"] <= day) & ((whole["end"] == "..") | (whole["end"] >= day))]
        assert len(now.ties) == len(inside), "no tie is dropped for want of a partner"
        assert not now.ties.duplicated(["source", "target"]).any()


def test_the_same_seed_the_same_coalition_whatever_else_was_drawn():
    np.random.seed(5)  # noqa: NPY002 - on purpose: the global state must not matter
    one = simulate(seed=9)
    np.random.seed(6)  # noqa: NPY002 - the same
    two = simulate(seed=9)
    for table, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, two.tables[table])
    for table in ("partners", "ties"):
        assert set(one.tables[table]["origin"]) == {"simulated"}
    assert one.check().empty
    assert one.about["origin"] == "simulated"
    assert not simulate(seed=10).ties.equals(one.ties)
    assert one.tables["rules"].set_index("rule")["value"]["seed"] == "9"


@pytest.mark.parametrize(
    ("core", "seed", "years", "least"),
    # Mostly: two in three at least, at these seeds; a core that stays is found nearly whole.
    [
        ("stable", 5, 5, 0.85),
        ("stable", 21, 3, 2 / 3),
        ("shrinking", 22, 3, 2 / 3),
        ("growing", 23, 3, 2 / 3),
    ],
)
def test_the_planted_core_is_mostly_recovered(core, seed, years, least):
    grown = simulate(core=core, seed=seed, years=years)
    truth = grown.tables["truth"]
    hits, sizes = 0, 0
    for moment in grown.moments("year"):
        day = moment.isoformat()
        planted = truth[(truth["role"] == "core") & (truth["start"] <= day) & (truth["end"] >= day)]
        found = leco.core_periphery(grown.at(moment)).core
        hits += len(found & set(planted["partner"]))
        sizes += len(planted)
    assert hits / sizes > least


def test_brokers_bridge_more_than_the_rest_of_the_periphery():
    ranks = []
    for seed in range(6):
        grown = simulate(seed=seed)
        last = grown.tables["truth"].drop_duplicates("partner", keep="last").set_index("partner")
        roles = leco.brokerage_roles(grown, by="sector").frame
        outer = roles[last.loc[roles.index, "role"].to_numpy() != "core"]
        outer = outer.drop(columns=["coordinator", "total"]).sum(axis=1)
        brokers = last.index[last["role"] == "broker"]
        ranks.append(outer.rank(pct=True)[brokers].mean())
    assert np.mean(ranks) > 0.85


@pytest.mark.parametrize(
    "wrong", [{"core": "melting"}, {"founders": 5}, {"partners": 10}, {"core": "growing", "founders": 12},
              {"years": 0}]
)  # fmt: skip
def test_numbers_that_do_not_fit(wrong):
    with pytest.raises(ValueError, match="core|founders"):
        simulate(**wrong)
