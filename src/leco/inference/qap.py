"""QAP: whether ties go together with other ties, or with distances, more than by chance."""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, TypeAlias, cast, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leco import words
from leco.errors import DataError, LecoError, Problem, UndefinedError, require_one_of
from leco.graph.arrays import Data, Floats, Ints, Network, arrays
from leco.graph.numbers import Wanted, finite, numbers_in
from leco.graph.partition import By
from leco.inference.permutation import against
from leco.kernels.dyads import Cells, correlations, logit, score_statistics, t_statistics
from leco.result import About, Table, TestResult
from leco.words import Note

# A value for every pair: ties, a square table by partner, or a column of the partners.
Pairs: TypeAlias = Data | pd.DataFrame | str
Model = Literal["linear", "logistic"]

# Up to so many ways to exchange the partners all are tried, and p is exact.
EXACT = 5_040
TOLERANCE = 1e-9


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
    else p is twice the smaller tail, each (b + 1) / (m + 1). Isolates count among the pairs.
    Ties without direction count each pair once; where either has a direction, pairs count both
    ways. Who was asked and did not answer is left out, and counted.

    Parameters
    ----------
    first : Coalition, networkx graph, or square DataFrame
        Such as ``coalition.select(kind="trust")``.
    second : the same, or str
        The same partners (more may stand in a table); or a column of `first`: whether two share
        a label (1, 0), or the distance between their numbers.
    weight : str, optional
        The strengths to use; None counts each tie once.
    within : str or mapping, optional
        Exchange partners only within the groups of this column.
    draws : int
    seed : int, optional

    Returns
    -------
    TestResult

    Raises
    ------
    LecoError
        When a partner of `first` is not in `second`.
    UndefinedError
        When either has the same value for all pairs.

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
        raise ValueError(f"draws={draws!r}: at least one draw is needed")
    cells, (one, other), notes, _ = _read({"first": first}, {"second": second}, weight, within)
    for name, values in (("first", one), ("second", other)):
        if len(values) == 0 or not np.ptp(values) > 0:
            raise UndefinedError(f"{name} has the same value for all pairs: nothing to correlate")
    exact = cells.ways <= EXACT
    orders = _orders(cells, draws, seed, exact)
    observed = float(correlations(one, other, cells, np.arange(len(cells.strata))[None])[0])
    drawn = correlations(one, other, cells, orders)
    value = pd.Series([observed], index=pd.Index(["value"], name="key"))
    found = against("qap_correlation", "qap", value, drawn[:, None], exact, seed, len(cells.strata))
    return replace(found, notes=notes)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class QapRegression(Table):
    """What explains ties or distances: one row per term.

    `frame` has ``coefficient``, ``statistic`` (t, or z in a logistic regression) and ``p``; the
    row ``(constant)`` has no p, as exchanging partners says nothing of it.
    """

    kind: ClassVar[str] = "qap_regression"
    headline: ClassVar[str | None] = "statistic"

    model: str = "linear"
    outcome: str = ""
    cells: int = 0
    draws: int = 0
    exact: bool = False
    seed: int | None = None

    def sentence(self, lang: str | None = None) -> str:
        """Say each coefficient in words, with how sure it is."""
        said = []
        for term, row in self.frame.drop(index="(constant)", errors="ignore").iterrows():
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
    statistic (t; in a logistic regression the score) is held against the draws: p is the share
    at least as far from 0, (b + 1) / (m + 1), exact up to seven partners. Several coalitions at
    once get a constant each, and partners are exchanged within their own.

    Isolates count among the pairs. Partners without a label or number that is asked for, and
    those that did not answer, are left out and counted.

    Parameters
    ----------
    outcome : Coalition, networkx graph, square DataFrame, or mapping from name to these
        Several coalitions by name are pooled.
    predictors : mapping from term to Coalition, graph, DataFrame or column
        For a column, whether two share a label (1, 0) or the distance between their numbers.
        With several coalitions: a column, or a mapping with the same names.
    model : "linear" or "logistic"
        Logistic: `outcome` is tied or not.
    weight : str, optional
        The strengths of `outcome` (linear); None counts each tie once.
    within : str or mapping, optional
        Exchange partners only within the groups of this column.
    draws : int
    seed : int, optional

    Returns
    -------
    QapRegression

    Raises
    ------
    LecoError
        When a partner is not in a predictor.
    UndefinedError
        When terms say the same, or separate who is tied from who is not.

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
    sides = dict(outcome) if isinstance(outcome, Mapping) else {"": outcome}
    cells, (y, *columns), notes, owner = _read(sides, predictors, weight, within, several=several)
    if model == "logistic" and not set(np.unique(y)) <= {0.0, 1.0}:
        raise UndefinedError("a logistic regression asks whether pairs are tied: 0 or 1")
    constants = (owner[:, None] == np.unique(owner)).astype(float)
    design = np.column_stack([constants, *columns])
    if np.linalg.matrix_rank(design) < design.shape[1] or len(y) <= design.shape[1]:
        raise UndefinedError(
            "terms say the same, or there are fewer pairs than terms: leave one out"
        )
    try:
        coefficients, statistics = _fit(y, design, model)
    except FloatingPointError:
        raise UndefinedError("a term separates who is tied from who is not: there is no "
                             "coefficient to give; leave it out, or count") from None  # fmt: skip
    exact = cells.ways <= EXACT
    orders = _orders(cells, draws, seed, exact)
    kernel = t_statistics if model == "linear" else score_statistics
    first = constants.shape[1]
    p = [math.nan] * first
    for place in range(first, design.shape[1]):
        others = np.delete(design, place, axis=1)
        itself = np.arange(len(cells.strata))[None]
        seen = abs(float(kernel(y, others, design[:, place], cells, itself)[0]))
        drawn = np.abs(kernel(y, others, design[:, place], cells, orders))
        extra = 0 if exact else 1
        far = int((drawn >= seen - TOLERANCE * max(1.0, seen)).sum())
        p.append((extra + far) / (extra + len(drawn)))
    constant = [f"(constant {name})" for name in sides] if several else ["(constant)"]
    index = pd.Index([*constant, *map(str, predictors)], name="term")
    columns_of = {"coefficient": coefficients, "statistic": statistics, "p": p}
    frame = pd.DataFrame(columns_of, index=index)
    about = About(name="qap_regression", level="table",
                  source="Dekker, Krackhardt & Snijders (2007), Psychometrika 72",
                  first_line="Explain ties by other ties, shared labels or distances.")  # fmt: skip
    return QapRegression(
        frame=frame, n=len(cells.strata), notes=notes, about=about, model=model, cells=len(y),
        draws=len(orders), exact=exact, seed=seed,
    )  # fmt: skip


