"""What holds for every registered measure: bounds, order of rows, words, the zoo."""

import json
import math

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from tests.conftest import filled, graphs, with_amounts

import leco
from leco import words
from leco.result import LONG, Answer, Scores, Table
from leco.testing import zoo

MEASURES = leco.measures()
ZOO = {animal: with_amounts(graph) for animal, graph in zoo().items()}


def _call(name, graph, **changed):
    """Run a measure on a graph, filling in what it requires."""
    entry = MEASURES[name]
    return entry.function(graph, **filled(entry, graph) | changed)


def _asks_for_sectors(name):
    return "by" in MEASURES[name].required or "offers" in MEASURES[name].parameters


def _usable(name, graph):
    """Whether a drawn graph can be asked: some labels there, a direction where it is needed."""
    entry = MEASURES[name]
    if _asks_for_sectors(name) and not any(dict(graph.nodes(data="sector")).values()):
        return False
    if "activities" in entry.needs:
        return False  # drawn graphs have one mode; tests/metrics/test_two_mode_brokerage.py
    return "direction" not in entry.needs or graph.is_directed() or not graph.number_of_edges()


@pytest.mark.parametrize("animal", ZOO)
@pytest.mark.parametrize("name", MEASURES)
def test_the_zoo_meets_every_measure(name, animal):
    graph, entry = ZOO[animal], MEASURES[name]
    if (
        "direction" in entry.needs
        and not graph.is_directed()
        and graph.number_of_edges() > (animal == "self_loop")
    ):
        with pytest.raises(leco.UnsupportedGraphError):
            _call(name, graph)
        return
    if "activities" in entry.needs and animal != "two_mode":
        with pytest.raises(leco.UnsupportedGraphError):
            _call(name, graph)
        return
    if animal == "empty" and _asks_for_sectors(name):
        with pytest.raises(leco.MissingAttributeError):
            _call(name, graph)
        return
    answer = _call(name, graph)
    assert isinstance(answer, Answer)
    low, high = entry.bounds
    values = [value for _, _, value in answer.values()]
    odd = [value for value in values if not low - 1e-9 <= value <= high + 1e-9]
    assert all(map(math.isnan, odd)), f"outside of the bounds of its @measure{(low, high)}: {odd}"
    if any(map(math.isnan, values)):
        assert answer.notes, "a value that is not defined needs a reason"
    assert all(note.values.get("count", 1) for note in answer.notes), "nothing to say of nobody"
    assert all(list(row) == list(LONG) for row in answer.rows("c", "2024"))
    held = json.loads(answer.to_json())
    assert held["schema_version"] == 1
    assert held["measure"] == name
    for lang in words.LANGUAGES:
        said = answer.explain(lang)
        assert said.startswith(words.measure(answer.name, lang))
        assert "{" not in said
    if isinstance(answer, Scores) and not isinstance(answer, Table):
        partners = [
            node for node, side in graph.nodes(data="bipartite")
            if "activities" not in entry.needs or side == 0
        ]  # fmt: skip
        assert answer.frame.index.tolist() == partners
        assert answer.frame.index.name == "partner"


def _close(one, other):
    """Compare two answers by partner and column."""

    def table(answer):
        return {(key, column): value for key, column, value in answer.values()}

    first, second = table(one), table(other)
    assert first.keys() == second.keys()
    for key, value in first.items():
        assert second[key] == pytest.approx(value, abs=1e-9, nan_ok=True), key


@pytest.mark.parametrize("name", MEASURES)
@given(graph=graphs(min_partners=2, max_partners=7), data=st.data())
def test_the_order_of_partners_and_ties_changes_nothing(name, graph, data):
    if not _usable(name, graph):
        return
    nodes = data.draw(st.permutations(list(graph.nodes(data=True))))
    edges = data.draw(st.permutations(list(graph.edges)))
    other = type(graph)()
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    _close(_call(name, graph), _call(name, other))


