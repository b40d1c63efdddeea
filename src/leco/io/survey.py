"""read_survey(): who named whom, out of what survey programs export."""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from leco.coalition.coalition import Coalition
from leco.coalition.loading import Rows
from leco.errors import DataError, FormatError, LecoError, Problem, nearest
from leco.io.sheets import Cells, cell_address, filled, sheets_of
from leco.io.survey_headers import Column, headers_of
from leco.io.tables import DELIMITERS, WORKBOOKS, decode, parse, require_small, require_there
from leco.schema.cells import NO, YES
from leco.schema.headers import fold
from leco.schema.numerals import read_number
from leco.words import Note

# Of one kind of tie and one pair: who told of it, and with which strength.
# (NaN: it was not asked).
Told = dict[tuple[str, str, str], dict[str, float]]


def read_survey(
    path: str | Path,
    *,
    respondent: str,
    questions: Mapping[str, str],
    wave: str,
    partners: Coalition | Rows | None = None,
    codes: Mapping[str, str] | None = None,
    answers: Mapping[str, float] | None = None,
    directed: bool = False,
) -> Coalition:
    r"""Read a survey in which every respondent says with which partners it has ties.

    One row per respondent and one column per question and partner, as Google Forms
    (``Question [Partner]``), LimeSurvey (``code[SQ001]`` or ``Question [Partner]``) and Qualtrics
    (two or three rows of headers) export it: a CSV file, or the first sheet of a workbook.

    A number is a strength (0: no tie), yes or the partner's own name says that there is a tie, no
    or a blank cell that there is none. Who left every cell of these questions blank did not
    answer, like who has no row: their ties are *not known*, and the table ``respondents`` says so.
    Notes say how many answered, how many ties only one of two reported, and what was not read.

    Ties without direction are one row per pair and kind: ``reported_by`` names who told of it,
    ``confirmed`` says whether both did (blank: the other did not answer), and the strength is the
    mean of what was told. With direction every report is a row, from who told to who was named.

    Parameters
    ----------
    path : str or Path
    respondent : str
        The header of the column that says who answered, by id or name.
    questions : mapping
        Which kind of tie a question asks for: ``{"With whom do you share knowledge?":
        "information"}``, by its text or its code. Other questions are left out, and named in a
        note.
    wave : str
        What this round is called, such as ``"2023"``.
    partners : Coalition, DataFrame or list of dicts, optional
        Who may be named. The tables of a Coalition are kept, and this round comes beside the ties
        and respondents it has. Without it, partners are those that the columns name.
    codes : mapping, optional
        Whom a code in the headers stands for: ``{"SQ001": "city"}``.
    answers : mapping, optional
        What other answers mean: ``{"monthly": 2, "yearly": 1, "never": 0}``.
    directed : bool
        Whether a tie runs from who told to who was named.

    Returns
    -------
    Coalition

    Raises
    ------
    DataError
        With every problem: an unknown partner (and the nearest name), a respondent that stands
        twice, an answer that cannot be understood, ...
    FormatError
        When the file cannot be read at all.
    LecoError
        When the coalition has this wave already, or two questions ask for one kind.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> place = pathlib.Path(tempfile.mkdtemp()) / "answers.csv"
    >>> _ = place.write_text("Who,Share? [city],Share? [school],Share? [club]\n"
    ...                      "city,,yes,yes\nschool,yes,,no\n")
    >>> found = read_survey(place, respondent="Who", questions={"Share?": "information"},
    ...                     wave="2023")
    >>> found.ties[["source", "target", "reported_by"]].values.tolist()
    [['city', 'school', 'city; school'], ['city', 'club', 'city']]
    >>> for note in found.notes: print(note)
    2 of 3 partners answered (67 %)
    0 of 1 tie between two that answered were reported by one of them only
    """
    place = Path(path)
    kinds = list(questions.values())
    if len(set(kinds)) < len(kinds) or not kinds:
        raise LecoError.of("survey_questions")
    if any(not strength >= 0 for strength in (answers or {}).values()):
        raise LecoError.of("survey_answers")
    tables = _tables(partners)
    if wave in set(_known(tables, "respondents", "wave")):
        raise LecoError.of("survey_wave", wave=wave)
    rows, sheet = _rows(place, respondent)
    meaning = {fold(key): float(one) for key, one in (answers or {}).items()}
    reading = _Reading(sheet, respondent, meaning)
    told, answered, asked = reading.read(rows, questions, tables, codes or {})
    if reading.problems:
        raise DataError(reading.problems)
    tables.setdefault("partners", pd.DataFrame({"id": asked}, dtype="str"))
    ties = _ties(told, answered, wave, directed=directed)
    tables["ties"] = _below(tables.get("ties"), ties, ["source", "target"])
    if tables["ties"].get("weight", pd.Series(dtype=float)).isna().all():
        tables["ties"] = tables["ties"].drop(columns="weight", errors="ignore")
    asked_rows = [{"wave": wave, "partner": one, "answered": one in answered} for one in asked]
    tables["respondents"] = _below(tables.get("respondents"), asked_rows, ["wave", "partner"])
    earlier = partners if isinstance(partners, Coalition) else None
    name = earlier.name if earlier is not None else place.stem
    found = Coalition.from_frames(tables.pop("partners"), tables.pop("ties"), name=name, **tables)
    notes = (*(earlier.notes if earlier is not None else ()), *_told(told, answered, asked))
    return Coalition(found.tables, name=name, notes=(*notes, *reading.notes))


