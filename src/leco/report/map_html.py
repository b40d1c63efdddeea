"""A map of a coalition as one HTML figure: drawn here, moved by a small script in the page.

The picture stands in the page without the script too; the script adds the slider over
moments, the neighbours of a partner, and the table behind the picture.
"""

import json
import math

from markupsafe import Markup

from leco import words
from leco.plot.map_data import Map, MapPartner, MapTie
from leco.plot.style import OTHER, PALETTE, SectorStyle, folded, sector_styles

WIDTH, MARGIN, SIDE, FONT = 1000, 46, 96, 13

# Each marker as a path around the origin, about as large as a circle of radius 1.
SHAPES = {
    "o": "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0Z",
    "s": "M-.9,-.9H.9V.9H-.9Z",
    "^": "M0,-1.2L1.1,.8H-1.1Z",
    "D": "M0,-1.25L1.1,0L0,1.25L-1.1,0Z",
    "v": "M0,1.2L1.1,-.8H-1.1Z",
    "p": "M0,-1.15L1.1,-.35L.68,.95H-.68L-1.1,-.35Z",
    "h": "M-1,-.58L0,-1.15L1,-.58V.58L0,1.15L-1,.58Z",
    "X": "M-1,-.5L-.5,-1L0,-.5L.5,-1L1,-.5L.5,0L1,.5L.5,1L0,.5L-.5,1L-1,.5L-.5,0Z",
}


def map_html(picture: Map, lang: str) -> Markup:
    """Give the figure: the picture at the last moment, its legend, and the data for the script."""
    last = len(picture.moments) - 1
    styles = sector_styles(picture.sectors)
    groups = _legend(picture, styles, lang)
    ties = picture.ties or ()
    count = _ties_at(picture, last)
    now = sum(last in one.present for one in picture.partners)
    alt = _say(lang, "alt", title=picture.title, partners=now, sectors=len(_present(picture)),
               ties=sum(last in tie.present for tie in ties))  # fmt: skip
    if picture.ties is None:
        alt += " " + _say(lang, "ties_unknown")
    lines = Markup("").join(_line(picture, tie, last) for tie in ties)
    nodes = Markup("").join(
        _node(picture, place, styles, count[place], last, lang)
        for place in range(len(picture.partners))
    )
    names = Markup("").join(
        _name(picture, partner, count[place], last)
        for place, partner in enumerate(picture.partners)
    )
    return Markup(
        '<figure class="map" id="{id}" lang="{lang}"><figcaption>{title}</figcaption>'
        '{tools}{controls}<svg viewBox="0 0 {w} {h}" role="group" aria-label="{alt}" '
        'aria-describedby="{id}-keys" '
        'font-size="{font}"><g class="ties">{lines}</g><g class="partners">{nodes}</g>'
        '<g class="names" aria-hidden="true">{names}</g></svg>'
        '<p class="said" aria-live="polite">{alt}</p>{legend}'
        '<p class="keys" id="{id}-keys">{keys}</p>'
        '<script type="application/json">{data}</script></figure>'
    ).format(
        id=picture.id, lang=lang, title=picture.title, controls=_controls(picture, lang),
        tools=_tools(lang), keys=_say(lang, "keys"),
        w=WIDTH, h=picture.height, alt=alt, lines=lines, nodes=nodes, font=FONT, names=names,
        legend=Markup('<ul class="legend">{}</ul>').format(Markup("").join(groups)),
        data=_payload(picture, lang),
    )  # fmt: skip


def _say(lang: str, key: str, **values: object) -> str:
    return words.text(f"map.{key}", lang, **values)


def _present(picture: Map) -> list[str]:
    """List the sectors that this map shows, in the order of their colours."""
    named = {one.sector for one in picture.partners}
    return [sector for sector in picture.sectors if sector in named]


def _ties_at(picture: Map, moment: int) -> list[int]:
    count = [0] * len(picture.partners)
    for tie in picture.ties or ():
        if moment in tie.present:
            count[tie.source] += 1
            count[tie.target] += 1
    return count


