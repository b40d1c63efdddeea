"""How time and memory grow, from a thousand ties to a million.

    python benchmarks/scale.py            # to a hundred thousand ties
    python benchmarks/scale.py --large    # to a million, and the report of it: some minutes

Every size runs in a process of its own, from files to arrays to each family of measures, so that
its memory is its own. A column holds processor seconds; the last one how they grow with the ties
(the slope of the logarithms over the last steps: 1 is in step with the ties, 2 is with their
square). Partners are a twentieth of the ties. Ties are drawn evenly, with a day, a kind and a
strength; participations are as many as ties, in activities of three to seven.
"""

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

SIZES = (1_000, 10_000, 100_000)
# A million ties read and checked cost so many times what pandas takes to read the file, at most.
READING, MEMORY = 3.0, 1_000
# The whole way of a million ties, in gigabytes.
WHOLE = 8.0
# All distances between partners cost partners times ties: not asked of the largest.
FAR = 200_000


def files(folder: Path, m: int) -> None:
    """Write a coalition of so many ties, and as many participations of another."""
    rng = np.random.default_rng(m)
    n = m // 20
    keys = np.unique(rng.integers(0, n * n, int(1.2 * m) + 100))
    low, high = keys // n, keys % n
    keys = rng.permutation(keys[low < high])[:m]
    while len(keys) < m:
        more = rng.integers(0, n * n, m)
        keys = np.unique(np.r_[keys, more[more // n < more % n]])[:m]
    keys = rng.permutation(keys)
    day = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 1800, m), unit="D")
    ids = np.array([f"partner {one}" for one in range(n)], dtype=object)
    (folder / "coalition").mkdir()
    pd.DataFrame({"id": ids, "sector": rng.choice(list("abcdefgh"), n)}).to_csv(
        folder / "coalition" / "partners.csv", index=False
    )
    pd.DataFrame({
        "source": ids[keys // n], "target": ids[keys % n], "weight": rng.integers(1, 6, m),
        "kind": "information", "start": day.strftime("%Y-%m-%d"),
    }).to_csv(folder / "coalition" / "ties.csv", index=False)  # fmt: skip
    sizes = rng.integers(3, 8, m // 5 + 1)
    rows = np.repeat(np.arange(len(sizes)), sizes)[:m]
    pd.DataFrame({"partner": ids[rng.integers(0, n, len(rows))], "activity": rows}).to_csv(
        folder / "participations.csv", index=False
    )


def steps(folder: Path, *, report: bool) -> dict[str, tuple[float, float]]:
    """Go all the way at one size; the seconds of each step, and the memory (MB) so far."""
    import leco
    from leco.graph.affiliation import project
    from leco.graph.arrays import arrays

    took: dict[str, tuple[float, float]] = {}

    def step(name: str, call: Callable[[], object], times: int = 1) -> object:
        best, found = math.inf, None
        for _ in range(times):
            begin = time.process_time()
            found = call()
            best = min(best, time.process_time() - begin)
        took[name] = best, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return found

    place = folder / "coalition"
    step("pandas.read_csv alone", lambda: pd.read_csv(place / "ties.csv"), 3)
    step("read and check", lambda: leco.read(place), 3)
    coalition = leco.read(place)
    net = step("to arrays", lambda: arrays(coalition), 3)
    m = net.ties
    step("slice: one day", lambda: coalition.at("2023-06-01"))
    step("slice: one sector", lambda: coalition.select(sector="a"))
    step("describe", coalition.describe)
    # Each measure starts from the arrays, which were timed above.
    for name, call in {
        "brokerage: constraint": lambda: leco.constraint(net),
        "brokerage: roles": lambda: leco.brokerage_roles(net, by="sector"),
        "brokerage: betweenness (sampled)": lambda: leco.betweenness(
            net, pivots=min(100, net.n), seed=1
        ),
        "core: core_periphery": lambda: leco.core_periphery(net),
        "diversity: hill_number": lambda: leco.hill_number(net, by="sector"),
        "mixing: ei_index": lambda: leco.ei_index(net, by="sector"),
        "cohesion: transitivity": lambda: leco.transitivity(net),
        "cohesion: connectedness": lambda: leco.connectedness(net),
    }.items():
        step(name, call)
    if m <= FAR:
        step("cohesion: compactness", lambda: leco.compactness(net))
    rows = pd.read_csv(folder / "participations.csv", dtype=str)
    step("project participations", lambda: project(rows, "newman"))
    if report:
        path = folder / "report.html"
        step("report", lambda: leco.write_report(coalition, path))
    return took


def one(m: int, *, report: bool) -> None:
    """Make files of one size, go all the way, and print the seconds for who asked."""
    with tempfile.TemporaryDirectory() as made:
        files(Path(made), m)
        print(json.dumps(steps(Path(made), report=report)))


def asked(m: int, *, report: bool) -> dict[str, tuple[float, float]]:
    """Run one size in a process of its own."""
    command = [sys.executable, __file__, "--one", str(m), *(["--report"] if report else [])]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, tuple[float, float]] = json.loads(said)
    return found


def growth(sizes: list[int], seconds: list[float]) -> float:
    """Fit how seconds grow with the ties, over the last three sizes."""
    known = [(m, s) for m, s in zip(sizes, seconds, strict=True) if not math.isnan(s)][-3:]
    if len(known) < 2:
        return math.nan
    return float(np.polyfit(*np.log([[m for m, _ in known], [s for _, s in known]]), 1)[0])


def main() -> None:
    """Print a table of seconds, the memory of each size, and what was asked as met or not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--one", type=int)
    parser.add_argument("--report", action="store_true")
    chosen = parser.parse_args()
    if chosen.one:
        one(chosen.one, report=chosen.report)
        return
    sizes = [*SIZES, 1_000_000] if chosen.large else list(SIZES)
    # A report is asked of the largest alone: of the others others tell.
    found = {m: asked(m, report=chosen.large and m == sizes[-1]) for m in sizes}
    print(f"{'processor seconds, by ties':<34}" + "".join(f"{m:>12,}" for m in sizes) + "  growth")
    for name in dict.fromkeys(key for took in found.values() for key in took):
        seconds = [found[m].get(name, (math.nan, 0))[0] for m in sizes]
        row = "".join(f"{'-':>12}" if math.isnan(s) else f"{s:12.4f}" for s in seconds)
        print(f"{name:<34}{row}{growth(sizes, seconds):8.2f}")
    print(f"{'memory at the end (MB)':<34}" + "".join(
        f"{max(memory for _, memory in found[m].values()):12,.0f}" for m in sizes))  # fmt: skip
    took = found[sizes[-1]]
    ratio = (took["read and check"][0] + took["to arrays"][0]) / took["pandas.read_csv alone"][0]
    memory = took["to arrays"][1]
    met = "met" if ratio <= READING else "NOT MET"
    print(
        f"from a file to checked arrays: {ratio:.1f} times pandas (goal {READING:g}: {met}), "
        f"{memory:,.0f} MB (goal {MEMORY:,}: {'met' if memory <= MEMORY else 'NOT MET'})"
    )
    if chosen.large:
        whole = sum(seconds for seconds, _ in took.values())
        most = max(memory for _, memory in took.values()) / 1024
        met = "met" if most <= WHOLE else "NOT MET"
        print(f"the whole way: {whole / 60:.1f} minutes of processor, {most:.1f} GB "
              f"(goal {WHOLE:g}: {met})")  # fmt: skip


if __name__ == "__main__":
    main()
