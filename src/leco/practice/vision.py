"""vision(): is there a shared why: the gate before everything else."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from leco import words
from leco.coalition.coalition import Coalition
from leco.errors import LecoError
from leco.graph.arrays import Flags, Network, arrays
from leco.graph.partition import By
from leco.metrics.mixing import bridging_ratio
from leco.practice.findings import (
    Findings,
    about,
    framed,
    group_word,
    grouped,
    reaches,
    shares,
    whole,
)
from leco.practice.ratings import Answers, Scale, answers, summary, topic_of
from leco.words import Note

# A sentence names so many; the fields have them all.
SHOWN = 5
WHY = ("why", "waarom")
# Shares of a few partners that equal a line but for rounding are on it.
COLUMNS = ("answered", "silent", "endorsing", "agreement", "mean")


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Vision(Findings):
    """Whether partners share a why: `passed` is True, False, or None where it is not known.

    `items` are the ones that decide; `silent` names the partners that answered none of them,
    `polarised` the items that part partners into camps, `unconvinced` the groups of which fewer
    endorse than wanted, `unheard` the groups of which nobody answered, `across_ties` how far tied
    partners differ on each item, against any two (below 1: who works together agrees more).
    """

    what: ClassVar[str] = "vision.whether"

    passed: bool | None = None
    items: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    polarised: tuple[str, ...] = ()
    unconvinced: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    across_ties: Mapping[str, float] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the tables say anything of what is asked."""
        return bool(self.items)

    def sentence(self, lang: str | None = None) -> str:
        """Say whether there is a shared why, by what, and who is not in it or not heard."""
        if not self.known:
            return self.not_known(lang)
        state = {True: "passed", False: "failed", None: "open"}[self.passed]
        because = "; ".join(note.say(lang) for one in self.items for note in self.evidence[one])
        said = [words.text(f"vision.{state}", lang, because=because)]
        for name in ("polarised", "unconvinced", "unheard", "silent"):
            if who := getattr(self, name):
                shown = ", ".join(group_word(one, lang) for one in who[:SHOWN])
                shown += ", …" if len(who) > SHOWN else ""
                said.append(words.text(f"vision.{name}", lang, who=shown, count=len(who)))
        return " ".join(said)


def vision(
    coalition: Coalition,
    *,
    by: By | None = "sector",
    items: Sequence[str] | None = None,
    low: int = 1,
    high: int = 5,
    endorse: float = 0.7,
    agree: float = 0.4,
    rated: float = 0.6,
) -> Vision:
    r"""Tell whether partners share a why: a gate, since without it nothing else can work.

    From the table `ratings`: the items called ``vision``, or that begin with it before a colon
    (``vision: clear``; Dutch ``visie``). Those that ask for the why (``vision: why``) decide where
    there are any, else all do; `items` names others. The gate is passed when of *each* item that
    decides

    - a share `endorse` of those who answered chose one of the two highest points,
    - they agree: van der Eijk's A is `agree` or more (1 unanimous, 0 evenly spread, -1 two camps),
    - a share `rated` of the core partners answered (of all partners, where nobody is core).

    Too few answers leave it open (None): silence is no dissent. One item on which enough answered
    and too few endorse, or agree, fails it. The three lines are conventions, no findings.

    ========= =========================================================================
    answered  partners that answered
    silent    partners that did not
    endorsing share of the answers among the two highest points
    agreement van der Eijk's A
    mean      mean score
    ========= =========================================================================

    One row for each item and each group: all partners, each tier, each label of `by` (a partner
    with several counts in each). The last answer of a rater until the moment counts; a person
    answers for the organisations it is affiliated with. Texts are not scored.

    Parameters
    ----------
    coalition : Coalition
    by : str or mapping, optional
        The groups to look at apart: a column, or a mapping from partner to label(s).
    items : sequence of str, optional
        The items that decide, as written in the table; they need not be called ``vision``.
    low, high : int
        The ends of the scale.
    endorse, agree, rated : float
        Where the lines are drawn.

    Returns
    -------
    Vision

    Raises
    ------
    LecoError
        For anything but a Coalition, or items that nobody was asked.
    ValueError
        For a scale of fewer than three points, or lines beyond 0 to 1.
    DataError
        For answers that are no points of the scale.
    MissingAttributeError
        When there is no such column.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    van der Eijk (2001), Measuring agreement in ordered rating scales, Quality & Quantity 35.

    Examples
    --------
    >>> rows = [{"id": one, "tier": "core"} for one in "abcd"]
    >>> said = [{"item": "vision: why", "rater": one, "score": 5} for one in "abc"]
    >>> found = vision(Coalition.from_frames(rows, ratings=said))
    >>> found.passed, found.silent
    (True, ('d',))
    """
    lines = shares({"endorse": endorse, "agree": agree, "rated": rated})
    scale = Scale(low, high)
    now = whole(coalition, "vision")
    net = arrays(now)
    group, notes = grouped(net, by)
    given, unrated = answers(now, "vision" if items is None else tuple(items), scale)
    deciding = deciding_items(given, items)
    rows = {
        (one.item, name, label): summary(net.among(np.flatnonzero(here)), one.scores, scale)
        for one in given
        for name, label, here in _who(net, group)
    }
    core = _core(net)
    judged = {
        one.item: _judged(rows[one.item, "all", "all"], rows[(one.item, *core)], lines)
        for one in given
    }
    heard = {partner for one in given if one.item in deciding for partner in one.scores}
    decided = [judged[item][0] for item in deciding]
    here, unheard = _apart(rows, deciding, endorse)
    return Vision(
        frame=framed(rows, ("item", "by", "group"), COLUMNS),
        n=net.n, notes=(*net.notes, *notes, *unrated),
        about=about("vision", net, headline="endorsing",
                    source="van der Eijk (2001), Measuring agreement in ordered rating scales",
                    by=group),
        evidence={item: said for item, (_, said) in judged.items()},
        thresholds=lines, reasons=unrated, items=deciding,
        passed=False if False in decided else True if decided and all(decided) else None,
        silent=tuple(str(net.nodes[place]) for place in net.caller_order().tolist()
                     if net.nodes[place] not in heard) if deciding else (),
        polarised=tuple(item for item in deciding if rows[item, "all", "all"]["agreement"] < 0),
        unconvinced=here, unheard=unheard,
        across_ties={one.item: _across(net, one) for one in given},
    )  # fmt: skip


