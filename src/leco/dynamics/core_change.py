"""Is the core shrinking while the periphery expands: flows, sizes, a verdict, and how sure."""

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeAlias

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.dynamics.core_content import content
from leco.dynamics.core_flows import Roster, flow_table, follow, on_one_roster, one_sided
from leco.dynamics.moments import followed, years
from leco.errors import ChoiceError, LecoError, UnsupportedGraphError
from leco.graph.arrays import Flags, Floats
from leco.inference.permutation import against_growth
from leco.kernels.block_draws import BlockDraws
from leco.kernels.slopes import Slope, theil_sen
from leco.metrics.core_periphery import core_share
from leco.result import TestResult, json_value
from leco.result.exits import Exits
from leco.result.level import MIDDLE
from leco.result.plain import records
from leco.schema import dates
from leco.words import Note

# A claim is made when chance alone would make it in fewer than one coalition in twenty.
ALPHA = 0.05
# A net change within this part of a block's mean size counts as none.
STILL = 0.25
# Coarse dates are drawn this often.
DATES = 40

CORE_MOVES = {"core_shrinks", "core_grows"}

Verdict: TypeAlias = Literal[
    "shrinks_expands", "share_falls_with_growth", "both_grow", "both_shrink", "no_change",
    "cannot_tell",
]  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class CoreChange(Exits):
    """What became of the core, moment by moment, and what can be said of it.

    Attributes
    ----------
    verdict : str
        One of ``shrinks_expands``, ``share_falls_with_growth``, ``both_grow``,
        ``both_shrink``, ``no_change``, ``cannot_tell``.
    why : str
        The reason of the verdict, as a code.
    flows : DataFrame
        Moves into, out of and around the core: counts, years at risk, rates with exact 95 %
        intervals.
    frame : DataFrame
        One row a moment: sizes and block densities, the middle and the middle 95 % of what the
        ties allow; the chance that there is no core; the certified Borgatti-Everett core with
        the range that coarse dates leave; how many kinds and how much strength a tie between core
        and periphery carries; and the activities that core partners keep to themselves or share.
    slopes : DataFrame
        Median change a year of core, periphery and share (Theil-Sen), with 95 % intervals and,
        for the share, its p against growth alone.
    p : dict
        Exact one-sided p of each direction: core_shrinks, core_grows, periphery_expands,
        periphery_shrinks.
    chance : DataFrame
        The chance that each partner is core at each moment (NaN when not there).
    growth : TestResult or None
        The core share held against redrawn ties that keep growth; None where that cannot be.
    """

    kind: ClassVar[str] = "core_change"

    verdict: Verdict
    why: str
    flows: pd.DataFrame
    frame: pd.DataFrame
    slopes: pd.DataFrame
    p: Mapping[str, float]
    chance: pd.DataFrame
    growth: TestResult | None = None
    coalition: str = ""
    seed: int = 0

    def __repr__(self) -> str:
        return f"<core change of {self.coalition!r}: {self.verdict} ({self.why})>\n{self.flows!r}"

    def _frames(self) -> Sequence[pd.DataFrame]:
        return [self.frame]

    def explain(self, lang: str | None = None) -> str:
        """Say the verdict, the flows it rests on, the sizes, and what to keep in mind."""
        said = functools.partial(words.text, lang=lang)
        lines = [said(f"core_change.{self.verdict}"), said(f"core_change.why.{self.why}")]
        count: dict[str, Any] = {str(name): int(one) for name, one in self.flows["count"].items()}
        lines.append(words.text("core_change.flows", lang, **count))
        lines += [self._size(name, lang) for name in ("core", "periphery")]
        p = float(self.slopes["p_growth"].to_dict()["share"])
        if not math.isnan(p):
            lines.append(said(f"core_change.growth_{'more' if p <= ALPHA else 'as'}", p=p))
        surely = [words.word("core_change.side", side, lang)
                  for side, chance in self.p.items() if chance <= ALPHA]  # fmt: skip
        if surely and self.verdict == "cannot_tell":
            lines.insert(2, said("core_change.sure", sides=", ".join(surely)))
        chances: dict[str, Any] = {side: float(chance) for side, chance in self.p.items()}
        lines.append(words.text("core_change.tests", lang, **chances))
        lines.append(said("core_change.meanings"))
        return "\n".join([*lines, *(note.say(lang) for note in self.notes)])

    def _size(self, name: str, lang: str | None) -> str:
        """Say how large a block was first and last, each with its interval."""
        columns = [name, f"{name}_low", f"{name}_high"]
        first, last = (self.frame[columns].to_numpy(dtype=float)[row].tolist() for row in (0, -1))
        return words.text(
            "core_change.size", lang, block=words.word("block", name, lang),
            begin=self.frame.index[0], first=first[0], first_low=first[1], first_high=first[2],
            end=self.frame.index[-1], last=last[0], last_low=last[1], last_high=last[2],
        )  # fmt: skip

    def members(self, moment: object) -> list[object]:
        """Name the partners that are core at a moment, more likely than not.

        Raises
        ------
        LecoError
            When the moment is not among those that were followed.
        """
        named = str(moment)
        if named not in self.chance.columns:
            try:
                named = dates.to_date(dates.moment(moment).last).isoformat()
            except ValueError:
                named = ""
        if named not in self.chance.columns:
            there = ", ".join(map(str, self.chance.columns))
            raise LecoError.of("not_followed", moment=moment, there=there)
        column = self.chance[named]
        return list(column.index[column >= 0.5])

    def _content(self) -> dict[str, Any]:
        return {
            "coalition": self.coalition, "verdict": self.verdict, "why": self.why,
            "p": {name: json_value(value) for name, value in self.p.items()},
            "flows": records(self.flows), "rows": records(self.frame),
            "slopes": records(self.slopes), "chance": records(self.chance), "seed": self.seed,
            "growth": None if self.growth is None else self.growth.to_dict(),
        }  # fmt: skip


