"""learning_contexts(): which contexts to learn in are offered, and which thresholds they lower."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.graph.partition import split_labels
from leco.kernels.composition import hill
from leco.kernels.sampling import Sample, among
from leco.practice.findings import about, told
from leco.practice.records import Recorded, Why, codes, rows, tally
from leco.schema.vocabularies import CONTEXTS, THRESHOLDS
from leco.words import Note

LIMITS = (Note("contexts_limit_offer"),)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class LearningContexts(Recorded):
    """Contexts by kind, one row each.

    `diversity` is the effective number of kinds (Hill, order 1); `open_thresholds` the thresholds
    of each target group that no context for it lowers; `no_real_life` the focal target groups
    without a context in real life (None: not known); `ways` how many contexts of each kind serve
    each way of learning; `goals` how many serve each goal.
    """

    what: ClassVar[str] = "contexts.which"

    diversity: float = math.nan
    open_thresholds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    no_real_life: tuple[str, ...] | None = None
    ways: pd.DataFrame = field(default_factory=pd.DataFrame)
    goals: Mapping[str, int] = field(default_factory=dict)

    def rarefied(self, size: int) -> float:
        """Give the number of kinds to expect among so many contexts, drawn from all: comparable."""
        count = self.frame["count"].to_numpy(dtype=float)
        total = int(count.sum())
        if not 1 <= size <= total:
            raise ValueError(f"size={size!r}: from 1 to the {total} contexts there are")
        return among(Sample(count, total, total), size, order=0)

    def sentence(self, lang: str | None = None) -> str:
        """Say which contexts there are, and which thresholds nothing lowers."""
        if not self.known:
            return self.not_known(lang)
        shown = ", ".join(
            f"{words.word('context', str(kind), lang)} ({int(count)})"
            for kind, count in self.frame["count"].items() if count
        )  # fmt: skip
        said = [words.text("contexts.kinds", lang, kinds=shown, diversity=self.diversity)]
        if self.open_thresholds:
            gaps = "; ".join(
                f"{group}: {', '.join(words.word('barrier', one, lang) for one in open_)}"
                for group, open_ in self.open_thresholds.items()
            )
            said.append(words.text("contexts.open", lang, gaps=gaps))
        if self.no_real_life:
            who = "; ".join(self.no_real_life)
            said.append(words.text("contexts.no_real_life", lang, who=who))
        return " ".join(said)


def learning_contexts(coalition: Coalition) -> LearningContexts:
    """Tell which contexts to learn in are offered, for whom, and which thresholds stay.

    From the tables `contexts` and `target_groups`, as they are at the moment asked about. A
    threshold of a target group is lowered when a context for that group says that it lowers it.
    Offers are counted, not whether anybody learns.

    Parameters
    ----------
    coalition : Coalition

    Returns
    -------
    LearningContexts
        A row per kind: count and share of the contexts whose kind is known.

    Raises
    ------
    LecoError
        For anything but a Coalition.

    Examples
    --------
    >>> from leco import Coalition
    >>> found = learning_contexts(Coalition.from_frames([{"id": "city"}],
    ...     contexts=[{"context": "lab", "kind": "real life", "target_groups": "youth",
    ...                "lowers": "financial"}],
    ...     target_groups=[{"target_group": "youth", "faces": "financial;mental", "focal": "yes"}]))
    >>> found.open_thresholds, found.no_real_life
    ({'youth': ('mental',)}, ())
    """
    whole = told(coalition, "learning_contexts")
    now = whole.snapshot()
    filled, why = rows(now, "contexts", "kind")
    kinds = [] if filled is None else list(filled["kind"])
    counted = tally(kinds)
    others = [one for one in counted if one not in CONTEXTS]
    frame = pd.DataFrame(index=pd.Index([*CONTEXTS, *others], name="kind"))
    frame["count"] = [float(counted.get(one, 0)) for one in frame.index]
    frame["share"] = frame["count"] / len(kinds) if kinds else math.nan
    share = frame["share"][frame["count"] > 0].to_numpy(dtype=float)
    gaps, lacking = _thresholds(now)
    goals = [] if filled is None or "goals" not in filled.columns else [
        goal for cell in filled["goals"].dropna() for goal in split_labels(cell)
    ]  # fmt: skip
    return LearningContexts(
        frame=frame, n=len(now), reasons=why,
        diversity=hill(share, 1),
        open_thresholds=gaps, no_real_life=_without_real_life(now), ways=_ways(filled),
        goals=tally(goals), evidence={"thresholds": lacking} if lacking else {}, limits=LIMITS,
        about=about("learning_contexts", whole, headline="count",
                    source="Hill (1973)"),
    )  # fmt: skip


def _thresholds(now: Coalition) -> tuple[dict[str, tuple[str, ...]], Why]:
    """Give the thresholds of each target group that no context for it lowers."""
    groups, why = rows(now, "target_groups", "faces")
    contexts, lacking = rows(now, "contexts", "target_groups", "lowers")
    if groups is None or contexts is None:
        return {}, (*why, *lacking)
    lowered: dict[str, set[str]] = {}
    for own, codes_ in zip(contexts["target_groups"], codes(THRESHOLDS, contexts["lowers"]),
                           strict=True):  # fmt: skip
        for group in split_labels(own):
            lowered.setdefault(group, set()).update(codes_)
    found = {}
    for group, faces in zip(
        groups["target_group"], codes(THRESHOLDS, groups["faces"]), strict=True
    ):
        if still := faces - lowered.get(group, set()):
            found[str(group)] = tuple(sorted(still))
    return found, ()


def _without_real_life(now: Coalition) -> tuple[str, ...] | None:
    """Name the focal target groups that no context in real life is for; None: not known."""
    groups, _ = rows(now, "target_groups", "focal")
    contexts, _ = rows(now, "contexts", "kind", "target_groups")
    if groups is None or contexts is None:
        return None
    real = contexts["target_groups"][contexts["kind"] == "real_life"]
    served = {group for cell in real for group in split_labels(cell)}
    focal = groups["target_group"][groups["focal"].to_numpy(dtype=bool)]
    return tuple(str(one) for one in focal if one not in served)


def _ways(filled: pd.DataFrame | None) -> pd.DataFrame:
    """Count the contexts of each kind that serve each way of learning."""
    if filled is None or "ways" not in filled.columns:
        return pd.DataFrame()
    pairs = [(kind, way) for kind, cell in zip(filled["kind"], filled["ways"], strict=True)
             for way in split_labels(cell)]  # fmt: skip
    if not pairs:
        return pd.DataFrame()
    listed = pd.DataFrame(pairs, columns=["kind", "way"])
    return pd.crosstab(listed["kind"], listed["way"])
