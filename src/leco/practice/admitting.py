"""admissions(): who decides on letting partners in, how, by which criteria; who came and went."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.errors import LecoError
from leco.graph.partition import split_labels
from leco.inference.p_values import freeman_halton
from leco.kernels.composition import hill
from leco.metrics.coverage import coverage
from leco.practice.findings import about, shares, told
from leco.practice.ratings import raters
from leco.practice.records import (
    Recorded,
    Why,
    before,
    codes,
    first_days,
    no_column,
    rows,
    sites_of,
    tally,
    until,
)  # fmt: skip
from leco.schema.vocabularies import CRITERIA, REASONS
from leco.words import Note

LIMITS = (Note("admissions_limit_recorded"), Note("admissions_limit_tendencies"))


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Admissions(Recorded):
    """How partners were let in, one row for each count.

    `power` is the effective number of deciders (Hill, order 2), `deciders` how often each decided,
    `exact` the p of Freeman & Halton that core and broad partners are let in the same way, `unseen`
    the claims that data could show and do not (criterion -> partners), `tendencies` whether each
    tendency of the Flemish study is found here too (None: not known). They are no norms.
    `unrecorded` counts who joined without a decision on record, of all whose joining is dated.
    """

    what: ClassVar[str] = "admissions.how"

    power: float = math.nan
    deciders: Mapping[str, int] = field(default_factory=dict)
    exact: float = math.nan
    unseen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tendencies: Mapping[str, bool | None] = field(default_factory=dict)
    unrecorded: tuple[int, int] = (0, 0)

    @property
    def known(self) -> bool:
        """Whether the tables say anything of what is asked."""
        return bool((self.frame["part"] == "mode").any())

    def sentence(self, lang: str | None = None) -> str:
        """Say how partners were let in, by how many deciders, and which claims do not show."""
        modes = self.frame[self.frame["part"] == "mode"]
        if not self.known:
            return self.not_known(lang)
        shown = ", ".join(
            f"{words.word('mode', str(mode), lang)} ({int(count)})"
            for mode, count in zip(modes["one"], modes["count"], strict=True)
        )
        said = [words.text("admissions.modes", lang, modes=shown)]
        if not math.isnan(self.power):
            said.append(words.text("admissions.power", lang, power=self.power,
                                   count=len(self.deciders)))  # fmt: skip
        if self.unseen:
            unseen = "; ".join(
                f"{words.word('criterion', one, lang)} ({', '.join(who)})"
                for one, who in self.unseen.items()
            )
            said.append(words.text("admissions.unseen", lang, unseen=unseen))
        without, dated = self.unrecorded
        if without:
            said.append(words.text("admissions.unrecorded", lang, count=without, of=dated))
        return " ".join(said)

    def explain(self, lang: str | None = None) -> str:
        """Say the answer, every count of it, and how it stands beside the study's tendencies."""
        lines = []
        for part, own in self.frame.groupby("part", sort=False):
            shown = "; ".join(
                f"{self.named(str(part), str(one), str(other), lang)} {count}/{of}"
                for one, other, count, of in own[["one", "other", "count", "of"]].itertuples(
                    index=False, name=None
                )
            )
            lines.append(f"- {self.row(str(part), lang)}: {shown}")
        for name, there in self.tendencies.items():
            state = {True: "matches", False: "differs", None: "unknown"}[there]
            lines.append(words.text(f"admissions.{state}", lang,
                                    said=Note(f"tendency_{name}")))  # fmt: skip
        if not math.isnan(self.exact):
            lines.append(words.text("admissions.exact", lang, share=self.exact))
        head, *rest = super().explain(lang).splitlines()
        return "\n".join([head, *lines, *rest])

    @staticmethod
    def named(part: str, one: str, other: str, lang: str | None) -> str:
        """Say one thing that was counted."""
        first, _, second = part.partition("_")
        kind = "reason" if part in _MOVES else first
        said = words.word("claim" if part == "criterion" else second, other, lang)
        return words.word(kind, one, lang) + (f" / {said}" if other else "")


