"""risk_signals(): off, out of several sources, with an innocent explanation, and no ranking."""

import pytest
from tests.practice.example import OTHERS, PARTNERS, TIES, example

import leco
from leco import words
from leco.practice.risk_looks import SIGNALS


def test_off_unless_asked_for():
    found = leco.risk_signals(example())
    assert not found.on
    assert found.frame.empty
    assert "off" in found.sentence()


def test_the_signals_of_one_partner_by_hand():
    found = leco.risk_signals(example(), on=True)
    # Of two kinds given sport gave 10 of 100 hours and no money: 0.05; it received all that is
    # received. One tie of resources to it, none from it. It rates its involvement 5, the others 2
    # and 3. It joined 17 days after the award.
    assert found.frame[["signal", "value"]].to_numpy().tolist() == [
        ["share_gap", pytest.approx(0.95)], ["net_receipt", 1], ["rated_below", 2.5],
        ["subsidy_only", 1], ["vision_silent", 1], ["joined_at_award", 17],
    ]  # fmt: skip
    assert set(found.frame["partner"]) == {"sport"}


def test_fewer_signals_or_sources_than_wanted_show_nothing():
    assert leco.risk_signals(example(), on=True, signals=7).frame.empty
    assert leco.risk_signals(example(), on=True, sources=6).frame.empty


def test_persons_and_who_might_be_one_are_not_looked_at():
    partners = [dict(one) for one in PARTNERS]
    for entity in ("person", None):
        partners[3]["entity"] = entity
        coalition = leco.Coalition.from_frames(partners, TIES, **OTHERS)
        found = leco.risk_signals(coalition, on=True)
        assert found.frame.empty
        assert found.persons_left_out == 1
        assert len(leco.risk_signals(coalition, on=True, persons=True).frame) == 6


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_signal_has_an_innocent_explanation_beside_it(lang):
    for signal in SIGNALS:
        assert words.text(f"risk.innocent_{signal}", lang)
        assert words.text(f"risk.signal_{signal}", lang)
    said = leco.risk_signals(example(), on=True).explain(lang)
    assert words.text("risk.innocent_rated_below", lang) in said


def test_partners_stand_in_the_order_given_not_by_how_many_signals():
    loose = leco.risk_signals(example(), on=True, signals=1, sources=1)
    shown = list(dict.fromkeys(loose.frame["partner"]))
    assert shown == [one["id"] for one in PARTNERS if one["id"] in shown]
    assert len(shown) > 1
    assert "No order among them is meant" in loose.sentence()


def test_leaving_after_the_end_and_information_that_only_comes_in():
    ids = [
        {
            "id": "a",
            "entity": "organisation",
            "offers": "room",
            "joined": "2020-01-01",
            "left": "2024-02-01",
        },
        {"id": "b", "entity": "organisation", "offers": "room", "joined": "2020-01-01"},
    ]
    ties = [
        {
            "source": "a",
            "target": "b",
            "kind": "information",
            "directed": "yes",
            "start": "2020-02-01",
        }
    ]
    coalition = leco.Coalition.from_frames(
        ids, ties, programmes=[{"programme": "p", "end": "2023-12-31"}],
        coalition=[{"observed_until": "2024-01-31"}],
    )  # fmt: skip
    found = leco.risk_signals(coalition, on=True, signals=1, sources=1).frame
    assert found[["partner", "signal", "value"]].to_numpy().tolist() == [
        ["a", "left_at_end", 32], ["b", "information_in", 1],
    ]  # fmt: skip
    # Who offers something else than those it hears from is not flagged for hearing it.
    unlike = leco.Coalition.from_frames([ids[0] | {"offers": "bus"}, ids[1]], ties)
    assert leco.risk_signals(unlike, on=True, signals=1, sources=1).frame.empty
    # Up to 60 days after the award, and not the day after.
    for joined, days in (("2023-03-02", [60]), ("2023-03-03", [])):
        later = leco.Coalition.from_frames(
            [ids[0] | {"joined": joined}, ids[1]], programmes=[{"programme": "p", "awarded": "2023-01-01"}],
            coalition=[{"observed_until": "2024-01-31"}],
        )  # fmt: skip
        found = leco.risk_signals(later, on=True, signals=1, sources=1).frame
        assert found.loc[found["signal"] == "joined_at_award", "value"].tolist() == days
    # Three signals of a from two tables are enough unless more is asked: b pays, and tells.
    turned = leco.Coalition.from_frames(
        [ids[0], ids[1] | {"role": "budget holder"}], [ties[0] | {"source": "b", "target": "a"}],
        programmes=[{"programme": "p", "end": "2023-12-31"}],
        coalition=[{"observed_until": "2024-01-31"}],
    )  # fmt: skip
    shown = leco.risk_signals(turned, on=True).frame
    assert set(shown["signal"]) == {"left_at_end", "money_only", "information_in"}
    assert set(shown["partner"]) == {"a"}
    for more in ({"signals": 4}, {"sources": 3}):
        assert leco.risk_signals(turned, on=True, **more).frame.empty
    # From the last day itself on, and not before.
    for left, days in (("2023-12-31", [0]), ("2023-12-30", [])):
        gone = leco.Coalition.from_frames(
            [ids[0] | {"left": left}, ids[1]], programmes=[{"programme": "p", "end": "2023-12-31"}],
            coalition=[{"observed_until": "2024-01-31"}],
        )  # fmt: skip
        found = leco.risk_signals(gone, on=True, signals=1, sources=1).frame
        assert found.loc[found["signal"] == "left_at_end", "value"].tolist() == days


