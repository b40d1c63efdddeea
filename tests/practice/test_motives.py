"""motive_profile(): by hand on the made-up coalition."""

import math

import pytest
from tests.practice.example import example

import leco


def _states(coalition):
    frame = leco.motive_profile(coalition).partners
    return {(partner, motive): state for partner, motive, state in frame.itertuples(index=False)}


def test_what_each_partner_found_by_hand():
    # city: in the lab with sport, and tied to school on its own site. school: information with
    # arts; the workshop is for newcomers, not its own group, and began after it joined. sport was
    # paid. arts: information with school.
    assert _states(example()) == {
        ("city", "impact"): "met", ("city", "local"): "met",
        ("school", "learning"): "met", ("school", "groups"): "met",
        ("sport", "subsidy"): "met",
        ("arts", "learning"): "met", ("arts", "mission"): "not observable",
    }  # fmt: skip


def test_not_yet_where_it_could_be_seen_and_not_observable_where_no_table_says():
    ids = [{"id": "a", "motives": "leren;middelen;meer impact"}, {"id": "b"}]
    ties = [{"source": "a", "target": "b", "kind": "information", "directed": "yes"}]
    assert _states(leco.Coalition.from_frames(ids, ties)) == {
        ("a", "learning"): "not yet", ("a", "resources"): "not yet", ("a", "impact"): "not yet",
    }  # fmt: skip
    assert set(_states(leco.Coalition.from_frames(ids)).values()) == {"not observable"}


def test_who_did_not_answer_has_unknown_ties():
    ids = [{"id": "a", "motives": "learning"}, {"id": "b", "motives": "learning"}, {"id": "c"}]
    ties = [{"source": "b", "target": "c", "kind": "trust"}]
    asked = [{"wave": "1", "partner": one, "answered": said} for one, said in
             (("a", "no"), ("b", "yes"), ("c", "yes"))]  # fmt: skip
    found = _states(leco.Coalition.from_frames(ids, ties, respondents=asked))
    assert found == {("a", "learning"): "not observable", ("b", "learning"): "not yet"}


def test_diversity_and_fit_by_hand():
    found = leco.motive_profile(example())
    # Seven mentions: learning twice, five others once.
    said = found.sentence("en")
    assert (said.count("(2)"), said.count("(1)")) == (1, 5)
    shares = [2 / 7] + [1 / 7] * 5
    assert found.diversity == pytest.approx(math.exp(-sum(p * math.log(p) for p in shares)))
    # Only school and arts share one of three motives: 1/3 over six pairs, and over the four tied.
    assert found.fit == pytest.approx((1 / 3 / 4) / (1 / 3 / 6))
    assert found.frame.loc["learning"].tolist() == [2, 0.5, 2, 0, 0]


def test_a_motive_of_ones_own_is_kept_and_cannot_be_seen():
    found = leco.motive_profile(
        leco.Coalition.from_frames([{"id": "a", "motives": "gezelligheid"}])
    )
    assert found.frame.index[-1] == "gezelligheid"
    assert found.frame["not_observable"].iloc[-1] == 1
