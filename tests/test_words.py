"""Words for a person, in English and Dutch."""

import itertools
import json
import re
import string
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import leco
from leco import words
from leco.metrics.registry import SHARED
from leco.schema.vocabularies import KINDS, TIERS

WORDS = {
    lang: json.loads(files("leco").joinpath("locale", f"{lang}.json").read_text("utf-8"))
    for lang in words.LANGUAGES
}


def _places(text):
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})


@pytest.mark.parametrize("key", sorted(set().union(*WORDS.values())))
def test_every_sentence_in_every_language_with_the_same_places(key):
    english = WORDS["en"].get(key)
    assert english, f"say {key} in locale/en.json"
    for lang in words.LANGUAGES:
        said = WORDS[lang].get(key)
        assert said, f"say {key} in locale/{lang}.json"
        assert said.strip() == said
        assert _places(english) == _places(said), lang
    assert all(re.fullmatch(r"[a-z_]+", name) for name in _places(english)), (
        "every place has a name"
    )


def test_every_word_the_code_asks_for_exists():
    paths = Path(leco.__file__).parent.rglob("*.py")
    source = "\n".join(path.read_text("utf-8") for path in paths)
    asked = set(re.findall(r'\b(?:Note|counted)\(\s*"(\w+)"', source))
    assert asked, "the pattern no longer fits the code"
    for code in asked:
        assert f"note.{code}" in WORDS["en"], f"say note.{code} in src/leco/locale/"
    problems = {f"problem.{code}" for code in re.findall(r'_wrong\("(\w+)"', source)}
    problems |= set(re.findall(r'"((?:problem|survey)\.\w+)"', source))
    assert len(problems) > 20, "the pattern no longer fits the code"
    for code in problems - {
        f"problem.{one}" for one in ("one", "several", "more", "row", "column")
    }:
        found = code if code in WORDS["en"] else code.replace("problem.", "survey.")
        assert {found, f"{found}.hint"} <= WORDS["en"].keys(), f"say {code} and its .hint"
    for code in set(re.findall(r'Finding\(\s*"(\w+)"', source)):
        assert {f"check.{code}", f"check.{code}.hint"} <= WORDS["en"].keys(), code


def test_a_note_within_a_note_is_said_in_the_same_language():
    loops = words.Note("self_loops", {"count": 2})
    note = words.Note("of", {"name": "trust", "said": loops})
    for lang in words.LANGUAGES:
        assert note.say(lang) == f"trust: {loops.say(lang)}"


def test_a_refusal_within_a_note_is_said_in_the_same_language():
    error = leco.FormatError.of("empty_file", name="x.csv")
    assert words.Note("refused", {"said": error}).say("nl") == error.say("nl") == "x.csv is leeg"


def test_a_word_nobody_knows_is_its_own_label():
    assert words.word("kind", "information", "nl") == "informatie"
    assert words.word("kind", "koffie", "nl") == "koffie"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_keys_of_a_catalogue_stand_in_order(lang):
    keys = list(WORDS[lang])
    late = [key for before, key in itertools.pairwise(keys) if key < before]
    assert not late, f"sort the keys of locale/{lang}.json: out of place are {late}"


@pytest.mark.parametrize("name", sorted(leco.measures()))
def test_every_measure_has_a_name_and_says_what_higher_means(name):
    if leco.measures()[name].level == "coalition":
        assert words.has(f"reads.{name}"), f"say reads.{name} in src/leco/locale/"
    for key in (f"measure.{name}", f"higher.{name}"):
        assert words.has(key), f"say {key} in src/leco/locale/"
        for lang in words.LANGUAGES:
            assert len(words.text(key, lang)) > 3


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_code_of_a_closed_vocabulary_has_a_word(lang):
    for kind, codes in (("kind", KINDS), ("tier", TIERS)):
        for code in codes:
            assert words.has(f"{kind}.{code}"), f"{kind}.{code}"
            assert words.word(kind, code, lang)


@pytest.mark.parametrize(
    ("argument", "environment", "chosen"),
    [
        (None, None, "en"),
        (None, "nl", "nl"),
        ("en", "nl", "en"),
        ("nl", None, "nl"),
        (None, "", "en"),
        ("nl", "xx", "nl"),
    ],
)
def test_the_argument_before_the_environment_before_english(
    monkeypatch, argument, environment, chosen
):
    monkeypatch.delenv("LECO_LANG", raising=False)
    if environment is not None:
        monkeypatch.setenv("LECO_LANG", environment)
    assert words.language(argument) == chosen


@pytest.mark.parametrize("lang", ["xx", "NL", "english", "nl_BE"])
def test_a_language_leco_does_not_speak(monkeypatch, lang):
    with pytest.raises(ValueError, match=f"{lang}.*{' and '.join(words.LANGUAGES)}"):
        words.language(lang)
    monkeypatch.setenv("LECO_LANG", lang)
    with pytest.raises(ValueError, match=lang):
        leco.density(leco.datasets.simulated()["Simulated stable"]).explain()


