"""Everything leco raises: whose child it is, what it says, and that it survives a trip."""

import copy
import pickle

import pytest
from hypothesis import given, strategies as st

import leco
from leco import errors
from leco.errors import DataError, MissingAttributeError, Problem, excerpt, nearest

PROBLEM = Problem("ties", 3, "target", "stadd", "is not in partners", "did you mean 'stad'?")
EXAMPLES = [
    DataError([PROBLEM]),
    errors.FormatError("x.csv is empty"),
    MissingAttributeError("sektor", ["id", "sector"]),
    errors.UnsupportedGraphError("needs direction"),
    errors.UndefinedError("no ties at all"),
    errors.MissingExtraError("pip install 'leco[fast]'"),
]
BASES = {"DataError": ValueError, "FormatError": ValueError, "MissingAttributeError": KeyError,
         "UnsupportedGraphError": TypeError, "UndefinedError": ValueError, "MissingExtraError": ImportError}  # fmt: skip


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_every_error_is_leco_s_and_python_s_too(error):
    assert isinstance(error, leco.LecoError)
    assert isinstance(error, BASES[type(error).__name__])
    assert getattr(leco, type(error).__name__) is type(error)
    assert type(error).__name__ in errors.__doc__
    assert not issubclass(leco.LecoWarning, leco.LecoError)


@pytest.mark.parametrize("trip", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))],
                         ids=["copy", "deepcopy", "pickle"])  # fmt: skip
@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_survives_the_way_home_from_another_process(error, trip):
    # joblib hands the error of a worker back as a pickle.
    again = trip(error)
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_the_message_says_where_what_and_what_now():
    assert str(PROBLEM) == "ties, row 3, target: 'stadd' is not in partners -> did you mean 'stad'?"
    assert str(Problem("ties", None, "target", None, "this column is missing")) == (
        "ties, target: this column is missing"
    )
    long = str(Problem("ties", 3, "weight", "x" * 500, "is long", "shorten it"))
    assert long.startswith("ties, row 3, weight: 'xxx")
    assert len(long) < 120
    assert str(DataError([PROBLEM])) == f"1 problem in the data\n  {PROBLEM}"


@pytest.mark.parametrize(("count", "lines"), [(1, 2), (2, 3), (10, 11), (11, 12), (5000, 12)])
def test_ten_lines_at_most_then_a_count(count, lines):
    error = DataError([PROBLEM] * count)
    assert len(error.problems) == count
    assert len(str(error).splitlines()) == lines
    assert (f"and {count - 10} more" in str(error)) == (count > 10)


@given(st.text(max_size=300))
def test_a_quoted_value_stays_on_one_short_line(text):
    shown = excerpt(text)
    assert "\n" not in shown
    assert len(shown) <= 60 * 10 + 2, "at most ten signs for one, when each must be escaped"
    assert str(Problem("t", 1, "c", text, "is wrong")).isprintable() or not text.isprintable()


@pytest.mark.parametrize(
    ("name", "known", "found"),
    [("sektor", ["name", "sector"], "sector"), ("SECTOR", ["sector"], "sector"), ("Stad Genk", ["stad genk"], "stad genk"),
     ("ZORG", ["zorg", "jeugd"], "zorg"), ("q", ["zorg"], None), ("x", ["sector"], None), ("", ["a"], None), ("1", [1, 2], "1"), ("a", [], None)],
)  # fmt: skip
def test_the_nearest_name(name, known, found):
    assert nearest(name, known) == found


def test_a_missing_column_says_what_is_there_and_is_not_quoted_twice():
    error = MissingAttributeError("sektor", [f"c{place}" for place in range(50)] + ["sector"])
    assert str(error).startswith("no partner has an attribute 'sektor'; did you mean 'sector'?")
    assert len(str(error)) < 200
    assert len(error.known) == 51
