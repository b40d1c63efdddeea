"""Integration: whether ties carry the difference that the needs ask for."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import pandas as pd

from leco import words
from leco.graph.arrays import Data, Network
from leco.graph.label_distances import Distance
from leco.graph.needs import GivenNeeds
from leco.graph.partition import By
from leco.kernels.difference import Numbers, difference, ratio_sd
from leco.kernels.readings import THRESHOLDS, Reading, read
from leco.metrics.centralisation import degree_centralisation
from leco.metrics.cohesion import compactness, connectedness, reach_in_two
from leco.metrics.coverage import coverage_of, provision
from leco.metrics.coverage_partners import contributed
from leco.metrics.dependence import dependence
from leco.metrics.mixing import bridging_ratio
from leco.metrics.multiplexity import multiplexity
from leco.metrics.registry import measure
from leco.metrics.structural_cohesion import cohesion_share
from leco.result import Answer, Scores, Statistic, Table
from leco.result.level import NORMAL
from leco.words import Note

PROBLEMS = ("what", "who", "reward", "information")
# The facets, in the order they are shown.
FACETS = (
    "why", "differentiation", "bridging_ratio", "connectedness", "compactness", "reach_in_two",
    "cohesion_share", "without_top", "degree_centralisation", "multiplexity", "coverage",
    "surplus", *PROBLEMS,
)  # fmt: skip
# Those that are a measure of the whole coalition, and need no more than its ties.
WHOLES: tuple[Callable[[Data], Statistic], ...] = (
    connectedness, compactness, reach_in_two, cohesion_share, degree_centralisation, multiplexity,
)  # fmt: skip
# Facts with a sentence of their own.
SPOKEN = {"bridging_ratio", "surplus", "without_top"}
# The threshold that a facet is held against, where that has another name.
HELD_AGAINST = {"bridging_ratio": "bridging", **dict.fromkeys(PROBLEMS, "problem")}
# The middle 95 % of a number that chance makes vary evenly.


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Integration(Table):
    """The profile of a coalition, and what it says by rules that are open to argument.

    `reading` has the phrases that are said, as codes; `rules` for each rule whether it holds,
    and the share of nearby thresholds at which that stays so; `because` the facts that would
    decide each; `same` the share of nearby thresholds at which all that is said stays the same.
    """

    reading: tuple[str, ...] = ()
    rules: pd.DataFrame = field(default_factory=pd.DataFrame)
    because: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    same: float = math.nan
    thresholds: Mapping[str, float] = field(default_factory=dict)
    top: object = None  # without whom the fewest stay together

    def unknown(self, note: Note) -> Self:
        """Give the same answer with every value not known, and the reason."""
        return replace(super().unknown(note), reading=(), same=math.nan)

    def sentence(self, lang: str | None = None) -> str:
        """Say how the coalition reads, by which facts, and what would make it read otherwise."""
        if not self.reading:
            return words.text("answer.undefined", lang)
        said = [", ".join(words.text(f"reading.{code}", lang) for code in self.reading)]
        for rule in (one for one in self.reading if self.because.get(one)):
            because = ", ".join(self._fact(one, lang) for one in self.because[rule])
            said.append(words.text("integration.because", lang, because=because,
                                    rule=words.text(f"reading.{rule}", lang)))  # fmt: skip
        if {"differentiated", "all_alike"} & set(self.reading):
            said.append(words.text("integration.needs_decide", lang))
        stays = "integration.always" if self.same == 1 else "integration.agree"
        said.append(words.text(stays, lang, percent=100 * float(self.same)))
        agreement = self.rules["agreement"].to_dict()
        unsure = [words.text(f"reading.{rule}", lang) for rule in agreement if agreement[rule] < 1]
        if unsure:
            said.append(words.text("integration.unsure", lang, rules=", ".join(unsure)))
        return " ".join(f"{one[:1].upper()}{one[1:].rstrip('.')}." for one in said)

    def _fact(self, code: str, lang: str | None) -> str:
        """Say one fact that decides, with the threshold it is held against."""
        row = {str(column): float(self.frame[column].to_dict()[code]) for column in self.frame}
        limit = float(self.thresholds.get(HELD_AGAINST.get(code, code), math.nan))
        return words.text(
            f"integration.fact.{code}" if code in SPOKEN else "integration.fact", lang, **row,
            facet=words.word("facet", code, lang), partner=self.partner(self.top), limit=limit,
        )  # fmt: skip


@measure(
    level="table", family="integration", bounds=(0, math.inf), needs=("one_entity",),
    headline="value",
    source="Lawrence & Lorsch (1967), Differentiation and integration in complex organizations",
)  # fmt: skip
def integration(
    net: Network,
    *,
    by: By,
    distance: Distance | Numbers | None = None,
    coarse: By | None = None,
    gate: bool | None = None,
    problems: Mapping[str, float] | None = None,
    offers: By = "offers",
    needs: GivenNeeds | None = None,
    served: By | None = None,
    thresholds: Mapping[str, float] | None = None,
) -> Integration:
    r"""Tell whether ties carry the difference between partners that the needs ask for.

    As different as needed and no more, and joined firmly enough to carry it: the profile puts
    the two side by side and never averages them.

    ===================== ==================================================================
    why                   whether there is a shared why (`gate`): 1, 0, not known
    differentiation       mean difference between two partners: x of the plane
    bridging_ratio        how different tied partners are, against any two: y of the plane; low
                          to high is the middle 95 % of what chance gives, around 1
    connectedness         share of the pairs that reach each other
    compactness           mean of 1 over the steps between them
    reach_in_two          share of the pairs within two steps
    cohesion_share        share of the partners that any one may leave without cutting them off
    without_top           share of the others that stay in one piece without the partner whose
                          leaving cuts most pairs (named in `top`; None when none cuts any)
    degree_centralisation how far ties concentrate on one partner
    multiplexity          share of the tied pairs with two kinds of tie or more
    coverage              share of the needs that is covered (high: at most, with what is not
                          known of offers)
    surplus               share of the partners that add nothing (low: for sure, high: perhaps)
    what ... information  the four problems of organising, 0 to 1 (`problems`)
    ===================== ==================================================================

    `reading` says it in phrases, by rules: *thin* (compactness below 0.2 or connectedness below
    0.5), *under-differentiated* (coverage below 0.8), *over-differentiated* (coverage enough,
    and surplus above 0.25), *under-integrated* (the bridging ratio below what chance gives, a
    problem below 0.4, or less than half in a cohesive group), *one partner* (less than half stay
    together without it). Every threshold is a convention of leco, not of the authors; `rules`
    says at what share of thresholds a fifth lower or higher each rule gives the same (that of the
    bridging ratio is chance itself, and stays), and `because` which facts decide. Without needs
    nobody can say that there is too much or too little difference: the reading is then
    *differentiated*, and what would decide is said. Where ties are too few, or not known,
    integration is not judged.

    Strengths play no part; direction counts as in the measures named. Partners without a label
    are left out of what is about labels, and counted. Time O(n m), and O(n^2) for the interval.

    Parameters
    ----------
    data : Coalition or networkx graph
    by : str or mapping
        What makes partners different: a column (node attribute), or a mapping.
    distance, coarse
        As in `bridging_ratio`.
    gate : bool, optional
        Whether partners share a why; None when nobody asked.
    problems : mapping, optional
        How well each problem of organising is solved, 0 to 1: ``what`` is to be done, ``who``
        does it, ``reward``, ``information``. Those not named are not known.
    offers, needs, served
        As in `contributions`.
    thresholds : mapping, optional
        Other thresholds: connectedness, compactness, coverage, surplus, bridging, problem,
        cohesion_share, without_top.

    Returns
    -------
    Integration
        Columns value, low, high; with `reading`, `rules`, `same`, `top`.

    Raises
    ------
    ValueError
        For a problem or a threshold that is not among these, or not from 0 to 1.
    UnsupportedGraphError
        When persons and organisations are mixed.
    MissingAttributeError
        When there is no such column.

    References
    ----------
    Lawrence & Lorsch (1967), Administrative Science Quarterly 12, 1-47.
    Puranam, Alexy & Reitzig (2014), What's "new" about new forms of organizing?, for the problems.

    Examples
    --------
    >>> import networkx as nx
    >>> found = integration(nx.complete_graph(6), by={i: "abc"[i % 3] for i in range(6)})
    >>> found.reading
    ('differentiated', 'integrated')
    """
    limits = {**THRESHOLDS, **_within(thresholds, THRESHOLDS, "threshold")}
    solved = dict.fromkeys(PROBLEMS, math.nan) | _within(problems, PROBLEMS, "problem")
    apart = difference(net, by, distance=distance, coarse=coarse)
    # Through the door, which blanks what it says of ties where these are not known.
    bridging = bridging_ratio(net, by=by, distance=distance, coarse=coarse)
    alone = dependence(net)
    wholes = {function.__name__: function(net) for function in WHOLES}
    half = NORMAL * ratio_sd(net, apart)
    top, together = _most_cut(net, alone)
    fit, fitted = _fit(net, by, offers, needs, served)
    rows: dict[str, tuple[float, ...]] = {
        "why": (math.nan if gate is None else float(gate),),
        "differentiation": (apart.mean,),
        "bridging_ratio": (bridging.value, max(1 - half, 0.0), 1 + half),
        "without_top": (together,),
        **{name: (answer.value,) for name, answer in wholes.items()},
        **fit,
        **{name: (value,) for name, value in solved.items()},
    }
    facts = _facts(rows, bridging.value + half, top)
    reading = read(facts, limits)
    answers: list[Answer] = [bridging, alone, *wholes.values()]
    noted = [*apart.notes, *(note for answer in answers for note in answer.notes), *fitted]
    return Integration(
        frame=_profile(rows), n=apart.n, missing=apart.missing, notes=_notes(net, facts, noted),
        reading=reading.said, rules=_rules(reading), same=reading.same,
        because=_because(reading, facts), thresholds=limits, top=top,
    )  # fmt: skip


def _within(given: Mapping[str, float] | None, names: Iterable[str], what: str) -> dict[str, float]:
    """Check what the caller says of some of the names: numbers from 0 up."""
    most = math.inf if what == "threshold" else 1.0
    wrong = [
        f"{name!r}: {value!r}" for name, value in (given or {}).items()
        if name not in set(names) or not 0 <= _number(value) <= most
    ]  # fmt: skip
    if wrong:
        raise ValueError(
            f"{what}s: each is one of {', '.join(names)}, with a number from 0 "
            f"{'up' if what == 'threshold' else 'to 1'} (wrong: {'; '.join(wrong)})"
        )
    return {name: float(value) for name, value in (given or {}).items()}


def _number(value: Any) -> float:
    """Read a number, numpy's own too; NaN for anything else."""
    try:
        return math.nan if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        return math.nan


