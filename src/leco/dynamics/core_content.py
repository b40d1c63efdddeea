"""What ties between core and periphery carry, and which activities the core keeps to itself."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from leco.coalition.core import Coalition
from leco.graph.arrays import Flags


def mixed_ties(
    nows: Sequence[Coalition], partners: Sequence[object], core: Flags
) -> Mapping[str, list[float]]:
    """Say, at each moment, how deep the ties between core and periphery are.

    ``mixed_pairs`` counts the pairs of a core and a periphery partner that are tied,
    ``mixed_kinds`` the kinds of tie such a pair has on average (NaN without kinds), and
    ``mixed_strength`` its strength (NaN without strengths), all kinds added up.
    """
    place = {partner: row for row, partner in enumerate(partners)}
    found: dict[str, list[float]] = {"mixed_pairs": [], "mixed_kinds": [], "mixed_strength": []}
    for now, inside in zip(nows, core, strict=True):
        ties = now.snapshot().ties
        is_core = {partner: bool(inside[row]) for partner, row in place.items()}
        flags = [ties[end].map(is_core) for end in ("source", "target")]
        mixed = ties[(flags[0] != flags[1]).to_numpy(dtype=bool)] if len(ties) else ties
        ends = mixed[["source", "target"]]
        pair = pd.Series(
            [tuple(sorted(row)) for row in ends.itertuples(index=False)], index=mixed.index,
            dtype=object,
        )  # fmt: skip
        groups = mixed.groupby(pair)
        found["mixed_pairs"].append(float(pair.nunique()))
        for column, name in (("kind", "mixed_kinds"), ("weight", "mixed_strength")):
            value = math.nan
            if column in mixed.columns and len(mixed) and mixed[column].notna().any():
                if column == "kind":
                    each = groups[column].nunique()
                    value = float(each[each > 0].mean())  # a pair of unknown kind says nothing
                else:  # a tie without a strength counts as 1, as it does everywhere
                    value = float(mixed[column].fillna(1.0).groupby(pair).sum().mean())
            found[name].append(value)
    return found


def activities(
    nows: Sequence[Coalition], partners: Sequence[object], core: Flags
) -> Mapping[str, list[float]]:
    """Count the activities that core partners keep to themselves and those they share.

    The other meaning of "core" (Gulati & Kletter 2005): what is done alone, and what with
    others. NaN where no participations are on record.
    """
    place = {partner: row for row, partner in enumerate(partners)}
    found: dict[str, list[float]] = {"activities_alone": [], "activities_shared": []}
    for now, inside in zip(nows, core, strict=True):
        rows = now.snapshot().participations
        if rows is None:
            found["activities_alone"].append(math.nan)
            found["activities_shared"].append(math.nan)
            continue
        rows = rows[rows["partner"].isin(place)].drop_duplicates(["partner", "activity"])
        who = rows["partner"].map(place)
        size = rows.groupby("activity")["partner"].transform("size")
        held = rows[np.array([bool(inside[row]) for row in who], dtype=bool)]
        alone = held[size.loc[held.index] == 1]["activity"].nunique()
        found["activities_alone"].append(float(alone))
        found["activities_shared"].append(float(held["activity"].nunique() - alone))
    return found
