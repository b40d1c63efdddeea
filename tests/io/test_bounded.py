"""Files made to fill the memory or to take for ever: read or refused within bounds of both.

They are read in a process of their own that may ask for 2 GB, its libraries included, and
is stopped when it works on one of them longer than any of them needs many times over.
"""

import json
import subprocess
import sys
import zipfile

import pytest
from tests.fuzz.samples import MANIFEST, TABLES
from tests.io.files import workbook as _workbook

import leco
from leco.io import json_graph, reach, tables

CHILD = """
import json, resource, sys
import leco
from tests.fuzz.trial import outcome
resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))
print(json.dumps([outcome(reader, leco_path)[:2] for reader, leco_path in json.loads(sys.argv[1])]))
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(most // (1 if sys.platform != "darwin" else 1024) // 1000)
"""
needs_limits = pytest.mark.skipif(sys.platform == "win32", reason="no limits of memory there")


def _apart(files):
    """Read files in a process of their own; give what came of each by name, and the most MB."""
    from pathlib import Path

    listed = [(reader, str(path)) for reader, path in files]
    code = CHILD.replace(
        "outcome(reader, leco_path)", "outcome(reader, __import__('pathlib').Path(leco_path))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(listed)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers, most = done.stdout.splitlines()
    return {Path(path).name: tuple(one) for (_, path), one in
            zip(listed, json.loads(answers), strict=True)}, int(most)  # fmt: skip


def _lines(count, line):
    return "\n".join(line.format(one) for one in range(count))


TEXTS = {
    "columns.csv": "id," + ",".join(f"c{one}" for one in range(1_000_000)) + "\na\n",
    "cells.csv": "id,name\na" + "," * 2_000_000 + "\n",
    "commas.csv": "," * 5_000_000,
    "line.csv": "id,name\na," + "x" * 10_000_000,
    "quoted.csv": 'id,name\na,"' + "x\n" * 5_000_000,
    "spaces.edges": "a" + " " * 2_000_000 + "b",
    "braces.edges": "a b " + "{" * 1_000_000,
    "line.edges": "a b " * 1_000_000,
    "brackets.net": "*Vertices 2\n1 a " + "[ " * 1_000_000,
    "quotes.net": "*Vertices 2\n1 " + '"\\' * 500_000,
    "label.net": '*Vertices 1\n1 "' + "x" * 10_000_000 + '"\n',
    "many.net": "*Vertices 500001\n",
    "digits.net": "*Vertices " + "9" * 10_000,
    "counted.dl": "dl n=500000 format=fullmatrix\ndata:\n0\n",
    "counts.dl": "dl n=" + "9" * 10_000 + "\ndata:\n0\n",
    "kinds.dl": "dl n=100000 nm=1000 format=edgelist1\ndata:\n1 2\n",
    "labels.dl": "dl n=3\nlabels:\n" + "a " * 1_000_000 + "data:\n0 1 1\n",
    "cell.vna": '*node data\nid x\na "' + "y" * 10_000_000 + '"\n',
    "deep.json": "[" * 1_000_000,
    "wide.json": '{"graph":{"nodes":{"a":{"x":' + "[" * 900 + "]" * 900 + "}}}}",
    "cell.json": '{"graph":{"nodes":{"a":{"x":"' + "y" * 10_000_000 + '"}}}}',
    "text.graphml": "<graphml><graph><node id='a'><data key='x'>" + "y\n" * 3_000_000
    + "</data></node></graph></graphml>",
    "marks.graphml": "<graphml>" + "x<b/>" * 300_000 + "<graph/></graphml>",
    "deep.graphml": "<graphml>" + "<graph>" * 1_000_000,
    "bomb.gexf": '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {one} "{f"&{two};" * 10}">' for two, one in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><gexf>&i;</gexf>",
    "outside.gexf": '<!DOCTYPE x SYSTEM "file:///etc/passwd"><gexf/>',
    "unknown.csv": "source,target\n" + _lines(4000, "x{},y{}".replace("y{}", "y")),
}  # fmt: skip


# Which of them take half a second and more, and so are tried in the slow run.
LONGEST = ("names", "commas.csv", "marks.graphml", "columns.csv", "kinds.dl")
READ = {"cells.csv", "unknown.csv", "spaces.edges", "brackets.net", "quotes.net", "kinds.dl",
        "cell.vna", "cell.json", "wide.json", "text.graphml", "marks.graphml"}  # fmt: skip


@needs_limits
@pytest.mark.parametrize("long", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_worst_texts(tmp_path, long):
    for name, content in TEXTS.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    names = tmp_path / "names"
    names.mkdir()
    (names / "partners.csv").write_text("id\n" + _lines(3000, "partner number {}"))
    (names / "ties.csv").write_text("source,target\n" + _lines(3000, "partner nr {0},other {0}"))
    files = [("text", tmp_path / name) for name in (*TEXTS, "names")]
    for name, header in (("spaces.csv", "x" + " " * 100_000 + "y"), ("dashes.csv", "a_1\n" + "q - " * 30_000),
                         ("brackets.csv", "x [" * 30_000), ("code.csv", "a[b]" + " " * 100_000 + "]")):  # fmt: skip
        (tmp_path / name).write_text(f"Who,{header}\na,1\n")
        files.append(("survey", tmp_path / name))
    found, most = _apart([one for one in files if (one[1].name in LONGEST) == long])
    assert {name: wrong for name, (_, wrong) in found.items() if wrong} == {}
    read = {name for name, (kind, _) in found.items() if kind == "read"}
    assert read == READ & found.keys()
    assert most < 1000


# --- workbooks ----------------------------------------------------------------------------------

XML = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = "</sheetData></worksheet>"
SHEET = "xl/worksheets/sheet1.xml"
FIRST = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'
CORNERS = {
    "other quotes": "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    "spaces": '<row r = "1048576"><c r = "XFD1048576"><v>1</v></c></row>',
    "small letters": '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
    "a sign before it": '<row r="9"><c x=">" r="XFD1048576"><v>1</v></c></row>',
    "no places": '<row r="1048576">' + "<c><v>1</v></c>" * 16_384 + "</row>",
    "beyond": '<row r="9"><c r="ZZZZ99999999"><v>1</v></c></row>',
}


def _repacked(target, sheet, name=SHEET):
    """Make a workbook whose first sheet is this one, wherever it lies."""
    plain = _workbook(target.with_suffix(".plain"), partners=[["id"], ["a"]])
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            content = old.read(one)
            if one.endswith("workbook.xml.rels"):
                content = content.replace(
                    b"worksheets/sheet1.xml", name.removeprefix("xl/").encode()
                )
            new.writestr(name if one == SHEET else one, sheet if one == SHEET else content)
    return target


def _refused(path):
    with pytest.raises(leco.FormatError) as caught:
        leco.read(path)
    return str(caught.value)


@pytest.mark.parametrize("corner", CORNERS)
def test_a_far_corner_in_whatever_words(tmp_path, corner):
    # Some 5 kB each: laid out, 17 billion cells, for which Python would be ended.
    path = _repacked(tmp_path / "x.xlsx", XML + FIRST + CORNERS[corner] + END)
    assert "far corner" in _refused(path)


def test_a_far_corner_wherever_the_sheet_lies(tmp_path):
    sheet = XML + FIRST + CORNERS["other quotes"] + END
    assert "far corner" in _refused(_repacked(tmp_path / "x.xlsx", sheet, "xl/elsewhere/s.dat"))


def test_a_sheet_that_is_damaged_before_its_corner_is_not_walked_past(tmp_path):
    sheet = XML + FIRST + "<row r=1>" + CORNERS["other quotes"] + END
    assert "damaged" in _refused(_repacked(tmp_path / "x.xlsx", sheet))


def test_sheets_count_together(tmp_path, monkeypatch):
    rows = [["id"], *([f"p{one}"] for one in range(49))]
    path = _workbook(tmp_path / "x.xlsx", partners=rows, more=rows)
    monkeypatch.setattr(reach, "LARGEST_SHEETS", 100)
    assert len(leco.read(path)) == 49
    monkeypatch.setattr(reach, "LARGEST_SHEETS", 99)
    assert "far corner" in _refused(path)


def _ods(path, rows):
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"'
                      for one in ("office", "table", "text"))  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", f"<office:document-content {spaces}><office:body><office:spreadsheet>"
                         f'<table:table table:name="partners">{rows}</table:table>'
                         "</office:spreadsheet></office:body></office:document-content>")  # fmt: skip
    return path


