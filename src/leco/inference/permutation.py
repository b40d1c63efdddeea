"""test(): a measure held against what chance would give."""

import functools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import pandas as pd
from joblib import Parallel, delayed  # type: ignore[import-untyped]  # it ships no types

from leco.coalition.coalition import Coalition
from leco.coalition.time import member, spell
from leco.errors import LecoError, UndefinedError, UnsupportedGraphError, require_one_of
from leco.graph.arrays import Data, Network, arrays
from leco.graph.partition import By
from leco.graph.ties import one_way
from leco.kernels import nulls
from leco.kernels.nulls import Null
from leco.metrics.calls import Call, resolve
from leco.result import Answer, TestResult
from leco.schema import dates
from leco.words import Note

# Up to so many possibilities all are tried, and p is exact.
EXACT = 10_000
# Draws that tie with the observed value but for rounding count as equal.
TOLERANCE = 1e-9

Draw = Callable[[np.random.Generator], tuple[Data, Mapping[str, Any]]]


@dataclass(frozen=True)
class _Chance:
    """How to draw once, or every possibility when there are few."""

    draw: Draw
    every: Callable[[], Iterable[tuple[Data, Mapping[str, Any]]]] | None = None
    count: float = math.inf


def test(
    measure: str | Callable[..., Any],
    data: Data,
    *,
    by: By | None = None,
    weight: str | None = None,
    null: Null,
    within: str | None = None,
    draws: int = 999,
    seed: int | None = None,
    n_jobs: int = 1,
) -> TestResult:
    r"""Hold a measure against what chance would give.

    The null says what chance keeps: ``"labels"`` every tie (who carries which label is
    shuffled), ``"size"`` the number of partners and ties, ``"degree"`` the number of ties
    of each partner, ``"reattach"`` who entered when and how many ties formed when (for a
    dated Coalition: the only one that growth does not fool). When there are at most 10,000
    possibilities under ``"labels"`` or ``"size"`` all are tried and p is exact; else

    .. math:: p = 2 \min\Big(\frac{1 + \#\{d \ge o\}}{1 + m},
              \frac{1 + \#\{d \le o\}}{1 + m}\Big), \text{ at most } 1

    over m draws d against the observed o; p is never 0. Draws in which the measure is not
    defined are left out and counted in a note. Strengths are not kept by ``"size"`` and
    ``"degree"``, so these refuse `weight`.

    Parameters
    ----------
    measure : str or callable
        A measure by name (``"hill_number:order=2"``) or function, a `functools.partial` of
        one, or any function of a graph that returns a number or a Series.
    data : Coalition or networkx graph
    by : str or mapping, optional
        The partition, handed to the measure and shuffled under ``"labels"``.
    weight : str, optional
        The strengths, for measures that take them.
    null : "labels", "size", "degree" or "reattach"
    within : str, optional
        Shuffle labels only within the groups of this column (``"labels"`` only).
    draws : int
        How many draws when not all can be tried.
    seed : int, optional
        The same seed gives the same draws, for any `n_jobs` and any order of rows.
    n_jobs : int
        Parallel workers, through joblib.

    Returns
    -------
    TestResult

    Raises
    ------
    UndefinedError
        When the measure is not defined on the data themselves.
    UnsupportedGraphError
        When ties are made from participations and the null would redraw ties.

    References
    ----------
    Phipson & Smyth (2010), Permutation p-values should never be zero.
    Anderson, Butts & Carley (1999), The interaction of size and density with graph-level indices.

    Examples
    --------
    >>> import networkx as nx
    >>> karate = nx.karate_club_graph()
    >>> found = test("bridging_ratio", karate, by="club", null="labels", draws=99, seed=7)
    >>> found.observed, found.p
    (0.274, 0.02)
    """
    if within is not None and null != "labels":
        raise ValueError("within= belongs to null='labels'")
    call = resolve(measure).given(by=by, weight=weight)
    return tested(call, data, by=by, weight=weight, null=null, within=within, draws=draws,
                  seed=seed, n_jobs=n_jobs)  # fmt: skip


def tested(
    call: Call, data: Data, *, null: Null, draws: int, seed: int | None,
    by: By | None = None, weight: str | None = None, within: str | None = None, n_jobs: int = 1,
) -> TestResult:  # fmt: skip
    """Hold a call that is settled against chance; see `test`."""
    require_one_of("null", null, get_args(Null))
    if draws < 1:
        raise ValueError(f"draws={draws!r}: at least one draw is needed")
    weight = call.parameters.get("weight", weight)
    if weight is not None and null in {"size", "degree"}:
        raise ValueError(f"null={null!r} does not keep strengths: leave out weight=")
    if isinstance(data, Coalition) and null != "reattach":
        data = data.snapshot()
    observed = _values(call, data, {})
    if observed.isna().all():
        raise UndefinedError(f"{call.label} is not defined on these data, so chance has no say")
    chance = _chance(null, call, data, by, weight, within)
    exact = chance.count <= EXACT and chance.every is not None
    if exact and chance.every is not None:
        drawn = [_aligned(_values(call, one, more), observed) for one, more in chance.every()]
    else:
        seeds = np.random.SeedSequence(seed).spawn(draws)
        drawn = Parallel(n_jobs=n_jobs)(
            delayed(_one)(call, chance.draw, child, observed) for child in seeds
        )
    return against(call.label, null, observed, np.vstack(drawn), exact, seed, arrays(data).n)


