"""How the size of the core drifts with the number of partners, where the truth does not move.

    python benchmarks/core_drift.py [--reps 10]

Planted coalitions of 25 to 400 partners with a core of eight, or of a fifth: a core partner has
some six ties in the core, one of the periphery two. Mean size of the core found by each method.
"""

import argparse

import networkx as nx
import numpy as np

import leco

SIZES = (25, 50, 100, 200, 400)
TRUTHS = (
    ("a core of 8", None, 0.0),
    ("a core of a fifth", 0.2, 0.0),
    ("a core of 8, unequal partners", None, 0.5),
)
METHODS = {
    "ordered_blocks": {"method": "ordered_blocks"},
    "one half": {},
    "counted": {"mixed_block": "counted"},
    "ignored": {"mixed_block": "ignored"},
    "lip": {"method": "lip"},
    "rich_core": {"method": "rich_core"},
    "k_core": {"method": "k_core"},
}


def planted(n: int, core: int, unequal: float, rng: np.random.Generator) -> nx.Graph:
    """Tie partners by their blocks, times the activity of both."""
    inside = np.arange(n) < core
    chances = np.array([0.5 / n, 2 / core, min(6 / (core - 1), 0.95)])
    theta = np.exp(rng.normal(0, unequal, n)) if unequal else np.ones(n)
    theta /= theta.mean()
    chance = (
        chances[inside[:, None].astype(int) + inside[None, :]] * theta[:, None] * theta[None, :]
    )
    return nx.from_numpy_array(np.triu(rng.random((n, n)) < np.minimum(chance, 0.95), 1))


def size(found, method: str) -> float:
    """Take the expected size of the core where chances are given, else the mean of the optima."""
    if method == "ordered_blocks":
        return float(found.coreness.sum())
    return float(np.mean([len(one) for one in found.optima]))


def main() -> None:
    """Print the mean size of the core for each truth, size and method."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--reps", type=int, default=10)
    reps = parser.parse_args().reps
    print(f"Mean of {reps} coalitions.\n")
    print("| truth | partners | " + " | ".join(METHODS) + " |")
    print("|---|---:|" + "---:|" * len(METHODS))
    for name, share, unequal in TRUTHS:
        for n in SIZES:
            core = 8 if share is None else round(share * n)
            sizes: dict[str, list[float]] = {method: [] for method in METHODS}
            for rep in range(reps):
                graph = planted(n, core, unequal, np.random.default_rng([n, core, rep]))
                for method, options in METHODS.items():
                    sizes[method].append(size(leco.core_periphery(graph, **options), method))
            row = " | ".join(f"{np.mean(one):.1f}" for one in sizes.values())
            print(f"| {name} | {n} ({core}) | {row} |", flush=True)


if __name__ == "__main__":
    main()
