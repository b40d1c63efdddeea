"""Segregation against netseg, definitions spelled out in loops, and every way to hand out labels."""

import itertools
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conftest import graph_of, reference

import leco
from leco.testing import graphs

SEGREGATION = reference("diversity_integration")["segregation"]
GRAPHS = [name for name, entry in SEGREGATION.items() if "edges_1based" in entry]
DIRECTED = [name for name in GRAPHS if SEGREGATION[name]["directed"]]
OURS = {"ei": "ei_index", "assortativity": "assortativity", "orwg": "odds_ratio",
        "freeman": "freeman_segregation", "gamix": "gamix", "coleman": "coleman_homophily",
        "smi": "segregation_matrix_index"}  # fmt: skip
# A ring of four with a tail, of three sectors; and the same one way.
SIX = nx.Graph([(0, 1), (1, 2), (2, 3), (3, 0), (4, 0)])
SIX.add_node(5)
ONE_WAY = nx.DiGraph(SIX.edges)
ONE_WAY.add_node(5)


def _drawn(name):
    entry = SEGREGATION[name]
    graph = graph_of(entry, "edges_1based", first=1)
    nx.set_node_attributes(graph, dict(enumerate(entry["group"], 1)), "sector")
    return graph


def _values(measure, data, **how):
    found = getattr(leco, measure)(data, **how)
    return found.frame.iloc[:, -1].to_dict() if isinstance(found, leco.Table) else float(found)


@pytest.mark.parametrize("door", [lambda graph: graph, leco.Coalition.from_graph])
@pytest.mark.parametrize("name", GRAPHS)
def test_every_index_equals_netseg(name, door):
    # R netseg 1.0-4; where its directed values depend on the names of groups (gamix, SMI),
    # Python netseg 0.1.8, tests/reference.
    entry = SEGREGATION[name]
    data = door(_drawn(name))
    definition = {k: v for k, v in entry.get("expected_definition", {}).items() if k != "note"}
    for key, expected in {**entry["expected"], **definition}.items():
        assert _values(OURS[key], data, by="sector") == pytest.approx(expected, abs=1e-9), key


def test_sectors_by_another_name_where_r_netseg_gives_another_value():
    # R netseg: gamix 0.7083 as A and B, 0.8424 the other way round; SMI of B 0.5385 and 0.8065.
    graph = _drawn("dir8_2")
    entry = SEGREGATION["dir8_2"]["expected_definition"]
    other = {node: {"A": "B", "B": "A"}[group] for node, group in graph.nodes(data="sector")}
    assert float(leco.gamix(graph, by=other)) == pytest.approx(entry["gamix"])
    found = _values("segregation_matrix_index", graph, by=other)
    assert found == pytest.approx({"B": entry["smi"]["A"], "A": entry["smi"]["B"]})


def test_karate_with_labels_missing_stays_near_what_it_was():
    # 8 of 34 labels missing, at random: complete cases average 0.696 where networkx, which makes
    # a group of the missing, averages 0.298.
    graph = nx.karate_club_graph()
    club = dict(graph.nodes(data="club"))
    rng = np.random.default_rng(7)
    found = []
    for _ in range(200):
        gone = set(rng.choice(34, size=8, replace=False).tolist())
        by = {node: None if node in gone else label for node, label in club.items()}
        found.append(float(leco.assortativity(graph, by=by)))
    assert float(leco.assortativity(graph, by="club")) == pytest.approx(0.717530864197531)
    assert np.mean(found) == pytest.approx(0.696, abs=0.015)


# --- by two loops --------------------------------------------------------------------------


def _counted(graph, sector):
    """Count ties and ordered pairs from sector to sector; ties without direction both ways."""
    known = {node: label for node, label in sector.items() if label}
    ties, pairs = {}, {}
    for one, other in itertools.permutations(known, 2):
        key = known[one], known[other]
        pairs[key] = pairs.get(key, 0) + 1
        ties[key] = ties.get(key, 0) + graph.has_edge(one, other)
    return ties, pairs


