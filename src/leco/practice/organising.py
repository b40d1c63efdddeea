"""organising(): how well the four problems of organising are solved, the weakest named."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

import numpy as np

from leco import words
from leco.coalition.coalition import Coalition
from leco.errors import require_one_of
from leco.graph.arrays import Network, arrays
from leco.graph.numbers import number_in
from leco.graph.partition import By
from leco.metrics.cohesion import compactness, reach_in_two
from leco.metrics.dependence import dependence
from leco.metrics.integration import PROBLEMS
from leco.practice import tasks
from leco.practice.findings import Findings, about, framed, once, shares, whole
from leco.practice.ratings import Scale, answers, summary
from leco.practice.tasks import UNKNOWN, Share
from leco.schema import dates
from leco.words import Note

Framing = Literal["kenis_cambre", "puranam"]
# Which question each problem belongs to, by whom.
HEADINGS: Mapping[str, Mapping[str, str]] = {
    "kenis_cambre": dict.fromkeys(PROBLEMS, "integration"),
    "puranam": {"what": "division", "who": "division", "reward": "effort", "information": "effort"},
}
# Shown, but no part of how well a problem is solved: the first two fall with size by themselves,
# and a list without doubles says nothing of what is in it.
BESIDE = {"reach_in_two", "compactness", "tasks_distinct"}
COLUMNS = ("value", "n", "endorsing", "agreement", "decides")

Place = tuple[str, str, str]  # problem, source, indicator


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Organising(Findings):
    """The four problems side by side, from records and from what partners answered.

    `problems` has for each the number that `leco.integration` weighs, those not known left out;
    `lowest` names the weakest, `unsolved` those below the line, `headings` where `framing` puts
    each.
    """

    what: ClassVar[str] = "organising.how"

    problems: Mapping[str, float] = field(default_factory=dict)
    lowest: str = ""
    unsolved: tuple[str, ...] = ()
    framing: str = "kenis_cambre"
    headings: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the tables say anything of what is asked."""
        return bool(self.problems)

    def sentence(self, lang: str | None = None) -> str:
        """Name the weakest problem, then the others, and those of which nothing is known."""
        if not self.known:
            return self.not_known(lang)
        said = [words.text("organising.lowest", lang, problem=self._named(self.lowest, lang),
                           value=self.problems[self.lowest])]  # fmt: skip
        others = [f"{self._named(one, lang)} {words.number(value, lang)}"
                  for one, value in self.problems.items() if one != self.lowest]  # fmt: skip
        if others:
            said.append(words.text("organising.others", lang, problems="; ".join(others)))
        unknown = [self._named(one, lang) for one in PROBLEMS if one not in self.problems]
        if unknown:
            said.append(words.text("organising.unknown", lang, problems="; ".join(unknown)))
        return " ".join(said)

    def row(self, key: str, lang: str | None = None) -> str:
        """Name a problem in words."""
        return words.word("facet", key, lang)

    def _named(self, problem: str, lang: str | None) -> str:
        """Name a problem, with its heading where there are several."""
        if len(set(self.headings.values())) < 2:
            return self.row(problem, lang)
        heading = words.word("heading", self.headings[problem], lang)
        return f"{self.row(problem, lang)} ({heading})"


