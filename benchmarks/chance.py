"""Chance and time beside other packages, in processor seconds, paired in one run.

    python benchmarks/chance.py

Agreement is checked before anything is timed. With numba (leco[fast]) kernels that loop are
compiled, and more is asked of them.

- Labels: a draw hands the sectors out again and counts the brokerage roles of every partner and
  the E-I index; networkx lists every path of two ties once and looks the labels up.
- Rewirings: a draw makes as many swaps on either side and measures transitivity.
- Snapshots: five measures at each of many moments; networkx builds a graph for each.
- QAP and its regression beside R's sna, which loops over a part of the permutations and is
  scaled up.
"""

import datetime as dt
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd

import leco
from leco.graph.arrays import arrays
from leco.kernels.compiled import COMPILED
from leco.kernels.rewiring import rewired

Graph = nx.Graph
ROUNDS = 5
# Times as fast: without numba, and with it.
LABELS, REWIRINGS, SNAPSHOTS = (12, 40), (8, 60), (50, 600)
QAP, MRQAP = 30, 100


def spent(call: Callable[[], object]) -> float:
    """Time one call in processor seconds."""
    begin = time.process_time()
    call()
    return time.process_time() - begin


def told(
    name: str, races: list[tuple[float, float]], goal: int | None, other: str = "networkx"
) -> None:
    """Print the middle ratio of the rounds, and the goal, where there is one, as met or not."""
    ratio = statistics.median(theirs / own for own, theirs in races)
    took = statistics.median(own for own, _ in races)
    wanted = "" if goal is None else f" (goal {goal}: {'met' if ratio >= goal else 'NOT MET'})"
    print(f"{name:<58} {1000 * took:9.3f} ms   {other} x{ratio:,.0f}{wanted}")


# --- labels ---------------------------------------------------------------------------------


def sectors(graph: "Graph[int]") -> "Graph[int]":
    """Give every partner one of five sectors."""
    nx.set_node_attributes(graph, {node: "abcde"[node % 5] for node in graph}, "sector")
    return graph


def roles_by_listing(graph: "Graph[int]", label: dict[int, str]) -> dict[int, dict[str, int]]:
    """Count the roles of every partner by going over the paths of two ties."""
    counts = {v: dict.fromkeys(("AAA", "ABA", "AAB", "ABC"), 0) for v in graph}
    for v in graph:
        around = list(graph[v])
        for place, a in enumerate(around):
            tied = graph[a]
            for b in around[place + 1 :]:
                if b in tied:
                    continue
                one, own, other = label[a], label[v], label[b]
                if one == other:
                    counts[v]["AAA" if own == one else "ABA"] += 1
                else:
                    counts[v]["AAB" if own in {one, other} else "ABC"] += 1
    return counts


def labels(graph: "Graph[int]", draws: int, theirs: int) -> tuple[float, float]:
    """Give the seconds a draw takes, here and there."""
    own = spent(lambda: leco.test(["brokerage_roles", "ei_index"], graph, by="sector",
                                  null="labels", draws=draws, seed=1)) / draws  # fmt: skip
    names = [sector for _, sector in graph.nodes(data="sector")]
    rng, edges = np.random.default_rng(1), list(graph.edges)

    def there() -> None:
        for _ in range(theirs):
            label = dict(zip(graph, rng.permutation(names).tolist(), strict=True))
            roles_by_listing(graph, label)
            across = sum(label[a] != label[b] for a, b in edges)
            _ = (2 * across - len(edges)) / len(edges)

    return own, spent(there) / theirs


def race_labels() -> None:
    """Hold both sides to each other, then time them."""
    for n, m, draws, theirs in ((200, 1_000, 1_000, 20), (2_000, 20_000, 200, 1)):
        graph = sectors(nx.gnm_random_graph(n, m, seed=1))
        ours = leco.brokerage_roles(graph, by="sector").frame
        listed = roles_by_listing(graph, dict(graph.nodes(data="sector")))
        assert ours["coordinator"].tolist() == [listed[node]["AAA"] for node in ours.index]
        assert ours["liaison"].tolist() == [listed[node]["ABC"] for node in ours.index]
        races = [labels(graph, draws, theirs) for _ in range(ROUNDS)]
        told(f"a draw of labels, {n:,} partners, {m:,} ties", races, LABELS[COMPILED])


