"""What partners answered, topic by topic, as of the moment.

The table `ratings` has one row for an answer (item, rater, subject, score, date). An item belongs
to a topic when it is called so, or begins so before a colon: ``vision``, ``vision: why``, ``what:
we agree on what has to be done``. Topics are known in English and Dutch.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from leco.coalition.coalition import Coalition
from leco.errors import DataError, Problem
from leco.graph.arrays import Network
from leco.metrics.agreement import agreement
from leco.practice import records
from leco.schema import dates
from leco.schema.check import days
from leco.words import Note, Term

TOPICS: Mapping[str, tuple[str, ...]] = {
    "vision": ("vision", "visie"),
    "what": ("what", "wat"),
    "who": ("who", "wie"),
    "reward": ("reward", "beloning"),
    "information": ("information", "informatie"),
    "trust": ("trust", "vertrouwen"),
    "competencies": ("competencies", "competenties"),
    "wicked": ("wicked", "weerbarstig"),
    "custom": ("custom", "maatwerk"),
}


@dataclass(frozen=True)
class Answers:
    """The answers of partners to one item: one of each, as of the moment."""

    item: str
    scores: Mapping[str, float]


@dataclass(frozen=True)
class Scale:
    """The points of a scale, `low` to `high`."""

    low: int
    high: int

    def __post_init__(self) -> None:
        """Refuse a scale of fewer than three points."""
        if self.high - self.low < 2:
            raise ValueError(
                f"low={self.low!r}, high={self.high!r}: a scale has three points or more"
            )

    def share(self, score: float) -> float:
        """Say where a score lies between the two ends, 0 to 1."""
        return (score - self.low) / (self.high - self.low)


def topic_of(item: str) -> tuple[str, str]:
    """Split an item into its topic ("" for none of leco's) and what follows.

    >>> topic_of("Visie: waarom"), topic_of("hours")
    (('vision', 'waarom'), ('', 'hours'))
    """
    head, _, rest = str(item).partition(":")
    word = head.strip().casefold()
    topic = next((code for code, said in TOPICS.items() if word in said), "")
    return topic, rest.strip() if topic else str(item).strip()


# A topic of leco's, or the very items.
Topic = str | tuple[str, ...]


def rows_of(now: Coalition, topic: Topic) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """Give the rows on a topic until the moment, each with the `partner` that its rater is of.

    Who is a partner answers for itself, a person for the organisations it is affiliated with; the
    others are counted and left out. Of a rater the last answer to an item on a subject counts.
    """
    ratings = now.tables.get("ratings")
    columns = ["item", "rater", "subject", "score", "partner"]
    if ratings is None:
        return pd.DataFrame(columns=columns), (Note("no_ratings"),)
    blank = pd.Series(None, index=ratings.index, dtype=object)
    rows = ratings.assign(subject=ratings.get("subject", blank), score=ratings.get("score", blank))
    fits = [item in topic if isinstance(topic, tuple) else topic_of(item)[0] == topic
            for item in rows["item"]]  # fmt: skip
    rows = rows[np.array(fits, dtype=bool) & rows["score"].notna().to_numpy()]
    first, _, given = days(rows.get("date"), len(rows))
    until = dates.end_of(now.moment or "")
    rows = rows.assign(_day=np.where(given, first, dates.EARLIEST))
    if until is not None:
        rows = rows[rows["_day"] <= until.last]
    last = rows.groupby(["item", "rater", "subject"], dropna=False)["_day"].transform("max")
    rows = rows[rows["_day"] == last]
    rows, strangers = _with_partner(now, rows)
    notes = [Note("raters_unknown", {"count": strangers})] if strangers else []
    if rows.empty:
        named = topic if isinstance(topic, tuple) else Term("topic", topic)
        notes.append(Note("topic_not_rated", {"topic": named}))
    return rows[columns].reset_index(drop=True), tuple(notes)


def raters(coalition: Coalition, topic: str) -> tuple[frozenset[str], records.Why]:
    """Name who rated anything on a topic by the last day asked about; why not, where nobody."""
    ratings, why = records.rows(coalition, "ratings", "score")
    if ratings is None:
        return frozenset(), why
    ratings = records.before(ratings, "date", records.until(coalition))
    own = frozenset(ratings["rater"][[topic_of(item)[0] == topic for item in ratings["item"]]])
    return own, () if own else (Note("topic_not_asked", {"topic": Term("topic", topic)}),)


def _with_partner(now: Coalition, rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Say for which partner each row speaks; a person may speak for several."""
    ids = set(now.partners["id"])
    speaks = {one: [one] for one in ids}
    hats = now.tables.get("affiliations")
    if hats is not None:
        for person, organisation in zip(hats["person"], hats["organisation"], strict=True):
            if person not in ids and organisation in ids:
                speaks.setdefault(person, []).append(organisation)
    known = rows["rater"].isin(list(speaks))
    strangers = int(rows["rater"][~known].nunique())
    rows = rows[known]
    return rows.assign(partner=rows["rater"].map(speaks)).explode("partner"), strangers


def answers(
    now: Coalition, topic: Topic, scale: Scale
) -> tuple[tuple[Answers, ...], tuple[Note, ...]]:
    """Give the answers to each item of a topic about the coalition (its subject is no partner).

    Where several persons speak for one partner, it counts once, by the middle answer (of two the
    lower), so that it stays a point of the scale.
    """
    rows, notes = rows_of(now, topic)
    rows = rows[~rows["subject"].isin(now.partners["id"])]
    refuse_others(rows, scale)
    found = []
    for item, own in rows.groupby("item", sort=True):
        middle = own.groupby("partner")["score"].quantile(0.5, interpolation="lower")
        scores = {str(one): float(score) for one, score in middle.items()}
        found.append(Answers(str(item), scores))
    return tuple(found), notes


def refuse_others(rows: pd.DataFrame, scale: Scale) -> None:
    """Refuse scores that are no points of the scale, and name them all."""
    points = range(scale.low, scale.high + 1)
    ends = {"low": scale.low, "high": scale.high}
    problems = [
        Problem.of("problem.no_point", "ratings", f"{item}, {rater}", "score", score, values=ends)
        for item, rater, score in zip(rows["item"], rows["rater"], rows["score"], strict=True)
        if score not in points
    ]
    if problems:
        raise DataError(problems)


def summary(net: Network, scores: Mapping[str, float], scale: Scale) -> dict[str, float]:
    """Sum up what some partners answered: how many, how many endorse, how far they agree."""
    found = agreement(net, by=scores, low=scale.low, high=scale.high)
    return {
        "answered": float(found.n),
        "silent": float(found.missing),
        "endorsing": float(found.parts.get("endorsing", np.nan)),
        "agreement": float(found),
        "mean": float(found.parts.get("mean", np.nan)),
    }
