"""How each chance model draws from data: once, or every possibility when there are few."""

import functools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from leco.coalition.coalition import Coalition
from leco.coalition.time import member, spell
from leco.errors import (
    ChoiceError,
    LecoError,
    UndefinedError,
    UnsupportedGraphError,
    require_one_of,
)
from leco.graph.affiliation import activity_matrix, project
from leco.graph.arrays import Data, Flags, Network, arrays
from leco.graph.partition import By
from leco.graph.ties import one_way
from leco.inference.label_draws import Shuffle
from leco.kernels import nulls
from leco.kernels.reattaching import Taken, reattached
from leco.kernels.rewiring import Walk, exchanged, rewired
from leco.metrics.calls import Call
from leco.schema import dates
from leco.schema.cells import read_ties_from

# Chance models that do not keep strengths, that redraw a whole dated coalition, that redraw tables.
WITHOUT_STRENGTHS = ("size", "dyads", "degree")
OF_TIME = ("reattach", "arrival")
OF_TABLES = (*OF_TIME, "two_mode_degree")


class Drawn(NamedTuple):
    """What was drawn once: data, what else measures get, and the walk there, if it was one."""

    data: Data
    more: Mapping[str, Any] = MappingProxyType({})
    walk: Walk | None = None


Draw = Callable[[np.random.Generator], Drawn]


@dataclass(frozen=True)
class Chance:
    """How to draw once, or every possibility when there are few."""

    draw: Draw
    every: Callable[[], Iterable[Drawn]] | None = None
    count: float = math.inf
    shuffle: Shuffle | None = None  # where each partner has one label at most


def chance_of(
    null: str, calls: Sequence[Call], data: Data, by: By | None, within: str | None
) -> Chance:
    """Settle how to draw under a chance model; refuse data that it does not fit."""
    if null in OF_TIME:
        return _growth(data) if null == "reattach" else _arrival(data)
    if null == "two_mode_degree":
        return _participations(data)
    net = arrays(data)
    if null == "labels":
        return _labels(net, _partition(calls, by), within, _shared(calls, "coarse"))
    if any(note.code == "ties_projected" for note in net.notes):
        raise UnsupportedGraphError.of("made_ties", null=null)
    if not net.ties_known:
        raise UndefinedError.of("no_ties_recorded")
    if null == "degree":
        return Chance(functools.partial(_rewired, net))
    # A chance model without a case here must not draw as another does.
    require_one_of("null", null, ("size", "dyads"))
    # Without direction a pair is tied or not: its dyads are its size.
    one, every, count = (
        (nulls.same_dyads, nulls.all_dyads, nulls.count_dyads)
        if null == "dyads" and net.directed
        else (nulls.same_size, nulls.all_sizes, nulls.count_sizes)
    )
    return Chance(lambda rng: Drawn(one(net, rng)), lambda: map(Drawn, every(net)), count(net))


def _rewired(net: Network, rng: np.random.Generator) -> Drawn:
    drawn, walk = rewired(net, rng)
    return Drawn(drawn, walk=walk)


# --- labels ---------------------------------------------------------------------------------


def _partition(calls: Sequence[Call], by: By | None) -> By:
    settled = _shared(calls, "by")
    partition = by if settled is None else settled
    if partition is None:
        raise LecoError.of("labels_by")
    return partition


def _shared(calls: Sequence[Call], name: str) -> Any:
    """Give what the measures say of a parameter; refuse when they say different things."""
    said = [call.parameters[name] for call in calls if call.parameters.get(name) is not None]
    if any(one is not said[0] and not (isinstance(one, str) and one == said[0]) for one in said):
        raise ChoiceError.of("another_each", name=name)
    return said[0] if said else None


def _labels(net: Network, by: By, within: str | None, coarse: By | None) -> Chance:
    labels = net.labels(by)
    known, values = labels.known, net.values(by)
    strata = None if within is None else net.values(within)
    if coarse is not None:  # a label keeps its coarser one
        values = list(zip(values, net.values(coarse), strict=True))

    def named(shuffled: list[Any]) -> Drawn:
        if coarse is None:
            return Drawn(net, {"by": dict(zip(net.nodes, shuffled, strict=True))})
        fine, above = zip(*shuffled, strict=True)
        return Drawn(net, {"by": dict(zip(net.nodes, fine, strict=True)),
                           "coarse": dict(zip(net.nodes, above, strict=True))})  # fmt: skip

    return Chance(
        lambda rng: named(nulls.shuffled_labels(values, known, strata, rng)),
        lambda: map(named, nulls.all_labels(values, known, strata)),
        nulls.count_labels(values, known, strata),
        Shuffle(net, labels, values, strata) if labels.single and coarse is None else None,
    )


# --- participations -------------------------------------------------------------------------


def _participations(data: Data) -> Chance:
    if not isinstance(data, Coalition):
        raise UnsupportedGraphError.of("needs_participations")
    now = data.snapshot()
    tables = now.tables
    said = next((note for note in now.notes if note.code == "ties_projected"), None)
    if said is None:
        raise UnsupportedGraphError.of("no_made_ties")
    ties_from = said.values["ties_from"]  # noqa: PD011 - a note, not a frame
    made = project(tables["participations"], *read_ties_from(ties_from))
    recorded = len(tables["ties"]) - len(made)
    if not _alike(tables["ties"].iloc[max(recorded, 0) :], made):
        raise UnsupportedGraphError.of("made_ties_left_out")
    names = sorted(tables["partners"]["id"])
    rows = tables["participations"]
    activities = np.sort(rows["activity"].unique())
    takes_part = activity_matrix(names, rows).toarray() > 0
    kept = tables["ties"].iloc[:recorded]
    return Chance(
        functools.partial(_exchanged, now, np.array(names), activities, takes_part, kept, ties_from)
    )


