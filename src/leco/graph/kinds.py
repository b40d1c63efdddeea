"""The kinds of the ties: which pairs of partners each kind joins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from leco.graph.partition import blank, read_labels
from leco.graph.ties import Ints, matrix_of, pattern_of


@dataclass(frozen=True, eq=False)
class Kinds:
    """The ends of every tie as it was given, and what is written of its kind.

    A cell may hold several kinds (``"information; trust"``, or a tuple) or none: a kind that is
    not known is no kind.
    """

    n: int
    rows: Ints
    columns: Ints
    written: Iterable[Any]

    @cached_property
    def layers(self) -> Mapping[str, sparse.csr_array]:
        """Give the pairs of each kind, by name, as a symmetric 0/1 matrix (without direction)."""
        read = read_labels(self.written)
        layers = {}
        for name, carries in zip(read.names, read.carries.T, strict=True):
            own = carries & (self.rows != self.columns)
            ends = self.rows[own], self.columns[own]
            ties = matrix_of(self.n, *ends, np.ones(len(ends[0])), directed=False)
            layers[name] = pattern_of(ties)
        return layers

    def among(self, places: Ints) -> "Kinds":
        """Keep the ties among some of the partners, which are numbered anew."""
        where = np.full(self.n, -1)
        where[places] = np.arange(len(places))
        rows, columns = where[self.rows], where[self.columns]
        kept = (rows >= 0) & (columns >= 0)
        cells = pd.Series(self.written, dtype=object)  # a list of tuples stays one cell each
        return Kinds(len(places), rows[kept], columns[kept], cells[kept])


def kind_of(facts: Mapping[str, Any]) -> Any:
    """Read the kind of an edge from its attributes: ``kind``, else ``kinds``.

    >>> kind_of({"kind": "trust"}), kind_of({"kinds": ("information", "trust")}), kind_of({})
    ('trust', ('information', 'trust'), None)
    """
    kind = facts.get("kind")
    return facts.get("kinds") if blank(kind) else kind