def _xy(partner: MapPartner, height: int) -> tuple[int, int]:
    return (
        round(SIDE + partner.x * (WIDTH - 2 * SIDE)),
        round(MARGIN + partner.y * (height - 2 * MARGIN)),
    )


def _line(picture: Map, tie: MapTie, moment: int) -> Markup:
    (x1, y1), (x2, y2) = (
        _xy(picture.partners[end], picture.height) for end in (tie.source, tie.target)
    )
    width = round((0.8 + 2.2 * math.sqrt(tie.strength)) * picture.thin, 2)
    return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" stroke-width="{}"{}/>').format(
        x1, y1, x2, y2, width, Markup("") if moment in tie.present else Markup(' class="off"')
    )


def _node(  # noqa: PLR0917 - one mark of the picture
    picture: Map, place: int, styles: dict[str, SectorStyle], ties: int, moment: int, lang: str
) -> Markup:
    partner = picture.partners[place]
    x, y = _xy(partner, picture.height)
    size = picture.radius(ties)
    if partner.sector is None:
        mark = Markup('<circle class="mark unknown" r="1" transform="scale({})"/>').format(size)
    else:
        style = styles[partner.sector]
        mark = Markup('<path class="mark" d="{}" fill="{}" transform="scale({})"/>').format(
            SHAPES[style.marker], style.colour, size
        )
    core = Markup('<circle class="core" r="{}"/>').format(size + 4.5)
    return Markup(
        '<g class="partner{off}" tabindex="0" role="img" aria-label="{label}" '
        'transform="translate({x},{y})">{core}{mark}</g>'
    ).format(
        off="" if moment in partner.present else " off",
        label=_described(picture, partner, ties, lang), x=x, y=y,
        core=core if partner.tier == "core" else "", mark=mark,
    )  # fmt: skip


def _name(picture: Map, partner: MapPartner, ties: int, moment: int) -> Markup:
    """Write a name below its mark; names lie in one layer above all marks, none hides one."""
    x, y = _xy(partner, picture.height)
    below = y + picture.radius(ties) + (6 if partner.tier == "core" else 0) + 3 + 0.85 * FONT
    if moment not in partner.present:
        return Markup("<text>{}</text>").format(short(partner.name))
    return Markup('<text class="named" x="{}" y="{}" text-anchor="middle">{}</text>').format(
        x, round(below, 1), short(partner.name)
    )


def short(name: str) -> str:
    """Shorten a name to what fits under a mark.

    >>> short("Vlaamse Dienst voor Arbeidsbemiddeling")
    'Vlaamse Dienst voor Arb…'
    """
    return name if len(name) <= 24 else name[:23].rstrip() + "…"


def _described(picture: Map, partner: MapPartner, ties: int, lang: str) -> str:
    parts = [partner.name, _sectors(partner, lang) or _say(lang, "no_sector")]
    if partner.tier:
        parts.append(words.word("tier", partner.tier, lang))
    if picture.ties is not None:
        parts.append(_say(lang, "tie" if ties == 1 else "ties", ties=ties))
    return ", ".join(parts)


def _sectors(partner: MapPartner, lang: str) -> str:
    """Name every sector of a partner; it is drawn in the first."""
    return " + ".join(words.word("sector", sector, lang) for sector in partner.sectors)


