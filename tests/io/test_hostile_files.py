"""Files that are broken, hostile or merely unlucky: one clear leco error, never somebody else's.

What each case must give is worked out from the file that stands in the test.
"""

import random
import re
import subprocess
import sys
import zipfile

import openpyxl
import pytest
from hypothesis import given, strategies as st
from tests.io.files import folder as _folder, places, workbook as _workbook

import leco
from leco.io import reach, tables


def _refused(path):
    """Read what cannot be read; give the message, which must be leco's and short."""
    with pytest.raises(leco.FormatError) as caught:
        leco.read(path)
    said = str(caught.value)
    assert 10 < len(said) < 600
    assert "\n" not in said
    return said


def _read_or_refused(path):
    """Give the coalition, or the message of a leco error; anything else is a failure."""
    try:
        return leco.read(path), ""
    except leco.DataError as error:
        if not all(one.message and one.hint for one in error.problems):
            raise AssertionError("a problem does not say what to do") from error
        return None, str(error)
    except leco.LecoError as error:
        return None, str(error)


# --- text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "not a text file"),
        (b"PK\x03\x04\x14\x00\x00\x00", "not a text file"),
        (bytes(range(256)) * 100, "not a text file"),
        (b"%PDF-1.4\n1 0 obj\n", "neither partners nor ties"),
        (b"id,sector\n\x81\x8d\x8f,x\n", "unknown encoding"),
        (b"\xff\xfei\x00d\x00\n", "encoding"),  # UTF-16 with half a sign
        (b"\xff\xfe\x00\x00i\x00\x00\x00d\x00\x00\x00", "neither|text file"),  # UTF-32
        (b"", "empty"),
        (b"\n\n   \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b'id,sector\na,"open\nb,c\n', "quote"),
        (b'id,sector\n"a"b,c\n', "row 2"),
        (b"sep=;", "neither|empty"),
    ],
)
def test_a_file_that_is_no_table(tmp_path, content, words):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    assert re.search(words, _refused(path))


@pytest.mark.parametrize("place", [3, 20_000])
def test_a_nul_byte_is_refused_wherever_it_stands(tmp_path, place):
    text = "id\n" + "\n".join(f"partner {number}" for number in range(3000))
    content = text[:place] + "\x00" + text[place:]
    assert "text file" in _refused(_folder(tmp_path / "x", partners=content))


def test_a_cell_of_ten_megabytes(tmp_path):
    assert "row 2" in _refused(_folder(tmp_path / "x", partners="id\n" + "x" * 10_000_000))
    quoted = 'id,note\na,"' + "x\n" * 5_000_000 + '"\n'
    assert "row 2" in _refused(_folder(tmp_path / "y", partners=quoted))
    path = _workbook(tmp_path / "long.xlsx", partners=[["id", "name"], ["a", "y" * 20_000]])
    assert places(path)[0][:3] == ("partners", 2, "name")


def test_a_path_that_is_no_path(tmp_path):
    # Somebody hands in the text instead of the name of the file.
    assert "no file" in _refused("id,sector\n" + "a,b\n" * 500)
    assert "no file" in _refused(tmp_path / "nowhere" / "x.csv")
    (tmp_path / "partners.csv").write_text("id\na\n")
    assert "partners.csv" in _refused(tmp_path / "partner.csv"), "what is there is named"


def test_a_folder_without_tables_or_with_one_twice(tmp_path):
    (tmp_path / "x").mkdir()
    assert "no .csv files" in _refused(tmp_path / "x")
    assert "both hold" in _refused(
        _folder(tmp_path / "x", partners="id\na\n", organisaties="id\na\n")
    )


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    path = _workbook(tmp_path / "x.xlsx", partners=[["id"], ["a"]])
    monkeypatch.setattr(tables, "LARGEST_FILE", 10)
    folder = _folder(tmp_path / "x", partners="id\n" + "a" * 20)
    for one in (path, folder, folder / "partners.csv"):
        assert "larger than" in _refused(one)


