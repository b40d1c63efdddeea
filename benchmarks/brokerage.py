"""Constraint and brokerage roles beside networkx, igraph, loops in C and R's sna, side by side.

    python benchmarks/brokerage.py [--large] [--no-r]

Random and heavy-tailed networks of n partners and 5n ties. Contenders take turns in one run and
are compared by processor time, paired within a round, median over rounds; that all agree is
checked first. leco starts every time from a network that has computed nothing yet. Each goal is
printed as met or MISSED, and nothing is asserted. `benchmarks/limits.py` says what C and R need.
"""

import argparse
import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import igraph
import limits
import networkx as nx
import numpy as np
from scipy import sparse

import leco
from leco.graph.arrays import Network

ROUNDS = 5
LEAST = 0.02  # seconds: quicker calls are repeated until they take this long together
# networkx squares the matrix: with hubs at 100,000 partners that takes more than 9 GB.
MOST = {("networkx", "random"): 100_000, ("networkx", "heavy-tailed"): 10_000,
        ("igraph", "random"): 100_000, ("igraph", "heavy-tailed"): 100_000}  # fmt: skip
PATIENCE = 600.0  # seconds that R may take
MEMORY = 1024.0  # MB
SLOPE = 0.2  # how far from 1 the growth may be

Call = Callable[[], object]


@dataclass(frozen=True)
class Goal:
    """leco takes at most `most` times the contender's processor time, from `least` partners on."""

    measure: str
    contender: str
    most: float
    sizes: tuple[int, ...] | None = None  # None: 10,000 and more
    kind: str | None = None
    directed: bool | None = None

    def applies(self, measure: str, contender: str, race: "Race") -> bool:
        """Whether this is the goal for a contender in a race."""
        return (
            (measure, contender) == (self.measure, self.contender)
            and (race.n >= 10_000 if self.sizes is None else race.n in self.sizes)
            and self.kind in {None, race.kind}
            and self.directed in {None, race.directed}
        )


GOALS = (
    Goal("constraint", "networkx", 1 / 14, sizes=(100_000,), kind="random", directed=False),
    Goal("constraint", "igraph", 1 / 10, sizes=(100_000,), kind="heavy-tailed", directed=False),
    Goal("constraint", "C", 12, directed=False),
    Goal("constraint", "C", 6, directed=True),
    Goal("roles", "C", 5),
    Goal("roles", "sna", 1 / 100, sizes=(100_000,)),
)


@dataclass(frozen=True)
class Race:
    """One network: how it was drawn, and its size."""

    kind: str
    n: int
    directed: bool = False

    def network(self, seed: int = 1) -> Network:
        """Draw n partners and 5n ties, evenly or by weights with a tail of exponent 2.2."""
        rng, n = np.random.default_rng(seed), self.n
        weight = np.ones(n) if self.kind == "random" else (np.arange(n) + 1.0) ** (-1 / 1.2)
        ends = np.cumsum(weight) / weight.sum()
        key = np.zeros(0, dtype=np.int64)
        while len(key) < 5 * n:
            one, other = (np.searchsorted(ends, rng.random(6 * n)).clip(0, n - 1) for _ in "ab")
            if not self.directed:
                one, other = np.minimum(one, other), np.maximum(one, other)
            key = np.unique(np.concatenate([key, (one * n + other)[one != other]]))
        rows, columns = np.divmod(rng.permutation(key)[: 5 * n], n)
        nothing = sparse.csr_array((n, n))
        empty = Network(tuple(range(n)), nothing, nothing, directed=self.directed)
        return empty.with_ties(rows, columns)

    def __str__(self) -> str:
        """Name it as the table does."""
        return f"{self.kind:<12} {'directed' if self.directed else 'undirected':<10} {self.n:>9,}"


def sectors(n: int) -> np.ndarray:
    """Give five sectors, in turn."""
    return np.arange(n) % 5


def cpu(call: Call) -> float:
    """Time one call in processor seconds, repeating quick ones."""
    times, begin = 0, time.process_time()
    while True:
        call()
        times += 1
        spent = time.process_time() - begin
        if spent >= LEAST:
            return spent / times


def race(ours: Call, theirs: dict[str, Call]) -> tuple[float, dict[str, float]]:
    """Give leco's median seconds, and how many times each contender's seconds leco takes."""
    rounds = [(cpu(ours), {name: cpu(call) for name, call in theirs.items()})
              for _ in range(ROUNDS)]  # fmt: skip
    pairs = {name: statistics.median(own / one[name] for own, one in rounds) for name in theirs}
    return statistics.median(own for own, _ in rounds), pairs


def verdict(met: bool) -> str:
    """Say whether a goal is met."""
    return "met" if met else "MISSED"


def line(one: Race, measure: str, seconds: float, ratios: dict[str, float]) -> None:
    """Print leco's time and how it compares, with the goals."""
    said = []
    for name, ratio in ratios.items():
        text = f"{name} {1 / ratio:.1f}x slower" if ratio < 1 else f"{name} {ratio:.1f}x faster"
        for goal in GOALS:
            if goal.applies(measure, name, one):
                bound = (
                    f"{1 / goal.most:.0f}x slower" if goal.most < 1 else f"{goal.most:g}x faster"
                )
                least = "at least" if goal.most < 1 else "at most"
                text += f" ({least} {bound}: {verdict(ratio <= goal.most)})"
        said.append(text)
    print(f"{one} {measure:<10} {seconds * 1000:9.1f} ms   {'   '.join(said)}", flush=True)


