"""Answers: one number, one row per partner, one table; against chance, over time, side by side.

An answer carries its values and what must be known to read them: the measure and its
parameters, how many partners it is about, how many were left out, and notes. It knows
nothing of the measure that made it, so it can be explained, saved or passed on alone.
"""

import html
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.metadata import version
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd

from leco import labels
from leco.errors import LecoError
from leco.labels import Note

SCHEMA_VERSION = 1
LONG = ("coalition", "moment", "measure", "level", "key", "column",
        "value", "low", "high", "n", "missing", "note")  # fmt: skip


@dataclass(frozen=True)
class About:
    """Where an answer comes from: the measure's facts and the input it was computed on."""

    name: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    level: str = ""
    family: str = ""
    bounds: tuple[float, float] = (-math.inf, math.inf)
    source: str = ""
    first_line: str = ""
    moment: str | None = None
    fingerprint: str = ""

    @property
    def label(self) -> str:
        """The call, as it can be written in `track`, `compare` and the shell.

        >>> About("hill_number", {"order": 2.0}).label
        'hill_number:order=2'
        """
        if not self.parameters:
            return self.name
        shown = (f"{key}={_plain(value)}" for key, value in sorted(self.parameters.items()))
        return f"{self.name}:{','.join(shown)}"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@dataclass(frozen=True, eq=False, kw_only=True)
