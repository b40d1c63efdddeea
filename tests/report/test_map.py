"""One map: what its picture, its legend and its data say, with and without the script."""

import json
import re

import pytest

import leco
from leco.plot.map_data import Map, MapPartner, MapTie, coalition_map, sector_order
from leco.plot.style import MARKERS, OTHER, PALETTE, folded, sector_styles
from leco.report.map_html import SHAPES, map_html
from leco.report.page import Page, Section, page_html


def _partners(names, sector="x", tier=None):
    return tuple(MapPartner(one, (sector,), tier, 0.5, 0.5, (0,)) for one in names)


def _data(html):
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', html)[1])


def test_every_marker_has_a_shape():
    assert set(MARKERS) == set(SHAPES)
    assert len(set(PALETTE)) == len(set(MARKERS)) == 8


def test_a_sector_called_other_keeps_its_own_mark():
    sectors = ("care", OTHER, "youth")
    styles = sector_styles(sectors)
    assert len({styles[one] for one in sectors}) == 3
    partners = tuple(MapPartner(one, (one,), None, 0.5, 0.5, (0,)) for one in sectors)
    html = str(map_html(Map("m", "m", partners, (), ("now",), sectors), "nl"))
    assert "overige" not in html
    assert html.count("data-sectors") == 3


def test_a_sector_called_other_folds_first_when_there_are_too_many():
    sectors = ("a", OTHER, *"bcdefgh")
    assert folded(sectors) == [OTHER, "h"]
    styles = sector_styles(sectors)
    own = [styles[one] for one in "abcdefg"]
    assert len(set(own)) == 7
    assert styles[OTHER] == styles["h"]
    assert styles["h"] not in own


@pytest.mark.parametrize(("lang", "one", "many"), [("en", "1 tie", "2 ties"),
                                                   ("nl", "1 verbinding", "2 verbindingen")])  # fmt: skip
def test_one_tie_is_not_several(lang, one, many):
    ties = (MapTie(0, 1, 1.0, (0,)), MapTie(1, 2, 1.0, (0,)))
    html = str(map_html(Map("m", "m", _partners("abc"), ties, ("now",), ("x",)), lang))
    said = re.findall(r'aria-label="(\w, [^"]*)"', html)
    assert [text.rsplit(", ", 1)[1] for text in said] == [one, many, one]
    # The script says it the same way.
    assert _data(html)["said"]["tie"] == one


def test_who_is_not_there_has_no_name_in_the_picture():
    partners = (MapPartner("Aa", ("x",), "core", 0.5, 0.5, (0,)),
                MapPartner("Bb", ("x",), None, 0.5, 0.5, (1,)))  # fmt: skip
    html = str(map_html(Map("m", "m", partners, (), ("t0", "t1"), ("x",)), "en"))
    assert "<text>Aa</text>" in html
    assert re.search(r'<text class="named" [^>]*>Bb</text>', html)


def test_a_crowd_is_drawn_smaller_and_unknown_ties_all_alike():
    few, many = (Map("m", "m", _partners(map(str, range(n))), (), ("now",), ("x",))
                 for n in (20, 500))  # fmt: skip
    assert few.radius(10) > many.radius(10) > 0
    assert few.radius(10) > few.radius(2) > few.radius(0)
    unknown = Map("m", "m", _partners("abc"), None, ("now",), ("x",))
    assert unknown.radius(0) == unknown.radius(9) > few.radius(0)
    # The script takes the sizes from here: one rule, written once.
    assert _data(str(map_html(few, "en")))["size"] == list(few.size)


def test_maps_of_nearly_the_same_name_have_ids_of_their_own():
    one = Map("map-a", "A", _partners("a"), (), ("now",), ("x",))
    page = page_html(Page("t", "s", "en", (Section("x", "X", parts=(one, one)),)))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {"map-a", "map-a-2"} <= set(ids)


def test_every_sector_of_a_partner_is_said_and_the_core_is_that_of_the_memberships():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "sector": "youth; care"}, {"id": "b", "sector": "care"}],
        [{"source": "a", "target": "b"}],
        memberships=[{"partner": "a", "tier": "broad", "start": "2019", "end": "2020"},
                     {"partner": "a", "tier": "core", "start": "2021"}],
        coalition=[{"name": "c", "observed_from": "2019", "observed_until": "2022"}],
    )  # fmt: skip
    sectors = sector_order([coalition], "sector")
    assert sectors == ["care", "youth"]
    picture = coalition_map("c", coalition, ["2020", "2022"], by="sector", sectors=sectors, seed=1,
                            lang="en")  # fmt: skip
    assert [(one.name, one.sectors, one.sector, one.tier) for one in picture.partners] == [
        ("a", ("care", "youth"), "care", "core"), ("b", ("care",), "care", None),
    ]  # fmt: skip
    page = map_html(picture, "en")
    assert "a, care + youth, core partner" in page
    assert "drawn in the first of several groups: 1" in page
