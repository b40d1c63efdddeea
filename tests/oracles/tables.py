"""Diversity of a few partners drawn at random, by drawing every table there is."""

import itertools
import math
from collections import Counter


def hill(shares, order):
    """Take the Hill number of shares, by its definition."""
    shares = [share for share in shares if share > 0]
    if order == 1:
        return math.exp(-sum(share * math.log(share) for share in shares))
    if order == math.inf:
        return 1 / max(shares)
    return sum(share**order for share in shares) ** (1 / (1 - order))


def rarefied(labels, size, order):
    """Take the Hill number of the mean number of sectors that k of `size` partners come from."""
    tables = list(itertools.combinations(labels, size))
    times = Counter()
    for table in tables:
        times.update(Counter(table).values())
    if order == 1:
        terms = (k / size * math.log(k / size) * seen for k, seen in times.items())
        return math.exp(-sum(terms) / len(tables))
    total = sum((k / size) ** order * seen for k, seen in times.items()) / len(tables)
    return total ** (1 / (1 - order))


def rarefied_incidence(offers, size, order):
    """Take the Hill number of the mean number of labels that k of `size` partners carry."""
    tables = list(itertools.combinations(offers, size))
    carried = sum(len(one) for one in offers)
    times = Counter()
    for table in tables:
        times.update(Counter(label for one in table for label in one).values())
    shares = {k: k / (size * carried / len(offers)) for k in times}
    if order == 1:
        terms = (shares[k] * math.log(shares[k]) * seen for k, seen in times.items())
        return math.exp(-sum(terms) / len(tables))
    total = sum(shares[k] ** order * seen for k, seen in times.items()) / len(tables)
    return total ** (1 / (1 - order))
