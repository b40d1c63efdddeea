"""risk_signals(): free riding, subsidy hunting, leaks: to talk about, and off unless asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.errors import LecoError
from leco.graph.partition import split_labels
from leco.metrics.coverage_partners import contributions
from leco.metrics.shortest_paths import betweenness
from leco.practice.findings import about, once, shares, told
from leco.practice.ratings import topic_of
from leco.practice.records import (
    Recorded,
    Why,
    before,
    codes,
    rows,
    until,
)
from leco.schema.check import days
from leco.schema.vocabularies import CRITERIA, MOTIVES
from leco.words import Note

COLUMNS = ("partner", "about", "signal", "value", "source", "innocent")
LIMITS = tuple(Note(f"risk_limit_{name}") for name in ("verdict", "talk", "records"))


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class RiskSignals(Recorded):
    """Signals, each with what else could explain it; partners in the order they were given.

    `on` says whether signals were asked for at all, `persons_left_out` how many partners are
    persons, or may be, and were not looked at.
    """

    on: bool = False
    persons_left_out: int = 0
    looked_for: tuple[str, ...] = ()

    def sentence(self, lang: str | None = None) -> str:
        """Say that signals are off, or what there is to talk about, and with whom first."""
        if not self.on:
            return words.text("risk.off", lang)
        if not self.looked_for:
            return self.not_known("risk.whether", lang)
        if self.frame.empty:
            return words.text("risk.none", lang, signals=len(self.looked_for))
        count = self.frame["partner"].nunique()
        return words.text("risk.some", lang, count=count)

    def explain(self, lang: str | None = None) -> str:
        """Say the signals of each partner, and what else could explain each of them."""
        head, *rest = super().explain(lang).splitlines()
        lines = [
            words.text("risk.line", lang, partner=partner,
                       signal=words.text(f"risk.signal_{signal}", lang), value=float(value),
                       innocent=words.text(f"risk.innocent_{signal}", lang))
            for partner, signal, value in zip(self.frame["partner"], self.frame["signal"],
                                              self.frame["value"], strict=True)
        ]  # fmt: skip
        return "\n".join([head, *lines, *rest])


@dataclass(frozen=True)
class _Lines:
    gap: float
    receipt: float
    below: float
    overlap: float
    after_award: int
    after_end: int


@dataclass(frozen=True)
class _Asked:
    """What every signal is looked for in: the coalition, the same as it is now, and the lines."""

    whole: Coalition
    now: Coalition
    lines: _Lines


# What one signal found: the value of each partner it holds for, or None and why not.
_Found = tuple[Mapping[str, float] | None, Why]


@dataclass(frozen=True)
class _Signal:
    """One signal: what it is about, the table it rests on, and how to look for it."""

    about: str
    source: str
    look: Callable[[_Asked], _Found] = field(repr=False)


def risk_signals(
    coalition: Coalition,
    *,
    on: bool = False,
    persons: bool = False,
    signals: int = 3,
    sources: int = 2,
    gap: float = 0.1,
    receipt: float = 0.5,
    below: float = 1.0,
    overlap: float = 0.7,
    after_award: int = 60,
    after_end: int = 90,
) -> RiskSignals:
    """Look for signals of free riding, subsidy hunting and leaks: never a verdict, never a ranking.

    Off unless ``on=True``. Shown only for partners with `signals` or more, out of `sources` tables
    or more, each beside an innocent explanation: talk first. Persons, and partners of whom nobody
    says that they are organisations, are not looked at unless ``persons=True``.

    ================= ============ =====================================================
    signal            about        when
    ================= ============ =====================================================
    share_gap         free riding  share received minus share given, of one kind, above `gap`
    net_receipt       free riding  (in - out) / (in + out) of directed ties of resources and
                                   competencies above `receipt`
    rated_below       free riding  others rate its involvement `below` or more lower than itself
    nothing_added     free riding  adds nothing to coverage (Shapley value 0), and betweenness 0
    subsidy_only      subsidy      its one motive is subsidy
    vision_unclaimed  subsidy      admitted without the criterion vision
    vision_silent     subsidy      did not rate the vision, where others did
    joined_at_award   subsidy      joined within `after_award` days around an award
    left_at_end       subsidy      left within `after_end` days after a programme ended
    information_in    leak         information comes in above `receipt`, and it offers what another
                                   partner offers (Jaccard above `overlap`)
    ================= ============ =====================================================

    Parameters
    ----------
    coalition : Coalition
    on : bool
        Whether to look at all.
    persons : bool
        Whether to look at persons too: mind their privacy.
    signals, sources : int
        How many signals, out of how many tables, before any is shown.
    gap, receipt, below, overlap : float
        Where the lines of the signals are drawn.
    after_award, after_end : int
        Days.

    Returns
    -------
    RiskSignals
        A row per signal: partner, about, signal, value, source (the table), innocent (what else
        could explain it, in English; `explain` says it in either language).

    Raises
    ------
    LecoError
        For anything but a Coalition.
    ValueError
        For lines that make no sense.

    References
    ----------
    Fonti, Whitbred & Maoret (2017), Strategic Management Journal, on free riding in networks; the
    signals and lines are leco's own.

    Examples
    --------
    >>> from leco import Coalition
    >>> found = risk_signals(Coalition.from_frames([{"id": "city", "motives": "subsidy"}]))
    >>> found.on, len(found.frame)
    (False, 0)
    """
    shares({"overlap": overlap, "receipt": receipt, "gap": gap})
    if min(signals, sources, after_award, after_end) < 1 or below <= 0:
        raise ValueError("signals, sources, after_award, after_end and below are above 0")
    whole = told(coalition, "risk_signals")
    lines = _Lines(gap, receipt, below, overlap, after_award, after_end)
    drawn = {"signals": signals, "sources": sources, "gap": gap, "receipt": receipt,
             "below": below, "overlap": overlap, "after_award": after_award,
             "after_end": after_end}  # fmt: skip
    thresholds = {name: float(value) for name, value in drawn.items()}
    facts = about(
        "risk_signals",
        whole,
        headline="value",
        source="signals of leco; Fonti, Whitbred & Maoret (2017)",
    )
    empty = pd.DataFrame(columns=list(COLUMNS)).astype({"value": float})
    if not on:
        return RiskSignals(frame=empty, n=0, about=facts, limits=LIMITS,
                           thresholds=thresholds)  # fmt: skip
    every = whole.partners
    sure = every["entity"] == "organisation" if "entity" in every.columns else every["id"] == ""
    looked = every["id"] if persons else every.loc[sure.fillna(value=False).to_numpy(bool), "id"]
    asked = _Asked(whole, whole.snapshot(), lines)
    found = {name: one.look(asked) for name, one in _SIGNALS.items()}
    rows_: list[tuple[str, str, str, float, str, str]] = []
    for partner in looked:
        own = [(name, _SIGNALS[name], values[partner]) for name, (values, _) in found.items()
               if values is not None and partner in values]  # fmt: skip
        if len(own) >= signals and len({one.source for _, one, _ in own}) >= sources:
            rows_ += [
                (partner, one.about, name, value, one.source, _innocent(name))
                for name, one, value in own
            ]
    frame = pd.DataFrame(rows_, columns=list(COLUMNS)).astype({"value": float}) if rows_ else empty
    return RiskSignals(
        frame=frame, n=len(looked), missing=len(every) - len(looked), on=True, about=facts,
        persons_left_out=len(every) - len(looked), limits=LIMITS, thresholds=thresholds,
        looked_for=tuple(name for name, (values, _) in found.items() if values is not None),
        reasons=once(*(note for values, why in found.values() if values is None for note in why)),
        evidence={name: why for name, (values, why) in found.items() if values is None},
    )  # fmt: skip


def _innocent(signal: str) -> str:
    return words.text(f"risk.innocent_{signal}", "en")


def _above(values: Mapping[str, float], line: float) -> dict[str, float]:
    return {str(one): float(value) for one, value in values.items() if value > line}


def _share_gap(asked: _Asked) -> _Found:
    """Compare the shares that each partner received and gave, each the mean over its kinds."""
    frame, why = rows(asked.now, "contributions", "kind", "amount", "direction")
    if frame is None:
        return None, why
    totals = frame.groupby(["kind", "direction"])["amount"].transform("sum")
    share = frame["amount"] / totals.where(totals > 0)
    kinds = frame["kind"].groupby(frame["direction"]).nunique()
    if len(kinds) < 2:
        return None, (Note("one_direction"),)
    summed = share.groupby([frame["direction"], frame["partner"]]).sum()
    given, received = (summed[one] / kinds[one] for one in ("given", "received"))
    gap = received.sub(given, fill_value=0)
    return _above({str(one): float(value) for one, value in gap.items()}, asked.lines.gap), ()


def _received(now: Coalition, *kinds: str) -> tuple[dict[str, float] | None, Why]:
    """Give (in - out) / (in + out) over the directed ties of these kinds."""
    ties, why = rows(now, "ties", "kind", "directed")
    if ties is None:
        return None, why
    own = ties[ties["kind"].isin(kinds) & ties["directed"].to_numpy(dtype=bool)]
    count = pd.DataFrame({"in": own["target"].value_counts(), "out": own["source"].value_counts()})
    count = count.fillna(0)
    ratio = (count["in"] - count["out"]) / (count["in"] + count["out"])
    return {str(one): float(value) for one, value in ratio.items()}, ()


def _net_receipt(asked: _Asked) -> _Found:
    found, why = _received(asked.now, "resources", "competencies")
    return (None, why) if found is None else (_above(found, asked.lines.receipt), ())


def _rated_below(asked: _Asked) -> _Found:
    frame, why = rows(asked.whole, "ratings", "subject", "score")
    if frame is None:
        return None, why
    frame = before(frame, "date", until(asked.whole))
    fits = frame["item"].str.strip().str.casefold().isin(["involvement", "betrokkenheid"])
    frame = frame[fits.to_numpy(dtype=bool)]
    if frame.empty:
        return None, (Note("topic_not_asked", {"topic": "involvement"}),)
    self_rated = frame["rater"] == frame["subject"]
    own = frame[self_rated].groupby("subject")["score"].median()
    others = frame[~self_rated].groupby("subject")["score"].median()
    lower = (own - others).dropna()
    return {str(one): float(v) for one, v in lower.items() if v >= asked.lines.below}, ()


def _nothing_added(asked: _Asked) -> _Found:
    offers, why = rows(asked.now, "partners", "offers")
    if offers is None or asked.now.needs is None or not asked.now.ties_known:
        lacking = "needs" if asked.now.needs is None else "ties"
        return None, why or (Note("no_such_table", {"table": lacking}),)
    try:
        value = contributions(asked.now).frame["shapley"]
        between = betweenness(asked.now).series
    except LecoError as error:
        return None, (Note("refused", {"said": error}),)
    none = {str(one): 0.0 for one in value.index if value[one] == 0 and between[one] == 0}
    return none, ()


def _subsidy_only(asked: _Asked) -> _Found:
    frame, why = rows(asked.whole, "partners", "motives")
    if frame is None:
        return None, why
    own = zip(frame["id"], codes(MOTIVES, frame["motives"]), strict=True)
    return {str(one): 1.0 for one, motives in own if motives == {"subsidy"}}, ()


def _vision_unclaimed(asked: _Asked) -> _Found:
    frame, why = rows(asked.whole, "admissions", "criteria")
    if frame is None:
        return None, why
    own = zip(frame["partner"], codes(CRITERIA, frame["criteria"]), strict=True)
    return {str(one): 1.0 for one, criteria in own if "vision" not in criteria}, ()


def _vision_silent(asked: _Asked) -> _Found:
    frame, why = rows(asked.whole, "ratings", "score")
    if frame is None:
        return None, why
    frame = before(frame, "date", until(asked.whole))
    raters = set(frame["rater"][[topic_of(item)[0] == "vision" for item in frame["item"]]])
    if not raters:
        return None, (Note("topic_not_asked", {"topic": "vision"}),)
    return {str(one): 1.0 for one in asked.now.partners["id"] if one not in raters}, ()


def _around(whole: Coalition, own: str, theirs: str, early: int, late: int) -> _Found:
    """Find who came or went from `early` days before to `late` days after a day of a programme."""
    programmes, why = rows(whole, "programmes", theirs)
    partners, lacking = rows(whole, "partners", own)
    if programmes is None or partners is None:
        return None, (*why, *lacking)
    first, last, _ = days(programmes[theirs], len(programmes))
    exact = first[first == last]
    begun, until, _ = days(partners[own], len(partners))
    found = {}
    for one, day, sure in zip(partners["id"], begun, begun == until, strict=True):
        near = [int(day - other) for other in exact if -early <= day - other <= late]
        if sure and near:
            found[str(one)] = float(min(near, key=abs))
    return found, ()


def _joined_at_award(asked: _Asked) -> _Found:
    return _around(
        asked.whole, "joined", "awarded", asked.lines.after_award, asked.lines.after_award
    )


def _left_at_end(asked: _Asked) -> _Found:
    return _around(asked.whole, "left", "end", 0, asked.lines.after_end)


def _information_in(asked: _Asked) -> _Found:
    received, why = _received(asked.now, "information")
    offers, lacking = rows(asked.now, "partners", "offers")
    if received is None or offers is None:
        return None, (*why, *lacking)
    own = {str(one): split_labels(cell) for one, cell in
           zip(offers["id"], offers["offers"], strict=True)}  # fmt: skip
    found = {}
    for one, value in _above(received, asked.lines.receipt).items():
        alike = [len(own[one] & other) / len(own[one] | other)
                 for name, other in own.items() if name != one] if one in own else []  # fmt: skip
        if alike and np.max(alike) > asked.lines.overlap:
            found[one] = value
    return found, ()


_SIGNALS: Mapping[str, _Signal] = {
    "share_gap": _Signal("free riding", "contributions", _share_gap),
    "net_receipt": _Signal("free riding", "ties", _net_receipt),
    "rated_below": _Signal("free riding", "ratings", _rated_below),
    "nothing_added": _Signal("free riding", "needs", _nothing_added),
    "subsidy_only": _Signal("subsidy", "partners", _subsidy_only),
    "vision_unclaimed": _Signal("subsidy", "admissions", _vision_unclaimed),
    "vision_silent": _Signal("subsidy", "ratings", _vision_silent),
    "joined_at_award": _Signal("subsidy", "programmes", _joined_at_award),
    "left_at_end": _Signal("subsidy", "programmes", _left_at_end),
    "information_in": _Signal("leak", "ties", _information_in),
}
