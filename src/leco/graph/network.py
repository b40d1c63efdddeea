"""Partners and ties as arrays, in one order: what every kernel works on."""

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from leco.errors import LecoError, MissingAttributeError, UnsupportedGraphError
from leco.graph.kinds import Kinds
from leco.graph.needs import Needs
from leco.graph.partition import By, Labels, blank, read_labels
from leco.graph.ties import Flags, Floats, Ints, matrix_of, pattern_of
from leco.words import Note

if TYPE_CHECKING:
    Graph: TypeAlias = nx.Graph[Any]
else:  # networkx's own class takes no type arguments at run time
    Graph = nx.Graph


@dataclass(frozen=True, eq=False)
class Network:
    """Partners and ties as arrays, in the order of the ids.

    `adjacency` holds 1 where a tie is (rows to columns; both ways when undirected),
    `strengths` the same pattern with the strengths asked for. Neither has a diagonal.
    """

    nodes: tuple[Hashable, ...]
    adjacency: sparse.csr_array
    strengths: sparse.csr_array
    directed: bool
    attributes: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    given: Ints | None = None  # positions of the caller's partners in `nodes`
    ties_known: bool = True
    silent: Flags | None = None  # who was asked and did not answer; None: nobody says who did
    activities: sparse.csr_array | None = None  # partners x activities, 1 where one takes part
    needs: Needs | None = None
    kinds: Kinds | None = None  # of the ties as given; not known of ties that were redrawn
    weight: str | None = None
    moment: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def n(self) -> int:
        """Number of partners."""
        return len(self.nodes)

    @property
    def ties(self) -> int:
        """Number of ties: pairs when undirected, arcs when directed."""
        return int(self.adjacency.nnz) if self.directed else int(self.adjacency.nnz) // 2

    @property
    def pairs(self) -> int:
        """Number of pairs that could be tied (ordered pairs when directed)."""
        return self.n * (self.n - 1) // (1 if self.directed else 2)

    @cached_property
    def both_ways(self) -> sparse.csr_array:
        """Strengths both ways added up: symmetric, the Z of Burt."""
        if not self.directed:
            return self.strengths
        return sparse.csr_array(self.strengths + self.strengths.T)

    @cached_property
    def undirected(self) -> sparse.csr_array:
        """Whether two partners are tied in either direction, as a symmetric 0/1 matrix."""
        if not self.directed:
            return self.adjacency
        both = sparse.csr_array(self.adjacency + self.adjacency.T)
        both.data[:] = 1.0
        return both

    @cached_property
    def directions(self) -> sparse.csr_array:
        """1 where a tie leads from row to column, 2 where one leads back, 3 where both do."""
        ties = self.adjacency
        if not self.directed:
            return sparse.csr_array((3.0 * ties.data, ties.indices, ties.indptr), shape=ties.shape)
        return sparse.csr_array(ties + 2.0 * ties.T)

    @cached_property
    def piece(self) -> Ints:
        """The number of the connected piece each partner is in, direction ignored."""
        _, member = csgraph.connected_components(self.undirected, directed=False)
        return member.astype(np.int64)

    @cached_property
    def names(self) -> Mapping[Hashable, str]:
        """What partners are called who have a name beside their id."""
        called = self.attributes.get("name", ())
        return {node: str(name) for node, name in zip(self.nodes, called, strict=False)
                if not blank(name)}  # fmt: skip

    @cached_property
    def fingerprint(self) -> str:
        """A short hash of partners and ties: the same for the same input in any order."""
        digest = hashlib.sha256(repr(self.nodes).encode())
        for part in (self.strengths.indptr, self.strengths.indices, self.strengths.data):
            digest.update(np.ascontiguousarray(part, dtype=np.float64).data)
        return digest.hexdigest()[:16]

    def caller_order(self) -> Ints:
        """Positions that put an answer back in the order the caller gave."""
        return np.arange(self.n) if self.given is None else self.given

    @cached_property
    def rank(self) -> Ints:
        """The place of each partner in the order the caller gave: undoes `caller_order`."""
        place = np.empty(self.n, dtype=np.int64)
        place[self.caller_order()] = np.arange(self.n)
        return place

    def labels(self, by: By) -> Labels:
        """Read the partition `by`: an attribute's name, or a mapping from partner to label(s)."""
        return read_labels(self.values(by))

    def values(self, by: By) -> Sequence[Any]:
        """Give what `by` says of each partner, as it is written."""
        if isinstance(by, pd.Series) and not by.index.is_unique:
            twice = by.index[by.index.duplicated()][0]
            raise LecoError.of("labels_twice", partner=twice)
        if isinstance(by, (Mapping, pd.Series)):
            return [by.get(node) for node in self.nodes]
        if not isinstance(by, str):
            raise UnsupportedGraphError(
                "by= takes the name of a column, or a mapping from partner to label(s), not "
                f"{type(by).__name__}"
            )
        if by not in self.attributes:
            raise MissingAttributeError(by, self.attributes)
        return self.attributes[by]

    def with_ties(self, rows: Ints, columns: Ints, strengths: Floats | None = None) -> "Network":
        """Give the same partners other ties (arcs, or pairs once), of strength 1 by default."""
        given = np.ones(len(rows)) if strengths is None else strengths
        matrix = matrix_of(self.n, rows, columns, given, self.directed)
        plain = matrix if strengths is None else pattern_of(matrix)
        return replace(self, adjacency=plain, strengths=matrix, kinds=None)

    def among(self, places: Ints) -> "Network":
        """Give some of the partners, by their positions in order, and the ties among them."""
        kept = np.zeros(self.n, dtype=bool)
        kept[places] = True
        where = np.cumsum(kept) - 1
        given = self.caller_order()
        return replace(
            self,
            nodes=tuple(self.nodes[place] for place in places.tolist()),
            adjacency=sparse.csr_array(self.adjacency[places][:, places]),
            strengths=sparse.csr_array(self.strengths[places][:, places]),
            attributes={name: [values[place] for place in places.tolist()]
                        for name, values in self.attributes.items()},
            given=where[given[kept[given]]],
            silent=None if self.silent is None else self.silent[places],
            activities=None if self.activities is None else self.activities[places],
            kinds=None if self.kinds is None else self.kinds.among(places),
        )  # fmt: skip

    def tie_list(self) -> tuple[Ints, Ints, Floats]:
        """List the ties as rows, columns and strengths, each undirected tie once."""
        listed = self.strengths.tocoo()
        rows, columns = listed.row.astype(np.int64), listed.col.astype(np.int64)
        if self.directed:
            return rows, columns, listed.data
        once = rows < columns
        return rows[once], columns[once], listed.data[once]

    def to_networkx(self) -> Graph:
        """Build the plain networkx graph, in the caller's order, with its attributes."""
        graph: Graph = nx.DiGraph() if self.directed else nx.Graph()
        for position in self.caller_order():
            known = {
                name: values[position]
                for name, values in self.attributes.items()
                if not blank(values[position])
            }
            graph.add_node(self.nodes[position], **known)
        rows, columns, strengths = self.tie_list()
        name = self.weight or "weight"
        for row, column, strength in zip(rows, columns, strengths, strict=True):
            graph.add_edge(self.nodes[row], self.nodes[column], **{name: float(strength)})
        return graph