def admissions(coalition: Coalition, *, tendency: float = 0.1) -> Admissions:
    r"""Tell who decides on letting partners in, and how: by phase, by tier, by what drove it.

    ============ ===================== ============== =====================================
    part         one                   other          what is counted
    ============ ===================== ============== =====================================
    mode         mode                                 admissions decided so
    mode_tier    mode                  tier           the same for core and broad partners
    mode_phase   mode                  phase          the same in each phase
    driver_phase what drove it         phase          admissions driven by it
    outcome      outcome                              admitted, refused, declined
    criterion    criterion             claimed        admissions that claim it (one or several)
    criterion    criterion             visible        claims that other tables show
    criterion_*  criterion             phase, tier    the same in each phase, for each tier
    introduced   who introduced                       admissions that came through it
    joins        reason                               partners that joined for it
    leaves       reason                               partners that left for it
    ============ ===================== ============== =====================================

    ``share`` is of the rows in which the matter is recorded (of those of the same `other`, where
    there is one; of the claims, for those visible). Five criteria can be held against data: *known*
    by a tie before, *site* by a site, *vision* by a rating of the vision, *value* by needs covered
    less without the partner, *capacity* by a capacity written down. What a call prescribes and who
    gets the concept no table can show. `power` is :math:`1/\sum_i p_i^2` over the deciders'
    shares of all decisions.

    Whether core and broad partners are let in differently is tested exactly (Freeman & Halton: all
    tables with the same sums). NaN with less than two modes or tiers.

    Parameters
    ----------
    coalition : Coalition
    tendency : float
        By how much a share must differ between two phases to call it a tendency.

    Returns
    -------
    Admissions

    Raises
    ------
    LecoError
        For anything but a Coalition.
    ValueError
        For a tendency beyond 0 to 1.

    References
    ----------
    Freeman & Halton (1951), Biometrika 38, 141-149. Hill (1973), Ecology 54, 427-432.

    Examples
    --------
    >>> from leco import Coalition
    >>> rows = [{"partner": "city", "mode": "consensus", "tier": "core", "deciders": "school;care"},
    ...         {"partner": "care", "mode": "imposed", "tier": "broad", "deciders": "school"}]
    >>> ids = [{"id": "city"}, {"id": "school"}, {"id": "care"}]
    >>> found = admissions(Coalition.from_frames(ids, admissions=rows))
    >>> found.power, found.exact, found.frame["share"].head(2).tolist()
    (1.8, 1.0, [0.5, 0.5])
    """
    lines = shares({"tendency": tendency})
    whole = told(coalition, "admissions")
    table, notes = rows(whole, "admissions", "partner")
    end = until(whole)
    counted: list[tuple[str, str, str, int, int]] = []
    evidence: dict[str, Why] = {}
    decided = pd.DataFrame({"partner": pd.Series(dtype="str")}) if table is None else table
    decided = before(decided, "date", end)
    for part, columns in _PARTS.items():
        lacking = [column for column in columns if column not in decided.columns]
        if lacking:
            evidence[part] = notes or (no_column("admissions", lacking[0]),)
            continue
        counted += _counts(part, decided[list(columns)].dropna())
    unseen, claims, why = _criteria(whole, decided)
    counted += claims
    evidence |= {"criterion": why} if why else {}
    for part, (date, reason) in _MOVES.items():
        frame, why = rows(whole, "partners", date, reason)
        if frame is None:
            evidence[part] = why
            continue
        frame = before(frame, date, end)
        said = [one for own in codes(REASONS, frame[reason]) for one in own]
        counted += [(part, one, "", count, len(frame)) for one, count in tally(said).items()]
    frame = pd.DataFrame(counted, columns=["part", "one", "other", "count", "of"])
    frame["share"] = frame["count"] / frame["of"].where(frame["of"] > 0)
    votes = [one for cell in decided.get("deciders", pd.Series(dtype="str")).dropna()
             for one in sorted(split_labels(cell))]  # fmt: skip
    deciders = tally(votes)
    share = np.array(list(deciders.values()), dtype=float) / max(len(votes), 1)
    return Admissions(
        frame=frame, n=int(decided["partner"].nunique()), evidence=evidence,
        reasons=notes or evidence.get("mode", ()),
        power=hill(share, 2), deciders=deciders,
        unrecorded=_unrecorded(whole, decided), exact=_exact(frame), unseen=unseen,
        tendencies=_tendencies(frame, tendency),
        thresholds=lines, limits=LIMITS,
        about=about("admissions", whole, headline="share",
                    source="Freeman & Halton (1951); Hill (1973)"),
    )  # fmt: skip


def _unrecorded(whole: Coalition, decided: pd.DataFrame) -> tuple[int, int]:
    """Count who joined without a decision on record, and all whose joining is dated."""
    joined, _ = rows(whole, "partners", "joined")
    if joined is None or decided.empty:
        return 0, 0
    dated = set(before(joined, "joined", until(whole))["id"])
    return len(dated - set(decided["partner"])), len(dated)


_PARTS = {
    "mode": ("mode",), "mode_tier": ("mode", "tier"), "mode_phase": ("mode", "phase"),
    "driver_phase": ("driver", "phase"), "outcome": ("outcome",), "introduced": ("introduced_by",),
}  # fmt: skip
_MOVES = {"joins": ("joined", "join_reason"), "leaves": ("left", "leave_reason")}


def _counts(part: str, filled: pd.DataFrame) -> list[tuple[str, str, str, int, int]]:
    """Count each word, or each pair of words among those with the same second one."""
    one = filled.iloc[:, 0].astype("str")
    if filled.shape[1] == 1:
        return [(part, word, "", count, len(filled)) for word, count in tally(list(one)).items()]
    found = []
    for other, own in one.groupby(filled.iloc[:, 1].astype("str")):
        found += [(part, word, str(other), n, len(own)) for word, n in tally(list(own)).items()]
    return found


