"""write_report(): the sections of a report in their order, the question before the number."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from leco import __version__, words
from leco.coalition.coalition import Coalition
from leco.io.persons import hide_persons
from leco.io.whole import replacing
from leco.metrics.registry import measures
from leco.practice.structure import structure_only
from leco.report.asked import asked
from leco.report.brokers import brokers
from leco.report.change import beside_others, change
from leco.report.core import core
from leco.report.families import family
from leco.report.limits import limits
from leco.report.material import Material, gather, listed
from leco.report.members import maps, members
from leco.report.page import Page, Section, page_html
from leco.report.parts import PARTS, SIGNALS
from leco.report.variety import bridges, diversity
from leco.report.without import without_broker


def write_report(
    coalitions: Coalition | Sequence[Coalition],
    path: str | Path,
    *,
    by: str | None = "sector",
    every: str | Sequence[object] = "year",
    lang: str | None = None,
    seed: int = 1,
    persons: bool = False,
    signals: bool = False,
) -> Path:
    """Write a report about one or more coalitions as one HTML file that opens offline.

    A report of coalitions of which nothing but structure is on record begins with a warning.
    Each section asks a question: who takes part and what is missing, who is tied to whom (a
    map, with a slider over time where there are dates), how far the coalition has come, is
    there a shared why, who joins and whom to invite, who steers, who does what, what is there
    to learn, who supports (what is not known of these is said in one line), who connects, is
    there a core and is it shrinking, how diverse are the partners and what is lacking, do the
    ties carry the difference, what sets the coalitions apart, what changed, and what this
    cannot say. Each
    figure and table comes with a sentence in plain words, the numbers behind it, and how they
    were computed. Of a coalition too large for a map (1,500 partners, or 12,000 ties) a GEXF
    file for Gephi is written beside the report.

    Parameters
    ----------
    coalitions : Coalition, or list of Coalition
        Their names must differ.
    path : str or Path
    by : str, optional
        The column that groups partners; None leaves out what needs one. A coalition without
        that column is shown without it.
    every : "month", "quarter", "year", "phase", "wave", or a list of dates
        The moments of maps and figures over time, for coalitions with dates. What takes long
        at each moment (the change of a core, the plane of integration) is followed at six
        of them.
    lang : "en" or "nl", optional
        Else ``LECO_LANG``, else English.
    seed : int
        The seed of the chance models and of the maps.
    persons : bool
        Whether persons are called by their names; else by a number (`hide_persons`).
    signals : bool
        Whether to show `risk_signals` too: a report travels, so decide with whom to talk first.

    Returns
    -------
    Path
    """
    spoken = words.language(lang)
    given = [coalitions] if isinstance(coalitions, Coalition) else list(coalitions)
    place = Path(path)
    with replacing(place) as fresh:  # first: a place that cannot be written is said at once
        if not persons:
            given = [hide_persons(one, lang=spoken) for one in given]
        material = gather(given, by, every, spoken, seed)
        page = Page(
            title=material.say("title", names=listed(list(material.coalitions), spoken)),
            subtitle=material.say("subtitle"),
            lang=spoken,
            sections=tuple(
                one for one in _sections(material, place, signals=signals) if one is not None
            ),
            footer=tuple(_footer(material)),
            warning=_warning(material),
        )
        fresh.write_text(page_html(page), encoding="utf-8", newline="")
    return place


def _sections(
    material: Material, place: Path, *, signals: bool = False
) -> Iterable[Section | None]:
    yield members(material)
    yield maps(material, place)
    for name, questions in PARTS.items():
        yield asked(material, name, questions)
    if signals:
        yield asked(material, "signals", SIGNALS)
    yield family(material, "cohesion")
    yield brokers(material)
    asked_far = {name: one for name, one in material.coalitions.items()
                 if name not in material.large}  # fmt: skip
    yield without_broker(asked_far, material.by, material.lang)
    yield core(material)
    if material.by is not None:
        yield diversity(material)
        yield bridges(material)
    yield beside_others(material)
    yield change(material)
    yield limits(material)


def _warning(material: Material) -> str:
    """Warn of coalitions of which nothing but structure is on record."""
    found = {name: structure_only(one) for name, one in material.coalitions.items()}
    bare = [name for name, one in found.items() if one.holds]
    if not bare:
        return ""
    said = found[bare[0]].sentence(material.lang)
    if len(bare) == len(found):
        return said
    return f"{listed(bare, material.lang)}: {said}"


def _footer(material: Material) -> list[str]:
    entries = measures()
    used = dict.fromkeys(
        words.code(measure)
        for frame in (material.frame, material.followed)
        for measure in frame["measure"]
    )
    sources = "; ".join(
        f"{words.measure(name, material.lang)}: "
        f"{words.source(name, entries[name].source, material.lang)}"
        for name in used
    )
    made = material.say("made", version=__version__, seed=material.seed)
    return [made, material.say("sources", sources=sources)]
