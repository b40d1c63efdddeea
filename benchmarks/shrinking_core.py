"""How often shrinking_core is right, wrong, or cannot tell, where the truth is known.

    python benchmarks/shrinking_core.py [--reps 20] [--quick]

Coalitions grow by stated rules, from 25 founders to some 60 partners and from 80 to some 200; each
verdict is counted. The claim that the core shrinks while the periphery expands must be rare (5 %)
in every world but "closing core". Last, for each world: how often the verdict is right, how
often it cannot be told, and how often it is wrong.
"""

import argparse
import itertools
import math
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

import leco
from leco.dynamics.core_change import Verdict

VERDICTS = get_args(Verdict)
CHANCES = np.array([0.04, 0.2, 0.6])  # periphery, mixed, core
BEGIN = 2010
GROWTH = 2.5


@dataclass(frozen=True)
class World:
    """What changes, and how it is seen."""

    name: str
    grows: bool = True
    core: str = "still"  # none, preferential, still, closing
    unequal: float = 0.0
    silent: float = 0.0
    coarse: float = 0.0

    @property
    def truth(self) -> str:
        """The verdict that is right."""
        if self.core == "closing":
            return "shrinks_expands"
        return "share_falls_with_growth" if self.grows else "no_change"


WORLDS = (
    World("growth, no core, newcomers tie evenly", core="none"),
    World("growth, no core, newcomers prefer the tied", core="preferential"),
    World("constant size, constant core", grows=False),
    World("growth around a constant core (share falls)"),
    World("the same, unequal partners", unequal=0.5),
    World("the same, a fifth does not answer", silent=0.2),
    World("the same, four in ten joined 'in 2012'", coarse=0.4),
    World("closing core, growing periphery", core="closing"),
    World("the same, unequal partners", core="closing", unequal=0.5),
    World("the same, a fifth does not answer", core="closing", silent=0.2),
    World("the same, four in ten joined 'in 2012'", core="closing", coarse=0.4),
)


def titles() -> dict[World, str]:
    """Name each world in full: "the same" means the last one that says what it is."""
    named: dict[World, str] = {}
    said = ""
    for world in WORLDS:
        whole = world.name.replace("the same", said)
        said = said if world.name.startswith("the same") else whole.split(" (")[0]
        named[world] = whole
    return named


def roster(world: World, founders: int, moments: int, rng: np.random.Generator):
    """Say who is there at each moment, and who is core."""
    most = int(founders * (GROWTH + 2)) + 50
    present = np.zeros((moments, most), dtype=bool)
    core = np.zeros((moments, most), dtype=bool)
    first = max(4, round(founders * (0.4 if world.core == "closing" else 0.2)))
    present[0, :founders], core[0, :first] = True, True
    n, rate = founders, GROWTH ** (1 / (moments - 1)) - 1
    for moment in range(1, moments):
        present[moment], core[moment] = present[moment - 1], core[moment - 1]
        rim = np.flatnonzero(present[moment] & ~core[moment])
        gone = rng.choice(rim, rng.binomial(len(rim), 0.03), replace=False)
        present[moment, gone] = False
        new = len(gone) + (rng.poisson(rate * present[moment].sum()) if world.grows else 0)
        present[moment, n : n + new] = True
        n += new
        inside = np.flatnonzero(core[moment])
        if world.core == "closing":
            size = round(first * (1 - 2 / 3 * moment / (moments - 1)))
            out = rng.choice(inside, max(0, len(inside) - size), replace=False)
        else:  # who changes places keeps the size
            out = rng.choice(inside, min(rng.poisson(0.3), len(inside) - 1), replace=False)
            rim = np.flatnonzero(present[moment] & ~core[moment])
            core[moment, rng.choice(rim, len(out), replace=False)] = True
        core[moment, out] = False
    return present[:, :n], (core & present)[:, :n]


def blocks(world: World, present, core, rng: np.random.Generator):
    """Tie partners by their blocks; four of five pairs keep from one moment to the next."""
    n = present.shape[1]
    theta = np.exp(rng.normal(0, world.unequal, n)) if world.unequal else np.ones(n)
    theta /= theta.mean()
    luck = np.triu(rng.random((n, n)), 1)
    for moment in range(len(present)):
        fresh = np.triu(rng.random((n, n)), 1)
        luck = np.where(rng.random((n, n)) < 0.8, luck, fresh)
        inside = core[moment][:, None].astype(int) + core[moment][None, :]
        chance = np.minimum(CHANCES[inside] * theta[:, None] * theta[None, :], 0.95)
        tied = np.triu(luck < chance, 1) & present[moment][:, None] & present[moment][None, :]
        yield np.argwhere(tied)