def organising(
    coalition: Coalition,
    *,
    framing: Framing = "kenis_cambre",
    offers: By = "offers",
    served: By | None = None,
    low: int = 1,
    high: int = 5,
    days: int = 90,
    problem: float = 0.4,
) -> Organising:
    r"""Tell how well four problems of organising are solved, and which is solved least.

    ============= ====================================================================
    what          is to be done: needs with a task, tasks with a definition, tasks that
                  stand in the list once
    who           does it: tasks with exactly one partner accountable, tasks that lie with
                  a partner that offers the competency they ask
    reward        what partners give and get run together (rank correlation, 0 when it
                  runs the other way); partners with a motive `served`
    information   by ties of kind ``information``, what stays together without the one
                  that most depends on; partners in a recorded activity in the
                  last `days` days
    ============= ====================================================================

    Each also by what partners answered: items called ``what``, ``who``, ``reward`` or
    ``information``, or that begin so before a colon; the mean as a share of the scale.

    Every indicator is from 0 to 1, higher is better, and stands in a row of its own. The number of
    a problem is its *weakest* indicator on record, and only without records the weakest item;
    indicators are not averaged, and problems never. Some are only shown beside: how many pairs
    reach each other in two steps and compactness, which fall with size by themselves, and whether
    tasks stand in the list once. Puranam, Alexy & Reitzig put the first two problems under division
    of labour and the last two under integration of effort; Kenis & Cambre all four under
    integration: `framing` decides what they are called, not the numbers.

    From tables that leco carries: ``tasks`` (task, need, accountable, definition, competency) and
    ``contributions`` (partner, given, received).

    Parameters
    ----------
    coalition : Coalition
    framing : "kenis_cambre" or "puranam"
    offers : str or mapping
        The competencies of partners.
    served : str or mapping, optional
        Whether a motive of the partner's own is served: 1, 0, or blank when not known.
    low, high : int
        The ends of the scale.
    days : int
        How long ago a contact is recent.
    problem : float
        Below this a problem is called unsolved: a convention.

    Returns
    -------
    Organising
        Rows (problem, source, indicator); columns value, n (partners or tasks behind it),
        endorsing and agreement (of items), decides (1 for what the problem's number is).

    Raises
    ------
    LecoError
        For anything but a Coalition.
    ValueError
        For another framing, line, scale or number of days.
    DataError
        For answers that are no points of the scale.
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Puranam, Alexy & Reitzig (2014), What's "new" about new forms of organizing?, Academy of
    Management Review 39. Kenis & Cambre, Organisatienetwerken.

    Examples
    --------
    >>> todo = [{"task": "open day", "accountable": "a"}, {"task": "bus", "accountable": ""}]
    >>> found = organising(Coalition.from_frames([{"id": "a"}, {"id": "b"}], tasks=todo))
    >>> found.problems, found.lowest
    ({'who': 0.5}, 'who')
    """
    require_one_of("framing", framing, HEADINGS)
    if days < 1:
        raise ValueError(f"days={days!r}: a contact is recent for one day or more")
    lines = shares({"problem": problem})
    now = whole(coalition, "organising")
    net = arrays(now)
    found, reasons = _records(coalition, now, offers, served, days)
    rows: dict[Place, dict[str, float]] = {}
    evidence: dict[str, list[Note]] = {one: [] for one in PROBLEMS}
    for (of, name), ((value, notes), count) in found.items():
        if math.isnan(value):
            reasons += notes
            continue
        rows[of, "records", name] = {"value": value, "n": count}
        evidence[of] += [Note(f"indicator_{name}", {"percent": round(100 * value)}), *notes]
    for of in PROBLEMS:
        asked, unrated = answers(now, of, Scale(low, high))
        reasons += unrated
        for one in asked:
            said = summary(net, one.scores, Scale(low, high))
            value = Scale(low, high).share(said["mean"])
            rows[of, "answers", one.item] = {**said, "value": value, "n": said["answered"]}
            evidence[of].append(Note("item_answered", {"item": one.item, **said}))
    rows = dict(sorted(rows.items(), key=lambda one: PROBLEMS.index(one[0][0])))
    weakest = {of: place for of in PROBLEMS if (place := _weakest(rows, of))}
    problems = {of: rows[place]["value"] for of, place in weakest.items()}
    for place, row in rows.items():
        row["decides"] = float(place in weakest.values())
    return Organising(
        frame=framed(rows, ("problem", "source", "indicator"), COLUMNS),
        n=net.n, notes=once(*net.notes, *reasons),
        about=about("organising", net, headline="value",
                    source="Puranam, Alexy & Reitzig (2014), What's \"new\" about new "
                    "forms of organizing?"),
        evidence={of: tuple(notes) for of, notes in evidence.items() if notes},
        thresholds=lines, problems=problems, reasons=once(*reasons),
        lowest=min(problems, key=problems.__getitem__) if problems else "",
        unsolved=tuple(one for one, value in problems.items() if value < problem),
        framing=framing, headings=HEADINGS[framing],
    )  # fmt: skip


