"""What ties between core and periphery carry, and which activities the core keeps to itself."""

import math

import numpy as np
import pandas as pd
from scipy import sparse

from leco.coalition.coalition import Coalition
from leco.dynamics.core_flows import Roster
from leco.graph.arrays import Flags, Network


def content(nows: list[Coalition], seen: Roster, core: Flags) -> pd.DataFrame:
    """Say both at each moment, from who is core (moment x partner)."""
    rows = [
        mixed_ties(now, net, inside[here]) | activities(net, inside[here])
        for now, net, inside, here in zip(nows, seen.nets, core, seen.present, strict=True)
    ]
    return pd.DataFrame(rows, index=pd.Index(seen.moments, name="moment"))


def mixed_ties(now: Coalition, net: Network, inside: Flags) -> dict[str, float]:
    """Say how deep the ties between core and periphery are.

    ``mixed_pairs`` counts the pairs of a core and a periphery partner that are tied,
    ``mixed_kinds`` the kinds of tie such a pair has on average (NaN without kinds), and
    ``mixed_strength`` its strength (NaN without strengths), all kinds added up.
    """
    pairs = _across(net.undirected, inside)
    found = {"mixed_pairs": pairs, "mixed_kinds": math.nan, "mixed_strength": math.nan}
    if net.kinds is not None:
        kinds = sum(net.kinds.layers.values(), sparse.csr_array((net.n, net.n)))
        if known := _across(kinds > 0, inside):  # a pair of unknown kind says nothing
            found["mixed_kinds"] = _across(kinds, inside) / known
    if "weight" in now.ties.columns:
        place = pd.Series(np.arange(net.n), index=list(net.nodes))
        ends = [inside[now.ties[end].map(place)] for end in ("source", "target")]
        strengths = now.ties["weight"][ends[0] != ends[1]]
        if strengths.notna().any():
            # A tie without a strength counts as 1, as it does everywhere.
            found["mixed_strength"] = float(strengths.fillna(1.0).sum()) / pairs
    return found


def _across(ties: sparse.csr_array, inside: Flags) -> float:
    """Add up the ties between a partner inside and one outside."""
    return float(ties[inside][:, ~inside].sum())


def activities(net: Network, inside: Flags) -> dict[str, float]:
    """Count the activities that core partners keep to themselves and those they share.

    The other meaning of "core" (Gulati & Kletter 2005): what is done alone, and what with
    others. NaN where no participations are on record.
    """
    if net.activities is None:
        return {"activities_alone": math.nan, "activities_shared": math.nan}
    held = net.activities[inside].sum(axis=0) > 0
    alone = net.activities.sum(axis=0) == 1
    return {
        "activities_alone": float((held & alone).sum()),
        "activities_shared": float((held & ~alone).sum()),
    }
