"""With any table or column missing each verb answers, says what it does not know, and why."""

import json

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given

import leco
from leco import testing, words

VERBS = {
    "invite": leco.invite, "vision": leco.vision, "organising": leco.organising,
    "governance_form": leco.governance_form, "readiness": leco.readiness,
}  # fmt: skip

TABLES = {
    "partners": [
        {"id": one, "sector": sector, "tier": tier, "offers": offer, "parent": "", "role": role}
        for one, sector, tier, offer, role in (
            ("a", "care", "core", "room", "lead"), ("b", "youth", "core", "bus", ""),
            ("c", "care", "broad", "", ""), ("d", "", "broad", "room", ""),
            ("e", "sport", "candidate", "food", ""),
        )
    ],
    "ties": [{"source": one, "target": other, "kind": kind} for one, other, kind in (
        ("a", "b", "governance"), ("b", "c", "information"), ("a", "d", "trust"),
        ("e", "a", "information"))],
    "needs": [{"need": one} for one in ("room", "food", "bus")],
    "ratings": [{"item": item, "rater": rater, "score": 4}
                for item in ("vision", "what", "who", "reward", "information", "competencies",
                             "wicked", "custom") for rater in "abc"],
    "tasks": [{"task": "t", "need": "room", "accountable": "a", "definition": "x",
               "competency": "room"}],
    "contributions": [{"partner": one, "given": given, "received": received}
                      for one, given, received in (("a", 1, 2), ("b", 2, 1), ("c", 3, 3))],
    "decisions": [{"deciders": "a; b"}],
    "participations": [{"partner": one, "activity": "m"} for one in "ab"],
}  # fmt: skip
COLUMNS = [
    (table, column) for table, columns in {
        "partners": ("sector", "tier", "offers", "parent", "role"), "ties": ("kind",),
        "ratings": ("score",), "tasks": ("need", "accountable", "definition", "competency"),
        "contributions": ("given",), "decisions": ("deciders",),
    }.items() for column in columns
]  # fmt: skip


def lacking(table=None, column=None):
    frames = {name: pd.DataFrame(rows) for name, rows in TABLES.items()}
    if column is not None:
        frames[table] = frames[table].drop(columns=column)
    elif table is not None:
        del frames[table]
    return leco.Coalition.from_frames(**frames)


def _answers(verb, coalition):
    found = VERBS[verb](coalition)
    held = json.loads(found.to_json())
    assert held["measure"] == verb
    for lang in words.LANGUAGES:
        said = found.explain(lang)
        assert "{" not in said
        assert words.text(f"measure.{verb}", lang).casefold() in said.casefold()
        assert found.sentence(lang)
    assert found.rows("c", "2024") is not None
    return found


@pytest.mark.parametrize("table", [None, *(table for table in TABLES if table != "partners")])
def test_without_one_table(table):
    coalition = lacking(table)
    for verb in VERBS:
        _answers(verb, coalition)


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_without_one_column(table, column):
    coalition = lacking(table, column)
    for verb in VERBS:
        _answers(verb, coalition)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("n", [0, 1, 4])
def test_of_a_bare_list_it_is_said_what_is_not_known_and_why(verb, n):
    bare = leco.Coalition.from_frames(pd.DataFrame({"id": [f"p{i}" for i in range(n)]}, dtype=str))
    found = _answers(verb, bare)
    assert "not known, because" in found.sentence("en")
    assert "niet bekend, want" in found.sentence("nl")


def test_the_profile_without_one_table():
    for table in ("needs", "ratings", "tasks", "contributions"):
        assert leco.profile(lacking(table)).frame.loc["differentiation", "value"] > 0


@pytest.mark.parametrize("verb", VERBS)
@given(coalition=testing.coalitions())
def test_of_any_dated_coalition(verb, coalition):
    _answers(verb, coalition)


@pytest.mark.parametrize("verb", VERBS)
def test_the_order_of_rows_changes_nothing(verb):
    frames = {name: pd.DataFrame(rows) for name, rows in TABLES.items()}
    turned = {name: frame.iloc[::-1] for name, frame in frames.items()}
    one, other = (VERBS[verb](leco.Coalition.from_frames(**given)) for given in (frames, turned))
    pd.testing.assert_frame_equal(one.frame.sort_index(), other.frame.sort_index())


@pytest.mark.parametrize("verb", [*VERBS, "profile"])
def test_anything_but_a_coalition_is_refused(verb):
    with pytest.raises(leco.LecoError, match=f"{verb} asks the tables of a Coalition"):
        getattr(leco, verb)(nx.path_graph(3))


@pytest.mark.parametrize("verb", ["vision", "organising", "readiness"])
def test_persons_and_organisations_together_are_refused(verb):
    mixed = leco.Coalition.from_frames(
        [{"id": "a", "entity": "person"}, {"id": "b", "entity": "organisation"}],
        ratings=[{"item": item, "rater": "a", "score": 4} for item in ("vision", "what", "wicked")],
    )
    with pytest.raises(leco.UnsupportedGraphError, match="persons and organisations"):
        VERBS[verb](mixed)
