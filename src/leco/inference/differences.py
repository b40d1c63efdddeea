"""What is fair to compare of two coalitions, by how much it differs, and how sure that is."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import pandas as pd

from leco.graph.arrays import Network
from leco.inference.leaving_out import Spread, apart, spread
from leco.metrics.registry import Call, catalogue

# Numbers that change little when one partner does: an interval can rest on leaving each out.
SMOOTH = {"diversity", "mixing"}
LEVEL = 0.95
# So few partners say nothing of how sure a difference is.
LEAST = 5
# Answers this much more complete in one coalition than in another make other ties.
RESPONSE_APART = 0.2
COLUMNS = (
    "measure", "column", "one", "other", "difference", "low", "high", "differs", "why",
)  # fmt: skip
SPLIT = ("measure", "one", "other", "difference", "composition", "structure")

Facts = Mapping[str, Mapping[str, Any]]


def at_size(call: Call, size: int) -> Call:
    """Give the call that answers the same for a few partners drawn at random."""
    order = float(call.parameters.get("order", 0 if call.label == "richness" else 1))
    entry = catalogue()["rarefied"]
    settled = {"by": call.parameters["by"], "size": size, "order": order}
    return Call(call.label, entry.function, settled, entry)


def differences(  # noqa: PLR0917 - what compare has found, handed over once
    calls: Sequence[Call], nets: Mapping[str, Network], strong: Mapping[str, Network],
    facts: Facts, frame: pd.DataFrame, smallest: Mapping[str, int | None], seed: int | None,
) -> pd.DataFrame:  # fmt: skip
    """Hold every two coalitions against each other, in what their sizes cannot make differ.

    Diversity at the size of the smallest, or unbiased; mixing as a ratio to chance. The
    intervals hold together: all of them at 95 %, by Bonferroni.
    """
    fair = list(_fair(calls, frame, smallest))
    pairs = list(combinations(nets, 2))
    level = 1 - (1 - LEVEL) / max(1, len(fair) * len(pairs))
    rows = []
    for call, column in fair:
        own = frame[(frame["measure"] == call.label) & (frame["column"] == column)]
        values = dict(zip(own["coalition"], own["value"], strict=True))
        spreads = {
            label: _in_unit(call, column, net, values.get(label, math.nan), seed)
            for label, net in (strong if "weight" in call.parameters else nets).items()
        }
        for one, other in pairs:
            why = _refused(call, facts[one], facts[other], nets[one], nets[other])
            row: dict[str, Any] = {
                "measure": call.label, "column": column, "one": one, "other": other,
            }  # fmt: skip
            if why:
                rows.append({**row, "why": "; ".join(why)})
                continue
            low, high = apart(spreads[one], spreads[other], level)
            sure = not math.isnan(low)
            rows.append({
                **row, "difference": spreads[one].value - spreads[other].value, "low": low,
                "high": high, "differs": bool(low > 0 or high < 0) if sure else None,
                "why": "" if sure else _unsure(call, spreads[one], spreads[other],
                                               nets[one], nets[other]),
            })  # fmt: skip
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    found["differs"] = found["differs"].astype("boolean")
    return found.astype({"difference": float, "low": float, "high": float})


def _fair(
    calls: Sequence[Call], frame: pd.DataFrame, smallest: Mapping[str, int | None]
) -> Iterator[tuple[Call, str]]:
    """Name, of each smooth measure of whole coalitions, the column that size leaves alone."""
    for call in calls:
        entry = call.entry
        if entry is None or entry.level != "coalition" or entry.family not in SMOOTH:
            continue
        there = set(frame[frame["measure"] == call.label]["column"])
        size = smallest[call.label]
        if "rarefied" in there and size is not None:
            yield at_size(call, size), "rarefied"
        elif "unbiased" in entry.parameters:
            column = "unbiased" if "unbiased" in there else "value"
            if column == "unbiased" or call.parameters.get("unbiased"):
                yield replace(call, parameters={**call.parameters, "unbiased": True}), column
        elif there & {"ratio", "excess"}:
            yield call, "excess" if "excess" in there else "ratio"


def _in_unit(call: Call, column: str, net: Network, shown: float, seed: int | None) -> Spread:
    """Give the spread of a number in the unit of its column: a ratio, or as it is."""
    if math.isnan(shown) or _counted(call, net) < LEAST:
        return Spread(shown, math.nan, math.nan)
    found = spread(call, net, seed)
    scale = shown / found.value if column == "ratio" and found.value else 1.0
    return Spread(shown, abs(scale) * found.sd, found.freedom)


def _refused(
    call: Call, one: Mapping[str, Any], other: Mapping[str, Any], *nets: Network
) -> list[str]:
    """Say why two coalitions cannot be compared in this: other ties, other labels."""
    assert call.entry is not None  # noqa: S101 - only registered measures come here
    why = []
    if "by" in call.parameters:
        by = call.parameters["by"]
        names = [set(net.labels(by).names) for net in nets if _labelled(call, net)]
        if len(names) == 2 and not names[0] & names[1]:
            why.append("taxonomy")
    if one["boundary"] != other["boundary"]:
        why.append("boundary")
    if call.entry.null is not None:
        if not all(net.ties_known for net in nets):
            return [*why, "ties"]
        if one["kinds"] and other["kinds"] and one["kinds"] != other["kinds"]:
            why.append("kinds")
        if one["directed"] != other["directed"]:
            why.append("direction")
        if abs(one["response"] - other["response"]) > RESPONSE_APART:  # not when one is NaN
            why.append("response")
    return why


def _unsure(call: Call, one: Spread, other: Spread, *nets: Network) -> str:
    """Say why a difference has no interval."""
    if min(_counted(call, net) for net in nets) < LEAST:
        return "few"
    # When all are alike, or all different, leaving anyone out changes nothing.
    return "still" if one.sd == 0 and other.sd == 0 else ""


def _counted(call: Call, net: Network) -> int:
    """Count the partners that the number is about."""
    if "by" not in call.parameters:
        return net.n
    return int(net.labels(call.parameters["by"]).known.sum()) if _labelled(call, net) else 0


def _labelled(call: Call, net: Network) -> bool:
    by = call.parameters["by"]
    return not isinstance(by, str) or by in net.attributes


def split(
    calls: Sequence[Call], nets: Mapping[str, Network], strong: Mapping[str, Network]
) -> pd.DataFrame:
    """Split the difference in what ties bridge into what the partners and what the ties make it.

    The mean difference across ties is that of any two partners, times the bridging ratio. Each
    factor's part is its change at the mean of the other: its Shapley value.
    """
    rows = []
    for call in calls:
        if call.entry is None or call.entry.name != "bridging_ratio":
            continue
        among = strong if "weight" in call.parameters else nets
        answers = {label: call.run(net) for label, net in among.items() if _labelled(call, net)}
        found = {label: (answer.parts.get("across_pairs", math.nan), answer.value)
                 for label, answer in answers.items()}  # fmt: skip
        for one, other in combinations(found, 2):
            (x, y), (v, w) = found[one], found[other]
            rows.append((call.label, one, other, x * y - v * w, (x - v) * (y + w) / 2,
                         (y - w) * (x + v) / 2))  # fmt: skip
    return pd.DataFrame(rows, columns=list(SPLIT))
