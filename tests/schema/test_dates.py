"""Every way a date is written in Flanders and elsewhere, as an interval of possible days.

The bounds follow the calendar; 'about' widens a date by its own length on both sides (dates.py).
"""

import calendar
import datetime as dt
import itertools

import pytest
from hypothesis import given, strategies as st

from leco.schema import dates

DAYS = st.dates(dt.date(1800, 1, 1), dt.date(2200, 12, 31))


def _read(text):
    return tuple(dates.to_date(day).isoformat() for day in dates.parse(text))


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2019-03-14", "2019-03-14", "2019-03-14"),
        ("2019-3-4", "2019-03-04", "2019-03-04"),
        ("14/03/2019", "2019-03-14", "2019-03-14"),
        ("14.3.2019", "2019-03-14", "2019-03-14"),
        ("2019-03-14 00:00:00", "2019-03-14", "2019-03-14"),
        ("29/02/2024", "2024-02-29", "2024-02-29"),  # a leap day, day first
        ("29-2-2000", "2000-02-29", "2000-02-29"),  # 2000 was a leap year
        ("2.1.2020", "2020-01-02", "2020-01-02"),  # 2 January, not 1 February
        ("12/11/2020", "2020-11-12", "2020-11-12"),
        ("2020-02-29T00:00:00", "2020-02-29", "2020-02-29"),
        ("2020-02-29 00:00", "2020-02-29", "2020-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),  # 1900 was not a leap year
        ("2/2024", "2024-02-01", "2024-02-29"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("02/2019", "2019-02-01", "2019-02-28"),
        ("2019-Q4", "2019-10-01", "2019-12-31"),
        ("2019-q1", "2019-01-01", "2019-03-31"),
        ("2019Q2", "2019-04-01", "2019-06-30"),
        ("2019 K3", "2019-07-01", "2019-09-30"),
        ("2019 k1", "2019-01-01", "2019-03-31"),
        ("Q3 2019", "2019-07-01", "2019-09-30"),
        ("k4 2019", "2019-10-01", "2019-12-31"),
        ("Q1-2019", "2019-01-01", "2019-03-31"),
        ("  2019  ", "2019-01-01", "2019-12-31"),
        ("2019", "2019-01-01", "2019-12-31"),
        ("2019~", "2018-01-01", "2020-12-31"),
        ("2018/2020-06", "2018-01-01", "2020-06-30"),
        ("2020-02~", "2020-01-01", "2020-03-31"),
        ("2019-Q1~", "2018-10-01", "2019-06-30"),
        ("2020-03-01~", "2020-02-29", "2020-03-02"),
        ("2019 ~", "2018-01-01", "2020-12-31"),
        ("2019-12/2020-02-10", "2019-12-01", "2020-02-10"),
        ("2019 / 2020", "2019-01-01", "2020-12-31"),
        ("2019~/2020~", "2018-01-01", "2021-12-31"),
        ("2018-Q2/2018-Q2", "2018-04-01", "2018-06-30"),
    ],
)
def test_written_and_read(written, first, last):
    assert _read(written) == (first, last)


@pytest.mark.parametrize(
    "word", ["..", "open", "Lopend", " HEDEN ", "now", "present", "ongoing", "../.."]
)
def test_open_means_any_day(word):
    assert dates.parse(word) == (dates.EARLIEST, dates.LATEST)


def test_open_sides():
    assert dates.parse("../2020").first == dates.EARLIEST
    assert dates.to_date(dates.parse("../2020").last) == dt.date(2020, 12, 31)
    assert dates.parse("2020/..").last == dates.LATEST
    assert dates.is_open("heden")


@pytest.mark.parametrize(
    "wrong",
    ["30/02/2024", "29/02/2023", "29/02/1900", "31/11/2020", "00/01/2020", "1/13/2020", "2020-00", "2020-13-01",
     "2020-Q0", "2020-Q5", "20", "20201", "2020-1-1-1", "2020/2019", "2020-06/2020-05", "1/2", "±2020", "c. 2020",
     "2020-01-01 12:30", "juni 2020", "1 juni 2020", "", "~", "/~", "a/b", "0000", "2020/31/01", "..~", "heden~",
     "2019~~", "../..~", "9999~", "0001~", "31/02/2021", "2021-13", "2021-00-01", "gisteren", "12/25/2020",
     "20-1-1", "-",
     # In a sheet "/" stands for "none"; it does not say that a membership is still open.
     "/"],
)  # fmt: skip
def test_refused_with_a_reason(wrong):
    with pytest.raises(ValueError, match=r"\w{3}"):
        dates.parse(wrong)


