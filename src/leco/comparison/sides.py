"""What is known of each side of a comparison, and what forbids to compare two of them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Self

import pandas as pd

from leco.coalition import checks
from leco.coalition.coalition import Coalition
from leco.errors import MissingAttributeError
from leco.graph.arrays import Data, Network, arrays
from leco.graph.partition import By, grouping
from leco.metrics.calls import Call
from leco.words import Note

# Below this share of answers path-based and core-based numbers are fragile.
FRAGILE_RESPONSE = 0.8
# Answers this much more complete in one coalition than in another make other ties.
RESPONSE_APART = 0.2

Fact = dict[str, Any]


@dataclass(frozen=True)
class Sides:
    """The coalitions by label: as arrays, with the strengths asked for, and what must agree."""

    nets: Mapping[str, Network]
    strong: Mapping[str, Network]
    without_strengths: Mapping[str, str]  # who has none of those asked for, and what it has
    facts: Mapping[str, Fact]
    names: Mapping[str, str]  # of the coalitions themselves; empty where there is none

    @classmethod
    def of(cls, snapshots: Mapping[str, Data], by: By | None, weight: str | None) -> Self:
        """Read every coalition once."""
        nets = {label: arrays(data) for label, data in snapshots.items()}
        if isinstance(by, str) and not any(by in net.attributes for net in nets.values()):
            there = sorted({name for net in nets.values() for name in net.attributes})
            raise MissingAttributeError(by, there)
        strong, without = dict(nets), dict[str, str]()
        for label, data in snapshots.items() if weight is not None else ():
            try:
                strong[label] = arrays(data, weight=weight)
            except MissingAttributeError as error:
                without[label] = str(error)
        facts = {label: _facts(data, nets[label], by) for label, data in snapshots.items()}
        names = {label: data.name if isinstance(data, Coalition) else ""
                 for label, data in snapshots.items()}  # fmt: skip
        return cls(nets, strong, without, facts, names)

    def asked(self, call: Call) -> Mapping[str, Network]:
        """Give the arrays that a measure wants: with strengths if it has them."""
        return self.strong if "weight" in call.parameters else self.nets

    def unasked(self, call: Call, label: str) -> str:
        """Say why a measure with strengths is not asked of a coalition; blank where it is."""
        return self.without_strengths.get(label, "") if "weight" in call.parameters else ""

    def labelled(self, call: Call, label: str) -> bool:
        """Whether a coalition has the column that a measure groups by."""
        by = call.parameters["by"]
        return not isinstance(by, str) or by in self.nets[label].attributes

    def counted(self, call: Call, label: str) -> int:
        """Count the partners that a number is about."""
        net = self.nets[label]
        if "by" not in call.parameters:
            return net.n
        return net.labels(call.parameters["by"]).n if self.labelled(call, label) else 0

    def common_size(self, call: Call) -> int | None:
        """Give the number of labelled partners to compare diversity at, if it wants one."""
        if call.entry is None or not call.entry.rarefies or len(self.nets) < 2:
            return None
        counts = [self.counted(call, label) for label in self.nets]
        return min((count for count in counts if count > 0), default=None)

    def comparability(self) -> pd.DataFrame:
        """Give the facts as a table; a boundary only where one is stated."""
        index = pd.Index(self.facts, name="coalition")
        table = pd.DataFrame(list(self.facts.values()), index=index)
        return table if table["boundary"].any() else table.drop(columns="boundary")

    def what_if(self, one: str, other: str) -> bool:
        """Whether two sides are one coalition at one moment, with partners taken out or added."""
        first, second = self.nets[one], self.nets[other]
        if not self.names[one] or self.names[one] != self.names[other]:
            return False
        mine, theirs = set(first.nodes), set(second.nodes)
        return first.moment == second.moment and mine != theirs and bool(mine & theirs)

    def taxonomies(self, call: Call) -> dict[str, set[str]]:
        """Give the labels that a measure groups the partners of each coalition by."""
        by = call.parameters.get("by")
        return {} if by is None else {
            label: set(net.labels(by).names)
            for label, net in self.nets.items() if self.labelled(call, label)
        }  # fmt: skip

    def refused(
        self, call: Call, one: str, other: str, taxonomies: Mapping[str, set[str]]
    ) -> list[str]:
        """Say why two coalitions cannot be compared in this: other ties, other labels."""
        assert call.entry is not None  # noqa: S101 - only registered measures come here
        nets = [self.nets[label] for label in (one, other)]
        first, second = self.facts[one], self.facts[other]
        why = ["what_if"] if self.what_if(one, other) else []
        if one in taxonomies and other in taxonomies and not taxonomies[one] & taxonomies[other]:
            why.append("taxonomy")
        if first["boundary"] != second["boundary"]:
            why.append("boundary")
        if call.entry.null is not None:
            if not all(net.ties_known for net in nets):
                return [*why, "ties"]
            if first["kinds"] and second["kinds"] and first["kinds"] != second["kinds"]:
                why.append("kinds")
            if first["directed"] != second["directed"]:
                why.append("direction")
            if abs(first["response"] - second["response"]) > RESPONSE_APART:  # not if one is NaN
                why.append("response")
        return why

    def cautions(self, by: By | None) -> tuple[Note, ...]:
        """Say what cannot be compared, or only with care."""
        facts, found = self.facts, list[Note]()

        def say(code: str, labels: Sequence[str]) -> None:
            if labels:
                found.append(Note(code, {"names": ", ".join(labels)}))

        say("compare_ties_unknown", [label for label, net in self.nets.items()
                                     if not net.ties_known])  # fmt: skip
        known = {label: one for label, one in facts.items() if self.nets[label].ties_known}
        for code, column, among in (
            ("compare_sizes_differ", "partners", facts),
            ("compare_moments_differ", "moment", facts),
            ("compare_kinds_differ", "kinds", known),
            ("compare_direction_differs", "directed", known),
            ("compare_boundary_differs", "boundary", facts),
        ):
            if len({one[column] for one in among.values()}) > 1:
                say(code, [f"{label} {one[column] or '–'}" for label, one in among.items()])
        say("compare_response_low", [label for label, one in facts.items()
                                     if one["response"] < FRAGILE_RESPONSE])  # fmt: skip
        if any(self.what_if(*pair) for pair in combinations(self.nets, 2)):
            found.append(Note("compare_what_if"))
        if by is not None:
            say("compare_unlabelled", [
                f"{label} {one['unlabelled']}/{one['partners']}"
                for label, one in facts.items() if one["unlabelled"]
            ])  # fmt: skip
            names = [set(net.labels(by).names) for label, net in self.nets.items()
                     if facts[label]["labels"]]  # fmt: skip
            if len(names) > 1 and not set.intersection(*names):
                say("compare_taxonomy_differs", list(facts))
        return tuple(found)


def _facts(data: Data, net: Network, by: By | None) -> Fact:
    """Collect what must agree before numbers can be compared."""
    boundary, response = "", math.nan
    if isinstance(data, Coalition):
        boundary = data.about.get("boundary", "")
        rates = checks.response(data.tables)
        response = float(rates.iloc[-1]) if len(rates) else math.nan
    labels: Fact = {}
    if by is not None:
        labels = {"by": grouping(by), "labels": 0, "unlabelled": net.n}
        try:
            found = net.labels(by)
            labels |= {"labels": len(found.names), "unlabelled": found.missing}
        except MissingAttributeError:
            pass  # said as a caution: this coalition has no such column
    return {
        "partners": net.n,
        "ties": net.ties if net.ties_known else math.nan,
        "directed": net.directed,
        "kinds": ", ".join(sorted(net.kinds.layers)) if net.kinds is not None else "",
        "boundary": boundary,
        "moment": net.moment or "",
        "response": response,
        **labels,
    }
