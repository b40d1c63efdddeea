"""Reading what people really have, and telling them what is wrong with it.

Dutch headers in odd shapes, encodings, spreadsheets, partners called NA. What each case must give
is worked out from the file that stands in the test.
"""

import datetime as dt

import pytest
from tests.io.files import folder as _folder, places, problems, workbook as _workbook

import leco
from leco.schema import surroundings
from leco.schema.tables import ROWS
from leco.schema.vocabularies import ENTITIES, KINDS, TIERS

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


# --- files -----------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path, encoding, ending):
    path = tmp_path / "partners.csv"
    text = ending.join(["id;naam", "é;Café – ‘t Hoekje", "b;", ""])
    mark = "\ufeff" if encoding.endswith(("le", "be")) else ""
    path.write_bytes((mark + text).encode(encoding))
    found = leco.read(path).partners
    assert found["id"].tolist() == ["é", "b"]
    assert found["name"].iloc[0] == "Café – ‘t Hoekje"


def test_excel_writes_its_delimiter_with_any_end_of_line(tmp_path):
    for ending in ("\n", "\r\n"):
        path = tmp_path / "x.csv"
        path.write_bytes(ending.join(["SEP=|", "id|sector", "a,b|c;d", ""]).encode("utf-8-sig"))
        assert leco.read(path).partners.iloc[0].tolist() == ["a,b", "c;d"]
        path.write_bytes(ending.join(["sep=;", "id;joined", "a;32/1/2020", ""]).encode())
        assert places(path) == [("partners", 3, "joined", "32/1/2020")], "its line is counted"


def test_excel_cells_of_every_type(tmp_path):
    read = leco.read(_workbook(
        tmp_path / "x.xlsx",
        partners=[["id", "joined", "left", "capacity", "Kleur"],
                  [7, dt.date(2020, 2, 29), "..", 3.0, True],
                  ["007", 2019, dt.datetime(2021, 1, 1), 2.5, None]],
        ties=[["source", "target", "weight", "directed"], [7.0, "007", 2.5, True]],
    ))  # fmt: skip
    assert read.ties.iloc[0].tolist() == ["7", "007", 2.5, True]
    found = read.partners
    assert found["id"].tolist() == ["7", "007"]
    assert found["joined"].tolist() == ["2020-02-29", "2019"]
    assert found["left"].tolist() == ["..", "2021-01-01"]
    assert found["capacity"].tolist() == ["3", "2.5"]
    assert found["Kleur"].iloc[0] == "True"


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


def test_one_file_of_ties_names_its_partners_in_order(tmp_path):
    path = tmp_path / "wie met wie.csv"
    path.write_text("Naar;Van\nb;a\nc;a\n")
    found = leco.read(path)
    assert found.partners["id"].tolist() == ["a", "b", "c"]
    assert found.name == "wie met wie"
    assert [note.code for note in found.notes] == ["partners_inferred"]


def test_unknown_tables_and_columns_are_kept(tmp_path):
    folder = _folder(tmp_path, partners="id,Kleur\na,blauw\n", rooms="room,room\n x ,y\n")
    found = leco.read(folder)
    assert found.partners["Kleur"].tolist() == ["blauw"]
    assert found.tables["rooms"].to_numpy().tolist() == [[" x ", "y"]]


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


# --- headers and words -------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["Organisatie", "ORGANISATIE", " organisatie ", "Partner_ID", "partner-id",
                                    "Partner  ID", "id", "\ufeffId", "CODE"])  # fmt: skip
def test_headers_in_any_dress(tmp_path, header):
    path = tmp_path / "partners.csv"
    path.write_text(f"Opmerking;{header};Aanbod\nx;a;zaal\n", encoding="utf-8")
    found = leco.read(path)
    assert found.partners.iloc[0][["id", "offers", "Opmerking"]].tolist() == ["a", "zaal", "x"]


