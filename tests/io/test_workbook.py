"""The workbook people fill in: what it offers, what is said of each mistake, and where."""

import datetime as dt
import shutil
import string
import subprocess
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings, strategies as st
from tests.cli.shell import call
from tests.io.files import folder, workbook

import leco
from leco import words
from leco.io.marking import write_marked
from leco.io.reader import examine
from leco.io.sheets import AS_WRITTEN, cell_address, filled, letters, sheets_of
from leco.io.template import SHEETS, header
from leco.schema.headers import column_names, fold, spoken, table_name
from leco.schema.tables import ROWS

# A coalition as somebody fills it in, by sheet and header.
FILLED = {
    "Partners": [
        {"partner": "stad", "naam": "Stad Genk", "organisatie of persoon": "organisatie", "sector": "bestuur; cultuur", "kring": "kernpartner",
         "lid sinds": "2021-03", "lid tot": ".."},
        {"partner": "007", "naam": "Café 't Hoekje", "kring": "brede partner", "lid sinds": "30/06/2022"},
        {"partner": "NA", "naam": "Nieuwe Academie", "kring": "kandidaat", "lid sinds": "2023~"},
    ],
    "Verbindingen": [
        {"van": "stad", "naar": "007", "soort samenwerking": "informatie", "sterkte": 1.5, "begin": "2022-06", "gericht": "ja"},
        {"van": "007", "naar": "NA", "soort samenwerking": "koffie", "sterkte": 2, "begin": "2023", "gericht": "nee"},
    ],
    "Noden": [{"nood": "zaal", "belang": 3, "gewenste aanbieders": 2}],
}  # fmt: skip


def _fill(path, rows, change=()):
    """Fill in a workbook by its headers; then write other things into some cells."""
    book = openpyxl.load_workbook(path)
    for title, lines in rows.items():
        sheet = book[title]
        places = {cell.value: cell.column for cell in sheet[1]}
        for row, cells in enumerate(lines, 2):
            for head, value in cells.items():
                sheet.cell(row, places[head]).value = value
    for address, value in dict(change).items():
        title, _, cell = address.rpartition("!")
        book[title][cell] = value
    book.save(path)
    return path


@pytest.fixture
def dutch(tmp_path):
    return leco.template(tmp_path / "genk.xlsx", lang="nl")


# --- a new one ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_its_sheets_and_headers_are_those_that_leco_reads(lang, tmp_path):
    guide, *titles = sheets_of(leco.template(tmp_path / "x.xlsx", lang=lang)).items()
    assert guide[1][0][0] == words.text("workbook.title", lang)
    assert [table_name(title) for title, _ in titles] == list(SHEETS)
    assert spoken(title for title, _ in titles) == lang
    for (_, rows), table in zip(titles, SHEETS, strict=True):
        (headers,) = rows
        named, clashes = column_names(table, headers)
        assert list(named.values()) == list(ROWS[table].model_fields)
        assert not clashes


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("table", ROWS)
def test_the_word_for_every_table_and_column_is_read_as_that(lang, table):
    assert table_name(words.text(f"table.{table}", lang)) == table
    heads = [header(table, column, lang) for column in ROWS[table].model_fields]
    assert list(column_names(table, heads)[0].values()) == list(ROWS[table].model_fields)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_column_is_explained_with_an_example_that_can_be_read(lang, tmp_path):
    path = leco.template(tmp_path / "x.xlsx", lang=lang)
    guide = next(iter(sheets_of(path).values()))
    start = next(place for place, row in enumerate(guide) if row[4])
    listed = [row for row in guide[start + 1 :] if row[0]]
    assert len(listed) == sum(len(ROWS[table].model_fields) for table in SHEETS)
    assert all(row[3] and row[4] for row in listed)
    needed = words.text("workbook.needed", lang)
    assert {(fold(row[0]), row[1]) for row in listed if row[2] == needed} == {
        (words.text(f"table.{table}", lang), header(table, column, lang))
        for table in SHEETS
        for column, field in ROWS[table].model_fields.items()
        if field.is_required()
    }
    examples = {}
    for title, column, _, _, example in listed:
        examples.setdefault(title, {})[column] = example
    school = {header("partners", "id", lang): "school"}
    tables = {table_name(title): [row] for title, row in examples.items()}
    partners = [*tables.pop("partners"), school]
    found = leco.Coalition.from_frames(partners, tables.pop("ties"), **tables)
    assert found.ties["weight"].tolist() == [2.0]
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets[1:]:
        assert all(cell.comment.text for cell in sheet[1])
        assert sheet.freeze_panes == "B2"


