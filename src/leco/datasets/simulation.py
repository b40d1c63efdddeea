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
from typing import Literal

import numpy as np
import pandas as pd

from leco.coalition.core import Coalition
from leco.schema import dates

Core = Literal["stable", "shrinking", "growing"]

SECTORS = ("local government", "education", "civil society", "care", "arts and culture")
KINDS = ("information", "activities")
WITHIN_CORE, CORE_PERIPHERY, BROKER, SAME_SECTOR, OTHER_SECTOR = 0.85, 0.30, 0.30, 0.08, 0.01
RATE = 0.3
ORIGIN = "simulated"


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
    if core not in {"stable", "shrinking", "growing"}:
        raise ValueError(f"core={core!r}: choose 'stable', 'shrinking' or 'growing'")
    last_core = {"stable": core_size, "shrinking": max(1, core_size // 2),
                 "growing": 2 * core_size}[core]  # fmt: skip
    if not (core_size > 0 and core_size + brokers <= founders <= partners and years >= 1):
        raise ValueError("core_size + brokers must fit in founders, and founders in partners")
    if last_core + brokers > founders:
        raise ValueError("a growing core needs more founders: promotions come from them")
    rng = np.random.default_rng(seed)
    quarters = 4 * years
    sector = rng.choice(len(SECTORS), size=partners)
    arrival = np.sort(
        np.r_[np.zeros(founders, int), rng.integers(1, quarters, partners - founders)]
    )
    broker = np.zeros(partners, dtype=bool)
    broker[core_size : core_size + brokers] = True
    in_core = _core_by_quarter(core_size, last_core, brokers, partners, quarters)
    departure = _departures(rng, arrival, in_core, broker, quarters)
    ties = _ties(rng, sector, arrival, departure, broker, in_core, begin)
    ids = [f"P{place + 1:02d}" for place in range(partners)]
    joined = [_day(rng, begin, quarter, first=not quarter) for quarter in arrival]
    frame = pd.DataFrame({
        "id": ids,
        "name": [f"Simulated partner {place + 1}" for place in range(partners)],
        "entity": "organisation",
        "sector": [SECTORS[code] for code in sector],
        "joined": [day.isoformat() for day in joined],
        "left": [_quarter_end(begin, quarter - 1).isoformat() if quarter <= quarters - 1 else ".."
                 for quarter in departure],
        "origin": ORIGIN,
    })  # fmt: skip
    rows = pd.DataFrame(ties, columns=["source", "target", "start", "end", "kind"])
    rows["source"] = [ids[place] for place in rows["source"]]
    rows["target"] = [ids[place] for place in rows["target"]]
    rows["start"] = [max(day, joined[ids.index(one)], joined[ids.index(other)]).isoformat()
                     for day, one, other in zip(rows["start"], rows["source"], rows["target"],
                                                strict=True)]  # fmt: skip
    rows["origin"] = ORIGIN
    rules = {"core": core, "core_size": core_size, "last_core_size": last_core, "seed": str(seed)}
    about = {
        "name": name,
        "objective": "Simulated: no real coalition",
        "origin": ORIGIN,
        "observed_from": f"{begin}-01-01",
        "observed_until": f"{begin + years - 1}-12-31",
    }
    return Coalition.from_frames(
        frame,
        rows,
        coalition=pd.DataFrame([about]),
        truth=_truth(ids, in_core, broker, arrival, departure, begin),
        rules=pd.DataFrame({"rule": list(rules), "value": [str(one) for one in rules.values()]}),
    )


def _quarter_end(begin: int, quarter: int) -> dt.date:
    year, part = begin + quarter // 4, quarter % 4
    return dates.month_end(year, 3 * part + 3)


def _day(rng: np.random.Generator, begin: int, quarter: int, *, first: bool = False) -> dt.date:
    """Draw a day of the quarter (its first day for the founders)."""
    start = dt.date(begin + quarter // 4, 3 * (quarter % 4) + 1, 1)
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


def _ties(  # noqa: PLR0917 - private, one caller
    rng: np.random.Generator, sector: np.ndarray, arrival: np.ndarray, departure: np.ndarray,
    broker: np.ndarray, in_core: np.ndarray, begin: int,
) -> list[tuple[int, int, dt.date, dt.date | str, str]]:  # fmt: skip
    quarters, partners = in_core.shape
    open_since: dict[tuple[int, int], tuple[dt.date, str]] = {}
    rows: list[tuple[int, int, dt.date, dt.date | str, str]] = []
    for quarter in range(quarters):
        core = in_core[quarter]
        for one in range(partners):
            for other in range(one + 1, partners):
                pair = (one, other)
                here = all(arrival[end] <= quarter < departure[end] for end in pair)
                tied = pair in open_since
                if tied and not here:
                    start, kind = open_since.pop(pair)
                    rows.append((*pair, start, _quarter_end(begin, quarter - 1), kind))
                    continue
                if not here:
                    continue
                chance = _chance(core[one] + core[other], broker[one] or broker[other],
                                 sector[one] == sector[other])  # fmt: skip
                fresh = quarter == max(arrival[one], arrival[other])
                draw = rng.random()
                if not tied and draw < (chance if fresh else RATE * chance):
                    kind = KINDS[int(rng.integers(len(KINDS)))]
                    open_since[pair] = (_day(rng, begin, quarter, first=not quarter), kind)
                elif tied and draw < RATE * (1 - chance):
                    start, kind = open_since.pop(pair)
                    rows.append((*pair, start, _quarter_end(begin, quarter - 1), kind))
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


def _truth(  # noqa: PLR0917 - private, one caller
    ids: list[str], in_core: np.ndarray, broker: np.ndarray, arrival: np.ndarray,
    departure: np.ndarray, begin: int,
) -> pd.DataFrame:  # fmt: skip
    """Write down who really was core, periphery or broker, by quarter runs."""
    rows = []
    for place, partner in enumerate(ids):
        if broker[place]:
            roles = ["broker"] * len(in_core)
        else:
            roles = ["core" if inside else "periphery" for inside in in_core[:, place]]
        start = int(arrival[place])
        for quarter in range(start, int(departure[place])):
            final = quarter + 1 == departure[place]
            if final or roles[quarter + 1] != roles[quarter]:
                first = dt.date(begin + start // 4, 3 * (start % 4) + 1, 1)
                rows.append((partner, roles[quarter], first.isoformat(),
                             _quarter_end(begin, quarter).isoformat()))  # fmt: skip
                start = quarter + 1
    return pd.DataFrame(rows, columns=["partner", "role", "start", "end"], dtype="str")
