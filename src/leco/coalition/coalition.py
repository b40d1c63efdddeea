"""The Coalition: checked tables, and the verbs under which it is closed.

Longer than other files on purpose: it is one class, and most of it says what its verbs do. What
they do it with stands beside it: `calendar`, `choosing`, `folding`, `drawing`, `time`, `checks`,
`loading`.
"""

import datetime as dt
import html
from collections.abc import Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Self

import numpy as np
import pandas as pd

from leco.coalition import checks, choosing, drawing, folding, loading, time
from leco.coalition.calendar import Calendar, Seen
from leco.coalition.loading import Rows, Tables
from leco.errors import LecoError, known_names, meant
from leco.graph import affiliation, build
from leco.graph.arrays import Flags, Graph
from leco.graph.ties import one_way
from leco.schema import dates
from leco.words import Note, Term


class Coalition:
    """One coalition's checked tables: partners, ties, and whatever came with them.

    Made by `leco.read`, `Coalition.from_frames` or `Coalition.from_graph`, never changed:
    ``at``, ``between``, ``select``, ``fold``, ``without``, ``with_partners`` and ``with_ties``
    each give another Coalition, and every measure takes any of them.

    Examples
    --------
    >>> genk = Coalition.from_frames(
    ...     [{"id": "city", "sector": "government"}, {"id": "school", "sector": "education"}],
    ...     [{"source": "city", "target": "school"}], name="Genk")
    >>> genk
    <Coalition 'Genk': 2 partners, 1 tie>
    >>> genk.without("school")
    <Coalition 'Genk': 1 partner, 0 ties>
    """

    def __init__(
        self,
        tables: Tables,
        *,
        name: str = "",
        moment: str | None = None,
        notes: tuple[Note, ...] = (),
        directed: bool | None = None,
    ) -> None:
        """Hold tables that are already checked; use `from_frames` for your own."""
        if directed is None:
            directed = "ties" in tables and bool(one_way(tables["ties"]).any())
        self.directed = directed
        self._tables: Tables = MappingProxyType(dict(tables))
        self.name = name
        self.moment = moment
        self.notes = notes

    @classmethod
    def from_frames(
        cls,
        partners: Rows | None = None,
        ties: Rows | None = None,
        *,
        name: str | None = None,
        **tables: Rows,
    ) -> Self:
        """Check tables and make a Coalition of them.

        Parameters
        ----------
        partners : DataFrame or list of dicts, optional
            One row per partner; headers in English or Dutch. Without it the partners are
            those that the ties name (who has no tie is then not there; a note says so).
        ties : DataFrame or list of dicts, optional
            One row per tie. Without it ties are *not known*, which is not the same as none.
        name : str, optional
            The coalition's name; else that of its coalition table.
        **tables
            Any other table by name (``participations=...``). Those that leco does not know
            are carried untouched.

        Raises
        ------
        DataError
            With every problem in all tables at once.
        """
        given: dict[str, Rows] = {"partners": partners} if partners is not None else {}
        if ties is not None:
            given["ties"] = ties
        found, notes = loading.checked({**given, **tables})
        stated = time.about(found).get("name", "")
        return cls(found, name=stated if name is None else name, notes=notes)

    @classmethod
    def from_graph(cls, graph: Graph, *, name: str | None = None) -> Self:
        """Make a Coalition of a networkx graph.

        Nodes become partners (ids as text), node attributes their columns; edges become ties,
        with their attributes ``weight``, ``kind`` and others as columns.
        """
        partners, ties = loading.rows_of(graph)
        found = cls.from_frames(partners, ties, name=name or str(graph.graph.get("name", "")))
        # A directed graph stays directed when it has no ties to say so.
        return found._replaced(directed=graph.is_directed())

    def named(self, name: str) -> Self:
        """Give the same coalition another name."""
        return self._replaced(name=name)

    # --- what it holds -----------------------------------------------------------------

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by name (copies: changing one changes nothing here)."""
        # Deep, since pandas hands out the arrays of text columns themselves.
        return {table: frame.copy() for table, frame in self._tables.items()}

    @property
    def partners(self) -> pd.DataFrame:
        """One row per partner."""
        return self._tables["partners"].copy()

    @property
    def ties(self) -> pd.DataFrame:
        """One row per tie; no rows when ties are not known (see `ties_known`)."""
        ties = self._copied("ties")
        if ties is not None:
            return ties
        return pd.DataFrame({"source": pd.Series(dtype="str"), "target": pd.Series(dtype="str")})

    @property
    def ties_known(self) -> bool:
        """Whether there is any record of ties: a table, or participations to make them from."""
        return "ties" in self._tables or self._ties_from is not None

    @property
    def silent(self) -> frozenset[str]:
        """Who was asked and did not answer, at the last wave: ties among them are not known."""
        return time.silent(self._tables, self._day_asked)

    @property
    def answers_known(self) -> bool:
        """Whether it is on record who answered, at the last wave."""
        return time.last_asked(self._tables, self._day_asked) is not None

    @property
    def _day_asked(self) -> int | None:
        day = None
        if self.moment is not None and self.moment not in time.waves(self._tables):
            # None for a wave by name, of which no row is left.
            day = dates.end_of(self.moment)
        return day and day.last

    @property
    def participations(self) -> pd.DataFrame | None:
        """Who takes part in which activity; None when there is no such table."""
        return self._copied("participations")

    @property
    def needs(self) -> pd.DataFrame | None:
        """What the coalition needs; None when there is no such table."""
        return self._copied("needs")

    def _copied(self, table: str) -> pd.DataFrame | None:
        return self._tables[table].copy() if table in self._tables else None

    @property
    def about(self) -> dict[str, str]:
        """What the coalition table says: name, programme, objective, observed_until, ..."""
        return dict(self._about)

    @cached_property
    def _about(self) -> dict[str, str]:
        return time.about(self._tables)

    @property
    def _ties_from(self) -> str | None:
        return self._about.get("ties_from") if "participations" in self._tables else None

    def __len__(self) -> int:
        """Count the partners."""
        return len(self._tables["partners"])

    def __repr__(self) -> str:
        partners, ties = len(self), len(self.ties)
        when = f" at {self.moment}" if self.moment else ""
        shown = (
            f"{ties} tie{'' if ties == 1 else 's'}"
            if "ties" in self._tables
            else (f"ties from {self._ties_from}" if self._ties_from else "ties not known")
        )
        return (
            f"<Coalition {self.name!r}{when}: {partners} partner{'' if partners == 1 else 's'}, "
            f"{shown}>"
        )

    def _repr_html_(self) -> str:
        shown: str = self.describe().to_html(border=0)
        return f"<p><b>{html.escape(self.name or 'Coalition')}</b></p>{shown}"

    def describe(self, lang: str | None = None) -> pd.DataFrame:
        """Summarise what is there and what is missing, one fact a row.

        With `lang` facts and labels are named in words, for readers; without it by their codes.
        """
        return checks.describe(self._tables, lang)

    def check(self, lang: str | None = None) -> pd.DataFrame:
        """List what a reader should know of the data: one row per finding, none if all is well.

        Wrong data never get this far; these are things that are possible but odd (a tie
        outside a membership, a tie of a partner with itself) or that limit what can be said.
        """
        return checks.check(self._tables, lang)

    # --- time --------------------------------------------------------------------------

    @cached_property
    def _dated(self) -> bool:
        return len(time.written_days(self._tables)) > 0

    @cached_property
    def _observed(self) -> tuple[int | None, int | None]:
        return time.observed(self._tables)

    @property
    def observed(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and last day observed: as stated, else the first and last day written."""
        begin, end = (None if day is None else dates.to_date(day) for day in self._observed)
        return begin, end

    def at(self, moment: object) -> Self:
        """Give the coalition as it was on a day (a coarse moment: on its last day), or at a wave.

        Keeps the partners present then, isolates too, and the ties in force between them.

        Parameters
        ----------
        moment : str, date or timestamp
            ``"2023-06-30"``, ``"2023-06"``, ``"2023-Q2"``, ``"2023"``, or the name of a wave.

        Raises
        ------
        UndefinedError
            When the moment lies outside what was observed.
        """
        if self.moment is not None:
            if str(moment) == self.moment or _same_day(moment, self.moment):
                return self
            raise LecoError.of("one_moment", moment=self.moment)
        if str(moment) in time.waves(self._tables):
            return self._seen(self._calendar.at_wave(str(moment)), str(moment))
        try:
            day = dates.moment(moment).last
        except ValueError as error:
            waves = time.waves(self._tables)
            code = "no_moment_or_wave" if waves else "no_moment"
            raise LecoError.of(code, moment=moment, there=known_names(waves), why=error) from error
        time.require_observed(self._about, day, day)
        return self._over(day, day, dates.to_date(day).isoformat())

    def between(self, begin: object, end: object) -> Self:
        """Give the coalition over a period: present, or in force, on any day of it.

        Raises
        ------
        UndefinedError
            When the whole period lies outside what was observed.
        """
        if self.moment is not None:
            raise LecoError.of("one_moment", moment=self.moment)
        first, last = dates.moment(begin).first, dates.moment(end).last
        if first > last:
            raise ValueError(f"between({begin!r}, {end!r}): the end lies before the beginning")
        time.require_observed(self._about, first, last)
        shown = f"{dates.to_date(first).isoformat()}/{dates.to_date(last).isoformat()}"
        return self._over(first, last, shown)

    def moments(self, every: str | Sequence[object]) -> list[object]:
        """List moments to look at: the last days of periods, clipped to what was observed.

        Parameters
        ----------
        every : "month", "quarter", "year", "phase", "wave", or a list of dates
            Empty periods stay. For waves, their names.
        """
        return time.moments(self._tables, every, *self._observed)

    def snapshot(self) -> Self:
        """Give the coalition that a measure answers for.

        Itself when a moment was chosen or nothing is dated, without candidates and undated
        former partners; else as it was when observation ended (or at the last wave).
        """
        if self.moment is not None:
            return self
        until = self._observed[1]
        if self._dated and until is not None:
            return self.at(dates.to_date(until))
        named = time.waves(self._tables)
        if named:
            return self._seen(self._calendar.at_wave(named[-1]), named[-1])
        here = time.member(self._tables["partners"])
        notes = (Note("not_members", {"count": int((~here).sum())}),) if not here.all() else ()
        return self._replaced(notes=notes)._kept(here)._with_projected_ties()

    def draw_dates(self, seed: int) -> Self:
        """Give the same coalition with a day drawn for every coarse date.

        Evenly within what each date can mean, and jointly: no spell ends before it starts, and
        ties keep within the presence of their partners where the dates leave room. Dates that
        are a day, open or blank stay as they are, and so do memberships. Many seeds show what
        coarse dates leave open.
        """
        return self._replaced(drawing.drawn(self._tables, np.random.default_rng(seed)))

    @property
    def coarse_dates(self) -> bool:
        """Whether any date that bounds a spell can mean several days."""
        return drawing.coarse(self._tables)

    @cached_property
    def _calendar(self) -> Calendar:
        return Calendar(self._tables)

    def _over(self, first: int, last: int, moment: str) -> Self:
        until = self._observed[1] if self._dated else None
        return self._seen(self._calendar.at_days(first, last, until), moment)

    def _seen(self, seen: Seen, moment: str) -> Self:
        tables, here, notes = seen
        now = self._replaced(tables, moment=moment, notes=notes)
        return now._kept(here)._with_projected_ties()

    def _with_projected_ties(self) -> Self:
        """Make the ties that `ties_from` asks for, once, out of the participations at hand."""
        if self._ties_from is None:
            return self
        tables, note = loading.with_made_ties(self._tables, self._ties_from)
        return self._replaced(tables, notes=(note,))

    # --- the closed verbs --------------------------------------------------------------

    def _replaced(
        self,
        tables: Tables | None = None,
        *,
        name: str | None = None,
        moment: str | None = None,
        notes: tuple[Note, ...] = (),
        directed: bool | None = None,
    ) -> Self:
        return type(self)(
            self._tables if tables is None else tables,
            name=self.name if name is None else name,
            moment=moment or self.moment,
            notes=(*self.notes, *notes),
            directed=self.directed if directed is None else directed,
        )

    def _kept(self, here: Flags) -> Self:
        return self._replaced(choosing.kept(self._tables, here))

    def select(self, **criteria: object) -> Self:
        """Keep what fits: ``kind``, ``domain`` and ``activity`` choose ties, the rest partners.

        Parameters
        ----------
        **criteria
            A column and the value it must have, or a list of values. A cell with several
            labels fits when it has one of them.

        Raises
        ------
        MissingAttributeError
            When there is no such column.
        """
        found = self
        for column, wanted in criteria.items():
            if column in choosing.OF_TIES:
                tables = choosing.ties_that_fit(found._tables, column, wanted)
                found = found._replaced(tables)
            else:
                found = found._kept(choosing.partners_that_fit(found._tables, column, wanted))
        return found

    def without(self, *partners: str) -> Self:
        """Leave partners out, with every row that names them.

        Raises
        ------
        LecoError
            When the coalition has no such partner.
        """
        ids = self._tables["partners"]["id"]
        for partner in partners:
            if partner not in set(ids):
                raise LecoError.of("no_partner", partner=partner, near=meant(partner, ids))
        return self._kept((~ids.isin(partners)).to_numpy())

    def with_partners(self, partners: Rows) -> Self:
        """Add partners (rows like those of the table), checked together with the rest."""
        return self._added("partners", partners)

    def with_ties(self, ties: Rows) -> Self:
        """Add ties (rows like those of the table), checked together with the rest."""
        return self._added("ties", ties)

    def _added(self, table: str, rows: Rows) -> Self:
        tables, _ = loading.added(self._tables, table, rows)
        return type(self)(tables, name=self.name, moment=self.moment, notes=self.notes,
                          directed=self.directed or None)  # fmt: skip

    def fold(self, to: str) -> Self:
        """Merge units into their parent, or persons into their organisations.

        Parameters
        ----------
        to : "parent" or "organisation"
            ``"parent"`` follows the column ``parent`` up to the top; ``"organisation"``
            follows the table ``affiliations`` (a person with several hats passes its ties to
            each). Ties within what merges disappear; notes say what merged. Who takes others
            in is present whenever one of them is, and answered if one of them did; where only
            some have memberships, the spell of the rest counts as one, broad unless core.
        """
        tables, notes = folding.fold(self._tables, to)
        return self._replaced(tables, notes=notes)

    # --- graphs ------------------------------------------------------------------------

    def graph(
        self, *, directed: bool | None = None, combine: build.Combine | None = "any"
    ) -> Graph:
        """Give the plain networkx graph of the coalition at the moment it answers for.

        Parameters
        ----------
        directed : bool, optional
            Whether ties have a direction; None: if any tie is directed.
        combine : "any", "sum", "max", "count" or None
            How ties of several kinds between two partners become one edge; None keeps every
            tie as an edge of a MultiDiGraph.
        """
        now = self.snapshot()
        one_way = now.directed if directed is None else directed
        graph = build.build(now.partners, now.ties, directed=one_way, combine=combine)
        graph.graph["name"] = self.name
        if now.moment:
            graph.graph["moment"] = now.moment
        return graph

    def affiliation_graph(self) -> Graph:
        """Give the two-mode networkx graph of partners and the activities they take part in."""
        now = self.snapshot()
        if "participations" not in now._tables:
            raise LecoError.of("no_table", table=Term("table", "participations"))
        return affiliation.two_mode(now.partners, now._tables["participations"])


def _same_day(asked: object, moment: str) -> bool:
    try:
        return dates.moment(asked).last == dates.moment(moment).last
    except ValueError:
        return False  # a wave with a name of its own, or no moment at all
