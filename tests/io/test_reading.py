"""Reading what people really have, and telling them what is wrong with it."""

import zipfile

import pytest
from tests.io.files import folder as _folder
from tests.io.files import workbook as _workbook

import leco
from leco.io import tables

DUTCH = {
    "Partnerlijst": [
        ["ORGANISATIE", "Naam", " sectoren", "Lid sinds", "Kern_of_breed", "Opmerking"],
        ["NA", "Nieuwe Academie", "onderwijs", "2021", "kern", "eerste"],
        ["stad", "Stad", "lokaal bestuur; cultuur", "28/02/2021", "Kernpartner", None],
        ["jeugd", "Jeugdhuis 't Hoekje", "jeugd", "03/2022", "breed", None],
    ],
    "Verbindingen": [
        ["Naar", "Van", "Sterkte", "Soort"],
        ["stad", "NA", "1,5", "informatie"],
        ["jeugd", "stad", "2", "middelen"],
    ],
}


def test_a_dutch_workbook_with_three_faults_names_those_three_cells(tmp_path):
    sheets = {name: [list(row) for row in rows] for name, rows in DUTCH.items()}
    sheets["Partnerlijst"][2][3] = "31/02/2021"
    sheets["Partnerlijst"].append(["jeugd", "Jeugdhuis twee", "jeugd", "", "breed", None])
    sheets["Verbindingen"][2][0] = "jeugdd"
    with pytest.raises(leco.DataError) as caught:
        leco.read(_workbook(tmp_path / "genk.xlsx", **sheets))
    found = [(one.table, one.row, one.column, one.value) for one in caught.value.problems]
    assert found == [
        ("partners", 3, "joined", "31/02/2021"),
        ("partners", 5, "id", "jeugd"),
        ("ties", 3, "target", "jeugdd"),
    ]
    hints = [one.hint for one in caught.value.problems]
    assert "2023-06-30" in hints[0]
    assert "remove one" in hints[1]
    assert "did you mean 'jeugd'" in hints[2]
    assert "row 4" in caught.value.problems[1].message
    assert str(caught.value).startswith("3 problems in the data")


def test_mended_it_loads(tmp_path):
    found = leco.read(_workbook(tmp_path / "genk.xlsx", **DUTCH))
    assert found.name == "genk"
    assert found.partners["id"].tolist() == ["NA", "stad", "jeugd"]
    assert found.partners["tier"].tolist() == ["core", "core", "broad"]
    assert found.partners["Opmerking"].iloc[0] == "eerste"
    assert found.ties["weight"].tolist() == [1.5, 2.0]
    assert found.ties[["source", "target", "kind"]].iloc[0].tolist() == [
        "NA",
        "stad",
        "information",
    ]
    assert float(leco.richness(found, by="sector")) == 4


def test_numbers_dates_and_flags_of_a_workbook(tmp_path):
    import datetime as dt

    found = leco.read(_workbook(
        tmp_path / "x.xlsx",
        partners=[["id", "joined"], [1, dt.datetime(2020, 5, 1)], [2.0, 2021]],
        ties=[["source", "target", "weight", "directed"], [1, 2, 2.5, True]],
    ))  # fmt: skip
    assert found.partners["id"].tolist() == ["1", "2"]
    assert found.partners["joined"].tolist() == ["2020-05-01", "2021"]
    assert found.ties["weight"].tolist() == [2.5]
    assert found.ties["directed"].tolist() == [True]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings(tmp_path, delimiter, encoding):
    rows = [["van", "naar", "gewicht"], ["Café", "NA", '"1,5"'], ["None", "null", "2"]]
    path = tmp_path / "ties.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    found = leco.read(path)
    assert found.ties["source"].tolist() == ["Café", "None"]
    assert found.ties["target"].tolist() == ["NA", "null"]
    assert found.ties["weight"].tolist() == [1.5, 2.0]
    assert found.partners["id"].tolist() == ["Café", "None", "NA", "null"]
    assert found.notes[0].code == "partners_inferred"


