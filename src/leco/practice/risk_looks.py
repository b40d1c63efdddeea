"""The signals of `risk_signals`: what each looks for, in which table, and whom it finds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from leco.coalition.coalition import Coalition
from leco.errors import LecoError
from leco.graph.numbers import number_in
from leco.graph.partition import split_labels
from leco.metrics.coverage_partners import contributions
from leco.metrics.shortest_paths import betweenness
from leco.practice import tasks
from leco.practice.ratings import raters
from leco.practice.records import Why, before, codes, labels, money, no_table, rows, until
from leco.schema import dates
from leco.schema.check import days
from leco.schema.vocabularies import CRITERIA, MOTIVES
from leco.words import Note, Term

# What an extra column `role` says of whoever holds the money.
PURSE = frozenset({"budget holder", "budgethouder", "funder", "financier"})
DONE = frozenset({"done", "finished", "klaar", "gedaan", "afgerond"})
# Days before and after the first payment in which activity is counted.
AROUND = 180


@dataclass(frozen=True)
class Lines:
    """Where the lines of the signals are drawn."""

    gap: float
    receipt: float
    below: float
    overlap: float
    after_award: int
    after_end: int
    late: float
    tied: float
    falls: float
    programmes: float


@dataclass(frozen=True)
class LookedAt:
    """What every signal is looked for in: the coalition, the same as it is now, and the lines."""

    whole: Coalition
    now: Coalition
    lines: Lines


# What one signal found: the value of each partner it holds for, or None and why not.
Found = tuple[Mapping[str, float] | None, Why]


@dataclass(frozen=True)
class Signal:
    """One signal: what it is about, the table it rests on, and how to look for it."""

    about: str
    source: str
    look: Callable[[LookedAt], Found] = field(repr=False)


def _above(values: Mapping[str, float], line: float) -> dict[str, float]:
    return {str(one): float(value) for one, value in values.items() if value > line}


def _share_gap(asked: LookedAt) -> Found:
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


def _net_receipt(asked: LookedAt) -> Found:
    found, why = _received(asked.now, "resources", "competencies")
    return (None, why) if found is None else (_above(found, asked.lines.receipt), ())


def _rated_below(asked: LookedAt) -> Found:
    frame, why = rows(asked.whole, "ratings", "subject", "score")
    if frame is None:
        return None, why
    frame = before(frame, "date", until(asked.whole))
    fits = frame["item"].str.strip().str.casefold().isin(["involvement", "betrokkenheid"])
    frame = frame[fits.to_numpy(dtype=bool)]
    if frame.empty:
        return None, (Note("topic_not_asked", {"topic": Term("topic", "involvement")}),)
    self_rated = frame["rater"] == frame["subject"]
    own = frame[self_rated].groupby("subject")["score"].median()
    others = frame[~self_rated].groupby("subject")["score"].median()
    lower = (own - others).dropna()
    return {str(one): float(v) for one, v in lower.items() if v >= asked.lines.below}, ()


def _nothing_added(asked: LookedAt) -> Found:
    offers, why = rows(asked.now, "partners", "offers")
    if offers is None or asked.now.needs is None or not asked.now.ties_known:
        lacking = "needs" if asked.now.needs is None else "ties"
        return None, why or (no_table(lacking),)
    try:
        value = contributions(asked.now).frame["shapley"]
        between = betweenness(asked.now).series
    except LecoError as error:
        return None, (Note("refused", {"said": error}),)
    none = {str(one): 0.0 for one in value.index if value[one] == 0 and between[one] == 0}
    return none, ()


def _subsidy_only(asked: LookedAt) -> Found:
    frame, why = rows(asked.whole, "partners", "motives")
    if frame is None:
        return None, why
    own = zip(frame["id"], codes(MOTIVES, frame["motives"]), strict=True)
    return {str(one): 1.0 for one, motives in own if motives == {"subsidy"}}, ()


def _vision_unclaimed(asked: LookedAt) -> Found:
    frame, why = rows(asked.whole, "admissions", "criteria")
    if frame is None:
        return None, why
    own = zip(frame["partner"], codes(CRITERIA, frame["criteria"]), strict=True)
    return {str(one): 1.0 for one, criteria in own if "vision" not in criteria}, ()


def _vision_silent(asked: LookedAt) -> Found:
    heard, why = raters(asked.whole, "vision")
    if not heard:
        return None, why
    return {str(one): 1.0 for one in asked.now.partners["id"] if one not in heard}, ()


def _around(whole: Coalition, own: str, theirs: str, early: int, late: int) -> Found:
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


def _joined_at_award(asked: LookedAt) -> Found:
    return _around(
        asked.whole, "joined", "awarded", asked.lines.after_award, asked.lines.after_award
    )


def _left_at_end(asked: LookedAt) -> Found:
    return _around(asked.whole, "left", "end", 0, asked.lines.after_end)


def _information_in(asked: LookedAt) -> Found:
    received, why = _received(asked.now, "information")
    own, lacking = labels(asked.now, "partners", "id", "offers")
    if received is None or not own:
        return None, (*why, *lacking)
    found = {}
    for one, value in _above(received, asked.lines.receipt).items():
        alike = [len(own[one] & other) / len(own[one] | other)
                 for name, other in own.items() if name != one] if one in own else []  # fmt: skip
        if alike and np.max(alike) > asked.lines.overlap:
            found[one] = value
    return found, ()


def _open_promises(asked: LookedAt) -> Found:
    """Give the share of the tasks that a partner accepted that are past their day and not done."""
    frame = tasks.carried(asked.now, tasks.TASKS)
    if frame is None:
        return None, (Note("no_tasks"),)
    end = until(asked.whole)
    if not {"accountable", "due"} <= set(frame.columns) or end is None:
        return None, (Note("no_column", {"column": Term("task", "due")}),)
    accepted: dict[str, list[bool]] = {}
    for who, due, status in zip(frame["accountable"], frame["due"],
                                tasks.column(frame, "status"), strict=True):  # fmt: skip
        day = dates.parse_if_date(str(due))
        late = day is not None and day.last < end and str(status).strip().casefold() not in DONE
        for one in split_labels(who):
            accepted.setdefault(one, []).append(late)
    return _above({one: float(np.mean(own)) for one, own in accepted.items()}, asked.lines.late), ()


def _money_only(asked: LookedAt) -> Found:
    """Give the share of a partner's ties that lead to whoever holds the money."""
    role, why = rows(asked.now, "partners", "role")
    if role is None or not asked.now.ties_known:
        return None, why or (no_table("ties"),)
    purse = {str(one) for one, said in zip(role["id"], role["role"], strict=True)
             if PURSE & {word.casefold() for word in split_labels(said)}}  # fmt: skip
    if not purse:
        return None, (Note("no_purse"),)
    graph = asked.now.graph(directed=False)
    found = {}
    for one in graph.nodes:
        near = set(map(str, graph.neighbors(one))) - {str(one)}
        if near and str(one) not in purse and len(near & purse) / len(near) >= asked.lines.tied:
            found[str(one)] = len(near & purse) / len(near)
    return found, ()


