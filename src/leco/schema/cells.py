"""What one cell may say, as types that pydantic checks, and what every row shares."""

import math
import re
from typing import Annotated, Any, ClassVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from leco.schema import dates, vocabularies
from leco.schema.numerals import read_number
from leco.schema.vocabularies import DIRECTIONS, ENTITIES, TIERS, chosen

LONGEST_TEXT = 10_000  # a longer cell is a quote that was not closed

YES = {"yes", "y", "true", "1", "ja", "j", "waar", "x", "directed", "gericht"}
NO = {"no", "n", "false", "0", "nee", "neen", "onwaar", "undirected", "ongericht"}
_TIES_FROM = re.compile(
    r"participations\s*:\s*(count|newman|cosine)\s*(?:>=\s*(\d+[.,]?\d*|[.,]\d+))?"
)


def _wrong(code: str, **values: object) -> PydanticCustomError:
    # The words stand in the catalogues, under problem.<code>.
    return PydanticCustomError("leco", "{code}", {"code": code, "values": values})


def _entity(value: Any) -> Any:
    found = chosen(ENTITIES, str(value))
    if found is None:
        raise _wrong("no_entity")
    return found


def _tier(value: Any) -> Any:
    found = chosen(TIERS, str(value))
    if found is None:
        raise _wrong("no_tier")
    return found


def _open(vocabulary: vocabularies.Vocabulary) -> BeforeValidator:
    """Read a word as its code; one that leco does not know stays as it is."""
    return BeforeValidator(lambda value: vocabularies.code_of(vocabulary, str(value)))


def _direction(value: Any) -> Any:
    found = chosen(DIRECTIONS, str(value))
    if found is None:
        raise _wrong("no_direction")
    return found


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


# What a column may tell of people is part of its type: it may name somebody without being held
# against the partners (`WHO`), people write sentences in it (`PROSE`), it is a date (`WHEN`), or it
# holds nothing but what leco prescribes (`FIXED`). The other texts are ids and labels.
WHO, PROSE, WHEN, FIXED = "who", "prose", "when", "fixed"

Id = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Who = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), WHO]
Prose = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), PROSE]
Entity = Annotated[str, BeforeValidator(_entity), FIXED]
Tier = Annotated[str, BeforeValidator(_tier), FIXED]
Kind = Annotated[str, _open(vocabularies.KINDS)]
Mode = Annotated[str, _open(vocabularies.MODES)]
Outcome = Annotated[str, _open(vocabularies.OUTCOMES)]
Form = Annotated[str, _open(vocabularies.FORMS)]
ContextKind = Annotated[str, _open(vocabularies.CONTEXTS)]
Progress = Annotated[str, _open(vocabularies.PROGRESS)]
Direction = Annotated[str, BeforeValidator(_direction), FIXED]
Number = Annotated[float, BeforeValidator(_number)]
Strength = Annotated[float, BeforeValidator(_number), AfterValidator(_positive)]
Flag = Annotated[bool, BeforeValidator(_flag)]
When = Annotated[str, AfterValidator(_when), WHEN]
Bound = Annotated[str, AfterValidator(_bound), FIXED]
TiesFrom = Annotated[str, AfterValidator(_ties_from), FIXED]


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
    # Whether two rows that say the same are two facts (ten hours, and ten hours more).
    adds_up: ClassVar[bool] = False

    @classmethod
    def needed(cls) -> list[str]:
        """Name the columns that every row fills in."""
        return [column for column, field in cls.model_fields.items() if field.is_required()]

    @classmethod
    def mark(cls, column: str) -> str:
        """Tell what a column may tell of people; blank for ids, labels, numbers and flags."""
        field = cls.model_fields[column]
        held = [*field.metadata, *(one for part in get_args(field.annotation)
                                   for one in getattr(part, "__metadata__", ()))]  # fmt: skip
        return next((one for one in held if isinstance(one, str)), "")