@given(graphs(max_partners=8))
def test_the_table_of_sectors_by_two_loops(graph):
    sector = dict(graph.nodes(data="sector"))
    assume(any(sector.values()))
    ties, pairs = _counted(graph, sector)
    found = leco.mixing_table(graph, by="sector").frame
    assert len(found) == len(set(found.index))
    m, p = sum(ties.values()), sum(pairs.values())
    for (one, other), row in found.iterrows():
        twice = 2 if not graph.is_directed() and one == other else 1
        expected = ties.get((one, other), 0), pairs.get((one, other), 0)
        assert (row["ties"] * twice, row["pairs"] * twice) == expected
        if expected[1]:
            assert row["density"] == pytest.approx(expected[0] / expected[1])
            assert row["expected"] * twice == pytest.approx(m * expected[1] / p)
            if m:
                assert row["ratio"] == pytest.approx(row["ties"] / row["expected"])
        else:
            assert math.isnan(row["density"])
            assert math.isnan(row["ratio"])
    once = 1 if graph.is_directed() else 2
    assert found["ties"].sum() == m / once
    if p:
        assert found["expected"].sum() == pytest.approx(m / once)


@given(graphs(max_partners=8))
def test_each_sector_by_two_loops(graph):
    sector = dict(graph.nodes(data="sector"))
    assume(any(sector.values()))
    ties, pairs = _counted(graph, sector)
    n = sum(map(bool, sector.values()))
    smi = _values("segregation_matrix_index", graph, by="sector")
    coleman = _values("coleman_homophily", graph, by="sector") if graph.is_directed() else {}
    for group in smi:
        own, size = ties.get((group, group), 0), list(sector.values()).count(group)
        sent = sum(count for (one, _), count in ties.items() if one == group)
        dense, out = pairs.get((group, group), 0), size * (n - size)
        if dense and out and sent:
            inside, beyond = own / dense, (sent - own) / out
            assert smi[group] == pytest.approx((inside - beyond) / (inside + beyond))
        else:
            assert math.isnan(smi[group])
        if group not in coleman:
            continue
        chance = sent * (size - 1) / (n - 1) if n > 1 else 0
        if sent == 0 or size == n:
            assert math.isnan(coleman[group])
        else:
            room = sent - chance if own >= chance else chance
            assert coleman[group] == pytest.approx((own - chance) / room)


@given(graphs(max_partners=8))
def test_odds_by_two_loops(graph):
    sector = dict(graph.nodes(data="sector"))
    assume(any(sector.values()))
    ties, pairs = _counted(graph, sector)
    once = 1 if graph.is_directed() else 2
    cells = [0, 0, 0, 0]
    for (one, other), count in pairs.items():
        cells[2 * (one != other)] += ties[one, other] / once
        cells[2 * (one != other) + 1] += (count - ties[one, other]) / once
    found = leco.odds_ratio(graph, by="sector")
    if not sum(ties.values()) or not sum(cells[:2]) or not sum(cells[2:]):
        assert math.isnan(float(found))
        assert found.notes
        return
    if min(cells) == 0:
        cells = [cell + 0.5 for cell in cells]
    assert found.parts["added"] == (0.5 if 0.5 in cells else 0)
    assert float(found) == pytest.approx(cells[0] * cells[3] / (cells[1] * cells[2]))
    assert found.parts["log"] == pytest.approx(math.log(float(found)))
    names = ("tied_within", "untied_within", "tied_between", "untied_between")
    counted = [cell - found.parts["added"] for cell in cells]
    assert [found.parts[name] for name in names] == pytest.approx(counted)


@given(graphs(missing_labels=False))
def test_assortativity_equals_networkx_when_no_label_is_missing(graph):
    assume(graph.number_of_edges())
    found = float(leco.assortativity(graph, by="sector"))
    ends = {sector for tie in graph.edges for sector in (graph.nodes[one]["sector"] for one in tie)}
    if len(ends) > 1:
        expected = nx.attribute_assortativity_coefficient(graph, "sector")
        assert found == pytest.approx(expected, abs=1e-12)
    else:
        assert math.isnan(found)  # networkx divides 0 by 0


@given(graphs(max_partners=8, weights=True))
def test_assortativity_counts_strengths_as_so_many_ties(graph):
    assume(graph.number_of_edges())
    sector = dict(graph.nodes(data="sector"))
    assume(any(sector.values()))
    names = sorted({label for label in sector.values() if label})
    e = np.zeros((len(names), len(names)))
    for one, other, strength in graph.edges(data="weight"):
        if sector[one] and sector[other]:
            place = names.index(sector[one]), names.index(sector[other])
            e[place] += strength
            if not graph.is_directed():
                e[place[::-1]] += strength
    found = float(leco.assortativity(graph, by="sector", weight="weight"))
    gamix = float(leco.gamix(graph, by="sector", weight="weight"))
    rows = e.sum(axis=1)
    if len(names) > 1 and rows.all():
        assert gamix == pytest.approx(
            (np.diag(e) / rows).sum() / (len(names) - 1) - 1 / (len(names) - 1)
        )
    else:
        assert math.isnan(gamix)
    random = rows @ e.sum(axis=0) / max(e.sum(), 1) ** 2
    if e.sum() and random < 1:
        assert found == pytest.approx((np.trace(e) / e.sum() - random) / (1 - random))
    else:
        assert math.isnan(found)