@given(
    DAYS,
    st.sampled_from(
        [
            "{0:%Y-%m-%d}",
            "{0:%d/%m/%Y}",
            "{0:%d.%m.%Y}",
            "{0:%d-%m-%Y}",
            "{0.day}/{0.month}/{0.year}",
        ]
    ),
)
def test_a_day_in_any_dress_is_that_day(day, dress):
    assert dates.parse(dress.format(day)) == (dates.ordinal(day), dates.ordinal(day))


@given(DAYS)
def test_coarser_contains_finer(day):
    chain = [day.isoformat(), f"{day:%Y-%m}", f"{day.year}-Q{(day.month + 2) // 3}", str(day.year),
             f"{day.year}~"]  # fmt: skip
    spans = [dates.parse(text) for text in chain]
    assert dates.to_date(spans[0].first) == day
    for fine, coarse in itertools.pairwise(spans):
        assert coarse.first <= fine.first <= fine.last <= coarse.last


@given(DAYS)
def test_coarse_spans_are_whole_periods_of_the_calendar(day):
    quarter = (day.month + 2) // 3
    lengths = {
        f"{day.month}/{day.year}": calendar.monthrange(day.year, day.month)[1],
        f"K{quarter} {day.year}": sum(
            calendar.monthrange(day.year, month)[1]
            for month in range(3 * quarter - 2, 3 * quarter + 1)
        ),
        f"{day.year}": 366 if calendar.isleap(day.year) else 365,
    }
    for written, length in lengths.items():
        found = dates.parse(written)
        assert found.last - found.first + 1 == length
        assert found.first <= dates.ordinal(day) <= found.last
        about = dates.parse(f"{written}~")
        assert about.first < found.first
        assert found.last < about.last


PARTS = st.one_of(
    DAYS.map(lambda day: f"{day:%Y-%m-%d}"), DAYS.map(lambda day: f"{day:%Y-%m}"), DAYS.map(lambda day: f"{day.year}"),
    DAYS.map(lambda day: f"{day.year}-Q{(day.month + 2) // 3}"), DAYS.map(lambda day: f"{day.year}~"), st.just(".."),
    st.just(""),
)  # fmt: skip


@given(PARTS, PARTS)
def test_an_interval_runs_from_the_first_of_one_to_the_last_of_the_other(left, right):
    blank = {"", ".."}
    first = dates.EARLIEST if left in blank else dates.parse(left).first
    last = dates.LATEST if right in blank else dates.parse(right).last
    written = f"{left}/{right}"
    if written == "/":
        return
    if first > last:
        with pytest.raises(ValueError, match="ends before it starts"):
            dates.parse(written)
    else:
        assert dates.parse(written) == (first, last)


@given(st.text(st.sampled_from("0123456789-/.~QK "), max_size=14) | st.text(max_size=8))
def test_whatever_is_written_is_a_span_or_a_reason(text):
    try:
        found = dates.parse(text)
    except ValueError:
        return
    assert dates.EARLIEST <= found.first <= found.last <= dates.LATEST
    assert dates.parse(f" {text.strip()} ") == found


@given(DAYS)
def test_days_are_counted_from_1970(day):
    assert dates.ordinal(day) == (day - dt.date(1970, 1, 1)).days
    assert dates.to_date(dates.ordinal(day)) == day


@pytest.mark.parametrize("given_", [dt.date(2020, 5, 1), dt.datetime(2020, 5, 1, 12), "2020-05-01"])
def test_a_moment_may_be_a_date_or_text(given_):
    assert dates.to_date(dates.moment(given_).last) == dt.date(2020, 5, 1)


def test_an_open_moment_is_no_moment():
    with pytest.raises(ValueError, match="moment"):
        dates.moment("../2020")