def _most_cut(net: Network, alone: Scores) -> tuple[object, float]:
    """Name the partner whose leaving cuts most pairs, and the share that then stays together.

    None when nobody's leaving cuts any, with the least share that stays.
    """
    # Of equals the first by id, whatever the order of rows.
    cut, stays = (
        alone.frame[column].to_numpy(dtype=float)[net.rank]
        for column in ("pairs_cut", "largest_without")
    )
    if len(cut) and cut.max() > 0:
        most = int(cut.argmax())
        return net.nodes[most], float(stays[most])
    return None, float(stays.min()) if len(stays) else math.nan


def _fit(
    net: Network, by: By, offers: By, needs: GivenNeeds | None, served: By | None
) -> tuple[dict[str, tuple[float, ...]], tuple[Note, ...]]:
    """Hold the offers against the needs, as far as both are on record."""
    unknown = (net.needs is None and needs is None) or (
        isinstance(offers, str) and offers not in net.attributes
    )
    if unknown or net.n == 0:
        return {"coverage": (math.nan,), "surplus": (math.nan,)}, ()
    found = provision(net, offers, needs)
    added, notes = contributed(net, found, by, served)
    surplus = added["surplus"]
    sure, open_still = float((surplus == 1).sum()), float(np.isnan(surplus).sum())
    low, high = sure / net.n, (sure + open_still) / net.n
    covered = coverage_of(found)
    most = float(covered.parts.get("possible", math.nan))
    rows: dict[str, tuple[float, ...]] = {
        "coverage": (covered.value, covered.value, most),
        "surplus": (low if open_still == 0 else math.nan, low, high),
    }
    return rows, notes