def test_dutch_headers_of_every_table(tmp_path):
    sheets = {
        "Organisaties": ("Organisatie;Naam;Entiteit;Sectoren;Kring;Toegetreden;Uitgetreden;Reden vertrek;Onderdeel van;Locatie;Aanbod;Doelgroepen;Motieven;Capaciteit",
                         "a;Aa;organisatie;zorg;kern;2019;heden;;;hier;zaal;jeugd;leren;2"),
        "Samenwerkingen": ("Van;Naar;Soort;Domein;Sterkte;Vanaf;Tot en met;Golf;Gericht;Gemeld door;Werkgroep",
                           "a;a;vertrouwen;wonen;1,5;2019;2020;2019;ja;a;w"),
        "Activiteiten": ("Werkgroep;Naam", "w;Werk"),
        "Deelnames": ("Organisatie;Werkgroep;Rol;Begin;Einde", "a;w;trekker;2019;2020"),
        "Lidmaatschappen": ("Organisatie;Kring;Sinds;Tot", "a;kern;2019;2020"),
        "Respondenten": ("Meetmoment;Organisatie;Geantwoord", "2019;a;ja"),
        "Noden": ("Nood;Belang;Gewenste aanbieders", "zaal;2;1"),
        "Beoordelingen": ("Stelling;Beoordelaar;Over wie;Cijfer;Datum", "s1;a;;4,5;2019"),
        "Toelatingen": ("Organisatie;Datum;Fase;Kring;Hoe beslist;Uitkomst;Wie besliste;Criterium;Aanleiding;Reden;Aangebracht door;Voorgesteld aan",
                        "a;2019;visie;kern;consensus;toegelaten;a;visie;oproep;visie;WSE;a"),
        "Fasen": ("Fase;Soort;Begin;Einde;Fase van de financier", "visie;voortraject;2019;2020;66"),
        "Bijdragen": ("Organisatie;Wat;Aantal;Eenheid;Richting;Eigen aandeel;Programma;Vanaf;Tot",
                      "a;uren;12,5;uur;gegeven;0,5;ESF;2019;2020"),
        "Locaties": ("Locatie;Naam;Geschiedenis;Multifunctionele ruimtes;Ruimtes te huur;Flexibel open;Nota",
                     "klooster;Klooster;school;ja;nee;ja;n"),
        "Partners op sites": ("Organisatie;Locatie;Soort band;Sinds;Tot", "a;klooster;huurt;2019;2020"),
        "Begeleiding": ("Begeleider;Rol;Soort;Fase;Begin;Einde;Nota", "2PB;begeleiding;visie;visie;2019;2020;n"),
        "Leercontexten": ("Leercontext;Naam;Soort;Locatie;Aanbieder;Doelgroepen;Leervormen;Doelen;Verlaagt drempels;Begin;Einde",
                          "werkplaats;W;levensecht;klooster;a;jeugd;doen;werk;taal;2019;2020"),
        "Doelgroepen": ("Doelgroep;Focus;Drempels", "jeugd;ja;taal"),
        "Beleidsplannen": ("Titel;Jaar;Sluit aan bij;Nota", "meerjarenplan;2019;doel;n"),
        "Principes": ("Principe;Tekst;Datum", "open;Iedereen kan erin;2019"),
        "Visie": ("Versie;Onderdeel;Tekst;Datum", "1;waarom;Leren is van iedereen;2019"),
        "Programma's": ("Programma;Oproep;Financier;Fase van de financier;Voorschriften;Cofinanciering;Toegekend;Begin;Einde",
                        "ESF;545;Europa WSE;66;partnerschap;0,5;2019;2019;2021"),
        "Samenwerkingsvormen": ("Vorm;Begin;Einde;Soevereiniteit;Waarde voor de gebruiker;Volgens",
                                "organisatienetwerk;2019;2020;4;4;a"),
        "Levenscyclus": ("Datum;Periode;Fase;Maturiteit;Klanttevredenheid;Beoordelaar", "2019;vormen;1;0,2;0,5;a"),
        "Indicatoren": ("Cijfer;Waarde;Jaar;Plaats;Bron", "deelname;8,2;2019;Genk;Statbel"),
        "Resultaten": ("Resultaat;Naam;Maatwerk;Beoordelaar;Datum", "leerpad;Leerpad;4;a;2019"),
        "Onderzoeksvragen": ("Vraag;Deel", "wat werkt?;partnerschap"),
        "Petten": ("Persoon;Organisatie;Functie;Begin;Einde", "Ann;a;directeur;2019;2020"),
        "Coalitie": ("Naam;Programma;Doelstelling;Plaats;Fase;Waargenomen van;Waargenomen tot;Taal",
                     "Genk;p;d;Genk;opstart;2019;2024;nl"),
    }  # fmt: skip
    for name, rows in sheets.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="cp1252")
    found = leco.read(tmp_path).tables
    assert set(found) == set(ROWS)
    for name, frame in found.items():
        assert set(frame.columns) <= set(ROWS[name].model_fields), name
    assert found["ties"].iloc[0][["weight", "kind", "wave"]].tolist() == [1.5, "trust", "2019"]
    assert found["ratings"]["score"].tolist() == [4.5]
    # Every header above is known, and every cell reads as its column says.
    for name in surroundings.SURROUNDINGS:
        assert set(found[name].columns) == set(ROWS[name].model_fields), name
        assert found[name].notna().all(axis=None), name
    assert found["admissions"].iloc[0][["mode", "outcome"]].tolist() == ["consensus", "admitted"]
    assert found["forms"]["form"].tolist() == ["organisation_network"]
    assert found["contexts"]["kind"].tolist() == ["real_life"]
    assert found["contributions"].iloc[0][["amount", "direction"]].tolist() == [12.5, "given"]
    assert found["sites"]["rooms_rentable"].tolist() == [False]


