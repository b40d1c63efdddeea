"""How a function becomes a measure: ``@measure``, and the catalogue everything else reads.

A measure is written as a function of a `Network` that returns a `Statistic`, `Scores` or
`Table`. The decorator opens the door (`arrays`) for whatever the caller hands over, refuses
what the measure cannot answer, and adds to the answer what a reader must know: the name,
the parameters, the number of partners, the moment, the source.
"""

import functools
import importlib
import inspect
import math
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar, cast, get_args

import pandas as pd

from leco.errors import UnsupportedGraphError, require_one_of
from leco.graph.arrays import Data, Network, arrays
from leco.graph.partition import By, Labels, grouping
from leco.kernels.nulls import Null
from leco.result import About, Answer, Scores, Statistic
from leco.words import Note

P = ParamSpec("P")
A = TypeVar("A", bound=Answer)

Level = Literal["coalition", "partner", "table"]
Family = Literal[
    "brokerage", "change", "cohesion", "core_periphery", "coverage", "diversity", "integration",
    "mixing", "structural_holes",
]  # fmt: skip
Need = Literal["ties", "direction", "one_entity", "activities", "numbers"]
# The rooms that measures stand in: of one moment, and of what changed since another.
ROOMS = ("leco.metrics", "leco.dynamics")

# What a kernel notes of no ties says nothing where ties are only not on record.
OF_NO_TIES = {"no_ties", "no_labelled_ties", "no_two_paths", "no_large_piece", "no_kinds"}

# Parameters that `test`, `track` and `compare` hand to each measure that has them.
SHARED = ("by", "weight", "seed")


@dataclass(frozen=True)
class Measure:
    """One entry of the catalogue."""

    name: str
    function: Callable[..., Answer]
    level: Level
    family: Family
    bounds: tuple[float, float]
    needs: frozenset[Need]
    null: Null | None
    rarefies: bool
    headline: str
    source: str
    first_line: str
    parameters: Mapping[str, inspect.Parameter]

    @property
    def required(self) -> tuple[str, ...]:
        """The parameters that have no default."""
        return tuple(
            name
            for name, parameter in self.parameters.items()
            if parameter.default is inspect.Parameter.empty
        )

    @property
    def of_change(self) -> bool:
        """Whether it holds a moment against the one before it."""
        return "before" in self.parameters


_CATALOGUE: dict[str, Measure] = {}


def measure(
    *,
    level: Level,
    family: Family,
    bounds: tuple[float, float],
    source: str,
    needs: Iterable[Need] = ("ties",),
    null: Null | None = None,
    rarefies: bool = False,
    headline: str = "",
) -> Callable[[Callable[Concatenate[Network, P], A]], Callable[Concatenate[Data, P], A]]:
    """Make a function a measure and enter it in the catalogue.

    Parameters
    ----------
    level : "coalition", "partner" or "table"
        One number, one row per partner, or one row per something else.
    family : str
        What it is about, such as ``"cohesion"``: the page of the docs it stands on.
    bounds : (float, float)
        The lowest and highest value it can take.
    source : str
        Author, year, and page or equation.
    needs : of "ties", "direction", "one_entity", "activities", "numbers"
        What it cannot do without. Without known ties every value is NaN, with a note;
        the others refuse. With ``numbers`` it is `by` that holds numbers, not labels.
    null : str, optional
        The chance model `compare` holds it against, since raw values depend on size.
    rarefies : bool
        Whether `compare` also gives its value at the size of the smallest coalition.
    headline : str, optional
        Of several columns the one that a sentence and a figure are about, else the last.

    Raises
    ------
    ValueError
        For a level, family, need or chance model that leco does not have.
    """
    needed = frozenset(needs)
    for word, said, known in (
        ("level", {level}, Level), ("family", {family}, Family), ("needs", needed, Need),
        ("null", {null} - {None}, Null),
    ):  # fmt: skip
        for one in sorted(said - set(get_args(known)), key=str):
            require_one_of(word, one, get_args(known))

    def decorate(
        function: Callable[Concatenate[Network, P], A],
    ) -> Callable[Concatenate[Data, P], A]:
        @functools.wraps(function)
        def answer(data: Data, /, *args: P.args, **kwargs: P.kwargs) -> A:
            net = arrays(data, weight=cast("str | None", kwargs.get("weight")))
            _refuse(net, entry)
            return _complete(function(net, *args, **kwargs), net, entry, kwargs)

        signature = inspect.signature(function)
        first, *rest = signature.parameters.values()
        entry = Measure(
            name=function.__name__, function=answer, level=level, family=family, bounds=bounds,
            needs=needed, null=null, rarefies=rarefies, headline=headline, source=source,
            first_line=(inspect.getdoc(function) or "").split("\n", maxsplit=1)[0],
            parameters={one.name: one for one in rest},
        )  # fmt: skip
        shown = [first.replace(name="data", annotation=Data), *rest]
        vars(answer).update(__signature__=signature.replace(parameters=shown), measure=entry)
        _CATALOGUE[entry.name] = entry
        return answer

    return decorate