def _criteria(
    whole: Coalition, decided: pd.DataFrame
) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, str, str, int, int]], Why]:
    """Count the claims of each criterion, and of those that data could show how many they do."""
    if "criteria" not in decided.columns or decided["criteria"].isna().all():
        return {}, [], (no_column("admissions", "criteria"),)
    filled = decided[decided["criteria"].notna()]
    days = first_days(filled["date"]) if "date" in filled.columns else np.full(len(filled), -1)
    claims: dict[str, list[tuple[str, int]]] = {}
    for partner, own, day in zip(filled["partner"], codes(CRITERIA, filled["criteria"]), days,
                                 strict=True):  # fmt: skip
        for one in sorted(own):
            claims.setdefault(one, []).append((str(partner), int(day)))
    unseen: dict[str, tuple[str, ...]] = {}
    counted = []
    for one, who in sorted(claims.items(), key=lambda item: (-len(item[1]), item[0])):
        counted.append(("criterion", one, "claimed", len(who), len(filled)))
        seen = [_shown(whole, one, partner, day) for partner, day in who]
        known = [value for value in seen if value is not None]
        if known:
            counted.append(("criterion", one, "visible", sum(known), len(known)))
        hidden = [partner for (partner, _), value in zip(who, seen, strict=True) if value is False]
        if hidden:
            unseen[one] = tuple(sorted(set(hidden)))
    each = [sorted(own) for own in codes(CRITERIA, filled["criteria"])]
    single = filled.assign(criteria=pd.Series(each, index=filled.index, dtype=object))
    single = single.explode("criteria")
    for column in ("phase", "tier"):
        if column in single.columns:
            counted += _counts(f"criterion_{column}", single[["criteria", column]].dropna())
    return unseen, counted, ()


def _shown(whole: Coalition, criterion: str, partner: str, day: int) -> bool | None:
    """Whether data show what an admission claims; None where no table could."""
    if criterion == "known":
        ties, _ = rows(whole, "ties", "start")
        if ties is None or day < 0:
            return None
        own = ties[(ties["source"] == partner) | (ties["target"] == partner)]
        return bool((first_days(own["start"]) < day).any())
    if criterion == "value":
        return _covers_more(whole, partner)
    named = {"site": _on_sites, "vision": _heard, "capacity": _capable}.get(criterion)
    who = named(whole) if named else None
    return None if who is None else partner in who


def _on_sites(whole: Coalition) -> set[str] | None:
    found, _ = sites_of(whole)
    return set(found) or None


def _heard(whole: Coalition) -> set[str] | None:
    found, _ = raters(whole, "vision")
    return set(found) or None


def _capable(whole: Coalition) -> set[str] | None:
    frame, _ = rows(whole, "partners", "capacity")
    return None if frame is None else set(frame["id"])


def _covers_more(whole: Coalition, partner: str) -> bool | None:
    """Whether less would be covered without a partner; None where that is not known."""
    here = whole.snapshot()
    offers, _ = rows(here, "partners", "offers")
    if offers is None or partner not in set(offers["id"]) or whole.needs is None:
        return None
    try:
        now, then = coverage(here), coverage(here.without(partner))
    except LecoError:
        return None
    gain = float(now) - float(then)
    return None if math.isnan(gain) else gain > 0


def _exact(frame: pd.DataFrame) -> float:
    """Give the exact p that mode and tier have nothing to do with each other."""
    pairs = frame[(frame["part"] == "mode_tier") & frame["other"].isin(["core", "broad"])]
    if pairs.empty:
        return math.nan
    table = pairs.pivot_table(index="one", columns="other", values="count", fill_value=0)
    return freeman_halton(table.to_numpy(dtype=int)) if min(table.shape) > 1 else math.nan


def _tendencies(frame: pd.DataFrame, line: float) -> dict[str, bool | None]:
    """Hold three tendencies of the Flemish study against what is recorded here."""
    share = {
        (part, one, other): value
        for part, one, other, value in frame[["part", "one", "other", "share"]].itertuples(
            index=False, name=None
        )
    }
    phases = set(frame.loc[frame["part"] == "mode_phase", "other"])
    tiers = set(frame.loc[frame["part"] == "mode_tier", "other"])
    vision = next((one for one in phases if one.casefold() in {"vision", "visie"}), None)
    later = next((one for one in phases if one.casefold() in _INITIATING), None)
    found: dict[str, bool | None] = {}
    for name, mode, more, less in (
        ("consensus_in_vision", "consensus", vision, later),
        ("autonomous_in_initiating", "autonomous", later, vision),
    ):
        if more is None or less is None:
            found[name] = None
            continue
        rise = share.get(("mode_phase", mode, more), 0) - share.get(("mode_phase", mode, less), 0)
        found[name] = bool(rise >= line)
    if {"core", "broad"} <= tiers:
        modes: Iterable[str] = {one for part, one, _ in share if part == "mode_tier"}
        both = [[share.get(("mode_tier", one, tier), 0.0) for tier in ("core", "broad")]
                for one in modes]  # fmt: skip
        apart = sum(abs(core - broad) for core, broad in both) / 2
        found["core_otherwise"] = bool(apart >= line)
    else:
        found["core_otherwise"] = None
    return found


_INITIATING = {"initiating", "catalyse and initiate", "initiëren", "katalyseren en initiëren"}
