"""Everything leco raises: whose child it is, what it says, and that it survives a trip."""

import ast
import copy
import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import leco
from leco import errors, words
from leco.errors import DataError, MissingAttributeError, Problem, excerpt, nearest

PROBLEM = Problem("ties", 3, "target", "stadd", "is not in partners", "did you mean 'stad'?")
EXAMPLES = [
    DataError([PROBLEM]),
    errors.FormatError.of("empty_file", name="x.csv"),
    errors.ChoiceError.of("no_draws", draws=0),
    MissingAttributeError("sektor", ["id", "sector"]),
    errors.UnsupportedGraphError("needs direction"),
    errors.UndefinedError("no ties at all"),
    errors.MissingExtraError("pip install 'leco[fast]'"),
]
BASES = {"DataError": ValueError, "FormatError": ValueError, "ChoiceError": ValueError, "MissingAttributeError": KeyError,
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


# What only a program can ask for or hand over is said in English: an argument of another type, a
# graph, a table made by hand, a verb that no command leads to. All else has words in both languages.
BY_PROGRAMS = {
    "coalition/loading.py": ["Problem"],
    "comparison/cases.py": ["LecoError"] * 3,
    "dynamics/lagged.py": ["UndefinedError"] * 7,
    "dynamics/risk.py": ["LecoError"] + ["UndefinedError"] * 2,
    "dynamics/stays.py": ["LecoError"] * 2 + ["UndefinedError"] * 2,
    "dynamics/tenure_regression.py": ["UndefinedError"] * 3,
    "dynamics/trend.py": ["LecoError"] * 4,
    "graph/arrays.py": ["UnsupportedGraphError"],
    "graph/label_distances.py": ["Problem"] * 3,
    "graph/needs.py": ["LecoError"],
    "graph/network.py": ["UnsupportedGraphError"],
    "inference/coarse_dates.py": ["LecoError"] * 2 + ["UndefinedError"],
    "inference/intervals.py": ["LecoError", "UndefinedError"],
    "inference/multiverse.py": ["LecoError"] * 2,
    "inference/pairs.py": ["LecoError"] * 5 + ["Problem"] * 5 + ["UndefinedError"] * 3,
    "inference/qap.py": ["UndefinedError"] * 6,
    "inference/silence.py": ["LecoError", "UndefinedError"],
    "metrics/brokerage_unknown.py": ["LecoError"],
    "metrics/calls.py": ["LecoError"],
    "plot/alluvial.py": ["LecoError"] * 2,
    "plot/map_figure.py": ["LecoError"],
    "plot/timeline.py": ["LecoError", "UndefinedError"],
    "practice/governance.py": ["LecoError"],
    "practice/vision.py": ["LecoError"],
    "result/answer.py": ["LecoError"],
    "testing.py": ["MissingExtraError"],
}  # fmt: skip
OWN = {name for name in dir(errors) if name.endswith("Error")} - {
    "DataError",
    "MissingAttributeError",
}


def _written_in_the_code(path):
    """Name the errors and problems that a file makes with a message of its own."""
    calls = [
        node.func
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]
    return sorted(
        call.id for call in calls if isinstance(call, ast.Name) and call.id in OWN | {"Problem"}
    )


def test_what_a_person_can_cause_is_said_from_the_catalogue():
    root = Path(leco.__file__).parent
    found = {
        path.relative_to(root).as_posix(): said
        for path in root.rglob("*.py")
        if path.name != "errors.py" and (said := _written_in_the_code(path))
    }
    for file in sorted(found.keys() | BY_PROGRAMS):
        assert found.get(file, []) == BY_PROGRAMS.get(file, []), (
            f'{file}: say it with .of("code", ...) and error.code in src/leco/locale/; where no '
            "command leads there, count it in BY_PROGRAMS"
        )


@pytest.mark.parametrize(
    "key", sorted(key for key in words._catalogue("en") if key.startswith("error."))
)
def test_an_error_of_the_catalogue_is_raised_somewhere(key):
    root = Path(leco.__file__).parent
    source = "\n".join(path.read_text("utf-8") for path in root.rglob("*.py"))
    name = key.removeprefix("error.")
    assert re.search(rf'"{name}"', source) or name in MADE, f"nothing raises {key}: take it away"


MADE = {
    "no_partner_attribute",
    "no_tie_attribute",
    "no_coalition_attribute",
    "before_observed",
    "after_observed",
}


def test_an_error_says_itself_in_the_language_asked_for():
    error = MissingAttributeError("sektor", ["id", "sector"])
    assert (
        error.say("nl")
        == "geen partner heeft een kolom 'sektor'; bedoelt u 'sector'? (er zijn: id, sector)"
    )
    assert error.say("en") == str(error)
    assert errors.LecoError("only English").say("nl") == "only English"
    empty = errors.FormatError.of("empty_file", name="x.csv")
    assert pickle.loads(pickle.dumps(empty)).say("nl") == "x.csv is leeg"
