"""Constraint and brokerage roles beside networkx, igraph and, where given, a loop in C.

    python benchmarks/brokerage.py [--large]

Random and heavy-tailed graphs of n partners and 5n ties. Contenders take turns in one run and
are compared by processor time, paired within a round; agreement is checked first. A goal is
printed as met or missed, and nothing is asserted. The C loop is compiled from ``kern.c`` in the
folder that the environment variable LECO_LIMITS names, when it is there.
"""

import argparse
import ctypes
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import igraph
import networkx as nx
import numpy as np
from scipy import sparse

import leco
from leco.graph.arrays import Network

ROUNDS = 3
# networkx squares the matrix: with hubs at 100,000 partners that takes more than 9 GB.
NETWORKX_MOST = {"random": 100_000, "heavy-tailed": 10_000}


def network(kind: str, n: int, seed: int = 1) -> Network:
    """Draw n partners and 5n ties: evenly, or by weights that fall as a power (exponent 2.2)."""
    rng = np.random.default_rng(seed)
    weight = np.ones(n) if kind == "random" else (np.arange(n) + 1.0) ** (-1 / 1.2)
    ends = np.cumsum(weight) / weight.sum()
    key = np.zeros(0, dtype=np.int64)
    while len(key) < 5 * n:
        one, other = (np.searchsorted(ends, rng.random(6 * n)).clip(0, n - 1) for _ in range(2))
        low, high = np.minimum(one, other), np.maximum(one, other)
        key = np.unique(np.concatenate([key, (low * n + high)[low != high]]))
    key = rng.permutation(key)[: 5 * n]
    rows, columns = np.divmod(key, n)
    matrix = sparse.csr_array(sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(n, n)))
    both = sparse.csr_array(matrix + matrix.T)
    both.sort_indices()
    return Network(tuple(range(n)), both, both, directed=False)


def c_constraint(net: Network) -> Callable[[], np.ndarray] | None:
    """Compile the loop in C, when it and a compiler are there."""
    folder = os.environ.get("LECO_LIMITS")
    if folder is None or not Path(folder, "kern.c").exists():
        return None
    library = Path(tempfile.mkdtemp()) / "kern.so"
    flags = ["-O3", "-march=native", "-shared", "-fPIC", "-fopenmp", "-lm"]
    command = ["gcc", str(Path(folder, "kern.c")), "-o", str(library), *flags]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        return None
    kernel = ctypes.CDLL(str(library)).constraint
    start = net.adjacency.indptr.astype(np.int64)
    index, weight = net.adjacency.indices.astype(np.int32), net.adjacency.data
    out = np.zeros(net.n)

    def call() -> np.ndarray:
        kernel(ctypes.c_int32(net.n), *(ctypes.c_void_p(one.ctypes.data)
                                        for one in (start, index, weight, out)))  # fmt: skip
        return out

    return call


def cpu(call: Callable[[], object]) -> float:
    """Time one call in processor seconds."""
    begin = time.process_time()
    call()
    return max(time.process_time() - begin, 1e-6)


def ratios(ours: Callable[[], object], theirs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Give the median ratio of each contender to leco, paired within a round."""
    ours()
    rounds = [(cpu(ours), {name: cpu(call) for name, call in theirs.items()})
              for _ in range(ROUNDS)]  # fmt: skip
    found = {name: statistics.median(one[name] / own for own, one in rounds) for name in theirs}
    return {"leco": statistics.median(own for own, _ in rounds), **found}


def goal(name: str, value: float, least: float) -> str:
    """Say whether a goal is met."""
    return f"{name} x{value:.2f} (goal {least:g}: {'met' if value >= least else 'MISSED'})"


def one_size(kind: str, n: int) -> tuple[float, float]:
    """Race at one size; give the work (sum of lesser degrees over ties) and the roles' time."""
    net = network(kind, n)
    rows, columns, _ = net.tie_list()
    edges = list(zip(rows.tolist(), columns.tolist(), strict=True))
    other = igraph.Graph(n=n, edges=edges)
    theirs: dict[str, Callable[[], object]] = {"igraph": other.constraint}
    if n <= NETWORKX_MOST[kind]:
        graph = nx.Graph()
        graph.add_nodes_from(range(n))
        graph.add_edges_from(edges)
        theirs["networkx"] = lambda: nx.constraint(graph)
    loop = c_constraint(net)
    ours = leco.constraint(net).series.to_numpy()
    np.testing.assert_allclose(ours, other.constraint(), atol=1e-9)
    if loop is not None:
        np.testing.assert_allclose(loop(), ours, atol=1e-9)
        theirs["C"] = loop
    found = ratios(lambda: leco.constraint(net), theirs)
    said = [f"constraint {found['leco'] * 1000:9.1f} ms"]
    if "networkx" in found:
        said.append(goal("networkx", found["networkx"], 14.0 if n == 100_000 else 1.0))
    said.append(goal("igraph", found["igraph"], 10.0 if n == 100_000 and kind != "random" else 0.0))
    if "C" in found:
        said.append(goal("C", found["C"], 1 / 12))
    by = {node: node % 5 for node in range(n)}
    labels = net.labels(by)
    roles = ratios(lambda: leco.brokerage_roles(net, by=by), {})["leco"]
    degree = net.adjacency.sum(axis=1)
    work = float(np.minimum(degree[rows], degree[columns]).sum())
    said.append(f"roles {roles * 1000:9.1f} ms ({len(labels.names)} sectors)")
    print(f"{kind:<13} {n:>9,}  " + "   ".join(said), flush=True)
    return work, roles


def main() -> None:
    """Race at every size, and fit how the time of the roles grows with the work."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--large", action="store_true", help="also 200,000 partners (1M ties)")
    sizes = [100, 1_000, 10_000, 100_000]
    if parser.parse_args().large:
        sizes.append(200_000)
    print("Ratios: how many times the processor time of leco each takes; C below 1 is faster.")
    for kind in ("random", "heavy-tailed"):
        seen = [one_size(kind, n) for n in sizes]
        work, spent = np.log([one for one in seen if one[0] > 10_000]).T
        slope = float(np.polyfit(work, spent, 1)[0])
        print(f"{kind:<13} roles grow as (sum over ties of the lesser degree) ^ {slope:.2f}")


if __name__ == "__main__":
    main()
