"""What the sections of a report are written from: measured once, before a word is said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.comparison.side_by_side import compare
from leco.dynamics.tracking import track
from leco.errors import MissingAttributeError
from leco.graph.arrays import arrays
from leco.metrics.calls import settled
from leco.result import Answer, Comparison, Track

# The families of a report: its measures side by side, and those it follows over time.
FAMILIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "cohesion": (("density", "connectedness", "compactness"), ("density", "connectedness")),
    "core": (("core_share", "degree_centralisation"), ("core_share",)),
    "diversity": (
        ("richness", "hill_number", "blau:unbiased=true"),
        ("hill_number", "blau:unbiased=true"),
    ),
    "integration": (("ei_index", "bridging_ratio"), ("bridging_ratio",)),
    "change": ((), ("turnover", "tie_survival")),
}
NEEDS_LABELS = ("diversity", "integration")
# What takes long at each moment is done at so many, spread evenly, the first and last among them.
FEW = 6
# An interval around each number of so many moments; of more, around the first and the last.
BANDED = 12
# How often partners are drawn for an interval, and ties redrawn for the growth of a core: the
# fewest draws with one in forty on either side of the middle 95 %.
DRAWS = 39
# Partners times ties: of a coalition with more, only what grows with the ties is asked (an hour
# of distances tells a municipality nothing that a minute does not).
MOST_WORK = 200_000_000
FAR = ("compactness",)


@dataclass(frozen=True)
class Material:
    """The coalitions, what was measured of them, and the language to say it in."""

    coalitions: dict[str, Coalition]
    answers: dict[str, dict[str, Answer]]  # measure -> coalition -> answer at its last moment
    compared: Comparison
    tracks: dict[str, Track]
    moments: dict[str, list[object]]
    by: str | None
    lang: str
    seed: int
    large: frozenset[str] = frozenset()  # of whom what takes partners times ties is not asked

    def say(self, key: str, **values: object) -> str:
        """Say one thing of the report."""
        return words.text(f"report.{key}", self.lang, **values)

    def of(self, name: str, sentence: str) -> str:
        """Put the coalition before a sentence, where there is more than one."""
        return f"{name}: {sentence}" if len(self.coalitions) > 1 else _capital(sentence)

    def labelled(self, coalition: Coalition) -> str | None:
        """Name the column of groups, if this coalition has it."""
        return self.by if self.by in coalition.partners.columns else None

    @property
    def frame(self) -> pd.DataFrame:
        """The numbers side by side."""
        return self.compared.frame

    @property
    def followed(self) -> pd.DataFrame:
        """The numbers over time, of all coalitions that have moments."""
        later = [one.frame for one in self.tracks.values()]
        return pd.concat(later, ignore_index=True) if later else self.frame.iloc[:0]


def gather(
    given: Sequence[Coalition], by: str | None, every: str | Sequence[object], lang: str, seed: int
) -> Material:
    """Measure everything that the report speaks of."""
    has_labels = by is not None and any(by in one.partners.columns for one in given)
    used = by if has_labels else None
    wanted = _wanted((name, now) for name, (now, _) in FAMILIES.items() if used or _plain(name))
    much = [_too_much(one) for one in given]
    if any(much):  # side by side, all are asked the same
        wanted = [measure for measure in wanted if measure not in FAR]
        compared = compare(given, wanted, by=used, seed=seed, draws=DRAWS)
    else:
        compared = compare(given, wanted, by=used, seed=seed)
    named = dict(zip(compared.comparability.index, given, strict=True))
    large = frozenset(name for name, one in zip(named, much, strict=True) if one)
    moments = {name: _shown_moments(one, every) for name, one in named.items()}
    tracks = {}
    for name, one in named.items():
        own = used if used in one.partners.columns else None
        if len(moments[name]) > 1:
            follow = _wanted(
                (family, over) for family, (_, over) in FAMILIES.items() if own or _plain(family)
            )
            tracks[name] = (
                track(one, follow, every=few(moments[name]), by=own, seed=seed)
                if name in large else _tracked(one, follow, moments[name], own, seed)
            )  # fmt: skip
    answers = _answers(named, wanted, used, seed)
    return Material(named, answers, compared, tracks, moments, used, lang, seed, large)


def _too_much(coalition: Coalition) -> bool:
    """Whether what takes partners times ties is too much to ask of a coalition."""
    if not coalition.ties_known:
        return False
    net = arrays(coalition)
    return net.n * net.ties > MOST_WORK


def few(moments: Sequence[object], count: int = FEW) -> list[object]:
    """Choose so many of the moments, spread evenly, the first and the last among them.

    >>> few([2001, 2002, 2003, 2004, 2005], 3)
    [2001, 2003, 2005]
    """
    if len(moments) <= count:
        return list(moments)
    step = (len(moments) - 1) / (count - 1)
    return [moments[round(place * step)] for place in range(count)]


def listed(names: Sequence[str], lang: str) -> str:
    """List names, the last after "and"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {words.text('report.and', lang)} {names[-1]}"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _plain(family: str) -> bool:
    return family not in NEEDS_LABELS


def _wanted(families: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    return [measure for _, measures in families for measure in measures]


def _shown_moments(coalition: Coalition, every: str | Sequence[object]) -> list[object]:
    begin, end = coalition.observed
    if isinstance(every, str) and every not in {"wave", "phase"} and (begin is None or end is None):
        return []
    return coalition.moments(every)


def _tracked(
    coalition: Coalition, measures: list[str], moments: list[object], by: str | None, seed: int
) -> Track:
    """Follow measures, with an interval around each number, or around the first and the last."""
    if len(moments) <= BANDED:
        return track(coalition, measures, every=moments, by=by, seed=seed, interval="process",
                     draws=DRAWS)  # fmt: skip
    whole = track(coalition, measures, every=moments, by=by, seed=seed)
    ends = track(coalition, measures, every=[moments[0], moments[-1]], by=by, seed=seed,
                 interval="process", draws=DRAWS)  # fmt: skip
    keys = ["moment", "measure", "key", "column"]
    bounds = ends.frame.set_index(keys)[["low", "high"]]
    change = ends.frame["measure"].isin(FAMILIES["change"][1])
    bounds = bounds[~change.to_numpy()]  # the last moment follows another one here
    frame = whole.frame.set_index(keys)
    frame.update(bounds)
    return Track(frame=frame.reset_index()[list(whole.frame.columns)], seed=seed)


def _answers(
    coalitions: dict[str, Coalition], measures: list[str], by: str | None, seed: int
) -> dict[str, dict[str, Answer]]:
    """Ask each measure of each coalition once, for its sentence, its notes and whom it counts."""
    nows = {name: one.snapshot() for name, one in coalitions.items()}
    found: dict[str, dict[str, Answer]] = {}
    for call in settled(measures, by=by, weight=None, seed=seed):
        own = found.setdefault(call.label, {})
        for name, now in nows.items():
            try:
                own[name] = call.run(now)
            except MissingAttributeError:
                continue  # shown without what needs labels
    return found