def measures() -> dict[str, Measure]:
    """Give the catalogue of measures by name, those of leco and those you added."""
    for room in ROOMS:
        for module in pkgutil.iter_modules(importlib.import_module(room).__path__):
            importlib.import_module(f"{room}.{module.name}")
    return dict(sorted(_CATALOGUE.items()))


def _refuse(net: Network, entry: Measure) -> None:
    """Refuse what a measure cannot answer, and say what would help."""
    if "direction" in entry.needs and net.ties > 0 and not net.directed:
        raise UnsupportedGraphError.of("no_direction", measure=entry.name)
    if "activities" in entry.needs and net.activities is None:
        raise UnsupportedGraphError.of("no_activities", measure=entry.name)
    if "one_entity" in entry.needs:
        entities = {value for value in net.attributes.get("entity", ()) if isinstance(value, str)}
        if {"person", "organisation"} <= entities:
            raise UnsupportedGraphError.of("persons_and_organisations", measure=entry.name)


def _complete(found: A, net: Network, entry: Measure, parameters: Mapping[str, Any]) -> A:
    """Add to an answer what a reader must know; blank it where ties are not on record."""
    if "ties" in entry.needs and not net.ties_known:
        kept = tuple(note for note in found.notes if note.code not in OF_NO_TIES)
        found = replace(found, notes=kept).unknown(Note("ties_unknown"))
    by = parameters.get("by")
    about = About(
        name=entry.name, parameters=named(parameters), level=entry.level, bounds=entry.bounds,
        source=entry.source, first_line=entry.first_line, moment=net.moment,
        fingerprint=net.fingerprint, by="" if by is None else grouping(by),
        headline=entry.headline, names={} if entry.level == "coalition" else net.names,
    )  # fmt: skip
    n = found.n if found.n >= 0 else net.n - found.missing  # who counted
    return replace(found, n=n, notes=(*net.notes, *found.notes), about=about)


def named(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parameters that belong in an answer's name (another coalition does not)."""
    return {
        key: value
        for key, value in parameters.items()
        if key not in SHARED and isinstance(value, (str, int, float, bool))
    }


def partner_frame(net: Network, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Put arrays in canonical order into a frame in the caller's order."""
    order = net.caller_order()
    index = partner_index(net, order)
    return pd.DataFrame({name: values[order] for name, values in columns.items()}, index=index)


def partner_index(net: Network, places: Iterable[int]) -> pd.Index:
    """Name partners by the caller's own ids, which may be tuples."""
    return pd.Index([net.nodes[place] for place in places], name="partner", tupleize_cols=False)


def scores(
    net: Network, columns: Mapping[str, Any], notes: tuple[Note, ...] = (), missing: int = 0
) -> Scores:
    """Wrap arrays in canonical order as `Scores` in the caller's order."""
    return Scores(frame=partner_frame(net, columns), notes=notes, missing=missing)


def undefined(*why: Note) -> Statistic:
    """Answer that there is no such number here, and why."""
    return Statistic(value=math.nan, notes=why)


def too_few(least: int) -> Statistic:
    """Answer that the number takes so many partners at least."""
    return undefined(Note("too_few_partners", {"count": least}))


def counted(code: str, count: int) -> tuple[Note, ...]:
    """Note of how many something holds, such as ``"isolates"``; nothing where it is of nobody."""
    return (Note(code, {"count": count}),) if count else ()


def composition(
    value: float, labels: Labels, by: By, *more: Note, parts: Mapping[str, float] | None = None
) -> Statistic:
    """Wrap a number about the labelled partners; say of how many labels, and who was left out."""
    if not labels.known.any():
        value, parts, more = math.nan, None, (Note("no_labels"),)
    return Statistic(
        value=value, n=labels.n, missing=labels.missing,
        parts={"labels": len(labels.names), **(parts or {})}, notes=(*labels.notes(by), *more),
    )  # fmt: skip
