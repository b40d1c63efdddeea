"""How diverse partners are, what is lacking, and whether ties carry the difference."""

import math
from dataclasses import replace

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.dynamics.tracking import track
from leco.errors import DataError
from leco.metrics.coverage import need_coverage
from leco.metrics.integration import FACETS, Integration, integration
from leco.plot import figures
from leco.plot.map_data import partner_names
from leco.plot.plane import plane
from leco.practice.profile import profile
from leco.report import how
from leco.report.chart import interval
from leco.report.families import Parts, family
from leco.report.material import Material, few
from leco.report.page import Figure, Grid, Section
from leco.result import Track, long_frame

NEEDS = ("wanted", "providers", "gap")


def diversity(material: Material) -> Section:
    """Write the section: diversity that size does not fool, and the needs that nobody meets."""
    needs = tuple(
        _needs(material, name, one.snapshot())
        for name, one in material.coalitions.items()
        if one.needs is not None and len(one.needs) and "offers" in one.partners.columns
    )
    notes = () if needs else (material.say("diversity.no_needs"),)
    return family(material, "diversity", needs, notes)


def bridges(material: Material) -> Section:
    """Write the section: how different, beside how often ties join the different."""
    profiles = {
        name: _profile(one, by)
        for name, one in material.coalitions.items()
        if one.ties_known
        and (by := material.labelled(one)) is not None
        and name not in material.large
    }
    more: Parts = ()
    if any(not math.isnan(_value(one, "bridging_ratio")) for one in profiles.values()):
        more = (_plane(material, profiles),)
    return family(material, "integration", more)


def _needs(material: Material, name: str, now: Coalition) -> Grid:
    found, titles = need_coverage(now), partner_names(now)
    who = {need: tuple(titles[str(one)] for one in them) for need, them in found.providers.items()}
    said = replace(found, providers=who).sentence(material.lang)
    head = (material.say("need"), *(material.say(f"need.{column}") for column in NEEDS),
            material.say("need.who"))  # fmt: skip
    rows = tuple(
        (str(need), *(words.number(float(row[column]), material.lang) for column in NEEDS),
         ", ".join(who.get(str(need), ())) or "–")
        for need, row in found.frame.iterrows()
    )  # fmt: skip
    return Grid(
        material.say("need.table", name=name), head, rows, (False, *[True] * len(NEEDS), False),
        (material.of(name, said),),
        how.of_answers({"need_coverage": {name: found}}, material.lang),
    )  # fmt: skip


def _profile(coalition: Coalition, by: str) -> Integration:
    """Give the profile with its gate and problems, its key partner by name."""
    try:
        found = profile(coalition, by=by)
    except DataError:  # answers on another scale are not known, as the section on the vision says
        found = integration(coalition, by=by)
    return replace(found, top=partner_names(coalition).get(str(found.top), found.top))


def _value(profile: Integration, facet: str) -> float:
    return float(profile.frame["value"].to_dict()[facet])


def _plane(material: Material, profiles: dict[str, Integration]) -> Figure:
    """Draw the plane: a mark for each coalition, or the way of one through some of its moments."""
    lang = material.lang
    frames = [long_frame(one.rows(name, one.about.moment)) for name, one in profiles.items()]
    (name, *others) = profiles
    if not others and len(moments := few(material.moments[name])) > 1:
        by = material.labelled(material.coalitions[name])
        frames = [track(material.coalitions[name], "integration", every=moments, by=by).frame]
    drawn, (ax,) = figures.panels(1, height=3.2)
    plane(Track(frame=pd.concat(frames, ignore_index=True)), "integration", ax, lang)
    said = tuple(material.of(name, one.sentence(lang)) for name, one in profiles.items())
    alt = f"{words.text('plane.title', lang)} {' '.join(said)}"
    head = (material.say("coalition"), *(
        words.word("facet", facet, lang) for facet in _known(profiles)
    ))  # fmt: skip
    rows = tuple(
        (name, *(_cell(one, facet, lang) for facet in _known(profiles)))
        for name, one in profiles.items()
    )
    grid = Grid(material.say("behind"), head, rows, (False, *[True] * (len(head) - 1)))
    return Figure(
        figures.svg(drawn, alt), alt, material.say("integration.plane"), said, grid,
        how.of_answers({"integration": profiles}, lang),
    )  # fmt: skip


def _known(profiles: dict[str, Integration]) -> list[str]:
    return [facet for facet in FACETS
            if any(not math.isnan(_value(one, facet)) for one in profiles.values())]  # fmt: skip


def _cell(profile: Integration, facet: str, lang: str) -> str:
    """Write a facet; behind the bridging ratio stands what chance gives."""
    if facet != "bridging_ratio":
        return words.number(_value(profile, facet), lang)
    cell = {str(side): float(own.to_dict()[facet]) for side, own in profile.frame.items()}
    return interval(cell, lang)
