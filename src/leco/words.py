"""Codes to words: everything leco says to a person, in English and in Dutch.

Data, columns and parameters keep stable English codes. Words are looked up at the last
moment, so that a result can be explained in either language. The catalogues are
``locale/en.json`` and ``locale/nl.json``; a test keeps their keys and placeholders equal.
"""

import json
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

Language = Literal["en", "nl"]
LANGUAGES: tuple[str, ...] = get_args(Language)
# Places of sentences that hold a p, written "p {p}"; nobody reads its digits below the smallest.
CHANCES = frozenset({
    "p", "p_max", "core_shrinks", "core_grows", "periphery_expands", "periphery_shrinks",
})  # fmt: skip
SMALLEST = 0.001
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def language(lang: str | None = None, otherwise: str | None = None) -> str:
    """Choose the language: the argument, else ``LECO_LANG``, else the other one, else English.

    >>> language("nl")
    'nl'
    """
    chosen = lang or os.environ.get("LECO_LANG") or otherwise or "en"
    if chosen not in LANGUAGES:
        raise ValueError(f"lang={chosen!r}: leco speaks {' and '.join(LANGUAGES)}")
    return chosen


@cache
def _catalogue(lang: str) -> dict[str, str]:
    text = files("leco").joinpath("locale", f"{lang}.json").read_text(encoding="utf-8")
    catalogue: dict[str, str] = json.loads(text)
    return catalogue


def has(key: str) -> bool:
    """Whether the catalogues know this key."""
    return key in _catalogue("en")


def text(key: str, lang: str | None = None, **values: Any) -> str:
    """Say one thing: the sentence stored under `key`, with its values filled in.

    Numbers among the values are written the way the language writes them, those of `CHANCES` as
    ``= 0.03`` or ``< 0.001`` and `percent` with one decimal; what can say itself
    in a language (a note, an error) is said in this one, and
    what stands in a tuple is listed.
    ``{count:partner|partners}`` in a sentence stands for the word that goes with that number.

    >>> text("note.self_loops", "en", count=2), text("note.self_loops", "en", count=1)
    ('2 self-loops left out', '1 self-loop left out')
    """
    chosen = language(lang)
    shown = {name: _shown(value, chosen) for name, value in values.items()}
    for name in CHANCES & values.keys():
        if isinstance(values[name], float):
            shown[name] = chance(values[name], chosen)
    if isinstance(percent := values.get("percent"), float):
        shown["percent"] = percentage(percent, chosen)
    if "by" in shown:
        shown["by"] = column(str(shown["by"]), chosen)
    catalogue = _catalogue(chosen)
    if key not in catalogue:
        raise KeyError(f"say {key} in src/leco/locale/{chosen}.json")
    return catalogue[key].format(**shown)


class _Amount(str):
    """A number as it is written; as a format, ``one|many``, the word that goes with it.

    The format ``,`` sets its thousands apart.
    """

    __slots__ = ()

    def __format__(self, words: str) -> str:
        if words == ",":
            return f"{int(self):,}"
        one, _, many = words.partition("|")
        return str(self) if not words else one if self == "1" else many


def _shown(value: object, lang: str) -> object:
    if say := getattr(value, "say", None):
        return say(lang)  # a note, a word of the catalogues, an error
    if isinstance(value, tuple):
        return ", ".join(str(_shown(one, lang)) for one in value)
    if isinstance(value, float):
        return _Amount(number(value, lang))
    return _Amount(value) if isinstance(value, int) and not isinstance(value, bool) else value


def word(kind: str, code: str, lang: str | None = None) -> str:
    """Give the label of a code (``word("kind", "information", "nl")``), else the code itself.

    Fields are open: a sector somebody typed is its own label.
    """
    key = f"{kind}.{code}"
    return text(key, lang) if has(key) else code


def column(name: str, lang: str | None = None) -> str:
    """Name a column of an answer, which may be a measure.

    >>> column("k_number", "nl"), column("hill_number", "en"), column("my_own", "en")
    ('k-getal', 'effective number of kinds', 'my own')
    """
    for kind in ("column", "role", "measure"):
        if has(f"{kind}.{name}"):
            return text(f"{kind}.{name}", lang)
    return name.replace("_", " ")