def _legend(picture: Map, styles: dict[str, SectorStyle], lang: str) -> list[Markup]:
    sectors = _present(picture)
    together = set(folded(picture.sectors))
    shown = [one for one in sectors if one not in together]
    items: list[tuple[str, SectorStyle, tuple[str, ...]]] = [
        (words.word("sector", sector, lang), styles[sector], (sector,)) for sector in shown
    ]
    rest = tuple(one for one in sectors if one in together)
    if rest:
        names = ", ".join(words.word("sector", one, lang) for one in rest)
        items.append((_say(lang, "other", names=names), styles[OTHER], rest))
    found = [
        Markup(
            '<li><button type="button" data-sectors="{sectors}"><svg viewBox="-1.4 -1.4 2.8 2.8" '
            'aria-hidden="true"><path d="{d}" fill="{fill}"/></svg>{name}</button></li>'
        ).format(sectors=json.dumps(own), d=SHAPES[style.marker], fill=style.colour, name=name)
        for name, style, own in items
    ]
    if any(one.sector is None for one in picture.partners):
        found.append(
            Markup(
                '<li><button type="button" data-sectors="[null]"><svg viewBox="-1.4 -1.4 2.8 2.8" '
                'aria-hidden="true"><circle class="unknown" r="1"/></svg>{}</button></li>'
            ).format(_say(lang, "no_sector"))
        )
    several = sum(len(one.sectors) > 1 for one in picture.partners)
    if several:
        found.append(Markup('<li class="key">{}</li>').format(_say(lang, "several", count=several)))
    if any(one.tier == "core" for one in picture.partners):
        found.append(
            Markup(
                '<li class="key"><svg viewBox="-1.4 -1.4 2.8 2.8" aria-hidden="true">'
                '<circle class="core" r="1.15"/><circle r=".6" fill="{}"/></svg>{}</li>'
            ).format(PALETTE[-1], _say(lang, "declared_core"))
        )
    if picture.ties:
        found.append(Markup('<li class="key">{}</li>').format(_say(lang, "size")))
    return found


def _controls(picture: Map, lang: str) -> Markup:
    """Give the slider; hidden until the script is there to move it."""
    if len(picture.moments) < 2:
        return Markup('<p class="moment">{}</p>').format(picture.moments[0])
    last = len(picture.moments) - 1
    return Markup(
        '<div class="controls" hidden><button type="button" class="back" aria-label="{back}">‹'
        '</button><button type="button" class="play">{play}</button><button type="button" '
        'class="next" aria-label="{next}">›</button><input type="range" min="0" max="{last}" '
        'value="{last}" aria-label="{slider}"><output>{shown}</output></div>'
    ).format(
        back=_say(lang, "back"), play=_say(lang, "play"), next=_say(lang, "next"),
        slider=_say(lang, "slider"), last=last, shown=picture.moments[last],
    )  # fmt: skip


def _tools(lang: str) -> Markup:
    """Give the search and the button for a picture; hidden until the script is there."""
    return Markup(
        '<div class="tools" hidden><label>{search} <input type="search" autocomplete="off" '
        'spellcheck="false"></label><button type="button" class="png">{png}</button></div>'
    ).format(search=_say(lang, "search"), png=_say(lang, "png"))


def _payload(picture: Map, lang: str) -> Markup:
    """Give what the script needs as JSON that cannot end its own element."""
    spoken = ("play", "pause", "table", "partner", "sector", "ties_head")
    data = {
        "moments": picture.moments,
        "size": picture.size,
        "font": FONT,
        "words": {key: _say(lang, key) for key in spoken},
        "said": _sentences(lang),
        "partners": [_row(one, picture.height, lang) for one in picture.partners],
        "ties": None
        if picture.ties is None
        else [[tie.source, tie.target, tie.present] for tie in picture.ties],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - every sign that HTML could read is escaped just above


def _row(one: MapPartner, height: int, lang: str) -> list[object]:
    tier = words.word("tier", one.tier, lang) if one.tier else ""
    return [
        one.name,
        one.sector,
        _sectors(one, lang),
        tier,
        *_xy(one, height),
        one.present,
        one.tier == "core",
    ]


def _sentences(lang: str) -> dict[str, str]:
    """Give the sentences the script says, with the places it fills in marked by braces."""
    return {
        "tie": _say(lang, "tie", ties=1),
        "ties": _say(lang, "ties", ties="{ties}"),
        "no_sector": _say(lang, "no_sector"),
        "found": _say(lang, "found", count="{count}"),
        "now": _say(lang, "now", moment="{moment}", partners="{partners}", ties="{ties}"),
        "now_unknown": _say(lang, "now_unknown", moment="{moment}", partners="{partners}"),
    }
