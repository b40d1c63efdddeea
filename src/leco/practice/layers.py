"""layers(): in what partners are tied: by kind, by domain, by governance body, in experiments."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import ClassVar

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.practice.findings import about, told
from leco.practice.records import Recorded, no_table, rows, tally
from leco.practice.stage_indicators import INFORMAL
from leco.words import Note

LIMITS = (Note("layers_limit"),)
BY = ("kind", "domain", "activity", "governance_body", "verb")
# A sentence names so many of each.
SHOWN = 4


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Layers(Recorded):
    """Layers of the network, one row each; `informal` is the share of ties without an agreement.

    Of the ties of which it is written whether there is an agreement; NaN where of none. `overlap`
    has, for any two layers of one column, which share of the pairs in either is in both (Jaccard).
    """

    what: ClassVar[str] = "layers.which"

    informal: float = math.nan
    overlap: pd.DataFrame = field(default_factory=pd.DataFrame)

    def sentence(self, lang: str | None = None) -> str:
        """Say in what partners are tied, and how much of it is on paper."""
        if not self.known:
            return self.not_known(lang)
        said = []
        for column, own in self.frame.groupby("by", sort=False):
            shown = ", ".join(
                f"{layer_word(str(column), str(one), lang)} ({int(count)})"
                for one, count in list(zip(own["layer"], own["ties"], strict=True))[:SHOWN]
            )
            more = ", …" if len(own) > SHOWN else ""
            said.append(words.text(f"layers.{column}", lang, which=shown + more))
        if not math.isnan(self.informal):
            said.append(words.text("layers.informal", lang, percent=round(100 * self.informal)))
        return " ".join(said)


def layer_word(column: str, word: str, lang: str | None) -> str:
    """Say a layer in words: kinds and verbs have some of their own."""
    return words.word(column, word, lang) if column in {"kind", "verb"} else word


def layers(coalition: Coalition) -> Layers:
    """Tell in what partners are tied: which kinds, domains, experiments and governance bodies.

    A network is rarely one: who meets in an experiment need not meet in the steering group. Each
    word in the columns kind, domain, activity, governance_body and verb of the ties is a layer of
    its own; measure it with ``select`` (``coalition.select(domain="leisure")``), and how far two
    kinds overlap with `kind_overlap`.

    Parameters
    ----------
    coalition : Coalition

    Returns
    -------
    Layers
        A row per layer: by (the column), layer, ties, partners (that have one), share (of the ties
        of which that column is written).

    Raises
    ------
    LecoError
        For anything but a Coalition.

    References
    ----------
    Provan & Milward (1995), Administrative Science Quarterly 40, on ties of several kinds.

    Examples
    --------
    >>> ties = [{"source": "a", "target": "b", "kind": "information", "agreement": "none"},
    ...         {"source": "b", "target": "c", "kind": "information", "agreement": "contract"}]
    >>> found = layers(Coalition.from_frames([{"id": one} for one in "abc"], ties))
    >>> found.frame["partners"].tolist(), found.informal
    ([3], 0.5)
    """
    whole = told(coalition, "layers")
    now = whole.snapshot()
    found: list[tuple[str, str, int, int, float]] = []
    pairs: dict[tuple[str, str], set[frozenset[str]]] = {}
    for column in BY:
        ties, _ = rows(now, "ties", column)
        if ties is None:
            continue
        word = ties[column].astype("str")
        for one, count in tally(list(word)).items():
            own = ties[(word == one).to_numpy()]
            partners = {*own["source"], *own["target"]}
            pairs[column, one] = {frozenset(pair) for pair in zip(own["source"], own["target"],
                                                                  strict=True)}  # fmt: skip
            found.append((column, one, count, len(partners), count / len(ties)))
    agreed, _ = rows(now, "ties", "agreement")
    loose = [] if agreed is None else [str(one).strip().casefold() in INFORMAL
                                       for one in agreed["agreement"]]  # fmt: skip
    why = (Note("no_layers") if "ties" in now.tables else no_table("ties"),)
    return Layers(
        frame=pd.DataFrame(found, columns=["by", "layer", "ties", "partners", "share"]),
        n=len(now), reasons=() if found else why, limits=LIMITS,
        overlap=_overlap(pairs), informal=sum(loose) / len(loose) if loose else math.nan,
        about=about("layers", whole, headline="ties",
                    source="Provan & Milward (1995), Administrative Science Quarterly 40"),
    )  # fmt: skip


def _overlap(pairs: Mapping[tuple[str, str], set[frozenset[str]]]) -> pd.DataFrame:
    """Tell how far any two layers of one column hold the same pairs."""
    both = [(column, one, other, len(mine & theirs) / len(mine | theirs))
            for ((column, one), mine), ((same, other), theirs) in combinations(pairs.items(), 2)
            if column == same]  # fmt: skip
    return pd.DataFrame(both, columns=["by", "one", "other", "jaccard"])
