"""Who is present and what is in force on a day or at a wave; dates are read once."""

from functools import cached_property

import numpy as np
import pandas as pd

from leco.coalition.loading import NAMING, Tables
from leco.coalition.time import SPELLS, answered, meets, member, spell, wave_days
from leco.graph.arrays import Flags, Ints
from leco.schema import dates
from leco.schema.check import days
from leco.schema.tables import ROWS
from leco.words import Note

# Tables as they are then, who of the partners is present, and what is only assumed.
Seen = tuple[dict[str, pd.DataFrame], Flags, tuple[Note, ...]]


class Calendar:
    """What tables say of when: read at the first question, and kept for all moments after it."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.partners = tables["partners"]

    @cached_property
    def _spells(self) -> dict[str, tuple[Ints, Ints]]:
        return {table: spell(table, self.tables[table]) for table in SPELLS if table in self.tables}

    @cached_property
    def _member(self) -> Flags:
        return member(self.partners)

    @cached_property
    def _counted(self) -> tuple[Flags, Flags] | None:
        """Tell which memberships make somebody present, and which partners have memberships."""
        memberships = self.tables.get("memberships")
        if memberships is None or memberships.empty:
            return None
        counts = memberships["tier"].isin(["core", "broad"]).to_numpy()
        return counts, self.partners["id"].isin(memberships["partner"]).to_numpy()

    def in_force(self, table: str, begin: int, end: int) -> Flags:
        """Whether each row can be in force on any day from `begin` to `end`."""
        return meets(self._spells[table], begin, end)

    def present(self, begin: int, end: int) -> tuple[Flags, "pd.Series[str] | None"]:
        """Tell who is present on any day, and each one's tier then (None: no memberships).

        Memberships, where a partner has any, say when it is present and in which tier; else the
        partner's own dates do. Candidates are not present; a former partner is, while dated.
        """
        partners, own_spell = self.partners, self.in_force("partners", begin, end)
        here = own_spell & self._member
        if self._counted is None:
            return here, None
        counts, listed = self._counted
        in_force = self.in_force("memberships", begin, end) & counts
        now = self.tables["memberships"][in_force]
        here = np.where(listed, own_spell & partners["id"].isin(now["partner"]).to_numpy(), here)
        # The spell that starts last tells the tier.
        ranked = now.assign(_start=self._spells["memberships"][0][in_force])
        ranked = ranked.sort_values("_start", kind="stable")
        tier = ranked.drop_duplicates("partner", keep="last").set_index("partner")["tier"]
        current = partners["id"].map(tier)
        if "tier" in partners.columns:
            current = current.where(current.notna(), partners["tier"])
        return here, current.astype("str")

    @cached_property
    def last_evidence(self) -> Ints:
        """The last day that a dated row names each partner."""
        latest = np.full(len(self.partners), dates.EARLIEST, dtype=np.int64)
        ids = pd.Index(self.partners["id"])
        for table in SPELLS:
            frame = self.tables.get(table)
            bounds = ROWS[table].spell
            if frame is None or bounds is None or frame.empty:
                continue
            naming = ("id",) if table == "partners" else NAMING.get(table, ())
            named = [ids.get_indexer(frame[one]) for one in naming]
            for bound in bounds:
                first, last, given = days(frame.get(bound), len(frame))
                # An end that is written as open ("..") says that the row holds to this day.
                open_end = (first == dates.EARLIEST) & (last == dates.LATEST)
                day = np.where(
                    open_end, dates.LATEST - 1, np.where(last < dates.LATEST, last, first)
                )
                for places in named:
                    told = given & (places >= 0)
                    np.maximum.at(latest, places[told], day[told])
        return latest

    @cached_property
    def _without_end(self) -> Flags | None:
        """Who has no date of leaving and no memberships; None where nobody has any date."""
        if not {"joined", "left"} & set(self.partners.columns):
            return None
        _, _, left = days(self.partners.get("left"), len(self.partners))
        return ~(left if self._counted is None else left | self._counted[1])

    def unknown_ends(self, moment: int, until: int) -> int:
        """Count the partners taken as present at `moment` although nothing says so.

        That is: no date of leaving, last named before the moment, and never within a year of
        the end of observation.
        """
        if self._without_end is None:
            return 0
        seen = self.last_evidence
        doubtful = self._without_end & (seen < moment) & (seen < until - dates.YEAR)
        if not doubtful.any():
            return 0
        here, _ = self.present(moment, moment)
        return int((here & doubtful).sum())

    @cached_property
    def _open_ties(self) -> Flags | None:
        """Tell which ties started and have no end."""
        ties = self.tables.get("ties")
        if ties is None or "start" not in ties.columns:
            return None
        started = ties["start"].notna()
        if "end" in ties.columns:
            started &= ties["end"].isna()
        return started.to_numpy()

    @cached_property
    def _tie_ends(self) -> tuple[Ints, Ints]:
        """Tell where both partners of each tie stand."""
        ids, ties = pd.Index(self.partners["id"]), self.tables["ties"]
        one, other = (ids.get_indexer(pd.Index(ties[end])) for end in ("source", "target"))
        return one, other

    def _still_open(self, here: Flags, begin: int, end: int) -> int:
        """Count the ties between these that started, have no end, and so count as in force."""
        if self._open_ties is None:
            return 0
        still = self._open_ties & self.in_force("ties", begin, end)
        if not here.all():  # of everybody, nothing is to be looked up
            one, other = self._tie_ends
            still &= here[one] & here[other]
        return int(still.sum())

    def at_days(self, begin: int, end: int, until: int | None) -> Seen:
        """Keep the rows in force on any day; say who is present, and what is only assumed.

        `until` is the last day observed, if that is known.
        """
        here, tier = self.present(begin, end)
        seen = dict(self.tables)
        if tier is not None:
            seen["partners"] = self.partners.assign(tier=tier)
        for table in self._spells:
            if table != "partners":
                in_force = self.in_force(table, begin, end)
                seen[table] = seen[table] if in_force.all() else seen[table][in_force]
        notes = []
        if until is not None and (unknown := self.unknown_ends(end, until)):
            notes.append(Note("unknown_ends", {"count": unknown}))
        if still := self._still_open(here, begin, end):
            notes.append(Note("open_ties", {"count": still}))
        return seen, here, tuple(notes)

    def at_wave(self, wave: str) -> Seen:
        """Keep the ties reported at a wave; who was asked or named then is present."""
        seen = dict(self.tables)
        stated = wave_days(wave)
        if stated.first <= stated.last:  # the name of the wave is a date
            here, _ = self.present(stated.last, stated.last)
        else:
            here = self._member
        ties = seen.get("ties")
        if ties is not None and "wave" in ties.columns:
            ties = seen["ties"] = ties[(ties["wave"] == wave).to_numpy()]
        respondents = seen.get("respondents")
        if respondents is None:
            return seen, here, ()
        asked = seen["respondents"] = respondents[(respondents["wave"] == wave).to_numpy()]
        named = set(asked["partner"])
        if ties is not None:
            named |= set(ties["source"]) | set(ties["target"])
        if named:
            here = here & seen["partners"]["id"].isin(named).to_numpy()
        silent = 0
        if "answered" in asked.columns:
            silent = int((answered(asked) == 0).sum())
        notes = (Note("silent", {"count": silent, "asked": len(asked)}),) if silent else ()
        return seen, here, notes