@pytest.mark.parametrize("name", MEASURES)
@given(graph=graphs(min_partners=2, max_partners=7))
def test_other_names_change_nothing(name, graph):
    if not _usable(name, graph):
        return
    renamed = {node: place for place, node in enumerate(reversed(list(graph)))}
    other = nx.relabel_nodes(graph, renamed)

    def key(one):
        if not isinstance(one, tuple):
            return renamed.get(one, one)
        ends = [renamed.get(end, end) for end in one]  # sectors and roles keep their names
        # A pair to be introduced has no order of its own: the ids give it one.
        pairs = {"introductions", "complementarity"}
        return (*sorted(ends[:2]), *ends[2:]) if name in pairs else tuple(ends)

    if name == "covering_set":  # of partners with the same offers the first by id is named
        found = [_call(name, one).frame.to_numpy().tolist() for one in (graph, other)]
        assert sorted(found[0]) == sorted(found[1])
        return
    before = {(key(one), column): value for one, column, value in _call(name, graph).values()}
    after = {(one, column): value for one, column, value in _call(name, other).values()}
    assert before.keys() == after.keys()
    for one, value in before.items():
        if one[1] == "without_ties" or (name, one[1]) == ("core_typology", "size"):
            continue  # what a seed draws, and which of equals is named, goes by the order of the ids
        assert after[one] == pytest.approx(value, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("name", MEASURES)
@given(graph=graphs(min_partners=1, max_partners=7))
def test_a_coalition_gives_what_its_graph_gives(name, graph):
    if not _usable(name, graph):
        return
    coalition = leco.Coalition.from_graph(graph)
    if "sector" in coalition.partners.columns or not _asks_for_sectors(name):
        _close(_call(name, graph), _call(name, coalition, **(
            {"before": coalition} if "before" in MEASURES[name].required else {}
        )))  # fmt: skip


# Columns that ask for ties in a measure that else does without.
OF_TIES = {"contributions": ("bridges", "surplus"), "complementarity": ("tied",)}


# Of the facets of integration some ask for ties: tests/metrics/test_integration.py.
@pytest.mark.parametrize("name", [name for name in MEASURES if name != "integration"])
def test_unknown_ties_are_not_zero_ties(name):
    # Six partners: what is estimated about a longer list asks for five.
    known = pd.DataFrame({"id": list("abcdef"), "sector": list("xyxyxz"), "amount": range(6)})
    coalition = leco.Coalition.from_frames(
        known, participations=[{"partner": one, "activity": "board"} for one in "abcdef"]
    )
    more = {"before": coalition} if "before" in MEASURES[name].required else {}
    answer = _call(name, coalition, **more)
    values = [value for _, column, value in answer.values() if column not in OF_TIES.get(name, ())]
    if "ties" in MEASURES[name].needs:
        assert all(map(math.isnan, values))
        assert any(note.code == "ties_unknown" for note in answer.notes)
    else:
        assert not any(map(math.isnan, values)), (
            f"{answer.frame if isinstance(answer, Scores) else answer}: what asks for ties is NaN "
            'without: say needs=("ties",), or of a column of its own put it in OF_TIES'
        )
    for column in OF_TIES.get(name, ()):
        assert answer.frame[column].isna().all()


@pytest.mark.parametrize(
    "name", [name for name, entry in MEASURES.items()
             if "by" in entry.parameters and "before" not in entry.parameters
             and not {"numbers", "activities"} & entry.needs],
)  # fmt: skip
@pytest.mark.parametrize("ties", [[], [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")]])
def test_who_has_no_label_is_counted_with_and_without_ties(name, ties):
    graph = nx.DiGraph(ties) if "direction" in MEASURES[name].needs else nx.Graph(ties)
    graph.add_nodes_from("abcdefg")
    nx.set_node_attributes(graph, dict(zip("abcde", "xxyyx", strict=True)), "sector")
    answer = _call(name, graph, by="sector")
    assert answer.missing == 2
    assert "labels_missing" in {note.code for note in answer.notes}


def test_a_function_becomes_a_measure_with_one_decorator():
    from leco.graph.arrays import Network
    from leco.metrics import registry
    from leco.result import Statistic

    @leco.measure(level="coalition", family="cohesion", bounds=(0, math.inf), source="none")
    def mean_ties(net: Network) -> Statistic:
        """Count the ties per partner."""
        return Statistic(value=net.ties / net.n)

    try:
        assert float(mean_ties(nx.path_graph(4))) == 0.75
        assert "mean_ties" in leco.measures()
        found = leco.compare({"a": nx.path_graph(4), "b": nx.star_graph(3)}, "mean_ties")
        assert found.frame["value"].tolist() == [0.75, 0.75]
        assert "Count the ties per partner" in mean_ties(nx.path_graph(4)).explain()
    finally:
        registry._CATALOGUE.pop("mean_ties")


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("densty", "density"),
        ("hill_number:ordr=2", "no parameter"),
        ("density:x", "parameter=value"),
    ],
)
def test_a_measure_that_does_not_exist_suggests_the_nearest(wanted, hint):
    coalition = leco.datasets.simulated()["Simulated stable"]
    with pytest.raises(leco.LecoError, match=hint):
        leco.track(coalition, wanted, every="year", by="sector")


def test_strengths_of_several_kinds_are_not_added_up():
    coalition = leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}],
        [{"source": "a", "target": "b", "kind": "information", "weight": 2},
         {"source": "a", "target": "b", "kind": "resources", "weight": 3}],
    )  # fmt: skip
    with pytest.raises(leco.UnsupportedGraphError, match="select"):
        leco.constraint(coalition, weight="weight")
    one = coalition.select(kind="resources")
    assert leco.constraint(one, weight="weight").series["a"] == 1.0
    assert leco.constraint(coalition.graph(combine="sum"), weight="weight").series["a"] == 1.0


