"""Who moved into, out of and around the core: flows, their rates, and what they prove."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import binom

from leco.coalition.coalition import Coalition
from leco.dynamics.moments import years
from leco.graph.arrays import Flags, Floats, Network, arrays
from leco.kernels.block_draws import BlockDraws, sample
from leco.kernels.blocks import pair_counts
from leco.kernels.survival import poisson_limits
from leco.result.level import MIDDLE

# Sweeps of the sampler, after those it warms up with; eight chains side by side.
SWEEPS, WARM_UP = 150, 100

# What the draws leave open is told by their middle 95 %.

# Core and periphery are left alike when chance makes as large a difference this often.
ALIKE = 0.05


@dataclass(frozen=True, eq=False)
class Roster:
    """A coalition at several moments, on one roster of partners."""

    partners: tuple[object, ...]
    moments: tuple[str, ...]
    years: Floats  # when each moment is, in years
    nets: tuple[Network, ...]
    ties: tuple[sparse.csr_array, ...]  # counts per pair, on the roster
    present: Flags  # moment x partner
    per_pair: int
    known: bool


def on_one_roster(nows: list[Coalition]) -> Roster:
    """Put the ties of each moment on the roster of all partners."""
    nets = [arrays(now) for now in nows]
    roster = sorted({node for net in nets for node in net.nodes}, key=str)
    place = {node: row for row, node in enumerate(roster)}
    ties, present = [], np.zeros((len(nets), len(roster)), dtype=bool)
    for moment, net in enumerate(nets):
        where = np.array([place[node] for node in net.nodes], dtype=np.int64)
        present[moment, where] = True
        cells = pair_counts(net).tocoo()
        shape = (len(roster), len(roster))
        ties.append(
            sparse.csr_array((cells.data, (where[cells.row], where[cells.col])), shape=shape)
        )
    named = [str(now.moment) for now in nows]
    return Roster(
        tuple(roster), tuple(named), years(named), tuple(nets), tuple(ties), present,
        2 if nets[0].directed else 1, all(net.ties_known for net in nets),
    )  # fmt: skip


def follow(seen: Roster, rng: np.random.Generator) -> BlockDraws:
    """Draw who is core at each moment, from all moments together; partners may be unequal."""
    return sample(
        list(seen.ties), seen.present, seen.per_pair, rng,
        sweeps=SWEEPS, warm_up=WARM_UP, unequal=True,
    )  # fmt: skip


def moves(core: Flags, present: Flags, lost: Flags) -> dict[str, Flags]:
    """Flag every kind of move at each step, for labels (... x moment x partner).

    `lost` (step x partner) tells who has fewer ties than before with those there at both moments.
    Who falls out of the core without losing any is diluted: the rest grew, it did nothing.
    """
    was, now = core[..., :-1, :], core[..., 1:, :]
    there, here = present[:-1], present[1:]
    return {
        "entered_core": ~there & here & now,
        "entered_periphery": ~there & here & ~now,
        "promoted": there & here & ~was & now,
        "demoted": there & here & was & ~now & lost,
        "diluted": there & here & was & ~now & ~lost,
        "left_core": there & ~here & was,
        "left_periphery": there & ~here & ~was,
    }


def fewer_ties(seen: Roster) -> Flags:
    """Tell who has fewer ties than at the moment before, with those there at both."""
    found = np.zeros((len(seen.ties) - 1, len(seen.partners)), dtype=bool)
    for step in range(len(found)):
        both = (seen.present[step] & seen.present[step + 1]).astype(float)
        before, after = (one @ both for one in seen.ties[step : step + 2])
        found[step] = (after < before) & (both > 0)
    return found


def flow_table(core: Flags, seen: Roster, draws: BlockDraws) -> pd.DataFrame:
    """Count each flow over all steps, with the time at risk and an exact interval of its rate.

    `low` and `high` bound the count itself: the middle 95 % of the draws of who was core.
    """
    step = np.diff(seen.years)
    inside = core[:-1].sum(axis=1)
    outside = seen.present[:-1].sum(axis=1) - inside
    at_risk = {
        "entered_core": step.sum(), "entered_periphery": step.sum(),
        "promoted": (outside * step).sum(), "demoted": (inside * step).sum(),
        "diluted": (inside * step).sum(),
        "left_core": (inside * step).sum(), "left_periphery": (outside * step).sum(),
    }  # fmt: skip
    lost = fewer_ties(seen)
    drawn = moves(draws.core, seen.present, lost)
    rows = {}
    for flow, flags in moves(core, seen.present, lost).items():
        count, risk = int(flags.sum()), float(at_risk[flow])
        low, high = poisson_limits(count)
        uncertain = np.quantile(drawn[flow].sum(axis=(1, 2)), MIDDLE)
        rows[flow] = {
            "count": count, "low": uncertain[0], "high": uncertain[1], "years_at_risk": risk,
            "rate": _over(count, risk), "rate_low": _over(low, risk),
            "rate_high": _over(high, risk),
        }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("flow")


def _over(count: float, risk: float) -> float:
    return count / risk if risk > 0 else float("nan")


def one_sided(flows: Mapping[str, int], core_years: float, rim_years: float) -> dict[str, float]:
    """Test each direction by an exact sign test on flows that share no event.

    The core shrinks when more moved out of it (demoted, left) than into it (promoted, entered);
    who is only diluted counts neither way, and those who left count only when the core is left
    faster than the periphery: partners that leave alike everywhere are no change of behaviour.
    The periphery expands when more partners entered it than left the coalition from it. A
    newcomer with many ties may be core or only active: it counts against a shrinking core, and
    not as evidence of a growing one.
    """
    left, stayed = flows["left_core"], flows["left_periphery"]
    share = core_years / (core_years + rim_years) if core_years + rim_years > 0 else 0.0
    faster = left > 0 and float(binom.sf(left - 1, left + stayed, share)) < ALIKE
    out = flows["demoted"] + (left if faster else 0)
    into = flows["promoted"] + flows["entered_core"]
    came, went = flows["entered_periphery"], flows["left_periphery"]
    return {
        "core_shrinks": _sign(out, into),
        "core_grows": _sign(flows["promoted"], flows["demoted"] + left),
        "periphery_expands": _sign(came, went), "periphery_shrinks": _sign(went, came),
    }  # fmt: skip


def _sign(more: int, less: int) -> float:
    """Give the chance of at least `more` of all when either way is as likely."""
    return float(binom.sf(more - 1, more + less, 0.5)) if more + less else 1.0
