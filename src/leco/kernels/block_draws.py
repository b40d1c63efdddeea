"""Draws from the ordered two-block model, and partners followed through several moments.

`leco.kernels.blocks` has the model and its exact sums. Here staying core or not is likelier than
changing, and partners may be unequal, some tying more than others of their block.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import gammainc, gammaincinv

from leco.graph.arrays import Flags, Floats, Ints
from leco.kernels.groups import strength_of

# Before anything is seen, a partner changes between core and periphery at one moment in ten,
# and one newcomer in ten is core.
STAY = (1.0, 9.0)
CHAINS = 8
# How unequal partners may be (the spread of their activity around 1), as a grid to draw from.
UNEQUAL = np.linspace(0.05, 1.5, 30)


# Activity added up, chain x moment: of the core, and of all who are there.
Sums: TypeAlias = tuple[Floats, Floats]
# Differences chain x moment: of the rates from core to mixed and from mixed to periphery, and
# of their logs.
Steps: TypeAlias = tuple[Floats, Floats, Floats, Floats]


@dataclass(frozen=True, eq=False)
class BlockDraws:
    """Draws from the model: who is core at each moment, and the three chances.

    `core` is draws x moments x partners; `chances` draws x moments x (core, mixed, periphery),
    for two partners of usual activity. Draws of one chain follow each other.
    """

    core: NDArray[np.bool_]
    chances: Floats


@dataclass(frozen=True, eq=False)
class _Ties:
    """The ties of one moment: each twice, in rows, and where its twin stands."""

    start: Ints
    other: Ints
    partner: Ints
    number: Floats  # how many ties the pair has: 1, or 2 with direction
    once: Ints  # the places of ties with partner < other
    twin: Ints  # the places of their twins

    @classmethod
    def of(cls, matrix: sparse.csr_array) -> "_Ties":
        cells = sparse.csr_array(matrix).sorted_indices().tocoo()
        partner, other = cells.row.astype(np.int64), cells.col.astype(np.int64)
        start = np.concatenate([[0], np.cumsum(np.bincount(partner, minlength=matrix.shape[0]))])
        once = np.flatnonzero(partner < other)
        twin = np.lexsort((partner, other))  # place k of the columns is place k of the rows
        return cls(start, other, partner, cells.data.astype(float), once, twin[once])


@dataclass(eq=False)
class _State:
    """What the chains see, and what they hold while they run: there the first axis is the chain."""

    ties: list[_Ties]  # one a moment
    present: Flags  # moment x partner
    per_pair: int  # how many ties a pair can have
    rng: np.random.Generator
    core: NDArray[np.bool_]  # chain x moment x partner
    hits: list[Floats]  # chain x place of tie, per moment: latent counts behind each tie
    to_core: Floats  # chain x moment x partner: hits with the core
    total: Floats  # chain x moment x partner: all hits
    rate: Floats  # chain x moment x (core, mixed, periphery)
    activity: Floats  # chain x partner, around 1
    spread: Floats  # chain: how far activity spreads around 1, on a log scale
    up: Floats  # chain: from periphery to core at one step
    down: Floats
    enter: Floats  # chain x (at the first moment, later): core on entering


def sample(
    ties: list[sparse.csr_array],
    present: Flags,
    per_pair: int,
    rng: np.random.Generator,
    *,
    sweeps: int,
    warm_up: int,
    unequal: bool = False,
) -> BlockDraws:
    r"""Draw from the model by Gibbs sampling, all chains side by side.

    A pair is tied with the chance :math:`1 - \exp(-\theta_i \theta_j \omega_b)`; with equal
    partners :math:`\theta = 1`, and the chances of the blocks are even in their order. With
    `unequal` ones :math:`\theta` is gamma around 1 and stays the same through all moments. Each
    tie is the trace of one hit or more of a Poisson process, which are drawn too: given these,
    every other draw is from a known distribution.

    `ties` holds one symmetric matrix a moment (counts per pair: 0 to `per_pair`), all on the
    same partners; `present` (moment x partner) tells who is there. A partner's whole path
    through the moments is drawn at once, given everybody else's. Cost of a sweep: partners
    times moments, plus ties.
    """
    state = _begin(ties, present, per_pair, rng)
    order = np.flatnonzero(present.any(axis=0))
    cores, rates = [], []
    for sweep in range(warm_up + sweeps):
        # Blocks first: from a start without any, activity alone would explain the ties as well.
        let_differ = unequal and 2 * sweep >= warm_up
        _draw_hits(state)
        _draw_rates(state)
        _draw_changes(state)
        steps = _steps(state)
        sums = _active(state)
        for partner in rng.permutation(order).tolist():
            around = _without(state, partner, sums)
            _draw_path(state, partner, steps, around)
            if let_differ:
                _draw_activity(state, partner, around)
            sums = _with(state, partner, around)
        if let_differ:
            _draw_spread(state, order)
        if sweep >= warm_up:
            cores.append(state.core.copy())
            rates.append(state.rate.copy())
    return BlockDraws(
        np.concatenate(np.moveaxis(np.array(cores), 1, 0)),
        -np.expm1(-np.concatenate(np.moveaxis(np.array(rates), 1, 0))),
    )


def _begin(
    ties: list[sparse.csr_array], present: Flags, per_pair: int, rng: np.random.Generator
) -> _State:
    """Start each chain from its own share of the partners with most ties."""
    moments, n = present.shape
    core = np.zeros((CHAINS, moments, n), dtype=bool)
    for moment, matrix in enumerate(ties):
        degree = strength_of(matrix) + 0.01 * rng.random(n)
        degree[~present[moment]] = -1
        for chain in range(CHAINS):
            share = 0.05 + 0.4 * chain / (CHAINS - 1)
            size = max(1, round(share * int(present[moment].sum())))
            core[chain, moment, np.argsort(-degree)[:size]] = True
        core[:, moment] &= present[moment]
    tenth = np.full(CHAINS, 0.1)
    listed = [_Ties.of(one) for one in ties]
    return _State(
        ties=listed, present=present, per_pair=per_pair, rng=rng,
        core=core,
        hits=[np.tile(one.number, (CHAINS, 1)) for one in listed],
        to_core=np.zeros((CHAINS, moments, n)),
        total=np.zeros((CHAINS, moments, n)),
        rate=np.tile(np.array([0.9, 0.35, 0.1]), (CHAINS, moments, 1)),
        activity=np.ones((CHAINS, n)),
        spread=np.full(CHAINS, 0.5),
        up=tenth, down=tenth.copy(), enter=np.full((CHAINS, 2), 0.3),
    )  # fmt: skip


def _draw_hits(state: _State) -> None:
    """Draw how many hits are behind each tie: at least one each; and add them up."""
    for moment, one in enumerate(state.ties):
        first, second = one.partner[one.once], one.other[one.once]
        core = state.core[:, moment]
        block = 2 - core[:, first].astype(int) - core[:, second]
        mean = np.take_along_axis(state.rate[:, moment], block, axis=1)
        mean = mean * state.activity[:, first] * state.activity[:, second]
        drawn = _at_least_one(mean, state.rng)
        double = one.number[one.once] > 1
        if double.any():
            drawn[:, double] += _at_least_one(mean[:, double], state.rng)
        hits = np.empty((len(core), len(one.partner)))
        hits[:, one.once] = hits[:, one.twin] = drawn
        state.hits[moment] = hits
        for place, values in ((state.total, hits), (state.to_core, hits * core[:, one.other])):
            sums = np.concatenate([np.zeros((len(core), 1)), np.cumsum(values, axis=1)], axis=1)
            place[:, moment] = sums[:, one.start[1:]] - sums[:, one.start[:-1]]


def _at_least_one(mean: Floats, rng: np.random.Generator) -> Floats:
    """Draw a Poisson count known to be above 0: when the first came, then how many after."""
    first = -np.log1p(-rng.random(mean.shape) * -np.expm1(-mean))
    return np.asarray(1.0 + rng.poisson(np.maximum(mean - first, 0.0)), dtype=np.float64)


def _exposure(state: _State) -> tuple[Floats, Floats]:
    """Add up activity in the core and in the periphery at each moment, squares too."""
    core = state.core.astype(float)
    rest = state.present[None] - core
    theta = state.activity[:, None, :]
    sums = np.stack([(core * theta).sum(axis=2), (rest * theta).sum(axis=2)], axis=2)
    squares = np.stack([(core * theta**2).sum(axis=2), (rest * theta**2).sum(axis=2)], axis=2)
    return sums, squares


def _draw_rates(state: _State) -> None:
    """Draw the three rates of every moment, each between its neighbours in order."""
    sums, squares = _exposure(state)
    own = np.maximum((sums**2 - squares) / 2, 0.0)
    pairs = np.stack([own[..., 0], sums[..., 0] * sums[..., 1], own[..., 1]], axis=2)
    pairs *= state.per_pair
    core = state.core
    within = (core * state.to_core).sum(axis=2) / 2
    mixed = (core * state.total).sum(axis=2) - 2 * within
    rest = state.total.sum(axis=2) / 2 - within - mixed
    hits = np.stack([within, mixed, rest], axis=2)
    for block in state.rng.permutation(3).tolist():
        shape, scale = hits[..., block] + 1, 1 / (pairs[..., block] + 1)
        low = state.rate[..., block + 1] if block < 2 else np.zeros(shape.shape)
        high = state.rate[..., block - 1] if block > 0 else np.full(shape.shape, np.inf)
        below, above = gammainc(shape, low / scale), gammainc(shape, high / scale)
        drawn = gammaincinv(shape, below + (above - below) * state.rng.random(shape.shape)) * scale
        # Far out in a tail both bounds look alike to a float: stay between them.
        top = np.maximum(np.minimum(high * (1 - 1e-12), 50.0), low + 1e-12)
        state.rate[..., block] = np.clip(drawn, low + 1e-12, top)


def _draw_changes(state: _State) -> None:
    """Draw how often partners change, and how often they are core when they come."""
    core, present, rng = state.core, state.present, state.rng
    both = present[1:] & present[:-1]
    before, after = core[:, :-1], core[:, 1:]

    def count(what: NDArray[np.bool_]) -> Floats:
        return np.asarray(what.sum(axis=(1, 2)), dtype=np.float64)

    state.up = rng.beta(STAY[0] + count(both & ~before & after),
                        STAY[1] + count(both & ~before & ~after))  # fmt: skip
    state.down = rng.beta(STAY[0] + count(both & before & ~after),
                          STAY[1] + count(both & before & after))  # fmt: skip
    came = present[1:] & ~present[:-1]
    state.enter = np.stack([
        rng.beta(1 + (core[:, 0] & present[0]).sum(axis=1),
                 1 + (present[0] & ~core[:, 0]).sum(axis=1)),
        rng.beta(STAY[0] + count(core[:, 1:] & came),
                 STAY[1] + count(came & ~core[:, 1:])),
    ], axis=1)  # fmt: skip


def _steps(state: _State) -> Steps:
    """Give how far the rates lie apart, core to mixed and mixed to periphery; their logs too."""
    rate, log = state.rate, np.log(state.rate)
    return (rate[..., 0] - rate[..., 1], rate[..., 1] - rate[..., 2],
            log[..., 0] - log[..., 1], log[..., 1] - log[..., 2])  # fmt: skip


def _draw_path(state: _State, partner: int, steps: Steps, around: Sums) -> None:
    """Draw one partner's whole path given all others: forward through the moments, then back."""
    own = state.core[:, :, partner].astype(float)
    cores, others = around
    to_core = state.to_core[:, :, partner]
    to_rest = state.total[:, :, partner] - to_core
    expected = state.per_pair * state.activity[:, [partner]]
    # How much likelier the hits are if it is core than if it is not.
    with_core, with_rest, log_core, log_rest = steps
    gain = to_core * log_core + to_rest * log_rest
    gain -= expected * (cores * with_core + (others - cores) * with_rest)
    odds = np.exp(np.minimum(np.maximum(gain, -500), 500))
    drawn = _path(state, odds, state.present[:, partner])
    change = drawn.astype(float) - own
    for moment in np.flatnonzero(change.any(axis=0)).tolist():
        ties = state.ties[moment]
        row = slice(ties.start[partner], ties.start[partner + 1])
        moved = change[:, [moment]] * state.hits[moment][:, row]
        state.to_core[:, moment, ties.other[row]] += moved
    state.core[:, :, partner] = drawn