def test_cells_offer_lists_in_its_language_and_refuse_what_can_only_be_wrong(dutch):
    book = openpyxl.load_workbook(dutch)
    rules = {
        (sheet.title, sheet[f"{str(rule.sqref).partition(':')[0][:-1]}1"].value): rule
        for sheet in book.worksheets
        for rule in sheet.data_validations.dataValidation
    }
    assert (
        rules["Partners", "kring"].formula1
        == '"kernpartner,brede partner,kandidaat,voormalige partner"'
    )
    assert rules["Partners", "organisatie of persoon"].formula1 == '"organisatie,persoon"'
    assert rules["Verbindingen", "gericht"].formula1 == '"ja,nee"'
    kinds = rules["Verbindingen", "soort samenwerking"]
    assert "vertrouwen" in kinds.formula1
    assert not kinds.showErrorMessage, "kinds of tie are open"
    strength = rules["Verbindingen", "sterkte"]
    assert (strength.operator, strength.formula1) == ("greaterThan", "0")
    assert "boven 0" in strength.error
    assert rules["Verbindingen", "van"].formula1 == "Partners!$A$2:$A$2001"
    assert rules["Deelnames", "activiteit"].formula1 == "Activiteiten!$A$2:$A$2001"
    # Text, so that a spreadsheet does not read 2023-06 as the first of June.
    partners = book["Partners"]
    assert (
        partners.column_dimensions["F"].number_format == "@" or partners["F1"].value == "lid sinds"
    )
    words_of = [
        code
        for rule in rules.values()
        if rule.formula1[0] == '"'
        for code in rule.formula1[1:-1].split(",")
    ]
    assert len(set(words_of)) == 2 + 4 + 8 + 2


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_word_that_a_list_offers_is_read_as_its_code(lang):
    for kind, column, codes in (
        ("tier", "tier", ("core", "broad", "candidate", "former")),
        ("entity", "entity", ("organisation", "person")),
    ):
        rows = [
            {"id": code, "entity": None, column: words.word(kind, code, lang)} for code in codes
        ]
        assert leco.Coalition.from_frames(rows).partners[column].tolist() == list(codes)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("nl", "Partners!A2: er is nog niets ingevuld"),
        ("en", "Partners!A2: nothing is filled in yet"),
    ],
)
def test_an_unfilled_one_is_answered_in_its_language(lang, said, tmp_path):
    path = leco.template(tmp_path / "x.xlsx", lang=lang)
    done = call("check", path)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    with pytest.raises(leco.DataError) as caught:
        leco.read(path)
    assert [one.key for one in caught.value.problems] == ["problem.no_partners"]


def test_filled_in_it_is_read_and_what_is_left_blank_is_not_known(dutch):
    found = leco.read(_fill(dutch, FILLED))
    assert found.partners["id"].tolist() == ["stad", "007", "NA"]
    assert found.partners["tier"].tolist() == ["core", "broad", "candidate"]
    assert found.partners["joined"].tolist() == ["2021-03", "30/06/2022", "2023~"]
    assert found.ties["weight"].tolist() == [1.5, 2.0]
    assert found.ties["kind"].tolist() == ["information", "koffie"]
    assert found.ties["directed"].tolist() == [True, False]
    assert set(found.tables) == {"partners", "ties", "needs"}, "sheets left blank are not known"
    only = leco.read(
        _fill(leco.template(dutch.parent / "b.xlsx", lang="nl"), {"Partners": FILLED["Partners"]})
    )
    assert not only.ties_known
    ties = {"Verbindingen": FILLED["Verbindingen"]}
    inferred = leco.read(_fill(leco.template(dutch.parent / "c.xlsx", lang="nl"), ties))
    assert inferred.partners["id"].tolist() == ["stad", "007", "NA"]


def test_in_a_workbook_of_ones_own_an_empty_sheet_says_none(tmp_path):
    found = leco.read(
        workbook(tmp_path / "x.xlsx", partners=[["id"], ["a"]], ties=[["source", "target"]])
    )
    assert found.ties_known
    assert len(found.ties) == 0


def test_it_is_never_written_over_a_file_and_always_a_workbook(dutch):
    before = dutch.read_bytes()
    for path in (dutch, dutch.with_suffix(".csv")):
        with pytest.raises(leco.LecoError, match=r"already there|ends in \.xlsx"):
            leco.template(path)
    assert dutch.read_bytes() == before


def test_the_shell_makes_one(tmp_path):
    path = tmp_path / "in" / "partners.xlsx"
    done = call("new", path, "--lang", "nl")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{path}: een leeg werkboek")
    assert "Verbindingen" in sheets_of(path)
    again = call("new", path)
    assert again.returncode == 2
    assert "already there" in again.stderr