# --- what chance gives ---------------------------------------------------------------------


@pytest.mark.parametrize("graph", [SIX, ONE_WAY])
@pytest.mark.parametrize("labels", ["aabbcc", "aaaabc"])
def test_what_chance_gives_is_the_mean_over_all_ways_to_hand_out_labels(graph, labels):
    by = dict(enumerate(labels))
    freeman = leco.test("freeman_segregation", graph, by=by, null="labels")
    assert freeman.exact
    assert freeman.expected == pytest.approx(0, abs=1e-12)
    assert leco.freeman_segregation(graph, by=by).parts["expected"] == 0
    ei = leco.ei_index(graph, by=by).parts["expected"]
    assert leco.test("ei_index", graph, by=by, null="labels").expected == pytest.approx(ei)
    table = leco.mixing_table(graph, by=by).frame
    drawn = leco.test("mixing_table", graph, by=by, null="labels").expected
    for key in table.index:
        assert drawn[(key, "ties")] == pytest.approx(table.loc[key, "expected"])


def test_compare_gives_each_number_with_what_chance_gives():
    karate = nx.karate_club_graph()
    measures = ["freeman_segregation", "assortativity", "odds_ratio", "gamix", "bridging_ratio"]
    found = leco.compare({"karate": karate}, measures, by="club", seed=7, draws=99).frame
    for name in measures:
        rows = found[found["measure"] == name].set_index("column")["value"]
        # What may be below 0 by chance is held against it by difference.
        fair = "ratio" if leco.measures()[name].bounds[0] >= 0 else "excess"
        assert {"value", "expected", fair} <= set(rows.index)
    kept = found[found["measure"] == "assortativity"].set_index("column")
    assert kept.loc["value", "value"] > kept.loc["expected", "high"]


# --- identities, isolates, several labels --------------------------------------------------


@given(graphs(weights=True))
def test_freeman_is_one_minus_the_bridging_ratio(graph):
    assume(any(dict(graph.nodes(data="sector")).values()))
    weight = "weight" if graph.number_of_edges() else None
    freeman = float(leco.freeman_segregation(graph, by="sector", weight=weight))
    rho = float(leco.bridging_ratio(graph, by="sector", weight=weight))
    assert freeman == pytest.approx(1 - rho, nan_ok=True)


@given(graphs(missing_labels=False, min_partners=2))
def test_an_isolate_with_a_sector_adds_pairs_and_no_ties(graph):
    before = leco.mixing_table(graph, by="sector").frame
    sector = dict(graph.nodes(data="sector"))
    graph.add_node("alone", sector="care")
    after = leco.mixing_table(graph, by="sector").frame
    both = before.index.intersection(after.index)
    pd.testing.assert_series_equal(before.loc[both, "ties"], after.loc[both, "ties"])
    for one, other in both:
        size = list(sector.values()).count
        more = {("care", "care"): size("care") * (2 if graph.is_directed() else 1)}.get(
            (one, other), size(other) * (one == "care") + size(one) * (other == "care")
        )
        assert after.loc[(one, other), "pairs"] - before.loc[(one, other), "pairs"] == more
    for name in ("ei_index", "assortativity", "gamix"):  # ends of ties only
        if name == "gamix" and "care" not in sector.values():
            continue  # a new sector without ties
        graph_before = graph.subgraph(sector)
        expected = float(getattr(leco, name)(graph_before, by="sector"))
        assert float(getattr(leco, name)(graph, by="sector")) == pytest.approx(
            expected, nan_ok=True
        )


def test_partners_of_two_sectors_count_half_for_each():
    # By hand: 0 is care and youth, 1 care, 2 youth; ties 0-1 and 1-2. Pairs of care and care: half
    # of the pair 0-1; care and youth: half of 0-1, half of 0-2 and the pair 1-2.
    by = {0: ["care", "youth"], 1: "care", 2: "youth"}
    table = leco.mixing_table(nx.path_graph(3), by=by).frame
    assert table["pairs"].tolist() == [0.5, 2.0, 0.5]
    assert table["ties"].tolist() == [0.5, 1.5, 0.0]
    # Half a tie of two is internal, one pair of three is: 1 - 1.5 / (2 x 2/3).
    assert float(leco.freeman_segregation(nx.path_graph(3), by=by)) == pytest.approx(
        1 - 1.5 / (4 / 3)
    )


