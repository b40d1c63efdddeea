"""Files of other programs: there and back but for what is noted, and as those programs write them."""

import re
import shutil
from collections import Counter, defaultdict
from importlib.util import find_spec
from pathlib import Path

import igraph
import networkx as nx
import pandas as pd
import pytest
from hypothesis import example, given, strategies as st
from tests.io.test_there_and_back import CELLS, DATES, ENDS, _full, _same, _trimmed

import leco
from leco.graph.ties import one_way
from leco.io.formats import FORMATS
from leco.io.lost import UNWRITABLE
from leco.schema.check import text

SAMPLES = Path(__file__).parents[1] / "samples"

# Every format under the first ending of its files, and those that look otherwise under another.
FILES = {name: (*one.endings, "")[0] for name, one in FORMATS.items()} | {
    "kumu workbook": ".xlsx", "matrix workbook": ".xlsx", "edges on lines": ".edgelist",
}  # fmt: skip
if find_spec("pyarrow") is None:
    del FILES["parquet"]  # an extra
# Those that have no room for every column of partners and ties: what they keep is claimed of each
# below. In any other, a new one too, all comes back.
MATRICES = ["ucinet", "matrix", "matrix workbook"]
LISTS = ["edges", "edges on lines"]
WHOLE = [name for name in FILES if name not in {"pajek", *MATRICES, *LISTS}]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("formats")


def _written(coalition, name, place):
    path = place / f"of {name}{FILES[name]}"
    if path.is_dir():
        shutil.rmtree(path)
    for one in (path, path.with_name(f"{path.stem}.labels.csv")):
        one.unlink(missing_ok=True)
    return leco.write(coalition, path, to=name.split()[0])


def codes(notes):
    return {note.code for note in notes}


def _rows(frame, but=()):
    """Give what is written in each row, as text, whatever the order of the columns."""
    return [
        {str(key): text(value) for key, value in row.items()
         if key not in but and text(value) is not None}
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]  # fmt: skip


def _ties(coalition, said=str):
    rows = _rows(coalition.ties, but=["directed"])
    return [({key: said(cell) for key, cell in row.items()}, bool(way))
            for row, way in zip(rows, one_way(coalition.ties), strict=True)]  # fmt: skip


# A workbook keeps sixteen digits of a number.
NUMBERS = st.floats(1e-6, 1e12).map(lambda number: float(f"{number:.12g}"))


@st.composite
def drawn(draw):
    """Draw partners and ties with any words, with and without direction, strengths and dates."""
    ids = draw(st.lists(CELLS, min_size=1, max_size=5, unique=True))
    maybe, one = lambda strategy: st.none() | strategy, st.sampled_from(ids)
    partners = [
        {"id": own, "name": draw(maybe(CELLS)), "sector": draw(maybe(CELLS)),
         "joined": draw(maybe(DATES)), "left": draw(maybe(ENDS)), "Opmerking": draw(maybe(CELLS)),
         "legal_independent": draw(st.sampled_from([True, False, None]))}
        for own in ids
    ]  # fmt: skip
    ties = draw(st.lists(st.fixed_dictionaries({
        "source": one, "target": one, "kind": maybe(CELLS), "start": maybe(DATES), "end": maybe(ENDS),
        "weight": maybe(NUMBERS | st.just(1.0)), "wave": maybe(CELLS), "Kleur": maybe(CELLS),
        "directed": st.sampled_from([True, False, None]),
    }), max_size=6))  # fmt: skip
    return leco.Coalition.from_frames(partners, ties, name=draw(CELLS))


def _no_xml(cell):
    return _trimmed(UNWRITABLE.sub("\ufffd", cell))


def _one_line(cell):
    return _trimmed(re.sub(r"\s", " ", cell).replace('"', "'"))


# How the text of a cell comes back, where a format cannot hold every sign.
SAID = {"graphml": _no_xml, "gexf": _no_xml, "vna": _one_line}


