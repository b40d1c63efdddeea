"""Whom to invite next: what is missing, what each candidate brings, and nobody's single score."""

import io
import itertools
import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from tests.cli.shell import call
from tests.conftest import reference

import leco
from leco.practice.pareto import first_shares, undominated

NEEDS = reference("diversity_integration")["needs_coverage"]


def block(**tables):
    """Give the coalition of the reference block: needs, weights, and who provides which."""
    partners = [{"id": one, "offers": "; ".join(map(str, offered))}
                for one, offered in NEEDS["provides"].items()]  # fmt: skip
    needs = [{"need": need, "weight": weight} for need, weight in NEEDS["weights"].items()]
    return leco.Coalition.from_frames(partners + tables.pop("more", []), needs=needs, **tables)


def test_what_is_missing_in_the_reference_block():
    found = leco.invite(block())
    assert list(found.gaps) == [str(need) for need in NEEDS["gaps"]]
    alone = {str(need): who for who, needs in NEEDS["sole_provider"].items() for need in needs}
    assert found.sole == alone
    assert found.before["coverage"] == pytest.approx(NEEDS["coverage"])
    assert found.untied is None
    assert found.short is None, "nobody has a sector"
    assert found.front == ()
    assert "offers 5 (now 0 of the 1 providers wanted)" in found.sentence("en")
    assert "ook 1 aanbiedt, wat nu alleen a doet" in found.sentence("nl")
    assert found.sentence("en").endswith(
        "Not known: between which groups there is no tie, which groups have too few partners."
    )


def test_a_need_that_lacks_providers_is_not_said_twice():
    # Two are wanted and one is there: a gap, of which it goes without saying that one does it.
    found = leco.invite(
        leco.Coalition.from_frames(
            [{"id": "a", "offers": "room; bus"}],
            needs=[{"need": "room", "providers_wanted": 2}, {"need": "bus"}],
        )
    )
    assert found.sole == {"room": "a", "bus": "a"}
    said = found.lacking("en")
    assert [len(said["need"]), len(said["backup"])] == [1, 1]
    assert "bus" in said["backup"][0]


def test_each_candidate_by_what_it_would_change():
    # By hand, of a weight of 5.5 of which 4.5 is covered: "5" (weight 1) is what nobody offers;
    # "1" (weight 2) and "4" (0.5) hang on one partner.
    rows = [{"id": "fills", "offers": "5"}, {"id": "backs", "offers": "1;4"},
            {"id": "less", "offers": "4"}, {"id": "nothing", "offers": "9"},
            {"id": "unsaid"}]  # fmt: skip
    found = leco.invite(block(), candidates=rows)
    frame = found.frame
    assert frame["need"].to_dict() == pytest.approx(
        {"fills": 1 / 5.5, "backs": 0, "less": 0, "nothing": 0, "unsaid": math.nan}, nan_ok=True
    )
    assert frame.loc[["fills", "backs", "less", "nothing"], "backup"].tolist() == [0, 2.5, 0.5, 0]
    assert frame.loc["fills", "coverage"] == pytest.approx(1.0)
    assert frame.loc["backs", "coverage"] == pytest.approx(NEEDS["coverage"])
    assert found.front == ("fills", "backs")
    assert frame.loc["less", "front"] == 0, "backs does all that it does, and more"
    assert "what it offers is not known" in found.explain("en")
    assert found.evidence["nothing"][0].code == "brings_nothing"


def test_the_change_is_that_of_with_partners():
    row = {"id": "new", "offers": "5", "sector": "x"}
    whole = block()
    found = leco.invite(whole, candidates=[row])
    after = leco.coverage(whole.with_partners([row]))
    assert found.frame.loc["new", "coverage"] == float(after)


def two_groups(**more):
    """Give care and youth, three each, all tied within and nobody across; chance would."""
    partners = [{"id": f"{sector}{i}", "sector": sector} for sector in ("care", "youth")
                for i in range(3)]  # fmt: skip
    ties = [{"source": f"{sector}{i}", "target": f"{sector}{j}"} for sector in ("care", "youth")
            for i, j in itertools.combinations(range(3), 2)]  # fmt: skip
    return leco.Coalition.from_frames(
        partners + more.get("partners", []), ties + more.get("ties", [])
    )