@pytest.mark.parametrize(
    ("name", "by", "code"),
    [
        ("freeman_segregation", "aaaaaa", "all_alike"),
        ("assortativity", "aaaaaa", "all_alike"),
        ("odds_ratio", "aaaaaa", "all_alike"),
        ("odds_ratio", "abcdef", "none_alike"),
        ("gamix", "aaaaaa", "all_alike"),
        ("gamix", "aaaabc", "sectors_without_ties"),
        ("segregation_matrix_index", "aaaaab", "sectors_undefined"),
        ("mixing_table", "aaaabc", "sectors_without_pairs"),
    ],
)  # fmt: skip
def test_what_is_not_defined_says_why(name, by, code):
    found = getattr(leco, name)(SIX, by=dict(enumerate(by)))
    assert code in {note.code for note in found.notes}
    assert any(math.isnan(value) for _, _, value in found.values())
    for lang in ("en", "nl"):
        assert found.explain(lang)


@pytest.mark.parametrize("by", ["aabbcc", "aaaaaa", "......"])
@pytest.mark.parametrize(
    "name",
    ["assortativity", "bridging_ratio", "ei_index", "freeman_segregation", "gamix", "mixing_table",
     "odds_ratio"],
)  # fmt: skip
def test_without_ties_that_is_the_reason_even_where_all_are_alike(name, by):
    found = getattr(leco, name)(nx.empty_graph(6), by=dict(enumerate(by)))
    codes = {note.code for note in found.notes}
    assert "no_ties" in codes
    assert not codes & {"all_alike", "none_alike"}


def test_a_sector_of_one_tie_is_not_silent():
    # By hand: a keeps 1 of the 2 ties it sends, b its only one, c sends none.
    graph = nx.DiGraph([(0, 1), (0, 2), (2, 3)])
    assert float(leco.gamix(graph, by=dict(enumerate("aabb")))) == pytest.approx(0.5)
    graph.add_edge(3, 4)
    found = leco.gamix(graph, by=dict(enumerate("aabbc")))
    assert math.isnan(found.value)
    assert [note.values for note in found.notes] == [{"count": 1}]


def test_coleman_asks_for_direction():
    with pytest.raises(leco.UnsupportedGraphError, match="no direction"):
        leco.coleman_homophily(SIX, by=dict(enumerate("aabbcc")))


# --- the bridging ratio by any difference --------------------------------------------------

SITES = dict(enumerate("xxxyyy"))
NUMBERS = dict(enumerate([1, 2.5, 4, 4, -3, 0]))
FAR = pd.DataFrame(
    [[0, 0.2, 1], [0.2, 0, 0.7], [1, 0.7, 0]], index=list("abc"), columns=list("abc")
)
DIFFERENCES = [
    ("aabbcc", {}),
    ("aabbcc", {"distance": FAR}),
    ("aabbcc", {"coarse": dict(enumerate("uuuuvv"))}),
    (NUMBERS.values(), {"distance": "numbers"}),
    (NUMBERS.values(), {"distance": "squares"}),
]


@pytest.mark.parametrize("graph", [SIX, ONE_WAY])
@pytest.mark.parametrize(("labels", "how"), DIFFERENCES)
def test_the_mean_ratio_over_all_ways_is_exactly_one(graph, labels, how):
    by = dict(enumerate(labels))
    measure = leco.bridging_ratio
    if how:
        from functools import partial

        measure = partial(leco.bridging_ratio, **how)
    found = leco.test(measure, graph, by=by, null="labels")
    assert found.exact
    assert found.expected == pytest.approx(1)
    assert leco.bridging_ratio(graph, by=by, **how).parts["expected"] == 1


def test_squared_differences_give_the_c_of_geary():
    # Place modulo 7 in networkx's order of the karate club, tests/reference.
    entry = SEGREGATION["_bridging_ratio_identities"]["geary"]
    graph = nx.karate_club_graph()
    x = {node: place % 7 for place, node in enumerate(graph)}
    found = float(leco.bridging_ratio(graph, by=x, distance="squares"))
    assert found == pytest.approx(entry["rho"], abs=1e-12)


@given(graphs(max_partners=7, weights=True), st.lists(st.none() | st.integers(-3, 9), min_size=7, max_size=7),
       st.sampled_from(["numbers", "squares"]))  # fmt: skip
