"""Diversity around a partner: the sectors it is in touch with."""

import math

import numpy as np

from leco.graph.arrays import Floats, Network
from leco.graph.partition import By
from leco.kernels.composition import effective_by_row
from leco.kernels.ratios import over
from leco.metrics.registry import measure, scores
from leco.result import Scores
from leco.words import Note


@measure(
    level="partner", family="diversity", bounds=(-1, math.inf),
    source="Blau (1977); Hill (1973); Krackhardt & Stern (1988)",
)  # fmt: skip
def alter_diversity(net: Network, *, by: By) -> Scores:
    r"""How diverse the contacts of each partner are, the partner itself left out.

    ============= =========================================================================
    contacts      partners with a label that it has a tie with, in either direction
    richness      different labels among them
    blau_unbiased chance that two different contacts differ (two contacts or more)
    iqv           :math:`(1 - \sum p^2) K/(K-1)`, K the number of labels in the coalition
    ei_index      its ties to other sectors less those within, over all: (E - I)/(E + I)
    hill_number   effective number of labels among the contacts, :math:`\exp(-\sum p \ln p)`
    ============= =========================================================================

    Higher means more diverse contacts. How diverse they can be is bounded by their number, so
    read it beside `contacts`; only `blau_unbiased` does not rise with it by itself. `ei_index`
    runs from -1 (all within its own sector) to 1 (all with others); the rest from 0 up.
    Isolates, and partners whose contacts have no label, have 0 contacts and richness 0; the rest is
    not defined (NaN). So is `ei_index` for a partner without a label, and `iqv` with
    one label in all. A contact with k labels counts 1/k for each. Unlabelled contacts
    are left out. Direction and strengths are not used.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        The labels: a column (node attribute), or a mapping from partner to label(s).

    Returns
    -------
    Scores

    Raises
    ------
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Blau (1977), Inequality and Heterogeneity. Hill (1973), Ecology 54.
    Krackhardt & Stern (1988), Social Psychology Quarterly 51, p. 127.

    Examples
    --------
    >>> import networkx as nx
    >>> by = {0: "care", 1: "care", 2: "youth", 3: "bank"}
    >>> alter_diversity(nx.star_graph(3), by=by).frame.loc[0].tolist()
    [3.0, 3.0, 1.0, 1.0, 0.333, 3.0]
    """
    labels = net.labels(by)
    k = len(labels.names)
    counts: Floats = net.undirected @ labels.matrix
    itself: Floats = net.undirected @ (labels.matrix**2).sum(axis=1)
    contacts: Floats = net.undirected @ labels.known.astype(float)
    alike = (counts**2).sum(axis=1)
    internal = over((counts * labels.matrix).sum(axis=1), contacts)
    blau = 1 - over(alike, contacts**2)
    columns = {
        "contacts": contacts,
        "richness": (counts > 0).sum(axis=1).astype(float),
        "blau_unbiased": 1 - over(alike - itself, contacts * (contacts - 1)),
        "iqv": blau * (k / (k - 1) if k > 1 else math.nan),
        "ei_index": np.where(labels.known, 1 - 2 * internal, math.nan),
        "hill_number": effective_by_row(over(counts, contacts[:, None])),
    }
    notes = [*labels.notes(by)]
    for code, number in (("no_labelled_contact", 0), ("one_labelled_contact", 1)):
        if count := int((contacts == number).sum()):
            notes.append(Note(code, {"count": count}))
    if k == 1:
        notes.append(Note("one_label"))
    return scores(net, columns, tuple(notes), labels.missing)
