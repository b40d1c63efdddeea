"""What a coalition lacks, as far as its tables tell: before anybody in particular is thought of."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

from leco.graph.arrays import Network
from leco.graph.needs import GivenNeeds
from leco.graph.partition import By
from leco.metrics.coverage import NeedCoverage, need_coverage
from leco.metrics.mixing_tables import mixing_table
from leco.words import Note, Term


@dataclass(frozen=True, eq=False)
class Lack:
    """What is missing; None where that is not known, with the reason among the notes."""

    gaps: Mapping[str, tuple[float, float]] | None  # need -> providers there, and wanted
    sole: Mapping[str, object] | None  # need -> its one provider
    untied: Mapping[tuple[str, str], float] | None  # two groups -> ties that chance would give
    short: Mapping[str, tuple[float, float]] | None  # group -> partners there, and expected
    weight: Mapping[str, float]  # of each need
    notes: tuple[Note, ...]

    @property
    def criteria(self) -> tuple[str, ...]:
        """Name what candidates can be weighed by: that of which it is known what is missing."""
        known = {"need": self.gaps, "backup": self.sole, "bridge": self.untied, "group": self.short}
        return tuple(name for name, one in known.items() if one is not None)


def lack_of(
    net: Network, by: By | None, offers: By, needs: GivenNeeds | None,
    expected: Mapping[str, float] | None, *, ties: float, alpha: float,
) -> Lack:  # fmt: skip
    """Find what is missing: needs, second providers, ties between groups, groups themselves."""
    covered, notes = _needs(net, offers, needs)
    untied, short = None, None
    if by is not None:
        names = net.labels(by).names
        if len(names) + len(expected or ()) < 2:
            notes = (*notes, Note("one_group"))
        else:
            short = _short(net, by, expected, alpha)
        if not net.ties_known:
            notes = (*notes, Note("no_record_of_ties"))
        elif len(names) > 1:
            untied = _untied(net, by, ties)
    if covered is None:
        return Lack(None, None, untied, short, {}, notes)
    columns = ("providers", "wanted", "weight")
    there, wanted, weight = (
        {str(need): float(one) for need, one in covered.frame[column].items()} for column in columns
    )
    gaps = {need: (there[need], wanted[need]) for need in covered.gaps}
    sole = {need: who[0] for need, who in covered.providers.items() if len(who) == 1}
    return Lack(gaps, sole, untied, short, weight, notes)


def _needs(
    net: Network, offers: By, needs: GivenNeeds | None
) -> tuple[NeedCoverage | None, tuple[Note, ...]]:
    if net.needs is None and needs is None:
        return None, (Note("no_needs_table"),)
    if isinstance(offers, str) and offers == "offers" and offers not in net.attributes:
        return None, (Note("no_column", {"column": Term("header.partners", offers)}),)
    found = need_coverage(net, offers=offers, needs=needs)
    own = tuple(note for note in found.notes if note not in net.notes)
    return (None if found.frame.empty or not found.n else found), own


def _untied(net: Network, by: By, least: float) -> dict[tuple[str, str], float]:
    """Name each two groups without a tie, where chance would give `least` ties or more."""
    frame = mixing_table(net, by=by).frame
    found: dict[tuple[str, str], float] = {}
    ties, expected = frame["ties"].to_dict(), frame["expected"].to_dict()
    for one, other in frame.index:
        if one < other:
            both = [(one, other), *([(other, one)] if net.directed else [])]
            # A float sum of shares: a tie there is well above rounding.
            if sum(ties[pair] for pair in both) < 1e-9:
                chance = float(sum(expected[pair] for pair in both))
                if chance >= least:
                    found[one, other] = chance
    return dict(sorted(found.items(), key=lambda one: -one[1]))


def _short(
    net: Network, by: By, expected: Mapping[str, float] | None, alpha: float
) -> dict[str, tuple[float, float]]:
    """Name the groups with so few partners that chance gives so few in `alpha` of the cases.

    Chance puts each partner in a group by its share in `expected`, else evenly over the groups
    there are.
    """
    labels = net.labels(by)
    count = dict(zip(labels.names, labels.matrix.sum(axis=0).tolist(), strict=True))
    share = dict.fromkeys(labels.names, 1.0) if expected is None else dict(expected)
    total = sum(share.values())
    if not (total > 0 and all(one >= 0 for one in share.values())):
        raise ValueError("expected= gives a share or a number, 0 or more, for each group")
    found: dict[str, tuple[float, float]] = {}
    for name in sorted(share):
        chance = share[name] / total
        there = float(count.get(name, 0.0))
        # Shares of partners with several groups: rounded up, so that nothing is claimed too soon.
        if binom.cdf(np.ceil(there - 1e-9), labels.n, chance) <= alpha:
            found[name] = (there, labels.n * chance)
    return found
