"""QAP: whether ties go together with other ties, or with distances, more than by chance."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leco import words
from leco.errors import ChoiceError, UndefinedError, require_one_of
from leco.graph.arrays import Data, Floats
from leco.graph.partition import By
from leco.inference.p_values import beyond
from leco.inference.pairs import Pairs, Said, Values, read_pairs, said_of
from leco.inference.permutation import against
from leco.kernels.dyad_fits import constant, explained, least_squares, logistic
from leco.kernels.dyads import PairCells, correlations, partial_correlations, score_statistics
from leco.result import About, Table, TestResult
from leco.words import Note

Model = Literal["linear", "logistic"]

# Up to so many ways to exchange the partners all are tried, and p is exact.
EXACT = 5_040


def qap_correlation(
    first: Data | pd.DataFrame,
    second: Pairs,
    *,
    weight: str | None = None,
    within: By | None = None,
    draws: int = 9_999,
    seed: int | None = None,
) -> TestResult:
    r"""Correlate two sets of ties over all pairs of partners, held against exchanged partners.

    .. math:: r = \mathrm{corr}_{i \ne j}(x_{ij}, y_{ij})

    Chance exchanges the partners of `second` among each other, rows and columns together, so
    that both keep their structure and only who stands where is drawn. From -1 to 1; higher means
    that the same pairs are tied in both. All ways are tried up to seven partners (p is exact),
    else p is twice the smaller tail, each (b + 1) / (m + 1). Neither p nor the draws depend on
    the order of rows. Isolates count among the pairs. Each pair counts once where all values are
    the same both ways (also of a directed graph in which every tie is answered), else both ways.

    Who was asked and did not answer, or has no label or number that is asked for, is left out and
    counted in a note, as is who stands in `second` alone. A pair without a value in a table is
    refused; the diagonal of a table is not read.

    Parameters
    ----------
    first : Coalition, networkx graph, or square DataFrame
        Such as ``coalition.select(kind="trust")``.
    second : the same, or str
        The same partners (others are left out); or a column of `first`: whether two share a label
        (1, 0), or, where all its values are numbers, the distance between them.
    weight : str, optional
        The strengths of the ties to use, of both; None counts each tie once.
    within : str or mapping, optional
        Exchange partners only within the groups of this column; who has none stays in place.
    draws : int
    seed : int, optional

    Returns
    -------
    TestResult

    Raises
    ------
    LecoError
        When a partner of `first` is not in `second`.
    DataError
        When a table is not square, a name stands twice in it, or a cell holds no finite number.
    UndefinedError
        When either has the same value for all pairs, no record of ties or no pairs, or nobody can
        be exchanged.

    References
    ----------
    Hubert & Arabie (1989), Combinatorial data analysis: confirmatory comparisons between sets
    of matrices. Krackhardt (1987), QAP partialling as a test of spuriousness, Social Networks 9.

    Examples
    --------
    >>> import networkx as nx
    >>> path, ring = nx.path_graph(5), nx.cycle_graph(5)
    >>> found = qap_correlation(path, ring)
    >>> found.observed, found.exact
    (0.816, True)
    """
    if draws < 1:
        raise ChoiceError.of("no_draws", draws=draws)
    read = read_pairs({"": first}, {"second": second}, called="first", weights=(weight, weight),
                      within=within)  # fmt: skip
    cells, one, (other,) = read.cells, read.outcome, read.predictors
    for name, values in (("first", one), ("second", other)):
        if constant(values):
            raise UndefinedError(f"{name} has the same value for all pairs: nothing to correlate")
    orders, exact = _orders(cells, draws, seed)
    observed = float(correlations(one, other, cells, cells.as_they_are)[0])
    drawn = correlations(one, other, cells, orders)
    value = pd.Series([observed], index=pd.Index(["value"], name="key"))
    found = against("qap_correlation", "qap", value, drawn[:, None], exact, seed, sum(cells.sizes))
    return replace(found, notes=(*read.notes, *found.notes))


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class QapRegression(Table):
    """What explains ties or distances: one row per term.

    `frame` has ``coefficient``, ``statistic`` (t, or z in a logistic regression; NaN with a note
    where the fit is perfect) and ``p``; rows ``(constant)`` have no p, as exchanging partners says
    nothing of them.
    """

    kind: ClassVar[str] = "qap_regression"

    model: str = "linear"
    outcome: str = ""
    cells: int = 0
    draws: int = 0
    exact: bool = False
    seed: int | None = None

    def sentence(self, lang: str | None = None) -> str:
        """Say each coefficient in words, with how sure it is."""
        said = []
        for term, row in self.frame.iterrows():
            if str(term).startswith("(constant"):  # of which exchanging partners says nothing
                continue
            size = float(row["coefficient"])
            shown = math.exp(size) if self.model == "logistic" else size
            said.append(words.text(f"qap_regression.{self.model}", lang, term=str(term),
                                   size=shown, p=float(row["p"])))  # fmt: skip
        return " ".join(said)


def qap_regression(
    outcome: Pairs | Mapping[str, Data],
    predictors: Mapping[str, Pairs | Mapping[str, Pairs]],
    *,
    model: Model = "linear",
    weight: str | None = None,
    within: By | None = None,
    draws: int = 9_999,
    seed: int | None = None,
) -> QapRegression:
    r"""Explain ties or strengths by other ties, shared labels or distances, all at once.

    .. math:: y_{ij} = a + \sum_k b_k x_{ijk} + e_{ij} \qquad
              \log \frac{P(y_{ij} = 1)}{P(y_{ij} = 0)} = a + \sum_k b_k x_{ijk}

    over all pairs of partners. Pairs that share a partner are not independent, so p does not come
    from a table: each predictor is freed of the others, its partners are exchanged, and its
    statistic (the partial correlation, which ranks as t does; in a logistic regression the score)
    is held against the draws: p is the share at least as far from 0, (b + 1) / (m + 1), exact up
    to seven partners. Draws that the other predictors explain wholly have no statistic: they are
    left out, and counted in a note. Neither p nor coefficients depend on the order of rows or of
    coalitions. Several coalitions at once get a constant each, and partners are exchanged within
    their own.

    Isolates count among the pairs. Each pair counts once where all values are the same both ways
    (also of a directed graph in which every tie is answered), else both ways. Partners without a
    label or number that is asked for, and those that did not answer, are left out and counted;
    who stands in a predictor alone is left out, with a note. A pair without a value in a table
    is refused; the diagonal of a table is not read.

    Parameters
    ----------
    outcome : Coalition, networkx graph, square DataFrame, or mapping from name to these
        Several coalitions by name are pooled.
    predictors : mapping from term to Coalition, graph, DataFrame or column
        For a column, whether two share a label (1, 0) or, where all its values are numbers, the
        distance between them. Of a coalition or graph, ties count once each: for strengths hand
        over a table. With several coalitions: a column, or a mapping with the same names.
    model : "linear" or "logistic"
        Logistic: `outcome` is tied or not.
    weight : str, optional
        The strengths of `outcome` (linear); None counts each tie once.
    within : str or mapping, optional
        Exchange partners only within the groups of this column; who has none stays in place.
    draws : int
    seed : int, optional

    Returns
    -------
    QapRegression

    Raises
    ------
    LecoError
        When a partner is not in a predictor.
    DataError
        When a table is not square, a name stands twice in it, or a cell holds no finite number.
    UndefinedError
        When terms say the same, or separate who is tied from who is not (logistic); when the
        outcome is the same for all pairs; when a coalition has no record of ties or no pairs.

    References
    ----------
    Dekker, Krackhardt & Snijders (2007), Sensitivity of MRQAP tests to collinearity and
    autocorrelation conditions, Psychometrika 72 (double semi-partialling).

    Examples
    --------
    >>> import networkx as nx
    >>> karate = nx.karate_club_graph()
    >>> found = qap_regression(karate, {"same club": "club"}, draws=99, seed=7)
    >>> found.frame.loc["same club"].tolist()
    [0.208, 7.458, 0.01]
    """
    require_one_of("model", model, get_args(Model))
    if model == "logistic" and weight is not None:
        raise ValueError("weight= belongs to model='linear': a logistic outcome is tied or not")
    if draws < 1 or not predictors:
        raise ValueError("name at least one predictor, and draw at least once")
    several = isinstance(outcome, Mapping)
    sides: dict[str, Pairs] = dict(outcome) if isinstance(outcome, Mapping) else {"": outcome}
    if not sides:
        raise ValueError("name at least one coalition")
    read = read_pairs(sides, predictors, called="outcome", weights=(weight, None), within=within)
    design = _design(read, sides, predictors, model)
    y, cells = read.outcome, read.cells
    try:
        coefficients, statistics = (least_squares if model == "linear" else logistic)(y, design)
    except FloatingPointError as error:
        raise UndefinedError(f"a term (or the constant) {error}: there is no coefficient to give; "
                             "leave it out, or count with model='linear'") from None  # fmt: skip
    said: list[Said] = []
    if model == "linear" and np.isnan(statistics).all():
        said.append(("t", Note("perfect_fit")))
    orders, exact = _orders(cells, draws, seed)
    kernel = partial_correlations if model == "linear" else score_statistics
    p = [math.nan] * len(sides)
    for place, term in enumerate(predictors, len(sides)):
        freed_of = np.delete(design, place, axis=1)
        seen = float(kernel(y, freed_of, design[:, place], cells, cells.as_they_are)[0])
        drawn = kernel(y, freed_of, design[:, place], cells, orders)
        undefined = int(np.isnan(drawn).sum())
        if undefined:
            said.append((str(term), Note("undefined_draws", {"count": undefined})))
        p.append(float(beyond(abs(seen), np.abs(drawn), exact)))
    constants = [f"(constant {name})" for name in sides] if several else ["(constant)"]
    index = pd.Index([*constants, *map(str, predictors)], name="term")
    frame = pd.DataFrame(
        {"coefficient": coefficients, "statistic": statistics, "p": p}, index=index
    )
    about = About(name="qap_regression", level="table", headline="statistic",
                  source="Dekker, Krackhardt & Snijders (2007), Psychometrika 72",
                  first_line="Explain ties by other ties, shared labels or distances.")  # fmt: skip
    return QapRegression(
        frame=frame, n=sum(cells.sizes), missing=read.left_out, notes=(*read.notes, *said_of(said)),
        about=about, model=model, cells=len(y), draws=len(orders), exact=exact, seed=seed,
    )  # fmt: skip


def _design(
    read: Values, sides: Mapping[str, Pairs], predictors: Mapping[str, object], model: Model
) -> Floats:
    """Put a constant for each coalition beside the predictors; refuse what cannot be fitted."""
    if model == "logistic" and not set(np.unique(read.outcome)) <= {0.0, 1.0}:
        raise UndefinedError("a logistic regression asks whether pairs are tied: 0 or 1")
    if constant(read.outcome):
        raise UndefinedError("outcome has the same value for all pairs: nothing to explain")
    constants = [read.cells.owner == read.coalitions.index(name) for name in sides]
    design = np.column_stack([*constants, *read.predictors]).astype(float)
    terms, pairs = design.shape[1], len(design)
    if pairs <= terms:
        raise UndefinedError(f"{pairs} pairs are too few for {terms} terms, with the constant: "
                             "leave terms out, or pool coalitions")  # fmt: skip
    alike = {place - len(sides) for place in explained(design)}
    if alike:
        named = ", ".join(str(name) for place, name in enumerate(predictors) if place in alike)
        raise UndefinedError(f"terms say the same as others, or the same of all pairs ({named}): "
                             "leave one out")  # fmt: skip
    return design


def _orders(cells: PairCells, draws: int, seed: int | None) -> tuple[NDArray[np.int64], bool]:
    """Give every way to exchange the partners when they are few, else draw some."""
    exact = cells.ways <= EXACT
    rng = np.random.default_rng(seed)
    return (cells.every_order() if exact else cells.some_orders(draws, rng)), exact
