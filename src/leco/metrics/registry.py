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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar, cast

import pandas as pd

from leco.errors import LecoError, UnsupportedGraphError, nearest
from leco.graph.arrays import Data, Network, arrays
from leco.graph.partition import By, grouping
from leco.labels import Note
from leco.result import About, Answer, Scores

P = ParamSpec("P")
A = TypeVar("A", bound=Answer)

Level = Literal["coalition", "partner", "pair"]
Need = Literal["ties", "direction", "one_entity", "activities", "numbers"]

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
    family: str
    bounds: tuple[float, float]
    needs: frozenset[Need]
    null: str | None
    rarefies: bool
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


_CATALOGUE: dict[str, Measure] = {}


def measure(
    *,
    level: Level,
    family: str,
    bounds: tuple[float, float],
    source: str,
    needs: Iterable[Need] = ("ties",),
    null: str | None = None,
    rarefies: bool = False,
) -> Callable[[Callable[Concatenate[Network, P], A]], Callable[Concatenate[Data, P], A]]:
    """Make a function a measure and enter it in the catalogue.

    Parameters
    ----------
    level : "coalition", "partner" or "pair"
        One number, one row per partner, or one row per something else.
    family : str
        The room it belongs to, such as ``"cohesion"``.
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
    """

    def decorate(
        function: Callable[Concatenate[Network, P], A],
    ) -> Callable[Concatenate[Data, P], A]:
        signature = inspect.signature(function)
        own = list(signature.parameters.values())
        doc = inspect.getdoc(function) or ""
        name = function.__name__
        entry_needs = frozenset(needs)

        def answer(data: Data, /, *args: P.args, **kwargs: P.kwargs) -> A:
            net = arrays(data, weight=cast("str | None", kwargs.get("weight")))
            _refuse(net, name, entry_needs)
            found = function(net, *args, **kwargs)
            if "ties" in entry_needs and not net.ties_known:
                kept = tuple(note for note in found.notes if note.code not in OF_NO_TIES)
                found = replace(found, notes=kept).unknown(Note("ties_unknown"))
            parameters = {
                key: value for key, value in kwargs.items() if key not in SHARED and _says(value)
            }
            by = cast("By | None", kwargs.get("by"))
            about = About(
                name,
                parameters,
                level,
                family,
                bounds,
                source,
                entry.first_line,
                net.moment,
                net.fingerprint,
                "" if by is None else grouping(by),
            )
            n = found.n if found.n >= 0 else net.n
            return replace(found, n=n, notes=(*net.notes, *found.notes),
                           about=about)  # fmt: skip

        functools.update_wrapper(answer, function)
        first = own[0].replace(name="data", annotation=Data)
        answer.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=[first, *own[1:]]
        )
        entry = Measure(
            name,
            answer,
            level,
            family,
            bounds,
            entry_needs,
            null,
            rarefies,
            source,
            doc.split("\n", maxsplit=1)[0],
            {one.name: one for one in own[1:]},
        )
        _CATALOGUE[name] = entry
        return answer

    return decorate


def _says(value: object) -> bool:
    """Whether a parameter belongs in the answer's name (another coalition does not)."""
    return value is not None and isinstance(value, (str, int, float, bool))


def _refuse(net: Network, name: str, needs: frozenset[Need]) -> None:
    if "direction" in needs and net.ties > 0 and not net.directed:
        raise UnsupportedGraphError(
            f"{name} asks who reaches out to whom, but these ties have no direction: "
            "fill in the column 'directed', or hand over a DiGraph"
        )
    if "activities" in needs and net.activities is None:
        raise UnsupportedGraphError(
            f"{name} asks who takes part in what: hand over a coalition with a table "
            "'participations', or a two-mode graph (node attribute bipartite: 0 partners, "
            "1 activities)"
        )
    if "one_entity" in needs:
        entities = {value for value in net.attributes.get("entity", ()) if isinstance(value, str)}
        if {"person", "organisation"} <= entities:
            raise UnsupportedGraphError(
                f"{name} does not count persons and organisations together: use "
                "coalition.select(entity='organisation') or coalition.fold(to='organisation')"
            )


