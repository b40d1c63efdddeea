"""What the facts of a coalition say by rules of thumb, and how much the thumb matters."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np

from leco.graph.arrays import Floats

# Conventions, every one: where a fact begins to count. Each can be set in the call.
THRESHOLDS: Mapping[str, float] = {
    "connectedness": 0.5, "compactness": 0.2, "coverage": 0.8, "surplus": 0.25, "bridging": 1.0,
    "problem": 0.4, "cohesion_share": 0.5, "without_top": 0.5,
}  # fmt: skip
# The same reading is asked for with every threshold a fifth lower, as it is, and a fifth higher;
# but for the one that is no convention: what chance gives.
FACTORS = (0.8, 1.0, 1.2)
GIVEN = "bridging"

# The rules, in the order they are said, and the facts that decide each: one below its threshold
# is enough; of surplus, one above it.
RULES: Mapping[str, tuple[str, ...]] = {
    "no_shared_why": (),
    "thin": ("compactness", "connectedness"),
    "under_differentiated": ("coverage",),
    "over_differentiated": ("surplus",),
    "under_integrated": ("bridging", "cohesion_share", "problem"),
    "one_actor": ("without_top",),
}

Truths: TypeAlias = dict[str, Floats]  # 1 holds, 0 does not, NaN not known; one for each setting


@dataclass(frozen=True)
class Reading:
    """Which rules hold and by which facts, what is said, and how often nearby thresholds agree."""

    holds: dict[str, float]
    because: dict[str, tuple[str, ...]]
    agreement: dict[str, float]
    said: tuple[str, ...]
    same: float


def read(facts: Mapping[str, float], thresholds: Mapping[str, float]) -> Reading:
    """Apply the rules, once as asked and once for each setting of the grid."""
    base = {name: np.array([value]) for name, value in thresholds.items()}
    factors = [(1.0,) if name == GIVEN else FACTORS for name in thresholds]
    grid = np.array(list(product(*factors)))
    around = {
        name: grid[:, place] * value for place, (name, value) in enumerate(thresholds.items())
    }
    truths, others = _truths(facts, base), _truths(facts, around)
    said, everywhere = _said(facts, truths), _said(facts, others)
    same = np.ones(len(grid), dtype=bool)
    for code, there in everywhere.items():
        same &= there == said[code]
    agreement = {rule: float(np.mean(_equal(others[rule], truths[rule][0]))) for rule in RULES}
    return Reading(
        {rule: float(truth[0]) for rule, truth in truths.items()},
        _because(facts, thresholds), agreement,
        tuple(code for code, there in said.items() if there[0]), float(same.mean()),
    )  # fmt: skip


def _truths(facts: Mapping[str, float], at: Mapping[str, Floats]) -> Truths:
    """Tell whether each rule holds, at each setting of the thresholds."""

    def short(rule: str) -> Floats:
        return _any(*(_below(facts[fact], at[fact]) for fact in RULES[rule]))

    settings = next(iter(at.values()))
    # Offers that are not known may cover more: too little is only what stays so in any case.
    enough = np.where(
        facts["coverage_low"] >= at["coverage"], 1.0,
        np.where(facts["coverage_high"] < at["coverage"], 0.0, np.nan),
    )  # fmt: skip
    # Some surplus may not be known: it is too much when what is sure is, and not when all is not.
    much = np.where(
        facts["surplus_low"] > at["surplus"], 1.0,
        np.where(facts["surplus_high"] <= at["surplus"], 0.0, np.nan),
    )  # fmt: skip
    return {
        "no_shared_why": np.full(len(settings), 1 - facts["why"]),
        "thin": short("thin"),
        "under_differentiated": 1 - enough,
        "over_differentiated": np.where((enough == 0) | (much == 0), 0.0, enough * much),
        "under_integrated": short("under_integrated"),
        "one_actor": short("one_actor"),
    }


def _below(value: float, threshold: Floats) -> Floats:
    found: Floats = np.where(np.isnan(value), np.nan, (value < threshold).astype(float))
    return found


def _any(*truths: Floats) -> Floats:
    """Hold where one holds; what is not known is passed over, unless nothing is known."""
    stacked = np.stack(truths)
    found: Floats = np.where(np.isnan(stacked).all(axis=0), np.nan, (stacked == 1).any(axis=0))
    return found


def _said(facts: Mapping[str, float], truths: Truths) -> dict[str, Floats]:
    """Say of each phrase whether it is said; too few ties leave integration unjudged."""
    over, under = truths["over_differentiated"], truths["under_differentiated"]
    thin, one = truths["thin"] == 1, truths["one_actor"] == 1
    short = truths["under_integrated"] == 1
    judged = ~thin & ~np.isnan(truths["thin"]) & ~np.isnan(truths["under_integrated"])
    different = facts["differentiation"] > 0
    weighed = ~np.isnan(over) & ~np.isnan(under)
    open_question = ~weighed & (under != 1)
    return {
        "no_shared_why": truths["no_shared_why"] == 1,
        "over_differentiated": over == 1,
        "under_differentiated": under == 1,
        "differentiated_as_needed": weighed & (over == 0) & (under == 0),
        "differentiated": open_question & different,
        "all_alike": open_question & (facts["differentiation"] == 0),
        "difference_not_known": open_question & math.isnan(facts["differentiation"]),
        "thin": thin,
        "under_integrated": judged & short,
        "one_actor": judged & one,
        "integrated": judged & ~short & ~one,
        "integration_not_known": ~judged & ~thin,
    }


def _equal(values: Floats, one: float) -> Floats:
    return np.isnan(values) if math.isnan(one) else values == one


def _because(
    facts: Mapping[str, float], thresholds: Mapping[str, float]
) -> dict[str, tuple[str, ...]]:
    """Name for each rule the facts that make it hold; surplus does whenever its rule holds."""
    return {
        rule: tuple(
            fact for fact in decisive if fact == "surplus" or facts[fact] < thresholds[fact]
        )
        for rule, decisive in RULES.items()
    }
