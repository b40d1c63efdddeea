"""Dates as intervals of possible days."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leco.schema import dates


def _read(text):
    found = dates.parse(text)
    return tuple(dates.to_date(day).isoformat() for day in found)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2019-03-14", "2019-03-14", "2019-03-14"),
        ("2019-3-4", "2019-03-04", "2019-03-04"),
        ("14/03/2019", "2019-03-14", "2019-03-14"),
        ("14.3.2019", "2019-03-14", "2019-03-14"),
        ("2019-03-14 00:00:00", "2019-03-14", "2019-03-14"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("02/2019", "2019-02-01", "2019-02-28"),
        ("2019-Q4", "2019-10-01", "2019-12-31"),
        ("2019 k1", "2019-01-01", "2019-03-31"),
        ("Q3 2019", "2019-07-01", "2019-09-30"),
        ("2019", "2019-01-01", "2019-12-31"),
        ("2019~", "2018-01-01", "2020-12-31"),
        ("2018/2020-06", "2018-01-01", "2020-06-30"),
    ],
)
def test_every_way_to_write_a_date(written, first, last):
    assert _read(written) == (first, last)


def test_open_sides():
    assert dates.parse("../2020").first == dates.EARLIEST
    assert dates.to_date(dates.parse("../2020").last) == dt.date(2020, 12, 31)
    assert dates.parse("2020/..").last == dates.LATEST
    assert dates.parse("..") == (dates.EARLIEST, dates.LATEST)
    assert dates.is_open("heden")


@pytest.mark.parametrize(
    "wrong",
    ["31/02/2021", "2021-13", "2021-00-01", "gisteren", "2020/2019", "12/25/2020", "20-1-1", "-"],
)
def test_impossible_dates(wrong):
    with pytest.raises(ValueError, match="."):
        dates.parse(wrong)


@given(st.dates(min_value=dt.date(1800, 1, 1), max_value=dt.date(2200, 1, 1)))
def test_coarser_contains_finer(day):
    chain = [day.isoformat(), f"{day:%Y-%m}", f"{day.year}-Q{(day.month + 2) // 3}", str(day.year),
             f"{day.year}~"]  # fmt: skip
    spans = [dates.parse(text) for text in chain]
    assert dates.to_date(spans[0].first) == day
    for fine, coarse in itertools.pairwise(spans):
        assert coarse.first <= fine.first <= fine.last <= coarse.last


@pytest.mark.parametrize("given_", [dt.date(2020, 5, 1), dt.datetime(2020, 5, 1, 12), "2020-05-01"])
def test_a_moment_may_be_a_date_or_text(given_):
    assert dates.to_date(dates.moment(given_).last) == dt.date(2020, 5, 1)


def test_an_open_moment_is_no_moment():
    with pytest.raises(ValueError, match="moment"):
        dates.moment("../2020")
