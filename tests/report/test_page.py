"""The report: one file, offline, escaped, in two languages."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import networkx as nx
import numpy as np
import pytest

import leco
from leco.kernels.layout import layout
from leco.plot.map_data import Map, MapPartner, MapTie
from leco.report.map_html import map_html
from leco.report.page import Grid, Page, Section, page_html

HOSTILE = "</script><img src=x onerror=alert(1)>"


class Reader(HTMLParser):
    """Collect tags, attributes and text of a page; note tags that are not closed."""

    VOID = {"meta", "link", "img", "input", "line", "path", "circle", "br"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.open, self.text, self.wrong = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if not self.open or self.open[-1] not in {"script", "style"}:
            self.text.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    coalition = leco.Coalition.from_frames(
        [{"id": HOSTILE, "sector": HOSTILE, "tier": "core", "joined": "2020"},
         {"id": 'Huis "Gent" & Café', "sector": "care", "joined": "2021"},
         {"id": "c", "joined": "2020"}],
        [{"source": HOSTILE, "target": 'Huis "Gent" & Café', "start": "2021"}],
        name=f"{HOSTILE}",
    )  # fmt: skip
    path = tmp_path_factory.mktemp("report") / "report.html"
    leco.write_report([coalition], path, lang="nl")
    return path.read_text("utf-8")


def test_names_cannot_break_out(hostile):
    page = Reader(hostile)
    assert not page.wrong
    assert not page.open
    assert [attrs["src"][:26] for attrs in page.all("img")] == ["data:image/svg+xml;base64,"] * len(
        page.all("img")
    )
    assert all("onerror" not in attrs for _, attrs in page.tags)
    assert HOSTILE in " ".join(page.text)
    held = re.search(r'<script type="application/json">(.*?)</script>', hostile)[1]
    assert HOSTILE in {one[0] for one in json.loads(held)["partners"]}


def test_nothing_is_asked_of_the_network(hostile):
    page = Reader(hostile)
    for tag, attrs in page.tags:
        for name in ("src", "href", "action", "xlink:href"):
            value = attrs.get(name) or ""
            assert value.startswith(("#", "data:")) or not value, (tag, value)
        assert "style" not in attrs, "the policy would block it"
        assert not [name for name in attrs if name.startswith("on")]
    assert "@import" not in hostile
    assert "url(" not in hostile


def test_the_policy_names_the_one_script_and_the_one_style(hostile):
    policy = next(
        attrs["content"] for attrs in Reader(hostile).all("meta") if "http-equiv" in attrs
    )
    assert policy.startswith("default-src 'none'")
    for tag, key in (("script", "script-src"), ("style", "style-src")):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", hostile, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{key} 'sha256-{digest}'" in policy


def test_headings_and_language(hostile):
    page = Reader(hostile)
    assert page.all("html")[0]["lang"] == "nl"
    assert len(page.all("h1")) == 1
    assert all(attrs.get("alt") for attrs in page.all("img"))
    links = {attrs["href"][1:] for attrs in page.all("a") if attrs["href"] != "#main"}
    assert links == {attrs["id"] for attrs in page.all("section")}


def test_one_coalition_need_not_stand_in_a_list(tmp_path):
    genk = leco.datasets.limburg()["Genk"]
    one = leco.write_report(genk, tmp_path / "1.html").read_bytes()
    assert one == leco.write_report([genk], tmp_path / "2.html").read_bytes()


def test_the_same_input_gives_the_same_page(tmp_path):
    coalitions = list(leco.datasets.limburg().values())
    one = leco.write_report(coalitions, tmp_path / "1.html").read_bytes()
    two = leco.write_report(coalitions, tmp_path / "2.html").read_bytes()
    assert one == two


ENGLISH = re.compile(r"\b(the|with|partners of|which|ties|not known|whether|what)\b")


def test_a_dutch_report_has_no_english_left(tmp_path):
    coalitions = list(leco.datasets.limburg().values())
    text = leco.write_report(coalitions, tmp_path / "x.html", lang="nl").read_text("utf-8")
    said = " ".join(Reader(text).text)
    said = said[: said.index("Bronnen.")]
    assert not ENGLISH.findall(said.replace("(not named)", "")), ENGLISH.findall(said)
    assert "niet hetzelfde als geen verbindingen" in said


def test_over_time_there_is_a_slider_and_figures(tmp_path):
    one = leco.datasets.simulate(partners=14, founders=8, core_size=3, seed=11)
    page = Reader(leco.write_report(one, tmp_path / "s.html", lang="en").read_text("utf-8"))
    sliders = [attrs for attrs in page.all("input") if attrs["type"] == "range"]
    assert [attrs["max"] for attrs in sliders] == ["4"]
    said = " ".join(page.text)
    assert "no change above is a trend" in said
    assert "Simulated partner 1" in said
    assert "Only structure is on record here" in said


def test_without_sectors_the_rest_is_still_said(tmp_path):
    coalition = leco.Coalition.from_frames(
        [{"id": one} for one in "abc"], [{"source": "a", "target": "b"}], name="plain"
    )
    text = leco.write_report([coalition], tmp_path / "p.html").read_text("utf-8")
    said = " ".join(Reader(text).text)
    assert "Density" in said
    assert "How diverse" not in said


def test_ties_that_are_not_known_are_not_drawn_as_none():
    partners = (MapPartner("a", ("x",), None, 0.5, 0.5, (0,)),)
    known = Map("m", "m", partners, (), ("now",), ("x",))
    unknown = Map("m", "m", partners, None, ("now",), ("x",))
    said = [" ".join(Reader(map_html(one, "en")).text) for one in (known, unknown)]
    assert "ties: 0" in said[0]
    assert "not known" not in said[0]
    assert "Ties are not known" in said[1]


def test_a_map_shows_colour_and_shape_and_only_who_is_there():
    partners = tuple(
        MapPartner(f"p{place}", ("ab"[place % 2],), "core", 0.1 * place, 0.5, (place % 2,))
        for place in range(4)
    )
    ties = (MapTie(0, 1, 1.0, (1,)), MapTie(2, 3, 0.5, (0,)))
    page = Reader(map_html(Map("m", "Title", partners, ties, ("t0", "t1"), ("a", "b")), "en"))
    marks = [attrs for attrs in page.all("path") if "transform" in attrs]
    assert len({attrs["fill"] for attrs in marks}) == len({attrs["d"] for attrs in marks}) == 2
    groups = [attrs["class"] for attrs in page.all("g") if attrs.get("tabindex") == "0"]
    assert groups == ["partner off", "partner", "partner off", "partner"]
    assert [attrs.get("class") for attrs in page.all("line")] == [None, "off"]
    assert "p1, b, core partner, 1 tie" in {attrs.get("aria-label") for attrs in page.all("g")}


def test_more_than_eight_sectors_share_a_mark_and_it_is_said():
    names = "abcdefghij"
    partners = tuple(MapPartner(one, (one,), None, 0.5, 0.5, (0,)) for one in names)
    page = Reader(map_html(Map("m", "m", partners, (), ("now",), tuple(names)), "en"))
    assert "other (h, i, j)" in " ".join(page.text)


def test_a_section_without_anything_is_still_a_page():
    page = Page(
        "t", "s", "en", (Section("x", "X", parts=(Grid("c", ("a",), (("1",),), (True,)),)),)
    )
    assert not Reader(page_html(page)).wrong


@pytest.mark.parametrize("n", [0, 1, 2, 11, 60])
def test_partners_do_not_cover_each_other(n):
    graph = nx.gnm_random_graph(n, 2 * n, seed=3) if n > 5 else nx.path_graph(n)
    ties = [(one, other, 1.0) for one, other in graph.edges]
    for listed in (ties, []):
        place = layout(n, listed, [node % 4 for node in range(n)], seed=1)
        assert place.shape == (n, 2)
        assert np.isfinite(place).all()
        assert ((place >= -1e-9) & (place <= 1 + 1e-9)).all()
        if n > 1:
            gap = np.linalg.norm(place[:, None] - place[None], axis=2) + np.eye(n)
            assert gap.min() > 0.02
        np.testing.assert_array_equal(
            place, layout(n, listed, [node % 4 for node in range(n)], seed=1)
        )
