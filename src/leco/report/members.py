"""Who takes part, what is missing of it, and the map."""

import math
from pathlib import Path
from typing import Any

from leco import words
from leco.plot.map_data import Map, coalition_map, sector_order
from leco.report.large import hand_over, too_large
from leco.report.material import Material
from leco.report.page import Grid, Large, Section


def members(material: Material) -> Section:
    """Say who is on record, and what of it is not known."""
    facts = material.compared.comparability
    head = (material.say("coalition"), *(material.say(f"fact.{column}") for column in facts))
    numeric = (False, *(column in {"partners", "ties", "response", "labels", "unlabelled"}
                        for column in facts))  # fmt: skip
    rows = tuple(
        (str(name), *(_fact(column, row[column], material) for column in facts.columns))
        for name, row in facts.iterrows()
    )
    said = [
        material.of(str(name), material.say("members.who", count=int(count)))
        for name, count in facts["partners"].items()
    ]
    objectives = [
        f"{name}: {one.about['objective']}"
        for name, one in material.coalitions.items()
        if "objective" in one.about
    ]
    grid = Grid(material.say("members.table"), head, rows, numeric, tuple(said))
    lead = (material.say("members.lead"), *objectives)
    return Section("members", material.say("members.heading"), lead, (grid,), _missing(material))


def maps(material: Material, report: Path) -> Section:
    """Draw a map of each coalition at each of its moments; of a very large one, write a file."""
    sectors = sector_order(material.coalitions.values(), material.by)
    parts: list[Map | Large] = []
    for place, (name, one) in enumerate(material.coalitions.items()):
        if too_large(one):
            beside = report.with_name(f"{report.stem}-{place + 1}.gexf")
            parts.append(hand_over(name, one, material.by, beside, material.lang))
        else:
            parts.append(coalition_map(
                name, one, material.moments[name],
                by=material.by, sectors=sectors, seed=material.seed, lang=material.lang,
            ))  # fmt: skip
    lead = (material.say("maps_lead"),) if any(isinstance(one, Map) for one in parts) else ()
    return Section("maps", material.say("maps"), lead, tuple(parts))


def _missing(material: Material) -> tuple[str, ...]:
    """Name what is odd in the tables, and what is left out of numbers and counted."""
    notes = []
    for name, one in material.coalitions.items():
        for message, own in one.check(material.lang).groupby("message", sort=False):
            # What is counted already is one finding, that begins with its count.
            counted = [value for value in own["value"] if isinstance(value, int)]
            said = f"{counted[0]} {message}" if counted else f"{message} ({len(own)})"
            notes.append(f"{name}: {said}")
        notes += [f"{name}: {note.say(material.lang)}" for note in one.snapshot().notes]
    return tuple(dict.fromkeys(notes))


def _fact(column: str, value: Any, material: Material) -> str:
    if column == "directed":
        return material.say("yes" if value else "no")
    if column == "kinds":
        kinds = [one for one in str(value).split(", ") if one]
        return ", ".join(words.word("kind", one, material.lang) for one in kinds) or "–"
    if isinstance(value, float):
        if math.isnan(value):
            return material.say("not_known") if column == "ties" else "–"
        if column == "response":
            return f"{words.percentage(100 * value, material.lang)} %"
        return words.number(value, material.lang)
    return words.word("column", str(value), material.lang) if column == "by" else str(value) or "–"
