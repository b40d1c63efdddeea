"""Directed cores: who reaches out to many, who is reached out to, and who is both."""

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from leco import words
from leco.graph.arrays import Flags, Floats, Ints, Network
from leco.kernels.core_cells import TOLERANCE, correlation
from leco.metrics.registry import measure, partner_frame
from leco.result import Scores
from leco.words import Note


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class CoreRoles(Scores):
    """Flags for two cores, and how well their pattern fits.

    `fit` is the correlation of ties and pattern; `certified` whether no better pair of cores
    exists.
    """

    fit: float = math.nan
    certified: bool = False

    def unknown(self, note: Note) -> Self:
        """Give the same answer with nothing known, and the reason."""
        return replace(super().unknown(note), fit=math.nan, certified=False)

    def sentence(self, lang: str | None = None) -> str:
        """Count who reaches out, who is reached, and who is both."""
        if math.isnan(self.fit):
            return words.text("answer.undefined", lang)
        out, into = (
            self.frame[name].to_numpy(dtype=float) == 1 for name in ("out_core", "in_core")
        )
        return words.text("reads.core_roles", lang, out=int(out.sum()), into=int(into.sum()),
                           both=int((out & into).sum()), fit=self.fit)  # fmt: skip


@measure(
    level="partner", family="core_periphery", bounds=(0, 1), needs=("ties", "direction"),
    source="Borgatti & Everett (2000)",
)  # fmt: skip
def core_roles(net: Network, *, weight: str | None = None) -> CoreRoles:
    r"""Find who is core in reaching out to others, and who is core in being reached.

    .. math:: \max_{U, V}\ \mathrm{corr}_{i \ne j}\big(w_{ij}, \tfrac12 (u_i + v_j)\big)

    with :math:`u_i = 1` for partners of the out-core U and :math:`v_j = 1` for those of the in-core
    V: a tie from a sender of the core to a receiver of the core counts whole, one with either
    half, others not. That is the model of `core_periphery` at one half with its two ends set free;
    where the two cores agree it is that model. For each two sizes the best senders are those
    with most ties out, the best receivers those with most ties in, and all sizes are tried.

    ========= ==================================================================
    out_core  1 for who reaches out to many (both kinds of core partner, and others)
    in_core   1 for who is reached out to by many
    ========= ==================================================================

    A partner of both cores is core in every sense; one that is only in the out-core initiates,
    one that is only in the in-core is sought. The answer is `certified` when no pair of cores with
    a larger overlap could do better. Where partners have as many ties, those come first that have
    more ties the other way, then by id. Isolates are in neither core. Strengths as `weight` says.
    Labels play no part. Without ties, or with all there, nothing is defined (NaN). Time
    O(m + n^2).

    Parameters
    ----------
    data : Coalition or networkx graph
    weight : str, optional
        The strengths to use; None counts each tie once.

    Returns
    -------
    CoreRoles
        Columns ``out_core`` and ``in_core``.

    Raises
    ------
    UnsupportedGraphError
        When ties have no direction.

    References
    ----------
    Borgatti & Everett (2000), Models of core/periphery structures, p. 383, on asymmetric ties.
    Elliott, Chiu, Bazzi, Reinert & Cucuringu (2020), Core-periphery structure in directed
    networks, Proc. R. Soc. A 476, for cores of senders and of receivers.

    Examples
    --------
    >>> import networkx as nx
    >>> asks = nx.DiGraph([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("c", "x")])
    >>> core_roles(asks).frame.loc[["a", "x"]].to_numpy().tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    cells = net.n * (net.n - 1)
    # A correlation does not know the unit.
    strengths = net.strengths / net.strengths.max() if net.ties else net.strengths
    total, square = float(strengths.sum()), float(strengths.power(2).sum())
    if net.n < 2 or cells * square - total**2 <= 1e-9 * cells**2:
        blank = np.full(net.n, np.nan)
        frame = partner_frame(net, {"out_core": blank, "in_core": blank})
        return CoreRoles(frame=frame, notes=(Note("no_pattern"),))
    # Sums of parts that differ by rounding alone are equal.
    out, into = (
        np.asarray(strengths.sum(axis=axis), dtype=np.float64).round(10) for axis in (1, 0)
    )
    order = np.arange(net.n)
    senders, receivers = np.lexsort((order, -into, -out)), np.lexsort((order, -out, -into))
    reach = np.cumsum(out[senders])[:, None] + np.cumsum(into[receivers])[None, :]
    size = order.astype(np.float64) + 1.0
    fit, bound = (
        correlation(cells, reach / 2, (total, square), _pattern(net.n, both))
        # The most that any two cores of these sizes could share: nothing fits better than that.
        for both in (_overlap(senders, receivers), np.minimum(size[:, None], size[None, :]))
    )
    best = int(np.argmax(fit >= np.nanmax(fit) - TOLERANCE))
    first, second = divmod(best, net.n)
    found = float(fit[first, second])
    frame = partner_frame(net, {
        "out_core": _flags(net.n, senders[: first + 1]),
        "in_core": _flags(net.n, receivers[: second + 1]),
    })  # fmt: skip
    certified = bool(np.nanmax(bound) <= found + TOLERANCE)
    notes = () if certified else (Note("roles_not_certified"),)
    return CoreRoles(frame=frame, fit=found, certified=certified, notes=notes)


def _overlap(senders: Ints, receivers: Ints) -> Floats:
    """Count who is among the first k senders and the first l receivers, for all k and l."""
    n = len(senders)
    place = np.empty(n, dtype=np.int64)
    place[receivers] = np.arange(n)
    there = np.zeros((n, n))
    there[np.arange(n), place[senders]] = 1.0
    return np.asarray(there.cumsum(axis=0).cumsum(axis=1))


def _pattern(n: int, both: Floats) -> tuple[Floats, Floats]:
    """Sum the pattern of the first k senders and l receivers, `both` of them both; its squares."""
    size = np.arange(1.0, n + 1)
    either = size[:, None] + size[None, :]
    twice = size[:, None] * size[None, :] - both
    return (n - 1) * either / 2, ((n - 1) * either + 2 * twice) / 4


def _flags(n: int, places: Ints) -> Floats:
    flags: Flags = np.zeros(n, dtype=bool)
    flags[places] = True
    return flags.astype(np.float64)
