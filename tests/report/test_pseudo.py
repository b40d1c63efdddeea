"""Every word of a report comes from the catalogue: a catalogue of marked words leaves none bare."""

import base64
import json
import re
from xml.etree import ElementTree as ET

import pytest

import leco
from leco import words

from .conftest import coalition_of
from .test_page import Reader

NAMES = [f"Partner{letter}" for letter in "ABCDEFGH"]
GROUPS = ["GroupX", "GroupY", "GroupZ"]
# What is data, not words of leco: names, groups, needs and offers, sources, leco's own name.
DATA = [*NAMES, *GROUPS, "OneName", "OtherName", "objective", "for", "bus", "room", "advice"]
KEPT = {"number.decimal"}


@pytest.fixture
def marked(monkeypatch):
    catalogue = words._catalogue("en")
    monkeypatch.setattr(words, "_catalogue", lambda _: {
        key: text if key in KEPT else f"⟦{text}⟧" for key, text in catalogue.items()
    })  # fmt: skip


def bare(text):
    """Take away what is marked, then data and signs; give what is left."""
    while "⟦" in text:
        text, count = re.subn(r"⟦[^⟦⟧]*⟧", " ", text)
        assert count, f"a mark that does not close: {text[:200]!r}"
    for source in sorted((one.source for one in leco.measures().values()), key=len, reverse=True):
        text = text.replace(source, " ")
    for one in sorted(DATA, key=len, reverse=True):
        text = text.replace(one, " ")
    return [one for one in re.findall(r"[^\W\d_]{2,}", text) if one != "leco"]


def strings(held):
    """Walk through all text in what JSON holds, but for its keys."""
    inside = held.values() if isinstance(held, dict) else held if isinstance(held, list) else ()
    return [held] if isinstance(held, str) else [text for one in inside for text in strings(one)]


def test_bare_sees_what_is_not_marked():
    assert bare("⟦Ties of ⟦two⟧⟧ PartnerA 2020-12-31 0.5 ties") == ["ties"]


def test_no_visible_word_is_written_in_the_code(tmp_path, marked):
    coalitions = [coalition_of(NAMES, GROUPS, "OneName"),
                  coalition_of(NAMES, GROUPS, "OtherName", dated=False)]  # fmt: skip
    text = leco.write_report(coalitions, tmp_path / "p.html", lang="en").read_text("utf-8")
    page = Reader(text)
    assert not bare(" ".join(page.text))
    spoken = [attrs[name] for _, attrs in page.tags
              for name in ("alt", "aria-label", "title", "placeholder") if attrs.get(name)]  # fmt: skip
    assert len(spoken) > 20
    for one in spoken:
        assert not bare(one), one
    pictures = [attrs["src"].partition("base64,")[2] for attrs in page.all("img")]
    assert len(pictures) > 5
    for picture in pictures:
        tree = ET.fromstring(base64.b64decode(picture))
        shown = " ".join(
            " ".join(one.itertext()) for one in tree.iter("{http://www.w3.org/2000/svg}text")
        )
        assert not bare(shown), shown
    # What the script says is in its data.
    for held in re.findall(r'<script type="application/json">(.*?)</script>', text):
        assert not bare(" ".join(strings(json.loads(held))))
