"""hide_persons(): a coalition in which no person is called by name."""

import re
from collections import Counter, defaultdict
from hashlib import sha256
from typing import Any

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.coalition.loading import Tables
from leco.io.masking import Mask
from leco.io.naming import Named, everyone, naming, renamed, unlabelled
from leco.schema.cells import FIXED, WHEN
from leco.schema.tables import ROWS


def hide_persons(coalition: Coalition, *, lang: str | None = None) -> Coalition:
    """Call every person "person 3 of City", in each table; organisations keep their names.

    A person is a partner whose ``entity`` says so, and whoever stands under ``person`` in
    the table of affiliations. Numbers follow no alphabet, and are the same in any order of rows;
    they differ once there are other persons, so they join nothing: `pseudonymise` does. The shell
    and the report hide persons unless they are asked for ``--persons`` or ``persons=True``. Ids
    change too, so that frames hold no name either. Who is named in another column, and is no
    partner and in no affiliation, may be an organisation, and is not hidden.

    Parameters
    ----------
    coalition : Coalition
    lang : "en" or "nl", optional
        The language of the word "person"; else ``LECO_LANG``, else English.

    Returns
    -------
    Coalition
        The same one when it has no persons, or their names are hidden already.

    Examples
    --------
    >>> genk = Coalition.from_frames([{"id": "Jan Peeters", "entity": "person", "parent": "city"},
    ...                               {"id": "city", "name": "City of Genk"}])
    >>> hide_persons(genk).partners["id"].tolist()
    ['person 1 of City of Genk', 'city']
    """
    tables = coalition.tables
    known = everyone(tables)
    called = _called(tables, known, lang)
    if not called:
        return coalition
    mask = known.mask(called)
    made = {table: _hidden(table, frame, called, mask) for table, frame in tables.items()}
    return Coalition(made, name=coalition.name, directed=coalition.directed,
                     moment=coalition.moment, notes=coalition.notes)  # fmt: skip


def _called(tables: Tables, known: Named, lang: str | None) -> dict[str, str]:
    """Give each person a number among those of its organisation."""
    partners = tables["partners"]
    entity = dict(zip(partners["id"], partners.get("entity", [None] * len(partners)), strict=True))
    hats = defaultdict(set)
    affiliations = tables.get("affiliations")
    if affiliations is not None:
        for person, organisation in zip(
            affiliations["person"], affiliations["organisation"], strict=True
        ):
            hats[person].add(organisation)
    for one, parent in zip(partners["id"], partners.get("parent", []), strict=False):
        if not pd.isna(parent) and one not in hats:
            hats[one].add(parent)
    persons = {one for one, what in entity.items() if what == "person"}
    if affiliations is not None:
        persons |= {one for one in affiliations["person"] if entity.get(one) != "organisation"}
    persons -= {one for one in persons if _numbered(one)}
    count: Counter[str] = Counter()
    called = {}
    for one in sorted(persons, key=_shuffled):
        of = sorted(hats.get(one, set()) - persons)
        place = known.names.get(of[0], of[0]) if of else ""
        label = one
        while label == one or label in known.all:
            count[place] += 1
            key = "person.of" if place else "person.alone"
            label = words.text(key, lang, number=count[place], organisation=place)
        called[one] = label
    return called


def _numbered(one: str) -> bool:
    """Whether somebody has a number in place of a name already."""
    kinds = [
        re.escape(words.text(key, lang, number=0, organisation="*"))
        for key in ("person.of", "person.alone") for lang in words.LANGUAGES
    ]  # fmt: skip
    shown = "|".join(kinds).replace("0", r"\d+").replace(r"\*", ".+")
    return re.fullmatch(shown, one) is not None


def _shuffled(person: str) -> bytes:
    """Give the place of somebody in an order that tells nothing of names."""
    return sha256(person.encode("utf-8", "surrogatepass")).digest()


def _hidden(table: str, frame: pd.DataFrame, called: dict[str, str], mask: Mask) -> pd.DataFrame:
    columns: dict[str, pd.Series[Any]] = {}
    for column in frame.columns:
        given = frame[column]
        row = ROWS.get(table)
        fixed = row is not None and column in row.model_fields and row.mark(column) in {WHEN, FIXED}
        if column in naming(table):
            columns[column] = renamed(given, called)
        elif (table, column) == ("partners", "name"):
            columns[column] = given.mask(frame["id"].isin(list(called)))
        elif fixed or not pd.api.types.is_string_dtype(given):
            columns[column] = given
        else:
            columns[column] = unlabelled(given, mask)
    return pd.DataFrame(columns, index=frame.index)
