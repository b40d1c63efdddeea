"""The only door to the kernels: anything that has ties, as arrays in one fixed order.

A measure never sees a table or a networkx graph. It sees a `Network`: partners in an order
fixed by their ids, a sparse matrix of ties, and labels as one membership matrix. So the
order of rows in a file cannot change a result, and one kernel serves every kind of input.
"""

from collections.abc import Hashable, Sequence
from typing import Any, Protocol, TypeAlias

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leco.errors import DataError, MissingAttributeError, UnsupportedGraphError, known_names
from leco.graph.affiliation import activity_matrix, two_mode_matrix
from leco.graph.kinds import Kinds, kind_of
from leco.graph.needs import read_needs
from leco.graph.network import Graph, Network
from leco.graph.numbers import Requirement, numbers_in, positive
from leco.graph.ties import Flags, Floats, Ints, matrix_of, one_way, pattern_of, tied
from leco.words import Note

# What every kernel needs comes by this one door.
__all__ = ["Data", "Flags", "Floats", "Graph", "HasTables", "Ints", "Network", "arrays", "tied"]


class HasTables(Protocol):
    """What the door asks of a coalition; all but `snapshot` is asked of what that gives."""

    directed: bool
    moment: str | None
    notes: tuple[Note, ...]

    @property
    def partners(self) -> pd.DataFrame:
        """One row per partner."""

    @property
    def ties(self) -> pd.DataFrame:
        """One row per tie."""

    @property
    def ties_known(self) -> bool:
        """Whether there is any record of ties."""

    @property
    def silent(self) -> frozenset[str]:
        """Who was asked and did not answer."""

    @property
    def answers_known(self) -> bool:
        """Whether it is on record who answered."""

    @property
    def participations(self) -> pd.DataFrame | None:
        """Who takes part in which activity."""

    @property
    def needs(self) -> pd.DataFrame | None:
        """What the coalition needs."""

    def snapshot(self) -> "HasTables":
        """Give the same coalition at the moment a measure answers for."""


Data: TypeAlias = HasTables | Graph | Network


def arrays(data: Data, *, weight: str | None = None) -> Network:
    """Turn a coalition or a networkx graph into arrays.

    `weight` names the column (or edge attribute) with the strengths; None counts each tie
    once. A `Network` passes as it is. Raises UnsupportedGraphError for anything else.
    """
    if isinstance(data, Network):
        return data
    if isinstance(data, nx.Graph):
        return _from_graph(data, weight)
    if hasattr(data, "snapshot"):  # asking for every member would copy the tables
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
    matrix = matrix_of(len(nodes), rows, columns, strengths, directed)
    position = {node: place for place, node in enumerate(nodes)}
    return {
        "nodes": tuple(nodes),
        "adjacency": pattern_of(matrix),
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
        silent=_silent(attributes.get("answered", ())),
        activities=two_mode_matrix(nodes, graph, attributes.get("bipartite", ())),
        kinds=Kinds(len(nodes), rows, columns, [kind_of(facts) for _, _, facts in listed]),
        weight=weight,
        notes=tuple(notes),
    )


def _strengths(
    written: Sequence[Any] | NDArray[Any], names: Sequence[str], weight: str, notes: list[Note]
) -> Floats:
    """Read strengths: finite and positive, or an error that names every tie at fault."""
    wanted = Requirement("ties", weight, positive, "problem.no_strength")
    strengths, problems = numbers_in(written, names, wanted)
    if problems:
        raise DataError(problems)
    unknown = np.isnan(strengths)
    if unknown.any():
        notes.append(Note("blank_strengths", {"count": int(unknown.sum())}))
    return np.where(unknown, 1.0, strengths)


def _from_tables(coalition: HasTables, weight: str | None) -> Network:
    partners, ties = coalition.partners, coalition.ties
    given: list[Hashable] = partners["id"].to_numpy(object).tolist()
    nodes = _canonical(given)
    position = pd.Index(nodes, dtype="str")
    rows, columns = (position.get_indexer(pd.Index(ties[end])) for end in ("source", "target"))
    notes: list[Note] = list(coalition.notes)
    strengths = np.ones(len(ties))
    if weight is not None and len(ties):
        if weight not in ties.columns:
            raise MissingAttributeError(weight, ties.columns, "tie")
        _refuse_mixed_kinds(ties)
        names = [str(label) for label in ties.index]
        strengths = _strengths(ties[weight].to_numpy(), names, weight, notes)
    kinds = None
    if "kind" in ties.columns:
        kinds = Kinds(len(nodes), rows, columns, ties["kind"])
    flags = one_way(ties)
    # A moment without ties keeps the direction that the coalition's ties have.
    directed = bool(flags.any()) or coalition.directed
    if directed and not flags.all():
        # An undirected tie among directed ones holds in both directions.
        both = ~flags & (rows != columns)  # a self-loop is one, both ways
        rows, columns = np.r_[rows, columns[both]], np.r_[columns, rows[both]]
        strengths = np.r_[strengths, strengths[both]]
    pieces = _assemble(nodes, given, (rows, columns), strengths, directed, notes)
    if weight is None:
        pieces["strengths"] = pieces["adjacency"]
    place = {node: row for row, node in enumerate(given)}
    order = [place[node] for node in nodes]
    told = {str(column): partners[column].to_numpy(object).tolist()
            for column in partners.columns if column != "id"}  # fmt: skip
    attributes = {column: [cells[row] for row in order] for column, cells in told.items()}
    silent = None
    if coalition.answers_known:
        quiet = coalition.silent
        silent = np.array([node in quiet for node in nodes], dtype=bool)
    needs, meetings = coalition.needs, coalition.participations
    return Network(
        **pieces,
        attributes=attributes,
        ties_known=coalition.ties_known,
        silent=silent,
        activities=None if meetings is None else activity_matrix(nodes, meetings),
        needs=None if needs is None else read_needs(needs),
        kinds=kinds,
        weight=weight,
        moment=coalition.moment,
        notes=tuple(notes),
    )


def _silent(answered: Sequence[Any]) -> Flags | None:
    """Flag who did not answer, by an attribute; None where it says so of nobody."""
    said = [isinstance(one, (bool, np.bool_)) for one in answered]
    if not any(said):
        return None
    pairs = zip(said, answered, strict=True)
    return np.array([known and not one for known, one in pairs], dtype=bool)


def _refuse_mixed_kinds(ties: pd.DataFrame) -> None:
    kinds = sorted(ties["kind"].dropna().unique()) if "kind" in ties.columns else []
    if len(kinds) > 1:
        raise UnsupportedGraphError.of(
            "kinds_of_strength", kinds=known_names(kinds), first=kinds[0]
        )
