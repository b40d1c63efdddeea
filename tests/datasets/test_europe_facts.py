"""Facts of the data set ``europe``, checked on the files themselves.

A membership is in force on a day when ``start <= day`` and the end is ``..``
(still in force) or ``end >= day``: the last day counts.
"""

import csv
import unicodedata
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "src" / "leco" / "datasets" / "data" / "europe"
OPEN = ".."
HEADERS = {
    "partners": "id,name,name_nl,entity,sector,joined,left,leave_reason,source",
    "activities": "activity,name,name_nl,founded,note,source",
    "participations": "partner,activity,role,start,end,source",
    "coalition": ("name,programme,objective,place,observed_from,observed_until,language,ties_from"),
}


def read(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


PARTNERS = read("partners")
ACTIVITIES = read("activities")
PARTICIPATIONS = read("participations")
COALITION = read("coalition")
TODAY = COALITION[0]["observed_until"]


def day(text):
    """The date in ISO form; anything else raises."""
    parsed = date.fromisoformat(text)
    assert parsed.isoformat() == text
    return parsed


def states(codes):
    return set(codes.split())


def span(row):
    return day(row["start"]), date.max if row["end"] == OPEN else day(row["end"])


def members(activity, on):
    when = day(on)
    found = [
        row["partner"]
        for row in PARTICIPATIONS
        if row["activity"] == activity and span(row)[0] <= when <= span(row)[1]
    ]
    assert len(found) == len(set(found)), f"{activity} counts a partner twice on {on}"
    return set(found)


COUNTS = [
    ("NATO", "1949-08-23", 0),
    ("NATO", "1950-01-01", 12),
    ("NATO", "1960-01-01", 15),
    ("NATO", "1983-01-01", 16),
    ("NATO", "2000-01-01", 19),
    ("NATO", "2005-01-01", 26),
    ("NATO", "2010-01-01", 28),
    ("NATO", "2018-01-01", 29),
    ("NATO", "2021-01-01", 30),
    ("NATO", "2023-06-01", 31),
    ("NATO", "2024-06-01", 32),
    ("NATO", TODAY, 32),
    ("EU", "1957-12-31", 0),
    ("EU", "1958-01-01", 6),
    ("EU", "1972-12-31", 6),
    ("EU", "1973-01-01", 9),
    ("EU", "1981-01-01", 10),
    ("EU", "1986-01-01", 12),
    ("EU", "1995-01-01", 15),
    ("EU", "2004-05-01", 25),
    ("EU", "2007-01-01", 27),
    ("EU", "2013-07-01", 28),
    ("EU", "2020-01-31", 28),
    ("EU", "2020-02-01", 27),
    ("EU", TODAY, 27),
    ("CoE", "1949-08-03", 10),
    ("CoE", "1989-11-09", 23),
    ("CoE", "2007-05-11", 47),
    ("CoE", "2022-01-01", 47),
    ("CoE", "2022-03-15", 47),
    ("CoE", "2022-03-16", 46),
    ("CoE", TODAY, 46),
    ("Euro", "1999-01-01", 11),
    ("Euro", "2001-01-01", 12),
    ("Euro", "2015-01-01", 19),
    ("Euro", "2023-01-01", 20),
    ("Euro", "2025-12-31", 20),
    ("Euro", "2026-01-01", 21),
    ("Schengen", "1995-03-25", 0),
    ("Schengen", "1995-03-26", 7),
    ("Schengen", "2001-03-25", 15),
    ("Schengen", "2008-01-01", 24),
    ("Schengen", "2023-01-01", 27),
    ("Schengen", "2025-01-01", 29),
    ("EFTA", "1960-05-03", 7),
    ("EFTA", "1973-01-01", 6),
    ("EFTA", "1986-01-01", 6),
    ("EFTA", "1994-12-31", 7),
    ("EFTA", "1995-01-01", 4),
    ("EFTA", TODAY, 4),
    ("WarsawPact", "1955-06-04", 8),
    ("WarsawPact", "1968-09-13", 8),
    ("WarsawPact", "1970-01-01", 7),
    ("WarsawPact", "1970-12-31", 7),
    ("WarsawPact", "1990-09-25", 6),
    ("WarsawPact", "1991-07-02", 0),
    ("Comecon", "1949-01-25", 6),
    ("Comecon", "1951-01-01", 8),
    ("Comecon", "1962-01-01", 7),
    ("Comecon", "1991-06-29", 0),
    ("OECD", "1961-09-29", 0),
    ("OECD", "1961-09-30", 17),
    ("OECD", "1962-03-29", 20),
    ("CERN", "1954-09-28", 0),
    ("CERN", "1954-09-29", 12),
    ("CERN", "1962-01-01", 13),
    ("CERN", "1969-01-01", 12),
    ("CERN", TODAY, 24),  # 25 with Israel, which is not in the list of partners
    ("ESA", "1980-10-30", 10),
    ("ESA", "1980-12-10", 11),
    ("ESA", "2015-03-01", 22),
    ("ESA", TODAY, 23),
    ("Visegrad", "1991-02-15", 3),
    ("Visegrad", "1992-12-31", 3),
    ("Visegrad", "1993-01-01", 4),
    ("Visegrad", TODAY, 4),
    ("NordicCouncil", "1953-01-01", 4),
    ("NordicCouncil", "1956-01-01", 5),
    ("NordicCouncil", TODAY, 5),
    ("Benelux", "1960-11-01", 3),
    ("WEU", "1955-05-06", 7),
    ("WEU", "1996-01-01", 10),
    ("WEU", "2011-07-01", 0),
    ("CBSS", "1992-03-06", 10),
    ("CBSS", TODAY, 10),
    ("CEFTA", "1993-03-01", 4),
    ("CEFTA", "2004-05-01", 3),
    ("CEFTA", TODAY, 6),  # 7 with UNMIK on behalf of Kosovo
    ("CIS", "1991-12-21", 10),
    ("CIS", "1994-01-01", 12),
    ("CIS", TODAY, 9),
    ("CSTO", TODAY, 6),
    ("EAEU", TODAY, 5),
]


@pytest.mark.parametrize(("activity", "on", "count"), COUNTS)
def test_number_of_members(activity, on, count):
    found = members(activity, on)
    assert len(found) == count, sorted(found)


def test_known_members_on_known_days():
    assert members("NATO", "1950-01-01") == states(
        "BEL CAN DNK FRA GBR ISL ITA LUX NLD NOR PRT USA"
    )
    assert members("EU", "1958-01-01") == states("BEL DEU FRA ITA LUX NLD")
    assert members("EU", "2020-01-31") - members("EU", "2020-02-01") == {"GBR"}
    assert members("CoE", "1949-08-03") == states("BEL DNK FRA GBR IRL ITA LUX NLD NOR SWE")
    assert members("CoE", "2022-01-01") - members("CoE", TODAY) == {"RUS"}
    assert "GRC" not in members("CoE", "1972-01-01")
    assert "GRC" not in members("CoE", "1974-11-27")
    assert "GRC" in members("CoE", "1974-11-28")
    assert members("Schengen", "1995-03-26") == states("BEL DEU ESP FRA LUX NLD PRT")
    assert {"BGR", "ROU"} <= members("Schengen", "2025-01-01")
    assert members("Euro", "2026-01-01") - members("Euro", "2025-12-31") == {"BGR"}
    assert members("EFTA", "1960-05-03") == states("AUT CHE DNK GBR NOR PRT SWE")
    assert members("EFTA", TODAY) == states("CHE ISL LIE NOR")
    assert members("WarsawPact", "1955-06-04") == states("ALB BGR CSK DDR HUN POL ROU SUN")
    assert "ALB" not in members("WarsawPact", "1968-09-14")
    assert members("OECD", "1962-03-29") == states(
        "AUT BEL CAN CHE DEU DNK ESP FRA GBR GRC IRL ISL ITA LUX NLD NOR PRT SWE TUR USA"
    )
    assert members("CERN", "1954-09-29") == states(
        "BEL CHE DEU DNK FRA GBR GRC ITA NLD NOR SWE YUG"
    )
    assert "ESP" not in members("CERN", "1970-01-01")
    assert "ESP" in members("CERN", "1984-01-01")
    assert members("Visegrad", "1992-12-31") == {"CSK", "HUN", "POL"}
    assert members("Visegrad", "1993-01-01") == {"CZE", "HUN", "POL", "SVK"}


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_files_are_tidy(name):
    raw = (FOLDER / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.startswith(b"\xef")
    assert raw.decode("utf-8").splitlines()[0] == HEADERS[name]
    for row in read(name):
        assert None not in row, row
        assert None not in row.values(), row
        for field, text in row.items():
            assert text == unicodedata.normalize("NFC", text), (field, row)
            assert text == " ".join(text.split()), (field, row)


def test_partners():
    ids = [row["id"] for row in PARTNERS]
    assert len(ids) == len(set(ids))
    for field in ("name", "name_nl"):
        assert len({row[field] for row in PARTNERS}) == len(PARTNERS)
    for row in PARTNERS:
        assert len(row["id"]) == 3
        assert row["id"].isascii()
        assert row["id"].isupper()
        assert row["entity"] == "organisation"
        assert row["sector"] in row["source"]
        assert bool(row["left"]) == bool(row["leave_reason"]), row
        joined = day(row["joined"]) if row["joined"] else date.min
        left = day(row["left"]) if row["left"] else date.max
        assert joined <= left
    assert {row["id"] for row in PARTNERS if row["left"]} == states("CSK DDR SCG SUN YUG")


def test_activities():
    ids = [row["activity"] for row in ACTIVITIES]
    assert len(ids) == len(set(ids))
    assert 14 <= len(ids) <= 20
    for row in ACTIVITIES:
        starts = [part["start"] for part in PARTICIPATIONS if part["activity"] == row["activity"]]
        assert row["founded"] == min(starts), row["activity"]
        assert all(row.values()), row


def test_participations_are_sound():
    partners = {row["id"]: row for row in PARTNERS}
    activities = {row["activity"] for row in ACTIVITIES}
    first, last = day(COALITION[0]["observed_from"]), day(TODAY)
    for row in PARTICIPATIONS:
        assert row["partner"] in partners, row
        assert row["activity"] in activities, row
        assert row["role"] == "member", row
        start, end = span(row)
        assert start <= end, row
        assert first <= start <= last, row
        assert row["end"] == OPEN or end <= last, row
        partner = partners[row["partner"]]
        if partner["joined"]:
            assert day(partner["joined"]) <= start, row
        if partner["left"]:
            assert end <= day(partner["left"]), row


def test_no_overlapping_participations():
    spans = defaultdict(list)
    for row in PARTICIPATIONS:
        spans[row["partner"], row["activity"]].append(span(row))
    for key, found in spans.items():
        found.sort()
        for (_, end), (start, _) in pairwise(found):
            assert end < start, key


def test_every_row_has_a_source():
    for row in PARTNERS + ACTIVITIES + PARTICIPATIONS:
        assert row["source"], row


def test_coalition():
    assert len(COALITION) == 1
    row = COALITION[0]
    assert all(row.values())
    assert row["name"] == "Europe"
    assert row["language"] == "en"
    assert (row["observed_from"], row["observed_until"]) == ("1949-01-01", "2026-11-01")
    assert row["ties_from"].startswith("participations:newman >= ")
