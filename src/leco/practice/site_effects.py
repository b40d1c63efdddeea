"""site_effects(): what sharing a site goes with: ties, differences, who is there, who joins."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import ClassVar

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.errors import LecoError
from leco.metrics.mixing import bridging_ratio
from leco.metrics.standardised_diversity import rarefied
from leco.practice.findings import about, told
from leco.practice.records import (
    Recorded,
    Why,
    before,
    first_days,
    no_table,
    rows,
    sites_of,
    until,
)  # fmt: skip
from leco.schema import dates
from leco.schema.check import days
from leco.words import Note

LIMITS = (Note("site_limit_cause"), Note("site_limit_blank"))


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class SiteEffects(Recorded):
    """What goes with a site, one fact a row; `on` names the partners of each site.

    `locked_in` is True where ties stay within sites and those on sites are less diverse (at equal
    size) than those that are not, None where that is not known; `joiners` has for each phase how
    many joined and how many of them are on a site.
    """

    what: ClassVar[str] = "site.what"

    on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    locked_in: bool | None = None
    joiners: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def sentence(self, lang: str | None = None) -> str:
        """Say how much denser ties are within sites, and who is on them."""
        if not self.known:
            return self.not_known(lang)
        shown = "; ".join(f"{site}: {', '.join(who)}" for site, who in self.on.items())
        said = [words.text("site.on", lang, on=shown)]
        ratio = float(self.frame["value"]["ratio"])
        if not math.isnan(ratio):
            said.append(words.text("site.ratio", lang, ratio=ratio))
        if self.locked_in:
            said.append(words.text("site.locked_in", lang))
        return " ".join(said)


def site_effects(coalition: Coalition, *, by: str = "sector", denser: float = 2.0) -> SiteEffects:
    """Describe what sharing a site goes with: nothing here says that a site is the cause.

    ============ ======================================================================
    within       share of the pairs on one site that are tied
    across       share of the pairs on different sites, or with one on none, that are
    ratio        within / across
    bridging     bridging ratio with the site as difference: below 1, ties keep to sites
    kinds_on     number of kinds of `by` on sites, at the smaller of the two sizes
    kinds_off    the same off sites
    ============ ======================================================================

    A partner is on a site by its column ``site`` or the table ``site_links``. Of whom nothing is
    written is taken to be on none where the table lists others, and a limit says so. `locked_in`
    when the ratio is `denser` or more and fewer kinds are on sites than off.

    Parameters
    ----------
    coalition : Coalition
    by : str
        The column of kinds of partners.
    denser : float
        From which ratio ties stay within sites.

    Returns
    -------
    SiteEffects

    Raises
    ------
    LecoError
        For anything but a Coalition.
    ValueError
        For a ratio that is not above 0.

    Examples
    --------
    >>> from leco import Coalition
    >>> ids = [{"id": one, "site": site} for one, site in zip("abcd", ["x", "x", "y", ""])]
    >>> ties = [{"source": "a", "target": "b"}, {"source": "b", "target": "c"}]
    >>> site_effects(Coalition.from_frames(ids, ties)).frame["value"].head(3).tolist()
    [1.0, 0.2, 5.0]
    """
    if not denser > 0:
        raise ValueError(f"denser={denser!r}: a ratio above 0")
    whole = told(coalition, "site_effects")
    now = whole.snapshot()
    sites, why = sites_of(now)
    ids = [str(one) for one in now.partners["id"]]
    values = dict.fromkeys(
        ("within", "across", "ratio", "bridging", "kinds_on", "kinds_off"), math.nan
    )
    evidence: dict[str, Why] = {}
    if sites:
        if now.ties_known:
            values |= _densities(now, ids, sites)
        else:
            evidence["ratio"] = (no_table("ties"),)
        kinds, lacking = _kinds(now, by, sites)
        values |= kinds
        evidence |= {"kinds_on": lacking} if lacking else {}
    on: dict[str, tuple[str, ...]] = {}
    for one in ids:
        for site in sorted(sites.get(one, ())):
            on[site] = (*on.get(site, ()), one)
    known = not math.isnan(values["ratio"]) and not math.isnan(values["kinds_on"])
    locked = values["ratio"] >= denser and values["kinds_on"] < values["kinds_off"]
    return SiteEffects(
        frame=pd.DataFrame({"value": values}).rename_axis("fact"), n=len(ids), on=on,
        locked_in=locked if known else None, joiners=_joiners(whole, sites), reasons=why,
        evidence=evidence, thresholds={"denser": float(denser)}, limits=LIMITS,
        about=about("site_effects", whole, headline="value",
                    source=""),
    )  # fmt: skip


def _densities(
    now: Coalition, ids: list[str], sites: Mapping[str, frozenset[str]]
) -> dict[str, float]:
    """Give the share of pairs that are tied, on one site and otherwise, and their ratio."""
    none: frozenset[str] = frozenset()
    graph = now.graph(directed=False)
    tied, pairs = {True: 0, False: 0}, {True: 0, False: 0}
    for one, other in combinations(ids, 2):
        same = bool(sites.get(one, none) & sites.get(other, none))
        pairs[same] += 1
        tied[same] += graph.has_edge(one, other)
    share = {same: tied[same] / pairs[same] if pairs[same] else math.nan for same in pairs}
    ratio = share[True] / share[False] if share[False] else math.nan
    try:
        bridging = float(bridging_ratio(now, by={one: sorted(own) for one, own in sites.items()}))
    except LecoError:
        bridging = math.nan
    return {"within": share[True], "across": share[False], "ratio": ratio, "bridging": bridging}


def _kinds(
    now: Coalition, by: str, sites: Mapping[str, frozenset[str]]
) -> tuple[dict[str, float], Why]:
    """Give the number of kinds on sites and off, at the smaller of the two sizes."""
    filled, why = rows(now, "partners", by)
    if filled is None:
        return {}, why
    on = [str(one) for one in filled["id"] if str(one) in sites]
    off = [str(one) for one in filled["id"] if str(one) not in sites]
    size = min(len(on), len(off))
    if not size:
        return {}, (Note("all_or_none_on_sites"),)
    found = {}
    for name, who in (("kinds_on", on), ("kinds_off", off)):
        others = [one for one in now.partners["id"] if one not in who]
        found[name] = float(rarefied(now.without(*others), by=by, size=size))
    return found, ()


def _joiners(whole: Coalition, sites: Mapping[str, frozenset[str]]) -> dict[str, tuple[int, int]]:
    """Count for each phase who joined in it, and who of them is on a site."""
    phases, _ = rows(whole, "phases", "start")
    partners, _ = rows(whole, "partners", "joined")
    if phases is None or partners is None:
        return {}
    partners = before(partners, "joined", until(whole))
    day = first_days(partners["joined"])
    begin = first_days(phases["start"])
    ends = phases["end"] if "end" in phases.columns else pd.Series(index=phases.index, dtype="str")
    _, end, given = days(ends, len(phases))
    found = {}
    spans = sorted(zip(begin, phases["phase"], end, given, strict=True), key=lambda one: one[:2])
    for first, phase, last, closed in spans:
        here = (day >= first) & (day <= (last if closed else dates.LATEST))
        who = partners["id"][here]
        found[str(phase)] = (len(who), sum(str(one) in sites for one in who))
    return found
