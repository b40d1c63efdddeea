"""The moments at which a coalition is followed: in order, each once."""

from collections.abc import Sequence

import numpy as np

from leco.coalition.coalition import Coalition
from leco.errors import LecoError
from leco.graph.arrays import Floats
from leco.schema import dates


def followed(
    verb: str, coalition: object, every: str | Sequence[object]
) -> tuple[list[object], list[Coalition]]:
    """Give the moments that a verb asks for, two or more in order, and the coalition at each."""
    if not isinstance(coalition, Coalition):
        raise LecoError.of("wants_coalition", what=verb)
    moments = coalition.moments(every)
    if len(moments) < 2:
        raise LecoError.of("few_moments", every=str(every), count=len(moments))
    nows = [coalition.at(moment) for moment in moments]
    named = [str(now.moment) for now in nows]
    apart = np.diff(years(named))
    if (apart <= 0).any():
        first = int(np.argmax(apart <= 0))
        raise LecoError.of("moments_order", later=named[first + 1], earlier=named[first])
    return moments, nows


def years(named: Sequence[str]) -> Floats:
    """Give when each moment is, in years; waves that are no dates stand one apart."""
    try:
        days = [dates.moment(one.rpartition("/")[2]).last for one in named]
    except ValueError:
        return np.arange(len(named), dtype=np.float64)
    return np.array([(day - days[0]) / dates.YEAR for day in days], dtype=np.float64)
