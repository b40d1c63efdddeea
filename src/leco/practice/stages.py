"""stage(): which of Hannon's four stages of development the records point to, and which not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.practice.findings import about, once, shares, told
from leco.practice.records import Recorded, window as days_before
from leco.practice.stage_indicators import INDICATORS, Asked
from leco.words import Note

STAGES = (1, 2, 3, 4)
LIMITS = tuple(
    Note(f"stage_limit_{name}")
    for name in ("typology", "thresholds", "silence", "funder", "vague", "counts")
)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Stage(Recorded):
    """What the records say of each stage; `points_to` is None where that cannot be told.

    `counts` has for each stage how many indicators support it, speak against it and are silent;
    `declared` is what the coalition says of itself. It is shown beside, and never overruled.
    """

    what: ClassVar[str] = "stage.whether"

    points_to: int | None = None
    declared: str = ""
    declared_on: str = ""
    declared_by: str = ""
    counts: Mapping[int, tuple[int, int, int]] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the tables say anything of what is asked."""
        return bool((self.frame["says"] != "silent").any())

    def sentence(self, lang: str | None = None) -> str:
        """Say what the records point to, by how many indicators, and what is declared."""
        silent = sum(one[2] for one in self.counts.values())
        total = len(self.frame)
        if not self.known:
            said = self.not_known(lang)
        elif self.points_to is None:
            said = words.text("stage.open", lang, silent=silent, total=total)
        else:
            supports, against, _ = self.counts[self.points_to]
            name = words.text(f"stage.name_{self.points_to}", lang)
            said = words.text("stage.points", lang, stage=self.points_to, name=name, count=supports,
                              of=supports + against, silent=silent, total=total)  # fmt: skip
        if not self.declared:
            return f"{said} {words.text('stage.undeclared', lang)}"
        beside = "; ".join(one for one in (self.declared_on, self.declared_by) if one)
        declared = f"{self.declared} ({beside})" if beside else self.declared
        return f"{said} {words.text('stage.declared', lang, declared=declared)}"


def stage(
    coalition: Coalition,
    *,
    by: str = "sector",
    window: int = 365,
    majority: float = 0.5,
    joining: float = 0.2,
    from_experiments: float = 0.25,
    lasting: float = 0.7,
    rising: float = 0.1,
    least: int = 4,
) -> Stage:
    """Tell which of four stages of development the records point to: evidence, not a verdict.

    Sixteen indicators, four for each stage, each *supports* its stage, speaks *against* it or is
    *silent* where nothing is recorded. They ask about the last `window` days. The answer points to
    the stage that most indicators support; with fewer than `least` that speak, or with two stages
    equal, it cannot be told.

    ==================== ======================================================== ==================
    1 vision_versions    versions of the vision                                   1 or more
    1 no_experiments     experiments begun so far                                 none
    1 vision_joins       share of joins for the vision                            `majority`
    1 by_consensus       share of admissions by consensus                         `majority`
    2 newcomers          joined, per partner at the beginning                     `joining`
    2 early_reasons      joins and leaves for an experiment, governance or a site `majority`
    2 first_experiments  experiments begun, while none is evaluated               1 or more
    2 new_funding        contributions of money that began                        1 or more
    3 evaluated          experiments evaluated or repeated                        1 or more
    3 experiment_ties    share of new ties that arose in experiments              `from_experiments`
    3 by_autonomy        share of admissions that one partner made by itself      `majority`
    3 rising_diversity   rise of the number of kinds, at equal size (`rarefied`)  `rising`
    4 lasting_funding    share of money that no project pays                      `majority`
    4 agreements         share of ties with a formal agreement                    `majority`
    4 lasting_ties       share of the ties that lasted                            `lasting`
    4 renewal            new experiments, after some were evaluated               1 or more
    ==================== ======================================================== ==================

    Shares are of the rows in which the matter is recorded; blanks count nowhere. Diversity is
    compared at equal size, since growth alone would raise it.

    Parameters
    ----------
    coalition : Coalition
    by : str
        The column whose diversity may rise.
    window : int
        How many days back.
    majority, joining, from_experiments, lasting : float
        From which share an indicator supports its stage.
    rising : float
        From which rise, in kinds of partners at equal size.
    least : int
        How many indicators must speak.

    Returns
    -------
    Stage
        A row per indicator: stage, value, says (supports, against, silent); with `points_to`,
        `counts` and `declared`.

    Raises
    ------
    LecoError
        For anything but a Coalition.
    ValueError
        For shares beyond 0 to 1, or a window or a number of indicators below 1.

    References
    ----------
    Hannon, Thomas, Ward & Beresford (2019), Local learning ecosystems: emerging models, for the
    stages; indicators and lines are leco's own.

    Examples
    --------
    >>> from leco import Coalition
    >>> found = stage(Coalition.from_frames([{"id": "city"}]))
    >>> found.points_to is None, found.frame["says"].unique().tolist()
    (True, ['silent'])
    """
    if window < 1 or least < 1:
        raise ValueError(f"window={window!r}, least={least!r}: both are 1 or more")
    given = {"majority": majority, "joining": joining, "from_experiments": from_experiments,
             "lasting": lasting}  # fmt: skip
    lines = shares(given)
    whole = told(coalition, "stage")
    asked = Asked(whole, days_before(whole, window), majority, joining, from_experiments, lasting,
                   rising, by)  # fmt: skip
    found = {name: (at, read(asked)) for name, (at, read) in INDICATORS.items()}
    says = {True: "supports", False: "against", None: "silent"}
    frame = pd.DataFrame(
        {
            "stage": [at for at, _ in found.values()],
            "value": [one.value for _, one in found.values()],
            "says": [says[one.supports] for _, one in found.values()],
        },
        index=pd.Index(list(found), name="indicator"),
    )
    counts = {
        at: (int((own == "supports").sum()), int((own == "against").sum()),
             int((own == "silent").sum()))
        for at in STAGES
        for own in [frame["says"][frame["stage"] == at]]
    }  # fmt: skip
    said = whole.about
    return Stage(
        frame=frame, n=len(whole.snapshot()),
        points_to=_pointed(counts, least), counts=counts,
        declared=said.get("declared_stage", ""), declared_on=said.get("stage_date", ""),
        declared_by=said.get("stage_by", ""),
        evidence={name: (Note(f"says_{says[one.supports]}"), *one.said)
                  for name, (_, one) in found.items()},
        thresholds={**lines, "window": float(window), "rising": float(rising),
                    "least": float(least)},
        reasons=once(*(note for _, one in found.values() if one.supports is None
                       for note in one.said)),
        limits=LIMITS, about=about("stage", whole, headline="value",
                    source="Hannon, Thomas, Ward & Beresford (2019), Local learning ecosystems"),
    )  # fmt: skip


def _pointed(counts: Mapping[int, tuple[int, int, int]], least: int) -> int | None:
    """Give the stage that most indicators support; None when too few speak, or two are equal."""
    speaking = sum(supports + against for supports, against, _ in counts.values())
    most = max(supports for supports, _, _ in counts.values())
    first = [at for at, one in counts.items() if one[0] == most]
    return first[0] if speaking >= least and most > 0 and len(first) == 1 else None
