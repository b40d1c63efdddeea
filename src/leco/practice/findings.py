"""What the answers of practice share: evidence for each row, thresholds, and "not known"."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.errors import LecoError
from leco.graph.arrays import Network
from leco.graph.partition import By, grouping
from leco.result import About, Table
from leco.words import Note, Term

# A share that is on a line but for rounding reaches it.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Findings(Table):
    """A Table that rests on evidence: what is known of each row, and where lines were drawn.

    `evidence` says for each row, in words, what the answer rests on; `thresholds` holds every line
    that was drawn (conventions of leco, each a parameter). Notes say what the answer cannot see.
    """

    what: ClassVar[str] = ""  # what is asked, as a key of the catalogues

    evidence: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[Note, ...] = ()  # why what is not known is not

    @property
    def known(self) -> bool:
        """Whether the tables say anything of what is asked."""
        return not self.reasons

    def explain(self, lang: str | None = None) -> str:
        """Say the answer, what it rests on row by row, where lines were drawn, and its limits."""
        head, *rest = super().explain(lang).splitlines()
        lines = [head]
        for row, notes in self.evidence.items():
            said = "; ".join(note.say(lang) for note in notes)
            lines.append(f"- {self.row(row, lang)}: {said}")
        if drawn := self.drawn(lang):
            lines.append(drawn)
        return "\n".join([*lines, *rest])

    def drawn(self, lang: str | None = None) -> str:
        """Say where lines were drawn; nothing where none were."""
        shown = "; ".join(
            f"{words.word('threshold', name, lang)} {words.number(float(value), lang)}"
            for name, value in self.thresholds.items()
        )
        return words.text("practice.thresholds", lang, drawn=shown) if shown else ""

    def row(self, key: str, lang: str | None = None) -> str:
        """Name a row in words: leco's own in the language asked for, another as it is."""
        return words.word(f"{self.about.name}.row", key, lang)

    def not_known(self, lang: str | None) -> str:
        """Say that what is asked is not known, and why."""
        because = "; ".join(note.say(lang) for note in self.reasons)
        what = words.text(self.what, lang)
        return words.text("practice.not_known", lang, what=what, because=because)


def about(
    verb: str, asked: Coalition | Network, *, source: str, headline: str, by: By | None = None
) -> About:
    """Say where an answer of practice comes from: a coalition's tables, or its network too."""
    return About(
        name=verb, level="table", headline=headline, source=source, moment=asked.moment,
        fingerprint=asked.fingerprint if isinstance(asked, Network) else "",
        by="" if by is None else grouping(by),
    )  # fmt: skip


def framed(
    rows: Mapping[Any, Mapping[str, float]], names: Sequence[str],
    columns: Sequence[str],
) -> pd.DataFrame:  # fmt: skip
    """Put rows found one by one in a table, under the names of what tells them apart."""
    index = pd.MultiIndex.from_arrays(
        [pd.Index([key[place] for key in rows], dtype=object) for place in range(len(names))],
        names=list(names),
    )
    values = [[row.get(column, math.nan) for column in columns] for row in rows.values()]
    return pd.DataFrame(values, index=index, columns=list(columns), dtype=float)


def once(*notes: Note) -> tuple[Note, ...]:
    """Give each note once, in the order they arose."""
    return tuple({str(note): note for note in notes}.values())


def group_word(label: str, lang: str | None) -> str:
    """Name a group of partners: tiers and common sectors in either language, others as they are."""
    return words.word("tier" if words.has(f"tier.{label}") else "sector", label, lang)


def grouped(net: Network, by: By | None) -> tuple[By | None, tuple[Note, ...]]:
    """Give `by` as it is, but None where a list of partners has no sectors at all.

    Another column that is not there is a mistake of the caller's, and refused by who reads it.
    """
    if isinstance(by, str) and by in {"sector", "tier"} and by not in net.attributes:
        return None, (Note("no_column", {"column": Term("header.partners", by)}),)
    return by, ()


def shares(given: Mapping[str, float]) -> dict[str, float]:
    """Check thresholds that are shares, and give them as numbers."""
    wrong = [f"{name}={value!r}" for name, value in given.items() if not 0 <= value <= 1]
    if wrong:
        raise ValueError(f"thresholds are numbers from 0 to 1 (wrong: {', '.join(wrong)})")
    return {name: float(value) for name, value in given.items()}


def reaches(value: float, line: float) -> bool:
    """Whether a number is on a line or above it; one that is not known is not."""
    return value >= line - ROUNDING


def told(coalition: object, verb: str) -> Coalition:
    """Refuse what is no Coalition: a graph has no such tables."""
    if not isinstance(coalition, Coalition):
        raise LecoError.of("wants_coalition", what=verb)
    return coalition


def whole(coalition: object, verb: str) -> Coalition:
    """Give the coalition at the moment it answers for; refuse what has no tables."""
    return told(coalition, verb).snapshot()