def against_growth(
    function: Callable[[Coalition], "pd.Series[float]"], coalition: Coalition, *, draws: int,
    seed: int,
) -> TestResult:  # fmt: skip
    """Hold what a function says of a whole dated coalition against ties redrawn within growth.

    The draws are those of ``test(..., null="reattach")``, but the function sees all moments.
    """
    chance = functools.partial(_reattached, _dated(coalition))
    observed = function(coalition).astype(float)
    drawn = []
    for child in np.random.SeedSequence(seed).spawn(draws):
        redrawn, _ = chance(np.random.default_rng(child))
        assert isinstance(redrawn, Coalition)  # noqa: S101 - what reattach draws
        drawn.append(_aligned(function(redrawn), observed))
    name = getattr(function, "__name__", type(function).__name__)
    return against(name, "reattach", observed, np.vstack(drawn), False, seed, len(coalition))


def against(  # noqa: PLR0917 - the pieces of a TestResult, handed over once
    label: str, null: str, observed: "pd.Series[float]", table: np.ndarray, exact: bool,
    seed: int | None, n: int,
) -> TestResult:  # fmt: skip
    """Hold observed values against drawn ones (one row a draw)."""
    frame = pd.DataFrame(
        [_outcome(float(one), table[:, place], exact) for place, one in enumerate(observed)],
        index=observed.index,
    )
    undefined = int(np.isnan(table[:, observed.notna().to_numpy()]).any(axis=1).sum())
    notes = (Note("undefined_draws", {"count": undefined}),) if undefined else ()
    return TestResult(measure=label, null=null, frame=frame, draws=table, exact=exact,
                      seed=seed, n=n, notes=notes)  # fmt: skip


def _one(
    call: Call, draw: Draw, child: np.random.SeedSequence, observed: "pd.Series[float]"
) -> np.ndarray:
    data, more = draw(np.random.default_rng(child))
    return _aligned(_values(call, data, more), observed)


def _aligned(drawn: "pd.Series[float]", observed: "pd.Series[float]") -> np.ndarray:
    """Put what was drawn beside what was observed, by key: rows differ from draw to draw."""
    found = dict(zip(drawn.index, drawn, strict=True))
    return np.array([found.get(key, math.nan) for key in observed.index], dtype=float)


def _values(call: Call, data: Data, more: Mapping[str, Any]) -> "pd.Series[float]":
    """Run a measure; give its values as a Series, keyed by partner and column where several."""
    if call.entry is None and isinstance(data, Network):
        data = data.to_networkx()  # a function of your own sees a plain graph
    elif call.entry is None and isinstance(data, Coalition):
        data = data.graph()
    answer = call.run(data, **more)
    if isinstance(answer, Answer):
        rows = list(answer.values())
        columns = {column for _, column, _ in rows}
        if len(rows) == 1 and rows[0][0] == "":
            return pd.Series([rows[0][2]], index=pd.Index([rows[0][1]], name="key"))
        keys = [key if len(columns) == 1 else (key, column) for key, column, _ in rows]
        index = pd.Index(keys, name="key", tupleize_cols=False)
        return pd.Series([value for _, _, value in rows], index=index, dtype=float)
    if isinstance(answer, Mapping):
        answer = pd.Series(dict(answer))
    if isinstance(answer, pd.Series):
        return answer.astype(float)
    return pd.Series([float(answer)], index=pd.Index(["value"], name="key"))


def _outcome(observed: float, drawn: np.ndarray, exact: bool) -> dict[str, float]:
    known = drawn[~np.isnan(drawn)]
    names = ("observed", "expected", "ratio", "sd", "z", "p", "low", "high")
    if math.isnan(observed) or not len(known):
        return dict.fromkeys(names, math.nan) | {"observed": observed}
    slack = TOLERANCE * max(1.0, abs(observed))
    extra = 0 if exact else 1  # among all possibilities the observed one is already there
    above = (extra + int((known >= observed - slack).sum())) / (extra + len(known))
    below = (extra + int((known <= observed + slack).sum())) / (extra + len(known))
    expected = float(known.mean())
    sd = float(known.std(ddof=0 if exact else 1)) if len(known) > 1 else math.nan
    low, high = np.quantile(known, [0.025, 0.975])
    return {
        "observed": observed,
        "expected": expected,
        "ratio": observed / expected if abs(expected) > slack else math.nan,
        "sd": sd,
        "z": (observed - expected) / sd if sd > slack else math.nan,
        "p": min(1.0, 2 * min(above, below)),
        "low": float(low),
        "high": float(high),
    }


