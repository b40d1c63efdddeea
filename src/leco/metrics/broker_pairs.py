"""The very pairs that a partner stands between: the rows behind a count, and their words."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from leco import labels as words
from leco.errors import LecoError, nearest
from leco.graph.arrays import Ints, Network
from leco.graph.partition import Labels, blank
from leco.result import Scores

# A person reads this many pairs of a role; the table has them all.
SHOWN = 10
# Pairs looked at together.
AT_ONCE = 1_000_000
ROLES = (
    "coordinator", "itinerant", "representative", "gatekeeper", "gatekeeper_representative",
    "liaison",
)  # fmt: skip


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
        pieces = list(self._pieces(self._place(partner)))
        columns = ["first", "last", "role", "part", "between"]
        if not pieces:
            return pd.DataFrame(columns=columns)
        listed = pd.concat(pieces, ignore_index=True)
        order = {role: place for place, role in enumerate((*ROLES, "unclassified"))}
        rank = listed["role"].map(order)
        return listed.loc[rank.sort_values(kind="stable").index].reset_index(drop=True)

    def _pieces(self, place: int) -> Iterator[pd.DataFrame]:
        """List the pairs a part at a time: a hub has as many as the square of its contacts."""
        net = self.network
        names = np.empty(net.n, dtype=object)
        names[:] = net.nodes
        for first, last in _open_ends(net, place):
            parts = _parts(self.labels, first, place, last)
            if not net.directed:
                both = parts.pop("representative") + parts.pop("gatekeeper")
                parts["gatekeeper_representative"] = both
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
        net, place = self.network, self._place(partner)
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
        name = _named(net, place)
        if not rows:
            return words.text("pairs.none", lang, name=name)
        lines = [words.text("pairs.lead", lang, name=name, count=round(count), alone=round(alone))]
        for role in (one for one in (*ROLES, "unclassified") if one in rows):
            more = rows[role] - len(shown[role])
            rest = "; " + words.text("pairs.more", lang, count=more) if more > 0 else ""
            said = "; ".join(self._spoken(shown[role], lang))
            number = words.number(sums[role], lang)
            lines.append(f"{words.word('role', role, lang)} ({number}): {said}{rest}.")
        return "\n".join([*lines, *(note.say(lang) for note in self.notes)])

    def _place(self, partner: object) -> int:
        try:
            return self.network.nodes.index(partner)
        except ValueError:
            close = nearest(str(partner), map(str, self.network.nodes))
            meant = f"; did you mean {close!r}?" if close else ""
            raise LecoError(f"no partner {partner!r} here{meant}") from None

    def _spoken(self, rows: pd.DataFrame, lang: str | None) -> Iterator[str]:
        """Say pairs in words, with the sector of each end: a tie ``–``, a direction ``→``."""
        place = {node: one for one, node in enumerate(self.network.nodes)}
        arrow = "→" if self.network.directed else "–"
        for first, last in zip(rows["first"], rows["last"], strict=True):
            ends = (self._end(place[end], lang) for end in (first, last))
            yield f" {arrow} ".join(ends)

    def _end(self, place: int, lang: str | None) -> str:
        carried = self.labels.matrix[place] > 0
        names = [name for name, there in zip(self.labels.names, carried, strict=True) if there]
        said = ", ".join(words.word("sector", name, lang) for name in names)
        name = _named(self.network, place)
        return f"{name} ({said})" if said else name


def _named(net: Network, place: int) -> str:
    """Give a partner's name, or its id when it has none."""
    names = net.attributes.get("name")
    return str(net.nodes[place] if names is None or blank(names[place]) else names[place])


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


def _parts(labels: Labels, first: Ints, middle: int, last: Ints) -> dict[str, "np.ndarray"]:
    """Split each pair over the roles, by the labels of its three partners."""
    a, v, b = labels.matrix[first], labels.matrix[middle], labels.matrix[last]
    known = labels.known[first] & labels.known[middle] & labels.known[last]
    shared, a_v, v_b = (a * v * b).sum(axis=1), (a * v).sum(axis=1), (v * b).sum(axis=1)
    a_b = (a * b).sum(axis=1)
    parts = {
        "coordinator": shared,
        "itinerant": a_b - shared,
        "representative": a_v - shared,
        "gatekeeper": v_b - shared,
        "liaison": 1 - a_b - a_v - v_b + 2 * shared,
    }
    found = {role: np.where(known, part, 0.0) for role, part in parts.items()}
    return {**found, "unclassified": (~known).astype(float)}
