"""What the headers of a survey say: which column asks what, and of which partner.

=================================  ============================================================
Google Forms                       ``Question [Partner]``
LimeSurvey                         ``code[SQ001]``, ``Question [Partner]``, or both in one header
Qualtrics                          a row of codes (``Q5_1``), a row of texts (``Question -
                                   Partner``) and mostly a row of ``{"ImportId": ...}``
=================================  ============================================================
"""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leco.io.sheets import Cells
from leco.schema.headers import fold

_CODE_AND_TEXT = re.compile(r"(\w+)\s*\[\w+\](?:\s*[.:])?\s+(\S.*)?", re.DOTALL)
_NUMBERED = re.compile(r"(.+)_(\d+)")
MOST_PARTS = 20  # of a question with dashes in it
_BETWEEN = " - "  # what Qualtrics writes between a question and a choice


@dataclass(frozen=True)
class Column:
    """One column of a roster: where it stands, the names of its question, and whom it is about."""

    place: int
    header: str
    names: tuple[str, ...]
    label: str

    def asks(self, question: str) -> bool:
        """Whether this column belongs to a question, by its text or its code."""
        return fold(question) in map(fold, self.names)


@dataclass(frozen=True)
class Headers:
    """The headers of a survey: what every column may be called, its roster, and the answers."""

    row: int
    names: Sequence[tuple[str, ...]]
    columns: list[Column]
    body: Cells


def headers_of(rows: Cells, questions: Iterable[str]) -> Headers:
    """Read one, two or three rows of headers, whichever the file has."""
    (row, first), *body = rows
    codes = [cell or "" for cell in first]
    depth = _depth(rows, list(questions))
    if depth == 1:
        columns = [found for place, code in enumerate(codes) if (found := _bracketed(place, code))]
        return Headers(row, [(code,) for code in codes], columns, body)
    texts = [cell or "" for cell in body[0][1]]
    texts += [""] * (len(codes) - len(texts))
    names = list(zip(codes, texts, strict=False))
    return Headers(row, names, _numbered(codes, texts), rows[depth:])


def _depth(rows: Cells, questions: list[str]) -> int:
    """Count the rows of headers."""
    if len(rows) > 2 and any("ImportId" in (cell or "") for cell in rows[2][1]):
        return 3
    codes = [cell or "" for cell in rows[0][1]]
    if len(rows) < 2 or any(map(_in_brackets, codes)):
        return 1
    wanted = set(map(fold, questions))
    for place, code in enumerate(codes):
        numbered = _NUMBERED.fullmatch(code)
        below = rows[1][1][place] if place < len(rows[1][1]) else None
        if numbered and below and _BETWEEN in below:
            asked = {fold(numbered[1]), *(fold(start) for start in _starts(below))}
            if asked & wanted:
                return 2
    return 1


def _starts(text: str) -> list[str]:
    """Give what may be the question in a text, up to each place where its choice may begin."""
    parts = text.split(_BETWEEN, MOST_PARTS)
    return [_BETWEEN.join(parts[:end]) for end in range(1, len(parts))]


def _bracketed(place: int, header: str) -> Column | None:
    parts = _in_brackets(header)
    if parts is None:
        return None
    question, label = parts
    if found := _CODE_AND_TEXT.fullmatch(f"{question} "):
        return Column(place, header, (found[1], (found[2] or "").strip()), label)
    return Column(place, header, (question,), label)


def _in_brackets(header: str) -> tuple[str, str] | None:
    """Split what stands between brackets at the end from what stands before."""
    before, bracket, label = header.rstrip().removesuffix("]").rpartition("[")
    closed = header.rstrip().endswith("]") and bracket and label and "]" not in label
    return (before.rstrip(), label.strip()) if closed else None


def _numbered(codes: list[str], texts: list[str]) -> list[Column]:
    """Find the columns of a roster by their codes; what their texts share is the question."""
    groups: dict[str, list[int]] = {}
    for place, (code, below) in enumerate(zip(codes, texts, strict=False)):
        found = _NUMBERED.fullmatch(code)
        if found and _BETWEEN in below:
            groups.setdefault(found[1], []).append(place)
    columns = []
    for code, places in groups.items():
        written = [texts[place] for place in places]
        shared = written[0]
        if len(written) > 1:
            shared = os.path.commonprefix(written)  # noqa: RUF071 - of texts, letter by letter
        question = shared.rpartition(_BETWEEN)[0]
        start = len(question) + len(_BETWEEN)
        columns += [
            Column(place, codes[place], (code, question), texts[place][start:].strip())
            for place in places
        ]
    return sorted(columns, key=lambda one: one.place)