def test_labels_may_be_a_column_a_mapping_or_a_series():
    graph = nx.path_graph(4)
    by = dict(enumerate("aabb"))
    nx.set_node_attributes(graph, by, "sector")
    expected = float(leco.ei_index(graph, by="sector"))
    assert float(leco.ei_index(graph, by=by)) == expected
    assert float(leco.ei_index(graph, by=pd.Series(by))) == expected
    found = leco.test("ei_index", graph, by=pd.Series(by), null="labels")
    assert found.observed == expected
    with pytest.raises(leco.UnsupportedGraphError, match="mapping"):
        leco.ei_index(graph, by=["a", "a", "b", "b"])


def test_answers_show_what_they_are():
    graph = nx.karate_club_graph()
    assert repr(leco.density(graph)) == "<density = 0.139037, n=34>"
    assert repr(leco.core_periphery(graph)) == (
        "<core_periphery: core of 5 in 34, fit 0.428892, certified>"
    )
    assert repr(leco.constraint(graph)).startswith("<constraint, one row per partner, n=34>")
    with pytest.raises(leco.LecoError, match="several columns"):
        leco.brokerage_roles(graph, by="club").series  # noqa: B018 - the access is the test
    for answer in (leco.density(graph), leco.constraint(graph)):
        shown = answer._repr_html_()
        assert answer.name in shown
        assert "color" not in shown, "a notebook may be dark"


def test_an_answer_calls_partners_and_codes_by_their_names():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "name": "Huis <A>", "sector": "care"}, {"id": "b", "sector": "youth"},
         {"id": "c", "sector": "care"}],
        [{"source": "b", "target": "a"}, {"source": "a", "target": "c"}],
    )  # fmt: skip
    assert "Huis <A> (1)" in leco.betweenness(coalition).explain()
    assert "Huis &lt;A&gt; (1)" in leco.betweenness(coalition)._repr_html_()
    assert "zorg – jeugd (0,75)" in leco.mixing_table(coalition, by="sector").explain("nl")
    roles = leco.brokerage_roles(coalition, by="sector").explain("nl")
    assert "hoogst op alle rollen: Huis <A> (1); b (0); c (0)" in roles
    ring = nx.cycle_graph(4)
    assert leco.betweenness(ring).sentence("nl") == "tussenpositie: 0,167 voor allemaal"
    held = leco.test("brokerage_roles", coalition, by="sector", null="labels", seed=1)
    assert "Brugrollen, Huis <A>, alle rollen" in held.explain("nl")


def test_something_else_than_a_coalition_or_graph_is_refused():
    with pytest.raises(leco.UnsupportedGraphError, match=r"leco\.read"):
        leco.density([("a", "b")])