@pytest.mark.parametrize("name", WHOLE)
@given(coalition=drawn())
def test_partners_and_ties_come_back_whole(name, place, coalition):
    written = _written(coalition, name, place)
    again = leco.read(written)
    said = SAID.get(name, str)
    changed = any(
        said(cell) != cell
        for frame in (coalition.partners, coalition.ties) for row in _rows(frame) for cell in row.values()
    )  # fmt: skip
    assert changed <= bool({"lost_signs", "lost_labels"} & codes(written.notes))
    ids = str if name == "vna" else said  # a table of labels keeps them
    expected = [{key: (ids if key == "id" else said)(cell) for key, cell in row.items()}
                for row in _rows(coalition.partners)]  # fmt: skip
    if "workbook" in name:
        for row in expected:
            row["sector"] = row.get("sector", "").replace("|", ";")
    if name in {"kumu", "kumu workbook", "gephi", "jgf", "gexf"}:
        # A name that is the id is no other name.
        expected = [{key: cell for key, cell in row.items() if key != "name" or cell != row["id"]}
                    for row in expected]  # fmt: skip
    found = [{key: cell for key, cell in row.items()
              if not (key == "name" and cell == row["id"] and name in {"gexf", "jgf", "kumu workbook"})}
             for row in _rows(again.partners)]  # fmt: skip
    blank = lambda rows: [{key: cell for key, cell in row.items() if cell} for row in rows]  # noqa: E731 - a formula
    assert blank(found) == blank(expected)
    ends = ("source", "target")
    ties = [({key: (ids if key in ends else said)(cell) for key, cell in row.items()}, way)
            for row, way in _ties(coalition)]  # fmt: skip
    assert [(blank([row])[0], way) for row, way in _ties(again)] == [
        (blank([row])[0], way) for row, way in ties
    ]


def _strengths(coalition, kinds=True, said=str):
    """Give how strongly each partner is tied to each, by kind, both ways without direction."""
    found = defaultdict(float)
    for (row, directed), weight in zip(_ties(coalition), _weights(coalition), strict=True):
        kind = said(row["kind"]) if kinds and "kind" in row else ""
        pair = row["source"], row["target"]
        found[(kind, *pair)] += weight
        if not directed and pair[0] != pair[1]:
            found[(kind, *pair[::-1])] += weight
    return found


def _weights(coalition):
    ties = coalition.ties
    return ties["weight"].fillna(1.0) if "weight" in ties.columns else [1.0] * len(ties)


@pytest.mark.parametrize("name", MATRICES)
@given(coalition=drawn())
def test_matrices_keep_who_and_how_strongly(name, place, coalition):
    # Kinds are held by name as far as a title can say it: here they have plain ones.
    if "kind" in coalition.ties.columns:
        kinds = {kind: f"k{at}" for at, kind in enumerate(coalition.ties["kind"].dropna().unique())}
        ties = coalition.ties.assign(kind=coalition.ties["kind"].map(kinds, na_action="ignore"))
        coalition = leco.Coalition.from_frames(coalition.partners, ties.dropna(axis=1, how="all"),
                                               name=coalition.name)  # fmt: skip
    written = _written(coalition, name, place)
    again = leco.read(written)
    assert again.partners["id"].tolist() == coalition.partners["id"].tolist()
    several = name != "matrix" and "kind" in coalition.ties.columns and (
        name == "ucinet" or coalition.ties["kind"].nunique(dropna=False) > 1
    )  # fmt: skip
    blank = {"ucinet": "other", "matrix workbook": "matrix"}.get(name, "")
    before, after = Counter(), Counter()
    for own, counted in ((coalition, before), (again, after)):
        for (kind, *pair), strength in _strengths(own, kinds=several).items():
            counted[(kind or (blank if several else ""), *pair)] += strength
    assert before.keys() == after.keys()
    assert all(after[key] == pytest.approx(before[key], rel=1e-12) for key in before)
    directions = set(one_way(coalition.ties).tolist())
    if directions == {False} and len(coalition.ties):
        assert not again.directed
    noted = codes(written.notes)
    if directions == {True, False}:
        assert noted & {"lost_direction", "lost_answered"}
    if coalition.name != written.stem:
        assert "lost_name" in noted