# --- what is wrong, and where ----------------------------------------------------------------------

MISTAKES = {
    "a day that is none": ({"Partners!F2": "31/02/2021"}, "Partners!F2", "die dag bestaat niet"),
    "no date": ({"Partners!F3": "ergens in mei"}, "Partners!F3", "is geen datum die leco kan lezen"),
    "an end before the start": ({"Partners!G2": "2020"}, "Partners!G2", "ligt voor '2021-03' (lid sinds)"),
    "a misspelt tier": ({"Partners!E3": "kernn"}, "Partners!E3", "is geen kring"),
    "no organisation, no person": ({"Partners!C2": "hond"}, "Partners!C2", "is geen organisatie en geen persoon"),
    "the same id twice": ({"Partners!A4": "stad"}, "Partners!A4", "staat er twee keer (eerst in rij 2)"),
    "no id": ({"Partners!A4": None}, "Partners!A4", "is leeg"),
    "an unknown partner": ({"Verbindingen!B2": "stadd"}, "Verbindingen!B2", "bedoelt u 'stad'?"),
    "a partner from nowhere": ({"Verbindingen!A3": "Q"}, "Verbindingen!A3", "voeg het toe aan partners (kolom 'partner')"),
    "a negative strength": ({"Verbindingen!E2": -1}, "Verbindingen!E2", "is geen sterkte"),
    "no number": ({"Verbindingen!E2": "veel"}, "Verbindingen!E2", "is geen getal"),
    "neither yes nor no": ({"Verbindingen!I3": "soms"}, "Verbindingen!I3", "is geen ja en geen nee"),
    "comma and point": ({"Verbindingen!E3": "1,250"}, "Verbindingen!E3", "heeft een decimale komma"),
    "far too long": ({"Partners!B2": "x" * 10_001}, "Partners!B2", "is 10001 tekens lang"),
    "a header that is gone": ({"Verbindingen!B1": "wie dan?"}, "Verbindingen!A1", "deze kolom ontbreekt"),
    "a header twice": ({"Partners!B1": "sector"}, "Partners!B1", "twee kolommen hebben deze kop"),
    "two headers for one": ({"Partners!Q1": "entiteit"}, "Partners!A1", "betekenen allebei"),
    "cells without a header": ({"Partners!D1": None}, "Partners!D2", "heeft geen kop"),
    "cells beyond the headers": ({"Partners!Z3": "x"}, "Partners!Z3", "staat voorbij de laatste kop"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_every_mistake_is_answered_in_dutch_at_its_cell_and_marked_there(mistake, dutch, tmp_path):
    change, address, said = MISTAKES[mistake]
    _fill(dutch, FILLED, change)
    target = tmp_path / "nagekeken.xlsx"
    done = call("check", dutch, "--mark", target)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    lines = [line.strip() for line in done.stderr.splitlines()]
    line = next((one for one in lines if one.startswith((f"{address},", f"{address}:"))), "")
    assert said in line, done.stderr
    title, _, cell = address.rpartition("!")
    marked = openpyxl.load_workbook(target)[title][cell]
    assert marked.fill.fgColor.rgb == "FFF4B183"
    assert marked.comment is not None
    assert marked.comment.text[0].isupper()
    assert not set(lines[1].split()) & {"the", "column", "write", "row"}, "no English left"


def test_all_of_them_at_once_in_the_language_asked_for(dutch):
    change = {}
    for cells, _, _ in MISTAKES.values():
        change |= (
            {}
            if set(cells) & {"Verbindingen!B1", "Partners!B1", "Partners!D1", "Partners!Q1"}
            else cells
        )
    _fill(dutch, FILLED, change)
    spoken = call("check", dutch).stderr
    assert len(spoken.splitlines()) > 11, "check says them all"
    assert spoken.splitlines()[0].endswith("problemen in de gegevens")
    assert (
        call("check", dutch, "--lang", "en").stderr.splitlines()[0].endswith("problems in the data")
    )
    assert (
        call("check", dutch, env={"LECO_LANG": "en"}).stderr
        == call("check", dutch, "--lang", "en").stderr
    )
    short = call("describe", dutch).stderr
    assert "... en nog" in short
    with pytest.raises(leco.DataError) as caught:
        leco.read(dutch)
    assert str(caught.value).startswith(
        f"{len(caught.value.problems)} problems in the data\n  Partners!"
    )
    assert "31" not in caught.value.say("nl", shown=0)


def test_a_folder_is_answered_in_the_language_of_its_files(tmp_path):
    place = folder(tmp_path, partners="id\na\n", verbindingen="van;naar\na;b\n")
    assert (
        "verbindingen, rij 2, naar: 'b' staat niet bij de partners" in call("check", place).stderr
    )
    (place / "verbindingen.csv").rename(place / "ties.csv")
    assert "ties, row 2, target: 'b' is not in partners" in call("check", place).stderr
    assert "verbindingen, rij 2, naar" in call("check", place, "--lang", "nl").stderr
    (place / "ties.csv").write_text("van;naar;;x\na;a;x;y\n")
    assert "kolom 3: heeft geen kop" in call("check", place, "--lang", "nl").stderr


def test_what_is_odd_is_said_at_its_cell_too(dutch, tmp_path):
    _fill(dutch, FILLED, {"Verbindingen!B2": "stad", "Partners!D3": "zorg"})
    target = tmp_path / "m.xlsx"
    done = call("check", dutch, "--mark", target)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "3 punten om na te kijken",
        "  Partners!D4, sector: 'NA' heeft geen sector -> vul ze in; tot dan telt deze partner niet mee, en dat wordt vermeld",
        "  Partners!G1, lid tot: 1 partner heeft geen datum van uittreding en wordt het laatste jaar niet genoemd -> telt als aanwezig; schrijf '..' waar dat zeker is",
        "  Verbindingen!B2, naar: 'stad' is met zichzelf verbonden -> dit telt niet mee",
    ]
    assert done.stderr.strip() == f"{target}: een kopie met 3 gemarkeerde cellen"
    sheet = openpyxl.load_workbook(target)["Verbindingen"]
    assert sheet["B2"].fill.fgColor.rgb == "FFFFF2CC"
    assert (
        call("check", dutch, "-f", "csv").stdout.splitlines()[0]
        == "table,row,column,value,message,hint,cell"
    )
    assert "Verbindingen!B2" in call("check", dutch, "-f", "json").stdout
    fine = {"Partners": [{"partner": "a", "sector": "x"}, {"partner": "b", "sector": "x"}],
            "Verbindingen": [{"van": "a", "naar": "b"}]}  # fmt: skip
    good = _fill(leco.template(tmp_path / "goed.xlsx", lang="nl"), fine)
    assert call("check", good).stdout.strip().endswith("niets te melden")


def test_a_coalition_below_each_other_is_said_at_its_own_cell(tmp_path):
    path = workbook(
        tmp_path / "x.xlsx",
        partners=[["id"], ["a"]],
        coalitie=[["naam", "Genk"], ["waargenomen tot", "ooit"]],
    )
    assert "coalitie!B2, waargenomen tot: 'ooit'" in call("check", path).stderr


# --- a marked copy -------------------------------------------------------------------------------

HOSTILE = ["=1+1", '=HYPERLINK("http://x")', "+32 89 1", "@x", "-3", "'quoted", "a\x07b\x1fc", "_x0041_", "x" * 32_767,
           "é🎉\u202e", "<b>&amp;</b>", "http://example.org", " lead", "1e999", "\u0000 end"]  # fmt: skip


def test_hostile_cells_are_kept_as_they_are_and_answered_without_a_traceback(tmp_path):
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path, AS_WRITTEN) as book:
        sheet = book.add_worksheet("partners")
        sheet.write_row(0, 0, ["id", "joined", "left"])
        for row, text in enumerate(HOSTILE, 1):
            sheet.write_string(row, 0, text.replace("\x00", ""))
            sheet.write_string(row, 1, text.replace("\x00", ""))
        sheet.write_number(1, 2, 12.5)
        sheet.write_boolean(2, 2, True)
        sheet.write_formula(3, 2, "=2*3", None, 6)
        other = book.add_worksheet("Wat 'iets' anders")
        other.write_row(0, 0, ["=A1", 3])
        other.write_string(40, 3, "ver weg")
    target = tmp_path / "m.xlsx"
    done = call("check", path, "--mark", target, "--lang", "nl")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "partners!B2, lid sinds: '=1+1' is geen datum" in done.stderr
    before, after = sheets_of(path), sheets_of(target)
    assert list(after) == list(before)
    text = {name: [[str(cell) for cell in row] for row in rows] for name, rows in before.items()}
    assert {
        name: [[str(cell) for cell in row] for row in rows] for name, rows in after.items()
    } == text
    with zipfile.ZipFile(target) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet, "no live formula"
        assert not [one for one in archive.namelist() if "External" in one]


CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=20),
    st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False, width=32), st.booleans(),
    st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)),
)  # fmt: skip


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4))
@settings(max_examples=25, deadline=None)
def test_leco_reads_a_marked_copy_as_it_reads_the_first(rows):
    with tempfile.TemporaryDirectory() as place:
        path, target = Path(place) / "x.xlsx", Path(place) / "m.xlsx"
        with xlsxwriter.Workbook(path, {**AS_WRITTEN, "default_date_format": "dd/mm/yyyy"}) as book:
            sheet = book.add_worksheet("partners")
            sheet.write_row(0, 0, ["id", "tier"])
            for row, cells in enumerate(rows, 1):
                for column, cell in enumerate(cells):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(row, column, cell)
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    else:
                        sheet.write(row, column, cell)
        write_marked(path, target, examine(path), "nl")
        assert {name: filled(cells) for name, cells in sheets_of(target).items()} == {
            name: filled(cells) for name, cells in sheets_of(path).items()
        }


def test_a_marked_copy_can_be_mended_and_read(dutch, tmp_path):
    _fill(dutch, FILLED, {"Verbindingen!B2": "stadd", "Partners!F2": "2021-13"})
    target = tmp_path / "m.xlsx"
    call("check", dutch, "--mark", target)
    mended = _fill(target, {}, {"Verbindingen!B2": "007", "Partners!F2": "2021-03"})
    found = leco.read(mended)
    wanted = leco.read(_fill(leco.template(tmp_path / "b.xlsx", lang="nl"), FILLED))
    for table, frame in wanted.tables.items():
        assert found.tables[table].equals(frame), table
    rules = openpyxl.load_workbook(target)["Verbindingen"].data_validations.dataValidation
    assert any(rule.formula1 == '"ja,nee"' for rule in rules), (
        "lists to choose from are still there"
    )


