"""Is there a core, who is in it, and is it shrinking."""

import math

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.dynamics.core_change import CoreChange, shrinking_core
from leco.graph.arrays import arrays
from leco.metrics.core_periphery import core_periphery
from leco.plot import figures
from leco.plot.core_figures import core_change
from leco.plot.map_data import partner_names
from leco.report import how
from leco.report.chart import interval
from leco.report.families import Parts, family
from leco.report.material import DRAWS, Material, few
from leco.report.page import Entry, Figure, Grid, Section

# The columns of the table behind the figure.
SIDES = ("core", "periphery", "share", "certified_core")


def core(material: Material) -> Section:
    """Write the section: who is core as computed now, and over time what became of it."""
    changes: Parts = tuple(
        _change(material, name, one, few(material.moments[name]))
        for name, one in material.coalitions.items()
        if one.ties_known and len(material.moments[name]) > 1
    )
    return family(material, "core", (*_who(material), *changes))


def _who(material: Material) -> Parts:
    """Name the partners in the core as computed from the ties of now."""
    rows, said, computed = [], [], {}
    for name, one in material.coalitions.items():
        now = one.snapshot()
        if not now.ties_known or not arrays(now).ties:
            continue
        found = core_periphery(now)
        if found.core:
            titles = partner_names(now)
            who = sorted(titles[str(partner)] for partner in found.core)
            rows.append((name, str(len(who)), ", ".join(who)))
            said.append(material.of(name, material.say("core.said", count=len(who), of=len(now))))
            computed[name] = found
    if not rows:
        return ()
    head = (material.say("coalition"), material.say("core.size"), material.say("core.who"))
    return (Grid(material.say("core.table"), head, tuple(rows), (False, True, False), tuple(said),
                 how.of_answers({"core_periphery": computed}, material.lang)),)  # fmt: skip


def _change(material: Material, name: str, coalition: Coalition, moments: list[object]) -> Figure:
    lang = material.lang
    found = shrinking_core(coalition, every=moments, seed=material.seed, draws=DRAWS)
    drawn, (ax,) = figures.panels(1, height=2.6)
    core_change(found, ax, lang, None)
    verdict = words.text(f"core_change.{found.verdict}", lang)
    alt = f"{name}: {verdict} {words.text('core_change.legend', lang)}"
    moved = {str(flow): int(count) for flow, count in found.flows["count"].items()}
    said = (
        material.of(name, f"{verdict[:1].lower()}{verdict[1:]}"),
        words.text(f"core_change.why.{found.why}", lang),
        words.text("core_change.flows", lang, **moved),
    )
    computed = Entry(material.say("core.change"), (
        words.text("how.shrinking_core", lang, draws=DRAWS, moments=len(found.frame)),
        *found.explain(lang).splitlines()[2:],
    ))  # fmt: skip
    return Figure(figures.svg(drawn, alt), alt, material.say("core.sizes", name=name), said,
                  _sizes(material, found), (computed,))  # fmt: skip


def _cell(row: "pd.Series[float]", side: str) -> dict[str, float]:
    bounds = side.removesuffix("_core")  # certified_core has certified_low, certified_high
    low, high = (row.get(f"{bounds}_{end}", math.nan) for end in ("low", "high"))
    return {"value": float(row[side]), "low": float(low), "high": float(high)}


def _sizes(material: Material, found: CoreChange) -> Grid:
    head = (material.say("fact.moment"), material.say("fact.partners"),
            *(material.say(f"core.{side}") for side in SIDES))  # fmt: skip
    rows = tuple(
        (str(moment), words.number(float(row["partners"]), material.lang), *(
            interval(_cell(row, side), material.lang) for side in SIDES
        ))
        for moment, row in found.frame.iterrows()
    )  # fmt: skip
    return Grid(material.say("behind"), head, rows, (False, *[True] * (1 + len(SIDES))))
