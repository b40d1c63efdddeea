"""The only door to the kernels: anything that has ties, as arrays in one fixed order.

A measure never sees a table or a networkx graph. It sees a `Network`: partners in an order
fixed by their ids, a sparse matrix of ties, and labels as one membership matrix. So the
order of rows in a file cannot change a result, and one kernel serves every kind of input.
"""

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from leco.errors import (
    DataError,
    LecoError,
    MissingAttributeError,
    Problem,
    UnsupportedGraphError,
)
from leco.graph.kinds import Kinds, kind_of
from leco.graph.modes import activity_matrix, two_mode_matrix
from leco.graph.needs import Needs, read_needs
from leco.graph.partition import By, Labels, blank, read_labels
from leco.labels import Note

if TYPE_CHECKING:
    Graph: TypeAlias = nx.Graph[Any]
else:  # networkx's own class takes no type arguments at run time
    Graph = nx.Graph

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


@runtime_checkable
class HasTables(Protocol):
    """What the door asks of a coalition: its tables at the moment it answers for."""

    @property
    def partners(self) -> pd.DataFrame:
        """One row per partner."""

    @property
    def ties(self) -> pd.DataFrame:
        """One row per tie."""

    def snapshot(self) -> "HasTables":
        """Give the same coalition at the moment a measure answers for."""


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
    silent: Flags | None = None  # who was asked and did not answer
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
    def mutual(self) -> sparse.csr_array:
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
    def fingerprint(self) -> str:
        """A short hash of partners and ties: the same for the same input in any order."""
        digest = hashlib.sha256(repr(self.nodes).encode())
        for part in (self.strengths.indptr, self.strengths.indices, self.strengths.data):
            digest.update(np.ascontiguousarray(part, dtype=np.float64).data)
        return digest.hexdigest()[:16]

    def caller_order(self) -> Ints:
        """Positions that put an answer back in the order the caller gave."""
        return np.arange(self.n) if self.given is None else self.given

    def labels(self, by: By) -> Labels:
        """Read the partition `by`: an attribute's name, or a mapping from partner to label(s)."""
        return read_labels(self.values(by))

    def values(self, by: By) -> Sequence[Any]:
        """Give what `by` says of each partner, as it is written."""
        if isinstance(by, pd.Series) and not by.index.is_unique:
            twice = by.index[by.index.duplicated()][0]
            raise LecoError(f"by= says more than one thing of {twice!r}: keep one row per partner")
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
        matrix = _matrix(self.n, rows, columns, given, self.directed)
        plain = matrix if strengths is None else _pattern(matrix)
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
        matrix = self.strengths if self.directed else sparse.csr_array(sparse.triu(self.strengths))
        listed = matrix.tocoo()
        return listed.row.astype(np.int64), listed.col.astype(np.int64), listed.data

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


Data: TypeAlias = HasTables | Graph | Network


def tied(ties: sparse.csr_array, rows: Ints, columns: Ints) -> Flags:
    """Tell, for many pairs of positions, whether the first has a tie to the second."""
    if not len(rows):
        return np.zeros(0, dtype=bool)
    there: Flags = np.asarray(ties[rows, columns]).ravel() > 0
    return there


def arrays(data: Data, *, weight: str | None = None) -> Network:
    """Turn a coalition or a networkx graph into arrays.

    `weight` names the column (or edge attribute) with the strengths; None counts each tie
    once. A `Network` passes as it is. Raises UnsupportedGraphError for anything else.
    """
    if isinstance(data, Network):
        return data
    if isinstance(data, nx.Graph):
        return _from_graph(data, weight)
    if isinstance(data, HasTables):
        return _from_tables(data.snapshot(), weight)
    raise UnsupportedGraphError(
        f"a measure takes a Coalition or a networkx graph, not {type(data).__name__}; "
        "read files with leco.read(path)"
    )


