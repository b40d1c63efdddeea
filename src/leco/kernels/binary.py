r"""Regression of what happens or does not: exact fits, robust spread, penalties, separation.

The chance of row i is :math:`\mu_i = g(\eta_i)`, :math:`\eta_i = x_i'\beta + o_i`, with g the
logistic function (``"logit"``) or :math:`1 - \exp(-e^\eta)` (``"cloglog"``: the hazard over a
period whose length is in the offset o). Columns are scaled by their largest value while fitting.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import brentq, linprog, root
from scipy.special import expit, log_expit

from leco.graph.ties import Flags, Floats, Ints

Link = Literal["logit", "cloglog"]

STEPS = 200
# Newton's steps end here, relative to the size of the (scaled) coefficients.
STILL = 1e-11
# Near enough for a height, which is flat at its top.
NEARBY = 1e-6
# No step moves the predictor of a row further; of a plain logit, which is flat far out, a row
# that is there already may go further.
FURTHEST = 5.0
# A step climbs this part of what the slope promises (Armijo), or some would go to and fro.
ENOUGH = 0.1
# Half the 95 % point of chi-squared with one degree of freedom.
HALF_CHI2 = 1.9207294103470617
# What a direction of the linear programme must gain to separate.
GAIN = 1e-7


@dataclass(frozen=True, eq=False)
class Fit:
    """Coefficients, their spread by the model, and the logarithm of the likelihood.

    `loglik` holds the penalty too where the fit is penalised.
    """

    coefficients: Floats
    covariance: Floats
    chances: Floats
    loglik: float


@dataclass(frozen=True, eq=False)
class _Rows:
    """What is explained, by what, from which starting point of each row, and by which link."""

    outcome: Floats
    design: Floats
    offset: Floats
    link: Link

    def parts(self, beta: Floats) -> tuple[Floats, Floats, Floats, Floats, float]:
        r"""Give chance, score by row, weight, its relative slope, and the log-likelihood.

        The score of row i is :math:`(y - \mu) \mu' / V`, its weight :math:`\mu'^2 / V`.
        """
        eta = np.clip(self.design @ beta + self.offset, -500, 500)
        if self.link == "logit":
            mean = expit(eta)
            weight = mean * expit(-eta)
            each = np.where(self.outcome > 0, log_expit(eta), log_expit(-eta))
            return mean, self.outcome - mean, weight, 1 - 2 * mean, float(each.sum())
        hazard = np.exp(eta)
        mean = -np.expm1(-hazard)
        odds = hazard * np.exp(-hazard) / mean  # e / (exp(e) - 1), which large e cannot overflow
        weight = hazard * odds
        score = np.where(self.outcome > 0, odds, -hazard)
        # d log(weight) / d eta: the weight is e^2 / (exp(e) - 1).
        slope = 2 - hazard / mean
        each = np.where(self.outcome > 0, np.log(mean), -hazard)
        return mean, score, weight, slope, float(each.sum())

    def information(self, weight: Floats) -> Floats:
        found: Floats = self.design.T @ (self.design * weight[:, None])
        return found


def fit(outcome: Floats, design: Floats, offset: Floats, link: Link) -> Fit:
    """Fit by maximum likelihood (Newton's steps on the expected information).

    Ask `separates` first: where something does there is no maximum, and steps run off or end
    anywhere. Raises FloatingPointError when no maximum is reached.
    """
    return _maximum(outcome, design, offset, link, penalised=False)


def firth(outcome: Floats, design: Floats, offset: Floats, link: Link) -> Fit:
    r"""Fit by the likelihood times Jeffreys' prior, :math:`|I(\beta)|^{1/2}` (Firth 1993).

    It has a finite maximum whatever the rows are (Kosmidis & Firth 2021).
    """
    return _maximum(outcome, design, offset, link, penalised=True)


def _maximum(
    outcome: Floats, design: Floats, offset: Floats, link: Link, *, penalised: bool
) -> Fit:
    scale = _scale(design)
    rows = _Rows(outcome, design / scale, offset, link)
    free = np.ones(design.shape[1], dtype=bool)
    beta, loglik = _climb(rows, np.zeros(design.shape[1]), free, penalised)
    mean, _, weight, _, _ = rows.parts(beta)
    covariance = np.linalg.inv(rows.information(weight)) / np.outer(scale, scale)
    # The penalty of the columns as they were given.
    loglik += float(np.log(scale).sum()) * penalised
    return Fit(beta / scale, covariance, mean, loglik)


def _scale(design: Floats) -> Floats:
    largest = np.abs(design).max(axis=0)
    return np.where(largest > 0, largest, 1.0)


def _climb(
    rows: _Rows, beta: Floats, free: Flags, penalised: bool, near: float = STILL
) -> tuple[Floats, float]:
    """Climb the (penalised) likelihood over the free coefficients.

    Newton's steps on the expected information, shortened where they overshoot; where these are
    not Newton's own (a penalty, or cloglog), the last of the way is that of MINPACK's hybrid.
    """
    height, slope, step = _slopes(rows, beta, free, penalised)
    polish = near <= STILL and (penalised or rows.link == "cloglog")
    for _ in range(STEPS):
        if np.abs(step).max(initial=0.0) < (1e-4 if polish else near) * max(
            1.0, np.abs(beta).max()
        ):
            break
        moved = np.abs(rows.design @ step)
        if rows.link == "logit" and not penalised:
            moved /= 1 + np.abs(rows.design @ beta)
        size = min(1.0, FURTHEST / float(moved.max()))
        gain = ENOUGH * float(slope @ step[free])
        # A step that is rounding alone may seem to fall.
        slack = 1e-12 * max(1.0, abs(height))
        while not _slopes(rows, beta + size * step, free, penalised)[0] >= (
            height + size * gain - slack
        ):
            size /= 2
            if size < 1e-9:
                raise FloatingPointError("no step climbs")
        beta = beta + size * step
        height, slope, step = _slopes(rows, beta, free, penalised)
    else:
        raise FloatingPointError("runs off")
    if polish:
        beta = _polished(rows, beta, free, penalised)
        height = _slopes(rows, beta, free, penalised)[0]
    return beta, height


def _polished(rows: _Rows, beta: Floats, free: Flags, penalised: bool) -> Floats:
    """Go where the slope is 0, from nearby."""

    def slope(part: Floats) -> Floats:
        placed = beta.copy()
        placed[free] = part
        return _slopes(rows, placed, free, penalised)[1]

    found = root(slope, beta[free], method="hybr", options={"xtol": STILL})
    near = beta.copy()
    near[free] = found.x
    # It may end for want of progress when it is there already.
    left = _slopes(rows, near, free, penalised)[2]
    return (
        near if np.abs(left).max() < np.abs(_slopes(rows, beta, free, penalised)[2]).max() else beta
    )


def _slopes(
    rows: _Rows, beta: Floats, free: Flags, penalised: bool
) -> tuple[float, Floats, Floats]:
    """Give the height here, the slope over the free coefficients, and Newton's step for all."""
    _, score, weight, bend, height = rows.parts(beta)
    information = rows.information(weight)
    if penalised:
        sign, logdet = np.linalg.slogdet(information)
        if sign <= 0 or not np.isfinite(logdet):
            return -np.inf, np.zeros(int(free.sum())), np.zeros(len(beta))
        height += 0.5 * float(logdet)
        leverage = ((rows.design @ np.linalg.inv(information)) * rows.design).sum(axis=1) * weight
        score = score + 0.5 * leverage * bend
    slope: Floats = rows.design[:, free].T @ score
    step = np.zeros(len(beta))
    try:
        step[free] = np.linalg.solve(information[np.ix_(free, free)], slope)
    except np.linalg.LinAlgError as error:
        raise FloatingPointError("singular") from error
    return height, slope, step


def profile(  # noqa: PLR0917 - the rows, handed over as to fit
    outcome: Floats, design: Floats, offset: Floats, link: Link, found: Fit, place: int
) -> tuple[float, float, float]:
    r"""Give low, high and the statistic against 0 of one penalised coefficient.

    The ends of the interval are where twice the fall of the penalised likelihood, the other
    coefficients at their best, is the 95 % point of chi-squared (Heinze & Schemper 2002).
    """
    scale = _scale(design)
    rows = _Rows(outcome, design / scale, offset, link)
    best = found.coefficients * scale
    top = found.loglik - float(np.log(scale).sum())
    spread = float(np.sqrt(found.covariance[place, place])) * scale[place]
    free = np.arange(len(best)) != place

    # Where the others are best moves along the spread, from the nearest that is known.
    along = found.covariance[:, place] / found.covariance[place, place]
    along = along * scale / scale[place]
    known = [best]

    def fall(value: float) -> float:
        nearest = min(known, key=lambda one: abs(float(one[place]) - value))
        start = nearest + (value - nearest[place]) * along
        start[place] = value
        there, height = _climb(rows, start, free, penalised=True, near=NEARBY)
        known.append(there)
        return top - height

    ends = []
    for side in (-1.0, 1.0):
        reach = 2 * spread
        while fall(best[place] + side * reach) < HALF_CHI2:
            reach *= 2
            if reach > 1e6 * spread:
                break
        else:
            ends.append(
                float(brentq(lambda value: fall(value) - HALF_CHI2, best[place],
                             best[place] + side * reach, xtol=1e-8 * spread))
            )  # fmt: skip
            continue
        ends.append(side * np.inf)
    return ends[0] / scale[place], ends[1] / scale[place], 2 * max(0.0, fall(0.0))


def dyadic_covariance(  # noqa: PLR0917 - the same
    outcome: Floats, design: Floats, offset: Floats, link: Link, found: Fit, ends: tuple[Ints, Ints]
) -> Floats:
    r"""Give the spread when rows that share a partner may go together.

    .. math:: B \left(\sum_i s_i s_i' - \sum_{ij} s_{ij} s_{ij}'\right) B

    with s the scores summed by partner and by pair, B the spread by the model (Aronow, Samii &
    Assenova 2015). Where that has a negative direction, it counts as 0 there.
    """
    _, score, _, _, _ = _Rows(outcome, design, offset, link).parts(found.coefficients)
    scores = design * score[:, None]
    first, last = ends
    partners = int(max(first.max(), last.max())) + 1
    by_partner = np.zeros((partners, design.shape[1]))
    np.add.at(by_partner, first, scores)
    np.add.at(by_partner, last, scores)
    pair, which = np.unique(
        np.minimum(first, last) * partners + np.maximum(first, last), return_inverse=True
    )
    by_pair = np.zeros((len(pair), design.shape[1]))
    np.add.at(by_pair, which, scores)
    bread = found.covariance
    spread = bread @ (by_partner.T @ by_partner - by_pair.T @ by_pair) @ bread
    # In the units of the model's own spread, so that the scale of a column decides nothing.
    unit = np.sqrt(np.diagonal(bread))
    values, vectors = np.linalg.eigh(spread / np.outer(unit, unit))
    if values.min() >= -1e-12 * max(1.0, values.max()):
        return np.asarray(spread)
    clipped = (vectors * np.maximum(values, 0.0)) @ vectors.T
    return np.asarray(clipped * np.outer(unit, unit))


def separates(outcome: Floats, design: Floats) -> Floats | None:
    r"""Give a direction that tells events from others, wholly or but for ties; None if none does.

    The maximum of :math:`\sum_i z_i'b`, :math:`z_i = (2 y_i - 1) x_i`, over :math:`z_i'b \ge 0`
    and :math:`-1 \le b \le 1`, is above 0 just where the likelihood has no maximum (Konis 2007).
    """
    signed = np.unique((2 * outcome - 1)[:, None] * design / _scale(design), axis=0)
    found = linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1),
        method="highs",
    )  # fmt: skip
    direction = np.asarray(found.x, dtype=float)
    gains = signed @ direction
    return direction if gains.max() > GAIN and gains.min() > -GAIN else None