def _ods_row(cell, rows=1, columns=1):
    held = f'office:value-type="string" table:number-columns-repeated="{columns}"><text:p>{cell}</text:p>'
    return f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell {held}</table:table-cell></table:table-row>'


def test_repeated_cells_of_libreoffice(tmp_path):
    blank = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    usual = _ods(tmp_path / "usual.ods", _ods_row("id") + _ods_row("a") + blank)
    assert leco.read(usual).partners["id"].tolist() == ["a"], "blank ones are usual, and nothing"
    for name, rows in {
        "rows": _ods_row("b", rows=999_999_999),
        "columns": _ods_row("b", columns=999_999_999),
        "both": _ods_row("b", 100_000, 10_000),
        "after blanks": blank * 100 + _ods_row("b"),
    }.items():
        path = _ods(tmp_path / f"{name}.ods", _ods_row("id") + rows)
        assert "far corner" in _refused(path)


def _record(kind, content=b""):
    return (
        bytes([kind & 0x7F | 0x80, kind >> 7] if kind > 127 else [kind])
        + bytes([len(content)])
        + content
    )


def _xlsb(path, cells):
    """Make a binary workbook of text cells, each of which has its row, column and text."""

    def wide(text):
        return len(text).to_bytes(4, "little") + text.encode("utf-16-le")

    sheet = _record(129) + _record(148, bytes(16)) + _record(145)
    for row, column, said in cells:
        sheet += _record(0, row.to_bytes(4, "little") + bytes(21))
        sheet += _record(6, column.to_bytes(4, "little") + bytes(4) + wide(said))
    sheet += _record(146) + _record(130)
    place = bytes(4) + (1).to_bytes(4, "little")
    book = (
        _record(131)
        + _record(143)
        + _record(156, place + wide("r") + wide("partners"))
        + _record(144)
        + _record(132)
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
        archive.writestr("xl/_rels/workbook.bin.rels", (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
            'Target="worksheets/sheet1.bin"/></Relationships>'))  # fmt: skip
    return path


def test_binary_workbooks(tmp_path):
    usual = [(0, 0, "id"), (1, 0, "a")]
    assert leco.read(_xlsb(tmp_path / "x.xlsb", usual)).partners["id"].tolist() == ["a"]
    far = _xlsb(tmp_path / "y.xlsb", [*usual, (1_048_575, 16_383, "b")])
    assert "far corner" in _refused(far)


def _xls(path, cells, sheets=1):
    """Make an old workbook: records of cells in one stream of a compound file, each row a number."""

    def record(kind, content=b""):
        return kind.to_bytes(2, "little") + len(content).to_bytes(2, "little") + content

    def begin(kind):
        return record(0x809, bytes([0, 6, kind, 0]) + bytes(12))

    def label(row, column, text):
        place = row.to_bytes(2, "little") + column.to_bytes(2, "little") + bytes(2)
        return record(0x204, place + len(text).to_bytes(2, "little") + b"\0" + text.encode())

    titles = ["partners", *(f"s{one}" for one in range(1, sheets))]
    listed = [b"\0\0" + bytes([len(title), 0]) + title.encode() for title in titles]
    start = len(begin(5)) + sum(len(one) + 8 for one in listed) + 4
    book = (
        begin(5)
        + b"".join(record(0x85, start.to_bytes(4, "little") + one) for one in listed)
        + record(0x0A)
    )
    book += begin(0x10) + b"".join(label(*one) for one in cells) + record(0x0A)
    book = book.ljust(4096, b"\0")
    count = -(-len(book) // 512)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    table = b"".join(one.to_bytes(4, "little") for one in chain).ljust(512, b"\xff")

    def entry(name, kind, first, size, child=0xFFFFFFFF):
        wide = name.encode("utf-16-le") + b"\0\0"
        links = b"".join(one.to_bytes(4, "little") for one in (0xFFFFFFFF, 0xFFFFFFFF, child))
        return (wide.ljust(64, b"\0") + len(wide).to_bytes(2, "little") + bytes([kind, 1]) + links + bytes(36)
                + first.to_bytes(4, "little") + size.to_bytes(8, "little"))  # fmt: skip

    files = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + entry("Workbook", 2, 2, len(book))
    numbers = (1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    head = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + bytes(10)
            + b"".join(one.to_bytes(4, "little") for one in numbers))  # fmt: skip
    path.write_bytes(head.ljust(512, b"\xff") + table + files.ljust(512, b"\0") + book)
    return path


def test_old_workbooks(tmp_path):
    usual = [(0, 0, "id"), (1, 0, "a")]
    assert leco.read(_xls(tmp_path / "x.xls", usual)).partners["id"].tolist() == ["a"]
    corner = [*usual, (65_535, 255, "b")]
    assert "far corner" in _refused(_xls(tmp_path / "y.xls", corner, sheets=12))
    assert "far corner" in _refused(_xls(tmp_path / "z.xls", [*usual, (65_535, 65_535, "b")]))


def test_a_table_has_no_more_columns_than_people_make(tmp_path, monkeypatch):
    path = tmp_path / "partners.csv"
    for quote in ("", '"'):  # read plainly, and with care
        path.write_text(f"id,{quote}a{quote},b\n1,2,3\n")
        monkeypatch.setattr(tables, "MOST_COLUMNS", 3)
        assert len(leco.read(path)) == 1
        monkeypatch.setattr(tables, "MOST_COLUMNS", 2)
        assert "3 columns" in _refused(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.edges", "a b\n" * 4), ("x.net", "*Vertices 1\n1 a\n\n\n"), ("x.vna", "*tie data\nfrom to\na b\n\n"),
     ("x.dl", "dl n=1\ndata:\n0\n\n")],
)  # fmt: skip
def test_lists_are_no_longer_than_memory(tmp_path, monkeypatch, name, content):
    path = tmp_path / name
    path.write_text(content)
    monkeypatch.setattr(tables, "MOST_LINES", 4)
    leco.read(path)
    monkeypatch.setattr(tables, "MOST_LINES", 3)
    assert "longer than leco reads" in _refused(path)


def test_json_holds_no_more_objects_than_memory(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    path.write_text('{"graph":{"nodes":{"a":{}}}}')
    monkeypatch.setattr(json_graph, "MOST_OBJECTS", 4)
    assert len(leco.read(path)) == 1
    monkeypatch.setattr(json_graph, "MOST_OBJECTS", 3)
    assert "longer than leco reads" in _refused(path)


def test_a_part_that_unpacks_to_more_than_it_says_is_refused(tmp_path):
    # 20 MB of a string that says it is 1,000 signs: what unpacks it must stop there.
    sheet = (
        XML
        + FIRST
        + f'<row r="2"><c r="A2" t="inlineStr"><is><t>{"x" * 20_000_000}</t></is></c></row>'
        + END
    )
    path = _repacked(tmp_path / "x.xlsx", sheet)
    content = path.read_bytes()
    size = len(sheet).to_bytes(4, "little")
    assert content.count(size) == 2, "in front of the part and in the list of parts"
    path.write_bytes(content.replace(size, (1000).to_bytes(4, "little")))
    assert "not a workbook" in _refused(path)


def test_one_quote_does_not_make_a_large_file_larger_than_memory(tmp_path, monkeypatch):
    path = tmp_path / "partners.csv"
    path.write_text(TABLES["partners.csv"].replace("Stad", '"Stad"'))
    monkeypatch.setattr(tables, "MOST_CELLS", 20)
    assert "cells" in _refused(path)