# --- rewirings ------------------------------------------------------------------------------


def rewirings(graph: "Graph[int]", draws: int, theirs: int) -> tuple[float, float]:
    """Give the seconds that a draw with as many swaps takes, here and there."""
    own = (
        spent(lambda: leco.test("transitivity", graph, null="degree", draws=draws, seed=1)) / draws
    )
    _, walk = rewired(arrays(graph), np.random.default_rng(1))
    swaps = round(walk.moved * 20 * graph.number_of_edges())

    def there() -> None:
        for seed in range(theirs):
            copied = graph.copy()
            nx.double_edge_swap(copied, nswap=swaps, max_tries=100 * swaps, seed=seed)
            nx.transitivity(copied)

    return own, spent(there) / theirs


def race_rewirings() -> None:
    """Hold both sides to each other, then time them."""
    for n, m in ((60, 200), (200, 1_000), (300, 2_000)):
        graph = nx.gnm_random_graph(n, m, seed=1)
        assert abs(float(leco.transitivity(graph)) - nx.transitivity(graph)) < 1e-12
        drawn, _ = rewired(arrays(graph), np.random.default_rng(1))
        assert dict(drawn.to_networkx().degree()) == dict(graph.degree())
        races = [rewirings(graph, 100, 3) for _ in range(ROUNDS)]
        # Of few ties, making the graph weighs more than the swaps.
        goal = REWIRINGS[COMPILED] if n >= 200 else None
        told(f"a rewiring, {n:,} partners, {m:,} ties", races, goal)


# --- snapshots ------------------------------------------------------------------------------

MEASURES = ["density", "reciprocity", "connectedness", "ei_index", "blau"]