def _facts(rows: Mapping[str, tuple[float, ...]], bridging: float, top: object) -> dict[str, float]:
    """Give what the rules weigh: each facet, and what of several is held against a threshold."""
    facts = {name: row[0] for name, row in rows.items()}
    solved = [facts[problem] for problem in PROBLEMS if not math.isnan(facts[problem])]
    facts |= {"bridging": bridging, "problem": min(solved, default=math.nan)}
    for name in ("coverage", "surplus"):  # one number is its own low and high
        facts[f"{name}_low"], facts[f"{name}_high"] = (rows[name] * 3)[1:3]
    if top is None and not math.isnan(facts["without_top"]):
        facts["without_top"] = 1.0  # nobody's leaving parts any others
    return facts


def _profile(rows: Mapping[str, tuple[float, ...]]) -> pd.DataFrame:
    """Lay out the facets in their order; low and high only where there are."""
    return pd.DataFrame(
        [(*rows[facet], math.nan, math.nan)[:3] for facet in FACETS],
        index=pd.Index(FACETS, name="facet"), columns=["value", "low", "high"], dtype=float,
    )  # fmt: skip


def _notes(net: Network, facts: Mapping[str, float], noted: Iterable[Note]) -> tuple[Note, ...]:
    """Say once what each measure notes, and what nobody was asked or wrote down."""
    missing = {
        "why_not_asked": math.isnan(facts["why"]),
        "problems_not_asked": any(math.isnan(facts[problem]) for problem in PROBLEMS),
        "fit_not_known": math.isnan(facts["coverage"]),
        "surplus_not_known": math.isnan(facts["surplus"]) and not math.isnan(facts["coverage"]),
    }
    every = [*noted, *(Note(code) for code, there in missing.items() if there)]
    said = {str(note) for note in net.notes}
    once = {str(note): note for note in reversed(every) if str(note) not in said}
    return tuple(reversed(once.values()))


def _rules(reading: Reading) -> pd.DataFrame:
    """Lay out for each rule whether it holds, if that is known, and how firmly."""
    rows = [
        (None if math.isnan(holds) else holds == 1, reading.agreement[rule])
        for rule, holds in reading.holds.items()
    ]
    index = pd.Index(reading.holds, name="rule")
    frame = pd.DataFrame(rows, index=index, columns=["holds", "agreement"])
    return frame.astype({"holds": "boolean"})


def _because(reading: Reading, facts: Mapping[str, float]) -> dict[str, tuple[str, ...]]:
    """Name the facets behind the facts that make a rule hold."""
    worst = next((name for name in PROBLEMS if facts[name] == facts["problem"]), "")
    facet = {"bridging": "bridging_ratio", "problem": worst}
    return {
        rule: tuple(facet.get(fact, fact) for fact in decisive)
        for rule, decisive in reading.because.items()
    }
