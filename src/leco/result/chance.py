"""An answer against chance."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from leco import words
from leco.result.exits import Exits
from leco.result.plain import records


@dataclass(frozen=True, eq=False, kw_only=True)
class TestResult(Exits):
    """A measure held against what chance would give.

    `frame` has one row per value that was tested (one for a number, one per partner and
    column for scores) with `observed`, `expected`, `ratio`, `sd`, `z`, `p`, `low`, `high`, and
    two that count luck in among many: `q` over the rows of one measure, `p_max` over all rows.
    For several measures the index holds the measure first. The attributes of the same names
    give the single value, or a Series when there are several. `draws` holds every drawn value,
    one row per draw.
    """

    kind: ClassVar[str] = "test"
    __test__: ClassVar[bool] = False  # not a pytest class, whatever its name

    measure: str
    null: str
    frame: pd.DataFrame
    draws: np.ndarray
    exact: bool
    seed: int | None
    n: int
    names: Mapping[Any, str] = field(default_factory=dict, repr=False)  # of partners, by id

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

    def _frames(self) -> Sequence[pd.DataFrame]:
        return [self.frame]

    def explain(self, lang: str | None = None) -> str:
        """Say the outcome in plain sentences; of many, whether it is more than luck among many."""
        null = words.text(f"null.{self.null}", lang)
        alone = len(self.frame) == 1
        lines = []
        for key, row in self.frame.head(10).iterrows():
            name = self._named(key, lang)
            if math.isnan(row["p"]):
                lines.append(f"{name}: {words.text('answer.undefined', lang)}")
                continue
            side = (
                "as"
                if row["p_max"] > 0.05
                else "above"
                if row["observed"] > row["expected"]
                else "below"
            )
            numbers = {one: float(row[one]) for one in ("observed", "expected", "p", "p_max")}
            said = f"test.{side}" if alone else f"test.among.{side}"
            lines.append(words.text(said, lang, measure=name, null=null, **numbers))
        if len(self.frame) > len(lines):
            lines.append("...")
        if not alone:
            # q does not count in that several measures were asked; p_max does.
            one = self.frame.index.nlevels == 1
            sure = self.frame["q" if one else "p_max"].dropna()
            said = "test.many" if one else "test.together"
            lines.append(words.text(said, lang, found=int((sure <= 0.05).sum()), tested=len(sure)))
        return "\n".join([*lines, *(note.say(lang) for note in self.notes)])

    def _named(self, key: Any, lang: str | None) -> str:
        """Name one row: the measure, and what of it unless there is no more."""
        index = self.frame.index
        measure, which = key if index.nlevels > 1 else (self.measure, key)
        rows = (
            len(index) if index.nlevels == 1 else int((index.get_level_values(0) == measure).sum())
        )
        name = words.measure(measure, lang)
        if rows == 1:
            return name
        parts = (
            self.names.get(part) or words.word("sector", words.column(str(part), lang), lang)
            for part in _flat(which)
        )
        return ", ".join([name, *parts])

    def _content(self) -> dict[str, Any]:
        """Give everything but the single draws."""
        return {
            "measure": self.measure, "null": self.null, "draws": len(self.draws),
            "exact": self.exact, "seed": self.seed, "n": self.n, "rows": records(self.frame),
        }  # fmt: skip


def _flat(key: Any) -> Iterator[Any]:
    """Take a key of keys apart."""
    if isinstance(key, tuple):
        for part in key:
            yield from _flat(part)
    else:
        yield key
