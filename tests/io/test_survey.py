"""Surveys as three programs export them; what each must give is worked out from the answers below.

Four partners; the club did not answer. The city says it shares with the school (3) and the club
(1); the school with the city (1) and the museum (2); the museum with nobody.
"""

import csv

import pytest
from tests.io.files import workbook

import leco

WHO = ["city", "school", "club", "museum"]
# Who answered, and what about city, school, club and museum.
TOLD = {"city": ["", "3", "1", "0"], "school": ["1", "", "0", "2"], "museum": ["0", "0", "0", ""]}
QUESTION = "Met wie deelt u kennis, en hoe vaak (0-3)?"


def _write(path, rows, delimiter=","):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def _google(path, delimiter=","):
    head = ["Timestamp", "Wie bent u?", *(f"{QUESTION} [{one}]" for one in WHO)]
    return _write(
        path, [head, *(["2023/05/01", who, *row] for who, row in TOLD.items())], delimiter
    )


def _lime_codes(path):
    head = ["id", "name", *(f"G01Q02[SQ00{place}]" for place in range(1, 5))]
    return _write(path, [head, *(["1", who, *row] for who, row in TOLD.items())])


def _lime_both(path):
    head = ["id. Response ID", "name. Wie bent u?",
            *(f"G01Q02[SQ00{place}]. {QUESTION} [{one}]" for place, one in enumerate(WHO, 1))]  # fmt: skip
    return _write(path, [head, *(["1", who, *row] for who, row in TOLD.items())])


def _qualtrics(path, depth):
    rows = [
        ["StartDate", "Q1", *(f"Q2_{place}" for place in range(1, 5)), "Q2_4_TEXT"],
        ["Start Date", "Wie bent u?", *(f"{QUESTION} - {one}" for one in WHO), f"{QUESTION} - Andere - Text"],
        ['{"ImportId":"startDate"}', *(f'{{"ImportId":"QID{place}"}}' for place in range(6))],
    ][:depth]  # fmt: skip
    return _write(path, [*rows, *(["x", who, *row, ""] for who, row in TOLD.items())])


CODES = dict(zip(["SQ001", "SQ002", "SQ003", "SQ004"], WHO, strict=True))
SHAPES = {
    "google": (_google, "Wie bent u?", QUESTION, None),
    "google, semicolons": (lambda path: _google(path, ";"), "Wie bent u?", QUESTION, None),
    "lime codes": (_lime_codes, "name", "G01Q02", CODES),
    "lime code and text, by text": (_lime_both, "name. Wie bent u?", QUESTION, None),
    "lime code and text, by code": (_lime_both, "name. Wie bent u?", "G01Q02", None),
    "qualtrics three rows, by code": (lambda path: _qualtrics(path, 3), "Q1", "Q2", None),
    "qualtrics three rows, by text": (
        lambda path: _qualtrics(path, 3),
        "Wie bent u?",
        QUESTION,
        None,
    ),
    "qualtrics two rows, by code": (lambda path: _qualtrics(path, 2), "Q1", "Q2", None),
    "qualtrics two rows, by text": (lambda path: _qualtrics(path, 2), "Q1", QUESTION, None),
}


def _read(shape, tmp_path, **options):
    write, respondent, question, codes = SHAPES[shape]
    return leco.read_survey(
        write(tmp_path / "antwoorden.csv"), respondent=respondent, codes=codes,
        questions={question: "information"}, wave="2023", **options,
    )  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_ties(shape, tmp_path):
    found = _read(shape, tmp_path)
    ties = found.ties[["source", "target", "kind", "weight", "reported_by", "wave"]]
    assert ties.to_numpy().tolist() == [
        ["city", "school", "information", 2.0, "city; school", "2023"],  # the mean of 3 and 1
        ["city", "club", "information", 1.0, "city", "2023"],
        ["school", "museum", "information", 2.0, "school", "2023"],
    ]
    # The museum answered and did not name the school; the club said nothing.
    confirmed = found.ties["confirmed"]
    assert confirmed[confirmed.notna()].to_dict() == {0: "yes", 2: "no"}
    asked = found.tables["respondents"].set_index("partner")["answered"]
    assert asked.to_dict() == {"city": True, "school": True, "club": False, "museum": True}
    assert found.silent == {"club"}
    assert not found.directed
    said = {note.code: dict(note.values) for note in found.notes}
    assert said == {
        "survey_response": {"answered": 3, "asked": 4, "percent": 75},
        "survey_one_sided": {"count": 1, "pairs": 2},
    }
    assert found.notes[0].say("nl") == "3 van de 4 partners antwoordden (75 %)"


