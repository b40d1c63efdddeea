"""governance_form(): how the coalition is governed, and what would suit it."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from leco import words
from leco.coalition.coalition import Coalition
from leco.errors import LecoError, meant
from leco.graph.arrays import Network, arrays
from leco.graph.partition import split_labels
from leco.kernels.composition import hill
from leco.kernels.readings import FACTORS
from leco.metrics.centralisation import degree_centralisation
from leco.practice import tasks
from leco.practice.contingencies import LEVELS, contingencies
from leco.practice.findings import Findings, about, once, reaches, shares, whole
from leco.practice.ratings import Scale
from leco.words import Note, Term

FORMS = ("nao", "lead", "shared", "mixed")
# What an extra column `role` may say of a partner.
ROLES = {
    "nao": {"nao"},
    "lead": {"lead", "lead organisation", "promotor", "trekker", "budget holder", "budgethouder"},
}


@dataclass(frozen=True)
class Facts:
    """What the rules weigh; NaN where it is not known."""

    touches: float  # share of coordination ties that the organisation set up for it touches
    centralisation: float
    leads: float  # whether the top partner leads by its role (1, 0), NaN when no roles are said
    decides: float  # share of the decisions that the top partner holds
    deciders: float  # effective number of deciders, as a share of the core


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Governance(Findings):
    """The form of governance that is read, with what else nearby lines would say.

    `form` is nao, lead, shared or mixed, "" where it is not known; `possible` holds the forms that
    are left then. `grid` has the share of nearby lines at which each form (and "" for not known)
    is read, `facts` what the rules weigh, `top` the partner with most coordination ties. Rows: the
    contingencies, with their `value`, their `level` (1 low, 2 moderate, 3 high) and for each
    form whether it suits.
    """

    what: ClassVar[str] = "governance.which"

    form: str = ""
    possible: tuple[str, ...] = ()
    grid: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, float] = field(default_factory=dict)
    top: object = None

    def suits(self, form: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Name the contingencies that suit a form, and those that do not."""
        if form not in self.frame.columns:
            return (), ()
        column = self.frame[form]
        return (tuple(map(str, column.index[column == 1])),
                tuple(map(str, column.index[column == 0])))  # fmt: skip

    @property
    def known(self) -> bool:
        """Whether the tables say anything of what is asked."""
        return bool(self.form)

    def sentence(self, lang: str | None = None) -> str:
        """Say the form, how firmly, and which contingencies suit it or not."""
        if not self.known:
            said = [self.not_known(lang)]
            if 0 < len(self.possible) < len(FORMS):
                left = ", ".join(words.word("form", one, lang) for one in self.possible)
                said.append(words.text("governance.possible", lang, forms=left))
        else:
            said = [words.text("governance.form", lang, form=words.word("form", self.form, lang),
                               percent=round(100 * self.grid[self.form]))]  # fmt: skip
        for form in (self.form,) if self.form in self.frame.columns else ("shared", "lead", "nao"):
            named = words.word("form", form, lang)
            for code, which in zip(("fit", "tension"), self.suits(form), strict=True):
                if which:
                    shown = ", ".join(self._level(one, lang) for one in which)
                    said.append(words.text(f"governance.{code}", lang, form=named, which=shown))
        return " ".join(said)

    def _level(self, contingency: str, lang: str | None) -> str:
        level = self.frame["level"].to_dict()[contingency]
        return words.text(
            "governance.level", lang, contingency=self.row(contingency, lang),
            level=words.word("level", LEVELS[int(level) - 1], lang),
        )  # fmt: skip


