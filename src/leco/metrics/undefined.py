"""A number that is not defined: NaN, with the reason."""

import math

from leco.labels import Note
from leco.result import Statistic


def undefined(*why: Note) -> Statistic:
    """Answer that there is no such number here, and why."""
    return Statistic(value=math.nan, notes=why)


def too_few(least: int) -> Statistic:
    """Answer that the number takes so many partners at least."""
    return undefined(Note("too_few_partners", {"count": least}))
