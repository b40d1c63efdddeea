"""Shapes of files that other programs document, and files that are broken, odd or hostile.

Where a shape is copied from a program's own documentation, its test says so; the rest is by hand.
"""

import json
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from tests.cli.shell import call
from tests.io.files import workbook

import leco
from leco.io.formats import FORMATS, NAMES


def read(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return leco.read(path)


def ties(coalition):
    """Give the ties as triples, with a fourth where one is of a kind, and whether any has a direction."""
    found = coalition.ties
    weights = found["weight"] if "weight" in found.columns else [1.0] * len(found)
    rows = zip(found["source"], found["target"], weights, strict=True)
    return sorted((one, other, None if pd.isna(weight) else weight) for one, other, weight in rows)


def codes(coalition):
    return {note.code for note in coalition.notes}


# --- UCINET ------------------------------------------------------------------------------------

# Gephi's page about the DL format: the full matrix, with labels, and both lists.
PAT = [("barry", "david", 1.0), ("barry", "lin", 1.0), ("barry", "pat", 1.0)]
SALLY = [("billy", "george", 1.0), ("george", "jim", 1.0), ("george", "sally", 1.0),
         ("jane", "jim", 1.0), ("sally", "jim", 1.0)]  # fmt: skip


def test_dl_as_gephi_documents_it(tmp_path):
    bare = read(
        tmp_path, "x.dl", "DL N = 5\nData:\n0 1 1 1 1\n1 0 1 0 0\n1 1 0 0 1\n1 0 0 0 0\n1 0 1 0 0\n"
    )
    assert bare.partners["id"].tolist() == ["1", "2", "3", "4", "5"]
    assert not bare.directed
    assert ties(bare) == [
        ("1", "2", 1),
        ("1", "3", 1),
        ("1", "4", 1),
        ("1", "5", 1),
        ("2", "3", 1),
        ("3", "5", 1),
    ]
    labelled = read(tmp_path, "y.dl", "dl n=5\nformat = fullmatrix\nlabels:\nbarry,david,lin,pat,russ\ndata:\n"
                    "0 1 1 1 0\n1 0 0 0 1\n1 0 0 1 0\n1 0 1 0 1\n0 1 0 1 0\n")  # fmt: skip
    assert [one for one in ties(labelled) if one[0] == "barry"] == PAT
    listed = read(tmp_path, "z.dl", "DL n=5\nformat = edgelist1\nlabels:\ngeorge, sally, jim, billy, jane\n"
                  "data:\n1 2\n1 3\n2 3\n3 1\n4 3\n")  # fmt: skip
    assert listed.directed
    assert ties(listed)[0] == ("billy", "jim", 1.0)
    embedded = read(tmp_path, "e.dl", "DL n=5\nformat = edgelist1\nlabels embedded:\ndata:\ngeorge sally\n"
                    "george jim\nsally jim\nbilly george\njane jim\n")  # fmt: skip
    assert ties(embedded) == SALLY
    weighted = read(
        tmp_path,
        "w.dl",
        "dl\nformat=edgelist1\nn=3\ndata:\n1 2 1.56263736263736\n1 3 1.48687978687979\n",
    )
    assert ties(weighted) == [("1", "2", 1.56263736263736), ("1", "3", 1.48687978687979)]


# One directed network of three, in every shape: a->b 2, b->c 1, c->a 1.
SHAPES = {
    "fullmatrix": "dl n=3 format=fullmatrix\nlabels:\na b c\ndata:\n0 2 0\n0 0 1\n1 0 0",
    "over lines": "DL n = 3, labels: a,b,c data:\n0 2 0 0\n0 1 1\n0 0",
    "embedded": "dl n=3\nformat = fullmatrix\nlabels embedded\ndata:\n  a b c\na 0 2 0\nb 0 0 1\nc 1 0 0",
    "row and column": "dl nr=3 nc=3\nrow labels:\na\nb\nc\ncolumn labels:\na\nb\nc\ndata:\n0 2 0\n0 0 1\n1 0 0",
    "no diagonal": "dl n=3 diagonal = absent\nlabels:\na b c\ndata:\n2 0\n0 1\n1 0",
    "edgelist1": "dl n=3 format = edgelist1\nlabels:\na,b,c\ndata:\n1 2 2\n2,3\n3 1 1",
    "edgelist1 names": "dl n=3 format=edgelist1\nlabels embedded:\ndata:\na b 2\nb c 1\nc a",
    "zeros": "dl n=3 format=edgelist1\nlabels embedded:\ndata:\na b 2\nb c 1\nc a 1\na c 0",
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("encoding", "end"), [("utf-8-sig", "\r\n"), ("utf-16", "\n")])
def test_one_network_in_every_shape_of_dl(tmp_path, shape, encoding, end):
    content = SHAPES[shape].replace("\n", end).encode(encoding)
    coalition = read(tmp_path, "x.dl", content)
    assert coalition.directed
    assert ties(coalition) == [("a", "b", 2), ("b", "c", 1), ("c", "a", 1)]


PLAIN = {
    "nodelist1": "dl n=4 format = nodelist1\nlabels:\na,b,c,d\ndata:\n1 2 3\n2 1\n3 1",
    "nodelist1 names": "dl n=4 format=nodelist1\nlabels embedded\ndata:\na b c\nb a\nc a\nd",
    "nodelist1b": "dl n=4 format=nodelist1b\nlabels:\na b c d\ndata:\n2 2 3\n1 1\n1 1\n0",
    "lowerhalf": "dl n=4 format = lowerhalf\nlabels:\na b c d\ndata:\n0\n1 0\n1 0 0\n0 0 0 0",
    "lowerhalf without": "dl n=4 format = lowerhalf diagonal=absent\nlabels:\na b c d\ndata:\n1\n1 0\n0 0 0",
    "upperhalf": "dl n=4 format = upperhalf diagonal absent\nlabels:\na b c d\ndata:\n1 1 0\n0 0\n0",
}


@pytest.mark.parametrize("shape", PLAIN)
def test_lists_of_partners_and_halves(tmp_path, shape):
    coalition = read(tmp_path, "x.dl", PLAIN[shape])
    assert not coalition.directed
    assert coalition.partners["id"].tolist() == ["a", "b", "c", "d"]
    assert ties(coalition) == [("a", "b", 1), ("a", "c", 1)]


def test_dl_of_two_modes_is_who_takes_part_in_what(tmp_path):
    for content in (
        "dl nr=2 nc=3 format=fullmatrix\nrow labels:\ncity school\ncolumn labels:\nm1 m2 m3\ndata:\n1 0 1\n0 1 0",
        "dl nr=2 nc=3 format=edgelist2\nrow labels:\ncity school\ncol labels:\nm1 m2 m3\ndata:\n1 1\n1 3\n2 2",
        "dl nr=2 nc=3 format=nodelist2\nlabels embedded\ndata:\ncity m1 m3\nschool m2",
    ):
        coalition = read(tmp_path, "x.dl", content)
        assert not coalition.ties_known
        assert coalition.partners["id"].tolist() == ["city", "school"]
        parts = coalition.participations
        assert sorted(zip(parts["partner"], parts["activity"], strict=True)) == [
            ("city", "m1"), ("city", "m3"), ("school", "m2")]  # fmt: skip


def test_labels_with_spaces_quotes_capitals_and_too_many_of_them(tmp_path):
    coalition = read(
        tmp_path, "x.dl", 'dl n=2\nlabels:\n"Stad Genk, data: x" "Café \'t"\ndata:\n0 1\n1 0'
    )
    assert coalition.partners["id"].tolist() == ["Stad Genk, data: x", "Café 't"]
    by_line = read(
        tmp_path, "y.dl", "dl n=2\nlabels:\nStad Genk\nHuis van het Kind\ndata:\n0 1\n1 0"
    )
    assert by_line.partners["id"].tolist() == ["Stad Genk", "Huis van het Kind"]
    same = read(tmp_path, "s.dl", "dl n=2\nlabels:\na,a\ndata:\n0 1\n1 0")
    assert same.partners[["id", "name"]].to_numpy().tolist() == [["1", "a"], ["2", "a"]]
    with pytest.raises(leco.FormatError, match="3 labels for 2 partners"):
        read(tmp_path, "z.dl", "dl n=2\nlabels:\na b c\ndata:\n0 1\n1 0")


def test_what_ucinet_makes_of_labels_is_undone_by_the_table_beside(tmp_path):
    long = ["Huis van het Kind Genk-Noord", "Huis van het Kind Genk-Zuid", "Öffnung", "c"]
    coalition = leco.Coalition.from_frames(
        [{"id": one} for one in long], [{"source": long[0], "target": long[1]}]
    )
    written = leco.write(coalition, tmp_path / "x.dl")
    assert "lost_labels" in {note.code for note in written.notes}
    shown = written.read_text().split("labels:\n")[1].split("data:")[0].split("\n")
    assert shown[:4] == ['"Huis van het Kind"', '"Huis van het Kin~2"', "Offnung", "c"]
    assert leco.read(written).partners["id"].tolist() == long
    # UCINET writes capitals.
    written.write_text(written.read_text().upper())
    again = leco.read(written)
    assert again.partners["id"].tolist() == long
    assert "labels_restored" in codes(again)
    # The table of another file says nothing of this one.
    written.write_text("dl n=2\nlabels:\nx y\ndata:\n0 1\n1 0")
    assert leco.read(written).partners["id"].tolist() == ["x", "y"]


def test_unknown_cells_are_counted(tmp_path):
    coalition = read(tmp_path, "x.dl", "dl n=2\nlabels:\na b\ndata:\n0 NA\n1 0")
    assert codes(coalition) == {"skipped_unknown"}
    assert ties(coalition) == [("b", "a", 1)]


# --- Pajek -------------------------------------------------------------------------------------

# As Pajek's manual describes them: relations with a name once, lists, labels of lines, time.
PAJEK = """% a comment
*Network Genk
*Vertices 4
1 "Stad Genk" 0.1 0.2 0.5 ellipse ic Red [2019-*]
2 school [2019-2021]
3 "Café \\"t" box
*Arcs :1 "trust"
1 2 2.5 l "since June" [2020]
*Edges :2 "information"
2 3
*Arcs :1
3 1 1 c Blue
*Arcslist :1
1 3 4
*Partition sector
*Vertices 4
1
2
2
9
"""


def test_pajek_with_relations_time_lists_and_a_partition(tmp_path):
    coalition = read(tmp_path, "x.paj", PAJEK)
    assert coalition.name == "Genk"
    partners = coalition.partners
    assert partners["id"].tolist() == ["Stad Genk", "school", 'Café "t', "4"]
    assert partners["joined"].tolist()[:2] == ["2019", "2019"]
    assert partners["left"].tolist()[:2] == ["..", "2021"]
    assert partners["sector"].tolist() == ["1", "2", "2", "9"]
    found = coalition.ties
    assert found["kind"].tolist() == ["trust", "information", "trust", "trust", "trust"]
    assert found["directed"].tolist() == [True, False, True, True, True]
    assert found["weight"].fillna(0).tolist() == [2.5, 0, 1, 0, 0]
    assert found.iloc[0][["label", "start", "end"]].tolist() == ["since June", "2020", "2020"]
    assert codes(coalition) == {"skipped_looks"}


def test_pajek_of_two_modes_and_a_matrix(tmp_path):
    two = read(tmp_path, "x.net", '*Vertices 3 2\n1 "a"\n2 "b"\n3 "m"\n*Edges\n1 3\n2 3\n')
    assert two.participations[["partner", "activity"]].to_numpy().tolist() == [
        ["a", "m"],
        ["b", "m"],
    ]
    square = read(tmp_path, "y.net", "*Vertices 2\n*Matrix\n0 1\n1 0\n")
    assert ties(square) == [("1", "2", 1)]
    assert not square.directed


# --- NetDraw, Gephi, Kumu, JSON Graph Format ---------------------------------------------------


def test_vna_as_gephi_documents_it(tmp_path):
    coalition = read(tmp_path, "x.vna", "*node data\nID name gender age\nj101 joe male 56\nw067 wendy female 23\n"
                     "b303 bill male 48\n*Node properties\nID x y\nj101 1 2\n*tie data\nfrom to strength\n"
                     "j101 w067 1\nw067 j101 2\nj101 b303 1\nw067 b303 5\n")  # fmt: skip
    assert coalition.partners["name"].tolist() == ["joe", "wendy", "bill"]
    assert coalition.partners["age"].tolist() == ["56", "23", "48"]
    assert coalition.directed
    assert ties(coalition)[-1] == ("w067", "j101", 2.0)
    assert codes(coalition) == {"skipped_parts"}


def test_gephi_tables(tmp_path):
    (tmp_path / "g").mkdir()
    (tmp_path / "g" / "nodes.csv").write_text(
        'Id,Label,timeset,sector\n1,"Stad, Genk",,care\n2,"zei ""ja""",,\n3,3,,\n'
    )
    (tmp_path / "g" / "edges.csv").write_text(
        "Source,Target,Type,Id,Label,Weight\n1,2,Directed,0,,2.0\n2,3,Undirected,1,,1.0\n1,3,Mutual,2,,1.0\n"
    )
    coalition = leco.read(tmp_path / "g")
    assert coalition.partners["name"].tolist()[:2] == ["Stad, Genk", 'zei "ja"']
    found = coalition.ties
    assert found[["source", "target", "directed"]].to_numpy().tolist() == [
        ["1", "2", True], ["2", "3", False], ["1", "3", True], ["3", "1", True]]  # fmt: skip
    assert "kind" not in found.columns
    alone = read(tmp_path, "x.csv", "Source;Target;Type\na;b;Undirected\n")
    assert not alone.directed
    assert "kind" not in alone.ties.columns
    # A type that is none of Gephi's is a kind, as ever.
    assert read(tmp_path, "y.csv", "Source,Target,Type\na,b,trust\n").ties["kind"].tolist() == [
        "trust"
    ]


# The blueprint of Kumu's own page, and what Kumu exports.
BLUEPRINT = {
    "elements": [{"label": "A"}, {"label": "B"}],
    "connections": [{"from": "A", "to": "B"}],
}
EXPORT = {
    "elements": [
        {"_id": "elem-1", "attributes": {"label": "Stad Genk", "tags": ["a", "b"], "sector": "care"}},
        {"_id": "elem-2", "attributes": {"label": "School", "element type": "org"}},
    ],
    "connections": [{"_id": "conn-1", "from": "elem-1", "to": "elem-2", "direction": "mutual",
                     "attributes": {"connection type": "x", "type": "trust"}}],
    "maps": [{"_id": "map-1"}],
}  # fmt: skip


def test_kumu_blueprints_by_hand_and_exported(tmp_path):
    assert ties(read(tmp_path, "x.json", json.dumps(BLUEPRINT))) == [("A", "B", 1)]
    coalition = read(tmp_path, "y.json", json.dumps(EXPORT))
    assert coalition.partners["id"].tolist() == ["Stad Genk", "School"]
    assert coalition.partners["tags"].tolist()[0] == "a;b"
    assert [one[:2] for one in ties(coalition)] == [
        ("School", "Stad Genk"),
        ("Stad Genk", "School"),
    ]
    assert coalition.ties["kind"].tolist() == ["trust", "trust"]
    assert codes(coalition) == {"skipped_parts"}


def test_a_kumu_workbook(tmp_path):
    path = workbook(
        tmp_path / "k.xlsx",
        Elements=[["Label", "Type", "Tags", "ID"], ["Jeff Mohr", "Person", "Founder|Runner", 7], ["Kumu", "Company", None, None]],
        Connections=[["From", "To", "Type", "Strength", "Direction"], [7, "Kumu", "Work", 2, "directed"],
                     ["Kumu", "Jeff Mohr|Kumu", None, None, None]],
    )  # fmt: skip
    coalition = leco.read(path)
    assert coalition.partners[["id", "name", "tags"]].iloc[0].tolist() == [
        "7",
        "Jeff Mohr",
        "Founder;Runner",
    ]
    assert coalition.ties[["source", "target", "directed"]].to_numpy().tolist() == [
        ["7", "Kumu", True], ["Kumu", "7", False], ["Kumu", "Kumu", False]]  # fmt: skip
    assert coalition.ties["weight"].tolist()[0] == 2


def test_json_graph_format_of_both_versions(tmp_path):
    # jsongraphformat.info: version 1 lists nodes, version 2 maps them.
    one = {"graph": {"directed": False, "label": "Genk", "nodes": [{"id": "a", "label": "A"}, {"id": "b"}],
                     "edges": [{"source": "a", "target": "b", "relation": "trust", "metadata": {"weight": 2}}]}}  # fmt: skip
    two = {
        "graphs": [
            {
                **one["graph"],
                "nodes": {"a": {"label": "A", "metadata": {"sector": ["x", "y"]}}, "b": {}},
            }
        ]
    }
    for held in (one, two):
        coalition = read(tmp_path, "x.json", json.dumps(held))
        assert (coalition.name, coalition.directed) == ("Genk", False)
        assert coalition.partners["name"].iloc[0] == "A"
        assert coalition.ties[["kind", "weight"]].iloc[0].tolist() == ["trust", 2.0]
    assert coalition.partners["sector"].iloc[0] == "x;y"


# --- GraphML and GEXF --------------------------------------------------------------------------

GRAPHML = """<?xml version="1.0"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
<key id="d0" for="node" yfiles.type="nodegraphics"/><key id="d1" for="edge" attr.name="weight"><default>3</default></key>
<graph edgedefault="undirected">
<node id="g"><graph edgedefault="directed"><node id="g::n0"><data key="d0"><y:ShapeNode><y:NodeLabel>Stad</y:NodeLabel>
</y:ShapeNode></data></node><edge source="g::n0" target="n1"/></graph></node>
<node id="n1"/><edge source="n1" target="g" directed="true"><data key="d1">1</data></edge><edge source="n1" target="n1"/>
<hyperedge/></graph></graphml>"""


def test_graphml_of_yed_with_groups_defaults_and_directions(tmp_path):
    coalition = read(tmp_path, "x.graphml", GRAPHML)
    assert coalition.partners["id"].tolist() == ["g", "g::n0", "n1"]
    assert coalition.partners["name"].tolist()[1] == "Stad"
    assert coalition.partners["parent"].tolist()[1] == "g"
    assert coalition.ties[["weight", "directed"]].to_numpy().tolist() == [
        [1, True],
        [3, False],
        [3, True],
    ]
    assert codes(coalition) == {"skipped_hyperedges"}


def test_igraph_renames_and_leco_calls_them_back(tmp_path):
    import igraph

    coalition = leco.Coalition.from_frames(
        [{"id": "Stad x"}, {"id": "b"}], [{"source": "b", "target": "Stad x"}]
    )
    graph = igraph.Graph.Read_GraphML(str(leco.write(coalition, tmp_path / "x.graphml")))
    graph.write_graphml(str(tmp_path / "y.graphml"))
    assert leco.read(tmp_path / "y.graphml").partners["id"].tolist() == ["Stad x", "b"]


def test_gexf_of_gephi_with_spells_looks_and_coarse_dates(tmp_path):
    content = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
<meta><creator>Gephi 0.10.1</creator><description></description></meta>
<graph defaultedgetype="directed" mode="dynamic" timeformat="date">
<attributes class="node" mode="static"><attribute id="s" title="Sector" type="string"><default>care</default></attribute></attributes>
<nodes><node id="a" label="A"><viz:color r="1" g="2" b="3"/><spells><spell start="2019-01-01" end="2019-06-30"/>
<spell start="2020-01-01"/></spells></node><node id="b" start="2019-01-01T10:00:00.000+01:00"><attvalues><attvalue for="s" value="youth"/></attvalues></node></nodes>
<edges><edge id="0" source="a" target="b" weight="2.0" kind="trust"><spells><spell end="2019-03-01"/><spell start="2020-02-01"/></spells></edge>
<edge id="1" source="b" target="a" type="mutual"/></edges></graph></gexf>"""
    coalition = read(tmp_path, "x.gexf", content)
    assert coalition.partners["sector"].tolist() == ["care", "youth"]
    assert coalition.partners["joined"].tolist() == ["2019-01-01", "2019-01-01"]
    assert coalition.partners["left"].isna().all() if "left" in coalition.partners.columns else True
    assert len(coalition.ties) == 4
    assert coalition.ties["end"].tolist()[0] == "2019-03-01"
    assert codes(coalition) == {"skipped_spells", "skipped_looks"}
    coarse = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2019-Q2", "left": ".."}, {"id": "b"}]
    )
    written = leco.write(coarse, tmp_path / "y.gexf")
    assert 'start="2019-04-01"' in written.read_text()
    assert {note.code for note in written.notes} == {"lost_ties_unknown", "lost_coarse"}
    assert leco.read(written).partners.iloc[0][["joined", "left"]].tolist() == ["2019-Q2", ".."]


def test_a_partner_of_a_gexf_is_there_to_the_last_end_of_its_spells(tmp_path):
    def left(*spells):
        inside = "".join(f'<spell start="{start}" end="{end}"/>' for start, end in spells)
        nodes = f'<node id="a"><spells>{inside}</spells></node><node id="b"/>'
        graph = f"<gexf><graph><nodes>{nodes}</nodes><edges/></graph></gexf>"
        partners = read(tmp_path, "x.gexf", graph).partners
        return partners["left"].tolist()[0]

    # The second spell lies within the first, then after it.
    assert left(("2000-01-01", "2010-01-01"), ("2002-01-01", "2005-01-01")) == "2010-01-01"
    assert left(("2000-01-01", "2002-01-01"), ("2003-01-01", "2005-01-01")) == "2005-01-01"


# --- matrices and lists ------------------------------------------------------------------------


def test_square_matrices_of_people(tmp_path):
    belgian = ";Stad;School;Café\nStad;0;1,5;\nSchool;1,5;0;1\nCafé;;1;0\n".encode("cp1252")
    coalition = read(tmp_path, "x.csv", belgian)
    assert ties(coalition) == [("School", "Café", 1), ("Stad", "School", 1.5)]
    path = workbook(tmp_path / "m.xlsx", Samenwerking=[["", "b", "a"], ["a", 1, 0], ["b", 0, None]])
    assert ties(leco.read(path)) == [("a", "b", 1)]
    assert leco.read(path).directed
    with pytest.raises(leco.FormatError, match="'Stadt'"):
        read(tmp_path, "y.csv", ",Stad,School,Bib\nStad,0,1,0\nSchool,1,0,0\nStadt,0,0,1\n")


def test_a_list_of_ties_without_headers(tmp_path):
    coalition = read(tmp_path, "x.edgelist", '# comment\na b 2\n"Stad Genk" b\nb,c,1.5\n')
    assert ties(coalition) == [("Stad Genk", "b", None), ("a", "b", 2), ("b", "c", 1.5)]
    with pytest.raises(leco.FormatError, match="line 2"):
        read(tmp_path, "y.edgelist", "a b\na b c d\n")


# --- broken, odd and hostile -------------------------------------------------------------------

SMALL = {
    "graphml": '<graphml><graph edgedefault="directed"><node id="a"/><node id="b"/><edge source="a" target="b"/></graph></graphml>',
    "gexf": '<gexf><graph><nodes><node id="a"/><node id="b"/></nodes><edges><edge source="a" target="b"/></edges></graph></gexf>',
    "net": '*Vertices 2\n1 "a"\n2 "b"\n*Arcs\n1 2\n',
    "dl": "dl n=2\nlabels:\na b\ndata:\n0 1\n0 0\n",
    "json": '{"graph": {"nodes": {"a": {}, "b": {}}, "edges": [{"source": "a", "target": "b"}]}}',
    "vna": "*node data\nid\na\nb\n*tie data\nfrom to\na b\n",
}


@pytest.mark.parametrize("ending", SMALL)
def test_small_ones_in_every_encoding_under_any_name(tmp_path, ending):
    for content in (SMALL[ending].encode(), b"\xef\xbb\xbf" + SMALL[ending].encode(),
                    SMALL[ending].replace("\n", "\r\n").encode(), SMALL[ending].encode("utf-16")):  # fmt: skip
        for name in (f"x.{ending}", "x.txt"):
            coalition = read(tmp_path, name, content)
            assert coalition.partners["id"].tolist() == ["a", "b"]
            assert len(coalition.ties) == 1


def test_a_cell_or_a_name_that_looks_like_another_format_is_no_such_file(tmp_path):
    coalition = read(
        tmp_path, "x.csv", "id,name\n<graphml>,<gexf><graph/></gexf>\n*vertices,dl n=2\n"
    )
    assert coalition.partners["id"].tolist() == ["<graphml>", "*vertices"]
    assert read(tmp_path, "y.csv", "{id};naam;id\n{a};b;c\n").partners["id"].tolist() == ["c"]
    with pytest.raises(leco.LecoError, match=r"ends in \.xlsx"):
        leco.write(coalition, tmp_path / "x", to="xlsx")


@pytest.mark.parametrize("ending", SMALL)
def test_cut_off_anywhere_it_is_read_or_refused_in_one_message(tmp_path, ending):
    whole = SMALL[ending]
    refused = [
        said for end in range(0, len(whole), 3) if (said := _said(tmp_path, ending, whole[:end]))
    ]
    assert len(refused) > len(whole) // 9
    assert max(map(len, refused)) < 800


def _said(tmp_path, ending, content):
    """Give why a file is refused; nothing else may be raised."""
    try:
        read(tmp_path, f"x.{ending}", content)
    except (leco.FormatError, leco.DataError) as error:
        return str(error)
    return ""


BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<graphml><graph><node id="&b;"/></graph></graphml>"""
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><gexf><graph/></gexf>'

HOSTILE = [
    ("x.graphml", BOMB, "line 1.*<!DOCTYPE"),
    ("x.gexf", OUTSIDE, "<!DOCTYPE"),
    ("x.graphml", "<graphml>" + "<graph><node>" * 200, "deeper"),
    ("x.graphml", "<graphml><graph></graphml>", "not well-formed"),
    ("x.graphml", "no xml at all", "not well-formed"),
    ("x.graphml", '<?xml version="1.0" encoding="klingon"?><graphml/>', "not well-formed"),
    ("x.graphml", "<graphml/>", "0 graphs"),
    ("x.graphml", "<graphml><graph/><graph/></graphml>", "2 graphs"),
    ("x.graphml", "<html><body/></html>", "'html'"),
    ("x.graphml", "", "empty"),
    ("x.net", "hello", "Vertices"),
    ("x.net", "*Vertices 999999999\n", "more than leco takes"),
    ("x.net", "*Vertices two\n", "no number of vertices"),
    ("x.net", "*Vertices 2\n*Arcs\n1 3\n", "line 3: '3' is none of the 2 vertices"),
    ("x.net", "*Vertices 2\n*Arcs\n1\n", "two vertices"),
    ("x.net", "*Vertices 2\n*Matrix\n0 1\n", "2 cells where it needs 4"),
    ("x.dl", "dl n=999999999 nm=999999999\ndata:\n", "more than leco takes"),
    ("x.dl", "dl n=100000\ndata:\n0 1\n", "cells where it needs"),
    ("x.dl", "dl n=2\nformat=blockmatrix\ndata:\n1", "'blockmatrix'"),
    ("x.dl", "dl c=2\nlabls: a b\ndata:\nn=2\n0 1\n0 0\n", "is no number|cells"),
    ("x.dl", "dl n=2 datafile = other.dat\ndata:\n", "another file"),
    ("x.dl", "dl n=2\ndata:\n0 x 1 0", "'x' is no number"),
    ("x.dl", "dl n=2 format=edgelist1\ndata:\n1 7\n", "line 3.*'7' is none of the 2 partners"),
    ("x.dl", "dl n=2 format=edgelist1\ndata:\n1\n", "a tie is two partners"),
    ("x.dl", "dl n=2 format=nodelist1b\ndata:\n5 1\n", "names 1"),
    ("x.json", '{"graph": ' + "[" * 100_000, "deeper|not JSON"),
    ("x.json", '{"graph": {"nodes": {"a": {}, "a": {}}}}', "twice"),
    ("x.json", '{"graph": {"nodes": {"a": {"metadata": {"x": NaN}}}}}', "NaN is no number"),
    ("x.json", '{"graph": {"nodes": {"a": {"metadata": {"x": ' + "9" * 6000 + "}}}}}", "no number"),
    ("x.json", '{"graph": {"nodes": 3}}', "no list of objects"),
    ("x.json", '{"graph": {"nodes": {"a": 3}}}', "no object"),
    ("x.json", "[1]", "no graph"),
    ("x.json", '{"nodes": [], "links": []}', "no graph"),
    ("x.json", '{"graph": {', "line 1, sign"),
    ("x.vna", "*node data\nid name\na\n", "1 cells below 2 headers"),
    ("x.vna", "*tie data\nfrom\na\n", "names the columns"),
    ("x.vna", "*something\n", "neither"),
    ("x.edgelist", "\n# nothing\n", "no lines"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "said"), HOSTILE)
def test_one_clear_refusal(tmp_path, name, content, said):
    with pytest.raises(leco.FormatError, match=said):
        read(tmp_path, name, content)


@pytest.mark.parametrize(("name", "content", "place"), [
    ("x.graphml", "<graphml><graph>\n<node id='a'/>\n<node id='a'/></graph></graphml>", ("partners", 3, "id")),
    ("x.graphml", "<graphml><graph>\n<node/></graph></graphml>", ("partners", 2, "id")),
    ("x.graphml", "<graphml><graph><node id='a'/>\n<edge source='a' target='b'/></graph></graphml>", ("ties", 2, "target")),
    ("x.gexf", "<gexf><graph><nodes><node id='a'/></nodes><edges>\n<edge source='a'/></edges></graph></gexf>", ("ties", 2, "target")),
    ("x.net", "*Vertices 2\n*Arcs\n1 2 -1\n", ("ties", 3, "weight")),
    ("x.dl", "dl n=2\ndata:\n0 -3\n1 0", ("ties", 3, "weight")),
    ("x.json", '{"graph": {"nodes": {"a": {}}, "edges": [{"source": "a"}]}}', ("ties", 1, "target")),
    ("x.vna", "*node data\nid\na\n*tie data\nfrom to strength\na a heel\n", ("ties", 6, "weight")),
])  # fmt: skip
def test_wrong_data_is_named_by_the_line_of_the_file(tmp_path, name, content, place):
    with pytest.raises(leco.DataError) as caught:
        read(tmp_path, name, content)
    assert place in [(one.table, one.row, one.column) for one in caught.value.problems]
    assert all(one.hint for one in caught.value.problems)


def test_self_loops_duplicate_ties_and_numbers_as_ids(tmp_path):
    coalition = read(tmp_path, "x.net", "*Vertices 2\n*Edges\n1 1 2\n1 2\n1 2\n*Arcs\n2 1\n")
    assert [one[:2] for one in ties(coalition)] == [("1", "1"), ("1", "2"), ("1", "2"), ("2", "1")]
    for name in ("y.graphml", "y.gexf", "y.json", "y.vna", "y.net"):
        assert ties(leco.read(leco.write(coalition, tmp_path / name))) == ties(coalition)
    matrix = leco.write(coalition, tmp_path / "y.dl")
    assert {"lost_parallel", "lost_direction"} <= {note.code for note in matrix.notes}
    assert ties(leco.read(matrix)) == [("1", "1", 2), ("1", "2", 2), ("2", "1", 3)]


def test_nothing_half_written(tmp_path, monkeypatch):
    coalition = leco.Coalition.from_frames([{"id": "a"}], [])
    written = leco.write(coalition, tmp_path / "x.net")
    before = written.read_text()

    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        leco.write(coalition.with_partners([{"id": "b"}]), written)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["x.net"]
    assert written.read_text() == before


def test_an_archive_in_disguise_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr(
            "xl/workbook.xml",
            '<sheets><sheet name="Elements"/><sheet name="Connections"/></sheets>',
        )
    with pytest.raises(leco.FormatError, match="not a workbook"):
        leco.read(tmp_path / "x.xlsx")


def test_parquet(tmp_path):
    coalition = leco.datasets.simulated()["Simulated stable"]
    try:
        import pyarrow  # noqa: F401 - is it there? it is an extra
    except ImportError:
        with pytest.raises(leco.MissingExtraError, match=r"leco\[arrow\]"):
            leco.write(coalition, tmp_path / "x.parquet")
        return
    written = leco.write(coalition, tmp_path / "x.parquet")
    again = leco.read(written)
    assert set(again.tables) == set(coalition.tables)
    assert ties(again) == ties(coalition)
    assert len(leco.read(tmp_path / "x.parquet" / "ties.parquet").ties) == len(coalition.ties)
    (tmp_path / "y.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(leco.FormatError, match="no Parquet"):
        leco.read(tmp_path / "y.parquet")


# --- the language of tables, and the shell -----------------------------------------------------


@pytest.mark.parametrize("to", ["x", "x.xlsx"])
def test_dutch_tables_become_english_and_back(tmp_path, to):
    coalition = leco.Coalition.from_frames(
        [{"id": "stad", "name": "Stad", "tier": "core", "legal_independent": True, "Naam kort": "s"}, {"id": "b"}],
        [{"source": "stad", "target": "b", "kind": "trust", "directed": True, "weight": 1.5}],
        needs=[{"need": "x", "weight": 2}], name="Genk",
    )  # fmt: skip
    dutch = leco.write(coalition, tmp_path / "nl" / to, lang="nl")
    if to == "x":
        assert (dutch / "verbindingen.csv").read_text() == (
            "van,naar,soort samenwerking,sterkte,gericht\nstad,b,vertrouwen,1.5,ja\n"
        )
        assert (
            (dutch / "partners.csv")
            .read_text()
            .startswith("partner,naam,kring,juridisch zelfstandig,Naam kort\n")
        )
    english = leco.write(leco.read(dutch), tmp_path / "en" / to)
    first = leco.write(coalition, tmp_path / "own" / to)
    if to == "x":
        for one in first.iterdir():
            assert (english / one.name).read_text() == one.read_text()
    again = leco.read(english)
    for table, frame in coalition.tables.items():
        expected = frame.reset_index(drop=True)
        pd.testing.assert_frame_equal(
            again.tables[table].reset_index(drop=True)[list(frame.columns)], expected
        )


def test_a_header_of_ones_own_is_not_run_over(tmp_path):
    coalition = leco.Coalition.from_frames([{"id": "a", "name": "A", "Naam": "own"}])
    again = leco.read(leco.write(coalition, tmp_path / "x", lang="nl"))
    assert again.partners.iloc[0][["name", "Naam"]].tolist() == ["A", "own"]


@pytest.mark.parametrize("name", leco.datasets.simulated())
def test_examples_in_dutch_come_back(tmp_path, name):
    coalition = leco.datasets.simulated()[name]
    again = leco.read(leco.write(coalition, tmp_path / "x.xlsx", lang="nl"))
    assert ties(again) == ties(coalition)
    assert set(again.tables) == set(coalition.tables)


def test_the_shell_converts(tmp_path):
    source = leco.write(leco.datasets.simulated()["Simulated stable"], tmp_path / "stable")
    done = call("convert", str(source), str(tmp_path / "stable.net"))
    assert done.returncode == 0, done.stderr
    assert "of the partners the file does not hold: name, entity, sector" in done.stdout
    done = call(
        "convert",
        str(tmp_path / "stable.net"),
        str(tmp_path / "k.json"),
        "--to",
        "kumu",
        "--lang",
        "nl",
    )
    assert done.returncode == 0, done.stderr
    assert "geen plaats voor de naam" in done.stdout
    assert "elements" in json.loads((tmp_path / "k.json").read_text())
    done = call("convert", str(source), str(tmp_path / "nl"), "--lang", "nl")
    assert (tmp_path / "nl" / "verbindingen.csv").is_file(), done.stderr
    done = call("convert", str(source), str(tmp_path / "x.csv"))
    assert done.returncode == 2
    assert "--to" in done.stderr
    done = call("convert", str(source), str(tmp_path / "x"), "--to", "pajec")
    assert (done.returncode, "'pajek'" in done.stderr) == (2, True)


def test_every_format_is_in_the_page_about_them():
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
    new = [name for name in NAMES if f"`{name}`" not in page]
    assert not new, f"a row in docs/formats.md: {new}"
    assert set(NAMES) >= set(FORMATS)


def test_every_format_is_named_where_one_is_chosen():
    said = re.findall(r"``(\w+)``", leco.write.__doc__.split("to : str")[1].split("lang :")[0])
    assert said == list(NAMES), "name them in `write` of io/writer.py, in the order of FORMATS"
    shown = call("convert", "--help").stdout.split("ending does not tell:")[1]
    listed = re.findall(r"\w+", shown.split(".")[0].replace(" or ", " "))
    assert listed == list(NAMES), "name them in the help of --to in cli_data.py"