def governance_form(
    coalition: Coalition,
    *,
    kind: str | None = "governance",
    nao: str | None = None,
    touches: float = 0.5,
    central: float = 0.6,
    decides: float = 0.5,
    spread: float = 0.35,
    deciders: float = 0.5,
    few: int = 8,
    many: int = 25,
    low: int = 1,
    high: int = 5,
) -> Governance:
    r"""Read how a coalition is governed, and whether that suits it.

    By rules, in this order, from the ties of a `kind` (None: all ties):

    1. *nao*: an organisation set up for the network touches a share `touches` of the ties or more;
    2. *lead*: degree centralisation is `central` or more, and the partner with most ties leads
       by its role, or holds a share `decides` of the decisions;
    3. *shared*: centralisation is at most `spread`, and the effective number of deciders
       (:math:`1 / \sum p^2`) is at least a share `deciders` of the core;
    4. else *mixed*.

    Where a rule cannot be held against the data, the form is not known; `possible` says which are
    left. All lines are conventions of leco, not of the authors; `grid` says what each gives when
    every line is a fifth lower or higher. It is a reading, no verdict: hybrids are common.

    Beside it, what the authors hold to suit each form (their table 1), each low, moderate, high:

    ============ ==================================================================
    trust        density of trust among the core: ratings on ``trust`` in the upper half of
                 the scale, of partners about each other; else ties of kind ``trust``
    participants partners: low to `few`, high from `many`
    consensus    van der Eijk's A on the vision, the item with least
    competencies need for competencies of the network: mean rating on ``competencies``
    ============ ==================================================================

    The lines between low, moderate and high of the three others are 1/3 and 2/3.

    Who is set up for the network, or leads, is said by an extra column ``role`` of the table
    partners (``nao``; ``lead``, ``promotor`` or ``budget holder``), or by `nao`; where nobody is
    said to be set up for it, nobody is. Decisions: a table ``decisions`` or ``admissions`` with a
    column ``deciders``; each counts once, in equal parts for its deciders.

    Parameters
    ----------
    coalition : Coalition
    kind : str, optional
        The kind of tie that coordinates.
    nao : str, optional
        The partner that was set up for the network.
    touches, central, decides, spread, deciders : float
        Where lines are drawn, 0 to 1.
    few, many : int
        How many partners are few at most, and many at least.
    low, high : int
        The ends of the scale.

    Returns
    -------
    Governance

    Raises
    ------
    LecoError
        For anything but a Coalition, or a `nao` that is no partner.
    ValueError
        For lines beyond 0 to 1, or out of order.
    DataError
        For answers that are no points of the scale.
    UnsupportedGraphError
        When persons and organisations are mixed.

    References
    ----------
    Provan & Kenis (2008), Modes of network governance, Journal of Public Administration Research
    and Theory 18, 229-252, table 1.

    Examples
    --------
    >>> rows = [{"id": one, "role": "lead" if one == "a" else ""} for one in "abcdef"]
    >>> ties = [{"source": "a", "target": one, "kind": "governance"} for one in "bcdef"]
    >>> found = governance_form(Coalition.from_frames(rows, ties))
    >>> found.form, found.grid["lead"]
    ('lead', 1.0)
    """
    lines = shares({"touches": touches, "central": central, "decides": decides, "spread": spread,
                    "deciders": deciders})  # fmt: skip
    if not (0 < few < many and spread < central):
        raise ValueError(f"few={few!r}, many={many!r}, spread={spread!r}, central={central!r}: few "
                         "is below many, and spread below central")  # fmt: skip
    now = whole(coalition, "governance_form")
    net = arrays(now)
    set_up = _set_up(net, nao)
    layer, reasons = _layer(now, kind)
    facts, top = _facts(now, net, layer, set_up)
    reasons = (*reasons, *_reasons(facts, layer is not None))
    possible = _forms(facts, lines)
    around = [
        _forms(facts, {name: min(line * by, 1.0) for (name, line), by in
                       zip(lines.items(), factors, strict=True)})
        for factors in itertools.product(FACTORS, repeat=len(lines))
    ]  # fmt: skip
    told = [one[0] if len(one) == 1 else "" for one in around]
    found, said, more = contingencies(now, net, _core(net), Scale(low, high), (few, many))
    return Governance(
        frame=found, n=net.n, notes=once(*net.notes, *reasons, *more, Note("governance_reading")),
        about=about("governance_form", net, headline="value",
                    source="Provan & Kenis (2008), Modes of network governance"),
        evidence=said, thresholds={**lines, "few": few, "many": many}, reasons=once(*reasons),
        form=possible[0] if len(possible) == 1 else "", possible=possible,
        grid={form: told.count(form) / len(told) for form in (*FORMS, "")}, top=top,
        facts=vars(facts),
    )  # fmt: skip


def _role(net: Network, role: str) -> list[str]:
    if "role" not in net.attributes:
        return []
    return [str(node) for node, said in zip(net.nodes, net.attributes["role"], strict=True)
            if ROLES[role] & {one.casefold() for one in split_labels(said)}]  # fmt: skip


def _set_up(net: Network, nao: str | None) -> list[str]:
    """Name who was set up for the network."""
    if nao is None:
        return _role(net, "nao")
    if nao not in net.nodes:
        raise LecoError(f"nao={nao!r}: no such partner{meant(nao, map(str, net.nodes))}")
    return [nao]


