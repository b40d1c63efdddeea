"""A date is an interval of possible days.

People write days, months, quarters, years, "about 2019", or leave a date open. leco keeps
what they wrote and reads it as the first and the last day it can mean, as whole days since
1970-01-01. Nothing narrower is invented.

=================  ==========================================
written            possible days
=================  ==========================================
``2019-03-14``     that day
``14/03/2019``     that day (day first, as in Belgium)
``2019-03``        1 to 31 March
``2019-Q2``        1 April to 30 June
``2019``           the year
``2019~``          the year before to the year after
``2018/2020``      from the first day of 2018 to the last of 2020
``../2020``        any day up to the end of 2020
``2018/..``        any day from the start of 2018
``..``             open: still in force when observation ends
blank              not known
=================  ==========================================
"""

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from leco.words import Note

EARLIEST = -(2**40)
LATEST = 2**40
OPEN = ".."
YEAR = 365.25  # days, leap years and all

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{4})")
_QUARTER = re.compile(r"(?:(\d{4})[- ]?[QqKk]([1-4])|[QqKk]([1-4])[- ](\d{4}))")
_YEAR = re.compile(r"\d{4}")
_OPEN_WORDS = {"..", "open", "lopend", "heden", "now", "present", "ongoing"}


class NoDateError(ValueError):
    """Text that is no date, and why."""

    def __init__(self, why: Note) -> None:
        super().__init__(str(why))
        self.why = why

    def say(self, lang: str | None = None) -> str:
        """Say why in a language."""
        return self.why.say(lang)

    def __reduce__(self) -> tuple[type["NoDateError"], tuple[Note]]:
        # A worker sends its errors home as pickles, made again from what they were made of.
        return type(self), (self.why,)


class Days(NamedTuple):
    """The first and the last day a date can mean (days since 1970-01-01)."""

    first: int
    last: int


def ordinal(day: dt.date) -> int:
    """Count the days since 1970-01-01.

    >>> ordinal(dt.date(1970, 1, 2))
    1
    """
    return day.toordinal() - 719_163


def to_date(day: int) -> dt.date:
    """Turn a count of days back into a date.

    >>> to_date(0).isoformat()
    '1970-01-01'
    """
    return dt.date.fromordinal(day + 719_163)


def month_end(year: int, month: int) -> dt.date:
    """Give the last day of a month.

    >>> month_end(2024, 2).isoformat()
    '2024-02-29'
    """
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def is_open(text: str) -> bool:
    """Whether an end date says "still in force"."""
    return text.strip().casefold() in _OPEN_WORDS


@lru_cache(maxsize=100_000)
def parse(text: str) -> Days:
    """Read one written date as the days it can mean.

    Raises ValueError, with what may be written instead, when it is no date.

    >>> days = parse("2019-Q2"); to_date(days.first).isoformat(), to_date(days.last).isoformat()
    ('2019-04-01', '2019-06-30')
    """
    written = text.strip()
    if is_open(written):
        return Days(EARLIEST, LATEST)
    month = _MONTH_FIRST.fullmatch(written.removesuffix("~").rstrip())
    if written.count("/") == 1 and written != "/" and not month:
        left, right = (side.strip() for side in written.split("/"))
        first = EARLIEST if left in {"", OPEN} else parse(left).first
        last = LATEST if right in {"", OPEN} else parse(right).last
        if first > last:
            raise NoDateError(Note("date_backwards"))
        return Days(first, last)
    if written.endswith("~"):
        exact = _exact(written[:-1].strip())
        try:
            return _about(exact)
        except (OverflowError, ValueError) as error:
            raise NoDateError(Note("date_too_far")) from error
    return _exact(written)


def parse_if_date(text: str) -> Days | None:
    """Read what may be a date, such as the name of a wave; None when it is none."""
    try:
        return parse(text)
    except ValueError:
        return None


def _exact(written: str) -> Days:
    try:
        if found := _DAY.fullmatch(written):
            day = ordinal(dt.date(*map(int, found.groups())))
            return Days(day, day)
        if found := _DAY_FIRST.fullmatch(written):
            day = ordinal(dt.date(int(found[3]), int(found[2]), int(found[1])))
            return Days(day, day)
        if found := _MONTH.fullmatch(written):
            return _months(int(found[1]), int(found[2]), int(found[2]))
        if found := _MONTH_FIRST.fullmatch(written):
            return _months(int(found[2]), int(found[1]), int(found[1]))
        if found := _QUARTER.fullmatch(written):
            year, quarter = int(found[1] or found[4]), int(found[2] or found[3])
            return _months(year, 3 * quarter - 2, 3 * quarter)
        if _YEAR.fullmatch(written):
            return _months(int(written), 1, 12)
    except ValueError as error:
        raise NoDateError(Note("date_no_such_day")) from error
    raise NoDateError(Note("date_none"))


def _months(year: int, first: int, last: int) -> Days:
    return Days(ordinal(dt.date(year, first, 1)), ordinal(month_end(year, last)))


def _about(days: Days) -> Days:
    """Widen a date by its own length on both sides: "about 2019" is 2018 to 2020."""
    first, last = to_date(days.first), to_date(days.last)
    if first.day != 1 or last != month_end(last.year, last.month):
        length = days.last - days.first + 1
        return Days(days.first - length, days.last + length)
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    begin = 12 * first.year + first.month - 1 - months
    end = 12 * last.year + last.month - 1 + months
    return Days(
        ordinal(dt.date(begin // 12, begin % 12 + 1, 1)),
        ordinal(month_end(end // 12, end % 12 + 1)),
    )


def end_of(moment: str) -> Days | None:
    """Read a moment of a coalition, of a period its end; None for a wave that is no date.

    >>> end_of("2020-01-01/2020-06-30") == end_of("2020-06-30"), end_of("T1")
    (True, None)
    """
    return parse_if_date(moment.rpartition("/")[2])


def moment(value: object) -> Days:
    """Read a moment somebody asks for: a date, a timestamp, a period or written text.

    >>> to_date(moment("2023-06").last).isoformat()
    '2023-06-30'
    """
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        day = ordinal(value)
        return Days(day, day)
    days = parse(str(value))
    if days.first == EARLIEST or days.last == LATEST:
        raise NoDateError(Note("date_open"))
    return days