def race_snapshots(partners: int = 500, spells: int = 5_000, moments: int = 200) -> None:
    """Follow five measures over many moments, here and there."""
    rng, days = np.random.default_rng(1), 1_000
    source = rng.integers(0, partners, spells)
    target = (source + rng.integers(1, partners, spells)) % partners
    begin = rng.integers(0, days, spells)
    end = np.minimum(days - 1, begin + rng.geometric(0.01, spells))

    def day(place: int) -> str:
        return (dt.date(2000, 1, 1) + dt.timedelta(days=int(place))).isoformat()

    label = {place: "abcde"[place % 5] for place in range(partners)}
    coalition = leco.Coalition.from_frames(
        [{"id": f"p{place}", "sector": label[place], "joined": day(0), "left": day(days)}
         for place in range(partners)],
        [{"source": f"p{a}", "target": f"p{b}", "start": day(s), "end": day(e), "directed": "yes"}
         for a, b, s, e in zip(source, target, begin, end, strict=True)],
    )  # fmt: skip
    looked = range(0, days, days // moments)
    ties = list(zip(source.tolist(), target.tolist(), begin.tolist(), end.tolist(), strict=True))

    def one(moment: int) -> list[float]:
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_nodes_from(range(partners))
        graph.add_edges_from((a, b) for a, b, s, e in ties if s <= moment <= e)
        across = sum(label[a] != label[b] for a, b in graph.edges)
        m = graph.number_of_edges()
        shares = pd.Series(label).value_counts(normalize=True)
        pieces = [len(piece) for piece in nx.weakly_connected_components(graph)]
        reached = sum(size * (size - 1) for size in pieces) / (partners * (partners - 1))
        return [nx.density(graph), nx.reciprocity(graph), reached, (2 * across - m) / m,
                1 - float((shares**2).sum())]  # fmt: skip

    every = [day(moment) for moment in looked]

    def here() -> pd.DataFrame:
        return leco.track(coalition, MEASURES, every=every, by="sector").frame

    found = here().set_index(["moment", "measure"])["value"]
    for moment in (looked[len(looked) // 2], looked[-1]):
        ours = [found[day(moment), name] for name in MEASURES]
        np.testing.assert_allclose(ours, one(moment), atol=1e-12)
    races = [
        (spent(here) / len(every), spent(lambda: [one(moment) for moment in looked]) / len(every))
        for _ in range(ROUNDS)
    ]
    told(f"a snapshot, {partners} partners, {spells:,} spells", races, SNAPSHOTS[COMPILED])


# --- pairs ----------------------------------------------------------------------------------

N, DRAWS = 100, 10_000

SCRIPT = """
suppressMessages(library(sna))
folder <- commandArgs(TRUE)[1]
read <- function(name) as.matrix(read.csv(file.path(folder, name), header = FALSE))
a <- read("a.csv"); b <- read("b.csv"); x <- read("x.csv"); z <- read("z.csv")
spent <- function(f) { t <- system.time(f())[["user.self"]]; t }
cat(format(gcor(a, b, mode = "graph"), digits = 15), "\\n")
cat(spent(function() qaptest(list(a, b), gcor, g1 = 1, g2 = 2, mode = "graph", reps = 500)), "\\n")
found <- NULL
regress <- function() {
  found <<- netlm(a, list(b, x, z), mode = "graph", nullhyp = "qapspp", reps = 50)
}
cat(spent(regress), "\\n")
cat(format(found$coefficients, digits = 15), "\\n")
"""


def race_pairs() -> None:
    """Time QAP and its regression beside R's sna."""
    if shutil.which("Rscript") is None:
        print("R is not here: nothing to hold QAP beside")
        return
    rng = np.random.default_rng(1)
    a, b = (nx.gnm_random_graph(N, 400, seed=seed) for seed in (1, 2))
    tables = {}
    for name in "xz":
        half = np.triu(rng.normal(size=(N, N)), 1)
        tables[name] = pd.DataFrame(half + half.T)
    predictors = {"b": b, **tables}
    found = leco.qap_regression(a, predictors, draws=9, seed=1)
    correlation, regression = [], []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        written = {"a": nx.to_numpy_array(a), "b": nx.to_numpy_array(b)}
        written |= {name: one.to_numpy() for name, one in tables.items()}
        for name, matrix in written.items():
            np.savetxt(place / f"{name}.csv", matrix, delimiter=",")
        (place / "race.R").write_text(SCRIPT)
        for _ in range(3):
            own = (
                spent(lambda: leco.qap_correlation(a, b, draws=DRAWS, seed=1)),
                spent(lambda: leco.qap_regression(a, predictors, draws=DRAWS, seed=1)),
            )
            done = subprocess.run(["Rscript", place / "race.R", folder], check=True,
                                  capture_output=True, text=True)  # fmt: skip
            r, qap, mrqap, coefficients = done.stdout.strip().splitlines()
            assert abs(float(r) - leco.qap_correlation(a, b, draws=1).observed) < 1e-12
            shown = np.array(coefficients.split(), dtype=float)
            np.testing.assert_allclose(found.frame["coefficient"], shown, atol=1e-6)
            correlation.append((own[0], float(qap) * DRAWS / 500))
            # sna permutes the constant too: four columns where leco permutes three.
            regression.append((own[1], float(mrqap) * DRAWS / 50 * 3 / 4))
    told(f"QAP correlation, {N} partners, {DRAWS:,} permutations", correlation, QAP, "R sna")
    told(f"MRQAP, 3 predictors, {DRAWS:,} permutations", regression, MRQAP, "R sna")


def main() -> None:
    """Print each ratio, and each goal as met or not met."""
    print(f"kernels that loop are {'compiled' if COMPILED else 'not compiled'}")
    for race in (race_labels, race_rewirings, race_snapshots, race_pairs):
        race()


if __name__ == "__main__":
    main()