def _weakest(rows: Mapping[Place, Mapping[str, float]], problem: str) -> Place | None:
    """Find the indicator that a problem's number is: the weakest on record, else of answers."""
    for source in ("records", "answers"):
        own = [place for place in rows if place[:2] == (problem, source)
               and place[2] not in BESIDE]  # fmt: skip
        if own:
            return min(own, key=lambda place: rows[place]["value"])
    return None


def _records(
    coalition: Coalition, now: Coalition, offers: By, served: By | None, days: int
) -> tuple[dict[tuple[str, str], tuple[Share, float]], list[Note]]:
    """Read what is on record, problem by problem, and say what is not."""
    found: dict[tuple[str, str], tuple[Share, float]] = {}
    reasons: list[Note] = []
    net = arrays(now)
    todo = tasks.carried(now, tasks.TASKS)
    if todo is None or todo.empty:
        reasons.append(Note("no_tasks"))
    else:
        unread = isinstance(offers, str) and offers == "offers" and offers not in net.attributes
        known = None if unread else net.labels(offers)
        count = float(len(todo))
        found |= {
            ("what", "needs_with_task"): (tasks.needs_with_task(net, todo), count),
            ("what", "tasks_defined"): (tasks.tasks_defined(todo), count),
            ("what", "tasks_distinct"): (tasks.tasks_distinct(todo), count),
            ("who", "one_accountable"): (tasks.one_accountable(net, todo), count),
            ("who", "best_placed"): (tasks.best_placed(net, todo, known), count),
        }
    n = float(net.n)
    found["reward", "in_proportion"] = tasks.in_proportion(now), n
    if served is not None:
        found["reward", "motive_served"] = _motives(net, served), n
    layer = _informed(now)
    if layer is None:
        reasons.append(Note("no_information_ties"))
    else:
        for name, value in {
            "reach_in_two": float(reach_in_two(layer)),
            "compactness": float(compactness(layer)),
            "stays_together": float(dependence(layer).frame["largest_without"].min()),
        }.items():
            found["information", name] = (value, ()), n
    found["information", "recent_contact"] = _took_part(coalition, now, days), n
    return found, reasons


def _motives(net: Network, served: By) -> Share:
    """Share of the partners with a motive of their own that is served, of those of whom we know."""
    numbers = np.array([number_in(int(one) if isinstance(one, bool) else one)
                        for one in net.values(served)])  # fmt: skip
    known = numbers[~np.isnan(numbers)]
    if not len(known):
        return UNKNOWN, (Note("motives_unknown"),)
    return float((known > 0).mean()), ()


def _informed(now: Coalition) -> Network | None:
    """Give the ties that carry information; None where no tie says that it does.

    What hangs together by ties of any kind is another question, and `integration` answers it.
    """
    ties = now.ties
    if "kind" in ties.columns and (ties["kind"] == "information").any():
        return arrays(now.select(kind="information"))
    return None


def _took_part(coalition: Coalition, now: Coalition, days: int) -> Share:
    """Share of the partners that took part in a dated activity in the last days."""
    day = dates.parse_if_date(now.moment or "")
    if coalition.participations is None:
        return UNKNOWN, (Note("no_participations"),)
    if coalition.moment is not None or day is None:
        return UNKNOWN, (Note("no_look_back"),)
    last = dates.to_date(day.last)
    met = coalition.between(last - dt.timedelta(days=days), last).participations
    if met is None or "start" not in met.columns:
        return UNKNOWN, (Note("no_look_back"),)
    seen = set(met["partner"][met["start"].notna()])
    share = float(now.partners["id"].isin(seen).mean()) if len(now) else UNKNOWN
    return share, ()
