"""What suits each form of governance: trust, participants, consensus, competencies."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from leco.coalition.coalition import Coalition
from leco.graph.arrays import Network, arrays
from leco.practice.ratings import Scale, answers, refuse_others, rows_of, summary
from leco.practice.vision import deciding_items
from leco.words import Note

LEVELS = ("low", "moderate", "high")
# Provan & Kenis (2008), table 1: at which levels each contingency suits a form. "Moderately low"
# and "moderately high" are read as two levels.
SUITS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "trust": {"shared": ("high",), "lead": ("low",), "nao": ("moderate",)},
    "participants": {"shared": ("low",), "lead": ("moderate",), "nao": ("moderate", "high")},
    "consensus": {"shared": ("high",), "lead": ("low", "moderate"), "nao": ("moderate", "high")},
    "competencies": {"shared": ("low",), "lead": ("moderate",), "nao": ("high",)},
}


def contingencies(
    now: Coalition, net: Network, core: list[int], scale: Scale, size: tuple[int, int]
) -> tuple[pd.DataFrame, dict[str, tuple[Note, ...]], tuple[Note, ...]]:
    """Measure what would suit each form."""
    measured = {
        "trust": _trust(now, net, core, scale),
        "participants": (float(net.n), ()),
        "consensus": _rated(now, net, scale, "vision", "agreement"),
        "competencies": _rated(now, net, scale, "competencies", "mean"),
    }
    rows = {}
    for name, (value, _) in measured.items():
        few, many = size if name == "participants" else (1 / 3, 2 / 3)
        level = math.nan if math.isnan(value) else 1.0 + float(value > few) + float(value >= many)
        suits = {
            form: math.nan if math.isnan(level) else float(LEVELS[int(level) - 1] in levels)
            for form, levels in SUITS[name].items()
        }
        rows[name] = {"value": value, "level": level, **suits}
    frame = pd.DataFrame.from_dict(rows, orient="index", dtype=float).rename_axis("contingency")
    evidence = {
        name: (*notes, Note(f"contingency_{name}", {"value": value}))
        for name, (value, notes) in measured.items() if not math.isnan(value)
    }  # fmt: skip
    reasons = [note for value, notes in measured.values() if math.isnan(value) for note in notes]
    return frame, evidence, tuple(reasons)


def _rated(
    now: Coalition, net: Network, scale: Scale, topic: str, what: str
) -> tuple[float, tuple[Note, ...]]:
    """Give the least over the items of a topic: agreement, or the mean as a share of the scale."""
    given, notes = answers(now, topic, scale)
    items = deciding_items(given, None) if topic == "vision" else [one.item for one in given]
    found = [summary(net, one.scores, scale)[what] for one in given if one.item in items]
    if not found:
        return math.nan, notes
    return (min(found) if what == "agreement" else scale.share(min(found))), ()


def _trust(
    now: Coalition, net: Network, core: list[int], scale: Scale
) -> tuple[float, tuple[Note, ...]]:
    """Give the density of trust among the core."""
    names = {str(net.nodes[place]) for place in core}
    rows, notes = rows_of(now, "trust")
    rows = rows[rows["partner"].isin(names) & rows["subject"].isin(names)]
    rows = rows[rows["partner"] != rows["subject"]]
    refuse_others(rows, scale)
    if len(rows):
        by_pair = rows.groupby(["partner", "subject"])["score"].median()
        middle = (scale.low + scale.high) / 2
        return float((by_pair > middle).mean()), (Note("trust_rated", {"count": len(by_pair)}),)
    if "kind" in now.ties.columns and (now.ties["kind"] == "trust").any():
        among = arrays(now.select(kind="trust")).among(np.array(core, dtype=np.int64))
        return (among.ties / among.pairs if among.pairs else math.nan), ()
    return math.nan, (*notes, Note("no_trust"))