@given(coalition=drawn())
@example(leco.Coalition.from_frames([{"id": one} for one in ("\\", "\\\\", "a\\\\b", "a\\b")]))
def test_pajek_keeps_relations_directions_and_strengths(place, coalition):
    written = _written(coalition, "pajek", place)
    again = leco.read(written)
    assert again.partners["id"].tolist() == coalition.partners["id"].tolist()
    keep = ("source", "target", "kind", "weight")
    plain = lambda cell: " ".join(cell.replace('"', "'").split())  # noqa: E731 - a formula
    unprinted = lambda cell: "".join(sign for sign in plain(cell) if sign.isprintable())  # noqa: E731 - a formula

    def rows(own, said):
        found = []
        for row, way in _ties(own):
            held = {
                key: said(row[key]) if key == "kind" else row[key] for key in keep if row.get(key)
            }
            found.append((sorted((key, cell) for key, cell in held.items() if cell), way))
        return sorted(found)

    assert rows(again, str) == rows(coalition, lambda cell: _trimmed(unprinted(cell)))


@pytest.mark.parametrize("name", LISTS)
@given(coalition=drawn())
def test_lists_of_ties_lose_who_has_none_and_say_so(name, place, coalition):
    ends = set(coalition.ties["source"]) | set(coalition.ties["target"])
    alone = len(coalition) - len(ends)
    written = _written(coalition, name, place)
    assert ("lost_isolates" in codes(written.notes)) == bool(alone)
    if not len(coalition.ties):
        return
    again = leco.read(written)
    assert set(again.partners["id"]) == ends
    if name == "edges":
        assert _ties(again) == _ties(coalition)
    else:
        assert [(row["source"], row["target"]) for row, _ in _ties(again)] == [
            (row["source"], row["target"]) for row, _ in _ties(coalition)
        ]


@given(coalition=_full())
def test_json_graph_format_loses_nothing(place, coalition):
    written = _written(coalition, "jgf", place)
    assert written.notes == ()
    _same(coalition, leco.read(written), but=["participations", "ties", "partners"])
    again = leco.read(written)
    assert _rows(again.partners) == _rows(coalition.partners)
    assert _ties(again) == _ties(coalition)
    assert _rows(again.tables["participations"]) == _rows(coalition.tables["participations"])
    assert again.name == coalition.name


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("label", ["Simulated growing"])
def test_what_stays_behind_is_said_of_an_example(name, label, tmp_path):
    coalition = leco.datasets.simulated()[label]
    written = _written(coalition, name, tmp_path)
    again = leco.read(written)
    lost = codes(written.notes)
    assert (len(again) == len(coalition)) != ("lost_isolates" in lost)
    assert ("sector" in again.partners.columns) != ("lost_columns_partners" in lost)
    assert ("truth" in again.tables) != ("lost_tables" in lost)
    if "lost_parallel" not in lost:
        assert len(again.ties) == len(coalition.ties)
    for lang in leco.words.LANGUAGES:
        assert str(written) in written.explain(lang)
        assert "Term(" not in written.explain(lang)
    if not lost:
        assert name in {"jgf", "parquet"}


# --- as other programs write them --------------------------------------------------------------

NAMED = ["Stad Genk", "Huis van het Kind", "Café 't Hoekje", "vzw x & y"]
SECTORS = ["government", "care", "youth", None]
# The network of tests/oracles/formats.py.
TIES = {(0, 1): 2.0, (1, 2): 1.0, (2, 0): 0.5}
UNDIRECTED = {frozenset(pair): weight for pair, weight in TIES.items()}
CALLED = {
    "sna.dl": [name.replace(" ", "_") for name in NAMED],
    "r_igraph.net": ["1", "2", "3", "4"],
    "igraph.ncol": ["p0", "p1", "p2"],
    "networkx.edgelist": ["p0", "p1", "p2"],
    "networkx_weighted.edgelist": ["p0", "p1", "p2"],
}


@pytest.mark.parametrize("file", sorted(one.name for one in SAMPLES.iterdir()))
def test_what_igraph_networkx_and_r_wrote(file):
    coalition = leco.read(SAMPLES / file)
    partners = coalition.partners
    names = partners["name" if "name" in partners.columns else "id"].tolist()
    if file == "sna_two.dl":
        return  # of two matrices; below
    called = CALLED.get(file, NAMED)
    assert names == called
    where = dict(zip(partners["id"], range(4), strict=False))
    ties = {
        (where[row.source], where[row.target]): row.weight for row in coalition.ties.itertuples()
    }
    if coalition.directed:
        assert ties == TIES
    else:
        assert {frozenset(pair): weight for pair, weight in ties.items()} == UNDIRECTED
    assert coalition.directed == (
        "directed" in file or "dated" in file or file.startswith(("r_", "sna"))
    )
    if "sector" in partners.columns:
        assert [None if pd.isna(one) else one for one in partners["sector"]] == SECTORS
    else:
        assert file.endswith((".net", ".dl", ".ncol", ".edgelist", ".csv"))


