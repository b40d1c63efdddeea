"""invite(): whom to invite next, and why."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from leco import words
from leco.coalition.coalition import Coalition
from leco.coalition.time import in_force
from leco.errors import DataError, LecoError, meant
from leco.graph.arrays import Network, arrays
from leco.graph.needs import GivenNeeds
from leco.graph.partition import By, split_labels
from leco.metrics.coverage import coverage
from leco.metrics.diversity import hill_number
from leco.practice.findings import Findings, about, group_word, grouped, whole
from leco.practice.lack import Lack, lack_of
from leco.practice.pareto import first_shares, undominated
from leco.schema import dates
from leco.schema.check import check_table
from leco.words import Note, Term

# A sentence names so many of each thing that is missing; the fields have them all.
SHOWN = 3
CRITERIA = ("need", "backup", "bridge", "group")
# What a candidate's row says of another time or standing than that of a partner who joins now.
OF_ITS_OWN = ("tier", "joined", "left", "join_reason", "leave_reason", "parent", "knows")

Candidates = pd.DataFrame | Sequence[Mapping[str, Any]] | Sequence[str]


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Invitation(Findings):
    """Whom to invite next: candidates side by side by what they bring, and what is missing.

    The fields hold what is missing, and None where nobody knows: `gaps` (need -> providers there,
    wanted), `sole` (need -> its one provider), `untied` (two groups without a tie -> ties that
    chance would give), `short` (group -> partners there, expected). `front` names the candidates
    that no other beats; `evidence` says of each what it brings.
    """

    what: ClassVar[str] = "invite.whom"

    gaps: Mapping[str, tuple[float, float]] | None = None
    sole: Mapping[str, object] | None = None
    untied: Mapping[tuple[str, str], float] | None = None
    short: Mapping[str, tuple[float, float]] | None = None
    front: tuple[str, ...] = ()
    before: Mapping[str, float] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the tables say anything of what is asked."""
        return any(one is not None for one in self._known().values())

    def _known(self) -> Mapping[str, object]:
        return {"need": self.gaps, "backup": self.sole, "bridge": self.untied, "group": self.short}

    def sentence(self, lang: str | None = None) -> str:
        """Name the candidates that no other beats and what each brings, else whom to look for."""
        said = []
        if self.front:
            each = "; ".join(
                f"{one} ({', '.join(note.say(lang) for note in self.evidence[one])})"
                for one in self.front
            )
            said.append(words.text("invite.front", lang, candidates=each))
        elif len(self.frame):
            said.append(words.text("invite.nobody_helps", lang))
        said.append(self.wanted(lang))
        return " ".join(said)

    def lacking(self, lang: str | None = None) -> dict[str, list[str]]:
        """Say what is missing, criterion by criterion."""
        return {
            "need": [words.text("invite.gap", lang, need=need, there=there, wanted=wanted)
                     for need, (there, wanted) in (self.gaps or {}).items()],
            "backup": [words.text("invite.sole", lang, need=need, partner=str(who))
                       for need, who in (self.sole or {}).items() if need not in (self.gaps or {})],
            "bridge": [words.text("invite.untied", lang, one=group_word(one, lang),
                                  other=group_word(other, lang), expected=chance)
                       for (one, other), chance in (self.untied or {}).items()],
            "group": [words.text("invite.short", lang, group=group_word(group, lang), there=there,
                                 expected=expected)
                      for group, (there, expected) in (self.short or {}).items()],
        }  # fmt: skip

    def wanted(self, lang: str | None = None) -> str:
        """Say what kind of partner to look for, whoever it is."""
        if not self.known:
            return self.not_known(lang)
        lists = self.lacking(lang).values()
        found = [one for some in lists for one in some[:SHOWN]]
        more = sum(len(some[SHOWN:]) for some in lists)
        if more:
            found.append(words.text("invite.more", lang, count=more))
        said = [words.text("invite.look_for", lang, found="; ".join(found)) if found
                else words.text("invite.nothing_missing", lang)]  # fmt: skip
        unknown = [words.word("criterion", name, lang)
                   for name, one in self._known().items() if one is None]  # fmt: skip
        if unknown:
            said.append(words.text("invite.unknown", lang, criteria=", ".join(unknown)))
        return " ".join(said)


