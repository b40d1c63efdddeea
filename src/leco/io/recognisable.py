"""recognisable(): who can still be told by its labels, or by its place among the ties."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy import sparse

from leco import words
from leco.errors import MissingAttributeError
from leco.graph.arrays import Data, Network, arrays
from leco.graph.partition import split_labels
from leco.result import json_value
from leco.result.exits import Exits

# What others can know of a partner without asking it: what it does, how large it is, where.
KNOWN = ("sector", "capacity", "site")
# Fewer than these alike are few enough to guess: the usual least of published tables.
FEW = 5


@dataclass(frozen=True, eq=False, kw_only=True)
class Recognisable(Exits):
    """One row per partner: how many partners it cannot be told from, itself among them.

    `by` names the columns that `alike` is about; `ties_known` whether places among ties are told.
    """

    kind: ClassVar[str] = "recognisable"

    frame: pd.DataFrame
    by: tuple[str, ...]
    ties_known: bool

    def count(self, column: str, fewer: int = 2) -> int:
        """Count the partners that share what a column tells with fewer than this many."""
        return int((self.frame[column] < fewer).sum())

    def explain(self, lang: str | None = None) -> str:
        """Say how many partners stand alone, and by what."""
        n, lines = len(self.frame), []
        if self.by and n:
            named = ", ".join(words.word("header.partners", one, lang) for one in self.by)
            lines.append(words.text(
                "recognisable.alike", lang, columns=named, smallest=int(self.frame["alike"].min()),
                alone=self.count("alike"), few=self.count("alike", FEW), size=FEW, n=n,
            ))  # fmt: skip
        else:
            lines.append(words.text("recognisable.no_columns", lang))
        if self.ties_known:
            lines.append(words.text(
                "recognisable.ties", lang, ties=self.count("same_ties"),
                around=self.count("same_surroundings"), n=n,
            ))  # fmt: skip
        lines.append(words.text("recognisable.honest", lang))
        return "\n".join(lines)

    def _content(self) -> dict[str, Any]:
        return {"by": list(self.by), "rows": json_value(self.frame)}

    def _frames(self) -> Sequence[pd.DataFrame]:
        return [self.frame]


def recognisable(data: Data, *, by: Sequence[str] | None = None) -> Recognisable:
    r"""Tell which partners can be recognised without a name, by labels or by ties.

    Of each partner i three sizes, of which 1 means that it stands alone:

    .. math:: |\{j : x_j = x_i\}|

    with x the combination of labels in `by` (the k of k-anonymity; a blank cell is a value here,
    since a reader sees it), the number of ties, or that number together with the numbers of ties
    of those it is tied to. Direction, kind and strength of ties are left out, and each can only
    make more partners recognisable; so can dates. Partners without ties are all alike. Where ties
    are not known, the last two are NaN.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : list of str, optional
        Columns of the partners; else those of ``sector``, ``capacity`` and ``site`` that are
        there.

    Returns
    -------
    Recognisable
        ``alike``, ``same_ties``, ``same_surroundings``; from 1 to the number of partners.

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Sweeney (2002), k-anonymity, Int. J. Uncertainty, Fuzziness and Knowledge-Based Systems 10.
    Hay, Miklau, Jensen, Towsley & Weis (2008), Resisting structural re-identification in anonymized
    social networks, Proc. VLDB Endowment 1, section 2 (the queries H1 and H2).

    Examples
    --------
    >>> import networkx as nx
    >>> path = nx.path_graph(5)
    >>> nx.set_node_attributes(path, dict(enumerate(["care"] * 4 + ["youth"])), "sector")
    >>> recognisable(path).frame.values.tolist()
    [[4.0, 2.0, 2.0], [4.0, 3.0, 2.0], [4.0, 3.0, 1.0], [4.0, 3.0, 2.0], [1.0, 2.0, 2.0]]
    """
    net = arrays(data)
    chosen = tuple(one for one in KNOWN if one in net.attributes) if by is None else tuple(by)
    for one in chosen:
        if one not in net.attributes:
            raise MissingAttributeError(one, net.attributes)
    columns = {"alike": _alike([_seen(net, one) for one in chosen], net.n)}
    unknown = np.full(net.n, np.nan)
    degrees, around = _places(net)
    columns["same_ties"] = _sizes(degrees) if net.ties_known else unknown
    columns["same_surroundings"] = _sizes(around) if net.ties_known else unknown
    frame = pd.DataFrame(columns, index=pd.Index(net.nodes, name="partner", dtype=object))
    frame = frame.iloc[net.caller_order()]
    return Recognisable(frame=frame, by=chosen, ties_known=net.ties_known)


def _seen(net: Network, column: str) -> list[Hashable]:
    return [split_labels(value) for value in net.attributes[column]]


def _alike(columns: Sequence[Sequence[Hashable]], n: int) -> "np.ndarray[Any, Any]":
    if not columns:
        return np.full(n, np.nan)
    return _sizes(list(zip(*columns, strict=True)))


def _places(net: Network) -> tuple[list[Hashable], list[Hashable]]:
    """Give each partner's number of ties, and with it those of its neighbours."""
    ties = net.undirected
    degrees = np.diff(ties.indptr)
    kinds, which = np.unique(degrees, return_inverse=True)
    of = sparse.csr_array((np.ones(net.n), (np.arange(net.n), which)), shape=(net.n, len(kinds)))
    around = sparse.csr_array(ties @ of)
    around.sort_indices()
    bounds = zip(around.indptr[:-1], around.indptr[1:], strict=True)
    told: list[Hashable] = [
        (around.indices[first:last].tobytes(), around.data[first:last].tobytes())
        for first, last in bounds
    ]
    return list(map(int, degrees)), told


def _sizes(told: Sequence[Hashable]) -> "np.ndarray[Any, Any]":
    """Count for each how many tell the same."""
    count = Counter(told)
    return np.array([float(count[one]) for one in told])
