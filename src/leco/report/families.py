"""A family of measures side by side: what it asks, a figure, and each number in words."""

from leco.report.chart import beside
from leco.report.material import FAMILIES, Material
from leco.report.page import Figure, Grid, Section

Parts = tuple[Figure | Grid, ...]


def family(material: Material, name: str, more: Parts = (), notes: tuple[str, ...] = ()) -> Section:
    """Write the section of one family; `more` parts and notes follow its figure."""
    frame = material.frame
    asked = FAMILIES[name][0]
    known = frame[frame["measure"].isin(asked) & frame["value"].notna()]
    figure: Parts = ()
    lead = [material.say(f"{name}.lead")]
    if not known.empty:
        figure = (beside(material, asked),)
    elif not more:
        lead.append(material.say("nothing"))
    chance = known[known["column"] == "value"]["measure"].isin(
        frame[(frame["column"] == "expected") & frame["value"].isna()]["measure"]
    )
    if chance.any():
        notes = (*notes, material.say("no_chance"))
    return Section(name, material.say(f"{name}.heading"), tuple(lead), (*figure, *more), notes)