def _fit(outcome: Floats, design: Floats, model: Model) -> tuple[Floats, Floats]:
    """Fit by least squares, or by Newton's steps; coefficients and their t or z."""
    if model == "logistic":
        coefficients, mean = logit(outcome, design)
        spread = np.linalg.inv(design.T @ (design * (mean * (1 - mean))[:, None]))
        return coefficients, coefficients / np.sqrt(np.diagonal(spread))
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ outcome
    rest = outcome - design @ coefficients
    variance = float(rest @ rest) / (len(outcome) - design.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):  # a perfect fit has no spread
        return coefficients, coefficients / np.sqrt(variance * np.diagonal(inverse))


def _orders(cells: Cells, draws: int, seed: int | None, exact: bool) -> NDArray[np.int64]:
    return cells.every_order() if exact else cells.some_orders(draws, np.random.default_rng(seed))


def _read(
    sides: Mapping[str, Pairs], predictors: Mapping[str, Pairs | Mapping[str, Pairs]],
    weight: str | None, within: By | None, *, several: bool = False,
) -> tuple[Cells, list[Floats], tuple[Note, ...], Ints]:  # fmt: skip
    """Read outcome and predictors of every coalition as lists of pairs, in one order."""
    blocks: list[list[Floats]] = []
    strata: list[list[str]] = []
    directed = left_out = 0
    for name, outcome in sides.items():
        if isinstance(outcome, str):
            raise LecoError("the outcome is a coalition, a graph or a square table, not a column")
        own = {
            term: one[name] if several and isinstance(one, Mapping) else one
            for term, one in predictors.items()
        }
        net = None if isinstance(outcome, pd.DataFrame) else arrays(outcome, weight=weight)
        if net is not None and not net.ties_known:
            raise UndefinedError(f"there is no record of ties {name}".rstrip())
        nodes = list(net.nodes) if net is not None else list(cast("pd.DataFrame", outcome).index)
        matrices = [_matrix("outcome", outcome, nodes, net, weight)]
        matrices += [_matrix(term, one, nodes, net, None) for term, one in own.items()]
        known = ~np.any([np.isnan(m).all(axis=1) for m in matrices], axis=0)
        kept = np.flatnonzero(known)
        left_out += len(nodes) - len(kept)
        blocks.append([m[np.ix_(kept, kept)] for m in matrices])
        directed += any(not np.array_equal(m, m.T) for m in blocks[-1])
        groups = [""] * len(nodes) if within is None else _groups(within, net, nodes)
        strata.append([groups[place] for place in kept])
    for block in blocks:
        for term, matrix in zip(["outcome", *predictors], block, strict=True):
            if np.isnan(matrix[~np.eye(len(matrix), dtype=bool)]).any():
                why, hint = "has pairs without a value", "fill them in, or leave partners out"
                raise DataError([Problem("pairs", None, str(term), None, why, hint)])
    _, codes = np.unique([one for part in strata for one in part], return_inverse=True)
    cells = Cells(tuple(len(part) for part in strata), directed > 0, codes.astype(np.int64))
    columns = [cells.of([block[place] for block in blocks]) for place in range(len(blocks[0]))]
    owner = np.repeat(np.arange(len(blocks)), [len(ends[0]) for ends in cells.ends()])
    notes = (Note("pairs_left_out", {"count": left_out}),) if left_out else ()
    return cells, columns, notes, owner