def partner_frame(net: Network, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Put arrays in canonical order into a frame in the caller's order."""
    order = net.caller_order()
    index = partner_index(net, order)
    return pd.DataFrame({name: values[order] for name, values in columns.items()}, index=index)


def partner_index(net: Network, places: Iterable[int], name: str = "partner") -> pd.Index:
    """Name partners by the caller's own ids, which may be tuples."""
    return pd.Index([net.nodes[place] for place in places], name=name, tupleize_cols=False)


def scores(
    net: Network, columns: Mapping[str, Any], notes: tuple[Note, ...] = (), missing: int = 0
) -> Scores:
    """Wrap arrays in canonical order as `Scores` in the caller's order."""
    return Scores(frame=partner_frame(net, columns), notes=notes, missing=missing)


def catalogue() -> dict[str, Measure]:
    """Give every measure by name, those of leco and those you added."""
    package = importlib.import_module("leco")
    for module in package.MEASURE_MODULES:
        importlib.import_module(module)
    return dict(sorted(_CATALOGUE.items()))


@dataclass(frozen=True)
class Call:
    """A measure with its parameters settled: what `test`, `track` and `compare` run."""

    label: str
    function: Callable[..., Any]
    parameters: Mapping[str, Any]
    entry: Measure | None

    def run(self, data: Data, **more: Any) -> Any:
        """Call the measure on data."""
        settled = {**self.parameters, **more}
        self._require(settled)
        return self.function(data, **settled)

    def _require(self, settled: Mapping[str, Any], later: str = "") -> None:
        """Refuse to go on without a parameter that has no default, but for one that comes later."""
        required = self.entry.required if self.entry else ()
        absent = [f"{key}=..." for key in required if key not in settled and key != later]
        if absent:
            raise LecoError(f"{self.label} needs {', '.join(absent)}")

    def given(self, **shared: Any) -> "Call":
        """Settle the shared parameters, each only where the measure has it."""
        if self.entry is None:
            return self
        own = self.entry.parameters
        added = {
            key: value
            for key, value in shared.items()
            if key in own and value is not None and key not in self.parameters
        }
        settled = {**self.parameters, **added}
        self._require(settled, later="before")
        return replace(self, parameters=settled)


def resolve(wanted: str | Callable[..., Any]) -> Call:
    """Find the measure meant by a name, a name with parameters, a function or a partial.

    >>> call = resolve("hill_number:order=2")
    >>> call.label, dict(call.parameters)
    ('hill_number:order=2', {'order': 2})
    """
    if isinstance(wanted, str):
        name, _, rest = wanted.partition(":")
        entry = catalogue().get(name.strip())
        if entry is None:
            close = nearest(name, _CATALOGUE)
            meant = f"; did you mean {close!r}?" if close else ""
            raise LecoError(f"no measure is called {name!r}{meant} (leco measures lists them)")
        return _call(entry, _parameters(entry, rest))
    if isinstance(wanted, functools.partial):
        inner = resolve(wanted.func)
        if inner.entry is not None:
            return _call(inner.entry, dict(wanted.keywords))
        return Call(inner.label, wanted, {}, None)
    name = getattr(wanted, "__name__", type(wanted).__name__)
    entry = _CATALOGUE.get(name)
    if entry is not None and entry.function is wanted:
        return _call(entry, {})
    return Call(name, wanted, {}, None)


def _call(entry: Measure, parameters: dict[str, Any]) -> Call:
    unknown = [key for key in parameters if key not in entry.parameters]
    if unknown:
        there = ", ".join(entry.parameters) or "none"
        raise LecoError(f"{entry.name} has no parameter {unknown[0]!r} (there: {there})")
    named = {key: value for key, value in parameters.items() if key not in SHARED and _says(value)}
    return Call(About(entry.name, named).label, entry.function, parameters, entry)


def _parameters(entry: Measure, written: str) -> dict[str, Any]:
    settled: dict[str, Any] = {}
    for piece in filter(None, (part.strip() for part in written.split(","))):
        key, equals, value = piece.partition("=")
        if not equals:
            raise LecoError(f"{entry.name}: write {piece!r} as parameter=value")
        settled[key.strip()] = _value(value.strip())
        known = entry.parameters.get(key.strip())
        if known and known.annotation in {int, float} and isinstance(settled[known.name], str):
            raise LecoError(f"{entry.name}: {known.name}={value.strip()!r} is not a number")
    return settled


def _value(written: str) -> Any:
    if written.casefold() in {"true", "false"}:
        return written.casefold() == "true"
    for kind in (int, float):
        try:
            value = kind(written)
        except ValueError:
            continue
        return value if isinstance(value, int) or not math.isnan(value) else written
    return written
