"""Who moved into, out of and around the core: flows, their rates, and what they prove."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import binom, chi2

from leco.coalition.core import Coalition
from leco.graph.arrays import Flags, Floats, Network, arrays
from leco.graph.blocks import Drawn, sample

# Sweeps of the sampler, after those it warms up with; eight chains side by side.
SWEEPS, WARM_UP = 150, 100

FLOWS = (
    "entered_core", "entered_periphery", "promoted", "demoted", "left_core", "left_periphery",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Waves:
    """A coalition at several moments, on one roster of partners."""

    partners: tuple[object, ...]
    moments: tuple[str, ...]
    years: Floats  # when each moment is, in years
    nets: tuple[Network, ...]
    ties: tuple[sparse.csr_array, ...]  # counts per pair, on the roster
    present: Flags  # moment x partner
    per_pair: int
    known: bool


def waves(coalition: Coalition, moments: list[object]) -> Waves:
    """Take the coalition at each moment, and put its ties on the roster of all partners."""
    nows = [coalition.at(moment) for moment in moments]
    nets = [arrays(now) for now in nows]
    roster = sorted({node for net in nets for node in net.nodes}, key=str)
    place = {node: row for row, node in enumerate(roster)}
    directed = any(net.directed for net in nets)
    ties, present = [], np.zeros((len(nets), len(roster)), dtype=bool)
    for moment, net in enumerate(nets):
        where = np.array([place[node] for node in net.nodes], dtype=np.int64)
        present[moment, where] = True
        both = net.adjacency
        if directed:
            both = sparse.csr_array(both + both.T)
        cells = both.tocoo()
        shape = (len(roster), len(roster))
        ties.append(
            sparse.csr_array((cells.data, (where[cells.row], where[cells.col])), shape=shape)
        )
    named = [str(now.moment) for now in nows]
    return Waves(
        tuple(roster), tuple(named), years(named), tuple(nets), tuple(ties), present,
        2 if directed else 1, all(net.ties_known for net in nets),
    )  # fmt: skip


def years(moments: list[str]) -> Floats:
    """Give when each moment is, in years; waves without a date stand one apart."""
    days = pd.to_datetime(pd.Series(moments), format="%Y-%m-%d", errors="coerce")
    if days.isna().any():
        return np.arange(len(moments), dtype=np.float64)
    return np.asarray((days - days.iloc[0]).dt.days.to_numpy() / 365.25, dtype=np.float64)


def follow(seen: Waves, rng: np.random.Generator) -> Drawn:
    """Draw who is core at each moment, from all moments together; partners may be unequal."""
    return sample(
        list(seen.ties), seen.present, seen.per_pair, rng,
        sweeps=SWEEPS, warm_up=WARM_UP, unequal=True,
    )  # fmt: skip


def moves(core: Flags, present: Flags) -> dict[str, Flags]:
    """Flag every kind of move at each step, for labels (... x moment x partner)."""
    was, now = core[..., :-1, :], core[..., 1:, :]
    there, here = present[:-1], present[1:]
    return {
        "entered_core": ~there & here & now,
        "entered_periphery": ~there & here & ~now,
        "promoted": there & here & ~was & now,
        "demoted": there & here & was & ~now,
        "left_core": there & ~here & was,
        "left_periphery": there & ~here & ~was,
    }


def flow_table(core: Flags, seen: Waves, draws: Drawn) -> pd.DataFrame:
    """Count each flow over all steps, with the time at risk and an exact interval of its rate.

    `low` and `high` bound the count itself: the middle 95 % of the draws of who was core.
    """
    step = np.diff(seen.years)
    inside = core[:-1].sum(axis=1)
    outside = seen.present[:-1].sum(axis=1) - inside
    at_risk = {
        "entered_core": step.sum(), "entered_periphery": step.sum(),
        "promoted": (outside * step).sum(), "demoted": (inside * step).sum(),
        "left_core": (inside * step).sum(), "left_periphery": (outside * step).sum(),
    }  # fmt: skip
    drawn = moves(draws.core, seen.present)
    rows = {}
    for flow, flags in moves(core, seen.present).items():
        count, risk = int(flags.sum()), float(at_risk[flow])
        low, high = _poisson(count)
        uncertain = np.quantile(drawn[flow].sum(axis=(1, 2)), (0.025, 0.975))
        rows[flow] = {
            "count": count, "low": uncertain[0], "high": uncertain[1], "years_at_risk": risk,
            "rate": _over(count, risk), "rate_low": _over(low, risk),
            "rate_high": _over(high, risk),
        }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("flow")


def _over(count: float, risk: float) -> float:
    return count / risk if risk > 0 else float("nan")


def _poisson(count: int) -> tuple[float, float]:
    """Bound the mean of a Poisson count exactly, at 95 % (Garwood 1936)."""
    low = float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    return low, float(chi2.ppf(0.975, 2 * count + 2)) / 2


def one_sided(flows: Mapping[str, int]) -> dict[str, float]:
    """Test each direction by an exact sign test on flows that share no event.

    The core shrinks when more moved out of it (demoted, left) than into it (promoted, entered);
    the periphery expands when more partners entered it than left the coalition from it. A
    newcomer with many ties may be core or only active: it counts against a shrinking core, and
    not as evidence of a growing one.
    """
    out = flows["demoted"] + flows["left_core"]
    into = flows["promoted"] + flows["entered_core"]
    came, went = flows["entered_periphery"], flows["left_periphery"]
    return {
        "core_shrinks": _sign(out, into), "core_grows": _sign(flows["promoted"], out),
        "periphery_expands": _sign(came, went), "periphery_shrinks": _sign(went, came),
    }  # fmt: skip


def _sign(more: int, less: int) -> float:
    """Give the chance of at least `more` of all when either way is as likely."""
    return float(binom.sf(more - 1, more + less, 0.5)) if more + less else 1.0
