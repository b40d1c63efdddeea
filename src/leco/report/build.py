"""write_report(): what a report says, section by section."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from leco import __version__, words
from leco.coalition.coalition import Coalition
from leco.comparison.side_by_side import compare
from leco.dynamics.tracking import track
from leco.graph.arrays import arrays
from leco.metrics.brokerage import brokerage_roles
from leco.metrics.core_periphery import core_periphery
from leco.metrics.registry import measures
from leco.plot.map_data import coalition_map, partner_names, sector_order
from leco.report.chart import beside, over_time
from leco.report.page import Figure, Grid, Page, Section, page_html
from leco.report.without import without_broker
from leco.result import Comparison, Track

# The families of a report: its measures side by side, and those it follows over time.
FAMILIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "cohesion": (("density", "connectedness", "compactness"), ("density", "connectedness")),
    "core": (("core_share", "degree_centralisation"), ("core_share",)),
    "diversity": (
        ("richness", "hill_number", "blau:unbiased=true"),
        ("hill_number", "blau:unbiased=true"),
    ),
    "integration": (("ei_index", "bridging_ratio"), ("bridging_ratio",)),
    "change": ((), ("turnover", "tie_survival")),
}
NEEDS_LABELS = ("diversity", "integration")
TOP = 8


@dataclass(frozen=True)
class _Material:
    """What the sections are written from."""

    coalitions: dict[str, Coalition]
    compared: Comparison
    tracks: dict[str, Track]
    moments: dict[str, list[object]]
    by: str | None
    lang: str


def write_report(
    coalitions: Coalition | Sequence[Coalition],
    path: str | Path,
    *,
    by: str | None = "sector",
    every: str | Sequence[object] = "year",
    lang: str | None = None,
    seed: int = 1,
) -> Path:
    """Write a report about one or more coalitions as one HTML file that opens offline.

    It says first what can be compared, shows a map of each coalition (with a slider over
    time where there are dates), then for each family of measures a figure, sentences in
    plain words and what is missing, and at the end where every number comes from.

    Parameters
    ----------
    coalitions : Coalition, or list of Coalition
        Their names must differ.
    path : str or Path
    by : str, optional
        The column that groups partners; None leaves out what needs one. A coalition without
        that column is shown without it.
    every : "month", "quarter", "year", "phase", "wave", or a list of dates
        The moments of maps and figures over time, for coalitions with dates.
    lang : "en" or "nl", optional
        Else ``LECO_LANG``, else English.
    seed : int
        The seed of the chance models and of the maps.

    Returns
    -------
    Path
    """
    spoken = words.language(lang)
    given = [coalitions] if isinstance(coalitions, Coalition) else list(coalitions)
    material = _gather(given, by, every, spoken, seed)
    page = Page(
        title=_say(material, "title", names=_listed(list(material.coalitions), spoken)),
        subtitle=_say(material, "subtitle"),
        lang=spoken,
        sections=tuple(_sections(material, seed)),
        footer=tuple(_footer(material, seed)),
    )
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(page_html(page), encoding="utf-8")
    return place


def _say(material: _Material, key: str, **values: object) -> str:
    return words.text(f"report.{key}", material.lang, **values)


def _listed(names: Sequence[str], lang: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {words.text('report.and', lang)} {names[-1]}"


def _gather(
    given: Sequence[Coalition], by: str | None, every: str | Sequence[object], lang: str, seed: int
) -> _Material:
    has_labels = by is not None and any(by in one.partners.columns for one in given)
    used = by if has_labels else None
    wanted = [
        name
        for family, (names, _) in FAMILIES.items()
        for name in names
        if used is not None or family not in NEEDS_LABELS
    ]
    compared = compare(given, wanted, by=used, seed=seed)
    named = dict(zip(compared.comparability.index, given, strict=True))
    moments = {name: _shown_moments(one, every) for name, one in named.items()}
    tracks = {}
    for name, one in named.items():
        own = used if used is not None and used in one.partners.columns else None
        follow = [
            measure
            for family, (_, measures) in FAMILIES.items()
            for measure in measures
            if own is not None or family not in NEEDS_LABELS
        ]
        if len(moments[name]) > 1:
            tracks[name] = track(one, follow, every=moments[name], by=own, seed=seed)
    return _Material(named, compared, tracks, moments, used, lang)


def _shown_moments(coalition: Coalition, every: str | Sequence[object]) -> list[object]:
    begin, end = coalition.observed
    if isinstance(every, str) and every not in {"wave", "phase"} and (begin is None or end is None):
        return []
    return coalition.moments(every)


def _sections(material: _Material, seed: int) -> Sequence[Section]:
    found = [_first(material), _maps(material, seed)]
    for family in FAMILIES:
        section = _family(material, family)
        if section is not None:
            found.append(section)
        if family == "cohesion":
            found.append(_brokers(material))
            without = without_broker(material.coalitions, material.by, material.lang)
            found += [without] if without is not None else []
    return [*found, _missing(material)]


def _first(material: _Material) -> Section:
    facts = material.compared.comparability
    say = material.lang
    head = [_say(material, "coalition")]
    head += [_say(material, f"fact.{column}") for column in facts.columns]
    numeric = (False, *(column in {"partners", "ties", "response", "labels", "unlabelled"}
                        for column in facts.columns))  # fmt: skip
    rows = tuple(
        (str(name), *(_fact(column, row[column], material) for column in facts.columns))
        for name, row in facts.iterrows()
    )
    cautions = [note.say(say) for note in material.compared.cautions]
    if material.tracks:
        cautions.append(words.text("track.caution", say))
    lead = [_say(material, "lead_one" if len(facts) == 1 else "lead_many")]
    objectives = [
        f"{name}: {one.about['objective']}"
        for name, one in material.coalitions.items()
        if "objective" in one.about
    ]
    grid = Grid(_say(material, "comparability"), tuple(head), rows, numeric)
    return Section(
        "comparability", _say(material, "first"), (*lead, *objectives), (grid,), tuple(cautions)
    )


def _fact(column: str, value: Any, material: _Material) -> str:
    if column == "directed":
        return _say(material, "yes" if value else "no")
    if column == "kinds":
        kinds = [one for one in str(value).split(", ") if one]
        return ", ".join(words.word("kind", one, material.lang) for one in kinds) or "–"
    if isinstance(value, float):
        if math.isnan(value):
            return _say(material, "not_known") if column == "ties" else "–"
        return f"{value:.0%}" if column == "response" else words.number(value, material.lang)
    return words.word("column", str(value), material.lang) if column == "by" else str(value) or "–"


def _maps(material: _Material, seed: int) -> Section:
    sectors = sector_order(material.coalitions.values(), material.by)
    parts = tuple(
        coalition_map(
            name, one, material.moments[name],
            by=material.by, sectors=sectors, seed=seed, lang=material.lang,
        )
        for name, one in material.coalitions.items()
    )  # fmt: skip
    return Section("maps", _say(material, "maps"), (_say(material, "maps_lead"),), parts)


def _family(material: _Material, family: str) -> Section | None:
    """Write one family: a sentence on what it asks, figures, and each number in words."""
    now, _ = FAMILIES[family]
    frame = material.compared.frame
    now = tuple(measure for measure in now if measure in set(frame["measure"]))
    later = [one.frame for one in material.tracks.values()]
    followed = pd.concat(later, ignore_index=True) if later else frame.iloc[:0]
    over = tuple(one for one in FAMILIES[family][1] if one in set(followed["measure"]))
    known = frame[frame["measure"].isin(now) & frame["value"].notna()]
    moving = followed[followed["measure"].isin(over) & followed["value"].notna()]
    if known.empty and moving.empty:
        if family == "change" or (family in NEEDS_LABELS and material.by is None):
            return None
        return Section(family, _say(material, f"{family}.heading"),
                       (_say(material, f"{family}.lead"), _say(material, "nothing")))  # fmt: skip
    parts: list[Figure | Grid] = []
    if not known.empty:
        parts.append(beside(frame, now, material.lang))
    if not moving.empty:
        parts.append(over_time(followed, over, material.lang))
    said = [_say(material, f"{family}.lead"), *_sentences(material, now)]
    expected = known[known["column"] == "value"]["measure"].isin(
        frame[(frame["column"] == "expected") & frame["value"].isna()]["measure"]
    )
    notes = (_say(material, "no_chance"),) if expected.any() else ()
    return Section(family, _say(material, f"{family}.heading"), tuple(said), tuple(parts), notes)


def _sentences(material: _Material, measures: Sequence[str]) -> list[str]:
    """Say each measure for each coalition in one line."""
    frame = material.compared.frame
    found = []
    for measure in measures:
        own = frame[(frame["measure"] == measure) & (frame["column"] == "value")]
        known = set(own.dropna(subset=["value"])["coalition"])
        said = material.compared.said_of(measure, material.lang)
        pieces = [piece for name, piece in said.items() if name in known]
        if pieces:
            title = words.measure(measure, material.lang)
            higher = words.text(f"higher.{words.code(measure)}", material.lang)
            found.append(f"{title}: {'; '.join(pieces)}. {higher}")
    return found


def _brokers(material: _Material) -> Section:
    parts: list[Grid] = []
    for name, one in material.coalitions.items():
        now = one.snapshot()
        if not now.ties_known or material.by is None or material.by not in now.partners.columns:
            continue
        roles = brokerage_roles(now, by=material.by).frame
        roles = roles[roles["total"] > 0].sort_values("total", ascending=False, kind="stable")
        parts.append(_role_grid(material, name, now, roles.head(TOP)))
    lead = [_say(material, "brokers.lead")]
    if not parts:
        lead.append(_say(material, "nothing"))
    return Section("brokers", _say(material, "brokers.heading"), tuple(lead), tuple(parts))


def _role_grid(material: _Material, name: str, now: Coalition, roles: pd.DataFrame) -> Grid:
    titles = partner_names(now)
    columns = [str(column) for column in roles.columns]
    head = (
        _say(material, "partner"),
        *(words.word("role", column, material.lang) for column in columns),
    )
    rows = tuple(
        (
            titles[str(partner)],
            *(words.number(float(row[column]), material.lang) for column in columns),
        )
        for partner, row in roles.iterrows()
    )
    return Grid(
        _say(material, "brokers.table", name=name), head, rows, (False, *[True] * len(columns))
    )


def _missing(material: _Material) -> Section:
    """Say what is not known, who is in the computed core, and what structure alone cannot say."""
    said, notes = [_say(material, "missing.lead")], []
    rows = []
    for name, one in material.coalitions.items():
        findings = one.check(material.lang)
        for message, own in findings.groupby("message", sort=False):
            notes.append(f"{name}: {message} ({len(own)})")
        now = one.snapshot()
        notes += [f"{name}: {note.say(material.lang)}" for note in now.notes]
        if now.ties_known and arrays(now).ties:
            found = core_periphery(now)
            if found.core:
                titles = partner_names(now)
                who = sorted(titles[str(partner)] for partner in found.core)
                rows.append((name, str(len(found.core)), ", ".join(who)))
    parts: tuple[Grid, ...] = ()
    if rows:
        head = (
            _say(material, "coalition"),
            _say(material, "core.size"),
            _say(material, "core.who"),
        )
        parts = (Grid(_say(material, "core.table"), head, tuple(rows), (False, True, False)),)
    content = {"needs", "ratings", "contributions"}
    if not any(content & set(one.tables) for one in material.coalitions.values()):
        said.append(_say(material, "structure_only"))
    return Section("missing", _say(material, "missing.heading"), tuple(said), parts,
                   tuple(dict.fromkeys(notes)))  # fmt: skip


def _footer(material: _Material, seed: int) -> list[str]:
    entries = measures()
    used = dict.fromkeys(
        words.code(measure)
        for frame in (material.compared.frame, *(one.frame for one in material.tracks.values()))
        for measure in frame["measure"]
    )
    sources = "; ".join(
        f"{words.measure(name, material.lang)}: {entries[name].source}" for name in used
    )
    made = _say(material, "made", version=__version__, seed=seed)
    return [made, _say(material, "sources", sources=sources)]
