"""Ties that nobody told of, drawn pair by pair with plain numbers: the model as its words say it.

Nothing of leco is used. A partner that did not answer is silent; `ties` is a set of pairs (one,
other), both ways where ties have no direction.
"""

import math
import random

LEAST = 1e-6


def _odds(share):
    share = min(max(share, LEAST), 1 - LEAST)
    return math.log(share / (1 - share))


def _share(odds):
    return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0


def _log_beta(one, other):
    return math.lgamma(one) + math.lgamma(other) - math.lgamma(one + other)


def weigh(told):
    """Weigh every middle and spread by how likely they make (ties, of so many) of each partner."""
    cells, logs = [], []
    for step in range(71):
        middle = 1 / (1 + math.exp(7 - 0.2 * step))
        for place in range(40):
            spread = ((place + 0.5) / 40) ** 2
            many = 1 / spread - 1
            one, other = middle * many, (1 - middle) * many
            log = math.log(middle) + math.log(1 - middle) + math.log(math.sqrt(spread))
            for ties, of in told:
                log += _log_beta(one + ties, other + of - ties) - _log_beta(one, other)
            cells.append((one, other))
            logs.append(log)
    most = max(logs)
    return cells, [math.exp(log - most) for log in logs]


def _beta(luck, one, other):
    """Draw a share; very small parameters give 0 or 1."""
    first, second = luck.gammavariate(one, 1), luck.gammavariate(other, 1)
    if first + second == 0:
        return float(luck.random() < one / (one + other))
    return first / (first + second)


def _level(luck, pairs, fallback):
    """Find by halving where the mean chance of (lean, tied) pairs is the share drawn of them."""
    if not pairs:
        return fallback
    found = sum(tied for _, tied in pairs)
    wanted = _beta(luck, 0.5 + found, 0.5 + len(pairs) - found)
    wanted = min(max(wanted, LEAST), 1 - LEAST)
    low, high = -100.0, 100.0
    for _ in range(50):
        level = (low + high) / 2
        if sum(_share(lean + level) for lean, _ in pairs) / len(pairs) < wanted:
            low = level
        else:
            high = level
    return level


def prepare(partners, ties, silent, directed):
    """Count what was told of everybody, and weigh the populations: the same for every draw."""
    heard = [one for one in partners if one not in silent]
    of = {one: [other for other in heard if other != one] for one in partners}
    named = {
        one: (sum((other, one) in ties for other in of[one]), len(of[one])) for one in partners
    }
    names = {one: (sum((one, other) in ties for other in partners), len(partners) - 1)
             for one in heard}  # fmt: skip
    return {"partners": partners, "ties": ties, "silent": silent, "directed": directed,
            "heard": heard, "named": named, "names": names,
            "population": weigh(named.values()),
            "senders": weigh(names.values()) if directed else None}  # fmt: skip


def draw(what, luck):
    """Draw the unknown ties once: the set of pairs that are tied and that nobody told of."""
    partners, ties, heard = what["partners"], what["ties"], what["heard"]
    one, other = luck.choices(what["population"][0], what["population"][1])[0]
    often, without = {}, {}
    for partner, (found, of) in what["named"].items():
        often[partner] = _odds(_beta(luck, one + found, other + of - found))
        without[partner] = [
            _odds(_beta(luck, one + max(found - tied, 0), other + max(of - found - 1 + tied, 0)))
            for tied in (0, 1)
        ]
    fallback = -sum(often.values()) / len(often)
    pairs = [(i, j) for i in partners for j in partners if i != j]
    between = [(i, j) for i, j in pairs if i in heard and j in heard]
    if not what["directed"]:
        once = [(without[i][(i, j) in ties] + without[j][(i, j) in ties], (i, j) in ties)
                for i, j in between if i < j]  # fmt: skip
        level = _level(luck, once, fallback)
        return {
            (i, j)
            for i, j in pairs
            if i < j and i in what["silent"] and j in what["silent"] and (i, j) not in ties
            and luck.random() < _share(often[i] + often[j] + level)
        }  # fmt: skip
    one, other = luck.choices(what["senders"][0], what["senders"][1])[0]
    own = {i: _odds(_beta(luck, one + found, other + of - found))
           for i, (found, of) in what["names"].items()}  # fmt: skip
    again = [luck.choice(heard) for _ in heard]
    middle = sum(often[i] for i in again) / len(again)
    many = sum(own[i] for i in again) / len(again)
    slope = sum((often[i] - middle) * own[i] for i in again) / (
        1 + sum((often[i] - middle) ** 2 for i in again)
    )
    rest = [own[i] - many - slope * (often[i] - middle) for i in again]
    sends = {i: many + slope * (often[i] - middle) + luck.choice(rest) for i in partners}
    said = [(sends[i] + without[j][(i, j) in ties], (i, j) in ties, (j, i) in ties)
            for i, j in between]  # fmt: skip
    level = {
        back: _level(luck, [(lean, tied) for lean, tied, there in said
                            if back is None or there == back], fallback)
        for back in (None, False, True)
    }  # fmt: skip
    unknown = [(i, j) for i, j in pairs if i in what["silent"] and (i, j) not in ties]
    drawn = set()
    first = [pair if luck.random() < 0.5 else pair[::-1]
             for pair in unknown if pair < pair[::-1] and pair[::-1] in unknown]  # fmt: skip
    for i, j in first:
        if luck.random() < _share(sends[i] + often[j] + level[None]):
            drawn.add((i, j))
    for i, j in (pair for pair in unknown if pair not in first):
        back = (j, i) in ties or (j, i) in drawn
        if luck.random() < _share(sends[i] + often[j] + level[back]):
            drawn.add((i, j))
    return drawn


def draws(partners, ties, silent, *, directed, many, seed):
    """Draw the unknown ties many times."""
    what = prepare(sorted(partners), set(ties), set(silent), directed)
    luck = random.Random(seed)
    return [draw(what, luck) for _ in range(many)]