def test_excel_says_its_own_delimiter(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("sep=;\nid;sector\na;b,c\n")
    found = leco.read(path)
    assert found.partners["sector"].tolist() == ["b,c"]
    path.write_text("sep=;\nid;joined\na;32/1/2020\n")
    with pytest.raises(leco.DataError, match="row 3"):
        leco.read(path)


def test_the_kind_of_a_single_file_shows_in_its_headers(tmp_path):
    def one(text):
        path = tmp_path / "x.csv"
        path.write_text(text)
        return leco.read(path)

    assert len(one("Naam,Sector\na,x\n").partners) == 1
    assert len(one("from,to\na,b\n").ties) == 1
    lists = one("partner,werkgroep\na,w1\nb,w1\n")
    assert lists.tables["participations"]["activity"].tolist() == ["w1", "w1"]
    assert not lists.ties_known
    with pytest.raises(leco.FormatError, match="neither partners nor ties"):
        one("x,y\n1,2\n")


def test_a_composed_accent_and_a_stray_space_are_the_same_partner(tmp_path):
    folder = _folder(
        tmp_path, partners="id\nCafe\u0301 \n", ties="source,target\nCaf\u00e9,Caf\u00e9\n"
    )
    assert leco.read(folder).partners["id"].tolist() == ["Café"]


def test_what_is_said_of_the_coalition_may_stand_below_each_other(tmp_path):
    for text in (
        "name,Genk\nplaats,Genk\nobserved_until,2024\n",
        "veld;waarde\nnaam;Genk\ntaal;nl\n",
    ):
        folder = _folder(tmp_path, partners="id\na\n", coalition=text)
        assert leco.read(folder).about["name"] == leco.read(folder).name == "Genk"
    assert leco.read(folder, name="other").name == "other"


def test_unknown_tables_and_columns_are_kept(tmp_path):
    folder = _folder(tmp_path, partners="id,Kleur\na,blauw\n", sites="site,site\n x ,y\n")
    found = leco.read(folder)
    assert found.partners["Kleur"].tolist() == ["blauw"]
    assert found.tables["sites"].to_numpy().tolist() == [[" x ", "y"]]


def _problems(path):
    with pytest.raises(leco.DataError) as caught:
        leco.read(path)
    return [(one.row, one.column, one.message) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("partners", "row", "column", "message"),
    [
        ("id,sector,sector\na,b,c\n", 1, "sector", "two columns have this header"),
        ("id,,x\na,b,c\n", 2, "column 2", "has no header"),
        ("id,x\na,b,c\n", 2, None, "stands beyond the last header"),
        ("id,partner\na,b\n", 0, None, ""),
        ("naam organisatie,label\na,b\n", None, None, "both mean 'name'"),
        ("id\na\n\n\na\n", 5, "id", "stands twice (first in row 2)"),
        ("id,tier\na,chef\n", 2, "tier", "is no tier"),
        ("id,entity\na,hond\n", 2, "entity", "neither organisation nor person"),
        ("id,joined,left\na,2021,2020\n", 2, "left", "lies before the joined '2021'"),
        ("sector\nx\n", None, "id", "this column is missing"),
        ("id\na\n" + "b" * 10_001 + "\n", 3, "id", "is 10,001 characters long"),
    ],
)
def test_what_is_wrong_with_partners(tmp_path, partners, row, column, message):
    folder = _folder(tmp_path, partners=partners)
    if not message:
        assert leco.read(folder).partners["partner"].tolist() == ["b"]
        return
    found = _problems(folder)
    assert any((one[0], one[1]) == (row, column) and message in one[2] for one in found), found


@pytest.mark.parametrize(
    ("cell", "message"),
    [("0", "positive"), ("-1", "positive"), ("inf", "not a number"), ("nan", "not a number"),
     ("abc", "not a number"), ("1.250,5", "not a number"), ("1e400", "positive")],
)  # fmt: skip
def test_strengths_that_are_none(tmp_path, cell, message):
    folder = _folder(tmp_path, partners="id\na\nb\n", ties=f'source;target;weight\na;b;"{cell}"\n')
    assert message in _problems(folder)[0][2]


def test_decimal_comma_and_point_in_one_column(tmp_path):
    folder = _folder(
        tmp_path, partners="id\na\nb\n", ties="source;target;weight\na;b;1.5\na;b;1,250\n"
    )
    found = _problems(folder)
    assert found == [(3, "weight", "has a decimal comma where other rows have a decimal point")]


def test_thousands_of_problems_stay_readable(tmp_path):
    rows = "\n".join(f"x{place},y" for place in range(5000))
    with pytest.raises(leco.DataError) as caught:
        leco.read(_folder(tmp_path, partners="id\na\n", ties=f"source,target\n{rows}\n"))
    assert len(caught.value.problems) == 10_000
    assert len(str(caught.value)) < 2500
    assert "and 9990 more" in str(caught.value)


def test_files_that_cannot_be_read(tmp_path, monkeypatch):
    def refused(path, words):
        with pytest.raises(leco.FormatError, match=words):
            leco.read(path)

    refused(tmp_path / "no.csv", "there is no file")
    empty = tmp_path / "empty"
    empty.mkdir()
    refused(empty, "no .csv files")
    (tmp_path / "x.csv").write_bytes(b"")
    refused(tmp_path / "x.csv", "empty")
    (tmp_path / "x.csv").write_text(" \n \n")
    refused(tmp_path / "x.csv", "empty")
    (tmp_path / "x.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    refused(tmp_path / "x.csv", "not a text file")
    (tmp_path / "x.csv").write_bytes(b"id\n\x81\xfe\n")
    refused(tmp_path / "x.csv", "unknown encoding")
    (tmp_path / "x.csv").write_text('id,sector\na,"open\nb,c\n')
    refused(tmp_path / "x.csv", "quote")
    (tmp_path / "x.csv").write_text("id\n" + "x" * 10_000_000 + "\n")
    refused(tmp_path / "x.csv", "row 2")
    (tmp_path / "x.xlsx").write_text("id,sector")
    refused(tmp_path / "x.xlsx", "not a workbook")
    (tmp_path / "x.xlsx").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    refused(tmp_path / "x.xlsx", "password")
    refused(_workbook(tmp_path / "y.xlsx", uitleg=[["a"], ["b"]]), "no sheet of partners")
    refused(_workbook(tmp_path / "z.xlsx", partners=[["id"], ["a"]], partnerlijst=[["id"], ["a"]]),
            "two sheets")  # fmt: skip
    refused(_folder(empty, partners="id\na\n", organisaties="id\na\n"), "both hold")
    monkeypatch.setattr(tables, "LARGEST_FILE", 10)
    (empty / "organisaties.csv").unlink()
    (empty / "partners.csv").write_text("id\n" + "a" * 20)
    refused(empty, "larger than")
    refused(tmp_path / "x.csv", "larger than")
    monkeypatch.setattr(tables, "LARGEST_FILE", 10_000_000_000)
    monkeypatch.setattr(tables, "LARGEST_UNPACKED", 10)
    refused(tmp_path / "y.xlsx", "unpacks")


def test_an_entity_bomb_in_a_workbook_stays_small(tmp_path):
    path = _workbook(tmp_path / "bomb.xlsx", partners=[["id"], ["a"]])
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "'
        + "&a;" * 50 + '"><!ENTITY c "' + "&b;" * 50 + '">]>'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2" '
        'uniqueCount="2"><si><t>id</t></si><si><t>&c;</t></si></sst>'
    )  # fmt: skip
    hostile = tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(hostile, "w") as target:
        for one in source.infolist():
            content = bomb if one.filename == "xl/sharedStrings.xml" else source.read(one.filename)
            target.writestr(one.filename, content)
    try:
        found = leco.read(hostile)
    except leco.LecoError:
        return  # refused: as good
    assert found.partners["id"].str.len().max() < 1000


def test_a_hundred_thousand_ties_load_and_check(tmp_path):
    n = 2000
    rows = [f"p{place % n},p{(place * 7 + 1) % n},information,{1 + place % 5},2020-0{1 + place % 9}"
            for place in range(100_000)]  # fmt: skip
    folder = _folder(
        tmp_path,
        partners="id,sector\n" + "\n".join(f"p{place},s{place % 6}" for place in range(n)),
        ties="source,target,kind,weight,start\n" + "\n".join(rows),
    )
    found = leco.read(folder)
    assert len(found.ties) == 100_000
    assert not found.check().empty
    assert float(leco.bridging_ratio(found, by="sector", weight="weight")) > 0