def _matrix(
    term: str, given: object, nodes: Sequence[Hashable], net: Network | None, weight: str | None
) -> Floats:
    """Give a value for each two partners; a row of NaN for who has none."""
    if isinstance(given, str):
        if net is None:
            raise LecoError(f"{term}: a column needs a coalition or a graph as outcome")
        return _by_column(given, net)
    if isinstance(given, pd.DataFrame):
        absent = [node for node in nodes if node not in given.index or node not in given.columns]
        _refuse_absent(term, absent)
        table = given.loc[list(nodes), list(nodes)].to_numpy(dtype=float).copy()
        np.fill_diagonal(table, 0.0)
        return table
    found = arrays(given, weight=weight)  # type: ignore[arg-type]  # the door refuses the rest
    place = {node: one for one, node in enumerate(found.nodes)}
    _refuse_absent(term, [node for node in nodes if node not in place])
    order = [place[node] for node in nodes]
    ties: Floats = found.strengths.toarray()[np.ix_(order, order)]
    if found.silent is not None:
        ties[found.silent[order]] = math.nan
    return ties


def _refuse_absent(term: str, absent: Sequence[Hashable]) -> None:
    if absent:
        shown = ", ".join(map(repr, absent[:10]))
        raise LecoError(f"{term} says nothing of {len(absent)} partners ({shown}): hand over the "
                        "same partners, those without ties too")  # fmt: skip


def _by_column(column: str, net: Network) -> Floats:
    """Say whether two partners share a label, or how far their numbers lie apart."""
    written = net.values(column)
    numbers, wrong = numbers_in(written, net.nodes, Wanted("partners", column, finite, "", ""))
    if not wrong and np.isfinite(numbers).any():
        return np.asarray(np.abs(numbers[:, None] - numbers), dtype=np.float64)
    labels = net.labels(column)
    shared: Floats = (labels.carries.astype(float) @ labels.carries.T > 0).astype(float)
    shared[~labels.known] = math.nan
    shared[:, ~labels.known] = math.nan
    return shared


def _groups(within: By, net: Network | None, nodes: Sequence[Hashable]) -> list[str]:
    if net is not None:
        return [str(value) for value in net.values(within)]
    if isinstance(within, str):
        raise LecoError("within= names a column: hand over a coalition, or a mapping")
    return [str(within.get(node)) for node in nodes]
