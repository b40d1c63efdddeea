"""Cores beside cpnet's, in one run: processor time in pairs, and how well each core fits.

    python benchmarks/core_periphery.py [--rounds 3] [--plain]

Planted cores as in the reference values: 15 % of the partners in the core, densities within,
between and outside as 8 : 3 : 0.5, ten ties a partner. cpnet's BE (when it is installed) and leco
take turns; the ratio is the median over the rounds, each on another graph. Both cores are scored
by the same formula, the mixed block counted. At 2,000 partners, where cpnet takes too long, the
peer is fifty random starts, each improved as far as it goes. Goals are printed as met or MISSED,
and nothing is asserted. Last: the core at one half, certain, of a million ties. With numba
installed (`leco[fast]`) the walk of the search is compiled, and the goal is higher; cpnet brings
numba along, and `--plain` leaves it to cpnet alone.
"""

import argparse
import importlib
import importlib.util
import random
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
from scipy import sparse

import leco
from leco.graph.arrays import Network
from leco.kernels import compiled
from leco.kernels.core_cells import BlockCells

SHARE, DEGREE, DENSITIES = 0.15, 10.0, (8.0, 3.0, 0.5)
PLAIN = "--plain" in sys.argv
if PLAIN:
    compiled.compiled = lambda kernel: kernel
from leco.kernels.core_search import Reached, State, _together, _walk  # noqa: E402 - after that

COMPILED = importlib.util.find_spec("numba") is not None and not PLAIN
FASTER, SECONDS = 1_000.0 if COMPILED else 150.0, 0.5
STARTS = 50


def planted(n: int, seed: int) -> Network:
    """Draw a planted core: pairs of each block with replacement, twice the same counting once."""
    rng = np.random.default_rng(seed)
    k = int(SHARE * n)
    cells = (k * (k - 1) / 2, k * (n - k), (n - k) * (n - k - 1) / 2)
    scale = DEGREE * n / 2 / sum(map(lambda one, other: one * other, cells, DENSITIES))
    sides = (((0, k), (0, k)), ((0, k), (k, n)), ((k, n), (k, n)))
    keys = []
    for pairs, density, (one, other) in zip(cells, DENSITIES, sides, strict=True):
        # So many draws leave the wanted density of different pairs.
        count = rng.poisson(-pairs * np.log1p(-min(scale * density, 0.999)) * (
            1 if one != other else (one[1] - one[0]) / max(one[1] - one[0] - 1, 1)
        ))  # fmt: skip
        ends = rng.integers(*one, count), rng.integers(*other, count)
        low, high = np.minimum(*ends), np.maximum(*ends)
        keys.append((low * n + high)[low != high])
    rows, columns = np.divmod(np.unique(np.concatenate(keys)), n)
    ends = np.r_[rows, columns], np.r_[columns, rows]
    matrix = sparse.csr_array(sparse.coo_array((np.ones(len(ends[0])), ends), shape=(n, n)))
    matrix.sort_indices()
    return Network(tuple(range(n)), matrix, matrix, directed=False)


def cpu(call: Callable[[], Any]) -> tuple[float, Any]:
    """Time one call in processor seconds; give what it gives."""
    begin = time.process_time()
    found = call()
    return max(time.process_time() - begin, 1e-6), found


def cpnet_core(net: Network, seed: int) -> Callable[[], np.ndarray]:
    """Make a call of cpnet's BE, as it comes."""
    graph = nx.from_scipy_sparse_array(net.adjacency)
    peer = importlib.import_module("cpnet")

    def call() -> np.ndarray:
        np.random.seed(seed)  # noqa: NPY002 - cpnet draws from the global state
        random.seed(seed)
        method = peer.BE()
        method.detect(graph)
        inside = np.zeros(net.n, dtype=bool)
        for node, said in method.get_coreness().items():
            inside[node] = said > 0.5
        return inside

    return call


def said(name: str, met: bool) -> str:
    return f"({name}: {'met' if met else 'MISSED'})"