@pytest.mark.parametrize("words", [ENTITIES, TIERS, KINDS])
def test_every_word_of_a_vocabulary_means_its_code(words):
    column = {id(ENTITIES): "entity", id(TIERS): "tier", id(KINDS): "kind"}[id(words)]
    for code, said in words.items():
        for word in (*said, *(one.upper() for one in said), *(f" {one} " for one in said)):
            if column == "kind":
                frame = leco.Coalition.from_frames(
                    None, [{"source": "a", "target": "b", "kind": word}]
                ).ties
            else:
                frame = leco.Coalition.from_frames([{"id": "a", column: word}]).partners
            assert frame[column].tolist() == [code], word


@pytest.mark.parametrize(
    "name", ["NA", "None", "null", "NaN", "nan", "N/A", "#N/A", "-", "0", "FALSE", "1.0", "inf"]
)
def test_a_partner_may_be_called_anything(tmp_path, name):
    (tmp_path / "partners.csv").write_text(f"id,sector\n{name},{name}\nb,x\n")
    (tmp_path / "ties.csv").write_text(f"source,target,kind\n{name},b,{name}\n")
    found = leco.read(tmp_path)
    assert found.partners.iloc[0].tolist() == [name, name]
    assert found.graph().edges[name, "b"]["kinds"] == (name,)
    assert float(leco.richness(found, by="sector")) == 2


def test_a_composed_accent_and_a_stray_space_are_the_same_partner(tmp_path):
    folder = _folder(
        tmp_path, partners="id\nCafe\u0301 \n", ties="source,target\nCaf\u00e9,Caf\u00e9\n"
    )
    assert leco.read(folder).partners["id"].tolist() == ["Café"]


def test_a_column_without_anything_in_it_stays_text(tmp_path):
    (tmp_path / "partners.csv").write_text("id,Opmerking,sector\na,,\nb,,\n")
    found = leco.read(tmp_path).partners
    assert [str(dtype) for dtype in found[["sector", "Opmerking"]].dtypes] == ["str", "str"]


# --- what is wrong -----------------------------------------------------------------------------


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
    found = problems(folder)
    assert any((one.row, one.column) == (row, column) and message in one.message for one in found)


NO_NUMBERS = ("inf", "nan", "abc", "1.250,5", "1,2,3", "1 000", "--1", "½")


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        *((cell, "not a number") for cell in NO_NUMBERS),
        *((cell, "positive") for cell in ("0", "-1", "0,0", "1e400")),
    ],
)
def test_a_strength_that_is_none_names_its_cell(tmp_path, cell, message):
    folder = _folder(
        tmp_path / "x", partners="id\na\nb\n", ties=f"source;target;weight\na;b;1\na;b;{cell}\n"
    )
    found = problems(folder)
    assert {(one.table, one.row, one.column, one.value) for one in found} == {
        ("ties", 3, "weight", cell)
    }
    assert message in found[0].message


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1,5", 1.5), ("1.5", 1.5), (",5", 0.5), ("2", 2), ("1e3", 1000), ("+3", 3), (" 4 ", 4)],
)
def test_a_strength_as_people_write_it(tmp_path, cell, number):
    folder = _folder(
        tmp_path / "x", partners="id\na\nb\n", ties=f"source;target;weight\na;b;{cell}\n"
    )
    assert leco.read(folder).ties["weight"].tolist() == [number]


def test_decimal_comma_and_point_in_one_column(tmp_path):
    folder = _folder(
        tmp_path, partners="id\na\nb\n", ties="source;target;weight\na;b;1.5\na;b;1,250\n"
    )
    (found,) = problems(folder)
    said = "has a decimal comma where other rows have a decimal point"
    assert (found.row, found.column, found.message) == (3, "weight", said)