def test_numbers_by_two_loops(graph, numbers, distance):
    by = dict(zip(graph, numbers, strict=False))
    known = [node for node in graph if by[node] is not None]

    def apart(one, other):
        return abs(by[one] - by[other]) ** (2 if distance == "squares" else 1)

    ties = [(w, apart(one, other)) for one, other, w in graph.edges(data="weight")
            if one in known and other in known]  # fmt: skip
    pairs = [apart(one, other) for one, other in itertools.combinations(known, 2)]
    weight = "weight" if graph.number_of_edges() else None
    found = leco.bridging_ratio(graph, by=by, distance=distance, weight=weight)
    assert found.missing == len(graph) - len(known)
    if not ties or not sum(pairs):
        assert math.isnan(float(found))
        return
    expected = sum(w * d for w, d in ties) / sum(w for w, _ in ties) / np.mean(pairs)
    assert float(found) == pytest.approx(expected)


sets = st.lists(st.sampled_from("abc"), max_size=3, unique=True)


@given(graphs(max_partners=7), st.lists(sets, min_size=7, max_size=7))
def test_a_table_of_differences_by_two_loops(graph, labels):
    # Partners with several labels differ by the mean over one label of each.
    by = dict(zip(graph, labels, strict=False))
    known = [node for node in graph if by[node]]

    def apart(one, other):
        return np.mean([FAR.loc[a, b] for a in by[one] for b in by[other]])

    ties = [apart(one, other) for one, other in graph.edges if one in known and other in known]
    pairs = [apart(one, other) for one, other in itertools.combinations(known, 2)]
    found = float(leco.bridging_ratio(graph, by=by, distance=FAR))
    if ties and sum(pairs) > 1e-12:
        assert found == pytest.approx(np.mean(ties) / np.mean(pairs))


def test_two_levels_make_splitting_a_sector_matter_half():
    # By hand: 0-1 share the coarser label (1/2), 1-2 do not (1); pairs 1/2, 1 and 1.
    by, coarse = {0: "school", 1: "library", 2: "bank"}, {0: "u", 1: "u", 2: "v"}
    found = leco.bridging_ratio(nx.path_graph(3), by=by, coarse=coarse)
    assert found.parts["across_ties"] == 0.75
    assert float(found) == pytest.approx(0.75 / (2.5 / 3))
    # With a heading more, 0 is at 1/4 of 1 (the mean of 0 and 1/2), and both still at 1 of 2.
    found = leco.bridging_ratio(
        nx.path_graph(3), by=by | {0: "school;library", 1: "school"}, coarse=coarse
    )
    assert float(found) == pytest.approx((1.25 / 2) / (2.25 / 3))


def test_numbers_that_are_equal_are_alike_whatever_the_rounding():
    by = dict.fromkeys(SIX, 0.1)
    for distance in ("numbers", "squares"):
        found = leco.bridging_ratio(SIX, by=by, distance=distance)
        assert math.isnan(float(found))
        assert found.notes[-1].code == "all_alike"


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ({"distance": "cubes"}, ValueError, "'numbers', 'squares'"),
        ({"distance": "numbers"}, leco.UnsupportedGraphError, "holds words"),
        ({"distance": "numbers", "coarse": SITES}, ValueError, "one of them"),
        ({"distance": FAR, "coarse": SITES}, ValueError, "one of them"),
        ({"distance": FAR.iloc[:2, :2]}, leco.DataError, "no row"),
    ],
)
def test_a_difference_that_cannot_be_read_says_why(how, error, said):
    with pytest.raises(error, match=said):
        leco.bridging_ratio(SIX, by=dict(enumerate("aabbcc")), **how)


def test_numbers_of_a_coalition_and_in_words():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "staff": 3}, {"id": "b", "staff": 5}, {"id": "c", "staff": None}, {"id": "d", "staff": 12}],
        [{"source": "a", "target": "b"}, {"source": "b", "target": "c"}],
    )  # fmt: skip
    found = leco.bridging_ratio(coalition, by="staff", distance="numbers")
    assert found.missing == 1
    assert float(found) == pytest.approx(2 / ((2 + 9 + 7) / 3))
    shared = leco.compare([coalition], "bridging_ratio:distance=numbers", by="staff", seed=1).frame
    assert shared["value"].iloc[0] == pytest.approx(float(found))


@pytest.mark.slow
def test_a_large_coalition_of_many_labels_is_compared_a_part_at_a_time():
    import tracemalloc

    graph = nx.gnm_random_graph(20_000, 60_000, seed=3)
    by = {node: [f"s{node % 9}", f"t{node % 5}"] for node in graph}
    tracemalloc.start()
    found = float(leco.bridging_ratio(graph, by=by))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == pytest.approx(1, abs=0.02)
    assert peak < 1e9  # all pairs at once would take 3.2