def shrinking_core(
    coalition: Coalition, *, every: str | Sequence[object], seed: int, draws: int = 199
) -> CoreChange:
    r"""Tell whether the core shrinks while the periphery expands, and how sure that is.

    Who is core is read from all moments together: at each, pairs are tied with the chance of
    their block, :math:`p_{cc} > p_{cp} > p_{pp}`, and a partner that stays is more likely to
    stay in its block than to change (an ordered dynamic block model, sampled with `seed`). A
    partner counts as core when that is more likely than not. From this follow, in this order:

    - *flows*: partners that entered the core or the periphery, were promoted or demoted, or left
      from either; with the years at risk, and rates with exact intervals. Who falls out of the
      core without having fewer ties with those who were there before is *diluted*, not demoted:
      the rest grew;
    - *sizes* and densities at each moment, each with the middle 95 % of what the ties allow;
      beside them the certified core of `core_periphery`, with the range that coarse dates leave;
    - *tests* that growth cannot fool: the core shrinks when more moved out (demoted, left) than
      in (promoted, entered), the periphery expands when more came than left, each by an exact
      sign test. Newcomers that look like core count against shrinking, not for growing: they
      may only be active; leavers count when the core is left faster than the periphery. "The
      core shrinks while the periphery expands" needs both below 0.05, and so is said by mistake
      in at most one coalition of twenty (Berger 1982). The flows of the two tests share no
      event;
    - *share*: its median change a year, held against growth alone where ties and partners have
      dates: entries and the number of new ties are kept and whom they go to is redrawn.

    A share that falls says little: it falls in any coalition that newcomers join at the rim.
    The verdict is ``cannot_tell`` when too few moved to tell, when no core stands out at most
    moments, or when the ties are not known; a net change within a quarter of a block's mean size
    counts as none. Ties in either direction count; strengths and labels play no part. Isolates
    that are there are periphery.

    Time grows with moments times partners (five moments of forty partners: seconds), and
    `draws` for the share.

    Parameters
    ----------
    coalition : Coalition
        With dates or waves.
    every : "month", "quarter", "year", "phase", "wave", or a list of dates
    seed : int
        The randomness of the sampler, of coarse dates, and of the redrawn ties.
    draws : int
        How often to redraw the ties for the share; 0 leaves that test out.

    Returns
    -------
    CoreChange

    Raises
    ------
    LecoError
        For anything but a Coalition, fewer than two moments, or moments that do not follow each
        other.
    ValueError
        When `draws` is below 0.

    References
    ----------
    Gulati & Kletter (2005), Shrinking core, expanding periphery, California Management
    Review 47, for the idea. Gallagher, Young & Welles (2021), Science Advances 7, for the
    blocks; Matias & Miele (2017), JRSS B 79, for following them through time. Berger (1982),
    Technometrics 24, for a claim that needs two tests.

    Examples
    --------
    >>> from leco.datasets import simulated
    >>> found = shrinking_core(simulated()["Simulated shrinking"], every="year", seed=7, draws=0)
    >>> int(found.flows.loc["entered_periphery", "count"])
    19
    """
    if draws < 0:
        raise ChoiceError.of("fewer_than_none", draws=draws)
    moments, nows = followed("shrinking_core", coalition, every)
    seeds = np.random.SeedSequence(seed).spawn(2)
    seen = on_one_roster(nows)
    drawn = follow(seen, np.random.default_rng(seeds[0]))
    chance = drawn.core.mean(axis=0)
    core: Flags = (chance >= 0.5) & seen.present
    flows = flow_table(core, seen, drawn)
    counts = {str(name): int(count) for name, count in flows["count"].items()}
    years_at_risk = flows["years_at_risk"].to_dict()
    p = one_sided(counts, years_at_risk["left_core"], years_at_risk["left_periphery"])
    certified = [_certified(net) for net in seen.nets]
    low, high = _coarse(coalition, moments, certified, seeds[1])
    frame = _sizes(seen, drawn).assign(
        certified_core=certified, certified_low=low, certified_high=high
    ).join(content(nows, seen, core))  # fmt: skip
    growth, notes = _against_growth(coalition, moments, seed, draws)
    slopes = _slopes(frame, seen.years, growth)
    verdict, why = _verdict(
        p, counts, core, seen, frame, float(slopes["p_growth"].to_dict()["share"])
    )
    if not seen.known:
        notes = (*notes, Note("ties_unknown"))
    shown = np.where(seen.present, chance, np.nan).T
    return CoreChange(
        verdict=verdict, why=why, flows=flows, frame=frame, slopes=slopes, p=p,
        chance=pd.DataFrame(
            shown, index=pd.Index(seen.partners, name="partner"), columns=list(seen.moments)
        ),
        growth=growth, coalition=coalition.name, seed=seed, notes=notes,
    )  # fmt: skip


