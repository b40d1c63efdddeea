"""Coalitions beside each other, and what changed."""

from collections.abc import Iterable

import pandas as pd

from leco import words
from leco.report.chart import over_time
from leco.report.material import FAMILIES, Material
from leco.report.page import Entry, Grid, Section


def beside_others(material: Material) -> Section | None:
    """Say which coalitions differ, by how much, and which cannot be compared."""
    if len(material.coalitions) < 2:
        return None
    lang, compared = material.lang, material.compared
    cautions = tuple(note.say(lang) for note in compared.cautions)
    table = compared.side_by_side(lang)
    head = (material.say("measure"), material.say("value"), *map(str, table.columns))
    rows = tuple(
        (*map(str, named), *(words.number(float(value), lang) for value in row))
        for named, row in zip(table.index, table.to_numpy(dtype=float), strict=True)
    )
    numeric = (False, False, *[True] * len(table.columns))
    said = tuple(compared.said_of_differences(lang)) or (material.say("compared.nothing"),)
    grid = Grid(material.say("compared.table"), head, rows, numeric, said, (
        Entry(material.say("compared.how"), (words.text("how.compare", lang),)),
    ))  # fmt: skip
    return Section("compared", material.say("compared.heading"), (material.say("compared.lead"),),
                   (grid,), cautions)  # fmt: skip


def change(material: Material) -> Section | None:
    """Follow every family over time; None where nothing has moments."""
    followed = material.followed
    parts = tuple(
        over_time(material, measures) for measures in _families() if _any(followed, measures)
    )
    if not parts:
        return None
    return Section("change", material.say("change.heading"), (material.say("change.lead"),), parts,
                   (words.text("track.caution", material.lang),))  # fmt: skip


def _families() -> Iterable[tuple[str, ...]]:
    """Give the measures of each figure: who came and went first, then one family after another."""
    later = {name: over for name, (_, over) in FAMILIES.items()}
    return later.pop("change"), *later.values()


def _any(frame: pd.DataFrame, measures: tuple[str, ...]) -> bool:
    return bool(frame[frame["measure"].isin(measures)]["value"].notna().any())
