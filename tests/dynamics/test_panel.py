"""A panel of six waves with joiners and leavers, followed by track and by hand."""

from functools import partial

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from tests.conftest import reference

import leco
from leco.result import LONG
from leco.testing import coalitions

TEMPORAL = reference("temporal_inference")
P16 = TEMPORAL["data"]["P16"]
YEARS = range(2015, 2015 + P16["T"])


def _graph(place):
    """Make the graph of one wave: who is present, and their ties."""
    graph = nx.from_numpy_array(np.array(P16["nets"][place]))
    graph.remove_nodes_from([node for node, here in enumerate(P16["presence"][place]) if not here])
    return nx.relabel_nodes(graph, {node: f"p{node:02d}" for node in graph})


@pytest.fixture(scope="module")
def panel():
    """P16 as people would write it down: a row for each year that a tie was there."""
    partners = [
        {"id": f"p{node:02d}", "joined": YEARS[P16["join"][node]],
         "left": ".." if P16["leave"][node] == P16["T"] else YEARS[P16["leave"][node] - 1]}
        for node in range(P16["n"])
    ]  # fmt: skip
    ties = [{"source": one, "target": other, "start": year, "end": year}
            for place, year in enumerate(YEARS) for one, other in _graph(place).edges]  # fmt: skip
    return leco.Coalition.from_frames(
        partners, ties, name="P16",
        coalition=[{"observed_from": YEARS[0], "observed_until": YEARS[-1]}],
    )  # fmt: skip


def test_everybody_present_and_every_tie_in_force_at_each_moment(panel):
    # n and m as counted beside the cores of P16 (tests/reference, core).
    found = leco.track(panel, "density", every="year").frame
    for row, counted in zip(found.itertuples(), TEMPORAL["core"]["lip_core_P16"], strict=True):
        n, m = counted["n"], counted["m"]
        assert row.n == n
        assert row.value == pytest.approx(m / (n * (n - 1) / 2))


def test_change_is_what_two_sets_differ_by(panel):
    found = leco.track(panel, ["turnover", "tie_survival"], every="year").wide()
    waves = [_graph(place) for place in range(P16["T"])]
    for place in range(1, P16["T"]):
        before, now = set(waves[place - 1]), set(waves[place])
        expected = len(before ^ now) / len(before | now)
        assert found["turnover"].iloc[place] == pytest.approx(expected)
        before, now = ({frozenset(tie) for tie in waves[one].edges} for one in (place - 1, place))
        assert found["tie_survival"].iloc[place] == pytest.approx(len(before & now) / len(before))
    assert found.iloc[0].isna().all()


EVERY = [name for name, entry in leco.measures().items()
         if not entry.needs & {"direction", "activities"} and "before" not in entry.required]  # fmt: skip


@pytest.mark.parametrize("name", EVERY)
def test_track_gives_at_each_moment_what_the_measure_gives_then(panel, name):
    entry = leco.measures()[name]
    labels = (1, 2, 4) if "numbers" in entry.needs else "abc"
    by = {partner: labels[place % 3] for place, partner in enumerate(panel.partners["id"])}
    known = {"size": 3, "coverage": 0.5, "offers": by, "target_groups": by, "needs": ["a", "b"]}
    settled = {key: known[key] for key in known if key in entry.parameters}
    found = leco.track(panel, partial(entry.function, **settled), by=by, every="year").frame
    assert list(found.columns) == list(LONG)
    given_ = settled | ({"by": by} if "by" in entry.parameters else {})
    for place, year in enumerate(YEARS):
        answer = entry.function(_graph(place), **given_)
        rows = found[found["moment"] == f"{year}-12-31"]
        there = {
            (key, column): value
            for key, column, value in zip(rows["key"], rows["column"], rows["value"], strict=True)
        }
        expected = {(key, column): value for key, column, value in answer.values()}
        assert there.keys() == expected.keys()
        for key, value in expected.items():
            assert there[key] == pytest.approx(value, nan_ok=True, abs=1e-9)
        assert set(rows["n"]) <= {answer.n}


@pytest.mark.parametrize(
    "name", [name for name, entry in leco.measures().items() if "ties" in entry.needs]
)
def test_ties_that_nobody_wrote_down_are_not_zero_ties_at_any_moment(name):
    roster = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2020", "sector": "care"}, {"id": "b", "joined": "2020", "sector": "care"},
         {"id": "c", "joined": "2021", "sector": "youth"}],
        name="roster", coalition=[{"observed_until": "2022"}],
    )  # fmt: skip
    found = leco.track(roster, name, by="sector", every="year").frame
    assert found["value"].isna().all()
    if leco.measures()[name].level != "table":
        assert len(found) > 0
    later = found[found["moment"] != "2020-12-31"]
    assert later["note"].str.contains("not known|no record|unknown").all(), set(later["note"])


@given(coalitions())
@settings(max_examples=10)
def test_any_drawn_coalition_gives_at_a_moment_what_its_graph_then_gives(coalition):
    for moment in coalition.moments("year") if coalition.observed[0] else []:
        now = coalition.at(moment)
        graph = now.graph()
        assert float(leco.density(now)) == pytest.approx(float(leco.density(graph)), nan_ok=True)
        found, expected = leco.constraint(now).series, leco.constraint(graph).series
        assert found.index.tolist() == expected.index.tolist()
        np.testing.assert_allclose(found, expected)


def test_the_words_of_a_track_speak_of_numbers_over_time_not_of_rows():
    # A measure of pairs has many rows at each moment; "from ... to ..." is said of one number.
    grown = leco.datasets.simulated()["Simulated stable"]
    found = leco.track(grown, ["density", "introductions"], by="sector", every="year")
    moments = found.frame["moment"].nunique()
    for line in found.explain("en").splitlines():
        if "moments)" in line:
            said = int(line.rsplit("(", 1)[1].split(" moments")[0])
            assert said <= moments, line


def test_pairs_are_not_averaged_into_one_number_side_by_side():
    both = {"path": nx.path_graph(4), "star": nx.star_graph(3)}
    found = leco.compare(both, ["density", "dyadic_constraint"])
    shown = found.side_by_side()
    assert shown.loc[("density", "value")].tolist() == [0.5, 0.5]
    assert "dyadic_constraint" not in shown.index.get_level_values("measure")
