"""The section "without its strongest broker": as is beside without, one table a coalition."""

from collections.abc import Mapping

import numpy as np

from leco import words
from leco.coalition.coalition import Coalition
from leco.graph.arrays import arrays
from leco.metrics.dependence import without_top
from leco.plot.map_data import partner_names
from leco.report import how
from leco.report.page import Grid, Section


def without_broker(
    coalitions: Mapping[str, Coalition], by: str | None, lang: str
) -> Section | None:
    """Set each coalition beside itself without the partner that most shortest ways run through.

    Only where ties are known and some way runs through somebody; None when that is nowhere so.
    """
    parts, said = list[Grid](), list[str]()
    for name, one in coalitions.items():
        now = one.snapshot()
        if now.ties_known:
            grid, sentences = _beside(name, now, by, lang)
            parts += grid
            said += sentences
    if not parts:
        return None
    lead = words.text("report.without.lead", lang)
    heading = words.text("report.without.heading", lang)
    return Section("without", heading, (lead, *said), tuple(parts))


def _beside(name: str, now: Coalition, by: str | None, lang: str) -> tuple[list[Grid], list[str]]:
    own = by if by in now.partners.columns else None
    found = without_top(now, top=1, by=own)
    if found.frame.empty:
        return [], []
    titles = partner_names(now)
    broker, *equals = map(str, found.frame.index)
    who = titles[broker]
    left = found.frame.iloc[0]
    rows = tuple(
        (_named(column, lang), words.number(value, lang), words.number(float(left[column]), lang))
        for column, value in found.whole.items()
    )
    head = tuple(words.text(f"report.without.{key}", lang, partner=who)
                 for key in ("measure", "as_is", "without"))  # fmt: skip
    caption = words.text("report.without.table", lang, name=name, partner=who)
    alone = [titles[partner] for partner in sorted(_without_tie(now.without(broker)))
             if partner not in _without_tie(now)]  # fmt: skip
    said = [words.text(
        "report.without.alone" if alone else "report.without.nobody", lang, name=name, partner=who,
        count=len(alone), partners=", ".join(alone),
    )]  # fmt: skip
    if equals:
        others = ", ".join(titles[partner] for partner in (broker, *equals))
        said.append(words.text("report.without.equals", lang, name=name, partners=others))
    computed = how.of_answers({"without_top": {name: found}}, lang)
    return [Grid(caption, head, rows, (False, True, True), how=computed)], said


def _named(column: str, lang: str) -> str:
    if column == "largest_piece":
        return words.text("report.without.largest_piece", lang)
    return words.measure(column, lang)


def _without_tie(coalition: Coalition) -> set[str]:
    net = arrays(coalition)
    return {str(net.nodes[place]) for place in np.flatnonzero(net.undirected.sum(axis=1) == 0)}
