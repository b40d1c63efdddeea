"""The rows of what surrounds the network: who decided, gave, supported, offered, planned what.

Plans and periods may lie in the future; they are in order without being spells, so that a
moment keeps them and they say nothing of when anybody looked.
"""

from leco.schema.cells import (
    ContextKind,
    Direction,
    Flag,
    Form,
    Id,
    Mode,
    Number,
    Outcome,
    Prose,
    Row,
    Text,
    Tier,
    When,
    Who,
)  # fmt: skip


class Admission(Row):
    """One decision on letting one partner in (one that was refused is a candidate)."""

    several = ("deciders", "criteria")
    refers = {"partner": ("partners", "id")}

    partner: Id
    date: When | None = None
    phase: Text | None = None
    tier: Tier | None = None
    mode: Mode | None = None
    outcome: Outcome | None = None
    deciders: Who | None = None
    criteria: Text | None = None
    driver: Text | None = None
    reason: Prose | None = None
    introduced_by: Who | None = None
    introduced_to: Who | None = None


class Phase(Row):
    """One period of the coalition: pre-trajectory, project, vision, initiating, ..."""

    ordered = ("start", "end")

    phase: Id
    kind: Text | None = None
    start: When | None = None
    end: When | None = None
    funder_phase: Text | None = None


class Contribution(Row):
    """What one partner gave or received: hours, money, rooms, tasks."""

    spell = ("start", "end")
    refers = {"partner": ("partners", "id")}
    adds_up = True

    partner: Id
    kind: Text | None = None
    amount: Number | None = None
    unit: Text | None = None
    direction: Direction | None = None
    own_share: Number | None = None
    programme: Text | None = None
    start: When | None = None
    end: When | None = None


class Site(Row):
    """One place, with its history and what its rooms allow."""

    unique = ("site",)

    site: Id
    name: Text | None = None
    history: Prose | None = None
    rooms_multifunctional: Flag | None = None
    rooms_rentable: Flag | None = None
    opens_flexibly: Flag | None = None
    note: Prose | None = None


class SiteLink(Row):
    """One partner on, or tied to, one site."""

    spell = ("start", "end")
    refers = {"partner": ("partners", "id"), "site": ("sites", "site")}

    partner: Id
    site: Id
    kind: Text | None = None
    start: When | None = None
    end: When | None = None


class Support(Row):
    """Support by somebody who is no partner: guidance, research, a programme."""

    spell = ("start", "end")

    supporter: Who
    role: Text | None = None
    kind: Text | None = None
    phase: Text | None = None
    start: When | None = None
    end: When | None = None
    note: Prose | None = None


class Context(Row):
    """One context to learn in, whom it is for and which thresholds it lowers."""

    unique = ("context",)
    several = ("offered_by", "target_groups", "ways", "goals", "lowers")
    spell = ("start", "end")

    context: Id
    name: Text | None = None
    kind: ContextKind | None = None
    site: Text | None = None
    offered_by: Who | None = None
    target_groups: Text | None = None
    ways: Text | None = None
    goals: Text | None = None
    lowers: Text | None = None
    start: When | None = None
    end: When | None = None


class TargetGroup(Row):
    """One group that the coalition is for, and the thresholds it faces."""

    unique = ("target_group",)
    several = ("faces",)

    target_group: Id
    focal: Flag | None = None
    faces: Text | None = None


class Plan(Row):
    """One policy plan that was there before, and what it links to."""

    several = ("links_to",)

    plan: Id
    year: When | None = None
    links_to: Text | None = None
    note: Prose | None = None


class Principle(Row):
    """One simple principle to hold new ideas against; ratings score the fit."""

    unique = ("principle",)

    principle: Id
    text: Prose | None = None
    date: When | None = None


class VisionPart(Row):
    """One part of one version of the vision: its why, what or how; ratings score it."""

    version: Id
    part: Text | None = None
    text: Prose | None = None
    date: When | None = None


class Programme(Row):
    """One programme that pays or prescribes; its award and phase are the funder's."""

    several = ("rules",)
    ordered = ("start", "end")

    programme: Id
    call: Text | None = None
    funder: Text | None = None
    funder_phase: Text | None = None
    rules: Text | None = None
    cofinancing: Number | None = None
    awarded: When | None = None
    start: When | None = None
    end: When | None = None


class FormSpell(Row):
    """One form of cooperation, as declared, for a spell; the coordinates only if given."""

    spell = ("start", "end")

    form: Form
    start: When | None = None
    end: When | None = None
    sovereignty: Number | None = None
    user_value: Number | None = None
    declared_by: Who | None = None


class Maturity(Row):
    """One rating of where the coalition is in its life cycle; never read from ties."""

    date: When
    period: Text | None = None
    phase: Text | None = None
    maturity: Number | None = None
    client_satisfaction: Number | None = None
    rater: Who | None = None


class Indicator(Row):
    """One number about the territory, with its source: context, no effect."""

    indicator: Id
    value: Number | None = None
    year: When | None = None
    place: Text | None = None
    source: Text | None = None


class Result(Row):
    """One result that none could reach alone."""

    unique = ("result",)

    result: Id
    name: Text | None = None
    customisation: Number | None = None
    rater: Who | None = None
    date: When | None = None


class StudyQuestion(Row):
    """One question of the study, and the part of a report that serves it."""

    question: Id
    part: Text | None = None


SURROUNDINGS: dict[str, type[Row]] = {
    "admissions": Admission,
    "phases": Phase,
    "contributions": Contribution,
    "sites": Site,
    "site_links": SiteLink,
    "supports": Support,
    "contexts": Context,
    "target_groups": TargetGroup,
    "plans": Plan,
    "principles": Principle,
    "visions": VisionPart,
    "programmes": Programme,
    "forms": FormSpell,
    "maturity": Maturity,
    "indicators": Indicator,
    "results": Result,
    "questions": StudyQuestion,
}
