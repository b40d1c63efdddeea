"""Everything leco raises.

::

    LecoError
      DataError (ValueError)              the data are wrong: every problem, and what to do
      FormatError (ValueError)            this file cannot be read; what was tried
      ChoiceError (ValueError)            none of what can be chosen; what can
      MissingAttributeError (KeyError)    no such column; the nearest name there is
      UnsupportedGraphError (TypeError)   the question needs direction, one mode or groups
      UndefinedError (ValueError)         the whole question has no answer here
      MissingExtraError (ImportError)     an optional package is not installed
    LecoWarning (UserWarning)             data were left out or changed

A message says what, where and what now. ``str(error)`` is English; ``error.say(lang)`` says in
another language what a person can cause who fills in a table or types a command.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Any, Self

from leco import words
from leco.words import Note

SHOWN = 10
LONGEST = 60
LISTED = 300  # signs of a list in a message
LONGEST_NAME = 200  # nobody mistypes more, and to compare costs the square of it


class LecoError(Exception):
    """Anything leco raises on purpose.

    What a person can cause who fills in a table or types a command is made by `of` and says itself
    in a language; what only a program can cause has its message in English.
    """

    key: str = ""
    values: Mapping[str, Any] = MappingProxyType({})

    @classmethod
    def of(cls, code: str, /, **values: Any) -> Self:
        """Make an error whose words stand in the catalogues, under ``error.<code>``.

        >>> FormatError.of("empty_file", name="ties.csv").say("nl")
        'ties.csv is leeg'
        """
        said = {name: readable(one, LONGEST if name == "value" else LISTED)
                if isinstance(one, str) else one for name, one in values.items()}  # fmt: skip
        error = cls(words.text(f"error.{code}", "en", **said))
        error.key, error.values = f"error.{code}", said
        return error

    def say(self, lang: str | None = None) -> str:
        """Say what is wrong in a language; in English where no catalogue has it."""
        return words.text(self.key, lang, **self.values) if self.key else str(self)


class LecoWarning(UserWarning):
    """Data were left out or changed; never a matter of style."""


def excerpt(value: object) -> str:
    """Quote a value, cut to a length that a message can carry.

    >>> excerpt("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'"
    """
    return repr(shortened(str(value)))


def shortened(text: str, longest: int = LONGEST) -> str:
    r"""Cut a text to a length that a message can carry, also where its signs are written out.

    >>> shortened("care"), len(repr(shortened("\0" * 1_000_000)))
    ('care', 59)
    """
    if len(text) <= longest and len(repr(text)) <= longest + 2:
        return text
    kept = text[: longest - 2]
    while len(repr(kept)) > longest:
        kept = kept[: -max(1, (len(repr(kept)) - longest) // 10)]
    return kept + "…"


def readable(text: str, longest: int = LONGEST) -> str:
    r"""Show what somebody called something in the middle of a sentence: short, and on one line.

    Signs that end a line, turn it round or move a cursor are shown as one that stands for them.

    >>> readable("sector"), readable("a\x1b[2J\u202eb")
    ('sector', 'a�[2J�b')
    """
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in shortened(text, longest))


def nearest(name: str, known: Iterable[object]) -> str | None:
    """Find the known name that looks most like `name`, if one does.

    >>> nearest("sektor", ["name", "sector"])
    'sector'
    """
    if len(name) > LONGEST_NAME:
        return None
    candidates = [str(one) for one in known]
    folded = {one.casefold(): one for one in reversed(candidates)}
    close = difflib.get_close_matches(str(name).casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def meant(name: str, known: Iterable[object]) -> Note | str:
    """Ask whether another name was meant, at the end of a sentence; nothing if none is near.

    >>> str(meant("sektor", ["name", "sector"])), meant("x", ["sector"])
    ("; did you mean 'sector'?", '')
    """
    close = nearest(name, known)
    return Note("meant", {"name": close}) if close else ""


def known_names(names: Iterable[object]) -> Note | str:
    """List names, up to so many, or say that there are none.

    >>> str(known_names(["id", "sector"])), str(known_names([]))
    ('id, sector', 'none')
    """
    return ", ".join(str(one) for one in islice(names, SHOWN)) or Note("none_there")


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong cell (or row, or column): where it stands, what is wrong, how to mend it.

    `row` is the row as the spreadsheet numbers it (the header is row 1), or the index label
    of the frame that was handed in; None where a whole column or table is meant. `cell` is its
    address in a workbook. `message` and `hint` are English; with a `key` of the catalogues (and
    `values` for its places) `say` says them in another language.
    """

    table: str
    row: int | str | None
    column: str | None
    value: object
    message: str
    hint: str = ""
    key: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    cell: str = ""

    @classmethod
    def of(
        cls, key: str, table: str, row: int | str | None = None, column: str | None = None,
        value: object = None, *, values: Mapping[str, Any] | None = None, cell: str = "",
    ) -> Self:  # fmt: skip
        """Make a problem whose words stand in the catalogues, under `key` and ``<key>.hint``."""
        given = {
            name: readable(one, LISTED if name == "listed" else LONGEST)
            if isinstance(one, str) else one
            for name, one in (values or {}).items()
        }  # fmt: skip
        message, hint = (words.text(one, "en", **given) for one in (key, f"{key}.hint"))
        return cls(table, row, column, value, message, hint, key, given, cell)

    def __str__(self) -> str:
        return self.say("en")

    def what(self, lang: str | None = None) -> tuple[str, str]:
        """Say what is wrong and how to mend it; in English where no catalogue has it."""
        if not self.key:
            return self.message, self.hint
        message, hint = (words.text(one, lang, **self.values)
                         for one in (self.key, f"{self.key}.hint"))  # fmt: skip
        return message, hint

    def say(self, lang: str | None = None) -> str:
        """Say where it stands, what is wrong and how to mend it, on one line."""
        place = readable(self.cell or words.word("table", self.table, lang))
        if self.row is not None and not self.cell:
            place += f", {words.text('problem.row', lang, row=self.row)}"
        if self.column is not None:
            nameless = re.fullmatch(r"column (\d+)", self.column)
            place += ", " + (
                words.text("problem.column", lang, number=nameless[1]) if nameless
                else readable(words.word(f"header.{self.table}", self.column, lang))
            )  # fmt: skip
        # A count is part of the sentence; what somebody wrote is excerpt.
        count = isinstance(self.value, int) and not isinstance(self.value, bool)
        shown = str(self.value) if count else excerpt(self.value)
        message, hint = self.what(lang)
        said = message if self.value is None else f"{shown} {message}"
        return f"{place}: {said}" + (f" -> {hint}" if hint else "")


class DataError(LecoError, ValueError):
    """The data are wrong; `problems` lists every one, in the order of the tables."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.say("en"))

    def say(self, lang: str | None = None, *, shown: int = SHOWN) -> str:
        """Say the problems in a language, one a line: up to `shown`, then how many more."""
        count = len(self.problems)
        lines = [words.text("problem.one" if count == 1 else "problem.several", lang, count=count)]
        lines += [f"  {problem.say(lang)}" for problem in self.problems[:shown]]
        if count > shown:
            lines.append(f"  {words.text('problem.more', lang, count=count - shown)}")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        # A worker sends its errors home as pickles, made again from what they were made of.
        return type(self), (self.problems,)


class FormatError(LecoError, ValueError):
    """A file cannot be read at all; the message says what was tried."""


class ChoiceError(LecoError, ValueError):
    """A value is none of those to choose from; the message names them."""


def require_one_of(parameter: str, value: object, options: Iterable[object]) -> None:
    """Refuse a value that is none of the options, and name them.

    >>> require_one_of("mode", "both", ("in", "out"))
    Traceback (most recent call last):
    leco.errors.ChoiceError: mode='both': choose 'in' or 'out'
    """
    known = list(options)
    if value not in known:
        *first, last = map(repr, known)
        code = "choice" if first else "only_choice"
        raise ChoiceError.of(
            code, parameter=parameter, value=value, last=last, first=", ".join(first)
        )


class MissingAttributeError(LecoError, KeyError):
    """A column or attribute does not exist; the message names the nearest one that does."""

    def __init__(self, name: str, known: Iterable[object], what: str = "partner") -> None:
        self.name = name
        self.known = tuple(str(one) for one in known)
        self.what = what
        self.key = f"error.no_{what}_attribute"
        self.values = {
            "name": name, "near": meant(name, self.known), "there": known_names(self.known),
        }  # fmt: skip
        super().__init__(self.say("en"))

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        return type(self), (self.name, self.known, self.what)

    def __str__(self) -> str:
        # KeyError would quote the whole message.
        return str(self.args[0])


class UnsupportedGraphError(LecoError, TypeError):
    """The question cannot be put to this kind of graph; the message says what to do."""


class UndefinedError(LecoError, ValueError):
    """The whole question has no answer here (a test of a number that is not defined, say)."""


class MissingExtraError(LecoError, ImportError):
    """An optional package is needed; the message gives the command that installs it."""
