"""What is fair to compare of two coalitions, by how much it differs, and how sure that is."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import pandas as pd

from leco.comparison.sides import Sides
from leco.inference.leaving_out import Spread, apart, spread
from leco.metrics.calls import Call
from leco.metrics.registry import measures
from leco.result.level import LEVEL

# Numbers that change little when one partner does: an interval can rest on leaving each out.
SMOOTH = {"diversity", "mixing"}
# So few partners say nothing of how sure a difference is.
LEAST = 5
COLUMNS = (
    "measure", "column", "one", "other", "difference", "low", "high", "differs", "why",
)  # fmt: skip
SPLIT = ("measure", "one", "other", "difference", "composition", "structure")


def at_size(call: Call, size: int) -> Call:
    """Give the call that answers the same for a few partners drawn at random."""
    order = float(call.parameters.get("order", 0 if call.label == "richness" else 1))
    entry = measures()["rarefied"]
    settled = {"by": call.parameters["by"], "size": size, "order": order}
    return Call(call.label, entry.function, settled, entry)


def differences(
    calls: Sequence[Call], sides: Sides, frame: pd.DataFrame, seed: int | None
) -> pd.DataFrame:
    """Hold every two coalitions against each other, in what their sizes cannot make differ.

    Diversity at the size of the smallest, or unbiased; mixing as a ratio to chance. The
    intervals hold together: all of them at 95 %, by Bonferroni.
    """
    pairs = list(combinations(sides.nets, 2))
    fair = list(_fair(calls, sides, frame)) if pairs else []
    level = 1 - (1 - LEVEL) / max(1, len(fair) * len(pairs))
    rows = []
    for call, column in fair:
        own = frame[(frame["measure"] == call.label) & (frame["column"] == column)]
        shown = dict(zip(own["coalition"], own["value"], strict=True))
        spreads = {
            label: _in_unit(call, column, sides, label, shown.get(label, math.nan), seed)
            for label in sides.nets
        }
        taxonomies = sides.taxonomies(call)
        few = {label for label in sides.nets if sides.counted(call, label) < LEAST}
        for one, other in pairs:
            row = {"measure": call.label, "column": column, "one": one, "other": other}
            why = sides.refused(call, one, other, taxonomies)
            rows.append(row | _difference(spreads[one], spreads[other], level, why,
                                          few=one in few or other in few))  # fmt: skip
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    found["differs"] = found["differs"].astype("boolean")
    return found.astype({"difference": float, "low": float, "high": float})


def _difference(
    first: Spread, second: Spread, level: float, why: list[str], *, few: bool
) -> dict[str, Any]:
    """Give a difference with its interval, or why there is none."""
    if why:
        return {"difference": math.nan, "low": math.nan, "high": math.nan, "differs": None,
                "why": "; ".join(why)}  # fmt: skip
    low, high = apart(first, second, level)
    sure = not math.isnan(low)
    reason = ""
    if not sure and few:
        reason = "few"
    elif not sure and first.sd == second.sd == 0:
        reason = "still"  # all are alike, or all different: leaving anyone out changes nothing
    return {
        "difference": first.value - second.value, "low": low, "high": high,
        "differs": bool(low > 0 or high < 0) if sure else None, "why": reason,
    }  # fmt: skip


def _fair(calls: Sequence[Call], sides: Sides, frame: pd.DataFrame) -> Iterator[tuple[Call, str]]:
    """Name, of each smooth measure of whole coalitions, the column that size leaves alone."""
    for call in calls:
        entry = call.entry
        if entry is None or entry.level != "coalition" or entry.family not in SMOOTH:
            continue
        there = set(frame[frame["measure"] == call.label]["column"])
        size = sides.common_size(call)
        if "rarefied" in there and size is not None:
            yield at_size(call, size), "rarefied"
        elif "unbiased" in entry.parameters:
            column = "unbiased" if "unbiased" in there else "value"
            if column == "unbiased" or call.parameters.get("unbiased"):
                yield replace(call, parameters={**call.parameters, "unbiased": True}), column
        elif there & {"ratio", "excess"}:
            yield call, "excess" if "excess" in there else "ratio"


def _in_unit(  # noqa: PLR0917 - private, one caller
    call: Call, column: str, sides: Sides, label: str, shown: float, seed: int | None
) -> Spread:
    """Give the spread of a number in the unit of its column: a ratio, or as it is."""
    if math.isnan(shown) or sides.counted(call, label) < LEAST:
        return Spread(shown, math.nan, math.nan)
    found = spread(call, sides.asked(call)[label], seed)
    scale = shown / found.value if column == "ratio" and found.value else 1.0
    return Spread(shown, abs(scale) * found.sd, found.freedom)


def split(calls: Sequence[Call], sides: Sides) -> pd.DataFrame:
    """Split the difference in what ties bridge into what the partners and what the ties make it.

    The mean difference across ties is that of any two partners, times the bridging ratio. Each
    factor's part is its change at the mean of the other: its Shapley value.
    """
    rows = []
    for call in calls:
        if call.entry is None or call.entry.name != "bridging_ratio":
            continue
        answers = {label: call.run(net) for label, net in sides.asked(call).items()
                   if sides.labelled(call, label)}  # fmt: skip
        found = {label: (answer.parts.get("across_pairs", math.nan), answer.value)
                 for label, answer in answers.items()}  # fmt: skip
        for one, other in combinations(found, 2):
            (x, y), (v, w) = found[one], found[other]
            rows.append((call.label, one, other, x * y - v * w, (x - v) * (y + w) / 2,
                         (y - w) * (x + v) / 2))  # fmt: skip
    return pd.DataFrame(rows, columns=list(SPLIT))