def peers(one: Race, net: Network) -> dict[str, Call]:
    """Build the graphs of networkx and igraph where they can cope."""
    rows, columns, _ = net.tie_list()
    edges = list(zip(rows.tolist(), columns.tolist(), strict=True))
    found: dict[str, Call] = {}
    if one.n <= MOST["networkx", one.kind]:
        graph = nx.DiGraph() if one.directed else nx.Graph()
        graph.add_nodes_from(range(one.n))
        graph.add_edges_from(edges)
        found["networkx"] = lambda: list(nx.constraint(graph).values())
    if one.n <= MOST["igraph", one.kind]:
        other = igraph.Graph(n=one.n, edges=edges, directed=one.directed)
        found["igraph"] = other.constraint
    return found


def constraint(one: Race, net: Network) -> float:
    """Race the constraint."""
    theirs = peers(one, net)
    loop = limits.c_constraint(net)
    if loop is not None:
        theirs["C"] = loop
    ours = leco.constraint(replace(net)).series.to_numpy()
    for name, call in theirs.items():
        np.testing.assert_allclose(ours, call(), atol=1e-9, err_msg=name)
    seconds, ratios = race(lambda: leco.constraint(replace(net)), theirs)
    line(one, "constraint", seconds, ratios)
    return seconds


def roles(one: Race, net: Network, with_r: bool) -> float:
    """Race the roles; R runs once, and its seconds are compared with leco's median."""
    group = sectors(one.n)
    by = dict(enumerate(group.tolist()))
    frame = leco.brokerage_roles(replace(net), by=by, convention="sna").frame
    loop = limits.c_roles(net, group)
    if loop is not None:
        np.testing.assert_array_equal(frame[list(limits.C)], loop())
    theirs = {} if loop is None else {"C": loop}
    seconds, ratios = race(lambda: leco.brokerage_roles(replace(net), by=by), theirs)
    if with_r and one.n <= 100_000:
        spent, counts = limits.sna_roles(net, group, PATIENCE)
        ratios["sna"] = seconds / max(spent, 1e-3)
        if counts is not None:
            np.testing.assert_array_equal(frame[list(limits.SNA)], counts)
        else:
            print(f"{one} sna was stopped after {spent:.0f} s: its ratio is a lower bound")
    line(one, "roles", seconds, ratios)
    return seconds


def work(net: Network) -> float:
    """Sum over the ties the lesser degree of their ends."""
    degree = np.diff(net.undirected.indptr)
    rows, columns = sparse.triu(net.undirected).nonzero()
    return float(np.minimum(degree[rows], degree[columns]).sum())


def growth(kind: str, seen: list[tuple[float, float, float]]) -> None:
    """Fit how the seconds grow with the work, from 10,000 partners on."""
    amount, *spent = np.log(seen).T
    for measure, seconds in zip(("constraint", "roles"), spent, strict=True):
        slope = float(np.polyfit(amount, seconds, 1)[0])
        met = verdict(abs(slope - 1) <= SLOPE)
        print(f"{kind:<12} {measure:<10} grows as (sum over ties of the lesser degree) ^ "
              f"{slope:.2f} (within {SLOPE:g} of 1: {met})", flush=True)  # fmt: skip


def status(name: str) -> float:
    """Read how much memory this process has (VmRSS) or had at most (VmHWM), in MB."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(one.split()[1]) for one in lines if one.startswith(name)) / 1024


def peak(measure: str, one: Race) -> float:
    """Give the peak of memory above what the process had before the call, in MB."""
    net, by = one.network(), dict(enumerate(sectors(one.n).tolist()))
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")  # forget the peak so far
    before = status("VmRSS")
    _ = leco.constraint(net) if measure == "constraint" else leco.brokerage_roles(net, by=by)
    return status("VmHWM") - before


def memory(one: Race) -> None:
    """Measure the peak of each measure in a process of its own."""
    for measure in ("constraint", "roles"):
        asked = [sys.executable, __file__, "--peak", measure, one.kind, str(one.n),
                 "directed" if one.directed else "undirected"]  # fmt: skip
        ran = subprocess.run(asked, capture_output=True, text=True, check=True)
        used = float(ran.stdout)
        print(f"{one} {measure:<10} {used:9.0f} MB at most above the start "
              f"(under {MEMORY:.0f}: {verdict(used < MEMORY)})", flush=True)  # fmt: skip


def main() -> None:
    """Race at every size, then fit the growth and measure the memory."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--large", action="store_true", help="also 1,000,000 partners")
    parser.add_argument("--no-r", action="store_true", help="without R, which takes minutes")
    parser.add_argument("--peak", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak:
        measure, kind, n, way = asked.peak
        print(peak(measure, Race(kind, int(n), way == "directed")))
        return
    with_c, with_r = limits.kernels() is not None, not asked.no_r and limits.has_sna()
    print(f"C: {'there' if with_c else 'not there'}. R with sna: "
          f"{'there' if with_r else 'left out'}.")  # fmt: skip
    sizes = [100, 1_000, 10_000, 100_000, 200_000, *([1_000_000] if asked.large else [])]
    for kind in ("random", "heavy-tailed"):
        seen = []
        for one in [Race(kind, n) for n in sizes] + [
            Race(kind, n, True) for n in (10_000, 100_000)
        ]:
            net = one.network()
            # R is slow and directions change little for it: undirected only.
            spent = constraint(one, net), roles(one, net, with_r and not one.directed)
            if one.n >= 10_000 and not one.directed:
                seen.append((work(net), *spent))
        growth(kind, seen)
    for kind in ("random", "heavy-tailed") if asked.large else ():
        memory(Race(kind, 1_000_000))


if __name__ == "__main__":
    main()
