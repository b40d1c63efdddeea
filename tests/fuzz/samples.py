"""Valid files for every reader, of which the fuzzer makes broken ones."""

import datetime
import io
import zipfile
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import openpyxl

import leco
from leco.io.formats import FORMATS

DATA = Path(__file__).parent.parent / "samples"


@dataclass(frozen=True)
class Sample:
    """The files that one coalition is read from; `read` names the one to read, or their folder."""

    files: dict[str, bytes] = field(hash=False)
    read: str = ""


TABLES = {
    "partners.csv": "id;Naam;sector;tier;joined;left;parent;capacity\n"
    "a;Stad;bestuur;core;2019-03-01;;;groot\nb;School;onderwijs;periphery;2020;2022-06;a;klein\n"
    "c;Club;sport, jeugd;core;2021-Q2;..;b;\n'=d;Museum;;periphery;2019-05;;;\n",
    "ties.csv": "source,target,weight,kind,start,end,directed\n"
    'a,b,"2.5",information,2020-01,,no\nb,c,1,money,2021,2022,no\na,=d,0.5,,,,no\n',
    "activities.csv": "activity\tname\tdate\nm1\tMarkt\t2021-05-01\nm2\tFeest\t2021-Q3\n",
    "participations.csv": "partner|activity\na|m1\nb|m1\nc|m2\n",
    "coalition.csv": "key,value\nname,Genk\nobjective,samen\nobserved_from,2019\n",
    "own.csv": "kleur,wat\nrood,dringend\n",
}
SINGLE = {
    "ties.csv": "source,target,weight\na,b,1\nb,c,2\n",
    "x.csv": "van;naar;gewicht;soort\na;b;1,5;geld\nb;c;2;kennis\n",
    "y.csv": "sep=;\r\nid;name\r\n1;Stad\r\n2;School\r\n",
    "z.tsv": 'partner\tactivity\na\t"m ""1"""\nb\tm1\n',
    "w.csv": "Source,Target,Type,Weight,Label\na,b,Directed,1.0,x\nb,c,Mutual,2,\n",
    "m.csv": ",a,b,c\na,0,1,0\nb,1,0,2.5\nc,0,2.5,NA\n",
}
DL = (
    "dl n=3 format=fullmatrix\nlabels:\na b c\ndata:\n0 2 0\n0 0 1\n1 0 0\n",
    "DL n = 3\nformat = fullmatrix\nlabels embedded\ndata:\n  a b c\na 0 2 0\nb 0 0 1\nc 1 0 0\n",
    "dl nr=2 nc=3\nrow labels:\na\nb\ncolumn labels:\nd\ne\nf\ndata:\n0 2 0\n0 0 1\n",
    (
        'dl n=3 diagonal = absent nm=2\nlabels:\na,b,"c d"\nmatrix labels: knows,pays\ndata:\n'
        "2 0\n0 1\n1 0\n1 1\n1 0\n0 0\n"
    ),
    "dl n=3 format = edgelist1\nlabels embedded:\ndata:\na b 2\nb c\n!\nc a 0.5\n",
    "dl n=4 format = nodelist1\nlabels:\na,b,c,d\ndata:\n1 2 3\n2 1\n3 1\n",
    "dl n=4 format=nodelist1b\nlabels:\na b c d\ndata:\n2 2 3\n1 1\n1 1\n0\n",
    "dl nr=2 nc=3 format=nodelist2\nlabels embedded\ndata:\ncity m1 m3\nschool m2\n",
    "dl n=4 format = lowerhalf\nlabels:\na b c d\ndata:\n0\n1 0\n1 0 0\n0 0 NA 0\n",
    'dl n=3 format=upperhalf title="x y"\ndata:\n0 1 1\n0 1\n0\n',
)
PAJEK = (
    (
        '*Network Genk\n% said\n*Vertices 3\n1 "a b" 0.1 0.2 ic Red [2019-2021]\n2 b\n3 "c"\n'
        '*Arcs :1 "knows"\n1 2 1.5 l "x" [2020]\n*Edges :2 "pays"\n2 3 2\n*Arcslist :1\n1 2 3\n'
        "*Partition sector\n*Vertices 3\n1\n1\n2\n*Vector size\n*Vertices 3\n0.5\n1\n2\n"
    ),
    '*Vertices 4 2\n1 "a"\n2 "b"\n3 "m1"\n4 "m2"\n*Matrix\n1 0\n1 1\n',
)
VNA = (
    (
        '*node data\nid sector "tier"\na care core\n"b c" youth periphery\n*node properties\n'
        'ID x y\na 1 2\n*tie data\nfrom to strength directed\na "b c" 2 yes\n"b c" a 1 no\n'
    ),
    "*Tie data\nfrom to knows\na b 1\nb c 2\n",
)
JGF = (
    (
        '{"graph":{"label":"G","directed":false,"nodes":{"a":{"label":"A","metadata":{"sector":"x"}},'
        '"b":{},"c":{"metadata":{"joined":2020}}},"edges":[{"source":"a","target":"b","relation":"k",'
        '"metadata":{"weight":2.5,"tags":["x","y"]}}],"metadata":{"leco":{"tables":{"needs":[]}}}}}'
    ),
    (
        '{"graphs":[{"nodes":[{"id":"a"},{"id":"b","parent":"a"}],"edges":[{"source":"a","target":"b"}],'
        '"hyperedges":[{"nodes":["a","b"]}]}]}'
    ),
)
KUMU = (
    (
        '{"elements":[{"label":"A","type":"x","tags":["p","q"]},{"_id":"e1","attributes":{"label":"B"}}],'
        '"connections":[{"from":"A","to":"B","direction":"mutual","strength":2},{"from":"e1","to":"A"}],'
        '"maps":[]}'
    ),
)
GRAPHML = (
    (
        '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        '<key id="d0" for="node" attr.name="sector" attr.type="string"><default>care</default></key>'
        '<key id="d1" for="edge" attr.name="weight" attr.type="double"/>'
        '<graph edgedefault="undirected"><node id="a"><data key="d0">youth</data><graph id="g">'
        '<node id="b"/></graph></node><node id="c"/><edge source="a" target="b" directed="true">'
        '<data key="d1">2.5</data></edge><edge source="b" target="c"/><hyperedge/></graph></graphml>\n'
    ),
)
GEXF = (
    (
        '<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph mode="dynamic" defaultedgetype="mutual">'
        '<attributes class="node"><attribute id="0" title="sector" type="string"><default>x</default>'
        '</attribute></attributes><nodes><node id="a" label="A" start="2019-01-01" end="2020-01-01">'
        '<attvalues><attvalue for="0" value="care"/></attvalues></node><node id="b" label="b" pid="a">'
        '<spells><spell start="2019" end="2020"/><spell start="2021-01-01T10:00:00Z"/></spells></node>'
        '</nodes><edges><edge id="0" source="a" target="b" weight="2" kind="k" type="directed"/>'
        "</edges></graph></gexf>\n"
    ),
)
WORDS = ("# said\na b 2\nb c {'weight': 1.5}\n\"c d\" a {}\n", "a,b\nb;c\n")
SURVEY = (
    "Timestamp,Who,Share? [a],Share? [b],Share? [c]\nx,a,,3,yes\nx,b,1,,0\nx,c,no,b,\n",
    "id,Who,Share?[1],Share?[2]\n1,1,,yes\n2,2,no,\n",
)
MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    "</manifest:manifest>"
)
LABELS = "partner,label\nStad Genk,a\nSchool,b\nClub,c\n"


