"""QAP beside R's sna, in processor seconds, paired in one run; agreement is checked first.

    python benchmarks/chance.py

R times a tenth of the permutations (or fewer) and is scaled up: it loops over them.
"""

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

N, DRAWS, ROUNDS = 100, 10_000, 3
GOALS = {"QAP correlation": 30, "MRQAP, 3 predictors": 100}

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


def spent(call: Callable[[], object]) -> float:
    """Time one call in processor seconds."""
    begin = time.process_time()
    call()
    return time.process_time() - begin


def main() -> None:
    """Print each goal as met or not met."""
    if shutil.which("Rscript") is None:
        print("R is not here: nothing to compare with")
        return
    rng = np.random.default_rng(1)
    a, b = (nx.gnm_random_graph(N, 400, seed=seed) for seed in (1, 2))
    tables = {}
    for name in "xz":
        half = np.triu(rng.normal(size=(N, N)), 1)
        tables[name] = pd.DataFrame(half + half.T)
    predictors = {"b": b, **tables}
    found = leco.qap_regression(a, predictors, draws=9, seed=1)
    own: dict[str, list[float]] = {name: [] for name in GOALS}
    theirs: dict[str, list[float]] = {name: [] for name in GOALS}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        written = {"a": nx.to_numpy_array(a), "b": nx.to_numpy_array(b)}
        written |= {name: one.to_numpy() for name, one in tables.items()}
        for name, matrix in written.items():
            np.savetxt(place / f"{name}.csv", matrix, delimiter=",")
        (place / "race.R").write_text(SCRIPT)
        for _ in range(ROUNDS):
            own["QAP correlation"].append(
                spent(lambda: leco.qap_correlation(a, b, draws=DRAWS, seed=1))
            )
            own["MRQAP, 3 predictors"].append(
                spent(lambda: leco.qap_regression(a, predictors, draws=DRAWS, seed=1))
            )
            done = subprocess.run(["Rscript", place / "race.R", folder], check=True,
                                  capture_output=True, text=True)  # fmt: skip
            r, qap, mrqap, coefficients = done.stdout.strip().splitlines()
            assert abs(float(r) - leco.qap_correlation(a, b, draws=1).observed) < 1e-12
            shown = np.array(coefficients.split(), dtype=float)
            np.testing.assert_allclose(found.frame["coefficient"], shown, atol=1e-6)
            theirs["QAP correlation"].append(float(qap) * DRAWS / 500)
            # sna permutes the constant too: four columns where leco permutes three.
            theirs["MRQAP, 3 predictors"].append(float(mrqap) * DRAWS / 50 * 3 / 4)
    print(f"{N} partners, {DRAWS:,} permutations")
    for name, goal in GOALS.items():
        ratio = statistics.median(r / o for r, o in zip(theirs[name], own[name], strict=True))
        took = statistics.median(own[name])
        met = "met" if ratio >= goal else "NOT MET"
        print(f"{name:<24} leco {took:7.2f} s   R sna x{ratio:,.0f} (goal {goal}: {met})")


if __name__ == "__main__":
    main()