def test_with_direction_every_report_is_a_tie(tmp_path):
    found = _read("google", tmp_path, directed=True)
    assert found.directed
    assert found.ties[["source", "target", "weight", "reported_by"]].to_numpy().tolist() == [
        ["city", "school", 3.0, "city"],
        ["school", "city", 1.0, "school"],
        ["city", "club", 1.0, "city"],
        ["school", "museum", 2.0, "school"],
    ]
    assert float(leco.reciprocity(found)) == 0.5, "two of four are returned"


def test_a_workbook_and_words_for_answers(tmp_path):
    path = workbook(
        tmp_path / "x.xlsx",
        Antwoorden=[
            ["Wie", "Deelt u? [Stad Genk]", "Deelt u? [School]", "Vertrouwt u? [Stad Genk]", "Vertrouwt u? [School]", "Komt u? [School]"],
            ["stad", None, "Soms", None, "Ja", "Ja"],
            ["SCHOOL", "Nooit", None, "Stad Genk", "nee", None],
            ["jeugd", None, None, None, None, None],
        ],
    )  # fmt: skip
    partners = [{"id": "stad", "name": "Stad Genk"}, {"id": "school", "name": "School"}, {"id": "jeugd", "name": "Jeugdhuis"}]  # fmt: skip
    found = leco.read_survey(
        path, respondent="wie", questions={"Deelt u?": "informatie", "Vertrouwt u?": "vertrouwen"},
        wave="2024", partners=partners, answers={"soms": 1, "vaak": 2, "nooit": 0},
    )  # fmt: skip
    assert found.ties[["source", "target", "kind", "reported_by"]].to_numpy().tolist() == [
        ["stad", "school", "information", "stad"],
        ["stad", "school", "trust", "stad; school"],
    ]
    assert found.ties["weight"].isna().tolist() == [False, True], "yes is no strength"
    said = {note.code: dict(note.values) for note in found.notes}
    assert said["survey_response"] == {"answered": 2, "asked": 3, "percent": 67}
    assert said["survey_one_sided"] == {"count": 1, "pairs": 2}
    assert said["survey_silent"] == {"count": 1}
    assert said["survey_unread"] == {"questions": "Komt u?"}


def test_a_partner_who_is_asked_nothing_of_is_no_respondent(tmp_path):
    rows = [["Wie", "Q [a]", "Q [b]"], ["a", "ja", "nee"], ["b", "", ""], ["c", "ja", ""]]
    path = _write(tmp_path / "x.csv", rows)
    found = leco.read_survey(path, respondent="Wie", questions={"Q": "trust"}, wave="1",
                             partners=[{"id": one} for one in "abcd"])  # fmt: skip
    asked = found.tables["respondents"].set_index("partner")["answered"]
    assert asked.to_dict() == {"a": True, "b": False, "c": True}
    said = {note.code: dict(note.values) for note in found.notes}
    assert said["survey_own"] == {"count": 1}
    assert said["survey_blank"] == {"count": 1}, "c left b blank, where a wrote no"


def test_a_second_round_comes_beside_the_first(tmp_path):
    first = _read("google", tmp_path)
    again = leco.read_survey(_google(tmp_path / "b.csv"), respondent="Wie bent u?", wave="2024",
                             questions={QUESTION: "information"}, partners=first)  # fmt: skip
    assert again.name == first.name == "antwoorden"
    assert again.ties["wave"].tolist() == ["2023"] * 3 + ["2024"] * 3
    assert again.moments("wave") == ["2023", "2024"]
    assert float(leco.density(again.at("2024"))) == float(leco.density(first.at("2023")))
    with pytest.raises(leco.LecoError, match="already"):
        leco.read_survey(_google(tmp_path / "c.csv"), respondent="Wie bent u?", wave="2024",
                         questions={QUESTION: "information"}, partners=again)  # fmt: skip
    there = leco.read(leco.write(again, tmp_path / "both.xlsx"))
    assert there.ties["reported_by"].tolist() == again.ties["reported_by"].tolist()


def test_what_a_program_fills_in_for_oneself_is_not_read(tmp_path):
    rows = [["Wie", "Q [a]", "Q [b]"], ["a", "N/A", "Y"], ["b", "N", "N/A"]]
    path = _write(tmp_path / "x.csv", rows)
    found = leco.read_survey(path, respondent="Wie", questions={"Q": "trust"}, wave="1")
    assert found.ties["confirmed"].tolist() == ["no"]
    assert {note.code: note.values.get("count") for note in found.notes}["survey_own"] == 2


