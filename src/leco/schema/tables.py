"""The rows of a coalition's tables, as pydantic models.

A row model is the single statement of a table: its columns, which of them must be filled,
what a cell may say, which columns make a spell in time and which refer to another table.
The tables of what surrounds the network stand in `surroundings`.
"""

from leco.schema import surroundings
from leco.schema.cells import (
    Bound,
    Entity,
    Flag,
    Id,
    Kind,
    Number,
    Progress,
    Prose,
    Row,
    Strength,
    Text,
    Tier,
    TiesFrom,
    When,
    Who,
)  # fmt: skip


class Partner(Row):
    """One partner: an organisation or a person."""

    unique = ("id",)
    several = (
        "sector", "offers", "target_groups", "motives", "core_activities", "sourced_from_network",
    )  # fmt: skip
    spell = ("joined", "left")
    refers = {"parent": ("partners", "id")}

    id: Id
    name: Text | None = None
    entity: Entity | None = None
    sector: Text | None = None
    tier: Tier | None = None
    joined: When | None = None
    left: When | None = None
    join_reason: Prose | None = None
    leave_reason: Prose | None = None
    parent: Text | None = None
    site: Text | None = None
    offers: Text | None = None
    target_groups: Text | None = None
    motives: Text | None = None
    capacity: Text | None = None
    legal_independent: Flag | None = None
    core_activities: Text | None = None
    sourced_from_network: Text | None = None


class Tie(Row):
    """One tie between two partners, of one kind, in force for a spell or seen at a wave."""

    spell = ("start", "end")
    refers = {"source": ("partners", "id"), "target": ("partners", "id")}

    source: Id
    target: Id
    kind: Kind | None = None
    domain: Text | None = None
    weight: Strength | None = None
    start: When | None = None
    end: When | None = None
    wave: Text | None = None
    directed: Flag | None = None
    reported_by: Who | None = None
    activity: Text | None = None
    verb: Text | None = None
    agreement: Text | None = None
    governance_body: Text | None = None


class Activity(Row):
    """One activity, meeting, project, experiment or forum that partners take part in."""

    unique = ("activity",)
    several = ("needs",)
    ordered = ("start", "end")

    activity: Id
    name: Text | None = None
    kind: Text | None = None
    status: Progress | None = None
    needs: Text | None = None
    own_capacity: Text | None = None
    domain: Text | None = None
    start: When | None = None
    end: When | None = None


class Participation(Row):
    """One partner in one activity."""

    spell = ("start", "end")
    refers = {"partner": ("partners", "id"), "activity": ("activities", "activity")}

    partner: Id
    activity: Id
    role: Text | None = None
    start: When | None = None
    end: When | None = None


class Membership(Row):
    """One spell of one partner in one tier."""

    spell = ("start", "end")
    refers = {"partner": ("partners", "id")}

    partner: Id
    tier: Tier
    start: When | None = None
    end: When | None = None


class Respondent(Row):
    """Whether one partner answered at one wave."""

    unique = ("wave", "partner")
    refers = {"partner": ("partners", "id")}

    wave: Id
    partner: Id
    answered: Flag | None = None


class Need(Row):
    """One need of the coalition, its weight and how many providers are wanted."""

    unique = ("need",)

    need: Id
    weight: Strength | None = None
    providers_wanted: Strength | None = None
    result: Text | None = None


class Rating(Row):
    """One answer to one survey item."""

    item: Id
    rater: Who
    subject: Who | None = None
    score: Number | None = None
    date: When | None = None


class Affiliation(Row):
    """One person in one organisation: the hats people wear."""

    spell = ("start", "end")

    person: Who
    organisation: Who
    role: Text | None = None
    start: When | None = None
    end: When | None = None


class Itself(Row):
    """What is said of the coalition itself: one row."""

    several = ("drivers",)
    ordered = ("observed_from", "observed_until")

    name: Text | None = None
    programme: Text | None = None
    objective: Prose | None = None
    place: Text | None = None
    declared_stage: Text | None = None
    observed_from: Bound | None = None
    observed_until: Bound | None = None
    language: Text | None = None
    ties_from: TiesFrom | None = None
    stage_date: When | None = None
    stage_by: Who | None = None
    network_type: Text | None = None
    drivers: Text | None = None
    status: Text | None = None


ROWS: dict[str, type[Row]] = {
    "partners": Partner,
    "ties": Tie,
    "activities": Activity,
    "participations": Participation,
    "memberships": Membership,
    "respondents": Respondent,
    "needs": Need,
    "ratings": Rating,
    "affiliations": Affiliation,
    **surroundings.SURROUNDINGS,
    "coalition": Itself,
}
