"""Who connects: the partners in whom others meet, by the sectors of all three."""

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.metrics.brokerage import brokerage_roles
from leco.plot.map_data import partner_names
from leco.report import how
from leco.report.material import Material, listed
from leco.report.page import Entry, Grid, Section

TOP = 8


def brokers(material: Material) -> Section:
    """Write the section: a table of brokers for each coalition with ties and groups."""
    parts: list[Grid] = []
    for name, one in material.coalitions.items():
        now = one.snapshot()
        if not now.ties_known or material.by is None or material.by not in now.partners.columns:
            continue
        answer = brokerage_roles(now, by=material.by)
        roles = answer.frame[answer.frame["total"] > 0]
        roles = roles.sort_values("total", ascending=False, kind="stable")
        computed = how.of_answers({"brokerage_roles": {name: answer}}, material.lang)
        parts.append(_grid(material, name, now, roles.head(TOP), computed))
    lead = [material.say("brokers.lead")]
    if not parts:
        lead.append(material.say("nothing"))
    return Section("brokers", material.say("brokers.heading"), tuple(lead), tuple(parts))


def _grid(
    material: Material, name: str, now: Coalition, roles: pd.DataFrame, computed: tuple[Entry, ...]
) -> Grid:
    titles = partner_names(now)
    columns = [str(column) for column in roles.columns]
    head = (
        material.say("partner"),
        *(words.word("role", column, material.lang) for column in columns),
    )
    rows = tuple(
        (
            titles[str(partner)],
            *(words.number(float(row[column]), material.lang) for column in columns),
        )
        for partner, row in roles.iterrows()
    )
    first = [titles[str(partner)] for partner in roles.index[:3]]
    said = (
        material.say("brokers.said", partners=listed(first, material.lang))
        if first else material.say("brokers.nobody")
    )  # fmt: skip
    return Grid(
        material.say("brokers.table", name=name), head, rows, (False, *[True] * len(columns)),
        (material.of(name, said),), computed,
    )  # fmt: skip