def _active(state: _State) -> Sums:
    """Add up the activity of partners at each moment: of the core, and of all."""
    theta = state.activity[:, None, :]
    return (state.core * theta).sum(axis=2), (state.present[None] * theta).sum(axis=2)


def _without(state: _State, partner: int, sums: Sums) -> Sums:
    """Take one partner out of the sums, to look at it given all others."""
    own = state.activity[:, [partner]]
    cores, everybody = sums
    return cores - state.core[:, :, partner] * own, everybody - state.present[:, partner] * own


def _with(state: _State, partner: int, around: Sums) -> Sums:
    """Add one partner, as it is now, to the sums of all others."""
    own = state.activity[:, [partner]]
    cores, others = around
    return cores + state.core[:, :, partner] * own, others + state.present[:, partner] * own


def _path(state: _State, odds: Floats, here: Flags) -> NDArray[np.bool_]:
    """Draw core or not at each moment: filter forward, sample backward."""
    chains = zip(
        odds.tolist(), state.rng.random(odds.shape).tolist(), state.up.tolist(),
        state.down.tolist(), state.enter.tolist(), strict=True,
    )  # fmt: skip
    there = here.tolist()
    return np.array([_one_path(*chain, there) for chain in chains])


def _one_path(  # noqa: PLR0917 - what one chain is at, one caller
    odds: list[float], luck: list[float], up: float, down: float, enter: list[float],
    here: list[bool],
) -> list[bool]:  # fmt: skip
    """Draw the path of one chain; so few numbers are sooner done one by one than as arrays."""
    forward = [0.0] * len(odds)  # the chance to be core, given the moments so far
    for moment, there in enumerate(here):
        if not there:
            continue
        prior = enter[min(moment, 1)]
        if moment and here[moment - 1]:
            was = forward[moment - 1]
            prior = was * (1 - down) + (1 - was) * up
        core = prior * odds[moment]
        forward[moment] = core / (core + 1 - prior)
    drawn = [False] * len(odds)
    for moment in range(len(odds) - 1, -1, -1):
        if not here[moment]:
            continue
        chance = forward[moment]
        if moment + 1 < len(odds) and here[moment + 1]:
            then = drawn[moment + 1]
            if_core = chance * (1 - down if then else down)
            if_not = (1 - chance) * (up if then else 1 - up)
            chance = if_core / (if_core + if_not)
        drawn[moment] = luck[moment] < chance
    return drawn


