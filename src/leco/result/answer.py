"""The answer of one measure: `Statistic`, `Scores` or `Table`."""

import math
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Self

import pandas as pd

from leco import words
from leco.errors import LecoError
from leco.result.exits import Exits
from leco.result.plain import BLANK_ROW, json_value
from leco.words import Note


@dataclass(frozen=True)
class About:
    """Where an answer comes from: the measure's facts and the input it was computed on."""

    name: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    level: str = ""
    bounds: tuple[float, float] = (-math.inf, math.inf)
    source: str = ""
    first_line: str = ""
    moment: str | None = None
    fingerprint: str = ""
    by: str = ""
    headline: str = ""  # the column that a sentence and a figure are about, if not the last
    names: Mapping[Any, str] = field(default_factory=dict, repr=False)  # of partners, by id

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
class Answer(Exits):
    """What every answer of a measure carries; see `Statistic`, `Scores` and `Table`."""

    n: int = -1  # the door puts who is not missing, unless the measure says how many it counts
    missing: int = 0
    about: About = field(default_factory=About)

    @property
    def name(self) -> str:
        """The measure with its parameters, such as ``hill_number:order=2``."""
        return self.about.label

    @abstractmethod
    def unknown(self, note: Note) -> Self:
        """Give the same answer with every value not known, and the reason."""

    @abstractmethod
    def values(self) -> Iterator[tuple[object, str, float]]:
        """Go through the values as (key, column, value)."""

    @abstractmethod
    def sentence(self, lang: str | None = None) -> str:
        """Say the result in one plain sentence."""

    def partner(self, key: object) -> str:
        """Call a partner by its name, or by its id when it has none."""
        return self.about.names.get(key, str(key))

    def explain(self, lang: str | None = None) -> str:
        """Say what the answer is, what it means, and what a reader must know.

        Parameters
        ----------
        lang : "en" or "nl", optional
            The language; else ``LECO_LANG``, else English.
        """
        about = self.about
        lines = [f"{words.measure(self.name, lang)} ({self.name}): {self.sentence(lang)}"]
        if words.has(f"higher.{about.name}"):
            lines.append(words.text(f"higher.{about.name}", lang))
        said = words.text("answer.n", lang, n=self.n, missing=self.missing)
        if about.by:
            said += " " + words.text("answer.by", lang, by=about.by)
        if about.moment:
            said += " " + words.text("answer.moment", lang, moment=about.moment)
        lines.append(said)
        lines += [note.say(lang) for note in self.notes]
        if about.source:
            said = words.source(about.name, about.source, lang)
            lines.append(words.text("answer.source", lang, source=said))
        return "\n".join(lines)

    def _content(self) -> dict[str, Any]:
        """Give where the answer comes from, and every field that its class adds to this one."""
        about = self.about
        common = {one.name for one in fields(Answer)}
        own = {one.name: getattr(self, one.name) for one in fields(self)
               if one.repr and one.name not in common}  # fmt: skip
        return {
            "measure": about.name,
            "parameters": json_value(about.parameters),
            "by": about.by,
            "level": about.level,
            "moment": about.moment,
            "n": self.n,
            "missing": self.missing,
            "input": about.fingerprint,
            **{"rows" if name == "frame" else name: json_value(one) for name, one in own.items()},
        }

    def rows(self, coalition: str = "", moment: str | None = None) -> list[dict[str, Any]]:
        """Give the values as rows of the long shape that `Track` and `Comparison` share."""
        common = BLANK_ROW | {
            "coalition": coalition, "moment": moment or self.about.moment, "measure": self.name,
            "level": self.about.level, "n": self.n, "missing": self.missing,
            "note": "; ".join(map(str, self.notes)),
        }  # fmt: skip
        return [{**common, "key": key, "column": column, "value": value}
                for key, column, value in self.values()]  # fmt: skip


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

    def unknown(self, note: Note) -> Self:
        """Give the same answer with its value not known, and the reason."""
        return replace(self, value=math.nan, parts={}, notes=(*self.notes, note))

    def values(self) -> Iterator[tuple[object, str, float]]:
        """Give the one value; its column is ``value``."""
        yield "", "value", float(self.value)

    def sentence(self, lang: str | None = None) -> str:
        """Say the number in one plain sentence."""
        if math.isnan(self.value):
            return words.text("answer.undefined", lang)
        key = f"reads.{self.about.name}"
        if words.has(key):
            parts = {name: float(value) for name, value in self.parts.items()}
            params = {
                name: float(value) if isinstance(value, (int, float)) else value
                for name, value in self.about.parameters.items()
            }
            value = float(self.value)
            return words.text(key, lang, **{**params, **parts}, value=value, percent=100 * value)
        return f"{self.about.first_line} {words.number(float(self.value), lang)}"


@dataclass(frozen=True, eq=False, kw_only=True)
class Scores(Answer):
    """One row per partner, in the order the partners were given."""

    kind: ClassVar[str] = "scores"
    frame: pd.DataFrame

    @property
    def headline(self) -> str:
        """The column that a sentence and a figure are about."""
        return self.about.headline or str(self.frame.columns[-1])

    @property
    def series(self) -> "pd.Series[Any]":
        """The only column; LecoError when there are several (use ``frame[column]``)."""
        if self.frame.shape[1] != 1:
            columns = ", ".join(map(str, self.frame.columns))
            raise LecoError(f"{self.name} has several columns ({columns}): use .frame[column]")
        return self.frame.iloc[:, 0]

    def __repr__(self) -> str:
        return f"<{self.name}, one row per partner, n={self.n}>\n{self.frame!r}"

    def _frames(self) -> Sequence[pd.DataFrame]:
        return [self.frame]

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
        if self.frame.empty:
            return words.text("answer.no_rows", lang)
        column = words.column(self.headline, lang)
        known = self.frame[self.headline].dropna().sort_values(ascending=False, kind="stable")
        if known.empty:
            return words.text("answer.undefined", lang)
        value = float(known.iloc[0])
        if len(known) > 1 and value == known.iloc[-1]:
            return words.text("answer.all_alike", lang, column=column, value=value)
        top = "; ".join(
            f"{self.called(key, lang)} ({words.number(float(value), lang)})"
            for key, value in known.head(3).items()
        )
        if self.frame.shape[1] == 1 or self.headline == self.about.name:
            return words.text("answer.highest", lang, top=top)
        return words.text("answer.top", lang, column=column, top=top)

    def called(self, key: object, lang: str | None = None) -> str:
        """Call a row in words: partners by their names, sectors, roles and kinds by theirs."""
        index = self.frame.index
        parts = key if index.nlevels > 1 and isinstance(key, tuple) else (key,)
        levels = [str(index.names[0] if level == "other" else level) for level in index.names]
        return " – ".join(
            words.number(part, lang) if isinstance(part, float)
            else self.about.names.get(part) or words.word(level, str(part), lang)
            for part, level in zip(parts, levels, strict=True)
        )  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class Table(Scores):
    """One row per something else than a partner: a pair of sectors, an order, a need."""

    kind: ClassVar[str] = "table"

    def __repr__(self) -> str:
        return f"<{self.name}, n={self.n}>\n{self.frame!r}"
