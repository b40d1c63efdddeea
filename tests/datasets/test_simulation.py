"""Bundled coalitions: every row has its source, and the simulated truth is the truth."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import leco
from leco.datasets import simulate
from leco.schema import dates


@pytest.mark.parametrize(("core", "last"), [("stable", 8), ("shrinking", 4), ("growing", 16)])
def test_the_planted_core_is_as_planned(core, last):
    grown = simulate(core=core, seed=3)
    truth = grown.tables["truth"]
    sizes = []
    for moment in grown.moments("quarter"):
        day = moment.isoformat()
        now = truth[(truth["start"] <= day) & (truth["end"] >= day)]
        here = set(grown.at(moment).partners["id"])
        assert set(now["partner"]) == here, "the truth knows everybody who is there"
        sizes.append(int((now["role"] == "core").sum()))
        assert (now["role"] == "broker").sum() == 2
    assert (sizes[0], sizes[-1]) == (8, last)
    steps = np.diff(sizes)
    assert set(np.sign(steps)) <= {0, np.sign(last - 8)}
    assert np.abs(steps).max() <= 1


def test_the_planted_core_is_mostly_found():
    grown = simulate(seed=5)
    truth = grown.tables["truth"]
    hits = []
    for moment in grown.moments("year"):
        day = moment.isoformat()
        planted = set(truth[(truth["role"] == "core") & (truth["start"] <= day)
                            & (truth["end"] >= day)]["partner"])  # fmt: skip
        found = leco.core_periphery(grown.at(moment)).core
        hits.append(len(found & planted) / len(planted))
    assert np.mean(hits) > 0.85


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


def test_every_row_is_marked_and_the_seed_decides():
    one, two, other = simulate(seed=1), simulate(seed=1), simulate(seed=2)
    for table in ("partners", "ties"):
        pd.testing.assert_frame_equal(one.tables[table], two.tables[table])
        assert set(one.tables[table]["origin"]) == {"simulated"}
    assert not one.ties.equals(other.ties)
    assert one.check().empty
    assert one.about["origin"] == "simulated"


def test_ties_lie_within_both_memberships():
    grown = simulate(seed=4)
    spans = grown.partners.set_index("id")
    for row in grown.ties.to_dict("records"):
        for end in (row["source"], row["target"]):
            assert spans.loc[end, "joined"] <= row["start"]
            if spans.loc[end, "left"] != "..":
                assert row["end"] <= spans.loc[end, "left"]
        assert dates.parse(row["start"]).first <= dates.parse(row["end"]).last


@pytest.mark.parametrize(
    "wrong", [{"core": "melting"}, {"founders": 5}, {"partners": 10}, {"core": "growing", "founders": 12},
              {"years": 0}]
)  # fmt: skip
def test_numbers_that_do_not_fit(wrong):
    with pytest.raises(ValueError, match="core|founders"):
        simulate(**wrong)


@pytest.mark.parametrize("name", ["limburg", "europe"])
def test_every_real_row_has_its_source(name):
    for coalition in leco.datasets.load(name).values():
        for table, frame in coalition.tables.items():
            if table != "coalition" or "source" in frame.columns:
                assert frame["source"].str.len().min() > 3, table


def test_limburg_as_publicly_documented():
    # Borgloon: the public fact sheet of KLOOZ (11 partners, 6 of them core, by heading 2 2 1 1 4 1).
    limburg = leco.datasets.limburg()
    borgloon = limburg["Borgloon"].partners
    assert borgloon["tier"].value_counts().to_dict() == {"core": 6, "broad": 5}
    assert sorted(borgloon["sector"].value_counts()) == [1, 1, 1, 2, 2, 4]
    assert {name: len(one) for name, one in limburg.items()} == {
        "Genk": 4,
        "Beringen": 3,
        "Borgloon": 11,
    }
    assert not any(one.ties_known for one in limburg.values())


def test_an_unknown_example_suggests_the_nearest():
    with pytest.raises(leco.LecoError, match="limburg"):
        leco.datasets.load("limbourg")


def test_europe_is_observed_to_a_stated_day():
    begin, end = leco.datasets.europe().observed
    assert (begin, end) == (dt.date(1949, 1, 1), dt.date(2026, 11, 1))