def _canonical(given: Sequence[Hashable]) -> list[Hashable]:
    # Sets compare as subsets, which puts two of them in no order at all.
    if not any(isinstance(node, frozenset) for node in given):
        try:
            return sorted(given)  # type: ignore[type-var]  # not every hashable can be compared
        except TypeError:
            pass
    return sorted(given, key=_spelled)


def _spelled(node: Hashable) -> tuple[str, str]:
    shown = repr(sorted(map(repr, node)) if isinstance(node, frozenset) else node)
    return type(node).__name__, shown


def _matrix(
    n: int, rows: Ints, columns: Ints, strengths: Floats, directed: bool
) -> sparse.csr_array:
    if not directed:
        rows, columns = np.concatenate([rows, columns]), np.concatenate([columns, rows])
        strengths = np.concatenate([strengths, strengths])
    matrix = sparse.csr_array(
        sparse.coo_array((strengths, (rows, columns)), shape=(n, n), dtype=np.float64)
    )
    matrix.sum_duplicates()
    matrix.sort_indices()
    return matrix


def _pattern(matrix: sparse.csr_array) -> sparse.csr_array:
    pattern = matrix.copy()
    pattern.data = np.ones_like(pattern.data)
    return pattern


def _assemble(  # noqa: PLR0917 - the pieces of a Network, handed over once
    nodes: list[Hashable],
    given: list[Hashable],
    ends: tuple[Ints, Ints],
    strengths: Floats,
    directed: bool,
    notes: list[Note],
) -> dict[str, Any]:
    """Do what both inputs share: drop self-loops with a note, sum parallel ties, order."""
    rows, columns = ends
    loops = rows == columns
    if loops.any():
        notes.append(Note("self_loops", {"count": int(loops.sum())}))
        rows, columns, strengths = rows[~loops], columns[~loops], strengths[~loops]
    matrix = _matrix(len(nodes), rows, columns, strengths, directed)
    position = {node: place for place, node in enumerate(nodes)}
    return {
        "nodes": tuple(nodes),
        "adjacency": _pattern(matrix),
        "strengths": matrix,
        "directed": directed,
        "given": np.array([position[node] for node in given], dtype=np.int64),
    }


def _from_graph(graph: Graph, weight: str | None) -> Network:
    given = list(graph.nodes)
    nodes = _canonical(given)
    position = {node: place for place, node in enumerate(nodes)}
    listed = list(graph.edges(data=True))
    rows = np.array([position[source] for source, _, _ in listed], dtype=np.int64)
    columns = np.array([position[target] for _, target, _ in listed], dtype=np.int64)
    notes: list[Note] = []
    strengths = np.ones(len(listed))
    if weight is not None and listed:
        written = [facts.get(weight) for _, _, facts in listed]
        if all(value is None for value in written):
            known = sorted({str(name) for _, _, facts in listed for name in facts})
            raise MissingAttributeError(weight, known, "tie")
        names = [f"{source!r} - {target!r}" for source, target, _ in listed]
        strengths = _strengths(written, names, weight, notes)
    pieces = _assemble(nodes, given, (rows, columns), strengths, graph.is_directed(), notes)
    if weight is None:
        pieces["strengths"] = pieces["adjacency"]
    # A wide table made into a graph has years as attributes; `by` asks for them as text.
    keys = {str(key): key for _, facts in graph.nodes(data=True) for key in facts}
    attributes = {
        name: [graph.nodes[node].get(key) for node in nodes] for name, key in sorted(keys.items())
    }
    return Network(
        **pieces,
        attributes=attributes,
        silent=_flags(
            [
                isinstance(said, (bool, np.bool_)) and not said
                for said in attributes.get("answered", ())
            ]
        ),
        activities=two_mode_matrix(nodes, graph, attributes.get("bipartite", ())),
        kinds=Kinds(len(nodes), rows, columns, [kind_of(facts) for _, _, facts in listed]),
        weight=weight,
        notes=tuple(notes),
    )