class Answer:
    """What every answer carries; see `Statistic`, `Scores` and `Table`."""

    kind: ClassVar[str] = "answer"

    n: int = 0
    missing: int = 0
    notes: tuple[Note, ...] = ()
    about: About = field(default_factory=About)

    @property
    def name(self) -> str:
        """The measure with its parameters, such as ``hill_number:order=2``."""
        return self.about.label

    def unknown(self, note: Note) -> Self:
        """Give the same answer with every value not known, and the reason."""
        raise NotImplementedError

    def values(self) -> Iterator[tuple[object, str, float]]:
        """Go through the values as (key, column, value)."""
        raise NotImplementedError

    def sentence(self, lang: str | None = None) -> str:
        """Say the result in one plain sentence."""
        raise NotImplementedError

    def explain(self, lang: str | None = None) -> str:
        """Say what the answer is, what it means, and what a reader must know.

        Parameters
        ----------
        lang : "en" or "nl", optional
            The language; else ``LECO_LANG``, else English.
        """
        about = self.about
        lines = [f"{labels.word('measure', about.name, lang)} ({self.name}): {self.sentence(lang)}"]
        if labels.has(f"higher.{about.name}"):
            lines.append(labels.text(f"higher.{about.name}", lang))
        said = labels.text("answer.n", lang, n=self.n, missing=self.missing)
        if about.moment:
            said += " " + labels.text("answer.moment", lang, moment=about.moment)
        lines.append(said)
        lines += [note.say(lang) for note in self.notes]
        if about.source:
            lines.append(labels.text("answer.source", lang, source=about.source))
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values that JSON can hold (not defined becomes None)."""
        about = self.about
        return {
            "schema_version": SCHEMA_VERSION,
            "leco": version("leco"),
            "kind": self.kind,
            "measure": about.name,
            "parameters": {key: json_value(value) for key, value in about.parameters.items()},
            "level": about.level,
            "moment": about.moment,
            "n": self.n,
            "missing": self.missing,
            "notes": [str(note) for note in self.notes],
            "input": about.fingerprint,
            **self._content(),
        }

    def _content(self) -> dict[str, Any]:
        raise NotImplementedError

    def to_json(self) -> str:
        """Give `to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    def plot(self, **options: Any) -> Any:
        """Draw the answer; gives a matplotlib Axes. Options are those of ``leco.plot.draw``."""
        return import_module("leco.plot").draw(self, **options)

    def rows(self, coalition: str = "", moment: str | None = None) -> list[dict[str, Any]]:
        """Give the values as rows of the long shape that `Track` and `Comparison` share."""
        said = "; ".join(str(note) for note in self.notes)
        return [
            {"coalition": coalition, "moment": moment or self.about.moment,
             "measure": self.name, "level": self.about.level, "key": key, "column": column,
             "value": value, "low": math.nan, "high": math.nan,
             "n": self.n, "missing": self.missing, "note": said}
            for key, column, value in self.values()
        ]  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class Statistic(Answer):
    """One number about a whole coalition.

    `parts` holds what the number is made of (``{"ties": 20, "pairs": 105}``).
    """

    kind: ClassVar[str] = "statistic"

    value: float
    parts: Mapping[str, float] = field(default_factory=dict)

    def __float__(self) -> float:
        return float(self.value)

    def __repr__(self) -> str:
        missing = f", missing={self.missing}" if self.missing else ""
        return f"<{self.name} = {self.value:.6g}, n={self.n}{missing}>"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.explain()).replace(chr(10), '<br>')}</p>"

    def unknown(self, note: Note) -> Self:
        """Give the same answer with its value not known, and the reason."""
        return replace(self, value=math.nan, parts={}, notes=(*self.notes, note))

    def values(self) -> Iterator[tuple[object, str, float]]:
        """Give the one value; its column is ``value``."""
        yield "", "value", float(self.value)

    def sentence(self, lang: str | None = None) -> str:
        """Say the number in one plain sentence."""
        if math.isnan(self.value):
            return labels.text("answer.undefined", lang)
        key = f"reads.{self.about.name}"
        if labels.has(key):
            parts = {name: float(value) for name, value in self.parts.items()}
            params = {
                name: float(value) if isinstance(value, (int, float)) else value
                for name, value in self.about.parameters.items()
            }
            value = float(self.value)
            percent = labels.number(100 * value, lang)
            return labels.text(key, lang, **{**params, **parts}, value=value, percent=percent)
        return f"{self.about.first_line} {labels.number(float(self.value), lang)}"

    def _content(self) -> dict[str, Any]:
        parts = {name: json_value(value) for name, value in self.parts.items()}
        return {"value": json_value(float(self.value)), "parts": parts}


@dataclass(frozen=True, eq=False, kw_only=True)
class Scores(Answer):
    """One row per partner, in the order the partners were given."""

    kind: ClassVar[str] = "scores"

    frame: pd.DataFrame

    @property
    def series(self) -> "pd.Series[Any]":
        """The only column; LecoError when there are several (use ``frame[column]``)."""
        if self.frame.shape[1] != 1:
            columns = ", ".join(map(str, self.frame.columns))
            raise LecoError(f"{self.name} has several columns ({columns}): use .frame[column]")
        return self.frame.iloc[:, 0]

    def __repr__(self) -> str:
        return f"<{self.name}, one row per partner, n={self.n}>\n{self.frame!r}"

    def _repr_html_(self) -> str:
        shown: str = self.frame._repr_html_()  # type: ignore[operator]  # pandas types it loosely
        return f"<p><b>{html.escape(self.name)}</b>, n = {self.n}</p>{shown}"

    def unknown(self, note: Note) -> Self:
        """Give the same answer with every value not known, and the reason."""
        blank = pd.DataFrame(math.nan, index=self.frame.index, columns=self.frame.columns)
        return replace(self, frame=blank, notes=(*self.notes, note))

    def values(self) -> Iterator[tuple[object, str, float]]:
        """Go through partners and columns."""
        for key, row in zip(self.frame.index, self.frame.to_numpy(dtype=float), strict=True):
            for column, value in zip(self.frame.columns, row, strict=True):
                yield key, str(column), float(value)

    def sentence(self, lang: str | None = None) -> str:
        """Name the partners that score highest on the last column."""
        column = self.frame.columns[-1]
        known = self.frame[column].dropna().sort_values(ascending=False, kind="stable")
        if known.empty:
            return labels.text("answer.undefined", lang)
        top = "; ".join(
            f"{key} {labels.number(float(value), lang)}" for key, value in known.head(3).items()
        )
        return labels.text("answer.top", lang, column=column, top=top)

    def _content(self) -> dict[str, Any]:
        return {"rows": _records(self.frame)}


@dataclass(frozen=True, eq=False, kw_only=True)
class Table(Scores):
    """One row per something else than a partner: a pair of sectors, an order, a need."""

    kind: ClassVar[str] = "table"

    def __repr__(self) -> str:
        return f"<{self.name}, n={self.n}>\n{self.frame!r}"


@dataclass(frozen=True, eq=False, kw_only=True)
class TestResult:
    """A measure held against what chance would give.

    `frame` has one row per value that was tested (one for a number, one per partner and
    column for scores) with `observed`, `expected`, `ratio`, `sd`, `z`, `p`, `low`, `high`.
    The attributes of the same names give the single value, or a Series when there are several.
    `draws` holds every drawn value, one row per draw.
    """

    __test__: ClassVar[bool] = False  # not a pytest class, whatever its name

    measure: str
    null: str
    frame: pd.DataFrame
    draws: np.ndarray
    exact: bool
    seed: int | None
    n: int
    notes: tuple[Note, ...] = ()

    def _column(self, name: str) -> Any:
        column = self.frame[name]
        return float(column.iloc[0]) if len(column) == 1 else column

    @property
    def observed(self) -> Any:
        """What the data give."""
        return self._column("observed")

    @property
    def expected(self) -> Any:
        """The mean over the draws."""
        return self._column("expected")

    @property
    def ratio(self) -> Any:
        """Observed over expected: how large the difference is."""
        return self._column("ratio")

    @property
    def sd(self) -> Any:
        """The standard deviation over the draws."""
        return self._column("sd")

    @property
    def z(self) -> Any:
        """Observed less expected, in standard deviations: how sure, not how large."""
        return self._column("z")

    @property
    def p(self) -> Any:
        """Two-sided p: twice the smaller tail, each (b + 1) / (m + 1), or exact."""
        return self._column("p")

    @property
    def interval(self) -> Any:
        """The middle 95 % of the draws: what chance usually gives."""
        if len(self.frame) == 1:
            return (float(self.frame["low"].iloc[0]), float(self.frame["high"].iloc[0]))
        return self.frame[["low", "high"]]

    def __repr__(self) -> str:
        return f"<test of {self.measure} against {self.null}, {self._drawn()}>\n{self.frame!r}"

    def _drawn(self) -> str:
        return f"{len(self.draws)} {'possibilities, all' if self.exact else 'draws'}"

    def _repr_html_(self) -> str:
        shown: str = self.frame._repr_html_()  # type: ignore[operator]  # pandas types it loosely
        head = f"{self.measure} against {self.null}, {self._drawn()}"
        return f"<p><b>{html.escape(head)}</b></p>{shown}"

    def explain(self, lang: str | None = None) -> str:
        """Say the outcome in plain sentences."""
        name = labels.word("measure", self.measure.split(":", maxsplit=1)[0], lang)
        null = labels.text(f"null.{self.null}", lang)
        lines = []
        for key, row in self.frame.head(10).iterrows():
            which = name if len(self.frame) == 1 else f"{name}, {key}"
            if math.isnan(row["p"]):
                lines.append(f"{which}: {labels.text('answer.undefined', lang)}")
                continue
            side = "as" if row["p"] > 0.05 else ("above" if row["z"] > 0 else "below")
            numbers = {column: float(row[column]) for column in ("observed", "expected", "p")}
            lines.append(labels.text(f"test.{side}", lang, measure=which, null=null, **numbers))
        if len(self.frame) > len(lines):
            lines.append("...")
        return "\n".join([*lines, *(note.say(lang) for note in self.notes)])

    def to_dict(self) -> dict[str, Any]:
        """Give everything but the single draws as plain values that JSON can hold."""
        return {
            "schema_version": SCHEMA_VERSION, "leco": version("leco"), "kind": "test",
            "measure": self.measure, "null": self.null, "draws": len(self.draws),
            "exact": self.exact, "seed": self.seed, "n": self.n,
            "notes": [str(note) for note in self.notes], "rows": _records(self.frame),
        }  # fmt: skip

    def plot(self, **options: Any) -> Any:
        """Draw the observed value on what chance gives; gives a matplotlib Axes."""
        return import_module("leco.plot").draw(self, **options)


@dataclass(frozen=True, eq=False, kw_only=True)
class Long:
    """What `Track` and `Comparison` share: one long frame, wide on request."""

    kind: ClassVar[str] = "long"

    frame: pd.DataFrame
    seed: int | None = None
    notes: tuple[Note, ...] = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()}, {len(self.frame)} rows>\n{self.wide()!r}"

    def _repr_html_(self) -> str:
        shown: str = self.wide()._repr_html_()  # type: ignore[operator]  # pandas types it loosely
        return shown

    def wide(self) -> pd.DataFrame:
        """Give one row per coalition and moment, one column per measure (numbers only)."""
        numbers = self.frame[(self.frame["level"] != "partner") & (self.frame["column"] == "value")]
        keys = ["coalition", "moment"]
        filled = numbers.assign(moment=numbers["moment"].fillna(""))
        rows = pd.MultiIndex.from_frame(filled[keys].drop_duplicates())
        table = filled.pivot_table(index=keys, columns="measure", values="value", dropna=False,
                                   observed=True)  # fmt: skip
        return table.reindex(index=rows, columns=list(dict.fromkeys(filled["measure"])))

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values that JSON can hold."""
        rows = [{key: json_value(value) for key, value in row.items()}
                for row in self.frame.to_dict("records")]  # fmt: skip
        return {
            "schema_version": SCHEMA_VERSION, "leco": version("leco"), "kind": self.kind,
            "seed": self.seed, "notes": [str(note) for note in self.notes], "rows": rows,
        }  # fmt: skip

    def plot(self, **options: Any) -> Any:
        """Draw it; gives a matplotlib Axes. Options are those of ``leco.plot.draw``."""
        return import_module("leco.plot").draw(self, **options)


@dataclass(frozen=True, eq=False, kw_only=True)
class Track(Long):
    """Measures over time: `frame` is long, one row per moment, measure, key and column."""

    kind: ClassVar[str] = "track"

    def explain(self, lang: str | None = None) -> str:
        """Say, for each number, where it began, where it ended, and how far to trust it."""
        lines = []
        numbers = self.frame[self.frame["level"] != "partner"]
        for measure, rows in numbers.groupby("measure", sort=False):
            known = rows.dropna(subset=["value"])
            name = labels.word("measure", str(measure).split(":", maxsplit=1)[0], lang)
            if known.empty:
                lines.append(f"{name}: {labels.text('answer.undefined', lang)}")
                continue
            first, last = known.iloc[0], known.iloc[-1]
            lines.append(
                labels.text(
                    "track.from_to",
                    lang,
                    measure=name,
                    moments=len(known),
                    first=float(first["value"]),
                    begin=first["moment"],
                    last=float(last["value"]),
                    end=last["moment"],
                )
            )
        lines.append(labels.text("track.caution", lang))
        return "\n".join([*lines, *(note.say(lang) for note in self.notes)])


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparison(Long):
    """Coalitions side by side: what can be compared, then the numbers.

    `comparability` has one row per coalition (n, response, kinds of tie, moment, taxonomy).
    In `frame` the column ``value`` is what was measured; ``expected`` is the mean under the
    measure's chance model with the middle 95 % as `low` and `high`; ``ratio`` is the two
    divided; ``rarefied`` is diversity at the size of the smallest coalition.
    """

    kind: ClassVar[str] = "comparison"

    comparability: pd.DataFrame = field(default_factory=pd.DataFrame)
    cautions: tuple[Note, ...] = ()

    def __repr__(self) -> str:
        cautions = "".join(f"\n- {note}" for note in self.cautions)
        return f"{self.comparability!r}{cautions}\n\n{self.wide()!r}"

    def _repr_html_(self) -> str:
        first: str = self.comparability._repr_html_()  # type: ignore[operator]  # as above
        cautions = "".join(f"<li>{html.escape(str(note))}</li>" for note in self.cautions)
        return f"{first}<ul>{cautions}</ul>{super()._repr_html_()}"

    def side_by_side(self) -> pd.DataFrame:
        """Give one row per measure and column (value, expected, ratio, ...), one column each."""
        numbers = self.frame[self.frame["level"] != "partner"]
        keys = ["measure", "column"]
        rows = pd.MultiIndex.from_frame(numbers[keys].drop_duplicates())
        table = numbers.pivot_table(index=keys, columns="coalition", values="value", dropna=False,
                                    observed=True)  # fmt: skip
        return table.reindex(index=rows, columns=list(self.comparability.index))

    def explain(self, lang: str | None = None) -> str:
        """Say first what cannot be compared, then each number beside what chance gives."""
        lines = [note.say(lang) for note in self.cautions]
        for measure, rows in self.frame.groupby("measure", sort=False):
            name = labels.word("measure", str(measure).split(":", maxsplit=1)[0], lang)
            said = []
            for coalition, own in rows[rows["level"] != "partner"].groupby("coalition", sort=False):
                shown = own.set_index("column")["value"]
                if "value" not in shown:
                    continue
                piece = f"{coalition} {labels.number(float(shown['value']), lang)}"
                if "expected" in shown and not math.isnan(float(shown["expected"])):
                    piece += " " + labels.text(
                        "compare.expected", lang, expected=float(shown["expected"])
                    )
                if "rarefied" in shown and not math.isnan(float(shown["rarefied"])):
                    piece += " " + labels.text(
                        "compare.rarefied", lang, rarefied=float(shown["rarefied"])
                    )
                said.append(piece)
            if said:
                lines.append(f"{name}: {'; '.join(said)}")
        return "\n".join([*lines, *(note.say(lang) for note in self.notes)])

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values that JSON can hold."""
        return {
            **super().to_dict(),
            "comparability": _records(self.comparability),
            "cautions": [str(note) for note in self.cautions],
        }


def long_frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Build a frame of the long shape; it has its columns also when there are no rows.

    >>> list(long_frame([]).columns)[:4]
    ['coalition', 'moment', 'measure', 'level']
    """
    frame = pd.DataFrame(list(rows), columns=list(LONG))
    return frame.astype(
        {"value": float, "low": float, "high": float, "n": "int64", "missing": "int64"}
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    name = str(frame.index.name or "key")
    return [
        {name: json_value(key), **{str(column): json_value(value) for column, value in row.items()}}
        for key, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]


def json_value(value: object) -> Any:
    """Turn a value into what JSON can hold: numpy to Python, not defined to None.

    >>> json_value({"a": float("nan"), "b": frozenset({2, 1})})
    {'a': None, 'b': [1, 2]}
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, Mapping):
        return {str(key): json_value(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_value(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted((json_value(one) for one in value), key=str)
    return str(value)
