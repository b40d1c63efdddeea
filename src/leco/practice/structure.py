"""structure_only(): whether anything but structure is on record of a coalition."""

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.practice.findings import about, told
from leco.practice.ratings import topic_of
from leco.practice.records import Recorded, rows
from leco.words import Note

CONTENT = ("vision", "needs", "contributions", "results")
TABLES = {"needs": "need", "contributions": "partner", "results": "result"}


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class StructureOnly(Recorded):
    """What is on record beside structure, one row each; `holds` when that is nothing at all."""

    what: ClassVar[str] = "structure.what"

    @property
    def holds(self) -> bool:
        """Whether there is nothing but structure."""
        return not self.frame["records"].any()

    def sentence(self, lang: str | None = None) -> str:
        """Warn where there is nothing but structure, else say what there is beside it."""
        if self.holds:
            return words.text("structure.only", lang)
        there = [str(name) for name, count in self.frame["records"].items() if count]
        lacking = [name for name in CONTENT if name not in there]
        said = words.text("structure.beside", lang, there=self._named(there, lang))
        if lacking:
            said += " " + words.text("structure.lacking", lang, lacking=self._named(lacking, lang))
        return said

    def _named(self, names: list[str], lang: str | None) -> str:
        return ", ".join(self.row(name, lang) for name in names)


def structure_only(coalition: Coalition) -> StructureOnly:
    """Tell whether a coalition has nothing on record but structure: partners and their ties.

    Too much attention to structure is a known pitfall: a network works by a shared why, by what is
    needed and given, and by what comes of it. The warning holds when the vision (the table
    `visions`, and ratings of it), needs, contributions and results are all empty.

    Parameters
    ----------
    coalition : Coalition

    Returns
    -------
    StructureOnly
        Rows vision, needs, contributions, results: how many records of each.

    Raises
    ------
    LecoError
        For anything but a Coalition.

    References
    ----------
    Kenis & Cambré (2019), Organisatienetwerken.

    Examples
    --------
    >>> rows = [{"id": "city"}, {"id": "school"}]
    >>> structure_only(Coalition.from_frames(rows)).holds
    True
    >>> structure_only(Coalition.from_frames(rows, needs=[{"need": "a room"}])).holds
    False
    """
    now = told(coalition, "structure_only").snapshot()
    counted = dict.fromkeys(CONTENT, 0)
    for table, column in TABLES.items():
        filled, _ = rows(now, table, column)
        counted[table] = 0 if filled is None else len(filled)
    versions, _ = rows(now, "visions", "version")
    ratings, _ = rows(now, "ratings", "score")
    scored = [] if ratings is None else [one for one in ratings["item"]
                                         if topic_of(one)[0] == "vision"]  # fmt: skip
    counted["vision"] = (0 if versions is None else len(versions)) + len(scored)
    frame = pd.DataFrame({"records": counted}).rename_axis("content")
    return StructureOnly(
        frame=frame, n=len(now), limits=(Note("structure_limit"),),
        about=about("structure_only", coalition, headline="records",
                    source="Kenis & Cambré (2019), Organisatienetwerken"),
    )  # fmt: skip
