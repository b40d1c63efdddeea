"""to_rsiena(): the waves of a coalition as files that RSiena reads, and whether it can use them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.errors import DataError, LecoError, MissingAttributeError, Problem, UndefinedError
from leco.graph.arrays import Flags, Floats, Ints, Network, arrays
from leco.graph.numbers import Requirement, finite, numbers_in
from leco.graph.partition import split_labels
from leco.io.cells import csv_text, fill
from leco.result import About, Table
from leco.words import Note

# Structural zero: RSiena's code for a tie that cannot be.
IMPOSSIBLE = 10
# Waves that have less in common than this are too far apart, says RSiena's manual; with more
# than the second hardly anything changed.
APART, ALIKE = 0.2, 0.9

SCRIPT = """\
# Reads the files beside this one. Run it in this folder: source("read.R")
waves <- paste0("wave_", 1:{waves}, ".csv")
matrices <- lapply(waves, function(file) unname(as.matrix(read.csv(file, header = FALSE))))
ties <- array(unlist(matrices), dim = c(dim(matrices[[1]]), length(waves)))
partners <- read.csv("partners.csv", colClasses = "character")
covariates <- read.csv("covariates.csv", check.names = FALSE)

# In the matrices 10 says that a partner was not there (a structural zero), NA that nobody
# answered. Instead of structural zeros, joining and leaving can be handed over in time:
#   ties[ties == 10] <- 0
#   joining <- sienaCompositionChangeFromFile("composition.txt")
# and joining goes into sienaDataCreate too. Numbers that stand for labels (see
# covariate_labels.csv) are for effects of sameness, such as sameX, not for more or less.
if (requireNamespace("RSiena", quietly = TRUE)) {{
  library(RSiena)
  network <- sienaDependent(ties)
  parts <- c(list(network = network), lapply(covariates[-1], coCovar))
  data <- do.call(sienaDataCreate, parts)
  effects <- getEffects(data)
}}
"""


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Waves(Table):
    """How much changes between waves: one row for each wave after the first."""

    def sentence(self, lang: str | None = None) -> str:
        """Say what changes over all waves, and how much two that follow each other share."""
        total = self.frame[["kept", "made", "dissolved", "joined", "left"]].sum()
        jaccard = self.frame["jaccard"]
        return words.text("rsiena.says", lang, waves=len(self.frame) + 1, low=float(jaccard.min()),
                          high=float(jaccard.max()), **{
                              str(name): int(count) for name, count in total.items()
                          })  # fmt: skip


def to_rsiena(
    coalition: Coalition,
    folder: str | Path,
    *,
    every: str | Sequence[object],
    covariates: Sequence[str] = (),
) -> Waves:
    r"""Write the waves of a coalition to a folder for RSiena, and say how much changes in them.

    leco does not fit stochastic actor-oriented models: RSiena does. The folder gets
    ``wave_1.csv``, ``wave_2.csv``, ... (a square of 0 and 1 without headers; 10 for ties that
    cannot be since a partner was not there, NA for what nobody answered), ``partners.csv`` (who
    stands in which row), ``composition.txt`` (when each was there, counted in waves, halfway where
    it came or went between two), ``covariates.csv`` (with ``covariate_labels.csv``: which
    number stands for which label) and ``read.R``, which reads them. Strengths and kinds are not
    written: choose ties first, with ``select``.

    The answer has a row for each wave after the first:

    .. math:: J = \frac{N_{11}}{N_{11} + N_{01} + N_{10}}

    over pairs known at both waves, with N11 ties kept, N01 made and N10 dissolved. From 0 to 1:
    below 0.2 waves are too far apart for such a model; near 1, or when nothing is dissolved, it has
    hardly anything to learn from, which registers of beginnings without ends cause.

    Parameters
    ----------
    coalition : Coalition
    folder : str or Path
        Made when it is not there; one that holds other files is refused.
    every : "month", "quarter", "year", "phase", "wave", or a list of dates
        Two waves or more.
    covariates : list of str
        Columns of the partners: numbers, or words with one label each, which are numbered.

    Returns
    -------
    Waves
        ``kept``, ``made``, ``dissolved``, ``jaccard``, ``joined``, ``left``, ``unknown`` (the
        share of pairs of which nobody answered).

    Raises
    ------
    LecoError
        For fewer than two waves, or a folder that holds other files.
    UndefinedError
        When ties are not known.
    DataError
        When a partner has several labels in a covariate.

    References
    ----------
    Snijders, van de Bunt & Steglich (2010), Introduction to stochastic actor-based models, Social
    Networks 32. Ripley et al., Manual for RSiena.

    Examples
    --------
    >>> import tempfile
    >>> from leco.datasets import simulated
    >>> stable = simulated()["Simulated stable"].select(kind="information")
    >>> found = to_rsiena(stable, tempfile.mkdtemp(), every="year", covariates=["sector"])
    >>> found.frame["jaccard"].round(2).tolist()
    [0.35, 0.28, 0.3, 0.27]
    """
    nets = _waves(coalition, every)
    roster = sorted({str(node) for net in nets for node in net.nodes})
    if not roster:
        raise UndefinedError.of("nobody_there")
    place = {node: row for row, node in enumerate(roster)}
    there = np.zeros((len(nets), len(roster)), dtype=bool)
    matrices = []
    for wave, net in enumerate(nets):
        where = np.array([place[str(node)] for node in net.nodes], dtype=np.int64)
        there[wave, where] = True
        matrices.append(_matrix(net, where, there[wave]))
    partners = coalition.partners.set_index(coalition.partners["id"].astype(str)).loc[roster]
    numbers, labels = _covariates(partners, covariates)
    files = {
        f"wave_{wave}.csv": "".join(
            ",".join("NA" if np.isnan(one) else str(int(one)) for one in row) + "\n"
            for row in matrix
        )
        for wave, matrix in enumerate(matrices, 1)
    }
    names = partners["name"] if "name" in partners.columns else partners["id"]
    named = zip(range(1, len(roster) + 1), roster, names, strict=True)
    files["partners.csv"] = csv_text(["number", "partner", "name"], named)
    files["composition.txt"] = "".join(
        _presence(there[:, row]) + "\n" for row in range(len(roster))
    )
    files["covariates.csv"] = csv_text(["number", *covariates], (
        [row + 1, *("NA" if np.isnan(one) else float(one) for one in values)]
        for row, values in enumerate(numbers)
    ))  # fmt: skip
    files["covariate_labels.csv"] = csv_text(["covariate", "number", "label"], labels)
    files["read.R"] = SCRIPT.format(waves=len(nets))
    fill(Path(folder), files)
    return _diagnostics([str(net.moment) for net in nets], matrices, there, nets[0].directed)


def _waves(coalition: object, every: str | Sequence[object]) -> list[Network]:
    if not isinstance(coalition, Coalition):
        raise LecoError.of("wants_coalition", what="to_rsiena")
    moments = coalition.moments(every)
    if len(moments) < 2:
        raise LecoError.of("few_waves", every=str(every), count=len(moments))
    nets = [arrays(coalition.at(moment)) for moment in moments]
    if not all(net.ties_known for net in nets):
        raise UndefinedError.of("no_ties_recorded")
    return nets


def _matrix(net: Network, where: Ints, there: Flags) -> Floats:
    """Put a wave on the roster: 1 and 0, NaN for what nobody answered, 10 for the absent."""
    found = np.full((len(there), len(there)), float(IMPOSSIBLE))
    ties: Floats = net.adjacency.toarray().astype(float)
    if net.silent is not None:
        silent = net.silent[:, None] if net.directed else net.silent[:, None] & net.silent
        ties[silent & (ties == 0)] = np.nan
    found[np.ix_(where, where)] = ties
    np.fill_diagonal(found, 0.0)
    return found


def _presence(there: Flags) -> str:
    """Say from when to when a partner was there, in waves; halfway between two if it moved."""
    edges = np.flatnonzero(np.diff(np.r_[False, there, False].astype(int)))
    last = len(there)
    return " ".join(
        f"{1 if start == 0 else start + 0.5:g} {last if stop == last else stop + 0.5:g}"
        for start, stop in edges.reshape(-1, 2).tolist()
    )


def _covariates(
    partners: pd.DataFrame, columns: Sequence[str]
) -> tuple[Floats, list[tuple[str, int, str]]]:
    """Read columns as numbers; labels are numbered by alphabet."""
    found = np.full((len(partners), len(columns)), np.nan)
    labels: list[tuple[str, int, str]] = []
    for place, column in enumerate(columns):
        if column not in partners.columns:
            raise MissingAttributeError(column, partners.columns)
        written, ids = partners[column].tolist(), partners.index.tolist()
        numbers, wrong = numbers_in(written, ids, Requirement("partners", column, finite))
        if wrong:
            carried = [split_labels(value) for value in written]
            several = [
                Problem.of("problem.several_labels", "partners", partner, column, value)
                for partner, value, own in zip(ids, written, carried, strict=True) if len(own) > 1
            ]  # fmt: skip
            if several:
                raise DataError(several)
            known = sorted({label for own in carried for label in own})
            codes = {label: number for number, label in enumerate(known, 1)}
            numbers = np.array([codes[next(iter(own))] if own else np.nan for own in carried])
            labels += [(column, number, label) for label, number in codes.items()]
        found[:, place] = numbers
    return found, labels


def _diagnostics(moments: list[str], matrices: list[Floats], there: Flags, directed: bool) -> Waves:
    """Count what changes between each two waves, among the pairs known at both."""
    pairs = ~np.eye(there.shape[1], dtype=bool) if directed else np.triu(
        np.ones((there.shape[1],) * 2, dtype=bool), 1
    )  # fmt: skip
    rows = []
    for wave, (earlier, later) in enumerate(pairwise(matrices)):
        before, after = earlier[pairs], later[pairs]
        known = (before <= 1) & (after <= 1)  # neither unknown nor impossible
        kept = int((known & (before == 1) & (after == 1)).sum())
        made = int((known & (before == 0) & (after == 1)).sum())
        gone = int((known & (before == 1) & (after == 0)).sum())
        changed = kept + made + gone
        possible = after != IMPOSSIBLE
        rows.append({
            "kept": kept, "made": made, "dissolved": gone,
            "jaccard": kept / changed if changed else np.nan,
            "joined": int((there[wave + 1] & ~there[wave]).sum()),
            "left": int((there[wave] & ~there[wave + 1]).sum()),
            "unknown": float(np.isnan(after[possible]).mean()) if possible.any() else np.nan,
        })  # fmt: skip
    frame = pd.DataFrame(rows, index=pd.Index(moments[1:], name="wave"))
    notes = []
    if low := int((frame["jaccard"] < APART).sum()):
        notes.append(Note("rsiena_apart", {"count": low}))
    if high := int((frame["jaccard"] > ALIKE).sum()):
        notes.append(Note("rsiena_alike", {"count": high}))
    if not frame["dissolved"].sum():
        notes.append(Note("rsiena_nothing_dissolved"))
    about = About(name="to_rsiena", level="table", headline="jaccard",
                  bounds=(0, 1), first_line="What RSiena gets.",
                  source="Snijders, van de Bunt & Steglich (2010), Social Networks 32")  # fmt: skip
    return Waves(frame=frame, n=there.shape[1], notes=tuple(notes), about=about)