def newcomers(world: World, present, rng: np.random.Generator):
    """Tie every newcomer to about three partners, evenly or by their ties; ties stay."""
    n = present.shape[1]
    tied = np.zeros((n, n), dtype=bool)
    degree = np.zeros(n)
    for moment in range(len(present)):
        fresh = present[moment] & ~present[moment - 1] if moment else present[0]
        for one in np.flatnonzero(fresh):
            others = np.flatnonzero(present[moment] & (np.arange(n) < one))
            if not len(others):
                continue
            weight = degree[others] + 1.0 if world.core == "preferential" else np.ones(len(others))
            count = min(len(others), 1 + rng.poisson(2))
            chosen = rng.choice(others, count, replace=False, p=weight / weight.sum())
            tied[chosen, one] = True
            degree[chosen] += 1
            degree[one] += count
        yield np.argwhere(tied & present[moment][:, None] & present[moment][None, :])


def coalition(world: World, founders: int, moments: int, rng: np.random.Generator):
    """Write one coalition down as people would, with what they do not know."""
    if world.core in {"none", "preferential"}:
        present, _ = roster(World("", core="still"), founders, moments, rng)
        waves = newcomers(world, present, rng)
    else:
        present, core = roster(world, founders, moments, rng)
        waves = blocks(world, present, core, rng)
    first, last = present.argmax(axis=0), moments - 1 - present[::-1].argmax(axis=0)
    vague = rng.random(present.shape[1]) < world.coarse
    partners = [
        {"id": f"p{one:03d}",
         "joined": str(BEGIN + first[one]) if vague[one] else f"{BEGIN + first[one]}-03-01",
         "left": ".." if last[one] == moments - 1 else f"{BEGIN + last[one]}-12-01"}
        for one in range(present.shape[1]) if present[:, one].any()
    ]  # fmt: skip
    ties = []
    for moment, pairs in enumerate(waves):
        silent = rng.random(present.shape[1]) < world.silent
        day = f"{BEGIN + moment}-06-30"
        ties += [{"source": f"p{one:03d}", "target": f"p{other:03d}", "start": day, "end": day}
                 for one, other in pairs if not (silent[one] and silent[other])]  # fmt: skip
    return leco.Coalition.from_frames(pd.DataFrame(partners), pd.DataFrame(ties), name=world.name)


def verdicts(world: World, founders: int, moments: int, reps: int) -> Counter[str]:
    """Count the verdicts of many coalitions of one world."""
    found: Counter[str] = Counter()
    for rep in range(reps):
        seed = [zlib.crc32(repr(world).encode()), founders, moments, rep]
        grown = coalition(world, founders, moments, np.random.default_rng(seed))
        days = [f"{BEGIN + moment}-06-30" for moment in range(moments)]
        found[leco.shrinking_core(grown, every=days, seed=rep, draws=0).verdict] += 1
    return found


def main() -> None:
    """Print a table: one row for each world, size and number of moments."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--reps", type=int, default=20)
    parser.add_argument("--quick", action="store_true", help="25 founders, four moments only")
    options = parser.parse_args()
    sizes = [(25, 4)] if options.quick else list(itertools.product((25, 80), (4, 10, 20)))
    print(f"Percent of {options.reps} coalitions each (standard error at 50: "
          f"{50 / math.sqrt(options.reps):.0f}).\n")  # fmt: skip
    print("| world | founders | moments | " + " | ".join(VERDICTS) + " |")
    print("|---|---:|---:|" + "---:|" * len(VERDICTS))
    cells: dict[tuple[World, int, int], str] = {}
    claimed = unchanged = 0
    for world, (founders, moments) in itertools.product(WORLDS, sizes):
        found = verdicts(world, founders, moments, options.reps)
        row = [str(round(100 * found[one] / options.reps)) for one in VERDICTS]
        print(
            f"| {titles()[world]} | {founders} | {moments} | " + " | ".join(row) + " |", flush=True
        )
        told = (found[world.truth], found["cannot_tell"])
        cells[world, founders, moments] = " / ".join(
            str(round(100 * one / options.reps)) for one in (*told, options.reps - sum(told))
        )
        if world.core != "closing":
            claimed, unchanged = claimed + found["shrinks_expands"], unchanged + options.reps
    print("\nPercent right / cannot be told / wrong.\n")
    print("| world | " + " | ".join(f"{n} founders, {t} moments" for n, t in sizes) + " |")
    print("|---|" + "---:|" * len(sizes))
    for world in WORLDS:
        shown = [cells[world, founders, moments] for founders, moments in sizes]
        print(f"| {titles()[world]} | " + " | ".join(shown) + " |")
    print(f"\nClaimed without truth: {claimed} of {unchanged} coalitions.")


if __name__ == "__main__":
    main()
