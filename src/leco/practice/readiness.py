"""readiness(): should this be an organisation network at all: six lines, met or not."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.graph.arrays import Flags, Network, arrays
from leco.graph.needs import GivenNeeds
from leco.graph.partition import By
from leco.metrics.coverage import provision
from leco.practice.findings import ROUNDING, Findings, about, once, reaches, shares, whole
from leco.practice.ratings import Scale, answers, summary
from leco.practice.records import rows
from leco.words import Note, Term

LINES = ("sovereign", "unique", "together", "spread", "wicked", "custom")
SHARED = ("information", "resources", "activities", "competencies")
# What a partner says that is no organisation of its own.
DEPENDENT = frozenset({"false", "0", "0.0", "no", "nee", "neen"})

# What a line says: its value, whether it is met (None: not known), and on what that rests.
Line = tuple[float, bool | None, tuple[Note, ...]]


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Readiness(Findings):
    """Six lines, each met, not met, or not known (`met`: 1, 0, NaN), never added up."""

    what: ClassVar[str] = "readiness.whether"

    @property
    def met(self) -> tuple[str, ...]:
        """The lines that are met."""
        return self._lines(1.0)

    @property
    def unmet(self) -> tuple[str, ...]:
        """The lines that are not met."""
        return self._lines(0.0)

    @property
    def open(self) -> tuple[str, ...]:
        """The lines of which that is not known."""
        return tuple(map(str, self.frame.index[self.frame["met"].isna()]))

    def _lines(self, value: float) -> tuple[str, ...]:
        return tuple(map(str, self.frame.index[self.frame["met"] == value]))

    @property
    def known(self) -> bool:
        """Whether the tables say anything of what is asked."""
        return len(self.open) < len(self.frame)

    def sentence(self, lang: str | None = None) -> str:
        """Name the lines that are met, those that are not, and those not known."""
        if not self.known:
            return self.not_known(lang)
        named = {"met": self.met, "unmet": self.unmet, "open": self.open}
        return " ".join(
            words.text(f"readiness.{state}", lang, count=len(lines), of=len(self.frame),
                       lines="; ".join(self.row(one, lang) for one in lines))
            for state, lines in named.items() if lines
        )  # fmt: skip


def readiness(
    coalition: Coalition,
    *,
    offers: By = "offers",
    needs: GivenNeeds | None = None,
    unique: float = 0.5,
    most: float = 0.5,
    judged: float = 0.5,
    together: float = 0.5,
    low: int = 1,
    high: int = 5,
) -> Readiness:
    r"""Tell whether this should be an organisation network at all, line by line.

    By the definition (sovereign and unique organisations, a result that none could reach alone)
    and the three reasons to want one (Kenis & Cambre):

    ========= ==========================================================================
    sovereign no partner is a unit of another (column ``parent``), nor says that it is not
              independent (``legal_independent``)
    unique    a share `unique` of the partners or more offers something nobody else does
    together  nobody alone covers as much of the needs as all together do
    spread    nobody holds a share `most` or more of all that is offered
    wicked    the problem has no single owner, causes interact, goals are contested: mean
              rating on ``wicked`` of at least a share `judged` of the scale; a judgement
    custom    the result is custom work: mean rating on ``custom``, likewise, or of the table
              `results` (``customisation``); else a share `together` of the activities or
              more is done by two partners or more
    ========= ==========================================================================

    That partners share information, resources, activities and competencies is said beside
    the first line, from the kinds of tie. Where the data are not there a line is *not known*.
    The lines are not added up: one that is not met is something to talk about. All lines are
    conventions. Of items rated several times the lowest counts.

    Parameters
    ----------
    coalition : Coalition
    offers, needs
        As in `coverage`.
    unique, most, judged, together : float
        Where lines are drawn, 0 to 1.
    low, high : int
        The ends of the scale.

    Returns
    -------
    Readiness
        One row for each line: value, and met (1, 0 or NaN).

    Raises
    ------
    LecoError
        For anything but a Coalition.
    ValueError
        For lines beyond 0 to 1.
    DataError
        For answers that are no points of the scale, or wrong needs.
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Kenis & Cambre, Organisatienetwerken: de organisatievorm van de toekomst.

    Examples
    --------
    >>> rows = [{"id": "a", "offers": "room"}, {"id": "b", "offers": "bus"}]
    >>> found = readiness(Coalition.from_frames(rows, needs=[{"need": "room"}, {"need": "bus"}]))
    >>> found.met, found.unmet
    (('unique', 'together'), ('spread',))
    """
    lines = shares({"unique": unique, "most": most, "judged": judged, "together": together})
    scale = Scale(low, high)
    now = whole(coalition, "readiness")
    net = arrays(now)
    provided = _offered(net, offers)
    found: dict[str, Line] = {
        "sovereign": _sovereign(net),
        "unique": _unique(provided, unique),
        "together": _together(net, offers, needs),
        "spread": _spread(provided, most),
        "wicked": _judged(now, net, scale, "wicked", judged),
        "custom": _custom(now, net, scale, (judged, together)),
    }
    held = [[value, math.nan if met is None else float(met)] for value, met, _ in found.values()]
    frame = pd.DataFrame(held, index=pd.Index(LINES, name="line"), columns=["value", "met"],
                         dtype=float)  # fmt: skip
    reasons = once(*(note for _, met, notes in found.values() if met is None for note in notes))
    kinds = [kind for kind in SHARED if net.kinds is not None and kind in set(now.ties["kind"])]
    beside = (
        (Note("shares_kinds", {"kinds": tuple(Term("kind", one) for one in kinds)}),)
        if kinds
        else ()
    )
    evidence = {line: notes for line, (_, _, notes) in found.items() if notes}
    return Readiness(
        frame=frame, n=net.n, notes=(*net.notes, Note("readiness_talk")), thresholds=lines,
        about=about("readiness", net, headline="met",
                    source="Kenis & Cambré (2019), Organisatienetwerken"),
        evidence={**evidence, "sovereign": (*evidence["sovereign"], *beside)}, reasons=reasons,
    )  # fmt: skip


def _sovereign(net: Network) -> Line:
    """Tell whether no partner is a unit of another, or says that it is not independent."""
    if not {"parent", "legal_independent"} & set(net.attributes):
        return math.nan, None, (Note("no_column", {"column": Term("header.partners", "parent")}),)
    ids, none = set(map(str, net.nodes)), (None,) * net.n
    stated = zip(net.nodes, net.attributes.get("parent", none),
                 net.attributes.get("legal_independent", none), strict=True)  # fmt: skip
    units = [str(node) for node, parent, independent in stated
             if str(parent) in ids or str(independent).casefold() in DEPENDENT]  # fmt: skip
    share = 1 - len(units) / net.n if net.n else math.nan
    if not units:
        return share, True, (Note("no_units"),)
    return share, False, (Note("units", {"partners": tuple(units)}),)


def _offered(net: Network, offers: By) -> Flags | None:
    """Give who (of whom that is known) offers what; None where nobody says."""
    if isinstance(offers, str) and offers == "offers" and offers not in net.attributes:
        return None
    labels = net.labels(offers)
    return labels.carries[labels.known] if labels.n else None


def _unique(provided: Flags | None, line: float) -> Line:
    if provided is None:
        return math.nan, None, (Note("no_offers_said"),)
    alone = np.atleast_1d(provided[:, provided.sum(axis=0) == 1].any(axis=1))
    share = float(alone.mean())
    said = Note("line_unique", {"count": int(alone.sum()), "of": len(alone)})
    return share, reaches(share, line), (said,)


def _spread(provided: Flags | None, line: float) -> Line:
    if provided is None:
        return math.nan, None, (Note("no_offers_said"),)
    share = float(provided.mean(axis=1).max())
    sole = int((provided.sum(axis=0) == 1).sum())
    said = Note(
        "line_spread", {"percent": round(100 * share), "sole": sole, "of": provided.shape[1]}
    )
    return share, not reaches(share, line), (said,)


def _together(net: Network, offers: By, needs: GivenNeeds | None) -> Line:
    """Hold what the strongest covers alone against what all cover together."""
    if net.needs is None and needs is None:
        return math.nan, None, (Note("no_needs_table"),)
    if _offered(net, offers) is None:
        return math.nan, None, (Note("no_offers_said"),)
    found = provision(net, offers, needs)
    weight = float(found.needs.weight.sum())
    if not weight:
        return math.nan, None, (Note("no_needs"),)
    each = np.minimum(found.provides, found.needs.wanted) / found.needs.wanted @ found.needs.weight
    alone = float(each.max()) / weight
    covered = float(found.needs.weight @ found.covered(found.providers)) / weight
    notes = [Note("line_together", {"alone": round(100 * alone), "all": round(100 * covered)})]
    if covered <= ROUNDING:
        return alone, None, (*notes, Note("nothing_covered"))
    if reaches(alone, covered):
        return alone, False, tuple(notes)
    # Who does not say what it offers may cover everything by itself.
    return alone, True, (*notes, *found.notes)


def _judged(now: Coalition, net: Network, scale: Scale, topic: str, line: float) -> Line:
    """Read a judgement that partners gave."""
    given, reasons = answers(now, topic, scale)
    said = [(one.item, summary(net, one.scores, scale)) for one in given]
    if not said:
        return math.nan, None, reasons
    notes = tuple(Note("item_answered", {"item": item, **found}) for item, found in said)
    share = min(scale.share(found["mean"]) for _, found in said)
    return share, reaches(share, line), notes


def _custom(now: Coalition, net: Network, scale: Scale, lines: tuple[float, float]) -> Line:
    """Read whether the result is custom work, from ratings, else from what is done together."""
    judged = _judged(now, net, scale, "custom", lines[0])
    rated, _ = rows(now, "results", "customisation")
    if judged[1] is None and rated is not None:
        scores = rated["customisation"].to_numpy(dtype=float)
        lowest = int(scores.argmin())
        share = scale.share(float(scores[lowest]))
        if 0 <= share <= 1:  # else it was rated on another scale
            said = Note(
                "result_custom", {"result": str(rated["result"].iloc[lowest]), "share": share}
            )
            return share, reaches(share, lines[0]), (said,)
    if judged[1] is not None or net.activities is None or not net.activities.shape[1]:
        return judged
    many = np.asarray(net.activities.sum(axis=0)).ravel()
    many = many[many > 0]
    if not len(many):
        return judged
    share = float((many > 1).mean())
    return share, reaches(share, lines[1]), (
        Note("line_custom", {"percent": round(100 * share), "of": len(many)}),
    )  # fmt: skip