def _activity_falls(asked: LookedAt) -> Found:
    """Compare how much a partner took part in the half year after its first payment and before."""
    paid, why = money(asked.whole, "start", "direction")
    joint, lacking = rows(asked.whole, "participations", "start")
    end = until(asked.whole)
    if paid is None or joint is None or end is None:
        return None, (*why, *lacking) or (Note("nothing_dated"),)
    got = paid[paid["direction"] == "received"]
    when, _, _ = days(got["start"], len(got))
    begun, _, _ = days(joint["start"], len(joint))
    _, over, _ = days(joint.get("end"), len(joint))
    found = {}
    for one in got["partner"].unique():
        first = int(when[(got["partner"] == one).to_numpy()].min())
        own = (joint["partner"] == one).to_numpy()
        earlier = int((own & (begun < first) & (over >= first - AROUND)).sum())
        later = int((own & (begun < first + AROUND) & (over >= first)).sum())
        # What came after can only be told when half a year has passed.
        if earlier and end >= first + AROUND and later / earlier <= asked.lines.falls:
            found[str(one)] = later / earlier
    return found, ()


def _many_programmes(asked: LookedAt) -> Found:
    """Divide the programmes that pay a partner at once by its capacity, where that is a number."""
    paid, why = rows(asked.now, "contributions", "programme", "direction")
    partners, lacking = rows(asked.now, "partners", "capacity")
    if paid is None or partners is None:
        return None, (*why, *lacking)
    got = paid[paid["direction"] == "received"].groupby("partner")["programme"].nunique()
    found, read = {}, 0
    for one, cell in zip(partners["id"], partners["capacity"], strict=True):
        capacity = number_in(cell)
        read += capacity > 0
        if capacity > 0 and got.get(one, 0) / capacity > asked.lines.programmes:
            found[str(one)] = float(got[one] / capacity)
    return (found, ()) if read else (None, (Note("capacity_no_number"),))


SIGNALS: Mapping[str, Signal] = {
    "share_gap": Signal("free riding", "contributions", _share_gap),
    "net_receipt": Signal("free riding", "ties", _net_receipt),
    "rated_below": Signal("free riding", "ratings", _rated_below),
    "nothing_added": Signal("free riding", "needs", _nothing_added),
    "open_promises": Signal("free riding", "tasks", _open_promises),
    "subsidy_only": Signal("subsidy", "partners", _subsidy_only),
    "vision_unclaimed": Signal("subsidy", "admissions", _vision_unclaimed),
    "vision_silent": Signal("subsidy", "ratings", _vision_silent),
    "joined_at_award": Signal("subsidy", "programmes", _joined_at_award),
    "left_at_end": Signal("subsidy", "programmes", _left_at_end),
    "money_only": Signal("subsidy", "ties", _money_only),
    "activity_falls": Signal("subsidy", "participations", _activity_falls),
    "many_programmes": Signal("subsidy", "contributions", _many_programmes),
    "information_in": Signal("leak", "ties", _information_in),
}
