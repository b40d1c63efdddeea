"""The very pairs that a partner stands between: the rows behind a count, and their words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from leco import words
from leco.errors import LecoError, meant
from leco.graph.arrays import Ints, Network
from leco.graph.partition import Labels
from leco.kernels.role_sums import ROLES, both_ways, of_paths, role_columns
from leco.result import Scores

# A person reads this many pairs of a role; the table has them all.
SHOWN = 10
# Pairs looked at together.
AT_ONCE = 1_000_000
# Without direction two of the roles are one.
IN_ORDER = (*ROLES[:-1], "gatekeeper_representative", ROLES[-1], "unclassified")


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Brokerage(Scores):
    """Scores per role that can show what they count."""

    network: Network = field(repr=False)
    labels: Labels = field(repr=False)

    def pairs(self, partner: object) -> pd.DataFrame:
        """List the pairs of partners that one partner stands between.

        Parameters
        ----------
        partner : object
            The partner in the middle, by id.

        Returns
        -------
        DataFrame
            One row for each pair and role it plays in it: ``first`` and ``last`` (without
            direction in the order of the ids), ``role``, ``part`` (1, or less when partners
            have several sectors) and ``between``, how many partners stand between the two. The
            sum of ``part`` is the count with full credit, each pair once.

        Raises
        ------
        LecoError
            When there is no such partner.
        """
        (place,) = places_of(self.network, [partner])
        pieces = list(self._pieces(place))
        columns = ["first", "last", "role", "part", "between"]
        if not pieces:
            return pd.DataFrame(columns=columns)
        listed = pd.concat(pieces, ignore_index=True)
        return listed.sort_values(
            "role", key=lambda role: role.map(IN_ORDER.index), kind="stable", ignore_index=True
        )

    def _pieces(self, place: int) -> Iterator[pd.DataFrame]:
        """List the pairs a part at a time: a hub has as many as the square of its contacts."""
        net = self.network
        names = np.empty(net.n, dtype=object)
        names[:] = net.nodes
        for first, last in _open_ends(net, place):
            sums = both_ways(net, of_paths(first, place, last, self.labels))
            parts = role_columns(sums, merged=not net.directed, unclassified=True)
            del parts["total"]
            between = _between(net, first, last)
            for role, part in parts.items():
                there = part > 1e-12
                if there.any():
                    yield pd.DataFrame({
                        "first": names[first[there]], "last": names[last[there]], "role": role,
                        "part": part[there], "between": between[there],
                    })  # fmt: skip

    def explain(self, lang: str | None = None, *, partner: object = None) -> str:
        """Say what the answer means, or, of one partner, which pairs it stands between.

        Parameters
        ----------
        lang : "en" or "nl", optional
            The language; else ``LECO_LANG``, else English.
        partner : object, optional
            The partner, by id.
        """
        if partner is None:
            return super().explain(lang)
        net = self.network
        (place,) = places_of(net, [partner])
        if not net.ties_known:
            return words.text("note.ties_unknown", lang)
        shown: dict[str, pd.DataFrame] = {}
        sums: dict[str, float] = {}
        rows: dict[str, int] = {}
        count = alone = 0.0
        for piece in self._pieces(place):
            role = str(piece["role"].iloc[0])
            before = shown.get(role)
            shown[role] = piece.head(SHOWN) if before is None else (
                pd.concat([before, piece]).head(SHOWN))  # fmt: skip
            sums[role] = sums.get(role, 0.0) + float(piece["part"].sum())
            rows[role] = rows.get(role, 0) + len(piece)
            # The parts of one pair add up to 1, so that pairs are counted by their parts.
            count += float(piece["part"].sum())
            alone += float(piece.loc[piece["between"] == 1, "part"].sum())
        name = self.partner(partner)
        if not rows:
            return words.text("pairs.none", lang, name=name)
        lines = [words.text("pairs.lead", lang, name=name, count=round(count), alone=round(alone))]
        for role in (one for one in IN_ORDER if one in rows):
            more = rows[role] - len(shown[role])
            rest = "; " + words.text("pairs.more", lang, count=more) if more > 0 else ""
            said = "; ".join(self._spoken(shown[role], lang))
            number = words.number(sums[role], lang)
            lines.append(f"{words.word('role', role, lang)} ({number}): {said}{rest}.")
        return "\n".join([*lines, *(note.say(lang) for note in self.notes)])

    def _spoken(self, rows: pd.DataFrame, lang: str | None) -> Iterator[str]:
        """Say pairs in words, with the sector of each end: a tie ``–``, a direction ``→``."""
        arrow = "→" if self.network.directed else "–"
        first, last = (places_of(self.network, rows[end]) for end in ("first", "last"))
        for ends in zip(first, last, strict=True):
            yield f" {arrow} ".join(self._end(end, lang) for end in ends)

    def _end(self, place: int, lang: str | None) -> str:
        carried = self.labels.carries[place]
        names = [name for name, there in zip(self.labels.names, carried, strict=True) if there]
        said = ", ".join(words.word("sector", name, lang) for name in names)
        name = self.partner(self.network.nodes[place])
        return f"{name} ({said})" if said else name


def places_of(net: Network, partners: Iterable[object]) -> list[int]:
    """Find partners by their ids."""
    place: dict[object, int] = {node: one for one, node in enumerate(net.nodes)}
    found = []
    for partner in partners:
        if partner not in place:
            close = meant(str(partner), net.nodes)
            raise LecoError.of("no_partner", partner=partner, near=close)
        found.append(place[partner])
    return found


def _open_ends(net: Network, place: int) -> Iterator[tuple[Ints, Ints]]:
    """List the pairs first - place - last without a tie from first to last, a part at a time."""
    ties = net.adjacency
    before = np.flatnonzero(ties[:, [place]].toarray().ravel())
    after = ties.indices[ties.indptr[place] : ties.indptr[place + 1]].astype(np.int64)
    step = max(1, AT_ONCE // max(len(after), 1))
    for begin in range(0, len(before), step):
        rows = before[begin : begin + step]
        free = ties[rows][:, after].toarray() == 0
        free &= rows[:, None] != after[None, :]
        if not net.directed:
            free &= rows[:, None] < after[None, :]
        one, other = np.nonzero(free)
        if len(one):
            yield rows[one], after[other]


def _between(net: Network, first: Ints, last: Ints) -> Ints:
    """Count the partners between the two ends of each pair."""
    starts, row = np.unique(first, return_inverse=True)
    stops, column = np.unique(last, return_inverse=True)
    both = (net.adjacency[starts] @ net.adjacency[:, stops]).toarray()
    return np.asarray(both[row, column], dtype=np.int64)
