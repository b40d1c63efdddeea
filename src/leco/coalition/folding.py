"""Merging partners: units into their parent, persons into their organisations."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from leco.coalition.loading import NAMING, Tables
from leco.coalition.time import member
from leco.errors import LecoError, require_one_of
from leco.schema import dates
from leco.schema.check import days
from leco.schema.tables import ROWS
from leco.words import Note

# Tables of which two rows that say the same are two facts.
ADDING = frozenset(table for table, row in ROWS.items() if row.adds_up)

Into = dict[str, tuple[str, ...]]


def fold(tables: Tables, to: str) -> tuple[dict[str, pd.DataFrame], tuple[Note, ...]]:
    """Merge partners as `to` says; give the new tables and what merged."""
    require_one_of("to", to, ("parent", "organisation"))
    by_parent = to == "parent"
    partners, into = _parents(tables["partners"]) if by_parent else _organisations(tables)
    if not into:
        return dict(tables), (Note("nothing_folded", {"to": to}),)
    folded = {**tables, "partners": partners}
    inner = 0
    if "ties" in tables:
        ties = _renamed(_renamed(tables["ties"], "source", into), "target", into)
        inside = (ties["source"] == ties["target"]).to_numpy()
        # A tie of a partner with itself that was there before stays what it was.
        before = (tables["ties"]["source"] == tables["ties"]["target"]).sum()
        inner = int(inside.sum() - before)
        folded["ties"] = ties[~inside].reset_index(drop=True)
    named = {table: tables[table] for table in NAMING if table in tables and table != "ties"}
    if "memberships" in named:
        named["memberships"] = _with_own_spells(tables["partners"], named["memberships"], into)
    for table, frame in named.items():
        renamed = frame
        for column in NAMING[table]:
            renamed = _renamed(renamed, column, into)
        folded[table] = renamed if table in ADDING else renamed.drop_duplicates()
        folded[table] = folded[table].reset_index(drop=True)
    if "respondents" in folded:
        folded["respondents"] = _asked_once(folded["respondents"])
    said = "; ".join(
        f"{', '.join(sorted(one for one in into if into[one] == target))} -> {' + '.join(target)}"
        for target in sorted(set(into.values()))
    )
    return folded, (Note("folded", {"count": len(into), "said": said, "ties": inner}),)


def _renamed(frame: pd.DataFrame, column: str, into: Into) -> pd.DataFrame:
    """Put the new name in place of the old; a row with several new names becomes several."""
    named = frame.copy()
    named[column] = pd.Series([into.get(one, (one,)) for one in frame[column]], index=frame.index)
    return named.explode(column, ignore_index=True).astype({column: "str"})


def _asked_once(respondents: pd.DataFrame) -> pd.DataFrame:
    """Keep one row per wave and partner: it answered if one of those it took in did."""
    keys = ["wave", "partner"]
    how = {column: "max" if column == "answered" else "first"
           for column in respondents.columns if column not in keys}  # fmt: skip
    if not how:
        return respondents
    asked = respondents.groupby(keys, sort=False, as_index=False).agg(how)
    return asked[list(respondents.columns)]


def _with_own_spells(partners: pd.DataFrame, memberships: pd.DataFrame, into: Into) -> pd.DataFrame:
    """Write the spell of partners that merge with others' memberships as one of their own.

    Memberships, where a partner has any, say when it is present: without this a parent would
    be there only in the memberships of its units. It keeps its own tier, else it is broad.
    """
    listed = set(memberships["partner"])
    merged = {top for one in into if one in listed for top in into[one]}
    merged |= {one for one, tops in into.items() if listed & set(tops)}
    rest = partners[partners["id"].isin(merged - listed).to_numpy() & member(partners)]
    if rest.empty:
        return memberships
    tier = rest["tier"] if "tier" in rest.columns else pd.Series(index=rest.index, dtype="str")
    own = pd.DataFrame({"partner": rest["id"], "tier": tier.where(tier == "core", "broad")})
    for column, stated in (("start", "joined"), ("end", "left")):
        if stated in rest.columns:
            own[column] = rest[stated]
    return pd.concat([memberships, own.astype("str")], ignore_index=True)


def _parents(partners: pd.DataFrame) -> tuple[pd.DataFrame, Into]:
    if "parent" not in partners.columns:
        return partners, {}
    parent = {
        one: above
        for one, above in zip(partners["id"], partners["parent"], strict=True)
        if not pd.isna(above)
    }
    tops: dict[str, str] = {}
    for one in parent:
        way: dict[str, None] = {}
        top = one
        while top in parent and top not in tops:
            if top in way:
                raise LecoError.of("parent_circle", partner=one)
            way[top] = None
            top = parent[top]
        tops |= dict.fromkeys(way, tops.get(top, top))
    into: Into = {one: (top,) for one, top in tops.items()}
    spans = _widened(partners, into)
    return spans[~spans["id"].isin(into)], into


def _widened(partners: pd.DataFrame, into: Into, fresh: Collection[str] = ()) -> pd.DataFrame:
    """Let each be present whenever it, or one that it takes in, is.

    `fresh` are rows that stand for nobody yet: only those they take in count.
    """
    result = partners.copy()
    places, tops = zip(*((place, top) for place, one in enumerate(partners["id"])
                         for top in into.get(one, () if one in fresh else (one,))),
                       strict=True)  # fmt: skip
    for column, earliest in (("joined", True), ("left", False)):
        if column not in partners.columns:
            continue
        first, last, given = days(partners[column], len(partners))
        day = np.where(given, first if earliest else last,
                       dates.EARLIEST if earliest else dates.LATEST)  # fmt: skip
        ranked = pd.Series(day[list(places)], index=list(places)).groupby(list(tops))
        chosen = ranked.idxmin() if earliest else ranked.idxmax()
        written = pd.Series(partners[column].to_numpy()[chosen], index=chosen.index)
        result[column] = partners["id"].map(written).astype("str")
    return result


def _organisations(tables: Tables) -> tuple[pd.DataFrame, Into]:
    partners, affiliations = tables["partners"], tables.get("affiliations")
    if affiliations is None:
        raise LecoError.of("no_affiliations")
    persons = set(partners["id"])
    if "entity" in partners.columns:
        persons = set(partners.loc[partners["entity"] != "organisation", "id"])
    hats = affiliations[affiliations["person"].isin(persons)]
    into: Into = {
        str(person): tuple(sorted(set(own)))
        for person, own in hats.groupby("person")["organisation"]
        if str(person) not in set(own)
    }
    known = set(partners["id"])
    fresh = sorted({one for own in into.values() for one in own} - known)
    added = pd.DataFrame({"id": pd.Series(fresh, dtype="str")})
    if "entity" in partners.columns:
        added["entity"] = pd.Series(["organisation"] * len(fresh), dtype="str")
    every = pd.concat([partners, added], ignore_index=True) if fresh else partners
    spans = _widened(every, into, fresh)
    return spans[~spans["id"].isin(into)], into