def _alike(ties: pd.DataFrame, made: pd.DataFrame) -> bool:
    """Whether ties are those that participations make, with their strengths."""
    if len(ties) != len(made):
        return False
    pairs = all(
        (ties[end].to_numpy() == made[end].to_numpy()).all() for end in ("source", "target")
    )
    return pairs and np.allclose(ties["weight"].to_numpy(dtype=float), made["weight"].to_numpy())


def _exchanged(  # noqa: PLR0917 - settled once, by the function above
    now: Coalition, names: Any, activities: Any, takes_part: Flags, kept: pd.DataFrame,
    ties_from: str, rng: np.random.Generator,
) -> Drawn:  # fmt: skip
    """Draw who takes part in what, and make the ties of it."""
    drawn, walk = exchanged(takes_part, rng)
    partner, activity = np.nonzero(drawn)
    rows = pd.DataFrame(
        {"partner": pd.array(names[partner], dtype="str"),
         "activity": pd.array(activities[activity], dtype="str")}
    )  # fmt: skip
    ties = project(rows, *read_ties_from(ties_from))
    ties = pd.concat([kept, ties], ignore_index=True) if len(kept) else ties
    fresh = Coalition({**now.tables, "participations": rows, "ties": ties}, name=now.name,
                      moment=now.moment, notes=now.notes, directed=now.directed)  # fmt: skip
    return Drawn(fresh, walk=walk)


# --- time -----------------------------------------------------------------------------------


def _whole(data: Data, null: str) -> Coalition:
    """Give a coalition with the time it went through; refuse anything else."""
    if not isinstance(data, Coalition):
        raise UnsupportedGraphError.of("needs_dates", null=null)
    if data.moment is not None:
        raise LecoError.of("needs_whole", null=null)
    return data


def _arrival(data: Data) -> Chance:
    coalition = _whole(data, "arrival")
    here = set(coalition.snapshot().partners["id"])
    partners = coalition.partners
    joined = partners.get("joined")
    if joined is None or (partners["id"].isin(here) & joined.notna()).sum() < 2:
        raise UnsupportedGraphError.of("few_arrivals")
    movable = (partners["id"].isin(here) & joined.notna()).to_numpy()
    places = np.flatnonzero(movable)
    places = places[np.argsort(partners["id"].to_numpy()[places])]
    return Chance(functools.partial(_arrived, coalition, places))


def _arrived(coalition: Coalition, places: Any, rng: np.random.Generator) -> Drawn:
    """Draw who came when among these partners."""
    partners = coalition.partners
    order = nulls.shuffled_places(len(partners), [places], rng)
    fresh = partners.assign(joined=partners["joined"].iloc[order].array)
    return Drawn(_with(coalition, partners=fresh))


def _with(coalition: Coalition, **tables: pd.DataFrame) -> Coalition:
    return Coalition({**coalition.tables, **tables}, name=coalition.name, notes=coalition.notes,
                     directed=coalition.directed)  # fmt: skip


def _growth(data: Data) -> Chance:
    return Chance(functools.partial(grown_again, dated(data)))


def dated(data: Data) -> Coalition:
    """Give a coalition whose ties and partners have dates; refuse anything else."""
    coalition = _whole(data, "reattach")
    ties = coalition.tables.get("ties")
    if ties is None or "start" not in ties.columns or "joined" not in coalition.partners.columns:
        raise UnsupportedGraphError.of("no_starts")
    return coalition


def grown_again(coalition: Coalition, rng: np.random.Generator) -> Drawn:
    """Draw the coalition with every tie's ends redrawn (ids in canonical order)."""
    tables = coalition.tables
    partners = tables["partners"].sort_values("id", ignore_index=True)
    keys = ["start", "source", "target", *(["kind"] if "kind" in tables["ties"].columns else [])]
    every = tables["ties"].sort_values(keys, ignore_index=True, kind="stable")
    # A tie without a start formed nobody knows when: it stays as it is.
    ties, kept = every[every["start"].notna()], every[every["start"].isna()]
    entry, leave = spell("partners", partners)
    leave = np.where(member(partners), leave, dates.EARLIEST)  # no partner is never there
    start, last = spell("ties", ties)
    place = {partner: row for row, partner in enumerate(partners["id"])}
    source, target = reattached(
        entry, leave,
        {"source": ties["source"].map(place).to_numpy(dtype=np.int64),
         "target": ties["target"].map(place).to_numpy(dtype=np.int64),
         "start": start, "last": last},
        one_way(ties), _taken(kept, place), rng,
    )  # fmt: skip
    names = partners["id"].to_numpy()
    redrawn = ties.assign(
        source=pd.array(names[source], dtype="str"), target=pd.array(names[target], dtype="str")
    )
    drawn = pd.concat([kept, redrawn], ignore_index=True)
    return Drawn(_with(coalition, partners=partners, ties=drawn))


def _taken(kept: pd.DataFrame, place: Mapping[str, int]) -> Taken:
    """Tell until when the ties that stay keep their pairs."""
    _, last = spell("ties", kept)
    ends = zip(kept["source"].map(place), kept["target"].map(place), last, strict=True)
    found: Taken = {}
    for one, other, day in ends:
        for pair in ((int(one), int(other)), (int(other), int(one))):
            found[pair] = max(int(day), found.get(pair, dates.EARLIEST))
    return found
