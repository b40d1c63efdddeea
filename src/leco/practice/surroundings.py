"""surroundings(): what a coalition builds on: programmes, money, plans, numbers of its area."""

import math
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.practice.findings import about, told
from leco.practice.records import Recorded, before, money, no_table, rows, until
from leco.words import Note

LIMITS = (Note("surroundings_limit"),)
COLUMNS = ("about", "what", "year", "value", "said")
# What the coalition says of itself, and is not computed.
DECLARED = ("programme", "network_type", "drivers", "status", "place")

_Fact = tuple[str, str, str, float, str]


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Surroundings(Recorded):
    """Facts, one row each, in the order they were given: context, and never a cause."""

    what: ClassVar[str] = "surroundings.what"

    def named(self, about: str) -> list[str]:
        """Name what is on record of one kind (programmes, plans, indicators, ...)."""
        return [str(one) for one in self.frame.loc[self.frame["about"] == about, "what"]]

    def sentence(self, lang: str | None = None) -> str:
        """Say which programmes, plans and numbers the coalition stands among."""
        if not self.known:
            return self.not_known(lang)
        said = []
        for about_ in dict.fromkeys(self.frame["about"]):
            if about_ != "declared":
                shown = "; ".join(dict.fromkeys(self.named(about_)))
                if about_ == "cofinancing":
                    paid = self.frame[self.frame["about"] == about_]
                    shown = "; ".join(f"{words.number(float(amount), lang)} {unit}".strip()
                                      for amount, unit in zip(paid["value"], paid["said"],
                                                              strict=True))  # fmt: skip
                said.append(words.text(f"surroundings.{about_}", lang, which=shown))
        declared = self.frame[self.frame["about"] == "declared"]
        if len(declared):
            shown = "; ".join(f"{self.row(str(what), lang)}: {words.word('declared', one, lang)}"
                              for what, one in zip(declared["what"], declared["said"],
                                                   strict=True))  # fmt: skip
            said.append(words.text("surroundings.declared", lang, which=shown))
        return " ".join(said)


def surroundings(coalition: Coalition) -> Surroundings:
    """Tell what a coalition builds on: its programmes, who co-finances, plans, numbers of its area.

    Facts as they are written down, up to the moment asked about: nothing here is computed from
    ties, and nothing says that one led to the other. The share that partners paid themselves is
    summed from contributions of money.

    Parameters
    ----------
    coalition : Coalition

    Returns
    -------
    Surroundings
        Columns about (declared, programmes, cofinancing, plans, indicators, sites, questions),
        what, year, value, said.

    Raises
    ------
    LecoError
        For anything but a Coalition.

    Examples
    --------
    >>> plan = [{"plan": "City plan", "year": "2019", "links_to": "vision"}]
    >>> found = surroundings(Coalition.from_frames([{"id": "city"}], plans=plan))
    >>> found.named("plans"), found.frame["said"].tolist()
    (['City plan'], ['vision'])
    """
    whole = told(coalition, "surroundings")
    found: list[_Fact] = [("declared", name, "", math.nan, whole.about[name])
                          for name in DECLARED if whole.about.get(name)]  # fmt: skip
    for table in _TABLES:
        found += _facts(whole, table)
        if table == "programmes":
            found += _paid(whole)
    return Surroundings(
        frame=pd.DataFrame(found, columns=list(COLUMNS)), n=len(whole.snapshot()), limits=LIMITS,
        reasons=() if found else tuple(no_table(one) for one in _TABLES),
        about=about("surroundings", whole, headline="value", source=""),
    )  # fmt: skip


# What the rooms of a site allow, said as written: yes or no.
FLAGS = ("rooms_multifunctional", "rooms_rentable", "opens_flexibly")
# Of each table: what a row is called, its date, its number, and what else is said.
_TABLES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "programmes": (
        "programme",
        "start",
        "cofinancing",
        ("call", "funder", "funder_phase", "rules"),
    ),
    "plans": ("plan", "year", "", ("links_to", "note")),
    "indicators": ("indicator", "year", "value", ("place", "source")),
    "sites": ("site", "", "", ("name", "history", "note", *FLAGS)),
    "questions": ("question", "", "", ("part",)),
}


def _facts(whole: Coalition, table: str) -> list[_Fact]:
    """Give the rows of a table up to the moment as facts."""
    key, date, number, more = _TABLES[table]
    filled, _ = rows(whole, table, key)
    if filled is None:
        return []
    given = before(filled, date, until(whole))
    for flag in (one for one in FLAGS if one in more and one in given.columns):
        words_ = {True: flag, False: f"not_{flag}"}
        given = given.assign(**{flag: given[flag].astype(object).map(words_)})
    wide = given.reindex(columns=[key, date, *more]).astype(object).fillna("").astype("str")
    value = given.reindex(columns=[number])[number].astype(float)
    said = [", ".join(one for one in cells if one)
            for cells in wide[list(more)].itertuples(index=False, name=None)]  # fmt: skip
    return [(table, *one) for one in zip(wide[key], wide[date], value, said, strict=True)]


def _paid(whole: Coalition) -> list[_Fact]:
    """Sum what partners paid themselves, unit by unit."""
    paid, _ = money(whole, "amount", "direction", "own_share")
    if paid is None:
        return []
    given = before(paid[paid["direction"] == "given"], "start", until(whole))
    unit = given.reindex(columns=["unit"])["unit"].astype(object).fillna("").astype("str")
    own = (given["amount"] * given["own_share"]).astype(float).groupby(unit).sum()
    return [("cofinancing", "own_share", "", float(one), str(unit)) for unit, one in own.items()]