def _one(name, texts):
    return [Sample({name: text.encode()}, name) for text in texts]


def _book(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _ods(cells):
    """Make the least that is a workbook of LibreOffice."""
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in cells
    )
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for one, name in names.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="partners">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return held.getvalue()


def _books():
    partners = [["id", "Naam", "sector", "joined", "parent"], ["a", "Stad", "x", 2019, None],
                ["b", "=1+1", "y", datetime.date(2020, 5, 1), "a"], [3, "Club", True, "2021-Q2", "b"]]  # fmt: skip
    ties = [["source", "target", "weight", "directed"], ["a", "b", 2.5, "no"], ["b", 3, 1, "no"]]
    matrix = [[None, "a", "b"], ["a", 0, 2], ["b", 2, 0]]
    return {
        "workbook": [
            Sample({"x.xlsx": _book(partners=partners, ties=ties, Blad1=[["wat"], ["x"]])}, "x.xlsx"),
            Sample({"x.xlsx": _book(Uitleg=[["Lees dit"]], Verbindingen=ties)}, "x.xlsx"),
            Sample({"x.ods": _ods([["id", "sector"], ["a", "x"], ["b", "y"]])}, "x.ods"),
        ],
        "workbook matrix": [Sample({"m.xlsx": _book(knows=matrix, pays=matrix)}, "m.xlsx")],
        "workbook kumu": [Sample({"k.xlsx": _book(
            Elements=[["Label", "Type", "Tags"], ["A", "x", "p|q"], ["B", "y", None]],
            Connections=[["From", "To", "Direction", "Strength"], ["A", "B|A", "mutual", 2]],
        )}, "k.xlsx")],
        "workbook survey": [Sample({"s.xlsx": _book(
            answers=[["Who", "Share? [a]", "Share? [b]"], ["a", None, 3], ["b", "yes", None]],
        )}, "s.xlsx")],
    }  # fmt: skip


