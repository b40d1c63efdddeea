"""The kinds of the ties: which pairs of partners each kind joins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from leco.graph.partition import blank, read_labels


@dataclass(frozen=True, eq=False)
class Kinds:
    """The ends of every tie as it was given, and what is written of its kind.

    A cell may hold several kinds (``"information; trust"``, or a tuple) or none: a kind that is
    not known is no kind.
    """

    n: int
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    written: Iterable[Any]

    @cached_property
    def layers(self) -> Mapping[str, sparse.csr_array]:
        """Give the pairs of each kind, by name, as a symmetric 0/1 matrix (without direction)."""
        read = read_labels(self.written)
        return {
            name: self._pairs(read.matrix[:, place] > 0) for place, name in enumerate(read.names)
        }

    def among(self, places: NDArray[np.int64]) -> "Kinds":
        """Keep the ties among some of the partners, which are numbered anew."""
        where = np.full(self.n, -1)
        where[places] = np.arange(len(places))
        rows, columns = where[self.rows], where[self.columns]
        kept = (rows >= 0) & (columns >= 0)
        written = [one for one, there in zip(self.written, kept, strict=True) if there]
        return Kinds(len(places), rows[kept], columns[kept], written)

    def _pairs(self, own: NDArray[np.bool_]) -> sparse.csr_array:
        own = own & (self.rows != self.columns)
        one, other = self.rows[own], self.columns[own]
        ends = (np.concatenate([one, other]), np.concatenate([other, one]))
        pairs = sparse.csr_array((np.ones(2 * len(one)), ends), shape=(self.n, self.n))
        pairs.sum_duplicates()
        pairs.data[:] = 1.0
        return pairs


def kind_of(facts: Mapping[str, Any]) -> Any:
    """Read the kind of an edge from its attributes: ``kind``, else ``kinds``.

    >>> kind_of({"kind": "trust"}), kind_of({"kinds": ("information", "trust")}), kind_of({})
    ('trust', ('information', 'trust'), None)
    """
    kind = facts.get("kind")
    return facts.get("kinds") if blank(kind) else kind
