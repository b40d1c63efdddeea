"""Answers over time and side by side: one long frame."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import pandas as pd

from leco import words
from leco.result.exits import Exits
from leco.result.plain import LONG, records
from leco.words import Note


@dataclass(frozen=True, eq=False, kw_only=True)
class Long(Exits):
    """What `Track` and `Comparison` share: one long frame, wide on request.

    `interval` says what `low` and `high` of each ``value`` are about, where they were asked for:
    ``process`` (another course of the same ways of tying), ``dates`` (what coarse ones leave
    open) or ``response`` (what those who did not answer leave open).
    """

    frame: pd.DataFrame
    seed: int | None = None
    interval: str | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()}, {len(self.frame)} rows>\n{self._shown()!r}"

    def _frames(self) -> Sequence[pd.DataFrame]:
        return [self._shown()]

    def _shown(self) -> pd.DataFrame:
        """Give what is read at a glance: the numbers, or all rows where there are none."""
        wide = self.wide()
        keys = ["coalition", "moment", "key", "column"]
        return self.frame.set_index(keys)[["value"]] if wide.empty else wide

    @cached_property
    def _numbers(self) -> pd.DataFrame:
        """The rows that say one number of a whole coalition, not of a partner or a table."""
        return self.frame[self.frame["level"] == "coalition"]

    def wide(self) -> pd.DataFrame:
        """Give one row per coalition and moment, one column per measure (numbers only)."""
        numbers = self._numbers[self._numbers["column"] == "value"]
        keys = ["coalition", "moment"]
        filled = numbers.assign(moment=numbers["moment"].fillna(""))
        rows = pd.MultiIndex.from_frame(filled[keys].drop_duplicates())
        table = filled.pivot_table(index=keys, columns="measure", values="value", dropna=False,
                                   observed=True)  # fmt: skip
        return table.reindex(index=rows, columns=list(dict.fromkeys(filled["measure"])))

    def around(self) -> pd.DataFrame:
        """Give the numbers that have an interval, one row each."""
        known = self._numbers["low"].notna() & (self._numbers["column"] == "value")
        columns = ["measure", "coalition", "moment", "value", "low", "high"]
        return self._numbers.loc[known, columns].reset_index(drop=True)

    def _content(self) -> dict[str, Any]:
        return {
            "seed": self.seed,
            "interval": self.interval,
            "rows": records(self.frame.set_index("coalition")),
        }


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Track(Long):
    """Measures over time: `frame` is long, one row per moment, measure, key and column."""

    kind: ClassVar[str] = "track"

    def explain(self, lang: str | None = None) -> str:
        """Say, for each number, where it began, where it ended, and how far to trust it."""
        lines = []
        for measure, rows in self._numbers.groupby("measure", sort=False):
            known = rows.dropna(subset=["value"])
            name = words.measure(str(measure), lang)
            if known.empty:
                lines.append(f"{name}: {words.text('answer.undefined', lang)}")
                continue
            first, last = known.iloc[0], known.iloc[-1]
            lines.append(
                words.text(
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
        if self.interval is not None:
            lines.append(words.text(f"track.interval.{self.interval}", lang))
        lines.append(words.text("track.caution", lang))
        return "\n".join([*lines, *(note.say(lang) for note in self.notes)])


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparison(Long):
    """Coalitions side by side: what can be compared, then the numbers.

    `comparability` has one row per coalition (n, response, kinds of tie, moment, taxonomy).
    In `frame` the column ``value`` is what was measured, with its `interval` if one was asked for;
    ``expected`` is the mean
    under the measure's chance model with the middle 95 % as `low` and `high`; ``ratio`` is the two
    divided, or ``excess`` their difference where values may be below 0; ``rarefied`` is
    diversity at the size of the smallest coalition, ``unbiased`` a value that does not read low
    in small ones. `differences` has one row for every two coalitions and each number that their
    sizes leave alone: the difference, its simultaneous 95 % interval, whether that leaves out
    0, or `why` nobody can say (``taxonomy``, ``boundary``, ``kinds``, ``direction`` or
    ``response`` differ, ``ties`` are not known, it is a ``what_if`` of one coalition, partners
    are ``few``, or leaving anyone out changes nothing: ``still``). `split` shares the difference
    in what ties bridge between composition (who is in) and structure (who ties with whom).
    """

    kind: ClassVar[str] = "comparison"

    comparability: pd.DataFrame = field(default_factory=pd.DataFrame)
    cautions: tuple[Note, ...] = ()
    differences: pd.DataFrame = field(default_factory=pd.DataFrame)
    split: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __repr__(self) -> str:
        cautions = "".join(f"\n- {note}" for note in self.cautions)
        return f"{self.comparability!r}{cautions}\n\n{self._shown()!r}"

    def _frames(self) -> Sequence[pd.DataFrame]:
        return [self.comparability, self._shown()]

    def side_by_side(self, lang: str | None = None) -> pd.DataFrame:
        """Give one row per measure and column (value, expected, ratio, ...), one column each.

        With `lang` the rows are named in words, for readers; without it by their codes.
        """
        keys, numbers = ["measure", "column"], self._numbers
        if numbers.empty:  # profiles and tables have no one number: all that they have
            keys, numbers = ["measure", "key", "column"], self.frame
        rows = pd.MultiIndex.from_frame(numbers[keys].drop_duplicates())
        table = numbers.pivot_table(
            index=keys, columns="coalition", values="value", dropna=False, observed=True
        )
        table = table.reindex(index=rows, columns=list(self.comparability.index))
        if lang is not None and len(keys) == 2:
            sizes = numbers[numbers["column"] == "rarefied"].groupby("measure")["n"].min()
            spoken = [
                (words.measure(measure, lang),
                 words.text(f"compare.column.{column}", lang, size=sizes.get(measure, "")))
                for measure, column in rows
            ]  # fmt: skip
            table.index = pd.MultiIndex.from_tuples(
                spoken, names=[words.text("compare.column.measure", lang), ""]
            )
            table.columns = table.columns.rename(words.text("compare.column.coalition", lang))
        return table

    def explain(self, lang: str | None = None) -> str:
        """Say first what cannot be compared, then each number beside what chance gives."""
        lines = [note.say(lang) for note in self.cautions]
        for measure in dict.fromkeys(self._numbers["measure"]):
            said = self.said_of(str(measure), lang)
            if said:
                lines.append(f"{words.measure(str(measure), lang)}: {'; '.join(said.values())}")
        lines += self.said_of_differences(lang)
        return "\n".join([*lines, *(note.say(lang) for note in self.notes)])

    def said_of(self, measure: str, lang: str | None = None) -> dict[str, str]:
        """Say a number of each coalition, with what chance and another size would give."""
        rows = self._numbers[self._numbers["measure"] == measure]
        said: dict[str, str] = {}
        for coalition, own in rows.groupby("coalition", sort=False):
            shown = {str(row["column"]): row for row in own.to_dict("records")}
            if "value" not in shown:
                continue
            said[str(coalition)] = (
                f"{coalition} {words.number(float(shown['value']['value']), lang)}"
            )
            low, high = (float(shown["value"][side]) for side in ("low", "high"))
            if not math.isnan(low):
                said[str(coalition)] += " " + words.text(
                    f"compare.between.{self.interval}", lang, low=low, high=high
                )
            for column in ("expected", "rarefied", "unbiased"):
                if column in shown and not math.isnan(float(shown[column]["value"])):
                    said[str(coalition)] += " " + words.text(
                        f"compare.{column}", lang, value=float(shown[column]["value"]),
                        size=int(shown[column]["n"]),
                    )  # fmt: skip
        return said

    def said_of_differences(self, lang: str | None = None) -> list[str]:
        """Say of each measure which coalitions differ, which may not, and which nobody can tell."""
        lines = []
        for measure, rows in self.differences.groupby("measure", sort=False):
            lines += [words.text(key, lang, measure=words.measure(str(measure), lang),
                                  pairs="; ".join(said))
                      for key, said in _apart(records(rows), lang).items()]  # fmt: skip
        return lines

    def _content(self) -> dict[str, Any]:
        return {
            **super()._content(),
            "comparability": records(self.comparability),
            "cautions": [str(note) for note in self.cautions],
            "differences": records(self.differences),
            "split": records(self.split),
        }


def _apart(rows: Sequence[Mapping[str, Any]], lang: str | None) -> dict[str, list[str]]:
    """Sort pairs of coalitions into those that differ, those that may not, and those refused."""
    found: dict[str, list[str]] = {}
    refused: dict[str, list[str]] = {}
    for row in rows:
        if row["low"] is None:
            codes = [f"refused.{code}" for code in str(row["why"]).split("; ") if code]
            why = "; ".join(words.text(code, lang) for code in codes or ["answer.undefined"])
            refused.setdefault(why, []).append(f"{row['one']} – {row['other']}")
            continue
        key = "compare.differ" if row["differs"] else "compare.same"
        found.setdefault(key, []).append(words.text(
            "compare.less", lang, one=row["one"], other=row["other"], low=float(row["low"]),
            difference=float(row["difference"]), high=float(row["high"]),
        ))  # fmt: skip
    if refused:
        found["compare.refused"] = [f"{', '.join(pairs)}: {why}" for why, pairs in refused.items()]
    return found


def long_frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Build a frame of the long shape; it has its columns also when there are no rows.

    >>> list(long_frame([]).columns)[:4]
    ['coalition', 'moment', 'measure', 'level']
    """
    frame = pd.DataFrame(list(rows), columns=list(LONG))
    return frame.astype(
        {"value": float, "low": float, "high": float, "n": "int64", "missing": "int64"}
    )
