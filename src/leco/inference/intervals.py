"""How sure a number is, and of what: intervals that each name one source of uncertainty."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from joblib import Parallel, delayed  # type: ignore[import-untyped]  # it ships no types
from scipy.stats import norm, t

from leco.coalition.coalition import Coalition
from leco.errors import LecoError, UndefinedError
from leco.graph.arrays import Data, Floats, Network, arrays
from leco.graph.partition import By
from leco.kernels.vertex_draws import vertex_draw
from leco.metrics.calls import Call, settled
from leco.metrics.registry import partner_frame
from leco.result import About, Interval, Scores
from leco.result.interval import by_draw, interval_frame, within
from leco.words import Note

LEVEL = 0.95
WIDE = float(norm.ppf((1 + LEVEL) / 2))
# Parameters that may say something of each partner, and so have to follow it.
OF_PARTNERS = ("by", "coarse")

Wanted = str | Callable[..., Any]
Seeds = Sequence[np.random.SeedSequence]


class Process(NamedTuple):
    """What drawing the partners once more gives: a standard error, an interval, the values."""

    se: float
    low: float
    high: float
    drawn: Floats


def process_interval(
    measure: Wanted,
    data: Data,
    *,
    by: By | None = None,
    weight: str | None = None,
    draws: int = 500,
    seed: int | None = None,
    n_jobs: int = 1,
) -> Interval:
    r"""Say between what a number lies if the same ways of tying had their course once more.

    A register of partners and ties is no sample: this interval is not about errors in it. It
    asks how much the number would differ between coalitions that come about as this one did,
    by drawing its n partners with replacement (the vertex bootstrap; two copies of one partner
    are tied as a pair drawn from all is):

    .. math:: x \pm 1.96 \, s, \quad s^2 = \frac{1}{B - 1} \sum_b (x_b - \bar x)^2

    around the observed x, within what the measure can be. The normal interval, since the middle
    95 % of the draws is too high for centralisation and transitivity. In networks of 25 to 100
    partners with a core it held the truth in 86 to 98 % of cases; where ties are wholly random
    it is too wide. Labels and attributes follow their partner, strengths and direction are kept,
    kinds of tie are not. Isolates are partners. Draws in which the number is not defined are
    left out and counted. Leaving partners out one by one, which fails for cores, is not used.

    Parameters
    ----------
    measure : str or callable
        A measure that gives one number.
    data : Coalition or networkx graph
    by : str or mapping, optional
    weight : str, optional
    draws : int
        Two or more.
    seed : int, optional
        The same seed gives the same interval for any `n_jobs` and any order of rows.
    n_jobs : int

    Returns
    -------
    Interval

    Raises
    ------
    LecoError
        For a measure that gives no single number; who is core: `core_membership`.
    UndefinedError
        When the number is not defined on the data.

    References
    ----------
    Snijders & Borgatti (1999), Non-parametric standard errors and tests for network statistics,
    Connections 22(2).

    Examples
    --------
    >>> import networkx as nx
    >>> found = process_interval("density", nx.karate_club_graph(), draws=100, seed=7)
    >>> found.frame[["value", "se"]].round(2).values.tolist()
    [[0.14, 0.04]]
    """
    call = _number(measure, by, weight, seed)
    net = arrays(data, weight=call.parameters.get("weight", weight))
    answer = call.run(net)
    value = _defined(call, float(answer.value))
    found = around(call, net, value, _seeds(seed, draws), n_jobs)
    return Interval(
        measure=call.label, seed=seed, n=answer.n, moment=net.moment, drawn=by_draw(found.drawn),
        frame=interval_frame(call.label, [(value, found.low, found.high, found.se, "process")]),
        notes=(*answer.notes, *_undefined(found.drawn)),
    )  # fmt: skip


def around(call: Call, net: Network, value: float, seeds: Seeds, n_jobs: int = 1) -> Process:
    """Draw the partners once for each seed, and put an interval around a number."""
    drawn = np.array(Parallel(n_jobs=n_jobs)(delayed(_again)(call, net, one) for one in seeds))
    known = drawn[~np.isnan(drawn)]
    se = float(known.std(ddof=1)) if len(known) > 1 else math.nan
    return Process(se, *_limits(call, value, se, WIDE), drawn)


def _again(call: Call, net: Network, seed: np.random.SeedSequence) -> float:
    drawn, chosen = vertex_draw(net, np.random.default_rng(seed))
    follows: dict[str, Any] = {}
    for name in OF_PARTNERS:
        said = call.parameters.get(name)
        if isinstance(said, (Mapping, pd.Series)):
            values = net.values(said)
            follows[name] = {copy: values[place] for copy, place in enumerate(chosen.tolist())}
    try:
        return float(call.run(drawn, **follows).value)
    except LecoError:
        return math.nan


def core_membership(
    data: Data, *, weight: str | None = None, draws: int = 500, seed: int | None = None
) -> Scores:
    r"""How often each partner is core when the partners are drawn once more.

    Partners are drawn as for `process_interval`, and each time the certified core with the mixed
    block at one half is found. A partner's chance is the mean of its coreness over its copies in
    all draws that hold it, coreness being the share of equally good cores that it is in:

    .. math:: c_i = \frac{\sum_b \sum_{j : v_j^b = i} k_j^b}{\sum_b \#\{j : v_j^b = i\}}

    Between 0 and 1; near 1 or 0 a partner is where it is, between them the data cannot tell. A
    core has no standard error: it changes at a blow. Isolates are periphery. Direction and
    strengths are used, labels are not. NaN without ties, or with all ties there.

    Parameters
    ----------
    data : Coalition or networkx graph
    weight : str, optional
    draws : int
        Two or more.
    seed : int, optional

    Returns
    -------
    Scores
        ``core`` (whether it is, as `core_periphery` says: its coreness) and ``chance``.

    References
    ----------
    Snijders & Borgatti (1999), Connections 22(2), for the draws; Borgatti & Everett (2000) for
    the core.

    Examples
    --------
    >>> import networkx as nx
    >>> found = core_membership(nx.star_graph(8), draws=20, seed=7)
    >>> bool(found.frame.loc[0, "chance"] > found.frame.loc[1, "chance"])
    True
    """
    [call] = settled("core_periphery", by=None, weight=weight, seed=seed)
    net = arrays(data, weight=weight)
    whole = call.run(net)
    chances, copies = np.zeros(net.n), np.zeros(net.n)
    undefined = 0
    for child in _seeds(seed, draws):
        drawn, chosen = vertex_draw(net, np.random.default_rng(child))
        coreness = call.run(drawn).coreness.to_numpy(dtype=float)
        if np.isnan(coreness).any():
            undefined += 1
            continue
        chances += np.bincount(chosen, coreness, minlength=net.n)
        copies += np.bincount(chosen, minlength=net.n)
    chance = np.full(net.n, np.nan)
    if whole.coreness.notna().any():
        np.divide(chances, copies, out=chance, where=copies > 0)
    frame = partner_frame(net, {"chance": chance})
    frame.insert(0, "core", whole.coreness)
    about = About(
        name="core_membership", level="partner", bounds=(0, 1), moment=net.moment,
        source="Snijders & Borgatti (1999); Borgatti & Everett (2000)",
        first_line="How often each partner is core when the partners are drawn once more.",
        fingerprint=net.fingerprint,
    )  # fmt: skip
    notes = (Note("undefined_draws", {"count": undefined}),) if undefined else ()
    return Scores(frame=frame, n=net.n, about=about, notes=(*whole.notes, *notes))


def date_interval(
    measure: Wanted,
    coalition: Coalition,
    *,
    at: object = None,
    by: By | None = None,
    weight: str | None = None,
    draws: int = 50,
    process_draws: int = 100,
    seed: int | None = None,
    n_jobs: int = 1,
) -> Interval:
    r"""Say what coarse dates leave open of a number, beside what another course would.

    A day is drawn for every coarse date, M times (`Coalition.draw_dates`), and the number taken
    each time with its variance over partners drawn once more. Rubin's rules put them together:

    .. math:: T = W + (1 + 1/M) B

    with W the mean variance of the ``process``, B the variance between the drawn ``dates``, and
    ``both`` their sum, around the mean over the draws; t with
    :math:`(M - 1) (1 + W / ((1 + 1/M) B))^2` degrees of freedom. A note says so when dates weigh
    more than the process. Draws in which the number is not defined are left out and counted.

    Parameters
    ----------
    measure : str or callable
        A measure that gives one number.
    coalition : Coalition
        The whole of it, not one moment: its dates are drawn before the moment is looked at.
    at : str, date or timestamp, optional
        The moment; else the one a measure answers for.
    by : str or mapping, optional
    weight : str, optional
    draws : int
        How often to draw the dates; two or more.
    process_draws : int
        How often to draw the partners for each; 0 leaves ``process`` and ``both`` out.
    seed : int, optional
    n_jobs : int

    Returns
    -------
    Interval

    Raises
    ------
    LecoError
        For a measure that gives no single number, or anything but a whole, dated Coalition.
    UndefinedError
        When the number is not defined on the data.

    References
    ----------
    Rubin (1987), Multiple imputation for nonresponse in surveys, p. 76.

    Examples
    --------
    >>> c = Coalition.from_frames(
    ...     [{"id": "a", "joined": "2019"}, {"id": "b", "joined": "2019"},
    ...      {"id": "c", "joined": "2020"}],
    ...     [{"source": "a", "target": "b", "start": "2019"}], name="c",
    ...     coalition=[{"observed_until": "2021"}])
    >>> found = date_interval("density", c, at="2020-06-30", process_draws=0, seed=7)
    >>> found.frame["about"].tolist(), bool(1/3 < found.frame["value"].iloc[0] < 1)
    (['dates'], True)
    """
    call = _number(measure, by, weight, seed)
    weight = call.parameters.get("weight", weight)
    if not isinstance(coalition, Coalition) or coalition.moment is not None:
        raise LecoError("date_interval takes a whole Coalition, and the moment as at=...")
    moment = coalition.snapshot().moment if at is None else at
    if moment is None:
        raise LecoError("these tables have no dates to draw")
    if process_draws not in {0, *range(2, process_draws + 1)}:
        raise ValueError(f"process_draws={process_draws}: 0, or two or more")
    now = coalition.at(moment)
    answer = call.run(arrays(now, weight=weight))
    written = _defined(call, float(answer.value))
    values, variances = np.full(draws, math.nan), np.full(draws, math.nan)
    for place, child in enumerate(_seeds(seed, draws)):
        again = coalition.draw_dates(int(child.generate_state(1)[0]))
        net = arrays(again.at(moment), weight=weight)
        values[place] = float(call.run(net).value)
        if process_draws and not math.isnan(values[place]):
            found = around(call, net, values[place], child.spawn(process_draws), n_jobs)
            variances[place] = found.se**2
    known = values[~np.isnan(values)]
    if len(known) < 2:
        raise UndefinedError(f"{call.label} is not defined when days are drawn for coarse dates")
    value, many = float(known.mean()), len(known)
    between = (1 + 1 / many) * float(known.var(ddof=1))
    parts: list[tuple[str, float, float]] = [("dates", between, many - 1)]
    process = variances[~np.isnan(variances)]
    if len(process):
        inside = float(process.mean())
        freedom = (many - 1) * (1 + inside / between) ** 2 if between else math.inf
        parts += [("process", inside, math.inf), ("both", between + inside, freedom)]
    rows = []
    for about, variance, freedom in parts:
        se = math.sqrt(variance)
        rows.append((value, *_limits(call, value, se, _quantile(freedom)), se, about))
    notes = [*answer.notes, Note("dates_drawn", {"count": draws, "written": written})]
    if len(process) and between > float(process.mean()):
        notes.append(Note("dates_weigh_more"))
    return Interval(measure=call.label, frame=interval_frame(call.label, rows), seed=seed,
                    n=answer.n, moment=now.moment, drawn=by_draw(values),
                    notes=(*notes, *_undefined(values)))  # fmt: skip


def response_bounds(
    measure: Wanted, data: Data, *, by: By | None = None, seed: int | None = None
) -> Interval:
    """Say what a number would be with none, and with all, of the ties that nobody told of.

    Not known are the ties between two partners that were asked and did not answer (with
    direction: all from such a partner), but for those on record. For numbers that only rise, or
    only fall, with every tie the two are the lowest and highest possible; for others they are
    two ends that show how much is open. There is no standard error. Without silent partners
    both are the number itself.

    Parameters
    ----------
    measure : str or callable
        A measure that gives one number, without strengths: those of unknown ties are unknown.
    data : Coalition or networkx graph
        A graph says who did not answer by the node attribute ``answered``: False.
    by : str or mapping, optional
    seed : int, optional
        The randomness, for measures that have it.

    Returns
    -------
    Interval

    Raises
    ------
    LecoError
        For a measure that gives no single number, or with strengths.
    UndefinedError
        When the number is not defined on the data.

    References
    ----------
    Manski (2003), Partial identification of probability distributions, for bounds.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.path_graph(4)
    >>> nx.set_node_attributes(graph, {0: False, 3: False}, "answered")
    >>> response_bounds("density", graph).frame[["low", "high"]].round(2).values.tolist()
    [[0.5, 0.67]]
    """
    call = _number(measure, by, None, seed)
    if call.parameters.get("weight") is not None:
        raise LecoError("the strengths of ties that are not known are not known: leave out weight=")
    net = arrays(data)
    answer = call.run(net)
    value = _defined(call, float(answer.value))
    silent = np.zeros(net.n, dtype=bool) if net.silent is None else net.silent
    unknown = (silent[:, None] if net.directed else silent[:, None] & silent[None, :]) & (
        net.adjacency.toarray() == 0
    )
    np.fill_diagonal(unknown, val=False)
    if not net.directed:
        unknown = np.triu(unknown)
    rows, columns = np.nonzero(unknown)
    known = net.tie_list()
    answered = replace(net, silent=None)
    full = answered.with_ties(np.r_[known[0], rows], np.r_[known[1], columns])
    ends = pd.Series({"none": float(call.run(answered).value), "all": float(call.run(full).value)})
    notes = (*answer.notes, Note("unknown_pairs", {"count": len(rows)}))
    row = (value, float(ends.min()), float(ends.max()), math.nan, "response")
    return Interval(measure=call.label, frame=interval_frame(call.label, [row]), n=answer.n,
                    moment=net.moment, drawn=ends.rename_axis("choice"), seed=seed,
                    notes=notes)  # fmt: skip


def multiverse(
    measure: Wanted,
    data: Data,
    choices: Mapping[str, Data | Wanted],
    *,
    by: By | None = None,
    weight: str | None = None,
    seed: int | None = None,
) -> Interval:
    """Say what a number is under every choice that could have been made as well.

    Each choice is either other data (``coalition.select(kind="trust")``, another moment, ties
    above a threshold) or another way to measure (``"hill_number:order=2"``, a `functools.partial`).
    `low` and `high` are the lowest and highest of them all, the first one included; `drawn` gives
    each by its label. This is no interval of chance: it says how much hangs on the analyst.

    Parameters
    ----------
    measure : str or callable
        A measure that gives one number: the choice that was made.
    data : Coalition or networkx graph
    choices : mapping from label to data or measure
    by : str or mapping, optional
    weight : str, optional
    seed : int, optional
        The randomness, for measures that have it.

    Returns
    -------
    Interval
        Choices under which the number is not defined are NaN, and counted in a note.

    Raises
    ------
    LecoError
        Without choices, or for a measure that gives no single number.
    UndefinedError
        When the number is not defined on the data.

    References
    ----------
    Steegen, Tuerlinckx, Gelman & Vanpaemel (2016), Increasing transparency through a multiverse
    analysis, Perspectives on Psychological Science 11.

    Examples
    --------
    >>> import networkx as nx
    >>> karate = nx.karate_club_graph()
    >>> ties = [tie for tie in karate.edges(data="weight") if tie[2] >= 3]
    >>> strong = nx.Graph()
    >>> strong.add_nodes_from(karate)
    >>> strong.add_weighted_edges_from(ties)
    >>> multiverse("density", karate, {"from 3": strong}).drawn.round(3).to_dict()
    {'as asked': 0.139, 'from 3': 0.086}
    """
    if not choices:
        raise LecoError("name at least one other choice: {'trust only': coalition.select(...)}")
    call = _number(measure, by, weight, seed)
    answer = _run(call, data, weight)
    value = _defined(call, float(answer.value))
    values = {"as asked": value}
    for label, choice in choices.items():
        if label in values:
            raise LecoError(f"{label!r} is the choice that was made: give the other another name")
        if isinstance(choice, str) or callable(choice):
            own, there = _number(choice, by, weight, seed), data
        else:
            own, there = call, choice
        values[label] = float(_run(own, there, weight).value)
    found = pd.Series(values, dtype=float).rename_axis("choice")
    row = (value, float(found.min()), float(found.max()), math.nan, "specification")
    blank = int(found.isna().sum())
    notes = (*answer.notes, *((Note("undefined_choices", {"count": blank}),) if blank else ()))
    return Interval(measure=call.label, frame=interval_frame(call.label, [row]), n=answer.n,
                    moment=answer.about.moment, drawn=found, seed=seed, notes=notes)  # fmt: skip


def _run(call: Call, data: Data, weight: str | None) -> Any:
    return call.run(arrays(data, weight=call.parameters.get("weight", weight)))


def _number(measure: Wanted, by: By | None, weight: str | None, seed: int | None) -> Call:
    """Settle a measure, which must give one number of a whole coalition."""
    [call] = settled([measure], by=by, weight=weight, seed=seed)
    if call.entry is None or call.entry.level != "coalition":
        raise LecoError(
            f"{call.label} is not one number of a whole coalition; how sure it is who is core "
            "says core_membership"
        )
    return call


def _defined(call: Call, value: float) -> float:
    if math.isnan(value):
        raise UndefinedError(f"{call.label} is not defined on these data")
    return value


def _seeds(seed: int | None, draws: int) -> Seeds:
    if draws < 2:
        raise ValueError(f"draws={draws!r}: an interval takes two draws at least")
    return np.random.SeedSequence(seed).spawn(draws)


def _quantile(freedom: float) -> float:
    return WIDE if math.isinf(freedom) else float(t.ppf((1 + LEVEL) / 2, freedom))


def _limits(call: Call, value: float, se: float, wide: float) -> tuple[float, float]:
    bounds = (-math.inf, math.inf) if call.entry is None else call.entry.bounds
    return within(value - wide * se, value + wide * se, bounds)


def _undefined(drawn: Floats) -> tuple[Note, ...]:
    count = int(np.isnan(drawn).sum())
    return (Note("undefined_draws", {"count": count}),) if count else ()
