"""From sections of words, tables, figures and maps to one HTML file that opens offline.

The page asks nothing of the network and runs one script, which its content security policy
names by hash; every word from the data is escaped by the template.
"""

import base64
import hashlib
import re
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import ClassVar

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from leco import __version__, words
from leco.plot.map_data import Map
from leco.report.map_html import map_html

# What should not break at the end of a line.
KEPT = re.compile(r"(\b\d{4}-\d\d(?:-\d\d)?\b|\d %)")
# What the template itself says.
SPOKEN = ("skip", "contents", "notes", "table", "how")


@dataclass(frozen=True)
class Entry:
    """Lines under a title: what a measure says of each coalition, or how it was computed."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table whose cells are already words, what it says, and how it was computed."""

    form: ClassVar[str] = "grid"

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    said: tuple[str | Entry, ...] = ()
    how: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A picture as SVG with words for who cannot see it, what it says, and the table behind it."""

    form: ClassVar[str] = "figure"

    svg: bytes
    alt: str
    caption: str
    said: tuple[str | Entry, ...] = ()
    table: Grid | None = None
    how: tuple[Entry, ...] = ()

    @property
    def data(self) -> str:
        """The picture as a data URL holds it."""
        return base64.b64encode(self.svg).decode("ascii")


@dataclass(frozen=True)
class Answered:
    """A question answered in words, the table it rests on, and where lines were drawn."""

    form: ClassVar[str] = "answered"

    said: tuple[Entry, ...]
    table: Grid | None = None
    drawn: str = ""
    how: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Large:
    """A map too large for a page: what to say, and the file for a program made for such maps."""

    form: ClassVar[str] = "large"

    title: str
    said: tuple[str, ...]
    file: str
    how: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading, what is said, what is shown, and what a reader must know."""

    id: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    parts: tuple[Figure | Grid | Map | Large | Answered, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A whole report."""

    title: str
    subtitle: str
    lang: str
    sections: tuple[Section, ...]
    footer: tuple[str, ...] = field(default=())
    warning: str = ""  # what a reader must know before all else


@dataclass(frozen=True)
class _Drawn:
    """A map as the template shows it."""

    form: ClassVar[str] = "map"

    html: Markup


def page_html(page: Page) -> str:
    """Write the page."""
    assets = files("leco.report").joinpath("assets")
    surroundings = Environment(autoescape=True, undefined=StrictUndefined)
    surroundings.filters["kept"] = kept
    script = "\n".join(
        assets.joinpath(name).read_text(encoding="utf-8") for name in ("picture.js", "map.js")
    )
    style = assets.joinpath("page.css").read_text(encoding="utf-8")
    template = surroundings.from_string(assets.joinpath("page.html.j2").read_text(encoding="utf-8"))
    given = [
        part.id for section in page.sections for part in section.parts if isinstance(part, Map)
    ]
    ids = iter(_apart(given))
    sections = [
        {
            **{name: getattr(section, name) for name in ("id", "heading", "paragraphs", "notes")},
            "parts": [
                _Drawn(map_html(replace(part, id=next(ids)), page.lang))
                if isinstance(part, Map)
                else part
                for part in section.parts
            ],
        }
        for section in page.sections
    ]
    said = {key: words.text(f"page.{key}", page.lang) for key in SPOKEN}
    return template.render(
        page={"title": page.title, "subtitle": page.subtitle, "lang": page.lang,
              "sections": sections, "footer": page.footer, "warning": page.warning},
        words=said,
        version=__version__,
        script=Markup(script),  # noqa: S704 - leco's own file, named by hash in the policy
        style=Markup(style),  # noqa: S704 - the same
        script_hash=_hash(script),
        style_hash=_hash(style),
    )  # fmt: skip


def kept(text: str) -> Markup:
    """Keep dates and percentages on one line; all else of the text is escaped.

    >>> kept("<b> on 2024-12-31")
    Markup('&lt;b&gt; on <span class="kept">2024-12-31</span>')
    """
    written = KEPT.sub(r'<span class="kept">\1</span>', str(escape(text)))
    return Markup(written)  # noqa: S704 - escaped just above; only the span is added


def _apart(ids: list[str]) -> list[str]:
    """Make ids unique by a number: two coalitions may have nearly the same name.

    >>> _apart(["map-a", "map-b", "map-a"])
    ['map-a', 'map-b', 'map-a-2']
    """
    found: list[str] = []
    for one in ids:
        free, number = one, 1
        while free in found:
            number += 1
            free = f"{one}-{number}"
        found.append(free)
    return found


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"
