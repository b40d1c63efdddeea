"""The section "without its strongest broker": as is beside without, only where ties are known."""

import networkx as nx
import pytest

import leco
from leco.report.without import without_broker


def star(name, leaves=4):
    graph = nx.star_graph(leaves)
    nx.set_node_attributes(graph, {0: "hub", 1: "<b>one"}, "name")
    return leco.Coalition.from_graph(graph, name=name)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_a_star_without_its_hub(lang):
    section = without_broker({"Star": star("Star")}, None, lang)
    (grid,) = section.parts
    # By hand: all reach each other through the hub; without it nobody does, and each is alone.
    assert "hub" in grid.caption
    assert grid.columns[2] == {"en": "Without hub", "nl": "Zonder hub"}[lang]
    rows = {row[0]: row[1:] for row in grid.rows}
    assert next(iter(rows.values())) == ("1", "0")
    last = list(rows.values())[-1]
    assert last == ("1", {"en": "0.25", "nl": "0,25"}[lang])
    assert {"en": "No rewiring assumed", "nl": "niemand daarom nieuwe verbindingen"}[
        lang
    ] in section.paragraphs[0]
    assert section.paragraphs[1].endswith("<b>one, 2, 3, 4.")


def test_equal_brokers_are_named():
    ring = leco.Coalition.from_graph(nx.relabel_nodes(nx.cycle_graph(5), str), name="Ring")
    section = without_broker({"Ring": ring}, None, "en")
    assert "as many shortest ways run through 0, 1, 2, 3, 4" in section.paragraphs[-1]
    assert "everybody in Ring who has a tie keeps one" in section.paragraphs[1]


def test_without_ties_there_is_no_such_section(tmp_path):
    limburg = leco.datasets.limburg()
    assert without_broker(limburg, "sector", "en") is None
    pair = leco.Coalition.from_graph(nx.path_graph(2), name="pair")  # nobody stands between
    assert without_broker({"pair": pair}, None, "en") is None
    path = leco.write_report(list(limburg.values()), tmp_path / "l.html", lang="en")
    assert 'id="without"' not in path.read_text("utf-8")


def test_the_report_has_it_after_the_brokers_and_escapes_names(tmp_path):
    path = leco.write_report(star("Star"), tmp_path / "r.html", by=None, lang="nl")
    page = path.read_text("utf-8")
    assert page.index('id="brokers"') < page.index('id="without"') < page.index('id="core"')
    assert "&lt;b&gt;one" in page
    assert "<b>one" not in page