def invite(
    coalition: Coalition,
    *,
    by: By | None = "sector",
    candidates: Candidates | None = None,
    offers: By = "offers",
    needs: GivenNeeds | None = None,
    expected: Mapping[str, float] | None = None,
    expected_ties: float = 1.0,
    alpha: float = 0.05,
    steps: int = 10,
) -> Invitation:
    r"""Tell whom to invite next, and why: from what is missing to who could bring it.

    Missing is, as far as the tables tell: a *need* with fewer providers than wanted; a need with
    one provider, who has no *backup*; two groups without a tie where chance would give
    `expected_ties` or more (nobody *bridges* them); a *group* with so few partners that chance
    would give so few in a share `alpha` of the cases at most (evenly over the groups, or by
    `expected`).

    ============ ==================================================================
    need         coverage of the needs that it adds, from 0 to 1
    backup       weight of the needs with one provider that it offers too
    bridge       pairs of groups without a tie that it belongs to or knows both of
    group        groups with too few partners that it belongs to
    coverage     coverage of the needs if it joined; `before` has it as it is now
    diversity    effective number of groups if it joined (order 1); the same
    knows        partners that it has a tie with
    front        1 when it is known to bring something, and no other candidate is as good on
                 all four and better on one
    first        share of all ways to weigh the four in which it comes first
    ============ ==================================================================

    The four are never added up to a score: whoever weighs them otherwise chooses otherwise, and
    `first` says how often. Each candidate is measured in the coalition with it
    (``with_partners``), everything else unchanged. What is not known of a candidate (its offers,
    whom it knows) is NaN: it is never beaten for that, and beats nobody by it. Strengths and
    direction play no part. Nothing is said of whether a candidate wants to come. Ask the whole
    coalition: at a chosen moment its candidates are not there.

    Parameters
    ----------
    coalition : Coalition
    by : str or mapping, optional
        The groups: a column, or a mapping from partner (and candidate) to label(s); None leaves
        groups out.
    candidates : frame, list of rows, or list of names, optional
        Rows like those of the table partners, with a column ``knows`` (partners it already
        knows) if wanted; or which of the coalition's own candidates; else all partners of
        tier ``candidate``. Without any the answer says what kind of partner to look for.
    offers, needs
        As in `coverage`.
    expected : mapping, optional
        Group -> the share (or number) of partners that would be fitting, such as the sectors of
        the organisations in the area. Groups without any partner are named only with it.
    expected_ties, alpha, steps
        Where lines are drawn (see above), and into how many parts the weights are divided.

    Returns
    -------
    Invitation

    Raises
    ------
    LecoError
        For anything but a Coalition, or a candidate that nobody introduces or is a partner.
    ValueError
        For a line that cannot be drawn there.
    MissingAttributeError
        When there is no such column.
    DataError
        When rows of candidates are wrong.

    References
    ----------
    Church & ReVelle (1974), The maximal covering location problem, for coverage.
    Freeman (1978), Segregation in social networks, for ties under shuffled labels.

    Examples
    --------
    >>> rows = [{"id": "city", "sector": "government", "offers": "permits"},
    ...         {"id": "school", "sector": "education", "offers": "training"},
    ...         {"id": "bus", "sector": "transport", "offers": "transport", "tier": "candidate"}]
    >>> found = invite(Coalition.from_frames(rows, needs=[{"need": "transport"}]))
    >>> found.front, found.gaps, found.frame.loc["bus", ["need", "coverage"]].tolist()
    (('bus',), {'transport': (0.0, 1.0)}, [1.0, 1.0])
    """
    if not (0 < alpha < 1 and expected_ties >= 0 and steps >= 1):
        raise ValueError(
            f"alpha={alpha!r}, expected_ties={expected_ties!r}, steps={steps!r}: alpha lies "
            "between 0 and 1, expected_ties from 0 and steps from 1"
        )
    now = whole(coalition, "invite")
    net = arrays(now)
    group, notes = grouped(net, by)
    lack = lack_of(net, group, offers, needs, expected, ties=expected_ties, alpha=alpha)
    rows, known_ties = _candidates(coalition, now, candidates)
    frame, evidence = _weighed(now, rows, known_ties, lack, (group, offers, needs))
    # By what nobody knows to be missing, nobody is weighed.
    values = frame[list(lack.criteria)].to_numpy(dtype=float)
    helps = np.nan_to_num(values, nan=0.0).any(axis=1)
    frame["front"] = (undominated(values) & helps).astype(float)
    frame["first"] = first_shares(values, steps) if helps.any() else math.nan
    frame = frame.sort_values(["front", "first"], ascending=False, kind="stable")
    unknown = int(np.isnan(values).any(axis=1).sum())
    limits = (Note("candidates_unknown", {"count": unknown}),) if unknown else ()
    return Invitation(
        frame=frame, n=net.n, notes=(*net.notes, *notes, *lack.notes, *limits, Note("invite")),
        about=about("invite", net, headline="first",
                    source="Church & ReVelle (1974); Freeman (1978)", by=group),
        evidence={str(one): evidence[str(one)] for one in frame.index},
        thresholds={"expected_ties": expected_ties, "alpha": alpha},
        reasons=(*notes, *lack.notes), gaps=lack.gaps, sole=lack.sole,
        untied=lack.untied, short=lack.short,
        front=tuple(map(str, frame.index[frame["front"] == 1])),
        before=_measured(net, group, offers, needs, lack),
    )  # fmt: skip