def test_who_bridges_two_groups_without_a_tie():
    # Six ties, nine of the fifteen pairs across: chance gives 6 * 9 / 15 = 3.6 ties.
    found = leco.invite(two_groups())
    assert found.untied == pytest.approx({("care", "youth"): 3.6})
    rows = [{"id": "both", "sector": "sport", "knows": "care0; youth1"},
            {"id": "one", "sector": "sport", "knows": "care0"},
            {"id": "inside", "sector": "youth", "knows": "care0"},
            {"id": "stranger", "sector": "sport"}]  # fmt: skip
    found = leco.invite(two_groups(), candidates=rows)
    assert found.frame["bridge"].to_dict() == pytest.approx(
        {"both": 1, "inside": 1, "one": 0, "stranger": math.nan}, nan_ok=True
    )
    assert set(found.front) == {"both", "inside"}
    assert found.frame.loc["both", "knows"] == 2
    assert leco.invite(two_groups(), expected_ties=4).untied == {}


def test_candidates_of_the_coalition_bring_the_ties_they_have():
    own = two_groups(
        partners=[{"id": "library", "sector": "culture", "tier": "candidate"}],
        ties=[{"source": "library", "target": "care1"}, {"source": "youth2", "target": "library"}],
    )
    found = leco.invite(own)
    assert found.front == ("library",)
    assert "knows care1, youth2" in found.explain("en")
    assert found.frame.loc["library", "diversity"] > found.before["diversity"]
    assert leco.invite(own, candidates=["library"]).front == ("library",)


def test_only_ties_in_force_count():
    dated = leco.Coalition.from_frames(
        [{"id": "a", "sector": "x", "joined": "2020"}, {"id": "b", "sector": "y", "joined": "2020"},
         {"id": "c", "sector": "y", "tier": "candidate"}],
        [{"source": "a", "target": "c", "start": "2020", "end": "2021"},
         {"source": "b", "target": "c", "start": "2022", "end": "2023"}],
    )  # fmt: skip
    assert leco.invite(dated).frame.loc["c", "knows"] == 1
    assert leco.invite(dated).evidence["c"][-1].values["partners"] == ("b",)


def test_candidates_by_a_spell_of_membership():
    spells = [{"partner": "a", "tier": "core", "start": "2020"},
              {"partner": "b", "tier": "candidate", "start": "2021"},
              {"partner": "c", "tier": "candidate", "start": "2020", "end": "2020"}]  # fmt: skip
    dated = leco.Coalition.from_frames([{"id": one} for one in "abc"], memberships=spells)
    assert leco.invite(dated).frame.index.tolist() == ["b"]


def test_a_group_with_fewer_partners_than_chance_gives():
    # 20 of care, none of sport: of 20 partners, evenly over two, none in one has chance 2 ** -20.
    rows = [{"id": f"p{i}", "sector": "care"} for i in range(20)]
    coalition = leco.Coalition.from_frames(rows)
    found = leco.invite(coalition, expected={"care": 1, "sport": 1})
    assert found.short == {"sport": (0.0, 10.0)}
    new = leco.invite(coalition, expected={"care": 1, "sport": 1},
                      candidates=[{"id": "club", "sector": "sport"}])  # fmt: skip
    assert new.frame.loc["club", "group"] == 1
    # Of four, evenly over two, none has chance 1/16: more than one in twenty, so nothing is said.
    few = leco.Coalition.from_frames(rows[:4])
    assert leco.invite(few, expected={"care": 1, "sport": 1}).short == {}
    assert leco.invite(few, expected={"care": 1, "sport": 1}, alpha=0.07).short != {}


@given(
    st.lists(st.lists(st.sampled_from([0.0, 1.0, 2.0, math.nan]), min_size=3, max_size=3),
             min_size=1, max_size=6)
)  # fmt: skip
def test_the_front_by_its_definition(rows):
    values = np.array(rows)
    known = undominated(values)
    for place, row in enumerate(rows):
        beaten = any(
            all(not math.isnan(mine) and (0 if math.isnan(theirs) else theirs) >= mine
                for mine, theirs in zip(row, other, strict=True))
            and any((0 if math.isnan(theirs) else theirs) > mine
                    for mine, theirs in zip(row, other, strict=True))
            for other in rows
        )  # fmt: skip
        assert known[place] == (not beaten)