def code(name: str) -> str:
    """Give the code of a measure, without its parameters.

    >>> code("hill_number:order=2")
    'hill_number'
    """
    return name.partition(":")[0]


def measure(name: str, lang: str | None = None) -> str:
    """Name a measure with its parameters, as it is written above a figure or a row.

    >>> measure("hill_number:order=2", "en")
    'Effective number of kinds, order 2'
    """
    shown = word("measure", code(name), lang)
    shown = shown[:1].upper() + shown[1:]
    spoken = [_parameter(one, lang) for one in name.partition(":")[2].split(",") if one]
    return f"{shown}, {', '.join(spoken)}" if spoken else shown


def _parameter(written: str, lang: str | None) -> str:
    """Say ``name=value``: by a word of its own, else the word for the name and the value."""
    name, _, value = written.partition("=")
    if has(f"parameter.{written}") or not has(f"parameter.{name}"):
        return word("parameter", written, lang)
    decimal = text("number.decimal", lang)
    return f"{text(f'parameter.{name}', lang)} {re.sub(r'(?<=[0-9])[.](?=[0-9])', decimal, value)}"


@dataclass(frozen=True)
class Note:
    """Something a reader must know about an answer: a code, said in words when asked.

    >>> str(Note("self_loops", {"count": 2}))
    '2 self-loops left out'
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.say("en")

    def say(self, lang: str | None = None) -> str:
        """Say the note in a language."""
        return text(f"note.{self.code}", lang, **self.values)


@dataclass(frozen=True)
class Term:
    """A word of the catalogues inside a sentence: a column of a table, a sheet.

    >>> Term("header.ties", "weight").say("nl")
    'sterkte'
    """

    kind: str
    code: str

    def say(self, lang: str | None = None) -> str:
        """Say the word in a language."""
        return word(self.kind, self.code, lang)


def slug(name: str, between: str) -> str:
    """Reduce a name to plain letters and digits, for a file or an address.

    >>> slug("Simulated stable", "_")
    'simulated_stable'
    """
    return re.sub(r"[^a-z0-9]+", between, name.casefold()).strip(between)


def number(value: float, lang: str | None = None) -> str:
    """Write a number for reading: three significant decimals, a comma in Dutch.

    >>> number(0.25, "nl"), number(float("nan"), "en"), number(12.0, "en"), number(1.94e-7, "nl")
    ('0,25', '–', '12', '1,94 × 10⁻⁷')
    """
    if math.isnan(value):
        return "–"
    if abs(value) < 1e-12:
        return "0"  # what is left of rounding
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    written = f"{value:.3g}" if abs(value) < 1 else f"{value:.2f}"
    written, _, exponent = written.partition("e")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    shown = written.replace(".", text("number.decimal", lang)).replace("-", "−")
    return f"{shown} × 10{str(int(exponent)).translate(_RAISED)}" if exponent else shown


def percentage(value: float, lang: str | None = None) -> str:
    """Write a share that was multiplied by 100, with one decimal; the sentence has the sign.

    >>> percentage(15.873, "nl"), percentage(0.0421, "en")
    ('15,9', '0.0421')
    """
    return number(round(value, 1) if abs(value) >= 0.1 else value, lang)


def chance(value: float, lang: str | None = None) -> str:
    """Write a p as it stands after the letter.

    >>> chance(0.0321, "nl"), chance(1.9e-14, "nl"), chance(float("nan"), "en")
    ('= 0,0321', '< 0,001', '= –')
    """
    if value < SMALLEST:
        return text("number.below", lang, value=SMALLEST)
    return text("number.is", lang, value=value)


def source(name: str, written: str, lang: str | None = None) -> str:
    """Say where a measure comes from: as it is written, or in the language where words explain it.

    >>> source("density", "Wasserman & Faust (1994), p. 101 (undirected), p. 129 (directed)", "nl")
    'Wasserman & Faust (1994), p. 101 (zonder richting), p. 129 (met richting)'
    """
    key = f"source.{name}"
    return text(key, lang) if has(key) else written
