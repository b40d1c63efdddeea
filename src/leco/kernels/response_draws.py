"""Ties that nobody told of, drawn by what those who answered did tell."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaln, expit, logit

from leco.graph.ties import Flags, Floats, Ints

# The middles and spreads that the shares of a population may have.
MIDDLES = expit(np.arange(-7, 7.1, 0.2))
SPREADS = ((np.arange(40) + 0.5) / 40) ** 2
# A share is never wholly nothing or all, so that its log odds are finite.
LEAST = 1e-6


class Population(NamedTuple):
    """Partners as a population: with what share of those who could be, each is tied.

    Shares are Beta(m k, (1 - m) k) around a middle m, the closer the higher k = 1 / s - 1.
    `chances` says how likely each m and s is, given `found` ties out of `told`, both by partner.
    """

    found: Floats
    told: Floats
    chances: Floats

    def drawn(self, rng: np.random.Generator, left_out: Sequence[int] = ()) -> list[Floats]:
        """Draw the share of each partner, in log odds, given what was told of it.

        Also, of the same middle and spread, with one told that there is no tie (0), or that there
        is (1), left out.
        """
        place = int(rng.choice(self.chances.size, p=self.chances.ravel()))
        row, column = np.unravel_index(place, self.chances.shape)
        first, second = _shapes(MIDDLES[row], SPREADS[column])
        found, other = self.found, self.told - self.found
        pairs = [(found, other), *((found - tie, other - 1 + tie) for tie in left_out)]
        return [_log_odds(rng.beta(first + np.maximum(one, 0), second + np.maximum(rest, 0)))
                for one, rest in pairs]  # fmt: skip


def population(found: Floats, told: Floats) -> Population:
    """Weigh what middle and what spread of the shares go with so many ties of so many told of.

    Before looking, any middle and any spread are as likely (the beta-binomial model).
    """
    first, second = _shapes(MIDDLES[:, None], SPREADS[None, :])
    # Steps of the grid are not of one size: those of m go by the logistic, those of s by a square.
    logs = np.log(MIDDLES * (1 - MIDDLES))[:, None] + 0.5 * np.log(SPREADS)[None, :]
    each, times = np.unique(np.stack([found, told]), axis=1, return_counts=True)
    for (tied, of), many in zip(each.T, times, strict=True):
        logs = logs + many * (betaln(first + tied, second + of - tied) - betaln(first, second))
    weights = np.exp(logs - logs.max())
    return Population(found, told, weights / weights.sum())


def _shapes(middle: Floats, spread: Floats) -> tuple[Floats, Floats]:
    many = 1 / spread - 1
    return middle * many, (1 - middle) * many


def _log_odds(shares: Floats) -> Floats:
    odds: Floats = logit(np.clip(shares, LEAST, 1 - LEAST))
    return odds


class Telling(NamedTuple):
    """What was told: the ties on record, what is not known, and what that says of partners."""

    ties: Flags
    unknown: Flags
    answered: Flags
    named: Population
    naming: Population | None  # those who answered, where ties have a direction


def telling(ties: Flags, unknown: Flags, answered: Flags, *, directed: bool) -> Telling:
    """Read what those who answered tell of everybody, and with direction of themselves."""
    others = (answered.sum() - answered).astype(np.float64)
    named = population(ties[answered].sum(axis=0, dtype=np.float64), others)
    naming = None
    if directed:
        names = ties[answered].sum(axis=1, dtype=np.float64)
        naming = population(names, np.full(len(names), len(ties) - 1.0))
    return Telling(ties, unknown, answered, named, naming)


def draw_unknown(told: Telling, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw which of the unknown ties there are: their rows and columns (pairs once)."""
    named, *without = told.named.drawn(rng, (0, 1))
    # What two who answered said of their own tie must not speak for it: left out on both sides.
    fair = np.where(told.ties, without[1], without[0])
    heard = told.answered[:, None] & told.answered
    np.fill_diagonal(heard, val=False)
    if told.naming is None:
        level = _level(told, fair + fair.T, np.triu(heard), named, rng)
        chances = expit(named[:, None] + named + level)
        rows, columns = np.nonzero(np.triu(told.unknown & (rng.random(chances.shape) < chances)))
        return rows, columns
    names = _names(told.answered, named, told.naming.drawn(rng)[0], rng)[:, None]
    back = told.ties.T
    either, alone, answering = (
        expit(names + named + _level(told, names + fair, heard & pairs, named, rng))
        for pairs in (np.ones_like(back), ~back, back)
    )
    ties, luck = told.ties.copy(), rng.random(back.shape)
    # Of two ties of a pair that are both unknown one goes first, by lot, and the other follows.
    lot = np.triu(rng.random(back.shape) < 0.5, 1)
    first = (lot | np.triu(~lot, 1).T) & told.unknown & told.unknown.T
    ties |= first & (luck < either)
    ties |= told.unknown & ~first & (luck < np.where(ties.T, answering, alone))
    rows, columns = np.nonzero(ties & told.unknown)
    return rows, columns


def _names(answered: Flags, named: Floats, own: Floats, rng: np.random.Generator) -> Floats:
    """Draw how many others each partner names, as one who answered and is named as often.

    That is a line through those who answered, drawn with replacement, of which the slope is
    held to 0 as by one more who is one off (a ridge), and how far one of them lies off it.
    """
    who = rng.integers(len(own), size=len(own))
    often, many = named[answered][who], own[who]
    off = often - often.mean()
    slope = float(off @ many) / (float(off @ off) + 1)
    rest = many - many.mean() - slope * off
    found: Floats = many.mean() + slope * (named - often.mean()) + rng.choice(rest, len(named))
    return found


def _level(
    told: Telling, lean: Floats, pairs: Flags, named: Floats, rng: np.random.Generator
) -> float:
    """Give the level at which `pairs` would be tied as often as they are, drawn (Jeffreys).

    Without such pairs nothing is to be met, and a share is held against the middle one.
    """
    many = int(pairs.sum())
    if not many:
        return -float(named.mean())
    found = int((told.ties & pairs).sum())
    share = np.clip(rng.beta(0.5 + found, 0.5 + many - found), LEAST, 1 - LEAST)
    own = lean[pairs]
    far = float(np.abs(own).max()) - 2 * float(logit(LEAST))
    return float(brentq(lambda level: expit(own + level).mean() - share, -far, far, xtol=1e-6))