def test_no_header_means_no_partners_found(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("stad,bestuur\nschool,onderwijs\n")
    said = _refused(path)
    assert "stad" in said
    assert "source" in said
    assert places(_folder(tmp_path / "y", partners="stad,bestuur\nschool,onderwijs\n"))[0] == (
        "partners", None, "id", None,
    )  # fmt: skip


def test_only_a_header(tmp_path):
    found = leco.read(_folder(tmp_path / "x", partners="id,sector\n", ties="source,target\n"))
    assert (len(found), len(found.ties), found.ties_known) == (0, 0, True)
    assert "the table of ties is empty" in found.check()["message"].tolist()


@pytest.mark.parametrize(
    "content", ["id\tsector\na\tcare\n", "id|sector\na|care\n", "id:sector\na:care\n"]
)
def test_a_wrong_delimiter_is_seen(tmp_path, content):
    folder = _folder(tmp_path / "x", partners=content)
    if ":" in content:
        assert places(folder)[0] == ("partners", None, "id", None)
    else:
        assert leco.read(folder).partners["sector"].tolist() == ["care"]


def test_rows_that_are_too_short_or_too_long(tmp_path):
    folder = _folder(
        tmp_path / "x", partners="id,sector,tier\na\nb,care\n,,\nc,care,core,more,and more\n"
    )
    assert places(folder) == [("partners", 5, None, "more")]
    short = leco.read(_folder(tmp_path / "y", partners="id,sector\na\nb,care,\n"))
    assert short.partners["sector"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("files", "count"),
    [
        # 3,000 impossible dates, and 2,993 ids that stood before.
        (
            {
                "partners": "id,tier,joined\n"
                + "".join(f"p{one % 7},core,x{one}\n" for one in range(3000))
            },
            5993,
        ),
        # 5,000 ties to nobody on either side.
        (
            {
                "partners": "id\na\n",
                "ties": "source,target\n" + "".join(f"x{one},y\n" for one in range(5000)),
            },
            10_000,
        ),
    ],
)
def test_thousands_of_problems_in_one_short_message(tmp_path, files, count):
    with pytest.raises(leco.DataError) as caught:
        leco.read(_folder(tmp_path / "x", **files))
    assert len(caught.value.problems) == count
    assert str(caught.value).splitlines()[0] == f"{count} problems in the data"
    assert f"and {count - 10} more" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 12
    assert len(str(caught.value)) < 2500


# --- workbooks ----------------------------------------------------------------------------------


def _repacked(source, target, **contents):
    """Copy a workbook with some of its parts replaced."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, contents.pop(one, old.read(one)))
        for one, content in contents.items():
            new.writestr(one, content)
    return target


SHEET = "xl/worksheets/sheet1.xml"


XML = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def _cell(place, text):
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def test_one_cell_in_the_last_corner_does_not_end_python(tmp_path):
    # 20 kB of file, 17 billion cells when the sheet is laid out: it must be refused, not tried.
    plain = _workbook(tmp_path / "plain.xlsx", partners=[["id"], ["a"]])
    rows = _cell("A1", "id") + _cell("A2", "a") + _cell("XFD1048576", "b")
    path = _repacked(
        plain, tmp_path / "corner.xlsx", **{SHEET: f"{XML}{rows}</sheetData></worksheet>"}
    )
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))\n"
        "import leco\n"
        "try:\n    leco.read(sys.argv[1])\n"
        "except leco.LecoError as error:\n    print('refused', type(error).__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
    assert done.returncode == 0, "the process was killed or died"
    assert done.stdout.startswith("refused")


def test_a_bomb_of_entities_is_refused(tmp_path):
    plain = _workbook(tmp_path / "plain.xlsx", partners=[["id"], ["a"]])
    levels = "".join(f'<!ENTITY e{one} "{f"&e{one - 1};" * 10}">' for one in range(1, 10))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "boom">{levels}]>'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2" uniqueCount="2">'
        "<si><t>id</t></si><si><t>&e9;</t></si></sst>"
    )
    path = _repacked(plain, tmp_path / "bomb.xlsx", **{"xl/sharedStrings.xml": bomb})
    found, refused = _read_or_refused(path)
    if refused:
        assert len(refused) < 1000
    else:
        assert sum(map(len, found.partners["id"])) < 1000, "a billion laughs were unpacked"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    plain = _workbook(tmp_path / "plain.xlsx", partners=[["id"], ["a"]])
    path = _repacked(plain, tmp_path / "bomb.xlsx", **{"xl/media/zeros.bin": b"\0" * 3_000_000})
    assert path.stat().st_size < 100_000
    assert len(leco.read(path)) == 1
    monkeypatch.setattr(reach, "LARGEST_UNPACKED", 1_000_000)
    assert "unpacks" in _refused(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id,sector\na,b\n", "another kind of file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "password"),
        (b"PK\x03\x04" + b"\0" * 100, "not a workbook"),
        (b"PK\x05\x06" + b"\0" * 18, "not a workbook"),  # a zip with nothing in it
    ],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods", ".xlsb"])
def test_no_workbook_under_the_name_of_one(tmp_path, content, words, suffix):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    assert words in _refused(path) or "not a workbook" in str(_refused(path))


def _foreign(path):
    """Give what reading raises that is not leco's own, by its name."""
    try:
        leco.read(path)
    except leco.LecoError:
        pass
    except Exception as error:
        return {type(error).__name__: str(error)}
    return {}


def test_a_damaged_workbook_never_shows_the_errors_of_others(tmp_path):
    plain = leco.write(leco.datasets.limburg()["Borgloon"], tmp_path / "plain.xlsx").read_bytes()
    rng = random.Random(20)
    path = tmp_path / "damaged.xlsx"
    foreign = {}
    for number in range(250):
        content = bytearray(plain)
        if number % 2:
            content = content[: rng.randrange(1, len(content))]
        else:
            for _ in range(20):
                content[rng.randrange(len(content))] = rng.randrange(256)
        path.write_bytes(content)
        foreign |= _foreign(path)
    assert foreign == {}


def test_damage_within_the_sheets_never_shows_the_errors_of_others(tmp_path):
    plain = leco.write(leco.datasets.limburg()["Borgloon"], tmp_path / "plain.xlsx")
    with zipfile.ZipFile(plain) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    rng = random.Random(21)
    foreign = {}
    for _ in range(150):
        part = rng.choice(sorted(parts))
        content = bytearray(parts[part])
        place = rng.randrange(len(content))
        if rng.random() < 0.5:
            del content[place : place + rng.randrange(1, 30)]
        else:
            content[place] = rng.choice(b'<>/"&;AZ09')
        path = _repacked(plain, tmp_path / "damaged.xlsx", **{part: bytes(content)})
        foreign |= _foreign(path)
    assert foreign == {}


def test_two_sheets_for_one_table_and_none_for_any(tmp_path):
    two = _workbook(tmp_path / "two.xlsx", partners=[["id"], ["a"]], Organisaties=[["id"], ["b"]])
    assert "two sheets hold the table 'partners'" in _refused(two)
    none = _workbook(tmp_path / "none.xlsx", Uitleg=[["Lees dit"], ["eerst"]], Leeg=[])
    assert "Uitleg" in _refused(none)
    assert "no sheet" in _refused(_workbook(tmp_path / "blank.xlsx", partners=[]))


def test_a_sheet_beside_ties_does_not_become_the_partners(tmp_path):
    # The sites have a name and no tie names them: the partners are those that the ties name.
    path = _workbook(
        tmp_path / "x.xlsx", ties=[["source", "target"], ["a", "b"]],
        sites=[["site", "name"], ["s1", "Markt"]],
    )  # fmt: skip
    found = leco.read(path)
    assert found.partners["id"].tolist() == ["a", "b"]
    assert found.tables["sites"].to_numpy().tolist() == [["s1", "Markt"]]


def test_a_sheet_of_another_name_is_taken_by_its_headers(tmp_path):
    path = _workbook(
        tmp_path / "x.xlsx", Blad1=[["Naam", "Sector"], ["a", "zorg"], ["b", "zorg"]],
        Blad2=[["Van", "Naar"], ["a", "b"]], Uitleg=[["Kleur", "Betekenis"], ["rood", "dringend"]],
    )  # fmt: skip
    found = leco.read(path)
    assert (len(found), len(found.ties)) == (2, 1)
    assert set(found.tables) == {"partners", "ties", "Uitleg"}


def test_a_chart_sheet_and_empty_rows_and_columns_are_passed_over(tmp_path):
    from openpyxl.chart import BarChart

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "partners"
    for row, cells in enumerate(
        [["id", None, "sector"], ["a", None, "zorg"], [], ["b", None, "jeugd"]], 3
    ):
        for column, cell in enumerate(cells, 1):
            sheet.cell(row, column, cell)
    sheet.cell(9, 3, "too much")
    book.create_chartsheet("Grafiek").add_chart(BarChart())
    book.save(tmp_path / "x.xlsx")
    assert places(tmp_path / "x.xlsx") == [("partners", 9, "id", None)], (
        "rows as the spreadsheet counts"
    )


# --- whatever comes ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def somewhere(tmp_path_factory):
    return tmp_path_factory.mktemp("somewhere")


@given(st.binary(max_size=300), st.sampled_from([".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods"]))
def test_any_bytes_are_read_or_refused(somewhere, content, suffix):
    path = somewhere / f"any{suffix}"
    path.write_bytes(content)
    found, refused = _read_or_refused(path)
    assert isinstance(found, leco.Coalition) or 10 < len(refused) < 5000


SIGNS = st.text(st.sampled_from("ab,;\t|\"'\n\r=+-@~./0129é\ufeff\u00a0 "), max_size=60)


@given(
    st.sampled_from(["id,joined,tier\n", "van;naar;gewicht\n", "source\ttarget\tstart\tend\n", ""]),
    SIGNS,
)
def test_any_text_below_a_header_is_read_or_refused(somewhere, header, body):
    path = somewhere / "text.csv"
    path.write_text(header + body, encoding="utf-8", newline="")
    found, refused = _read_or_refused(path)
    assert len(refused) < 3000
    if found is not None:
        found.check()
        found.describe()
        found.graph()
