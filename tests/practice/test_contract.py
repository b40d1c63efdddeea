"""What every verb of practice holds to: it never stumbles, says why not, and says what it cannot."""

import json

import networkx as nx
import pandas as pd
import pytest
from tests.practice.example import OTHERS, PARTNERS, TIES, example

import leco
from leco import words

VERBS = {
    "stage": leco.stage,
    "admissions": leco.admissions,
    "motive_profile": leco.motive_profile,
    "risk_signals": lambda one, **options: leco.risk_signals(one, on=True, **options),
    "cooperation_form": leco.cooperation_form,
    "site_effects": leco.site_effects,
    "learning_contexts": leco.learning_contexts,
}
each = pytest.mark.parametrize("verb", VERBS)


@each
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_list_of_names_alone_is_answered_with_why_not(verb, lang):
    found = VERBS[verb](leco.Coalition.from_frames([{"id": "a"}, {"id": "b"}]))
    assert {"en": "not known, because", "nl": "niet bekend, want"}[lang] in found.sentence(lang)
    assert found.explain(lang)


@pytest.mark.parametrize("table", [*OTHERS, "ties"])
def test_without_any_one_table_nothing_crashes(table):
    coalition = example(without=(table,))
    for verb in VERBS.values():
        found = verb(coalition)
        assert found.explain("en") != found.explain("nl")
        json.loads(found.to_json())
        found.rows()


@each
def test_tables_without_rows_are_no_more_than_none(verb):
    tables = {name: pd.DataFrame(rows).iloc[:0] for name, rows in OTHERS.items()}
    assert VERBS[verb](leco.Coalition.from_frames(PARTNERS, [], **tables)).explain()


@pytest.mark.slow
@pytest.mark.parametrize("table", [*OTHERS, "ties"])
def test_a_table_without_rows_is_no_more_than_none(table):
    naming = {"activities": "participations", "sites": "site_links"}  # what names its rows
    tables = {name: rows for name, rows in OTHERS.items() if name not in {table, naming.get(table)}}
    if table != "ties":
        tables[table] = pd.DataFrame(OTHERS[table]).iloc[:0]
    empty = leco.Coalition.from_frames(PARTNERS, [] if table == "ties" else TIES, **tables)
    for verb in VERBS.values():
        assert verb(empty).explain()


@each
@pytest.mark.parametrize("coalition", [*leco.datasets.limburg().values(), leco.datasets.europe()])
def test_the_bundled_coalitions_are_answered(verb, coalition):
    assert VERBS[verb](coalition).explain("nl")


@each
def test_a_graph_has_no_such_tables(verb):
    with pytest.raises(leco.LecoError, match="tables of a Coalition"):
        VERBS[verb](nx.path_graph(3))


@each
def test_the_order_of_rows_changes_nothing(verb):
    turned = leco.Coalition.from_frames(
        PARTNERS, TIES[::-1], **{name: rows[::-1] for name, rows in OTHERS.items()}
    )
    one, other = VERBS[verb](example()).to_dict(), VERBS[verb](turned).to_dict()
    assert one == other


@each
def test_it_says_its_limits_and_the_lines_it_drew(verb):
    found = VERBS[verb](example())
    said = found.explain()
    assert found.limits
    assert all(f"Limit: {one}." in said for one in found.limits)
    for name, value in found.thresholds.items():
        assert f"{words.text(f'threshold.{name}', 'en')} {words.number(value, 'en')}" in said


@each
def test_a_moment_is_answered_for(verb):
    found = VERBS[verb](example().at("2024-06-30"))
    assert found.about.moment == "2024-06-30"
    assert found.explain()