def test_the_environment_is_read_when_something_is_said(monkeypatch):
    found = leco.density(leco.datasets.simulated()["Simulated stable"])
    monkeypatch.setenv("LECO_LANG", "nl")
    dutch = found.explain()
    monkeypatch.setenv("LECO_LANG", "en")
    assert found.explain() != dutch
    assert dutch == found.explain("nl")


# The rule of `number`: three significant figures below 1, two decimals above, no idle zeros.
@pytest.mark.parametrize(
    ("value", "english", "dutch"),
    [(0.0, "0", "0"), (-0.0, "−0", "−0"), (0.5, "0.5", "0,5"), (2 / 3, "0.667", "0,667"), (100.0, "100", "100"),
     (99.999, "100", "100"), (0.99999, "1", "1"), (1234.5, "1234.5", "1234,5"), (-12.345, "−12.35", "−12,35"),
     (0.000123, "0.000123", "0,000123"), (float("inf"), "∞", "∞"), (float("nan"), "–", "–"), (0.12345, "0.123", "0,123"),
     (12.345, "12.35", "12,35"), (3.0, "3", "3"), (-0.5, "−0.5", "−0,5"), (float("-inf"), "−∞", "−∞"),
     (1234567.0, "1234567", "1234567"), (-5e-17, "0", "0"), (1e-7, "1 × 10⁻⁷", "1 × 10⁻⁷"), (1.94e-7, "1.94 × 10⁻⁷", "1,94 × 10⁻⁷")],
)  # fmt: skip
def test_numbers_for_reading(value, english, dutch):
    if value == 0:
        assert words.number(value, "en").lstrip("−") == "0"
        return
    assert words.number(value, "en") == english
    assert words.number(value, "nl") == dutch


@given(st.floats(-1e9, 1e9))
def test_a_number_read_back_is_near(value):
    shown = words.number(value, "nl").replace("−", "-").replace(",", ".")
    power = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    shown = re.sub(r" × 10(.+)", lambda found: f"e{found[1].translate(power)}", shown)
    assert float(shown) == pytest.approx(value, rel=6e-3, abs=6e-3 if abs(value) >= 1 else 1e-12)


def test_a_value_with_braces_is_said_as_it_is():
    note = words.Note("labels_missing", {"count": 2, "by": "{sector}"})
    assert "{sector}" in note.say("nl")
    assert note.say("en") == str(note)


def _one_of_each(text):
    """The words for one and for many: ``{count:partner|partners}``."""
    parsed = string.Formatter().parse(text)
    return [spec for _, name, spec, _ in parsed if name and spec and spec != ","]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_choice_between_one_and_many_has_both(lang):
    specs = [spec for text in WORDS[lang].values() for spec in _one_of_each(text)]
    assert len(specs) > 50
    assert all(spec.count("|") == 1 and all(spec.split("|")) for spec in specs)


NUMBERED = {"en": "partners ties pairs sectors values draws", "nl": "partners verbindingen paren"}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_no_sentence_of_an_answer_says_1_partners(lang):
    # Each number of a sentence is 1, in turn of 2 where another cannot be fewer.
    for key, text in WORDS[lang].items():
        if not key.startswith(("note.", "reads.", "answer.", "formation.", "pairs.")):
            continue
        names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        said = words.text(key, lang, **dict.fromkeys(names, 1))
        many = "|".join(NUMBERED[lang].split())
        # Among all there are (of 1 partners, 1 van 1) nobody is alone.
        found = re.search(rf"(?<!of )(?<!van )(?<!\()\b1 ({many})\b", said)
        assert not found, (key, said)


def test_one_and_many():
    for lang, one, two in (("en", "1 tie", "2 ties"), ("nl", "1 verbinding", "2 verbindingen")):
        for value, said in ((1, one), (1.0, one), (2, two), (2.0, two)):
            text = words.text("note.unknown_pairs", lang, count=value)
            assert text.startswith(f"{said} "), text


def test_a_parameter_is_said_in_the_language():
    assert words.measure("diversity:construct=separation", "nl") == (
        "Diversiteit, plaatsen op een schaal"
    )
    assert words.measure("coverage_standardised:coverage=0.8", "nl").endswith("volledigheid 0,8")
    assert words.measure("density:own=1", "nl") == "Dichtheid, own=1"  # of a measure of your own


@pytest.mark.parametrize("name", sorted(leco.measures()))
def test_every_parameter_that_a_name_can_carry_has_a_word(name):
    keys = [key for key in WORDS["en"] if key.startswith("parameter.")]
    for one, parameter in leco.measures()[name].parameters.items():
        if isinstance(parameter.default, (str, int, float)) and one not in SHARED:
            start = f"parameter.{one}"
            assert any(key == start or key.startswith(f"{start}=") for key in keys), start