@pytest.mark.parametrize("cell", ["..~", "heden~", "2019" + "~" * 3000, "2019~~", "9999~", "0000", "~", "2020/..~",
                                  "1/2/3/4", "2021-02-29", "31/04/2020", "2020-Q5", "20200", "'20"])  # fmt: skip
def test_a_date_that_is_none_names_its_cell(tmp_path, cell):
    folder = _folder(tmp_path / "x", partners=f"id,joined\na,2019\nb,{cell}\n")
    assert places(folder) == [("partners", 3, "joined", cell)]


@pytest.mark.parametrize(
    ("headers", "column", "hint"),
    [("van,doel2", "target", "add a column 'target'"), ("sourc,target", "source", "sourc"),
     ("source,tarrget", "target", "tarrget")],
)  # fmt: skip
def test_a_missing_column_names_the_nearest(tmp_path, headers, column, hint):
    folder = _folder(tmp_path / "x", partners="id\na\n", ties=f"{headers}\na,a\n")
    with pytest.raises(leco.DataError) as caught:
        leco.read(folder)
    one = caught.value.problems[0]
    assert (one.table, one.row, one.column) == ("ties", None, column)
    assert hint in one.hint


@pytest.mark.parametrize("header", ["id,ID", "ID,id", "Sector,sector,id", "id,Naam,name"])
def test_headers_that_stand_twice_in_any_case(tmp_path, header):
    width = header.count(",") + 1
    folder = _folder(tmp_path / "x", partners=f"{header}\n{','.join('abc'[:width])}\n")
    if header == "id,Naam,name":
        assert leco.read(folder).partners["name"].tolist() == ["c"], "the exact word wins"
    else:
        with pytest.raises(leco.DataError, match="both mean"):
            leco.read(folder)


def test_all_that_is_wrong_is_said_at_once_and_in_order(tmp_path):
    folder = _folder(
        tmp_path / "x",
        partners="id,tier,joined,left\na,chef,2019,\na,core,2021,2020\n,core,,\n",
        ties="source,target,weight\na,zz,1\na,a,-1\n",
        memberships="partner,tier\na,\n",
        coalition="observed_until\n2024-13\n",
    )
    assert places(folder) == [
        ("partners", 2, "tier", "chef"),
        ("partners", 3, "id", "a"),
        ("partners", 3, "left", "2020"),
        ("partners", 4, "id", None),
        ("ties", 2, "target", "zz"),
        ("ties", 3, "weight", "-1"),
        ("memberships", 2, "tier", None),
        ("coalition", 2, "observed_until", "2024-13"),
    ]


# --- what stands below each other -------------------------------------------------------------


def _about(tmp_path, text):
    return leco.read(_folder(tmp_path / "x", partners="id\na\n", coalition=text)).about


def test_key_and_value_of_two_rows(tmp_path):
    assert _about(tmp_path, "name,Genk\nobserved_until,2024\n") == {
        "name": "Genk",
        "observed_until": "2024",
    }


@pytest.mark.parametrize("text", ["Veld;Waarde\nNaam;Genk\nWaargenomen tot;2024\nKleur;rood\n",
                                  "observed_until\tname\tKleur\n2024\tGenk\trood\n",
                                  "naam,Genk\nwaargenomen_tot,2024\nKleur,rood\n"])  # fmt: skip
def test_key_and_value_or_one_row(tmp_path, text):
    assert _about(tmp_path, text) == {"name": "Genk", "observed_until": "2024", "Kleur": "rood"}


def test_the_name_that_is_asked_for_goes_before_the_one_in_the_table(tmp_path):
    assert _about(tmp_path, "veld;waarde\nnaam;Genk\ntaal;nl\n")["name"] == "Genk"
    assert leco.read(tmp_path / "x").name == "Genk"
    assert leco.read(tmp_path / "x", name="other").name == "other"


def test_a_first_row_of_one_key_is_no_header(tmp_path):
    assert _about(tmp_path, "naam\nplaats,Genk\ntaal,nl\n") == {"place": "Genk", "language": "nl"}


def test_a_problem_below_each_other_bears_its_own_row(tmp_path):
    folder = _folder(
        tmp_path / "x",
        partners="id\na\n",
        coalition="veld;waarde\nnaam;Genk\nobserved_until;2024-13\n",
    )
    assert places(folder) == [("coalition", 3, "observed_until", "2024-13")]
