"""pseudonymise(): a coalition without names, of which every number stays the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.coalition.loading import Tables
from leco.errors import LecoError, MissingAttributeError
from leco.io.keys import BYTES
from leco.io.masking import Mask, codes
from leco.io.naming import everyone, naming, renamed, sorted_by_names, unlabelled
from leco.io.recognisable import Recognisable, recognisable
from leco.result import json_value
from leco.result.exits import Exits
from leco.schema import dates
from leco.schema.cells import FIXED, PROSE, WHEN
from leco.schema.tables import ROWS
from leco.words import Note

# What became of a column; its code, said under "pseudonymised." in the catalogues.
NAMED, MASKED, LEFT_OUT, COARSER = "named", "masked", "left_out", "month"


@dataclass(frozen=True, eq=False, kw_only=True)
class Pseudonymised(Exits):
    """The `coalition` under pseudonyms, and what was done to it.

    `frame` has a row for each column that changed: ``table``, ``column``, ``done`` (``named``,
    ``masked``, ``left_out``, ``month``) and in how many ``cells``. `people` counts everybody who
    has a pseudonym, partners and others; `recognisable` tells who may be recognised all the same.
    """

    kind: ClassVar[str] = "pseudonymised"

    coalition: Coalition
    frame: pd.DataFrame
    people: int
    recognisable: Recognisable

    def explain(self, lang: str | None = None) -> str:
        """Say what was replaced and left out, and who may be recognised all the same."""
        lines = [words.text("pseudonymised.done", lang, count=self.people)]
        for done in (LEFT_OUT, MASKED, COARSER):
            own = self.frame[self.frame["done"] == done]
            if len(own):
                listed = ", ".join(
                    f"{words.word('table', table, lang)}: "
                    f"{words.word(f'header.{table}', column, lang) if column else '*'}"
                    for table, column in zip(own["table"], own["column"], strict=True)
                )
                lines.append(words.text(f"pseudonymised.{done}", lang, columns=listed,
                                        count=int(own["cells"].sum())))  # fmt: skip
        return "\n".join([*lines, self.recognisable.explain(lang)])

    def _content(self) -> dict[str, Any]:
        return {"people": self.people, "rows": json_value(self.frame),
                "recognisable": self.recognisable._content()}  # fmt: skip

    def _frames(self) -> Sequence[pd.DataFrame]:
        return [self.frame]


def pseudonymise(
    coalition: Coalition, *, key: bytes, keep: Sequence[str] = (), months: bool = False
) -> Pseudonymised:
    r"""Give a coalition in which a pseudonym stands for everybody, and every measure is the same.

    The pseudonym of a partner, rater, supporter or whoever else a table names is ``P-`` and the
    first eight hexadecimal digits (more where two would share them) of

    .. math:: \mathrm{HMAC\text{-}SHA256}(key, id)

    so the same key and id give the same pseudonym in every file and every month, and who has
    no key cannot try out names. Names of partners, free text, and columns and tables that leco does
    not know are left out. In all other text names, e-mail addresses, web addresses, telephone and
    account numbers are replaced. Rows are put in the order of the pseudonyms, since theirs may
    be that of the names. Ties, strengths, labels, dates and what is missing stay as they are; two
    labels that differ still do.

    A pseudonymised coalition is still personal data (GDPR, recital 26): whoever has the key can go
    back, and whoever knows the ties may recognise a partner by its place: see `recognisable`.

    Parameters
    ----------
    coalition : Coalition
    key : bytes
        At least 16, kept apart from the data: see `key_file`.
    keep : list of str
        Free text and columns of your own to keep, as ``"table.column"`` (or ``"table"`` for a table
        of your own). Names of partners, and whole names of others, are replaced in them; look
        at what `leftovers` finds.
    months : bool
        Whether dates of a day become their month. What a measure says at a moment can change.

    Returns
    -------
    Pseudonymised

    Raises
    ------
    ValueError
        When the key is shorter than 32 bytes.
    LecoError
        When `keep` names something that holds names, or is kept anyway.
    MissingAttributeError
        When `keep` names something that is not there.

    References
    ----------
    Krawczyk, Bellare & Canetti (1997), HMAC: Keyed-hashing for message authentication, RFC 2104.
    ENISA (2019), Pseudonymisation techniques and best practices, section 5.1.4.

    Examples
    --------
    >>> genk = Coalition.from_frames(
    ...     [{"id": "city", "name": "Stad Genk"}, {"id": "school"}],
    ...     [{"source": "city", "target": "school", "domain": "with Stad Genk"}])
    >>> found = pseudonymise(genk, key=bytes(32))
    >>> found.coalition.ties.iloc[0].tolist()
    ['P-2d398ad7', 'P-5553facb', 'with P-2d398ad7']
    >>> found.frame.values.tolist()[:2]
    [['partners', 'id', 'named', 2], ['partners', 'name', 'left_out', 1]]
    """
    tables = coalition.tables
    _require_kept(tables, keep)
    known = everyone(tables)
    called = _codes(known.all, key)
    mask = known.mask(called)
    made: dict[str, pd.DataFrame] = {}
    rows: list[tuple[str, str, str, int]] = []
    for table, frame in tables.items():
        if table not in ROWS and not _kept(table, "", keep) and not any(
            one.startswith(f"{table}.") for one in keep
        ):  # fmt: skip
            rows.append((mask.text(table), "", LEFT_OUT, int(frame.notna().sum().sum())))
            continue
        columns: dict[str, pd.Series[Any]] = {}
        title = table if table in ROWS else mask.text(table)
        for column in frame.columns:
            own = table in ROWS and column in ROWS[table].model_fields
            header = column if own else mask.text(str(column))
            new, done = _column(table, column, frame[column], called, mask, keep, months)
            if new is not None:
                columns[header] = new
            if done:
                changed = frame[column].notna()
                if new is not None:
                    changed &= new.astype(object) != frame[column].astype(object)
                if changed.any() or new is None:
                    rows.append((title, header, done, int(changed.sum())))
        made[title] = sorted_by_names(table, pd.DataFrame(columns, index=frame.index))
    found = Coalition(
        made, name=mask.text(coalition.name), directed=coalition.directed,
        moment=None if coalition.moment is None else mask.label(coalition.moment),
        notes=tuple(_without_names(note, mask) for note in coalition.notes),
    )  # fmt: skip
    frame = pd.DataFrame(rows, columns=["table", "column", "done", "cells"])
    return Pseudonymised(coalition=found, frame=frame, people=len(called),
                         recognisable=recognisable(found))  # fmt: skip


def pseudonyms(coalition: Coalition, *, key: bytes) -> pd.DataFrame:
    """Tell who is behind each pseudonym: the list that must never travel with the data.

    Parameters
    ----------
    coalition : Coalition
    key : bytes
        The key with which it was pseudonymised.

    Returns
    -------
    DataFrame
        ``pseudonym``, ``id`` (or whatever a table calls somebody who is no partner), ``name``.

    Raises
    ------
    ValueError
        When the key is shorter than 32 bytes.

    Examples
    --------
    >>> genk = Coalition.from_frames([{"id": "city", "name": "Stad Genk"}])
    >>> pseudonyms(genk, key=bytes(32)).values.tolist()
    [['P-2d398ad7', 'city', 'Stad Genk']]
    """
    known = everyone(coalition.tables)
    called = sorted((code, one) for one, code in _codes(known.all, key).items())
    rows = [(code, one, known.names.get(one, "")) for code, one in called]
    return pd.DataFrame(rows, columns=["pseudonym", "id", "name"], dtype="str")


def _codes(named: frozenset[str], key: bytes) -> dict[str, str]:
    if len(key) < BYTES:
        raise ValueError(f"the key has {len(key)} bytes: {BYTES} at least, from key_file()")
    return codes(named, key)


def _column(  # noqa: PLR0917 - one cell of the work, handed over once
    table: str, column: str, given: "pd.Series[Any]", called: dict[str, str], mask: Mask,
    keep: Sequence[str], months: bool,
) -> tuple["pd.Series[Any] | None", str]:  # fmt: skip
    """Give a column as it leaves, None if it does not, and what was done to it."""
    if column in naming(table):
        return renamed(given, called), NAMED
    if _leaves(table, column):
        if not _kept(table, column, keep):
            return None, LEFT_OUT
        return _own(given, called, mask), MASKED
    mark = ROWS[table].mark(column)
    if mark == WHEN and months:
        return given.map(month_of, na_action="ignore").astype("str"), COARSER
    if mark in {WHEN, FIXED} or not pd.api.types.is_string_dtype(given):
        return given, ""
    return unlabelled(given, mask), MASKED


def _leaves(table: str, column: str) -> bool:
    """Whether a column is left out unless it is kept by name."""
    row = ROWS.get(table)
    if row is None or column not in row.model_fields or (table, column) == ("partners", "name"):
        return True
    return row.mark(column) == PROSE


def _own(given: "pd.Series[Any]", called: dict[str, str], mask: Mask) -> "pd.Series[Any]":
    """Take names out of free text or a column of one's own; numbers stay numbers.

    A column that holds nothing but ids refers to them, be they numbers or single letters.
    """
    if pd.api.types.is_numeric_dtype(given):
        return given
    written = given.map(str, na_action="ignore").astype("str")
    cells = set(written.dropna())
    return renamed(written, called) if cells <= called.keys() else unlabelled(written, mask)


def _kept(table: str, column: str, keep: Sequence[str]) -> bool:
    return table in keep or f"{table}.{column}" in keep


def _require_kept(tables: Tables, keep: Sequence[str]) -> None:
    """Refuse to keep what is not there, what holds names, and what is kept anyway."""
    there = {f"{table}.{column}" for table, frame in tables.items() for column in frame.columns}
    there |= {table for table in tables if table not in ROWS}
    for one in keep:
        table, _, column = one.partition(".")
        if one not in there:
            raise MissingAttributeError(one, sorted(there), "coalition")
        if one == "partners.name":
            raise LecoError.of("keep_names")
        if column and not _leaves(table, column):
            raise LecoError.of("keep_kept", column=one)


def _without_names(note: Note, mask: Mask) -> Note:
    said = {name: mask.text(one) if isinstance(one, str) else one
            for name, one in dict(note.values).items()}  # fmt: skip
    return Note(note.code, said)


def month_of(written: str) -> str:
    """Write a day as its month; a coarser date stays.

    >>> month_of("14/03/2019"), month_of("../2020-02-29"), month_of("2019-Q2"), month_of("03/2019")
    ('2019-03', '../2020-02', '2019-Q2', '03/2019')
    """
    about = "~" if written.strip().endswith("~") else ""
    bare = written.strip().removesuffix("~").strip()
    if bare.count("/") == 1 and not re.fullmatch(r"\d{1,2}/\d{4}", bare):
        return "/".join(month_of(side) if side.strip() else side for side in bare.split("/"))
    days = dates.parse(bare)
    return dates.to_date(days.first).isoformat()[:7] + about if days.first == days.last else written
