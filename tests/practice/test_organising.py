"""Four problems: each indicator by hand, the weakest named, never averaged."""

import pytest
from hypothesis import given, strategies as st
from scipy.stats import spearmanr

import leco

PARTNERS = [{"id": one, "offers": offer} for one, offer in
            zip("abcd", ["advice", "room", "", "bus; room"], strict=True)]  # fmt: skip
NEEDS = [{"need": one} for one in ("open day", "transport", "training")]
TASKS = [
    {"task": "plan", "need": "open day", "accountable": "a", "definition": "who comes, when",
     "competency": "advice"},
    {"task": "drive", "need": "transport", "accountable": "b", "competency": "bus",
     "definition": "  "},  # which says nothing
    {"task": "teach", "accountable": "a; d", "competency": "room"},
    {"task": "Teach", "accountable": "z"},
    {"task": "ask", "accountable": "c", "competency": "advice"},
]  # fmt: skip


def value(found, indicator):
    rows = found.frame.xs(indicator, level="indicator")
    return float(rows["value"].iloc[0])


def test_tasks_by_hand():
    found = leco.organising(leco.Coalition.from_frames(PARTNERS, needs=NEEDS, tasks=TASKS))
    assert value(found, "needs_with_task") == pytest.approx(2 / 3)  # not training
    assert value(found, "tasks_defined") == pytest.approx(1 / 5)
    assert value(found, "tasks_distinct") == pytest.approx(3 / 5)  # teach stands twice
    assert "more than once in the list: teach" in found.explain("en")
    # a; b; c are alone, two share one task, and z is nobody.
    assert value(found, "one_accountable") == pytest.approx(3 / 5)
    # plan fits, drive does not, teach does (d has a room); of c nobody knows what it offers.
    assert value(found, "best_placed") == pytest.approx(2 / 3)
    assert found.problems == pytest.approx({"what": 1 / 5, "who": 3 / 5})
    assert (found.lowest, found.unsolved) == ("what", ("what",))
    assert "no task for: training" in found.explain("en")
    assert found.sentence("en").startswith("Solved least: what is to be done")
    assert "Niet bekend: beloning" in found.sentence("nl")


def test_dutch_tables_say_the_same():
    dutch = {"task": "taak", "need": "nood", "accountable": "trekker", "definition": "omschrijving",
             "competency": "competentie"}  # fmt: skip
    taken = [{dutch[key].upper(): cell for key, cell in row.items()} for row in TASKS]
    found = leco.organising(leco.Coalition.from_frames(PARTNERS, needs=NEEDS, taken=taken))
    assert found.problems == pytest.approx({"what": 1 / 5, "who": 3 / 5})


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=8))
def test_reward_is_the_rank_correlation_or_nothing(pairs):
    partners = [{"id": f"p{i}"} for i in range(len(pairs))]
    rows = [{"partner": f"p{i}", "given": given, "received": received}
            for i, (given, received) in enumerate(pairs)]  # fmt: skip
    found = leco.organising(leco.Coalition.from_frames(partners, contributions=rows))
    gave, got = zip(*pairs, strict=True)
    if len(set(gave)) == 1 or len(set(got)) == 1:
        assert found.problems == {}
        return
    assert found.problems["reward"] == pytest.approx(max(spearmanr(gave, got).statistic, 0))


def test_motives_that_are_served():
    coalition = leco.Coalition.from_frames(PARTNERS)
    found = leco.organising(coalition, served={"a": 1, "b": True, "c": 0})
    assert found.problems == {"reward": pytest.approx(2 / 3)}


def test_information_by_the_ties_that_carry_it():
    # A star on a by information: without a nobody of the other three is joined to anybody.
    ties = [{"source": "a", "target": one, "kind": "information"} for one in "bcd"]
    ties += [{"source": "b", "target": "c", "kind": "trust"}, {"source": "c", "target": "d"}]
    found = leco.organising(leco.Coalition.from_frames(PARTNERS, ties))
    assert value(found, "reach_in_two") == 1
    assert value(found, "compactness") == pytest.approx((3 + 3 / 2) / 6)
    assert found.problems == {"information": pytest.approx(1 / 3)}
    # What hangs together by any kind of tie is no answer to who knows what.
    other = leco.organising(leco.Coalition.from_frames(PARTNERS, [{"source": "a", "target": "b"}]))
    assert other.problems == {}
    assert "no tie is said to carry information" in other.sentence("en")


def test_recent_contact():
    meetings = [{"partner": one, "activity": "m1", "start": "2024-03-01", "end": "2024-03-01"}
                for one in "ab"]  # fmt: skip
    meetings.append({"partner": "c", "activity": "m0", "start": "2023-01-01", "end": "2023-01-01"})
    coalition = leco.Coalition.from_frames(
        PARTNERS, participations=meetings,
        coalition=[{"observed_until": "2024-05-30"}],
    )  # fmt: skip
    # From 1 March to 30 May are 90 days.
    assert leco.organising(coalition).problems == {"information": 0.5}
    assert leco.organising(coalition, days=89).problems == {"information": 0}
    assert leco.organising(coalition, days=1000).problems == {"information": 0.75}
    assert "no dates to look back" in leco.organising(coalition.at("2024-05-30")).explain("en")
    undated = [{"partner": "a", "activity": "m1"}]
    never = leco.Coalition.from_frames(
        PARTNERS, participations=undated, coalition=[{"observed_until": "2024-05-30"}]
    )
    assert "no dates to look back" in leco.organising(never).explain("en")


def test_answers_stand_beside_records_and_decide_only_without_them():
    said = [{"item": "who: it is clear who does what", "rater": one, "score": score}
            for one, score in zip("abc", [1, 2, 3], strict=True)]  # fmt: skip
    said += [{"item": "beloning", "rater": "a", "score": 5}]
    found = leco.organising(leco.Coalition.from_frames(PARTNERS, tasks=TASKS[:1], ratings=said))
    assert found.problems == {"what": 1, "who": 1, "reward": 1}
    who = found.frame.loc[("who", "answers", "who: it is clear who does what")]
    assert who[["value", "n", "endorsing", "decides"]].tolist() == [0.25, 3, 0, 0]
    alone = leco.organising(leco.Coalition.from_frames(PARTNERS, ratings=said))
    assert alone.problems == {"who": 0.25, "reward": 1}
    assert alone.lowest == "who"


def test_two_framings_give_other_names_and_the_same_numbers():
    coalition = leco.Coalition.from_frames(PARTNERS, tasks=TASKS)
    kenis, puranam = (
        leco.organising(coalition, framing=one) for one in ("kenis_cambre", "puranam")
    )
    assert kenis.problems == puranam.problems
    assert set(kenis.headings.values()) == {"integration"}
    assert puranam.headings == {"what": "division", "who": "division", "reward": "effort",
                                "information": "effort"}  # fmt: skip
    assert "division of labour" in puranam.sentence("en")
    with pytest.raises(ValueError, match="framing"):
        leco.organising(coalition, framing="ours")
    with pytest.raises(ValueError, match="days"):
        leco.organising(coalition, days=0)


def test_a_table_without_rows_or_columns_is_not_known():
    empty = leco.Coalition.from_frames(PARTNERS, tasks=[], contributions=[{"partner": "a"}])
    found = leco.organising(empty)
    assert found.problems == {}
    assert found.frame.empty
    assert "there is no list of tasks" in found.sentence("en")