def _sizes(seen: Roster, drawn: BlockDraws) -> pd.DataFrame:
    """Give sizes, shares and densities at each moment, with the middle 95 % of the draws."""
    partners = seen.present.sum(axis=1)
    size = drawn.core.sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = size / partners
    columns: dict[str, Any] = {"partners": partners}
    for name, values in (
        ("core", size), ("periphery", partners - size), ("share", share),
        ("density_core", drawn.chances[..., 0]), ("density_mixed", drawn.chances[..., 1]),
        ("density_periphery", drawn.chances[..., 2]),
    ):  # fmt: skip
        low, high = np.quantile(values, MIDDLE, axis=0)
        middle = np.median(values, axis=0)
        columns |= {name: middle, f"{name}_low": low, f"{name}_high": high}
    columns["no_core"] = ((size == 0) | (size == partners)).mean(axis=0)
    return pd.DataFrame(columns, index=pd.Index(seen.moments, name="moment"))


def _certified(data: Any) -> float:
    return float(core_share(data).parts.get("core_size", math.nan))


def _coarse(
    coalition: Coalition, moments: list[object], written: list[float], seeds: np.random.SeedSequence
) -> tuple[Any, Any]:
    """Bound the certified core by drawing coarse dates many times."""
    if not coalition.coarse_dates:
        return written, written
    drawn = [coalition.draw_dates(int(child.generate_state(1)[0])) for child in seeds.spawn(DATES)]
    found = [[_certified(one.at(moment)) for moment in moments] for one in drawn]
    low, high = [], []
    for values in np.array(found).T:
        known = values[~np.isnan(values)]
        bounds = np.quantile(known, MIDDLE) if len(known) else (math.nan, math.nan)
        low.append(float(bounds[0]))
        high.append(float(bounds[1]))
    return low, high