def race(n: int, rounds: int, peer: bool) -> None:
    """Race over several planted graphs of one size."""
    ratios, spent, best = [], [], True
    for seed in range(1, rounds + 1):
        net = planted(n, seed)
        own, found = cpu(lambda net=net: leco.core_periphery(net, mixed_block="counted"))
        spent.append(own)
        line = f"n={n:>6,} ties={net.ties:>7,} seed={seed}  leco {own:8.4f} s, fit {found.fit:.8f}"
        if peer:
            other, inside = cpu(cpnet_core(net, seed))
            fit = State(BlockCells.of(net, "counted"), inside).fit
            ratios.append(other / own)
            best &= bool(found.fit >= fit - 1e-10)
            line += f"   cpnet {other:8.4f} s, fit {fit:.8f}   x{other / own:.1f}"
        print(line, flush=True)
    line = f"n={n:>6,} median leco {statistics.median(spent):.4f} s"
    if peer:
        line += f"; cpnet takes x{statistics.median(ratios):.1f}"
        if n >= 1_000:
            low = min(ratios)
            line += f", at least x{low:.1f} {said(f'goal x{FASTER:g} each', low >= FASTER)}"
        line += f"; fit at least as good on every graph {said('goal', best)}"
    print(line, flush=True)


def starts(n: int, rounds: int) -> None:
    """Hold the search against many random starts, whatever the block between counts for."""
    for mixed in ("counted", "ignored", 0.0, 0.25):
        spent, brute, best = 0.0, 0.0, True
        for seed in range(1, rounds + 1):
            net = planted(n, seed)
            own, found = cpu(lambda net=net, mixed=mixed: leco.core_periphery(
                net, mixed_block=mixed
            ))  # fmt: skip
            other, fit = cpu(lambda net=net, mixed=mixed, seed=seed: many(net, mixed, seed))
            spent, brute, best = spent + own, brute + other, best and found.fit >= fit - 1e-10
        print(f"n={n:>6,} mixed block {mixed}: leco {spent / rounds:.3f} s, {STARTS} random starts "
              f"{brute / rounds:.3f} s; fit at least as good on every graph {said('goal', best)}",
              flush=True)  # fmt: skip


def many(net: Network, mixed: Any, seed: int) -> float:
    """Give the best fit of many random starts, each improved and walked from."""
    cells, reached, rng = BlockCells.of(net, mixed), Reached(), np.random.default_rng(seed)
    for _ in range(STARTS):
        state = State(cells, rng.random(net.n) < rng.uniform(0.02, 0.5))
        _together(state)
        reached.meet(state.fit, state.inside)
        _walk(state, reached)
    return reached.fit


def large() -> None:
    """Find the certain core at one half among a million ties."""
    net = planted(200_000, 1)
    half, found = cpu(lambda: leco.core_periphery(net))
    goal = said(f"goal {SECONDS:g} s", half <= SECONDS)
    print(f"one half, {net.ties:,} ties: {half:.3f} s, fit {found.fit:.8f}, "
          f"certified {found.certified} {goal}")  # fmt: skip
    one, found = cpu(lambda: leco.core_periphery(net, mixed_block="counted"))
    print(f"counted,  {net.ties:,} ties: {one:.3f} s, fit {found.fit:.8f}, "
          f"certified {found.certified} (no goal)")  # fmt: skip


def main() -> None:
    """Race at 100 and 1,000 partners, against random starts at 2,000, then a million ties."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plain", action="store_true", help="leco as it is without numba")
    rounds = parser.parse_args().rounds
    peer = importlib.util.find_spec("cpnet") is not None
    if peer:
        warnings.simplefilter("ignore")
        cpu(cpnet_core(planted(60, 1), 1))  # it compiles at the first call
    else:
        print("cpnet is not installed (pip install cpnet==0.0.21): leco alone")
    print(f"leco's kernels are {'compiled' if COMPILED else 'not compiled'}")
    leco.core_periphery(planted(60, 1), mixed_block="counted")
    for n in (100, 1_000):
        race(n, rounds, peer)
    starts(2_000, rounds)
    large()


if __name__ == "__main__":
    main()