def _told(told: Told, answered: set[str], asked: Sequence[str]) -> tuple[Note, Note]:
    """Say how many answered, and how many ties only one of two who did has told of."""
    percent = round(100 * len(answered) / len(asked))
    both = [by for (_, *ends), by in told.items() if answered.issuperset(ends)]
    alone = sum(len(by) == 1 for by in both)
    return (
        Note("survey_response", {"answered": len(answered), "asked": len(asked),
                                 "percent": percent}),
        Note("survey_one_sided", {"count": alone, "pairs": len(both)}),
    )  # fmt: skip


def _rows(path: Path, respondent: str) -> tuple[Cells, str]:
    """Read the rows of a file, or of the first sheet with anything on it."""
    require_there(path)
    if path.is_dir():
        raise FormatError.of("survey_folder", name=path.name)
    require_small(path)
    if path.suffix.casefold() in WORKBOOKS:
        for title, cells in sheets_of(path).items():
            if rows := filled(cells):
                return rows, title
        raise FormatError.of("empty_sheets", name=path.name)
    content, _ = decode(path)

    def score(delimiter: str) -> tuple[bool, int]:
        try:
            header = next(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
        except (csv.Error, StopIteration):
            return False, 0
        return fold(respondent) in map(fold, header), len(header)

    rows = parse(path.name, content, max(DELIMITERS, key=score), skipped=0)
    if not rows:
        raise FormatError.of("empty_file", name=path.name)
    return rows, ""


def _tables(partners: Coalition | Rows | None) -> dict[str, pd.DataFrame]:
    """Give the tables that are there before the survey."""
    if partners is None:
        return {}
    return (partners if isinstance(partners, Coalition)
            else Coalition.from_frames(partners)).tables  # fmt: skip


def _known(tables: Mapping[str, pd.DataFrame], table: str, column: str) -> Iterable[Any]:
    frame = tables.get(table)
    return frame[column].dropna() if frame is not None and column in frame.columns else ()


def _below(
    own: pd.DataFrame | None, rows: Sequence[Mapping[str, Any]], needed: list[str]
) -> pd.DataFrame:
    """Put rows below those that are there."""
    fresh = pd.DataFrame(list(rows)) if rows else pd.DataFrame(columns=needed)
    return fresh if own is None or own.empty else pd.concat([own, fresh], ignore_index=True)


@dataclass
class _Reading:
    """One survey while it is read: what its words mean, what is wrong in it, what to say of it."""

    sheet: str
    respondent: str
    answers: Mapping[str, float]
    roster: dict[str, str] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def read(
        self, rows: Cells, questions: Mapping[str, str], tables: Mapping[str, pd.DataFrame],
        codes: Mapping[str, str],
    ) -> tuple[Told, set[str], list[str]]:  # fmt: skip
        """Read who told what of whom; also who answered, and who was asked."""
        headers = headers_of(rows, questions)
        wanted = {
            column.place: (column, kind)
            for question, kind in questions.items()
            for column in headers.columns if column.asks(question)
        }  # fmt: skip
        for question in questions:
            if not any(column.asks(question) for column in headers.columns):
                known = [name for column in headers.columns for name in column.names]
                self._unknown("no_question", (headers.row, 0, None), question, known)
        unread = {one.names[-1] for one in headers.columns if one.place not in wanted}
        if unread:
            self.notes.append(Note("survey_unread", {"questions": "; ".join(sorted(unread))}))
        who = next((place for place, names in enumerate(headers.names)
                    if fold(self.respondent) in map(fold, names)), None)  # fmt: skip
        if who is None:
            listed = [name for names in headers.names for name in names if name]
            self._unknown("no_respondent", (headers.row, 0, None), self.respondent, listed)
        self.roster = _roster(tables, codes, [column.label for column, _ in wanted.values()])
        self.known = [
            str(one) for column in ("id", "name") for one in _known(tables, "partners", column)
        ] or list(self.roster.values())
        about = self._about(headers.row, wanted.values())
        if who is None or not wanted:
            return {}, set(), []
        own = self._rows_of(headers.body, who)
        filled_in = {
            teller: row for teller, row in own.items()
            if any(cell for place, cell in enumerate(row[1]) if place in wanted)
        }  # fmt: skip
        if silent := len(own) - len(filled_in):
            self.notes.append(Note("survey_silent", {"count": silent}))
        told = self._told(filled_in, wanted, about)
        return told, set(filled_in), list(dict.fromkeys([*about.values(), *own]))

    def _wrong(
        self, key: str, where: tuple[int, int, str | None], value: object = None,
        **said: object,
    ) -> None:  # fmt: skip
        """Keep a problem of a row and a place, under a header."""
        row, place, header = where
        at = cell_address(self.sheet, row, place) if self.sheet else ""
        self.problems.append(Problem.of(f"survey.{key}", "survey", row, header, value,
                                        values=said, cell=at))  # fmt: skip

    def _unknown(
        self, key: str, where: tuple[int, int, str | None], name: str, known: Iterable[str]
    ) -> None:
        """Keep a problem with a name, and the nearest one there is."""
        close = nearest(name, dict.fromkeys(known))
        if close:
            self._wrong(f"{key}_near", where, name, near=close)
        else:
            self._wrong(key, where, name)

    def _about(self, row: int, wanted: Iterable[tuple[Column, str]]) -> dict[int, str]:
        """Tell whom each column is about."""
        about: dict[int, str] = {}
        seen: set[tuple[str, str]] = set()
        for column, kind in wanted:
            where = (row, column.place, column.header)
            partner = self.roster.get(fold(column.label))
            if partner is None:
                self._unknown("unknown", where, column.label, self.known)
                continue
            if (kind, partner) in seen:
                self._wrong("column_twice", where, partner)
            seen.add((kind, partner))
            about[column.place] = partner
        return about

    def _rows_of(self, body: Cells, who: int) -> dict[str, tuple[int, list[str | None]]]:
        """Give the row of each respondent."""
        own: dict[str, tuple[int, list[str | None]]] = {}
        for row, cells in body:
            where = (row, who, self.respondent)
            name = cells[who] if who < len(cells) else None
            if name is None:
                self._wrong("nobody", where)
            elif (teller := self.roster.get(fold(name))) is None:
                self._unknown("unknown", where, name, self.known)
            elif teller in own:
                self._wrong("respondent_twice", where, name, first=own[teller][0])
            else:
                own[teller] = row, cells
        return own

    def _told(
        self, own: Mapping[str, tuple[int, list[str | None]]],
        wanted: Mapping[int, tuple[Column, str]], about: Mapping[int, str],
    ) -> Told:  # fmt: skip
        """Read the answers of every respondent."""
        told: Told = {}
        order = {
            partner: place for place, partner in enumerate(dict.fromkeys(self.roster.values()))
        }
        themselves = 0
        blank: dict[str, int] = {}
        said_no = set()
        for teller, (row, cells) in own.items():
            for place, partner in about.items():
                cell = cells[place] if place < len(cells) else None
                column, kind = wanted[place]
                if partner == teller:
                    # Whatever stands there: a program may fill it in for whom it does not ask.
                    themselves += cell is not None and fold(cell) not in NO
                elif cell is None:
                    blank[kind] = blank.get(kind, 0) + 1
                elif (strength := self._strength(row, column, cell, partner)) == 0:
                    said_no.add(kind)
                else:
                    source, target = sorted((teller, partner), key=order.__getitem__)
                    told.setdefault((kind, source, target), {})[teller] = strength
        if themselves:
            self.notes.append(Note("survey_own", {"count": themselves}))
        # Where others wrote that there is no tie, a blank cell may be an answer that was skipped.
        if skipped := sum(blank.get(kind, 0) for kind in said_no):
            self.notes.append(Note("survey_blank", {"count": skipped}))
        return told

    def _strength(self, row: int, column: Column, cell: str, partner: str) -> float:
        """Read one answer: a strength, 0 where there is no tie, NaN where there just is one."""
        folded = fold(cell)
        where = (row, column.place, column.header)
        found = self.answers.get(folded, read_number(cell))
        if found is None and folded in YES | {fold(partner), fold(column.label)}:
            return math.nan
        if found is None and folded not in NO:
            self._wrong("no_answer", where, cell)
        elif found is not None and not 0 <= found < math.inf:
            self._wrong("negative", where, cell)
            return 0
        return found or 0


def _roster(
    tables: Mapping[str, pd.DataFrame], codes: Mapping[str, str], labels: Iterable[str]
) -> dict[str, str]:
    """Give the partner that each name means: an id, a name, or a code of the headers."""
    ids = [str(one) for one in _known(tables, "partners", "id")]
    if "partners" not in tables:
        ids = list(dict.fromkeys(codes.get(label, label) for label in labels))
    roster: dict[str, str] = {}
    for one in ids:
        roster.setdefault(fold(one), one)
    partners = tables.get("partners")
    if partners is not None and "name" in partners.columns:
        names = partners[["id", "name"]].dropna()
        # Two partners of one name: neither is meant by it.
        names = names[~names["name"].map(fold).duplicated(keep=False)]
        for one, name in names.itertuples(index=False, name=None):
            roster.setdefault(fold(name), str(one))
    meant = {fold(code): roster[fold(one)] for code, one in codes.items() if fold(one) in roster}
    return roster | meant


def _ties(told: Told, answered: set[str], wave: str, *, directed: bool) -> list[dict[str, object]]:
    """Make rows of ties out of what was told."""
    rows: list[dict[str, object]] = []
    for (kind, source, target), by in told.items():
        shared = {"kind": kind, "wave": wave, "directed": directed}
        if directed:
            rows += [
                {"source": teller, "target": target if teller == source else source,
                 "weight": strength, "reported_by": teller, **shared}
                for teller, strength in by.items()
            ]  # fmt: skip
            continue
        strengths = [one for one in by.values() if not math.isnan(one)]
        mean = sum(strengths) / len(strengths) if strengths else math.nan
        confirmed = "yes" if len(by) == 2 else "no" if answered >= {source, target} else None
        rows.append({"source": source, "target": target, "weight": mean,
                     "reported_by": "; ".join(by), "confirmed": confirmed, **shared})  # fmt: skip
    return rows
