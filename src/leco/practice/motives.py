"""motive_profile(): why partners take part, how alike the tied are in it, and what they found."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import ClassVar

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.graph.partition import split_labels
from leco.graph.ties import one_way
from leco.kernels.composition import hill
from leco.practice.findings import about, told
from leco.practice.records import Recorded, Why, codes, first_days, money, rows, sites_of
from leco.schema.vocabularies import MOTIVES
from leco.words import Note

MET, NOT_YET, NOT_OBSERVABLE = "met", "not yet", "not observable"
STATES = (MET, NOT_YET, NOT_OBSERVABLE)
LIMITS = (Note("motives_limit_said"), Note("motives_limit_traces"), Note("motives_limit_late"))


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class MotiveProfile(Recorded):
    """Motives, one row each; `partners` has each motive of each partner and whether it is met.

    `diversity` is the effective number of motives (Hill, order 1); `fit` how alike tied partners
    are in their motives (mean Jaccard) over how alike any two are: above 1, they are more alike.
    """

    what: ClassVar[str] = "motives.why"

    partners: pd.DataFrame = field(default_factory=pd.DataFrame)
    diversity: float = math.nan
    fit: float = math.nan

    def sentence(self, lang: str | None = None) -> str:
        """Say which motives are named most, how many there are in effect, and what is met."""
        if not self.known:
            return self.not_known(lang)
        named = self.frame[self.frame["partners"] > 0].sort_values(
            "partners", ascending=False, kind="stable"
        )
        shown = ", ".join(
            f"{words.word('motive', str(one), lang)} ({int(count)})"
            for one, count in named["partners"].items()
        )
        counts = {state: int((self.partners["state"] == state).sum()) for state in STATES}
        said = words.text("motives.named", lang, named=shown, diversity=self.diversity)
        said += " " + words.text(
            "motives.states", lang, met=counts[MET], not_yet=counts[NOT_YET],
            unknown=counts[NOT_OBSERVABLE],
        )  # fmt: skip
        if not math.isnan(self.fit):
            said += " " + words.text("motives.fit", lang, fit=self.fit)
        return said


def motive_profile(coalition: Coalition) -> MotiveProfile:
    r"""Tell why partners take part, how diverse that is, and whether they found it.

    Six motives and *subsidy*, beside any others written down. `diversity` is
    :math:`\exp(-\sum p_i \ln p_i)` over all motives named; a partner with several names each. What
    a partner found leaves a trace, or may not:

    ========= ==========================================================================
    learning  a tie of competencies or information to it
    impact    an activity it takes part in together with others, or a tie of activities
    local     a tie to a partner on the same site
    mission   none: not observable
    groups    it offers a context, begun after it joined, to a target group not its own before
    resources a tie of resources to it
    subsidy   money that it received
    ========= ==========================================================================

    *Met* when the trace is there up to the moment asked about; *not yet* when it could be recorded
    and is not; *not observable* when no table would show it. A tie without direction leads to both.
    Ties of partners that did not answer are not known, so theirs is *not observable* instead of not
    yet. Partners without motives are left out and counted.

    Parameters
    ----------
    coalition : Coalition

    Returns
    -------
    MotiveProfile
        A row per motive: partners that name it, share of those that name any, met, not_yet,
        not_observable.

    Raises
    ------
    LecoError
        For anything but a Coalition.

    References
    ----------
    Hill (1973), Ecology 54, 427-432. Jaccard (1901), for how alike two partners are.

    Examples
    --------
    >>> from leco import Coalition
    >>> ids = [{"id": "city", "motives": "learning"}, {"id": "school", "motives": "impact"}]
    >>> tie = [{"source": "school", "target": "city", "kind": "information"}]
    >>> found = motive_profile(Coalition.from_frames(ids, tie))
    >>> found.diversity, found.partners["state"].tolist()
    (2.0, ['met', 'not yet'])
    """
    whole = told(coalition, "motive_profile")
    now = whole.snapshot()
    filled, why = rows(now, "partners", "motives")
    named = {} if filled is None else dict(
        zip(filled["id"], codes(MOTIVES, filled["motives"]), strict=True)
    )  # fmt: skip
    traces = {motive: find(now) for motive, find in _TRACES.items()}
    states = [
        (partner, motive, _state(traces.get(motive), partner, now.silent))
        for partner, own in named.items() for motive in sorted(own)
    ]  # fmt: skip
    partners = pd.DataFrame(states, columns=["partner", "motive", "state"], dtype="str")
    others = sorted({motive for own in named.values() for motive in own} - MOTIVES.keys())
    frame = pd.DataFrame(index=pd.Index([*MOTIVES, *others], name="motive"))
    of = partners["motive"].value_counts()
    frame["partners"] = of.reindex(frame.index).fillna(0).astype(int)
    frame["share"] = frame["partners"] / len(named) if named else math.nan
    for state in STATES:
        count = partners.loc[partners["state"] == state, "motive"].value_counts()
        column = state.replace(" ", "_")
        frame[column] = count.reindex(frame.index).fillna(0).astype(int)
    share = frame["partners"].to_numpy(dtype=float)
    share = share[share > 0] / max(share.sum(), 1)
    evidence = {motive: trace.why for motive, trace in traces.items() if trace.why}
    return MotiveProfile(
        frame=frame, n=len(named), missing=len(now) - len(named), partners=partners,
        diversity=hill(share, 1),
        fit=_fit(now, named), evidence=evidence | {"mission": (Note("no_trace"),)}, reasons=why,
        limits=LIMITS, about=about("motive_profile", whole, headline="share",
                    source="Hill (1973); Jaccard (1901)"),
    )  # fmt: skip


@dataclass(frozen=True)
class _Trace:
    """Who found what a motive looks for; None, and why, where no table would show it."""

    who: frozenset[str] | None
    why: Why = ()


def _state(trace: _Trace | None, partner: str, silent: frozenset[str]) -> str:
    if trace is None or trace.who is None:
        return NOT_OBSERVABLE
    if partner in trace.who:
        return MET
    return NOT_OBSERVABLE if partner in silent else NOT_YET


def _ends(ties: pd.DataFrame) -> frozenset[str]:
    """Name whom ties lead to: the target, and of a tie without direction both."""
    return frozenset(ties["target"]) | frozenset(ties["source"][~one_way(ties)])


def _to(now: Coalition, *kinds: str) -> _Trace:
    ties, why = rows(now, "ties", "kind")
    if ties is None:
        return _Trace(None, why)
    return _Trace(_ends(ties[ties["kind"].isin(kinds)]))


def _together(now: Coalition) -> _Trace:
    joint, tied = now.participations, _to(now, "activities")
    if joint is None:
        return _Trace(tied.who, tied.why)
    size = joint.groupby("activity")["partner"].nunique()
    shared = joint[joint["activity"].map(size).to_numpy() > 1]
    return _Trace(frozenset(shared["partner"]) | (tied.who or frozenset()))


def _local(now: Coalition) -> _Trace:
    ties, why = rows(now, "ties", "source")
    on, reasons = sites_of(now)
    if ties is None or not on:
        return _Trace(None, why or reasons[:1])
    near = [bool(on.get(one, frozenset()) & on.get(other, frozenset()))
            for one, other in zip(ties["source"], ties["target"], strict=True)]  # fmt: skip
    same = ties[np.array(near, dtype=bool)]
    return _Trace(frozenset(same["source"]) | frozenset(same["target"]))


def _new_groups(now: Coalition) -> _Trace:
    contexts, why = rows(now, "contexts", "offered_by", "target_groups", "start")
    partners, lacking = rows(now, "partners", "target_groups", "joined")
    if contexts is None or partners is None:
        return _Trace(None, why or lacking)
    own = {one: split_labels(groups) for one, groups in
           zip(partners["id"], partners["target_groups"], strict=True)}  # fmt: skip
    since = dict(zip(partners["id"], first_days(partners["joined"]).tolist(), strict=True))
    found = set()
    for by, groups, begun in zip(contexts["offered_by"], contexts["target_groups"],
                                 first_days(contexts["start"]), strict=True):  # fmt: skip
        for one in split_labels(by) & own.keys():
            if begun > since[one] and split_labels(groups) - own[one]:
                found.add(one)
    return _Trace(frozenset(found))


def _paid(now: Coalition) -> _Trace:
    frame, why = money(now, "direction")
    if frame is None:
        return _Trace(None, why)
    return _Trace(frozenset(frame["partner"][frame["direction"] == "received"]))


_TRACES = {
    "learning": lambda now: _to(now, "competencies", "information"),
    "impact": _together,
    "local": _local,
    "groups": _new_groups,
    "resources": lambda now: _to(now, "resources"),
    "subsidy": _paid,
}


def _fit(now: Coalition, named: Mapping[str, frozenset[str]]) -> float:
    """Divide how alike tied partners are in their motives by how alike any two are."""

    def alike(one: str, other: str) -> float:
        both = named[one] | named[other]
        return len(named[one] & named[other]) / len(both)

    ties = now.ties
    tied = {
        tuple(sorted((one, other)))
        for one, other in zip(ties["source"], ties["target"], strict=True)
        if one != other and {one, other} <= named.keys()
    }
    any_two = [alike(one, other) for one, other in combinations(sorted(named), 2)]
    if not tied or not any_two or not sum(any_two):
        return math.nan
    return float(np.mean([alike(*pair) for pair in sorted(tied)]) / np.mean(any_two))
