"""Words in two languages, errors, and what importing leco costs."""

import json
import re
import string
import subprocess
import sys
from importlib.resources import files

import pytest

import leco
from leco import labels
from leco.errors import DataError, LecoError, Problem, nearest

CATALOGUES = {
    lang: json.loads(files("leco").joinpath("locale", f"{lang}.json").read_text("utf-8"))
    for lang in labels.LANGUAGES
}


def _places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things():
    english, dutch = CATALOGUES["en"], CATALOGUES["nl"]
    assert english.keys() == dutch.keys()
    for key, text in english.items():
        assert _places(text) == _places(dutch[key]), key
        assert text.strip() == text
        assert text


def test_every_word_the_code_asks_for_exists():
    source = "\n".join(path.read_text("utf-8") for path in _python_files())
    asked = set(re.findall(r'Note\(\s*"(\w+)"', source))
    assert asked, "the pattern no longer fits the code"
    for code in asked:
        assert f"note.{code}" in CATALOGUES["en"], code
    for code in set(re.findall(r'Finding\(\s*"(\w+)"', source)):
        assert {f"check.{code}", f"check.{code}.hint"} <= CATALOGUES["en"].keys(), code


def _python_files():
    from pathlib import Path

    return Path(leco.__file__).parent.rglob("*.py")


def test_language(monkeypatch):
    monkeypatch.delenv("LECO_LANG", raising=False)
    assert labels.language() == "en"
    monkeypatch.setenv("LECO_LANG", "nl")
    assert labels.language() == "nl"
    assert labels.language("en") == "en"
    with pytest.raises(ValueError, match="fr"):
        labels.language("fr")


@pytest.mark.parametrize(
    ("value", "english", "dutch"),
    [(0.12345, "0.123", "0,123"), (12.345, "12.35", "12,35"), (3.0, "3", "3"), (-0.5, "−0.5", "−0,5"),
     (float("nan"), "–", "–"), (float("-inf"), "−∞", "−∞"), (1234567.0, "1234567", "1234567"),
     (1e-7, "1e−07", "1e−07")],
)  # fmt: skip
def test_numbers(value, english, dutch):
    assert labels.number(value, "en") == english
    assert labels.number(value, "nl") == dutch


def test_a_word_nobody_knows_is_its_own_label():
    assert labels.word("kind", "information", "nl") == "informatie"
    assert labels.word("kind", "koffie", "nl") == "koffie"


def test_errors_are_what_they_look_like():
    assert issubclass(DataError, ValueError)
    assert issubclass(leco.MissingAttributeError, KeyError)
    assert issubclass(leco.UnsupportedGraphError, TypeError)
    assert issubclass(leco.MissingExtraError, ImportError)
    for name in ("DataError", "FormatError", "UndefinedError", "UnsupportedGraphError"):
        assert issubclass(getattr(leco, name), LecoError)
        assert name in (sys.modules["leco.errors"].__doc__ or "")
    one = Problem("ties", 3, "weight", "x" * 500, "is long", "shorten it")
    assert str(one).startswith("ties, row 3, weight: 'xxx")
    assert len(str(one)) < 120
    assert str(DataError([one])).startswith("1 problem in the data")
    assert nearest("ZORG", ["zorg", "jeugd"]) == "zorg"
    assert nearest("q", ["zorg"]) is None


HEAVY = (
    "numpy",
    "pandas",
    "scipy",
    "networkx",
    "matplotlib",
    "pydantic",
    "rich",
    "joblib",
    "rustworkx",
)


def _run(code):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_leco_loads_nothing_heavy():
    assert _run(f"import sys, leco; print([one for one in {HEAVY} if one in sys.modules])") == "[]"


def test_every_public_name_is_there_twice():
    # A module of the same name would shadow a lazy name once it is loaded.
    code = (
        "import leco\n"
        "first = {name: getattr(leco, name) for name in leco.__all__}\n"
        "leco.measures()\n"
        "print(all(getattr(leco, name) is one for name, one in first.items()), len(first) > 40)\n"
        "print(set(leco.__all__) <= set(dir(leco)))"
    )
    assert _run(code).split() == ["True", "True", "True"]


def test_a_call_leaves_the_caller_s_world_alone():
    code = (
        "import logging, random, socket, warnings, numpy as np, networkx as nx\n"
        "def no(*_, **__): raise SystemExit('a socket was opened')\n"
        "socket.socket.connect = no\n"
        "np.random.seed(1); random.seed(1)\n"
        "before = np.random.get_state()[1].tolist(), random.getstate(), list(warnings.filters)\n"
        "handlers = list(logging.getLogger().handlers)\n"
        "import leco\n"
        "c = leco.datasets.simulated()\n"
        "leco.compare(c, ['core_share', 'bridging_ratio'], by='sector', draws=9)\n"
        "leco.test('density', nx.path_graph(9), null='size', draws=9)\n"
        "after = np.random.get_state()[1].tolist(), random.getstate(), list(warnings.filters)\n"
        "print(before[:2] == after[:2], handlers == logging.getLogger().handlers)\n"
        "print(len(after[2]) - len(before[2]))"
    )
    shown = _run(code).split()
    assert shown[:2] == ["True", "True"]
    # pandas and matplotlib may add filters of their own when imported; leco adds none.
    assert int(shown[2]) <= 8
