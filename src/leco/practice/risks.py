"""risk_signals(): free riding, subsidy hunting, leaks: to talk about, and off unless asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.practice.findings import about, once, shares, told
from leco.practice.records import Recorded, before, rows, until
from leco.practice.risk_looks import SIGNALS, Lines, LookedAt
from leco.words import Note

COLUMNS = ("partner", "about", "signal", "value", "source", "innocent")
LIMITS = tuple(Note(f"risk_limit_{name}") for name in ("verdict", "talk", "records", "access"))


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class RiskSignals(Recorded):
    """Signals, each with what else could explain it; partners in the order they were given.

    `on` says whether signals were asked for at all, `persons_left_out` how many partners are
    persons, or may be, and were not looked at.
    """

    what: ClassVar[str] = "risk.whether"

    on: bool = False
    persons_left_out: int = 0
    looked_for: tuple[str, ...] = ()
    perceived: Mapping[str, float] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the tables say anything of what is asked."""
        return not self.on or bool(self.looked_for)

    def sentence(self, lang: str | None = None) -> str:
        """Say that signals are off, or what there is to talk about, and with whom first."""
        if not self.on:
            return words.text("risk.off", lang)
        if not self.known:
            return self.not_known(lang)
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
        lines += [words.text(f"risk.perceived_{name}", lang, value=value)
                  for name, value in self.perceived.items()]  # fmt: skip
        return "\n".join([head, *lines, *rest])


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
    late: float = 0.5,
    tied: float = 0.9,
    falls: float = 0.5,
    programmes: float = 1.0,
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
    open_promises     free riding  of the tasks it accepted a share above `late` is past its day
                                   and not done (columns ``due``, ``status`` of ``tasks``)
    subsidy_only      subsidy      its one motive is subsidy
    vision_unclaimed  subsidy      admitted without the criterion vision
    vision_silent     subsidy      did not rate the vision, where others did
    joined_at_award   subsidy      joined within `after_award` days around an award
    left_at_end       subsidy      left within `after_end` days after a programme ended
    money_only        subsidy      a share `tied` of its ties or more lead to who holds the money
                                   (column ``role``: budget holder, funder)
    activity_falls    subsidy      it took part, in the half year after its first payment, `falls`
                                   times as often or less as in the half year before
    many_programmes   subsidy      programmes that pay it at once, divided by its capacity (where a
                                   number), above `programmes`
    information_in    leak         information comes in above `receipt`, and it offers what another
                                   partner offers (Jaccard above `overlap`)
    ================= ============ =====================================================

    Beside free riding stand, in `perceived`, how effective the coalition is said to be and how much
    others are said to do (items on ``effectiveness`` and ``effort``): free riding is higher where
    effectiveness is very low or very high, and lower where partners see others work. Who looked
    at what, and what outsiders know, is in no table: not computable.

    Parameters
    ----------
    coalition : Coalition
    on : bool
        Whether to look at all.
    persons : bool
        Whether to look at persons too: mind their privacy.
    signals, sources : int
        How many signals, out of how many tables, before any is shown.
    gap, receipt, below, overlap, late, tied, falls, programmes : float
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
    shares({"overlap": overlap, "receipt": receipt, "gap": gap, "late": late, "tied": tied})
    if min(signals, sources, after_award, after_end) < 1 or min(below, falls, programmes) <= 0:
        raise ValueError(
            "signals, sources, after_award, after_end, below, falls and programmes are above 0"
        )
    whole = told(coalition, "risk_signals")
    lines = Lines(gap, receipt, below, overlap, after_award, after_end, late=late, tied=tied,
                  falls=falls, programmes=programmes)  # fmt: skip
    drawn = {"signals": signals, "sources": sources, "gap": gap, "receipt": receipt,
             "below": below, "overlap": overlap, "after_award": after_award,
             "after_end": after_end, "late": late, "tied": tied, "falls": falls,
             "programmes": programmes}  # fmt: skip
    thresholds = {name: float(value) for name, value in drawn.items()}
    facts = about(
        "risk_signals",
        whole,
        headline="value",
        source="Fonti, Whitbred & Maoret (2017)",
    )
    empty = pd.DataFrame(columns=list(COLUMNS)).astype({"value": float})
    if not on:
        return RiskSignals(frame=empty, n=0, about=facts, limits=LIMITS,
                           thresholds=thresholds)  # fmt: skip
    every = whole.partners
    sure = every["entity"] == "organisation" if "entity" in every.columns else every["id"] == ""
    looked = every["id"] if persons else every.loc[sure.fillna(value=False).to_numpy(bool), "id"]
    asked = LookedAt(whole, whole.snapshot(), lines)
    found = {name: one.look(asked) for name, one in SIGNALS.items()}
    rows_: list[tuple[str, str, str, float, str, str]] = []
    for partner in looked:
        own = [(name, SIGNALS[name], values[partner]) for name, (values, _) in found.items()
               if values is not None and partner in values]  # fmt: skip
        if len(own) >= signals and len({one.source for _, one, _ in own}) >= sources:
            rows_ += [
                (partner, one.about, name, value, one.source, _innocent(name))
                for name, one, value in own
            ]
    frame = pd.DataFrame(rows_, columns=list(COLUMNS)).astype({"value": float}) if rows_ else empty
    return RiskSignals(
        frame=frame, n=len(looked), missing=len(every) - len(looked), on=True, about=facts,
        perceived=_perceived(whole), persons_left_out=len(every) - len(looked), limits=LIMITS,
        thresholds=thresholds,
        looked_for=tuple(name for name, (values, _) in found.items() if values is not None),
        reasons=once(*(note for values, why in found.values() if values is None for note in why)),
        evidence={name: why for name, (values, why) in found.items() if values is None},
    )  # fmt: skip


PERCEIVED = {"effectiveness": ("effectiveness", "effectiviteit"), "effort": ("effort", "inzet")}


def _perceived(whole: Coalition) -> dict[str, float]:
    """Give the mean answer on how effective the coalition is, and how much others do."""
    frame, _ = rows(whole, "ratings", "score")
    if frame is None:
        return {}
    frame = before(frame, "date", until(whole))
    head = frame["item"].str.partition(":")[0].str.strip().str.casefold()
    found = {}
    for name, said in PERCEIVED.items():
        own = frame["score"][head.isin(said).to_numpy(dtype=bool)].astype(float)
        if len(own):
            found[name] = float(own.mean())
    return found


def _innocent(signal: str) -> str:
    return words.text(f"risk.innocent_{signal}", "en")