@given(
    st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=5),
    st.integers(1, 5),
)
def test_shares_of_weightings_by_trying_each(rows, steps):
    values = np.array(rows, dtype=float)
    scaled = values / np.where(values.max(axis=0) > 0, values.max(axis=0), 1)
    wins, tried = np.zeros(len(rows)), 0
    for weights in itertools.product(range(steps + 1), repeat=3):
        if sum(weights) == steps:
            totals = scaled @ np.array(weights) / steps
            best = totals >= totals.max() - 1e-12
            wins, tried = wins + best / best.sum(), tried + 1
    assert first_shares(values, steps) == pytest.approx(wins / tried)
    assert first_shares(values, steps).sum() == pytest.approx(1)


def test_the_order_of_rows_changes_nothing_but_the_order_of_equals():
    rows = [{"id": "fills", "offers": "5"}, {"id": "backs", "offers": "1;4"}]
    one, other = leco.invite(block(), candidates=rows), leco.invite(block(), candidates=rows[::-1])
    pd.testing.assert_frame_equal(one.frame.sort_index(), other.frame.sort_index())


def test_what_cannot_be_invited():
    with pytest.raises(leco.LecoError, match="'a' is a partner already"):
        leco.invite(block(), candidates=[{"id": "a"}])
    with pytest.raises(leco.LecoError, match="no candidate 'somebody'"):
        leco.invite(block(), candidates=["somebody"])
    with pytest.raises(leco.DataError, match="is no tier"):
        leco.invite(block(), candidates=[{"id": "new", "tier": "friend"}])
    with pytest.raises(leco.DataError, match="is not in partners"):
        leco.invite(two_groups(), candidates=[{"id": "new", "knows": "nobody"}])
    with pytest.raises(leco.MissingAttributeError):
        leco.invite(block(), by="sektor")
    with pytest.raises(ValueError, match="alpha lies between"):
        leco.invite(block(), alpha=1)
    with pytest.raises(ValueError, match="a share or a number"):
        leco.invite(two_groups(), expected={"care": -1, "x": 2})


def test_no_candidates_at_all_and_nothing_missing():
    found = leco.invite(block(), candidates=[])
    assert found.frame.empty
    fine = leco.Coalition.from_frames(
        [{"id": "a", "offers": "x", "sector": "s"}, {"id": "b", "offers": "x", "sector": "t"}],
        [{"source": "a", "target": "b"}], needs=[{"need": "x"}],
    )  # fmt: skip
    assert leco.invite(fine).sentence("en") == "The records do not show that anything is missing."
    helpless = leco.invite(fine, candidates=[{"id": "c", "offers": "y", "sector": "s"}])
    assert helpless.front == ()
    assert "None of the candidates" in helpless.sentence("en")


def test_the_shell_asks_the_same(tmp_path):
    leco.write(block(), tmp_path / "block")
    rows = [{"id": "fills", "offers": "5"}, {"id": "backs", "offers": "1;4"}]
    pd.DataFrame(rows).to_csv(tmp_path / "candidates.csv", index=False)
    listed = ("--candidates", tmp_path / "candidates.csv")
    found = call("invite", tmp_path / "block", *listed, "--format", "csv").stdout
    shown = pd.read_csv(io.StringIO(found), index_col="candidate")
    told = leco.invite(block(), candidates=rows)
    pd.testing.assert_frame_equal(shown, told.frame, check_names=False, check_index_type=False)
    said = call("invite", tmp_path / "block", *listed, "--lang", "nl").stdout
    assert told.sentence("nl") in said
    alone = call("invite", tmp_path / "block", "--lang", "en").stdout
    assert leco.invite(block()).sentence("en") in alone
    held = json.loads(call("invite", tmp_path / "block", "--format", "json").stdout)
    assert held["gaps"] == {"5": [0, 1]}
