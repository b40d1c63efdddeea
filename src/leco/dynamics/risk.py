"""Who could have tied, joined or left between two moments, and what was so at the earlier one."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from leco.coalition.coalition import Coalition
from leco.coalition.time import in_force
from leco.dynamics.moments import followed, years
from leco.errors import DataError, LecoError, MissingAttributeError, UndefinedError, meant
from leco.graph.arrays import Flags, Floats, Ints, Network, arrays
from leco.graph.numbers import Requirement, finite, numbers_in
from leco.graph.partition import read_labels
from leco.metrics.core_periphery import core_periphery
from leco.schema import dates
from leco.words import Note


@dataclass(frozen=True, eq=False)
class Rows:
    """The risk set: a row for each pair or partner in each period.

    `first` and `last` are the two of a pair; for partners both are the partner. `columns` holds
    NaN where something is not known; `years` is how long each row's period took.
    """

    outcome: Floats
    columns: Mapping[str, Floats]
    first: Ints
    last: Ints
    period: Ints
    years: Floats
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, eq=False)
class Course:
    """A coalition at moments, as arrays over all partners that its table names, by id."""

    ids: tuple[str, ...]
    nets: tuple[Network, ...]
    there: Flags  # moments x partners
    silent: Flags
    ties: tuple[Flags, ...]
    years: Floats
    columns: Mapping[str, Mapping[str, Any]]
    notes: tuple[Note, ...]
    days: tuple[int | None, ...]

    @property
    def periods(self) -> Iterator[tuple[int, int]]:
        """The earlier and the later moment of each period."""
        return ((now - 1, now) for now in range(1, len(self.nets)))

    def spread(self, moment: int, values: Sequence[float] | Floats) -> Floats:
        """Put values of those there at a moment in the place of each; 0 for the rest."""
        found = np.zeros(len(self.ids))
        found[self.there[moment]] = values
        return found

    def column(self, name: str, moment: int) -> list[Any]:
        """Read a column as it was at a moment; of those not there yet, as the table says."""
        if name not in self.columns:
            raise MissingAttributeError(name, self.columns)
        net = self.nets[moment]
        now = dict(zip(net.nodes, net.attributes.get(name, ()), strict=False))
        return [now.get(one, self.columns[name][one]) for one in self.ids]

    def labels(self, name: str, moment: int) -> tuple[Flags, Flags]:
        """Tell who carries which label, and of whom none is known."""
        found = read_labels(self.column(name, moment))
        return found.carries, ~found.known

    def numbers(self, name: str, moment: int) -> Floats:
        """Read a column of numbers; a DataError names every cell that holds another thing."""
        wanted = Requirement("partners", name, finite, "problem.no_number_of_term")
        found, problems = numbers_in(self.column(name, moment), self.ids, wanted)
        if problems:
            raise DataError(problems)
        return found

    def degree(self, moment: int) -> Floats:
        """Count the ties of each; not known of who was asked and did not answer."""
        found: Floats = self.ties[moment].sum(axis=1).astype(float)
        found[self.silent[moment]] = np.nan
        return found

    def core(self, moment: int) -> Floats:
        """Tell who is in the certified core; not known where there is none to tell."""
        net = self.nets[moment]
        answer = core_periphery(net)
        if math.isnan(answer.fit):
            return self.spread(moment, np.full(net.n, np.nan))
        found = self.spread(moment, [float(node in answer.core) for node in net.nodes])
        found[self.silent[moment]] = np.nan
        return found

    def tenure(self, moment: int) -> Floats:
        """Count the years since the first of the moments at which each was there."""
        seen = self.there[: moment + 1]
        since = self.years[moment] - self.years[seen.argmax(axis=0)]
        return np.where(seen.any(axis=0), since, 0.0)


def course(verb: str, coalition: object, every: str | Sequence[object]) -> Course:
    """Look at a coalition at two or more moments."""
    _, nows = followed(verb, coalition, every)
    assert isinstance(coalition, Coalition)  # noqa: S101 - followed() refuses the rest
    nets = tuple(arrays(now) for now in nows)
    table = coalition.partners
    ids = tuple(sorted(table["id"]))
    place = {one: number for number, one in enumerate(ids)}
    there = np.zeros((len(nets), len(ids)), dtype=bool)
    silent = np.zeros_like(there)
    ties = []
    for moment, net in enumerate(nets):
        here = np.array([place[str(node)] for node in net.nodes], dtype=np.int64)
        there[moment, here] = True
        if net.silent is not None:
            silent[moment, here[net.silent]] = True
        tied = np.zeros((len(ids), len(ids)), dtype=bool)
        rows, columns = net.undirected.nonzero()
        tied[here[rows], here[columns]] = True
        ties.append(tied)
    named = table.set_index("id")
    columns_of = {
        str(name): dict(zip(table["id"], named[name], strict=True)) for name in named.columns
    }
    notes = nets[-1].notes
    if coalition.coarse_dates:
        notes = (*notes, Note("dates_at_conventions"))
    moments = [str(now.moment) for now in nows]
    stated = [dates.parse_if_date(moment) for moment in moments]
    return Course(
        ids=ids, nets=nets, there=there, silent=silent, ties=tuple(ties),
        years=years(moments), columns=columns_of, notes=notes,
        days=tuple(None if one is None else one.last for one in stated),
    )  # fmt: skip


Of = Callable[[Course, int, Ints, Ints], Floats]


def _two(each: Callable[[Course, int], Floats]) -> Of:
    """Add up what is so of the two partners of a pair."""

    def both(seen: Course, moment: int, first: Ints, last: Ints) -> Floats:
        values = each(seen, moment)
        found: Floats = values[first] + values[last]
        return found

    return both


def _one(each: Callable[[Course, int], Floats]) -> Of:
    return lambda seen, moment, first, _: each(seen, moment)[first]


def _common(seen: Course, moment: int, first: Ints, last: Ints) -> Floats:
    ties = seen.ties[moment].astype(float)
    found: Floats = (ties @ ties)[first, last]
    return found


# What a term measures at the earlier moment, of a pair or of a partner.
PAIRS: Mapping[str, Of] = {
    "common_partners": _common,
    "degree": _two(Course.degree),
    "core": _two(Course.core),
    "tenure": _two(Course.tenure),
    "newcomers": _two(lambda seen, moment: (~seen.there[moment]).astype(float)),
    "tied_before": lambda seen, moment, first, last: seen.ties[moment][first, last].astype(float),
}
PARTNERS: Mapping[str, Of] = {
    "degree": _one(Course.degree), "core": _one(Course.core), "tenure": _one(Course.tenure),
}  # fmt: skip
CANDIDATES: Mapping[str, Of] = {}
OF_COLUMNS = {"pairs": ("same", "distance", "value"), "partners": ("same", "value")}


def measured(  # noqa: PLR0917 - what is measured, of whom, and when
    terms: Sequence[str], known: Mapping[str, Of], seen: Course, moment: int, first: Ints,
    last: Ints, *, pairs: bool,
) -> dict[str, Floats]:  # fmt: skip
    """Measure every term at the earlier moment of a period."""
    found = {}
    for term in terms:
        how, colon, column = term.partition(":")
        if not colon:
            found[term] = known[term](seen, moment, first, last)
        elif how == "same":
            carries, unknown = seen.labels(column, moment)
            if pairs:
                found[term] = (carries[first] & carries[last]).any(axis=1).astype(float)
                found[term][unknown[first] | unknown[last]] = np.nan
            else:
                shared = (carries.astype(float) @ carries.T.astype(float)) > 0
                np.fill_diagonal(shared, val=False)
                found[term] = shared[:, seen.there[moment]].sum(axis=1).astype(float)[first]
                found[term][unknown[first]] = np.nan
        else:
            values = seen.numbers(column, moment)
            one, other = values[first], values[last]
            if pairs:
                one = np.abs(one - other) if how == "distance" else one + other
            found[term] = one
    return found


def require_terms(terms: object, known: Mapping[str, Of], *, pairs: bool) -> list[str]:
    """Refuse terms that are none, twice there, or not to be had of pairs or partners."""
    if isinstance(terms, str) or not isinstance(terms, Iterable):
        raise TypeError(f"terms={terms!r}: hand over a list, such as ['same:sector']")
    listed = [str(term) for term in terms]
    if not listed or len(set(listed)) < len(listed):
        raise ValueError(f"terms={listed}: name at least one term, each once")
    hows = OF_COLUMNS["pairs" if pairs else "partners"]
    choices = [*known, *(f"{how}:<column>" for how in hows)]
    for term in listed:
        how, colon, column = term.partition(":")
        if (how not in hows or not column) if colon else term not in known:
            raise ValueError(
                f"no term {term!r} here{meant(term, choices)} (there are: {', '.join(choices)})"
            )
    return listed


def pair_rows(
    seen: Course, terms: Sequence[str], at_risk: Callable[[Flags], Flags], *, newcomers: bool
) -> Rows:
    """List the pairs of those there at each moment; `at_risk` says which, by their earlier tie.

    Both were there at the earlier moment too, unless `newcomers` count. Who did not answer at
    either moment is left out.
    """
    if not all(net.ties_known for net in seen.nets):
        raise UndefinedError("there is no record of ties: nothing to explain")
    parts: list[Rows] = []
    left_out = 0
    for before, now in seen.periods:
        here = seen.there[now] & (seen.there[before] | newcomers)
        answered = here & ~seen.silent[now] & ~seen.silent[before]
        left_out += int(here.sum() - answered.sum())
        places = np.flatnonzero(answered)
        one, other = np.triu_indices(len(places), 1)
        first, last = places[one], places[other]
        risk = at_risk(seen.ties[before][first, last])
        first, last = first[risk], last[risk]
        parts.append(
            Rows(seen.ties[now][first, last].astype(float),
                 measured(terms, PAIRS, seen, before, first, last, pairs=True), first, last,
                 np.full(len(first), before), np.full(len(first), _length(seen, before)))
        )  # fmt: skip
    notes = (Note("silent_pairs", {"count": left_out}),) if left_out else ()
    return _joined(parts, terms, (*seen.notes, *notes))


def exit_rows(seen: Course, terms: Sequence[str]) -> Rows:
    """List the partners there at the earlier moment of each period: are they gone at the later."""
    parts = [
        _partner_part(seen, terms, PARTNERS, before, seen.there[before], ~seen.there[now])
        for before, now in seen.periods
    ]
    return _joined(parts, terms, seen.notes)


def entry_rows(
    seen: Course, terms: Sequence[str], coalition: Coalition, candidates: Iterable[str] | None
) -> Rows:
    """List the candidates that were never there before each period: are they there after it."""
    pool = _pool(seen, coalition, None if candidates is None else list(candidates))
    parts, outside = [], 0
    for before, now in seen.periods:
        fresh = ~seen.there[:now].any(axis=0)
        outside += int((fresh & seen.there[now] & ~pool[before]).sum())
        parts.append(
            _partner_part(seen, terms, CANDIDATES, before, fresh & pool[before], seen.there[now])
        )
    notes = (Note("joined_from_outside", {"count": outside}),) if outside else ()
    return _joined(parts, terms, (*seen.notes, *notes))


def _pool(seen: Course, coalition: Coalition, listed: list[str] | None) -> Flags:
    """Tell who was a candidate at each moment: as listed, or as the tables say.

    The tables: tier candidate among partners (always), or among memberships (while the spell is
    in force); and, if there are any such, who joins later and has no such spell.
    """
    ids = np.array(seen.ids, dtype=object)
    if listed is not None:
        absent = sorted(set(map(str, listed)) - set(seen.ids))
        if absent:
            shown = ", ".join(map(repr, absent[:10]))
            raise LecoError(f"candidates names {len(absent)} that no row of partners has ({shown}):"
                            " add them with with_partners, tier candidate")  # fmt: skip
        return np.tile(np.isin(ids, listed), (len(seen.nets), 1))
    tables = coalition.tables
    always = np.zeros(len(ids), dtype=bool)
    if "tier" in seen.columns:
        tier = seen.columns["tier"]
        always |= np.array([tier[one] == "candidate" for one in seen.ids])
    spells = tables.get("memberships")
    spelled = np.zeros_like(always)
    pool = np.tile(always, (len(seen.nets), 1))
    if spells is not None:
        spells = spells[spells["tier"] == "candidate"]
        spelled = np.isin(ids, spells["partner"])
        for moment, day in enumerate(seen.days):
            force = spells if day is None else spells[in_force("memberships", spells, day, day)]
            pool[moment] = (always & ~spelled) | np.isin(ids, force["partner"])
    if not (always | spelled).any():
        raise UndefinedError(
            "nobody says who could have joined: without a pool of candidates only who did join is "
            "known, and nothing explains that. Give partners the tier 'candidate', or name them "
            "in candidates="
        )
    return pool | (seen.there.any(axis=0) & ~spelled)


def _length(seen: Course, before: int) -> float:
    return float(seen.years[before + 1] - seen.years[before])


def _partner_part(  # noqa: PLR0917 - private, handed on by two callers
    seen: Course, terms: Sequence[str], known: Mapping[str, Of], before: int, risk: Flags,
    event: Flags,
) -> Rows:  # fmt: skip
    places = np.flatnonzero(risk)
    columns = measured(terms, known, seen, before, places, places, pairs=False)
    period = np.full(len(places), before)
    years = np.full(len(places), _length(seen, before))
    return Rows(event[places].astype(float), columns, places, places, period, years)


def _joined(parts: Sequence[Rows], terms: Sequence[str], notes: tuple[Note, ...]) -> Rows:
    return Rows(
        outcome=np.concatenate([part.outcome for part in parts]),
        columns={term: np.concatenate([part.columns[term] for part in parts]) for term in terms},
        first=np.concatenate([part.first for part in parts]),
        last=np.concatenate([part.last for part in parts]),
        period=np.concatenate([part.period for part in parts]),
        years=np.concatenate([part.years for part in parts]), notes=notes,
    )  # fmt: skip
