"""The rows of a coalition's tables, as pydantic models, and the words their cells may hold.

A row model is the single statement of a table: its columns, which of them must be filled,
what a cell may say, which columns make a spell in time and which refer to another table.
Vocabularies are closed only where leco computes with them (entity, tier); elsewhere a word
that leco does not know is kept as it is.
"""

import math
import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from leco.schema import dates
from leco.schema.numerals import read_number

LONGEST_TEXT = 10_000  # a longer cell is a quote that was not closed

ENTITIES = {
    "organisation": ("organisation", "organization", "organisatie", "org"),
    "person": ("person", "persoon", "individual", "individu"),
}
TIERS = {
    "core": ("core", "core partner", "kern", "kernpartner", "kernpartners"),
    "broad": ("broad", "broad partner", "breed", "brede partner", "partner", "periphery"),
    "candidate": ("candidate", "kandidaat"),
    "former": ("former", "former partner", "voormalig", "voormalige partner", "ex-partner"),
}
KINDS = {
    "information": ("information", "informatie"),
    "resources": ("resources", "middelen", "hulpbronnen"),
    "activities": ("activities", "activiteiten"),
    "competencies": ("competencies", "competenties"),
    "trust": ("trust", "vertrouwen"),
    "referral": ("referral", "doorverwijzing"),
    "governance": ("governance", "bestuur"),
    "other": ("other", "overig", "andere"),
}
YES = {"yes", "y", "true", "1", "ja", "j", "waar", "x", "directed", "gericht"}
NO = {"no", "n", "false", "0", "nee", "neen", "onwaar", "undirected", "ongericht"}
_TIES_FROM = re.compile(
    r"participations\s*:\s*(count|newman|cosine)\s*(?:>=\s*(\d+[.,]?\d*|[.,]\d+))?"
)


def _wrong(code: str, **values: object) -> PydanticCustomError:
    # The words stand in the catalogues, under problem.<code>.
    return PydanticCustomError("leco", "{code}", {"code": code, "values": values})


def _chosen(words: Mapping[str, tuple[str, ...]], text: str) -> str | None:
    folded = re.sub(r"\s+", " ", text.strip().casefold().replace("_", " "))
    return next((code for code, said in words.items() if folded in said), None)


def _entity(value: Any) -> Any:
    found = _chosen(ENTITIES, str(value))
    if found is None:
        raise _wrong("no_entity")
    return found


def _tier(value: Any) -> Any:
    found = _chosen(TIERS, str(value))
    if found is None:
        raise _wrong("no_tier")
    return found


def _kind(value: Any) -> Any:
    return _chosen(KINDS, str(value)) or str(value).strip()


def _number(value: Any) -> float:
    number = read_number(value)
    if number is None:
        raise _wrong("no_number")
    return number


def _positive(value: float) -> float:
    if not (math.isfinite(value) and value > 0):
        raise _wrong("no_strength")
    return value


def _flag(value: Any) -> Any:
    folded = str(value).strip().casefold()
    if folded in YES:
        return True
    if folded in NO:
        return False
    raise _wrong("no_flag")


def _when(value: str) -> str:
    try:
        dates.parse(value)
    except dates.NoDateError as error:
        raise _wrong("no_date", why=error.why) from error
    return value.strip()


def _bound(value: str) -> str:
    try:
        dates.moment(_when(value))
    except ValueError as error:
        raise _wrong("no_bound") from error
    return value.strip()


def _ties_from(value: str) -> str:
    if not _TIES_FROM.fullmatch(value.strip()):
        raise _wrong("no_ties_from")
    return value.strip()


def read_ties_from(value: str) -> tuple[str, float]:
    """Split a checked ``ties_from`` into the way of counting and the least strength.

    >>> read_ties_from("participations:newman >= 0.25")
    ('newman', 0.25)
    """
    found = _TIES_FROM.fullmatch(value.strip())
    if found is None:
        raise ValueError(value)
    return found[1], float((found[2] or "0").replace(",", "."))


Id = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Entity = Annotated[str, BeforeValidator(_entity)]
Tier = Annotated[str, BeforeValidator(_tier)]
Kind = Annotated[str, BeforeValidator(_kind)]
Number = Annotated[float, BeforeValidator(_number)]
Strength = Annotated[float, BeforeValidator(_number), AfterValidator(_positive)]
Flag = Annotated[bool, BeforeValidator(_flag)]
When = Annotated[str, AfterValidator(_when)]
Bound = Annotated[str, AfterValidator(_bound)]
TiesFrom = Annotated[str, AfterValidator(_ties_from)]


class Row(BaseModel):
    """What every row shares: unknown columns are kept, blank means not known."""

    model_config = ConfigDict(extra="allow", frozen=True)

    # The columns that no two rows may share, those whose cells hold several labels, the two that
    # bound a spell in time or must be in order without being one, and which name a row elsewhere.
    unique: ClassVar[tuple[str, ...]] = ()
    several: ClassVar[tuple[str, ...]] = ()
    spell: ClassVar[tuple[str, str] | None] = None
    ordered: ClassVar[tuple[str, str] | None] = None
    refers: ClassVar[dict[str, tuple[str, str]]] = {}


class Partner(Row):
    """One partner: an organisation or a person."""

    unique = ("id",)
    several = ("sector", "offers", "target_groups", "motives")
    spell = ("joined", "left")
    refers = {"parent": ("partners", "id")}

    id: Id
    name: Text | None = None
    entity: Entity | None = None
    sector: Text | None = None
    tier: Tier | None = None
    joined: When | None = None
    left: When | None = None
    join_reason: Text | None = None
    leave_reason: Text | None = None
    parent: Text | None = None
    site: Text | None = None
    offers: Text | None = None
    target_groups: Text | None = None
    motives: Text | None = None
    capacity: Text | None = None


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
    reported_by: Text | None = None
    activity: Text | None = None


class Activity(Row):
    """One activity, meeting, project or forum that partners take part in."""

    unique = ("activity",)

    activity: Id
    name: Text | None = None


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


class Rating(Row):
    """One answer to one survey item."""

    item: Id
    rater: Id
    subject: Text | None = None
    score: Number | None = None
    date: When | None = None


class Affiliation(Row):
    """One person in one organisation: the hats people wear."""

    spell = ("start", "end")

    person: Id
    organisation: Id
    role: Text | None = None
    start: When | None = None
    end: When | None = None


class About(Row):
    """What is said of the coalition itself: one row."""

    ordered = ("observed_from", "observed_until")

    name: Text | None = None
    programme: Text | None = None
    objective: Text | None = None
    place: Text | None = None
    declared_stage: Text | None = None
    observed_from: Bound | None = None
    observed_until: Bound | None = None
    language: Text | None = None
    ties_from: TiesFrom | None = None


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
    "coalition": About,
}