def _against_growth(
    coalition: Coalition, moments: list[object], seed: int, draws: int
) -> tuple[TestResult | None, tuple[Note, ...]]:
    """Hold the certified core share, and its change, against ties redrawn within growth."""
    if draws < 1:
        return None, ()

    def core_shares(one: Coalition) -> "pd.Series[float]":
        nows = [one.at(moment) for moment in moments]
        named = [str(now.moment) for now in nows]
        shares = np.array([float(core_share(now)) for now in nows])
        slope, *_ = _slope(shares, years(named))
        return pd.Series([*shares, slope], index=[*named, "slope"])

    try:
        return against_growth(core_shares, coalition, draws=draws, seed=seed), ()
    except UnsupportedGraphError:
        return None, (Note("no_growth_test"),)


def _slope(values: Floats, across: Floats) -> Slope:
    """Take the slope of the sizes that are known."""
    known = ~np.isnan(values)
    return theil_sen(across[known], values[known])


def _slopes(frame: pd.DataFrame, across: Floats, growth: TestResult | None) -> pd.DataFrame:
    """Take the slope of each size, and for the share how often growth alone gives it."""
    rows = {}
    for name in ("core", "periphery", "share"):
        slope, low, high = _slope(frame[name].to_numpy(dtype=float), across)
        p = math.nan
        if name == "share" and growth is not None and "slope" in growth.frame.index:
            p = float(growth.frame["p"].to_dict()["slope"])
        rows[name] = {"slope": slope, "low": low, "high": high, "p_growth": p}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("size")


def _verdict(  # noqa: PLR0911, PLR0917 - one return a verdict; private, one caller
    p: Mapping[str, float], counts: Mapping[str, int], core: Flags, seen: Roster,
    frame: pd.DataFrame, p_growth: float,
) -> tuple[Verdict, str]:  # fmt: skip
    """Weigh the evidence; a code, and the code of the reason."""
    if not seen.known:
        return "cannot_tell", "ties_unknown"
    if not any(net.ties for net in seen.nets):
        return "cannot_tell", "no_ties"
    vague = frame["core_high"] - frame["core_low"] > frame["partners"] / 2
    if ((frame["no_core"] > 0.5) | vague).mean() > 0.5:
        return "cannot_tell", "no_core"
    sure = {name for name, value in p.items() if value < ALPHA}
    inside = core.sum(axis=1)
    outside = seen.present.sum(axis=1) - inside
    signs = (int(np.sign(inside[-1] - inside[0])), int(np.sign(outside[-1] - outside[0])))
    # Flows count who came and left; that promotions do not undo it, the sizes must say.
    claims: tuple[tuple[set[str], tuple[int, int], Verdict], ...] = (
        ({"core_shrinks", "periphery_expands"}, (-1, 1), "shrinks_expands"),
        ({"core_grows", "periphery_expands"}, (1, 1), "both_grow"),
        ({"core_shrinks", "periphery_shrinks"}, (-1, -1), "both_shrink"),
    )
    for both, wanted, verdict in claims:
        if both <= sure and signs == wanted:
            return verdict, "both_tests"
    into = counts["promoted"] + counts["entered_core"]
    out = counts["demoted"] + counts["left_core"]
    core_still = abs(into - out) <= STILL * inside.mean() and not sure & CORE_MOVES
    falls = frame["share"].iloc[-1] < frame["share"].iloc[0]
    if core_still and "periphery_expands" in sure and falls:
        if p_growth <= ALPHA:  # never so when it was not held against growth
            return "cannot_tell", "not_as_growth"
        return "share_falls_with_growth", "core_still"
    # What demotion and promotion move counts for the core, not again for the periphery.
    change = counts["entered_periphery"] - counts["left_periphery"]
    if core_still and abs(change) <= STILL * outside.mean() and not sure:
        return "no_change", "both_still"
    return "cannot_tell", "one_side" if sure else "few_moves"