def test_a_copy_is_never_written_over_a_file_and_only_of_a_workbook(dutch, tmp_path):
    for arguments in ((dutch, "--mark", dutch), (dutch, "--mark", tmp_path / "x.csv")):
        done = call("check", *arguments)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
    done = call("check", folder(tmp_path / "x", partners="id\na\n"), "--mark", tmp_path / "y.xlsx")
    assert done.returncode == 2
    assert "goes with a workbook" in done.stderr


def test_addresses_are_those_of_a_spreadsheet():
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702, 16_383)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip
    assert letters(26 * 26 + 25) == "ZZ"
    assert [letters(place) for place in range(26)] == list(string.ascii_uppercase)
    assert cell_address("Jan's blad", 3, 0) == "'Jan''s blad'!A3"
    assert cell_address("2023", 3, 0) == "'2023'!A3"


# --- another spreadsheet ----------------------------------------------------------------------------


def _through_libreoffice(path, folder_, ending="xlsx"):
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder_}/profile", "--headless", "--convert-to", ending,
         "--outdir", str(folder_), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder_ / f"{path.stem}.{ending}"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_and_saves_it_without_loss(dutch, tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    empty = _through_libreoffice(dutch, away)
    assert [one.key for one in leco.io.reader.examine(empty).problems] == ["problem.no_partners"]
    filled = _fill(dutch, FILLED, {"Partners!O2": "=1+1"})
    wanted = leco.read(_fill(leco.template(tmp_path / "b.xlsx", lang="nl"), FILLED,
                             {"Partners!O2": "2"}))  # fmt: skip
    for ending in ("xlsx", "ods"):
        found = leco.read(_through_libreoffice(filled, away, ending))
        assert set(found.tables) == set(wanted.tables)
        for table, frame in wanted.tables.items():
            assert found.tables[table].equals(frame), (ending, table)
    back = openpyxl.load_workbook(away / "genk.xlsx")
    ours = openpyxl.load_workbook(filled)
    for title in ours.sheetnames[1:]:
        assert [cell.comment.text.strip() for cell in back[title][1][:2]] == [
            cell.comment.text.strip() for cell in ours[title][1][:2]
        ]
        assert len(back[title].data_validations.dataValidation) >= len(
            ours[title].data_validations.dataValidation
        )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_keeps_what_is_marked(dutch, tmp_path):
    _fill(dutch, FILLED, {"Verbindingen!B2": "stadd"})
    target = tmp_path / "m.xlsx"
    call("check", dutch, "--mark", target)
    away = tmp_path / "away"
    away.mkdir()
    there = _through_libreoffice(target, away)
    cell = openpyxl.load_workbook(there)["Verbindingen"]["B2"]
    assert cell.fill.fgColor.rgb.endswith("F4B183")
    assert "Bedoelt u 'stad'?" in cell.comment.text
    (problem,) = leco.io.reader.examine(there).problems
    assert problem.cell == "Verbindingen!B2"
