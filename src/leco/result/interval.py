"""A number with an interval that says what it is about."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from leco import words
from leco.result.exits import Exits
from leco.result.plain import json_value, records


@dataclass(frozen=True, eq=False, kw_only=True)
class Interval(Exits):
    """A number, between what it lies, and what makes it uncertain.

    `frame` has one row for each source of uncertainty: ``value``, ``low``, ``high``, ``se`` (NaN
    for bounds, which have none) and ``about``: ``process`` (the same ways of tying once more),
    ``dates`` (coarse dates), ``response`` (who did not answer), ``both`` (one of these two and the
    process together), ``response_bounds`` (all that silence leaves possible) or
    ``specification`` (choices of the analyst). `drawn` holds the values that it rests on, by draw
    or by the name of the choice.
    """

    kind: ClassVar[str] = "interval"

    measure: str
    frame: pd.DataFrame
    drawn: "pd.Series[float]" = field(repr=False)
    seed: int | None = None
    n: int = 0
    moment: str | None = None

    def __repr__(self) -> str:
        return f"<interval of {self.measure}, n={self.n}>\n{self.frame!r}"

    def _frames(self) -> Sequence[pd.DataFrame]:
        return [self.frame]

    def explain(self, lang: str | None = None) -> str:
        """Say the number, between what it lies, and where that uncertainty comes from."""
        name = words.measure(self.measure, lang)
        drawn = words.text(f"uncertain.{self.frame['about'].iloc[0]}", lang)
        lines = [
            words.text(f"interval.{row['about']}", lang, measure=name, count=len(self.drawn),
                       drawn=drawn,
                       value=float(row["value"]), low=float(row["low"]), high=float(row["high"]))
            for row in self.frame.to_dict("records")
        ]  # fmt: skip
        if self.moment:
            lines.append(words.text("answer.moment", lang, moment=self.moment))
        return "\n".join([*lines, *(note.say(lang) for note in self.notes)])

    def _content(self) -> dict[str, Any]:
        """Give the intervals, and the values by name where they have one."""
        named = self.drawn.index.name == "choice"
        return {
            "measure": self.measure, "seed": self.seed, "n": self.n, "moment": self.moment,
            "draws": len(self.drawn), "rows": records(self.frame),
            "choices": json_value(self.drawn.to_dict()) if named else {},
        }  # fmt: skip


def interval_frame(
    measure: str, rows: list[tuple[float, float, float, float, str]]
) -> pd.DataFrame:
    """Make the frame of an interval from (value, low, high, se, about)."""
    index = pd.Index([measure] * len(rows), name="measure")
    return pd.DataFrame(rows, index=index, columns=["value", "low", "high", "se", "about"])


def within(low: float, high: float, bounds: tuple[float, float]) -> tuple[float, float]:
    """Keep an interval within what a measure can be.

    >>> within(-0.1, 0.4, (0, 1))
    (0, 0.4)
    """
    if math.isnan(low):
        return low, high
    least, most = bounds
    return max(low, least), min(high, most)


def by_draw(values: np.ndarray) -> "pd.Series[float]":
    """Name values by their draw."""
    return pd.Series(values, index=pd.RangeIndex(len(values), name="draw"), dtype=float)
