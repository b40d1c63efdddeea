"""support_actors(): who helped without being a partner, and what the network is without them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.metrics.cohesion import compactness, connectedness, density
from leco.practice.findings import about, told
from leco.practice.records import Recorded, Why, before, no_table, rows, tally, until
from leco.words import Note

LIMITS = (Note("supports_limit_effect"),)
MEASURES = {"density": density, "connectedness": connectedness, "compactness": compactness}


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class SupportActors(Recorded):
    """Who supports, one row each, with how many records of support and whether in the network.

    `both_ways` sets measures with the supporters that stand among the partners beside those without
    (empty where none does); `per_phase` has, for each phase, how many records of support and how
    many admissions there were.
    """

    what: ClassVar[str] = "supports.who"

    both_ways: pd.DataFrame = field(default_factory=pd.DataFrame)
    per_phase: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def sentence(self, lang: str | None = None) -> str:
        """Say who supports, and what the network is with and without those in it."""
        if not self.known:
            return self.not_known(lang)
        shown = "; ".join(
            f"{who} ({words.word('support', str(role), lang)})" if role else str(who)
            for who, role in self.frame["role"].items()
        )
        said = [words.text("supports.are", lang, who=shown)]
        if self.both_ways.empty:
            said.append(words.text("supports.outside", lang))
        else:
            moved = "; ".join(
                words.text("supports.moved", lang, measure=words.measure(str(name), lang),
                           one=float(row["with"]), other=float(row["without"]))
                for name, row in self.both_ways.iterrows()
            )  # fmt: skip
            said.append(words.text("supports.both_ways", lang, moved=moved))
        return " ".join(said)


def support_actors(coalition: Coalition) -> SupportActors:
    """Tell who helped without being a partner, and what the network is with and without them.

    Who guides, studies or funds a coalition is often left standing among its partners, and then
    connects what hardly connects by itself. From the table `supports` up to the moment asked about;
    a supporter that is among the partners is taken out of the network to see what it changes.

    Parameters
    ----------
    coalition : Coalition

    Returns
    -------
    SupportActors
        A row per supporter: role, records, partner (1 when it stands among the partners);
        `both_ways` has density, connectedness and compactness with and without.

    Raises
    ------
    LecoError
        For anything but a Coalition.

    References
    ----------
    Laumann, Marsden & Prensky (1983), The boundary specification problem in network analysis.

    Examples
    --------
    >>> ids = [{"id": one} for one in ("guide", "city", "school")]
    >>> ties = [{"source": "guide", "target": one} for one in ("city", "school")]
    >>> help_ = [{"supporter": "guide", "role": "guidance"}]
    >>> found = support_actors(Coalition.from_frames(ids, ties, supports=help_))
    >>> found.both_ways.loc["connectedness"].tolist()
    [1.0, 0.0]
    """
    whole = told(coalition, "support_actors")
    now = whole.snapshot()
    table, why = rows(whole, "supports", "supporter")
    given = pd.DataFrame(columns=["supporter"]) if table is None else table
    given = before(given, "start", until(whole))
    ids = set(map(str, now.partners["id"]))
    count = tally([str(one) for one in given["supporter"]])
    roles = given["role"] if "role" in given.columns else pd.Series(None, given.index, dtype="str")
    role = dict(zip(given["supporter"][::-1], roles.astype(object).fillna("")[::-1], strict=True))
    frame = pd.DataFrame(
        {
            "role": [str(role.get(one, "")) for one in count],
            "records": list(count.values()),
            "partner": [float(one in ids) for one in count],
        },
        index=pd.Index(list(count), name="supporter", dtype=object),
    )
    both_ways, lacking = _both_ways(now, [one for one in count if one in ids])
    return SupportActors(
        frame=frame, n=len(ids), reasons=why, limits=LIMITS, both_ways=both_ways,
        evidence={"both_ways": lacking} if lacking else {},
        per_phase=_per_phase(whole, given),
        about=about("support_actors", whole, headline="records",
                    source="Laumann, Marsden & Prensky (1983), The boundary specification "
                    "problem in network analysis"),
    )  # fmt: skip


def _both_ways(now: Coalition, inside: list[str]) -> tuple[pd.DataFrame, Why]:
    """Measure the network as it is, and without the supporters that stand in it."""
    if not inside:
        return pd.DataFrame(), ()
    if not now.ties_known:
        return pd.DataFrame(), (no_table("ties"),)
    without = now.without(*inside)
    values = [(float(one(now)), float(one(without)) if len(without) > 1 else math.nan)
              for one in MEASURES.values()]  # fmt: skip
    index = pd.Index(list(MEASURES), name="measure")
    return pd.DataFrame(values, columns=["with", "without"], index=index), ()


def _per_phase(whole: Coalition, given: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Count support and admissions in each phase that either names."""
    admitted, _ = rows(whole, "admissions", "phase")
    helped = tally(list(given["phase"].dropna())) if "phase" in given.columns else {}
    let_in = {} if admitted is None else tally(
        list(before(admitted, "date", until(whole))["phase"])
    )  # fmt: skip
    return {one: (helped.get(one, 0), let_in.get(one, 0)) for one in sorted({*helped, *let_in})}
