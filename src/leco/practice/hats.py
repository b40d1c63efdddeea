"""hats(): persons who belong to several organisations, and what they join."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import ClassVar

import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.graph.partition import split_labels
from leco.practice.findings import about, told
from leco.practice.records import Recorded, rows
from leco.words import Note

LIMITS = (Note("hats_limit"),)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Hats(Recorded):
    """Persons, one row each; `joined` has how many persons any two organisations share.

    The sentence names organisations, and no person.
    """

    what: ClassVar[str] = "hats.who"

    joined: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def several(self) -> int:
        """How many persons wear two hats or more."""
        return int((self.frame["hats"] > 1).sum())

    def sentence(self, lang: str | None = None) -> str:
        """Say how many persons wear several hats, and across how many groups they reach."""
        if not self.known:
            return self.not_known(lang)
        said = [words.text("hats.several", lang, count=self.several, of=len(self.frame))]
        if self.several:
            most = self.frame.iloc[0]
            said.append(words.text("hats.most", lang, hats=int(most["hats"])))
            across = int((self.frame["groups"] > 1).sum())
            said.append(words.text("hats.across", lang, count=across))
        return " ".join(said)


def hats(coalition: Coalition, *, by: str = "sector") -> Hats:
    """Tell how many persons wear several hats: they belong to two organisations or more.

    A person who belongs to several organisations can bridge them without any tie on record. From
    the table `affiliations` at the moment asked about; each organisation counts once. What the
    network of organisations would be without one of them is another question: see `without_top`.

    Parameters
    ----------
    coalition : Coalition
    by : str
        The column of groups (of partners) that a person may reach across.

    Returns
    -------
    Hats
        A row per person, those with most hats first: hats (organisations), partners (those of them
        that are partners), groups (groups of `by` among these).

    Raises
    ------
    LecoError
        For anything but a Coalition.

    References
    ----------
    Breiger (1974), The duality of persons and groups, Social Forces 53, 181-190.

    Examples
    --------
    >>> rows = [{"id": "city", "sector": "government"}, {"id": "club", "sector": "sport"}]
    >>> both = [{"person": "An", "organisation": one} for one in ("city", "club")]
    >>> found = hats(Coalition.from_frames(rows, affiliations=both))
    >>> found.several, found.joined
    (1, {('city', 'club'): 1})
    """
    now = told(coalition, "hats").snapshot()
    table, why = rows(now, "affiliations", "person", "organisation")
    labelled, _ = rows(now, "partners", by)
    of = {} if labelled is None else {
        str(one): split_labels(cell) for one, cell in zip(labelled["id"], labelled[by], strict=True)
    }  # fmt: skip
    ids = set(map(str, now.partners["id"]))
    worn: dict[str, set[str]] = {}
    for person, organisation in (
        [] if table is None else zip(table["person"], table["organisation"], strict=True)
    ):
        worn.setdefault(str(person), set()).add(str(organisation))
    joined: dict[tuple[str, str], int] = {}
    found = []
    for person, own in worn.items():
        groups = frozenset[str]().union(*(of.get(one, frozenset()) for one in own))
        found.append((person, len(own), len(own & ids), len(groups)))
        for pair in combinations(sorted(own), 2):
            joined[pair] = joined.get(pair, 0) + 1
    found.sort(key=lambda one: (-one[1], one[0]))
    frame = pd.DataFrame(found, columns=["person", "hats", "partners", "groups"])
    return Hats(
        frame=frame.set_index("person"), n=len(now), reasons=why, limits=LIMITS,
        joined=dict(sorted(joined.items(), key=lambda one: (-one[1], one[0]))),
        about=about("hats", coalition, headline="hats",
                    source="Breiger (1974), The duality of persons and groups"),
    )  # fmt: skip