def _draw_activity(state: _State, partner: int, around: Sums) -> None:
    """Draw how active a partner is, the same at all moments, given its blocks and all others."""
    rng, here, core = state.rng, state.present[:, partner], state.core[:, :, partner]
    cores, others = around
    with_core = np.where(core, state.rate[..., 0], state.rate[..., 1])
    with_rest = np.where(core, state.rate[..., 1], state.rate[..., 2])
    each = here * (with_core * cores + with_rest * (others - cores))
    expected = state.per_pair * each.sum(axis=1)
    hits = state.total[:, :, partner].sum(axis=1)
    # Proposed as if activity were gamma, which is known; kept as often as lognormal would have it.
    shape = state.spread**-2
    was = state.activity[:, partner]
    fresh = np.maximum(rng.gamma(shape + hits) / (shape + expected), 1e-6)
    gain = _lognormal(fresh, state.spread) - _lognormal(was, state.spread)
    gain -= (shape - 1) * np.log(fresh / was) - shape * (fresh - was)
    kept = np.log(rng.random(len(was))) < gain
    state.activity[:, partner] = np.where(kept, fresh, was)


def _lognormal(theta: Floats, spread: Floats) -> Floats:
    """Give the log density of activity: lognormal with mean 1, but for a constant."""
    middle = (np.log(theta) + spread**2 / 2) / spread
    return np.asarray(-(middle**2) / 2 - np.log(theta) - np.log(spread))


def _draw_spread(state: _State, order: Ints) -> None:
    """Draw how unequal partners are, from a grid; before anything is seen, rather equal."""
    log = np.log(state.activity[:, order])[:, :, None]
    middle = (log + UNEQUAL**2 / 2) / UNEQUAL
    weight = (-(middle**2) / 2).sum(axis=1) - len(order) * np.log(UNEQUAL) - 2 * UNEQUAL**2
    chance = np.cumsum(np.exp(weight - weight.max(axis=1, keepdims=True)), axis=1)
    place = (chance < chance[:, -1:] * state.rng.random((len(log), 1))).sum(axis=1)
    state.spread = UNEQUAL[place]
