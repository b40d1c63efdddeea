"""Three things called diversity, each with its own indices: variety, separation, disparity."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from leco import words
from leco.errors import UnsupportedGraphError, require_one_of
from leco.graph.arrays import Floats, Network
from leco.graph.numbers import number_in
from leco.graph.partition import By, Labels, grouping, split_labels
from leco.kernels.amounts import known_numbers, read_amounts, read_numbers
from leco.kernels.composition import (
    Carriers,
    evenly,
    filled,
    gini_simpson,
    hill,
    normalised,
    number_of_categories,
)
from leco.metrics.registry import measure
from leco.metrics.spread import DISPARITY, SEPARATION, Kernel
from leco.result import Table
from leco.words import Note

# A label of which less than this is left has lost its last partner; 1/k for each leaves rounding.
NOTHING = 1e-9
# The index of each construct that a sentence is about.
HEADLINE = {"variety": "blau_unbiased", "separation": "sd", "disparity": "gini_unbiased"}
COLUMNS = ("value", "low", "high", "lowest", "highest", "maximum")

Construct: TypeAlias = Literal["variety", "separation", "disparity"]
Row: TypeAlias = dict[str, float]


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Diversity(Table):
    """One row per index, each with what single partners and missing labels could make of it."""

    construct: str = ""

    def sentence(self, lang: str | None = None) -> str:
        """Say the main index, and between what any one partner moves it."""
        index = HEADLINE[self.construct]
        value, low, high = (float(self.frame[one][index]) for one in ("value", "low", "high"))
        if math.isnan(value):
            return words.text("answer.undefined", lang)
        said = words.word("index", index, lang)
        return words.text("reads.diversity", lang, index=said, value=value, low=low, high=high)


@measure(
    level="table", family="diversity", bounds=(0, math.inf), needs=("one_entity",),
    headline="value",
    source="Harrison & Klein (2007); Biemann & Kearney (2010); Solanas et al. (2012), for the "
    "highest reachable",
)  # fmt: skip
def diversity(
    net: Network, *, by: By, construct: Construct = "variety", categories: int | None = None,
    scale: tuple[float, float] | None = None,
) -> Diversity:  # fmt: skip
    r"""List the indices of one kind of diversity: of kinds, of positions on a scale, or of shares.

    ========== ===================== ======================================================
    construct  `by` holds            indices
    ========== ===================== ======================================================
    variety    labels: sector, offer richness, blau, blau_unbiased, iqv, shannon, hill_1, hill_2
    separation positions on a scale  sd, sd_unbiased (n - 1 and c4), mean_distance (of two
                                     different partners)
    disparity  amounts: hours, money cv, gini, gini_unbiased (by n/(n - 1)), theil
    ========== ===================== ======================================================

    Each is most diverse in another way: variety when all partners differ, separation when half
    stand at each end, disparity when one has it all. So a standard deviation of sectors and a
    count of kinds of positions are refused. Beside each value:

    ======= ===============================================================================
    low     the lowest when any one partner is left out
    high    the highest when any one partner is left out
    lowest  the lowest that the partners without a label could make it
    highest the highest that they could make it
    maximum the highest that so many partners could reach
    n       the partners counted
    ======= ===============================================================================

    All indices are 0 when partners are alike but richness and the effective numbers, which are
    1; higher means more diverse. The maximum of variety is that of partners with one label each
    over the labels in use, or over `categories`; of separation that of half the partners at each
    end of the `scale`, or of the range seen. For the lowest and highest an unlabelled partner
    has one label, which may be a new one unless `categories` says how many there are; or a
    position on the scale. For disparity, where an amount may be anything, they are not given
    (NaN) when one is missing, nor is that of iqv without `categories`. A partner
    with k labels counts 1/k for each. Partners without a label are left out and counted. Ties
    play no part. Time O(n log n) for each different number (O(n^2 log n) when all differ), for each
    missing position, and O(K) for each different set of labels.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        Labels or numbers: a column (node attribute), or a mapping from partner to them.
    construct : "variety", "separation" or "disparity"
        What is meant by diverse.
    categories : int, optional
        For variety: how many labels there are to choose from.
    scale : (float, float), optional
        For separation: the lowest and the highest position there is.

    Returns
    -------
    Diversity
        A Table with the index of diversity as index, and the columns above, `value` first.

    Raises
    ------
    UnsupportedGraphError
        For variety of numbers, separation or disparity of words, or persons and organisations
        mixed.
    DataError
        When some cells are no numbers, or an amount is below 0.
    ValueError
        For another construct, for fewer categories than labels in use, or a scale that does not
        hold the positions.
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Harrison & Klein (2007), What's the difference? Diversity constructs as separation,
    variety, or disparity in organizations, Academy of Management Review 32.
    Solanas, Selvam, Navarro & Leiva (2012), Some common indices of group diversity: upper
    boundaries, Psychological Reports 111.

    Examples
    --------
    >>> import networkx as nx
    >>> by = {0: "a", 1: "a", 2: "b", 3: "c"}
    >>> diversity(nx.path_graph(4), by=by).frame.loc["blau", ["value", "low", "high"]].tolist()
    [0.625, 0.444, 0.667]
    """
    require_one_of("construct", construct, get_args(Construct))
    if construct == "variety":
        return _variety_table(net, by, categories)
    read_in = read_numbers if construct == "separation" else read_amounts
    numbers = read_in(net, by, f"{construct} (construct=)")
    values, missing, notes = known_numbers(numbers, by)
    n = len(values)
    indices = SEPARATION if construct == "separation" else DISPARITY
    if not n or (construct == "disparity" and not values.any()):
        why = Note("nothing_divided" if n else "too_few_numbers", {"count": 1})
        return _table(construct, {name: {} for name in indices}, n, missing, (*notes, why))
    if construct == "separation":
        low, high = _scale(values, scale)
        bounds = _scale_bounds(values, missing, (low, high))
        most = _all(SEPARATION, np.r_[np.full(n // 2, low), np.full(n - n // 2, high)])
    else:
        bounds = [] if missing else [_all(DISPARITY, values)]
        most = _all(DISPARITY, np.r_[np.zeros(n - 1), 1.0])
    rows, more = _number_rows(indices, values, bounds, most)
    return _table(construct, rows, n, missing, (*notes, *more))


def _variety_table(net: Network, by: By, categories: int | None) -> Diversity:
    said = [value for value in net.values(by) if split_labels(value)]
    if said and not any(math.isnan(number_in(value)) for value in said):
        raise UnsupportedGraphError.of("numbers_no_words", column=grouping(by), value=said[0])
    labels = net.labels(by)
    n, notes = labels.n, labels.notes(by)
    k = number_of_categories(labels, categories)
    if not n:
        blank_rows: dict[str, Row] = {name: {} for name in _variety(evenly(1, 1), 1)}
        return _table("variety", blank_rows, 0, labels.missing, (*notes, Note("no_labels")))
    rows, more = _variety_rows(labels, categories, k)
    if categories is None:
        notes = (*notes, Note("categories_in_use", {"count": k}))
    if not labels.single:
        notes = (*notes, Note("no_maximum_of_several"))
    if math.isnan(rows["iqv"]["value"]):
        notes = (*notes, Note("one_label"))
    return _table("variety", rows, n, labels.missing, (*notes, *more))


def _table(
    construct: str, rows: Mapping[str, Row], n: int, missing: int, notes: tuple[Note, ...]
) -> Diversity:
    frame = pd.DataFrame(
        {column: [row.get(column, math.nan) for row in rows.values()] for column in COLUMNS},
        index=pd.Index(list(rows), name="index"),
    )
    frame["n"] = n
    return Diversity(frame=frame, n=n, missing=missing, notes=notes, construct=construct)


def _variety(counts: Carriers, categories: int | None) -> Row:
    each = counts.each[counts.each > NOTHING]
    shares = each / each.sum() if len(each) else each
    blau = gini_simpson(each)
    return {
        "richness": float(len(each)) if len(each) else math.nan,
        "blau": blau,
        "blau_unbiased": gini_simpson(each, counts.itself),
        "iqv": normalised(blau, categories or len(each)),
        "shannon": math.log(hill(shares, 1)),
        "hill_1": hill(shares, 1),
        "hill_2": hill(shares, 2),
    }


def _variety_rows(
    labels: Labels, categories: int | None, k: int
) -> tuple[dict[str, Row], tuple[Note, ...]]:
    known = labels.matrix[labels.known]
    counts = Carriers(known.sum(axis=0), float((known**2).sum()))
    alone = len(known) == 1
    dropped = [] if alone else [
        _variety(counts.less(one), categories) for one in np.unique(known, axis=0)
    ]  # fmt: skip
    bounds = [_variety(one, categories) for one in filled(counts, labels.missing, categories)]
    if categories is None and labels.missing:
        for one in bounds:
            one["iqv"] = math.nan  # how many categories there would be decides it
    most = _variety(evenly(len(known), k), k) if labels.single else {}
    return _rows(_variety(counts, categories), dropped, bounds, most)


def _number_rows(
    indices: Mapping[str, Kernel], values: Floats, bounds: list[Row], most: Row
) -> tuple[dict[str, Row], tuple[Note, ...]]:
    ordered = np.sort(values)
    _, places = np.unique(ordered, return_index=True)
    alone = len(values) == 1
    dropped = [] if alone else [_all(indices, np.delete(ordered, place)) for place in places]
    return _rows(_all(indices, values), dropped, bounds, most)


def _all(indices: Mapping[str, Kernel], values: Floats) -> Row:
    return {name: kernel(values) for name, kernel in indices.items()}


def _rows(
    own: Row, dropped: list[Row], bounds: list[Row], most: Row
) -> tuple[dict[str, Row], tuple[Note, ...]]:
    """Set out one row for each index; note those not defined without some partner."""
    rows, undefined = {}, []
    for name, value in own.items():
        without = [one[name] for one in dropped if not math.isnan(one[name])]
        if len(without) < max(len(dropped), 1):
            undefined.append(name)
        filled = [one[name] for one in bounds] or [math.nan]
        rows[name] = {
            "value": value,
            "low": min(without, default=math.nan),
            "high": max(without, default=math.nan),
            "lowest": min(filled),
            "highest": max(filled),
            "maximum": most.get(name, math.nan),
        }
    return rows, (Note("drops_undefined", {"names": ", ".join(undefined)}),) if undefined else ()


def _scale_bounds(values: Floats, missing: int, scale: tuple[float, float]) -> list[Row]:
    """Place the missing ones on the scale: all in the middle, or some at each end."""
    low, high = scale
    middle = [
        np.r_[values, np.full(missing, centre)]
        for centre in {float(values.mean()), float(np.median(values))}
    ]
    ends = [
        np.r_[values, np.full(one, low), np.full(missing - one, high)] for one in range(missing + 1)
    ]
    return [_all(SEPARATION, filled) for filled in (*middle, *ends)]


def _scale(values: Floats, scale: tuple[float, float] | None) -> tuple[float, float]:
    seen = (float(values.min()), float(values.max()))
    if scale is None:
        return seen
    low, high = scale
    if not low < high or seen[0] < low or seen[1] > high:
        raise ValueError(
            f"scale={scale!r}: the lowest and the highest position, around all that are taken "
            f"({seen[0]:g} to {seen[1]:g})"
        )
    return low, high