def written(folder):
    """Let leco write one of its examples in every format."""
    found = {}
    coalition = leco.datasets.limburg()["Borgloon"]
    first = leco.Coalition.from_frames(
        coalition.partners.head(6), name="x",
        ties=[{"source": one, "target": other, "kind": "k", "weight": 2.0, "start": "2020-Q1"}
              for one, other in zip(coalition.partners["id"][:5], coalition.partners["id"][1:6], strict=True)],
    )  # fmt: skip
    for name, form in FORMATS.items():
        if name == "parquet" and find_spec("pyarrow") is None:
            continue
        place = leco.write(first, folder / f"{name}{(*form.endings, '')[0]}", to=name)
        if place.is_dir():
            sample = Sample({one.name: one.read_bytes() for one in place.iterdir()})
        else:
            sample = Sample({place.name: place.read_bytes()}, place.name)
        found[name] = [sample]
    return found


def samples(folder):
    """Give valid files by reader; those of workbooks have names that begin with `workbook`."""
    found = {
        "tables": [Sample({name: text.encode() for name, text in TABLES.items()}),
                   Sample({"partners.csv": TABLES["partners.csv"].encode("utf-16")})],
        "one table": [Sample({name: text.encode()}, name) for name, text in SINGLE.items()],
        "survey": _one("s.csv", SURVEY),
        "ucinet": _one("u.dl", DL), "pajek": _one("p.net", PAJEK), "vna": _one("v.vna", VNA),
        "jgf": _one("j.json", JGF), "kumu": _one("k.json", KUMU), "edges": _one("e.edges", WORDS),
        "graphml": _one("g.graphml", GRAPHML), "gexf": _one("g.gexf", GEXF),
        "labels": [Sample({"p.net": b"*Vertices 2\n1 a\n2 b\n*Edges\n1 2\n",
                           "p.labels.csv": LABELS.encode()}, "p.net")],
        **_books(),
    }  # fmt: skip
    for name, own in written(folder).items():
        found[name] = [*found.get(name, []), *own]
    for one in sorted(DATA.iterdir()):
        name = {".net": "pajek", ".dl": "ucinet", ".csv": "matrix"}.get(one.suffix, one.suffix[1:])
        reader = name if name in found else "edges"
        found[reader] = [*found[reader], Sample({one.name: one.read_bytes()}, one.name)]
    return found
