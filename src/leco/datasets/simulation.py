"""simulate(): coalitions grown by stated rules, so that the truth is known.

Each quarter, partners join, the core changes as planned, and every pair of partners present
may form or end a tie. A pair is tied, in the long run, with a probability that depends only
on who is in the core, who brokers, and whether the two share a sector:

========================================= ==============
both in the core                          0.85
one in the core                           0.30
a broker and anybody of another sector    0.30
both in the periphery, same sector        0.08
both in the periphery, other sector       0.01
========================================= ==============

A pair changes state at the rate 0.3 a quarter, so that ties last some years.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from leco.coalition.coalition import Coalition
from leco.errors import require_one_of
from leco.schema import dates

Core = Literal["stable", "shrinking", "growing"]

SECTORS = ("local government", "education", "civil society", "care", "arts and culture")
KINDS = ("information", "activities")
WITHIN_CORE, CORE_PERIPHERY, BROKER, SAME_SECTOR, OTHER_SECTOR = 0.85, 0.30, 0.30, 0.08, 0.01
RATE = 0.3
ORIGIN = "simulated"

# The places of its two partners, its first day, its last (".." while in force), its kind.
_Tie = tuple[int, int, dt.date, dt.date | str, str]


def simulate(
    name: str = "Simulated",
    *,
    core: Core = "stable",
    core_size: int = 8,
    founders: int = 20,
    partners: int = 40,
    brokers: int = 2,
    years: int = 5,
    begin: int = 2020,
    seed: int | None = None,
) -> Coalition:
    """Grow a coalition by stated rules, with known truth.

    The core starts with `core_size` of the founders. ``"stable"`` keeps it, ``"shrinking"``
    halves it and ``"growing"`` doubles it, one change at a time spread over the years, while
    newcomers join the periphery. A few partners leave. Every row says that it is simulated;
    the truth stands in two further tables: ``truth`` (partner, role, start, end, with the
    roles core, periphery and broker) and ``rules`` (the parameters).

    Parameters
    ----------
    name : str
    core : "stable", "shrinking" or "growing"
    core_size : int
        Partners in the core at the start.
    founders, partners : int
        Partners at the start, and all that ever join.
    brokers : int
        Partners of the periphery that tie across sectors.
    years : int
    begin : int
        The first year.
    seed : int, optional
        The same seed gives the same coalition.

    Returns
    -------
    Coalition

    Raises
    ------
    ValueError
        When the numbers do not fit each other.

    Examples
    --------
    >>> grown = simulate(core="shrinking", seed=1)
    >>> len(grown), grown.ties["origin"].unique().tolist()
    (40, ['simulated'])
    """
    require_one_of("core", core, get_args(Core))
    last_core = {"stable": core_size, "shrinking": max(1, core_size // 2),
                 "growing": 2 * core_size}[core]  # fmt: skip
    if not (core_size > 0 and core_size + brokers <= founders <= partners and years >= 1):
        raise ValueError("core_size + brokers must fit in founders, and founders in partners")
    if last_core + brokers > founders:
        raise ValueError("a growing core needs more founders: promotions come from them")
    rng = np.random.default_rng(seed)
    broker = np.zeros(partners, dtype=bool)
    broker[core_size : core_size + brokers] = True
    in_core = _core_by_quarter(core_size, last_core, brokers, partners, 4 * years)
    plan = _planned(rng, begin, founders, broker, in_core)
    ties = _ties(rng, plan)
    joined = [_day(rng, begin, quarter, first=not quarter) for quarter in plan.arrival]
    rules = {"core": core, "core_size": core_size, "last_core_size": last_core, "seed": str(seed)}
    about = {
        "name": name,
        "objective": "Simulated: no real coalition",
        "origin": ORIGIN,
        "observed_from": f"{begin}-01-01",
        "observed_until": f"{begin + years - 1}-12-31",
    }
    return Coalition.from_frames(
        _partner_table(plan, joined),
        _tie_table(ties, plan, joined),
        coalition=pd.DataFrame([about]),
        truth=_truth(plan),
        rules=pd.DataFrame({"rule": list(rules), "value": [str(one) for one in rules.values()]}),
    )


@dataclass(frozen=True)
class _Plan:
    """What each partner is, and from which quarter to which; the core by quarter and partner."""

    begin: int
    sector: np.ndarray
    arrival: np.ndarray
    departure: np.ndarray
    broker: np.ndarray
    in_core: np.ndarray

    @property
    def ids(self) -> list[str]:
        return [f"P{place + 1:02d}" for place in range(len(self.sector))]


def _planned(
    rng: np.random.Generator, begin: int, founders: int, broker: np.ndarray, in_core: np.ndarray
) -> _Plan:
    """Draw sectors, and when those who are no founders join and some leave."""
    quarters, partners = len(in_core), len(broker)
    sector = rng.choice(len(SECTORS), size=partners)
    later = rng.integers(1, quarters, partners - founders)
    arrival = np.sort(np.r_[np.zeros(founders, int), later])
    departure = _departures(rng, arrival, in_core, broker, quarters)
    return _Plan(begin, sector, arrival, departure, broker, in_core)


def _partner_table(plan: _Plan, joined: list[dt.date]) -> pd.DataFrame:
    quarters = len(plan.in_core)
    return pd.DataFrame({
        "id": plan.ids,
        "name": [f"Simulated partner {place + 1}" for place in range(len(plan.sector))],
        "entity": "organisation",
        "sector": [SECTORS[code] for code in plan.sector],
        "joined": [day.isoformat() for day in joined],
        "left": [_quarter_end(plan.begin, quarter - 1).isoformat() if quarter < quarters else ".."
                 for quarter in plan.departure],
        "origin": ORIGIN,
    })  # fmt: skip


def _tie_table(ties: list[_Tie], plan: _Plan, joined: list[dt.date]) -> pd.DataFrame:
    """Write ties down; none starts before both partners have joined."""
    rows = [
        (plan.ids[one], plan.ids[other], max(start, joined[one], joined[other]).isoformat(),
         end, kind, ORIGIN)
        for one, other, start, end, kind in ties
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["source", "target", "start", "end", "kind", "origin"])


def _quarter_start(begin: int, quarter: int) -> dt.date:
    return dt.date(begin + quarter // 4, 3 * (quarter % 4) + 1, 1)


def _quarter_end(begin: int, quarter: int) -> dt.date:
    year, part = begin + quarter // 4, quarter % 4
    return dates.month_end(year, 3 * part + 3)


def _day(rng: np.random.Generator, begin: int, quarter: int, *, first: bool = False) -> dt.date:
    """Draw a day of the quarter (its first day for the founders)."""
    start = _quarter_start(begin, quarter)
    length = (_quarter_end(begin, quarter) - start).days
    return start if first else start + dt.timedelta(days=int(rng.integers(0, length + 1)))


def _core_by_quarter(
    size: int, last: int, brokers: int, partners: int, quarters: int
) -> np.ndarray:
    """Plan the core: one partner in or out at a time, evenly spread."""
    in_core = np.zeros((quarters, partners), dtype=bool)
    steps = np.round(np.linspace(size, last, quarters)).astype(int)
    # Promotions come from the founders after the brokers.
    order = np.r_[np.arange(size), np.arange(size + brokers, partners)]
    for quarter, count in enumerate(steps):
        in_core[quarter, order[:count]] = True
    return in_core


def _departures(
    rng: np.random.Generator, arrival: np.ndarray, in_core: np.ndarray, broker: np.ndarray,
    quarters: int,
) -> np.ndarray:  # fmt: skip
    """Let about one in ten of the periphery leave, two quarters after joining or later."""
    departure = np.full(len(arrival), quarters)
    may = np.flatnonzero(~in_core.any(axis=0) & ~broker & (arrival < quarters - 4))
    for place in may[rng.random(len(may)) < 0.15]:
        departure[place] = rng.integers(arrival[place] + 2, quarters)
    return departure


def _ties(rng: np.random.Generator, plan: _Plan) -> list[_Tie]:
    """Let every pair form or end its tie, quarter by quarter."""
    quarters, partners = plan.in_core.shape
    open_since: dict[tuple[int, int], tuple[dt.date, str]] = {}
    rows: list[_Tie] = []
    for quarter in range(quarters):
        core = plan.in_core[quarter]
        here = (plan.arrival <= quarter) & (quarter < plan.departure)
        for one in range(partners):
            for other in range(one + 1, partners):
                pair = (one, other)
                tied = pair in open_since
                if not (here[one] and here[other]):
                    if tied:
                        start, kind = open_since.pop(pair)
                        rows.append((*pair, start, _quarter_end(plan.begin, quarter - 1), kind))
                    continue
                chance = _chance(core[one] + core[other], plan.broker[one] or plan.broker[other],
                                 plan.sector[one] == plan.sector[other])  # fmt: skip
                fresh = quarter == max(plan.arrival[one], plan.arrival[other])
                draw = rng.random()
                if not tied and draw < (chance if fresh else RATE * chance):
                    kind = KINDS[int(rng.integers(len(KINDS)))]
                    begun = _day(rng, plan.begin, quarter, first=not quarter)
                    open_since[pair] = (begun, kind)
                elif tied and draw < RATE * (1 - chance):
                    start, kind = open_since.pop(pair)
                    rows.append((*pair, start, _quarter_end(plan.begin, quarter - 1), kind))
    rows += [(*pair, start, "..", kind) for pair, (start, kind) in open_since.items()]
    return sorted(rows, key=lambda row: (row[2], row[0], row[1]))


def _chance(in_core: int, broker: bool, same_sector: bool) -> float:
    if in_core == 2:
        return WITHIN_CORE
    if broker and not same_sector:
        return BROKER
    if in_core == 1:
        return CORE_PERIPHERY
    return SAME_SECTOR if same_sector else OTHER_SECTOR


def _truth(plan: _Plan) -> pd.DataFrame:
    """Write down who really was core, periphery or broker, by quarter runs."""
    rows = []
    for place, partner in enumerate(plan.ids):
        if plan.broker[place]:
            roles = ["broker"] * len(plan.in_core)
        else:
            roles = ["core" if inside else "periphery" for inside in plan.in_core[:, place]]
        start, departure = int(plan.arrival[place]), int(plan.departure[place])
        for quarter in range(start, departure):
            if quarter + 1 == departure or roles[quarter + 1] != roles[quarter]:
                first, last = _quarter_start(plan.begin, start), _quarter_end(plan.begin, quarter)
                rows.append((partner, roles[quarter], first.isoformat(), last.isoformat()))
                start = quarter + 1
    return pd.DataFrame(rows, columns=["partner", "role", "start", "end"], dtype="str")