def _apart(
    rows: Mapping[tuple[str, str, str], Mapping[str, float]], deciding: Sequence[str],
    endorse: float,
) -> tuple[tuple[str, ...], tuple[str, ...]]:  # fmt: skip
    """Name the groups of which too few endorse an item that decides, and those not heard."""
    cold: dict[str, None] = {}
    quiet: dict[str, None] = {}
    for (item, name, label), found in rows.items():
        if name == "all" or item not in deciding:
            continue
        if not found["answered"]:
            quiet[label] = None
        elif not reaches(found["endorsing"], endorse):
            cold[label] = None
    return tuple(cold), tuple(quiet)


def _across(net: Network, one: Answers) -> float:
    """Tell how far tied partners differ on an item, against any two; NaN where not defined."""
    if not net.ties_known or not net.ties or len(one.scores) < 2:
        return math.nan
    return float(bridging_ratio(net, by=one.scores, distance="numbers"))


def deciding_items(given: Sequence[Answers], items: Sequence[str] | None) -> tuple[str, ...]:
    """Name the items that decide: those asked for, else those on the why, else all."""
    there = tuple(one.item for one in given)
    if items is None:
        why = tuple(item for item in there if topic_of(item)[1].casefold().startswith(WHY))
        return why or there
    unasked = [item for item in items if item not in there]
    if there and unasked:
        raise LecoError(f"nobody was asked {unasked[0]!r} (there: {', '.join(there)})")
    return there


def _who(net: Network, by: By | None) -> Iterable[tuple[str, str, Flags]]:
    """Give everybody, each tier that somebody has, and each group of `by`."""
    yield "all", "all", np.ones(net.n, dtype=bool)
    named: list[tuple[str, By]] = [("tier", "tier")] if "tier" in net.attributes else []
    if by is not None and by != "tier":
        named.append((by if isinstance(by, str) else "by", by))
    for name, column in named:
        labels = net.labels(column)
        for place, label in enumerate(labels.names):
            yield name, label, labels.carries[:, place]


def _core(net: Network) -> tuple[str, str]:
    """Name the group of which enough must answer."""
    core = "tier" in net.attributes and "core" in net.labels("tier").names
    return ("tier", "core") if core else ("all", "all")


def _judged(
    found: Mapping[str, float], heard: Mapping[str, float], lines: Mapping[str, float]
) -> tuple[bool | None, tuple[Note, ...]]:
    """Hold one item against the lines, and say what it rests on."""
    asked = heard["answered"] + heard["silent"]
    values = {
        "endorsing": _percent(found["endorsing"]), "wanted": _percent(lines["endorse"]),
        "agreement": float(found["agreement"]), "agree": lines["agree"],
        "heard": int(heard["answered"]), "asked": int(asked),
        "rated": _percent(lines["rated"]),
    }  # fmt: skip
    notes = (Note("vision_item", values),)
    if not reaches(heard["answered"], lines["rated"] * asked) or not found["answered"]:
        return None, notes
    return (
        reaches(found["endorsing"], lines["endorse"])
        and reaches(found["agreement"], lines["agree"])
    ), notes


def _percent(share: float) -> float:
    """Give a share in whole percent; NaN stays what it is."""
    return share if math.isnan(share) else round(100 * share)
