"""The five made-up coalitions of the profile, with the gate and the problems from their tables."""

import itertools

import networkx as nx
import pandas as pd
import pytest
from tests.metrics.test_integration import NARROW, NEEDS, WIDE, bridged, hub, offers, silo, thin

import leco


def coalition(graph, sectors, score=5, **tables):
    """Write a made-up coalition as tables; everybody answers `score` to the why."""
    partners = [{"id": f"p{i:02}", "sector": sectors[i], "offers": offers(sectors)[i],
                 "served": "1"} for i in range(26)]  # fmt: skip
    ties = [{"source": f"p{i:02}", "target": f"p{j:02}"} for i, j in graph.edges]
    ratings = [{"item": "vision: why", "rater": f"p{i:02}", "score": score} for i in range(26)]
    ratings += tables.pop("ratings", [])
    return leco.Coalition.from_frames(
        partners, ties, needs=[{"need": one} for one in NEEDS], ratings=ratings, **tables
    )


CASES = {
    "bridged": (lambda: (bridged(), WIDE), "served", ("differentiated_as_needed", "integrated")),
    "hub": (lambda: (hub(), WIDE), "served", ("differentiated_as_needed", "one_actor")),
    "club": (lambda: (bridged(), NARROW), "served", ("under_differentiated", "integrated")),
    "thin": (lambda: (thin(), WIDE), "served", ("differentiated_as_needed", "thin")),
    "silo": (silo, None, ("over_differentiated", "under_integrated")),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_reads_as_the_theory_has_it(name):
    made, served, reading = CASES[name]
    graph, sectors = made()
    given = coalition(graph, sectors)
    # In the silo nobody's own motive is served.
    said = served or dict.fromkeys(given.partners["id"], 0)
    found = leco.profile(given, served=said)
    assert found.reading == reading
    assert found.frame.loc["why", "value"] == 1


@pytest.mark.parametrize("name", CASES)
def test_without_a_shared_why_that_is_said_first_and_the_rest_still(name):
    graph, sectors = CASES[name][0]()
    found = leco.profile(coalition(graph, sectors, score=1), served="served")
    assert found.reading[0] == "no_shared_why"
    assert len(found.reading) > 1
    assert found.frame.loc["why", "value"] == 0


def test_who_did_not_answer_leaves_the_gate_open():
    given = coalition(bridged(), WIDE)
    few = given.tables["ratings"].head(3)
    tables = given.tables | {"ratings": few}
    found = leco.profile(leco.Coalition.from_frames(**tables), served="served")
    assert pd.isna(found.frame.loc["why", "value"])
    assert "whether partners share a why was not asked" in found.explain("en")


def test_problems_come_from_records_and_an_unsolved_one_is_under_integrated():
    todo = [{"task": f"t{i}", "accountable": "p00" if i == 0 else ""} for i in range(5)]
    found = leco.profile(coalition(bridged(), WIDE, tasks=todo), served="served")
    assert found.frame.loc["who", "value"] == pytest.approx(0.2)
    assert "under_integrated" in found.reading
    assert "who" in found.because["under_integrated"]


@pytest.mark.parametrize("name", CASES)
def test_whom_a_made_up_coalition_should_look_for(name):
    graph, sectors = CASES[name][0]()
    found = leco.invite(coalition(graph, sectors))
    missing = {need for need in NEEDS if need not in set(offers(sectors).values())}
    assert set(found.gaps) == missing
    # By brute force: two sectors, no tie between, where labels dealt at random would give one.
    size = pd.Series(sectors).value_counts()
    tied = {frozenset((sectors[i], sectors[j])) for i, j in graph.edges}
    m, pairs = graph.number_of_edges(), 26 * 25 / 2
    alone = {
        (one, other) for one, other in itertools.combinations(sorted(set(sectors)), 2)
        if frozenset((one, other)) not in tied and m * size[one] * size[other] / pairs >= 1
    }  # fmt: skip
    assert set(found.untied) == alone


def test_the_hub_reads_as_led_once_it_is_the_promotor():
    graph = nx.star_graph(25)
    partners = [{"id": f"p{i:02}", "role": "promotor" if i == 0 else ""} for i in range(26)]
    ties = [{"source": f"p{i:02}", "target": f"p{j:02}", "kind": "governance"}
            for i, j in graph.edges]  # fmt: skip
    assert leco.governance_form(leco.Coalition.from_frames(partners, ties)).form == "lead"