def _layer(now: Coalition, kind: str | None) -> tuple[Network | None, tuple[Note, ...]]:
    """Give the ties that coordinate; None where none are known."""
    ties = now.ties
    if not now.ties_known:
        return None, (Note("no_record_of_ties"),)
    if kind is None:
        whole_net = arrays(now)
        return (whole_net, ()) if whole_net.ties else (None, (Note("no_ties"),))
    none = Note("no_ties_of_kind", {"kind": Term("kind", kind)})
    if "kind" not in ties.columns or not (ties["kind"] == kind).any():
        return None, (none,)
    layer = arrays(now.select(kind=kind))
    return (layer, ()) if layer.ties else (None, (none,))


def _facts(
    now: Coalition, net: Network, layer: Network | None, set_up: list[str]
) -> tuple[Facts, object]:
    """Collect what the rules weigh."""
    held, effective = _decisions(now)
    core = len(_core(net))
    touches, central, top, leads = 0.0 if not set_up else math.nan, math.nan, None, math.nan
    if layer is not None:
        degree = np.asarray(layer.undirected.sum(axis=1)).ravel()
        own = [layer.nodes.index(one) for one in set_up]
        others = np.setdiff1d(np.arange(layer.n), own)
        # Ties that touch nobody who was set up for it are those among the others.
        among = float(layer.undirected[others][:, others].sum()) / 2
        touches = 1 - among / (float(degree.sum()) / 2)
        central = float(degree_centralisation(layer))
        # Of equals the first by id, among members: who was set up for it is none.
        top = layer.nodes[others[int(degree[others].argmax())]] if len(others) else None
        if "role" in net.attributes:
            leads = float(str(top) in _role(net, "lead"))
    decides = math.nan if held is None or top is None else held.get(str(top), 0.0)
    return Facts(touches, central, leads, decides, effective / core if core else math.nan), top


def _core(net: Network) -> list[int]:
    """Give the places of the core; of all partners, where nobody is core."""
    tiers = net.attributes.get("tier", ())
    return [place for place, tier in enumerate(tiers) if tier == "core"] or list(range(net.n))


def _decisions(now: Coalition) -> tuple[dict[str, float] | None, float]:
    """Give the share of decisions that each partner holds, and the effective number of deciders."""
    frame = tasks.carried(now, tasks.DECISIONS)
    held: dict[str, float] = {}
    for cell in [] if frame is None else tasks.column(frame, "deciders"):
        who = split_labels(cell)
        for one in who:
            held[one] = held.get(one, 0.0) + 1 / len(who)
    total = sum(held.values())
    if not total:
        return None, math.nan
    part = {one: part / total for one, part in held.items()}
    return part, hill(np.array(list(part.values())), 2)


def _reasons(facts: Facts, tied: bool) -> tuple[Note, ...]:
    unsaid = tied and math.isnan(facts.leads) and math.isnan(facts.decides)
    missing = {"no_roles": unsaid, "no_decisions": math.isnan(facts.deciders)}
    return tuple(Note(code) for code, there in missing.items() if there)


def _forms(facts: Facts, lines: Mapping[str, float]) -> tuple[str, ...]:
    """Name the forms that the rules leave: one, or all that what is not known leaves open."""
    leads = _any(facts.leads, _above(facts.decides, lines["decides"]))
    rules = {
        "nao": _above(facts.touches, lines["touches"]) if facts.touches else 0.0,
        "lead": _every(_above(facts.centralisation, lines["central"]), leads),
        "shared": _every(
            _above(-facts.centralisation, -lines["spread"]),
            _above(facts.deciders, lines["deciders"]),
        ),
    }
    left = []
    for form, holds in rules.items():
        if holds != 0:
            left.append(form)
        if holds == 1:
            return tuple(left)
    return (*left, "mixed")


def _above(value: float, line: float) -> float:
    return math.nan if math.isnan(value) else float(reaches(value, line))


def _any(*holds: float) -> float:
    """Give 1 when one holds, 0 when none does, NaN while that is open."""
    return 1 - _every(*(1 - one for one in holds))


def _every(*holds: float) -> float:
    """Give 0 when one does not hold, 1 when all do, NaN while that is open."""
    return 0.0 if 0 in holds else math.nan if any(map(math.isnan, holds)) else 1.0