def _candidates(
    coalition: Coalition, now: Coalition, given: Candidates | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the rows of the candidates, as partners that join now, and the ties they have."""
    partners = coalition.partners
    tier = partners["tier"] if "tier" in partners.columns else pd.Series(None, partners.index)
    stated = (tier == "candidate") | partners["id"].isin(_by_spell(coalition, now))
    own = partners[stated & ~partners["id"].isin(now.partners["id"])]
    named = [] if given is None or isinstance(given, pd.DataFrame) else list(given)
    if named and all(isinstance(one, str) for one in named):
        strange = [one for one in named if one not in set(own["id"])]
        if strange:
            raise LecoError.of("no_candidate", name=strange[0],
                               near=meant(str(strange[0]), own["id"]))  # fmt: skip
        own, given = own[own["id"].isin(named)], None
    if given is None:
        rows, ties = own, _ties_of(coalition, now, own)
    else:
        frame = (
            given if isinstance(given, pd.DataFrame) else pd.DataFrame(named, columns=_heads(named))
        )
        rows, problems = check_table("partners", frame)
        if problems:
            raise DataError(problems)
        twice = sorted(set(rows["id"]) & set(now.partners["id"]))
        if twice:
            raise LecoError.of("partner_already", name=twice[0])
        ties = _acquaintances(rows)
    return rows.drop(columns=list(OF_ITS_OWN), errors="ignore"), ties


def _by_spell(coalition: Coalition, now: Coalition) -> list[str]:
    """Name who is a candidate by a spell of membership that is in force now."""
    spells = coalition.tables.get("memberships")
    day = dates.parse_if_date(now.moment or "")
    if spells is None or day is None:
        return []
    here = in_force("memberships", spells, day.last, day.last)
    return list(spells["partner"][here & (spells["tier"] == "candidate").to_numpy()])


def _heads(rows: list[Any]) -> list[str]:
    """Name the columns of rows; no rows at all are a table with nobody in it."""
    return list(dict.fromkeys(str(key) for row in rows for key in row)) or ["id"]


def _ties_of(coalition: Coalition, now: Coalition, rows: pd.DataFrame) -> pd.DataFrame:
    """Give the ties between a candidate and a partner that are in force now."""
    if rows.empty or not coalition.ties_known:
        return pd.DataFrame({"source": [], "target": []}, dtype=object)
    # As it is at the same moment, were everybody in.
    tables = coalition.tables
    tables["partners"] = tables["partners"].drop(columns=list(OF_ITS_OWN), errors="ignore")
    tables.pop("memberships", None)
    there = Coalition(tables)
    ties = (there.snapshot() if now.moment is None else there.at(now.moment)).ties
    ids, others = set(rows["id"]), set(now.partners["id"])
    one = ties["source"].isin(ids) & ties["target"].isin(others)
    other = ties["target"].isin(ids) & ties["source"].isin(others)
    return ties[one | other]


def _acquaintances(rows: pd.DataFrame) -> pd.DataFrame:
    """Make a tie of each partner that a row says the candidate knows."""
    pairs = [
        {"source": one, "target": partner}
        for one, known in zip(rows.get("id", ()), rows.get("knows", ()), strict=False)
        for partner in sorted(split_labels(known))
    ]
    return (
        pd.DataFrame(pairs) if pairs else pd.DataFrame({"source": [], "target": []}, dtype=object)
    )


def _weighed(
    now: Coalition, rows: pd.DataFrame, ties: pd.DataFrame, lack: Lack,
    asked: tuple[By | None, By, GivenNeeds | None],
) -> tuple[pd.DataFrame, dict[str, tuple[Note, ...]]]:  # fmt: skip
    """Measure the coalition with each candidate in turn, and say what it brings."""
    columns = [*CRITERIA, "coverage", "diversity", "knows"]
    if not len(rows):
        return pd.DataFrame(columns=columns, index=pd.Index([], name="candidate"), dtype=float), {}
    group, offers, needs = asked
    tables = now.tables
    # Whose parent has left names nobody here; and a parent plays no part in what is measured.
    tables["partners"] = tables["partners"].drop(columns="parent", errors="ignore")
    everybody = Coalition(tables, moment=now.moment, directed=now.directed).with_partners(rows)
    if len(ties) and now.ties_known:
        everybody = everybody.with_ties(ties)
    names = everybody.partners["id"].tolist()[len(now) :]
    before = _measured(arrays(now), group, offers, needs, lack)
    together = arrays(everybody)
    candidate = np.isin(np.array(together.nodes, dtype=object), names)
    found, evidence = [], {}
    for name in names:
        only = np.array([node == name for node in together.nodes], dtype=bool)
        net = together.among(np.flatnonzero(~candidate | only))
        after = _measured(net, group, offers, needs, lack)
        known = sorted(set(ties["source"][ties["target"] == name])
                       | set(ties["target"][ties["source"] == name]))  # fmt: skip
        row, evidence[name] = _brought(net, name, lack, (group, offers), known)
        found.append({**row, "need": after["coverage"] - before["coverage"]
                      if not math.isnan(row["need"]) else math.nan,
                      **after, "knows": float(len(known)) if known else math.nan})  # fmt: skip
    index = pd.Index(names, name="candidate", dtype=object)
    return pd.DataFrame(found, index=index, columns=columns, dtype=float), evidence


def _measured(
    net: Network, group: By | None, offers: By, needs: GivenNeeds | None, lack: Lack
) -> dict[str, float]:
    """Measure what a candidate would change."""
    return {
        "coverage": math.nan if lack.gaps is None
        else float(coverage(net, offers=offers, needs=needs)),
        "diversity": math.nan if group is None else float(hill_number(net, by=group)),
    }  # fmt: skip


def _brought(
    net: Network, name: str, lack: Lack, asked: tuple[By | None, By], known: list[str]
) -> tuple[dict[str, float], tuple[Note, ...]]:
    """Count what a candidate brings of what is missing, and say it."""
    group, offers = asked
    place = net.nodes.index(name)
    row = dict.fromkeys(CRITERIA, math.nan)
    notes: list[Note] = []
    if lack.gaps is not None and lack.sole is not None:
        offered = split_labels(net.values(offers)[place])
        if offered:
            filled = [need for need in lack.gaps if need in offered]
            second = [need for need in lack.sole if need in offered]
            row |= {"need": 0.0, "backup": float(sum(lack.weight[one] for one in second))}
            for need in filled:
                there, wanted = lack.gaps[need]
                notes.append(Note("brings_need", {"need": need, "there": there, "wanted": wanted}))
            notes += [Note("brings_backup", {"need": need, "partner": str(lack.sole[need])})
                      for need in second]  # fmt: skip
        else:
            notes.append(Note("offers_not_known"))
    if group is not None:
        labels = net.labels(group)
        own = _groups(labels.names, labels.carries[place])
        places = [net.nodes.index(one) for one in known]
        reached = own | _groups(labels.names, labels.carries[places].any(axis=0))
        if lack.short is not None and own:
            row["group"] = float(len(own & set(lack.short)))
            notes += [Note("brings_group", {"group": Term("sector", one),
                                            "there": lack.short[one][0],
                                            "expected": lack.short[one][1]})
                      for one in sorted(own & set(lack.short))]  # fmt: skip
        if lack.untied is not None:
            joined = [pair for pair in lack.untied if set(pair) <= reached]
            # Whom it knows is written nowhere: it may bridge what nobody knows of.
            row["bridge"] = float(len(joined)) if joined or known or not lack.untied else math.nan
            notes += [
                Note("brings_bridge", {"one": Term("sector", one), "other": Term("sector", other)})
                for one, other in joined
            ]
    if known:
        notes.append(Note("knows", {"partners": tuple(known)}))
    return row, tuple(notes) or (Note("brings_nothing"),)


def _groups(names: tuple[str, ...], carries: Any) -> set[str]:
    return {name for name, there in zip(names, carries.tolist(), strict=True) if there}