def test_dates_that_networkx_wrote():
    coalition = leco.read(SAMPLES / "networkx_dated.gexf")
    assert coalition.partners[["joined", "left"]].iloc[0].tolist() == ["2019-01-01", "2021-06-30"]
    assert coalition.ties[["start", "end"]].iloc[0].tolist() == ["2019-03-01", "2020-12-31"]
    assert len(coalition.at("2020-06").ties) == 3
    assert len(coalition.at("2021-01").ties) == 2


def test_two_matrices_that_sna_wrote():
    coalition = leco.read(SAMPLES / "sna_two.dl")
    assert coalition.partners["id"].tolist() == ["p1", "p2", "p3", "p4"]
    assert coalition.ties["kind"].value_counts().to_dict() == {"information": 6, "trust": 3}
    trust = coalition.select(kind="trust").ties
    assert set(zip(trust["source"], trust["target"], trust["weight"], strict=True)) == {
        ("p1", "p2", 2.0), ("p2", "p3", 1.0), ("p3", "p1", 0.5)}  # fmt: skip


def _sample(directed):
    partners = [{"id": name, "sector": sector} for name, sector in zip(NAMED, SECTORS, strict=True)]
    ties = [{"source": NAMED[one], "target": NAMED[other], "weight": weight, "directed": directed}
            for (one, other), weight in TIES.items()]  # fmt: skip
    return leco.Coalition.from_frames(partners, ties, name="Genk")


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("name", FILES)
def test_who_is_tied_with_whom_comes_back_from_every_format(name, directed, tmp_path):
    coalition = _sample(directed)
    written = _written(coalition, name, tmp_path)
    again = leco.read(written)
    alone = [] if "lost_isolates" in codes(written.notes) else NAMED[3:]
    assert set(again.partners["id"]) == {*NAMED[:3], *alone}
    if again.directed != directed:  # lines hold two names, whichever way
        assert name == "edges on lines"
        assert "does not hold: directed" in written.explain("en")
        coalition = _sample(again.directed)
    assert _strengths(again, kinds=False) == _strengths(coalition, kinds=False)


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("name", ["graphml", "gexf", "pajek"])
def test_networkx_reads_the_same(name, directed, tmp_path):
    written = _written(_sample(directed), name, tmp_path)
    graph = getattr(nx, f"read_{name}")(written)
    graph = nx.relabel_nodes(graph, {})
    assert list(graph) == NAMED
    assert graph.is_directed() == directed
    weights = {tuple(NAMED.index(end) for end in pair[:2]): facts["weight"]
               for *pair, facts in graph.edges(data=True)}  # fmt: skip
    if directed:
        assert weights == TIES
    else:
        assert {frozenset(pair): weight for pair, weight in weights.items()} == UNDIRECTED
    if name != "pajek":
        assert [graph.nodes[one].get("sector") for one in NAMED] == SECTORS


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize(
    ("name", "form"), [("graphml", "GraphML"), ("pajek", "Pajek"), ("ucinet", "DL")]
)
def test_igraph_reads_the_same(name, form, directed, tmp_path):
    coalition = _sample(directed)
    if name == "ucinet":  # igraph does not read labels in quotes: short ones without spaces
        short = dict(zip(NAMED, "abcd", strict=True))
        ties = coalition.ties.assign(
            source=coalition.ties["source"].map(short), target=coalition.ties["target"].map(short)
        )
        coalition = leco.Coalition.from_frames([{"id": one} for one in "abcd"], ties)
    graph = getattr(igraph.Graph, f"Read_{form}")(str(_written(coalition, name, tmp_path)))
    assert graph.vcount() == 4
    weights = graph.es["weight"] if "weight" in graph.es.attributes() else [1.0] * graph.ecount()
    found = {edge.tuple: weight for edge, weight in zip(graph.es, weights, strict=True)}
    if directed:
        assert found == TIES
    elif name == "ucinet":  # DL has no other than both ways
        assert {frozenset(pair): weight for pair, weight in found.items()} == UNDIRECTED
    else:
        assert not graph.is_directed()
        assert {frozenset(pair): weight for pair, weight in found.items()} == UNDIRECTED