def test_a_misspelt_name_is_answered_with_the_name_it_resembles(tmp_path):
    partners = [{"id": "P1", "name": "Stad Genk"}, {"id": "P2", "name": "Jeugdhuis"}]
    rows = [["Wie", "Q [Stad Gent]", "Q [Jeugdhuis]"], ["P1", "", "ja"]]
    found = _problems(tmp_path, rows, partners=partners)
    assert found == [(1, "Q [Stad Gent]", "Stad Gent", "unknown_near", "Stad Genk")]


def _problems(tmp_path, rows, **options):
    given = {"respondent": "Wie", "questions": {"Q": "trust"}, "wave": "1",
             "partners": [{"id": one} for one in ("stad", "school", "club")], **options}  # fmt: skip
    with pytest.raises(leco.DataError) as caught:
        leco.read_survey(_write(tmp_path / "x.csv", rows), **given)
    assert all(one.hint for one in caught.value.problems)
    assert all(one.say("nl") != str(one) for one in caught.value.problems)
    return [(one.row, one.column, one.value, one.key.removeprefix("survey."), one.values.get("near"))
            for one in caught.value.problems]  # fmt: skip


def test_every_problem_is_said_at_once(tmp_path):
    rows = [
        ["Wie", "Q [stad]", "Q [schol]", "Q [xyz]", "Q [club]", "Q [CLUB]"],
        ["stad", "", "", "", "misschien", ""],
        ["stat", "ja", "", "", "", ""],
        ["stad", "ja", "", "", "", ""],
        ["", "ja", "", "", "", ""],
        ["club", "-2", "", "", "", ""],
        ["school", "inf", "nan", "", "", ""],
    ]
    assert _problems(tmp_path, rows) == [
        (1, "Q [schol]", "schol", "unknown_near", "school"),
        (1, "Q [xyz]", "xyz", "unknown", None),
        (1, "Q [CLUB]", "club", "column_twice", None),
        (3, "Wie", "stat", "unknown_near", "stad"),
        (4, "Wie", "stad", "respondent_twice", None),
        (5, "Wie", None, "nobody", None),
        (2, "Q [club]", "misschien", "no_answer", None),
        (6, "Q [stad]", "-2", "negative", None),
        (7, "Q [stad]", "inf", "no_answer", None),
    ]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"respondent": "Wi"}, (1, None, "Wi", "no_respondent_near", "Wie")),
        ({"respondent": "e-mail"}, (1, None, "e-mail", "no_respondent", None)),
        (
            {"questions": {"Vraag": "trust", "Q": "information"}},
            (1, None, "Vraag", "no_question", None),
        ),
    ],
)
def test_what_is_asked_for_must_be_there(tmp_path, options, problem):
    rows = [["Wie", "Q [stad]", "Q [school]"], ["stad", "", "ja"]]
    assert _problems(tmp_path, rows, **options) == [problem]


def test_a_problem_in_a_workbook_stands_at_its_cell(tmp_path):
    path = workbook(tmp_path / "x.xlsx", Blad1=[[], ["Wie", "Q [a]", "Q [b]"], ["a", None, "hm"]])
    with pytest.raises(leco.DataError) as caught:
        leco.read_survey(path, respondent="Wie", questions={"Q": "trust"}, wave="1")
    assert caught.value.problems[0].cell == "Blad1!C3"
    assert caught.value.problems[0].say("nl").startswith("Blad1!C3, Q [b]: 'hm' is geen antwoord")


@pytest.mark.parametrize(
    "options", [{"questions": {}}, {"questions": {"A": "trust", "B": "trust"}}, {"answers": {"x": -1}},
                {"answers": {"x": float("nan")}}],
)  # fmt: skip
def test_wrong_options_are_refused_before_reading(tmp_path, options):
    given = {"respondent": "Wie", "questions": {"Q": "trust"}, "wave": "1", **options}
    with pytest.raises(leco.LecoError, match="questions:|answers:"):
        leco.read_survey(tmp_path / "nothing.csv", **given)


@pytest.mark.parametrize("content", ["", "\n\n", "Wie\n"])
def test_a_file_with_nothing_to_read_is_said_clearly(tmp_path, content):
    path = tmp_path / "x.csv"
    path.write_text(content)
    with pytest.raises((leco.FormatError, leco.DataError)):
        leco.read_survey(path, respondent="Wie", questions={"Q": "trust"}, wave="1")
    with pytest.raises(leco.FormatError, match="no file"):
        leco.read_survey(tmp_path / "not.csv", respondent="Wie", questions={"Q": "trust"}, wave="1")
    with pytest.raises(leco.FormatError, match="folder"):
        leco.read_survey(tmp_path, respondent="Wie", questions={"Q": "trust"}, wave="1")