def _strengths(
    written: Sequence[Any], names: Sequence[str], weight: str, notes: list[Note]
) -> Floats:
    """Read strengths: finite and positive, or an error that names every tie at fault."""
    unknown = np.array([blank(value) for value in written], dtype=bool)
    strengths = np.ones(len(written))
    problems = []
    for place in np.flatnonzero(~unknown).tolist():
        try:
            strengths[place] = float(written[place])
        except (TypeError, ValueError):
            strengths[place] = np.nan
        if not (np.isfinite(strengths[place]) and strengths[place] > 0):
            problems.append(
                Problem(
                    "ties",
                    names[place],
                    weight,
                    written[place],
                    "is not a positive, finite strength",
                    "a tie has a strength above 0, or is no tie",
                )
            )
    if problems:
        raise DataError(problems)
    if unknown.any():
        notes.append(Note("blank_strengths", {"count": int(unknown.sum())}))
    return strengths


def _from_tables(coalition: HasTables, weight: str | None) -> Network:
    partners, ties = coalition.partners, coalition.ties
    given: list[Hashable] = list(partners["id"])
    nodes = _canonical(given)
    position = pd.Series(np.arange(len(nodes)), index=pd.Index(nodes, dtype=object))
    rows = ties["source"].map(position).to_numpy(dtype=np.int64)
    columns = ties["target"].map(position).to_numpy(dtype=np.int64)
    notes: list[Note] = list(getattr(coalition, "notes", ()))
    strengths = np.ones(len(ties))
    if weight is not None and len(ties):
        if weight not in ties.columns:
            raise MissingAttributeError(weight, ties.columns, "tie")
        _refuse_mixed_kinds(ties)
        names = [str(label) for label in ties.index]
        strengths = _strengths(list(ties[weight]), names, weight, notes)
    kinds = None
    if "kind" in ties.columns:
        kinds = Kinds(len(nodes), rows, columns, ties["kind"])
    flags = (
        ties["directed"].fillna(value=False).to_numpy(dtype=bool)
        if ("directed" in ties.columns)
        else np.zeros(len(ties), dtype=bool)
    )
    # A moment without ties keeps the direction that the coalition's ties have.
    directed = bool(flags.any()) or bool(getattr(coalition, "directed", False))
    if directed and not flags.all():
        # An undirected tie among directed ones holds in both directions.
        both = ~flags & (rows != columns)  # a self-loop is one, both ways
        rows, columns = np.r_[rows, columns[both]], np.r_[columns, rows[both]]
        strengths = np.r_[strengths, strengths[both]]
    pieces = _assemble(nodes, given, (rows, columns), strengths, directed, notes)
    if weight is None:
        pieces["strengths"] = pieces["adjacency"]
    ordered = partners.set_index("id").loc[nodes]
    attributes = {str(column): list(ordered[column]) for column in ordered.columns}
    silent: frozenset[str] = getattr(coalition, "silent", frozenset())
    needs: pd.DataFrame | None = getattr(coalition, "needs", None)
    return Network(
        **pieces,
        attributes=attributes,
        ties_known=getattr(coalition, "ties_known", True),
        silent=_flags([node in silent for node in nodes]),
        activities=activity_matrix(nodes, getattr(coalition, "participations", None)),
        needs=None if needs is None else read_needs(needs),
        kinds=kinds,
        weight=weight,
        moment=getattr(coalition, "moment", None),
        notes=tuple(notes),
    )


def _flags(said: Sequence[bool]) -> Flags | None:
    """Flag some of the partners; None when it is none of them."""
    return np.array(said, dtype=bool) if any(said) else None


def _refuse_mixed_kinds(ties: pd.DataFrame) -> None:
    kinds = sorted(ties["kind"].dropna().unique()) if "kind" in ties.columns else []
    if len(kinds) > 1:
        raise UnsupportedGraphError(
            f"strengths of different kinds of tie ({', '.join(kinds)}) are not added up: choose "
            f"one with coalition.select(kind={kinds[0]!r}), or hand over "
            "coalition.graph(combine='sum')"
        )