@pytest.mark.parametrize("wrong", [{"signals": 0}, {"below": 0}, {"overlap": 2}, {"gap": -1}])
def test_lines_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        leco.risk_signals(example(), on=True, **wrong)


def test_promises_money_and_programmes_by_hand():
    ids = [{"id": one, "entity": "organisation", "role": role, "capacity": capacity}
           for one, role, capacity in (("a", "", 1), ("purse", "budget holder", 9), ("b", "", 4))]  # fmt: skip
    pairs = [("a", "purse"), ("b", "purse"), ("a", "b")]
    coalition = leco.Coalition.from_frames(
        ids, [{"source": one, "target": other} for one, other in pairs[:2]],
        # Of the two tasks of a one is past its day; of b none, since the late one is done.
        tasks=[{"task": "t1", "accountable": "a", "due": "2024-02-01"},
               {"task": "t2", "accountable": "a", "due": "2024-02-01", "status": "busy"},
               {"task": "t3", "accountable": "b", "due": "2024-02-01", "status": "done"}],
        contributions=[
            {"partner": one, "kind": "money", "amount": 1, "direction": "received",
             "programme": programme, "start": "2023-01-01"}
            for one, programme in (("a", "p"), ("a", "q"), ("b", "p"), ("b", "q"))
        ],
        # a met twice in the half year before it was paid, b as often after as before.
        participations=[
            {"partner": one, "activity": "meeting", "start": day, "end": day}
            for one, day in (("a", "2022-11-01"), ("a", "2022-12-01"), ("b", "2022-12-01"),
                             ("b", "2023-02-01"))
        ],
        ratings=[{"item": "effort: others do enough", "rater": "a", "score": 2},
                 {"item": "effectiviteit", "rater": "b", "score": 5}],
        coalition=[{"observed_from": "2022-01-01", "observed_until": "2024-12-31"}],
    )  # fmt: skip
    found = leco.risk_signals(coalition, on=True, signals=1, sources=1)
    own = {(row["partner"], row["signal"]): row["value"] for row in found.frame.to_dict("records")}
    assert own["a", "open_promises"] == 1
    assert ("b", "open_promises") not in own
    assert own["a", "money_only"] == own["b", "money_only"] == 1
    assert ("purse", "money_only") not in own
    assert own["a", "activity_falls"] == 0
    assert ("b", "activity_falls") not in own
    even = leco.risk_signals(coalition, on=True, signals=1, sources=1, falls=1).frame
    assert set(even.loc[even["signal"] == "activity_falls", "partner"]) == {"a", "b"}
    # Two programmes for one day, two for four.
    assert own["a", "many_programmes"] == 2
    assert ("b", "many_programmes") not in own
    # One of two ties of a, and of b, leads to the purse: not money only.
    mixed = leco.Coalition.from_frames(
        ids,
        [{"source": "a", "target": one} for one in ("purse", "b")]
        + [{"source": "b", "target": "purse"}],
    )
    signals = leco.risk_signals(mixed, on=True, signals=1, sources=1)
    assert "money_only" in signals.looked_for
    assert "money_only" not in set(signals.frame["signal"])
    # Who holds money is tied to others who do, which says nothing.
    purses = leco.Coalition.from_frames(
        [{"id": one, "entity": "organisation", "role": "budget holder"} for one in "ab"],
        [{"source": "a", "target": "b"}],
    )
    assert leco.risk_signals(purses, on=True, signals=1, sources=1).frame.empty
    # A capacity of nothing is none to divide by.
    idle = leco.Coalition.from_frames(
        [{"id": one, "entity": "organisation", "capacity": 0} for one in "ab"],
        contributions=[{"partner": "a", "programme": "p", "direction": "received"}],
    )
    assert "many_programmes" not in leco.risk_signals(idle, on=True).looked_for
    assert found.perceived == {"effectiveness": 5.0, "effort": 2.0}
    assert "see each other work" in found.explain("en")
