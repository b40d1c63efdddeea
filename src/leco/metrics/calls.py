"""How measures are asked for: by name, with parameters, as a function or a partial."""

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from leco.errors import LecoError, known_names, meant
from leco.graph.arrays import Data
from leco.graph.partition import By
from leco.metrics.registry import Measure, measures, named
from leco.result import About, Statistic

Asked = str | Callable[..., Any]  # one measure, by name or itself
Wanted = Asked | Sequence[Asked]


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

    def number(self, data: Data, **more: Any) -> float:
        """Give the one number of a measure; NaN where it has none, or none on these data."""
        try:
            answer = self.run(data, **more)
        except LecoError:
            return math.nan
        return float(answer) if isinstance(answer, Statistic) else math.nan

    @property
    def of_change(self) -> bool:
        """Whether it holds a moment against the one before it."""
        return self.entry is not None and self.entry.of_change

    def _require(self, settled: Mapping[str, Any], later: str = "") -> None:
        """Refuse to go on without a parameter that has no default, but for one that comes later."""
        required = self.entry.required if self.entry else ()
        absent = [f"{key}=..." for key in required if key not in settled and key != later]
        if absent:
            named = ", ".join(absent)
            code = "needs_by" if named == "by=..." else "needs_parameters"
            raise LecoError.of(code, measure=self.label, named=named)

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
        known = measures()
        entry = known.get(name.strip())
        if entry is None:
            near = meant(name, known)
            raise LecoError.of("no_measure", name=name, near=near)
        return _call(entry, _parameters(entry, rest))
    if isinstance(wanted, functools.partial):
        inner = resolve(wanted.func)
        if inner.entry is not None:
            return _call(inner.entry, dict(wanted.keywords))
        return Call(inner.label, wanted, {}, None)
    name = getattr(wanted, "__name__", type(wanted).__name__)
    entry = getattr(wanted, "measure", None)
    return Call(name, wanted, {}, None) if entry is None else _call(entry, {})


def settled(measures: Wanted, *, by: By | None, weight: str | None, seed: int | None) -> list[Call]:
    """Find every measure wanted, with the shared parameters settled; each once."""
    listed = [measures] if isinstance(measures, str) or callable(measures) else list(measures)
    if not listed:
        raise LecoError.of("no_measures")
    calls = [resolve(one).given(by=by, weight=weight, seed=seed) for one in listed]
    labels = [call.label for call in calls]
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise LecoError.of("asked_twice", measure=twice[0])
    plain = [call.label for call in calls if call.entry is None]
    if plain:
        raise LecoError(f"{plain[0]} is not a measure: write @leco.measure(...) above it")
    return calls


def _call(entry: Measure, parameters: dict[str, Any]) -> Call:
    unknown = [key for key in parameters if key not in entry.parameters]
    if unknown:
        raise LecoError.of("no_parameter", measure=entry.name, name=unknown[0],
                           there=known_names(entry.parameters))  # fmt: skip
    label = About(entry.name, named(parameters)).label
    return Call(label, entry.function, parameters, entry)


def _parameters(entry: Measure, written: str) -> dict[str, Any]:
    settled: dict[str, Any] = {}
    for piece in filter(None, (part.strip() for part in written.split(","))):
        key, equals, value = piece.partition("=")
        if not equals:
            raise LecoError.of("no_value", measure=entry.name, piece=piece)
        settled[key.strip()] = _value(value.strip())
        known = entry.parameters.get(key.strip())
        if known and known.annotation in {int, float} and isinstance(settled[known.name], str):
            raise LecoError.of("no_number", measure=entry.name, name=known.name,
                               value=value.strip())  # fmt: skip
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
