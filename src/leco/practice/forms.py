"""cooperation_form(): which of ten forms of cooperation a coalition declares, and since when."""

import math
from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.practice.findings import about, told
from leco.practice.records import Recorded, before, first_days, rows, until
from leco.schema import dates
from leco.schema.check import days
from leco.schema.vocabularies import FORMS
from leco.words import Note


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class CooperationForm(Recorded):
    """The ten forms in the order of the spectrum; `now` is declared, `history` has all spells."""

    what: ClassVar[str] = "form.which"

    now: str | None = None
    history: pd.DataFrame = field(default_factory=pd.DataFrame)

    def sentence(self, lang: str | None = None) -> str:
        """Say which form is declared, and which were before."""
        if not self.known:
            return self.not_known(lang)
        earlier = [one for one in self.history["form"] if one != self.now]
        said = [
            words.text("form.none_now", lang) if self.now is None
            else words.text("form.now", lang, form=words.word("form", self.now, lang))
        ]  # fmt: skip
        if earlier:
            shown = ", ".join(words.word("form", one, lang) for one in dict.fromkeys(earlier))
            said.append(words.text("form.before", lang, forms=shown))
        return " ".join(said)


def cooperation_form(coalition: Coalition) -> CooperationForm:
    """Tell which form of cooperation a coalition declares, among ten, and its history.

    The forms run from a learning network to a merger: less sovereignty of each partner, more value
    for the end user. Which it is, is declared in the table `forms` and never read from ties.
    `sovereignty` and `user_value` are the coordinates that the coalition itself gives; leco knows
    none (NaN). Another form stands after the ten. Of two forms in force at once the one that began
    last is `now`.

    Parameters
    ----------
    coalition : Coalition

    Returns
    -------
    CooperationForm
        A row per form: declared (1 when in force at the moment asked about), sovereignty,
        user_value; `history` has every spell, the first first.

    Raises
    ------
    LecoError
        For anything but a Coalition.

    References
    ----------
    Kenis & Cambré (2019), Organisatienetwerken, for the spectrum.

    Examples
    --------
    >>> from leco import Coalition
    >>> spells = [{"form": "lerend netwerk", "start": "2021", "end": "2022"},
    ...           {"form": "organisatienetwerk", "start": "2023"}]
    >>> cooperation_form(Coalition.from_frames([{"id": "city"}], forms=spells)).now
    'organisation_network'
    """
    whole = told(coalition, "cooperation_form")
    table, why = rows(whole, "forms", "form")
    columns = ["form", "start", "end", "sovereignty", "user_value", "declared_by"]
    spells = pd.DataFrame(columns=columns) if table is None else table
    end = until(whole)
    spells = before(spells, "start", end).reindex(columns=columns)
    first = first_days(spells["start"])
    spells = spells.assign(_first=first).sort_values(["_first", "form"], kind="stable")
    _, last, _ = days(spells["end"], len(spells))
    still = spells[last >= (dates.LATEST if end is None else end)]
    now = None if still.empty else str(still["form"].iloc[-1])
    others = [one for one in dict.fromkeys(spells["form"]) if one not in FORMS]
    frame = pd.DataFrame(index=pd.Index([*FORMS, *others], name="form"))
    frame["declared"] = [float(one == now) if table is not None else math.nan
                         for one in frame.index]  # fmt: skip
    for column in ("sovereignty", "user_value"):
        given = spells.dropna(subset=[column]).drop_duplicates("form", keep="last")
        frame[column] = given.set_index("form")[column].astype(float).reindex(frame.index)
    return CooperationForm(
        frame=frame, n=len(whole.snapshot()), reasons=why, now=now,
        history=spells.drop(columns="_first").reset_index(drop=True),
        limits=(Note("form_limit"),),
        about=about("cooperation_form", whole, headline="declared",
                    source="Kenis & Cambré (2019), Organisatienetwerken"),
    )  # fmt: skip