def _chance(  # noqa: PLR0917 - private, one caller
    null: str, call: Call, data: Data, by: By | None, weight: str | None, within: str | None
) -> _Chance:
    if null == "reattach":
        return _Chance(functools.partial(_reattached, _dated(data)))
    net = arrays(data, weight=weight)
    if null == "labels":
        partition = call.parameters.get("by", by)
        if partition is None:
            raise LecoError("null='labels' shuffles labels: say which with by=...")
        return _labels(net, partition, within, call.parameters.get("coarse"))
    if any(note.code == "ties_projected" for note in net.notes):
        raise UnsupportedGraphError(
            f"null={null!r} redraws ties, but these are made from shared activities, which "
            "overlap by themselves: use null='labels'"
        )
    if not net.ties_known:
        raise UndefinedError("there is no record of ties to redraw")
    if null == "size":
        return _Chance(
            lambda rng: (nulls.same_size(net, rng), {}),
            lambda: ((one, {}) for one in nulls.all_sizes(net)),
            nulls.count_sizes(net),
        )
    return _Chance(lambda rng: (nulls.same_degree(net, rng), {}))


def _labels(net: Network, by: By, within: str | None, coarse: By | None) -> _Chance:
    known = net.labels(by).known
    values = net.values(by)
    strata = None
    if within is not None:
        strata = net.values(within)
    if coarse is not None:  # a label keeps its coarser one
        values = list(zip(values, net.values(coarse), strict=True))

    def named(shuffled: list[Any]) -> dict[str, Any]:
        if coarse is None:
            return {"by": dict(zip(net.nodes, shuffled, strict=True))}
        fine, above = zip(*shuffled, strict=True)
        return {"by": dict(zip(net.nodes, fine, strict=True)),
                "coarse": dict(zip(net.nodes, above, strict=True))}  # fmt: skip

    return _Chance(
        lambda rng: (net, named(nulls.shuffled_labels(values, known, strata, rng))),
        lambda: ((net, named(one)) for one in nulls.all_labels(values, known, strata)),
        nulls.count_labels(values, known, strata),
    )


def _dated(data: Data) -> Coalition:
    if not isinstance(data, Coalition):
        raise UnsupportedGraphError("null='reattach' needs a Coalition with dates")
    tables = data.tables
    if data.moment is not None:
        raise LecoError("null='reattach' needs the whole coalition, not one moment of it")
    ties = tables.get("ties")
    if ties is None or "start" not in ties.columns or "joined" not in tables["partners"].columns:
        raise UnsupportedGraphError(
            "null='reattach' needs ties with a start and partners with a date of joining"
        )
    return data


def _reattached(coalition: Coalition, rng: np.random.Generator) -> tuple[Data, Mapping[str, Any]]:
    """Draw the coalition with every tie's ends redrawn (ids in canonical order)."""
    tables = coalition.tables
    partners = tables["partners"].sort_values("id", ignore_index=True)
    keys = ["start", "source", "target", *(["kind"] if "kind" in tables["ties"].columns else [])]
    every = tables["ties"].sort_values(keys, ignore_index=True, kind="stable")
    # A tie without a start formed nobody knows when: it stays as it is.
    ties, kept = every[every["start"].notna()], every[every["start"].isna()]
    entry, leave = spell("partners", partners)
    leave = np.where(member(partners), leave, dates.EARLIEST)  # no partner is never there
    start, last = spell("ties", ties)
    place = {partner: row for row, partner in enumerate(partners["id"])}
    source, target = nulls.reattached(
        entry, leave,
        {"source": ties["source"].map(place).to_numpy(dtype=np.int64),
         "target": ties["target"].map(place).to_numpy(dtype=np.int64),
         "start": start, "last": last},
        one_way(ties), _taken(kept, place), rng,
    )  # fmt: skip
    names = partners["id"].to_numpy()
    redrawn = ties.assign(
        source=pd.array(names[source], dtype="str"), target=pd.array(names[target], dtype="str")
    )
    drawn = pd.concat([kept, redrawn], ignore_index=True)
    fresh = Coalition({**tables, "partners": partners, "ties": drawn}, name=coalition.name,
                      notes=coalition.notes)  # fmt: skip
    return fresh, {}


def _taken(kept: pd.DataFrame, place: Mapping[str, int]) -> nulls.Taken:
    """Tell until when the ties that stay keep their pairs."""
    _, last = spell("ties", kept)
    ends = zip(kept["source"].map(place), kept["target"].map(place), last, strict=True)
    found: nulls.Taken = {}
    for one, other, day in ends:
        for pair in ((int(one), int(other)), (int(other), int(one))):
            found[pair] = max(int(day), found.get(pair, dates.EARLIEST))
    return found
