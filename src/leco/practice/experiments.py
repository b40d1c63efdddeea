"""experiments(): what is tried, whether it needed others, what came of it; principles to hold."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.graph.partition import split_labels
from leco.practice.findings import about, told
from leco.practice.ratings import Scale, refuse_others
from leco.practice.records import Recorded, before, labels, rows, tried, until
from leco.words import Note

LIMITS = (Note("experiments_limit"),)
COLUMNS = ("status", "partners", "needs", "covered", "alone", "ties")
PRINCIPLE = ("principle", "principe")


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Experiments(Recorded):
    """Experiments that began, one row each; `fit` has how well ideas fit each principle, 0 to 1.

    `arose` is the share of the ties with an activity on record that arose in an experiment.
    """

    what: ClassVar[str] = "experiments.which"

    arose: float = math.nan
    fit: Mapping[str, float] = field(default_factory=dict)

    @property
    def needed_others(self) -> tuple[str, ...]:
        """The experiments of which nobody in it covers alone what all in it cover together."""
        return tuple(map(str, self.frame.index[self.frame["alone"] < self.frame["covered"]]))

    def sentence(self, lang: str | None = None) -> str:
        """Say what was tried, how many needed others, and what came of it."""
        if not self.known:
            return self.not_known(lang)
        said = [words.text("experiments.begun", lang, count=len(self.frame))]
        counted = self.frame["status"].replace("", np.nan).dropna().value_counts(sort=False)
        if len(counted):
            shown = ", ".join(f"{words.word('progress', str(one), lang)} ({count})"
                              for one, count in counted.items())  # fmt: skip
            said.append(words.text("experiments.progress", lang, progress=shown))
        told_of = int(self.frame["covered"].notna().sum())
        if told_of:
            said.append(words.text("experiments.needed", lang, count=len(self.needed_others),
                                   of=told_of))  # fmt: skip
        if not math.isnan(self.arose):
            said.append(words.text("experiments.arose", lang, percent=round(100 * self.arose)))
        if self.fit:
            shown = "; ".join(
                f"{one} {words.number(value, lang)}" for one, value in self.fit.items()
            )
            said.append(words.text("experiments.fit", lang, fit=shown))
        return " ".join(said)


def experiments(coalition: Coalition, *, low: int = 1, high: int = 5) -> Experiments:
    """Tell what a coalition tries, whether that needed others, and which ties came of it.

    A coalition that starts with experiments learns whom it needs for what. From the table
    `activities` (kind ``experiment``), up to the moment asked about:

    ========= ==========================================================================
    status    planned, running, evaluated, repeated, stopped
    partners  partners that take part (table `participations`)
    needs     what it needs (column ``needs``)
    covered   share of these that those who take part offer together
    alone     the largest share that one of them offers alone
    ties      ties that arose in it (column ``activity`` of the ties)
    ========= ==========================================================================

    Where `alone` is below `covered` the experiment needed others. Ratings on a principle (an item
    called as it is in the table `principles`, perhaps after ``principle:``) say how well ideas fit
    it: their mean as a share of the scale.

    Parameters
    ----------
    coalition : Coalition
    low, high : int
        The ends of the scale.

    Returns
    -------
    Experiments

    Raises
    ------
    LecoError
        For anything but a Coalition.
    ValueError
        For a scale of fewer than three points.
    DataError
        For answers on a principle that are no points of the scale.

    Examples
    --------
    >>> ids = [{"id": "city", "offers": "room"}, {"id": "school", "offers": "teachers"}]
    >>> found = experiments(Coalition.from_frames(ids,
    ...     activities=[{"activity": "lab", "kind": "experiment", "needs": "room;teachers"}],
    ...     participations=[{"partner": one, "activity": "lab"} for one in ("city", "school")]))
    >>> found.needed_others, found.frame.loc["lab", ["covered", "alone"]].tolist()
    (('lab',), [1.0, 0.5])
    """
    scale = Scale(low, high)
    whole = told(coalition, "experiments")
    end = until(whole)
    begun, why = tried(whole, end)
    offered, _ = labels(whole, "partners", "id", "offers")
    joint = whole.participations
    ties, _ = rows(whole, "ties", "activity")
    arose = [] if ties is None else [str(one) for one in before(ties, "start", end)["activity"]]
    found = {}
    for row in [] if begun is None else begun.to_dict("records"):
        name = str(row["activity"])
        who = [] if joint is None else sorted(
            {str(one) for one in joint["partner"][joint["activity"] == name]}
        )  # fmt: skip
        needs = split_labels(row.get("needs"))
        status = row.get("status")
        found[name] = (
            str(status) if isinstance(status, str) else "",
            math.nan if joint is None else float(len(who)), float(len(needs)),
            *_covered(needs, [offered[one] for one in who if one in offered]),
            math.nan if ties is None else float(arose.count(name)),
        )  # fmt: skip
    index = pd.Index(list(found), name="activity", dtype=object)
    return Experiments(
        frame=pd.DataFrame(list(found.values()), columns=list(COLUMNS), index=index),
        n=len(whole.snapshot()), limits=LIMITS,
        reasons=why or (() if found else (Note("no_experiments_begun"),)),
        arose=sum(one in found for one in arose) / len(arose) if arose and found else math.nan,
        fit=_fit(whole, end, scale),
        about=about("experiments", whole, headline="partners", source=""),
    )  # fmt: skip


def _covered(needs: frozenset[str], offers: list[frozenset[str]]) -> tuple[float, float]:
    """Give the share of the needs that all offer together, and that one offers at most."""
    if not needs or not offers:
        return math.nan, math.nan
    together = frozenset[str]().union(*offers)
    return len(needs & together) / len(needs), max(len(needs & one) for one in offers) / len(needs)


def _fit(whole: Coalition, end: int | None, scale: Scale) -> dict[str, float]:
    """Give how well ideas fit each principle that was rated."""
    principles, _ = rows(whole, "principles", "principle")
    ratings, _ = rows(whole, "ratings", "score")
    if principles is None or ratings is None:
        return {}
    ratings = before(ratings, "date", end)
    found = {}
    for one in principles["principle"]:
        said = ratings[[_principle(item) == str(one).casefold() for item in ratings["item"]]]
        if len(said):
            refuse_others(said, scale)
            found[str(one)] = scale.share(float(said["score"].astype(float).mean()))
    return found


def _principle(item: object) -> str:
    """Give the principle that an item asks about, with or without the word before a colon."""
    head, colon, rest = str(item).casefold().partition(":")
    return rest.strip() if colon and head.strip() in PRINCIPLE else str(item).casefold().strip()
