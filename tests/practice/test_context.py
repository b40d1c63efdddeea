"""Forms of cooperation, sites and contexts to learn in: by hand on the made-up coalition."""

import math

import pytest
from tests.practice.example import example

import leco


def test_the_form_declared_and_its_history():
    found = leco.cooperation_form(example())
    assert found.now == "organisation_network"
    assert found.history["form"].tolist() == ["learning_network", "organisation_network"]
    assert len(found.frame) == 10
    assert found.frame.loc["organisation_network"].tolist() == [1, 4, 4]
    assert found.frame["sovereignty"].isna().sum() == 9, "no coordinate is made up"
    assert leco.cooperation_form(example().at("2022")).now == "learning_network"


def test_a_form_that_ended_is_no_form_now():
    coalition = leco.Coalition.from_frames(
        [{"id": "a", "joined": "2020"}], forms=[{"form": "fusie", "start": "2020", "end": "2021"}],
        coalition=[{"observed_until": "2024"}],
    )  # fmt: skip
    found = leco.cooperation_form(coalition)
    assert found.now is None
    assert "No form is declared" in found.sentence()


def test_sites_by_hand():
    found = leco.site_effects(example())
    # city and school on one site are tied; of the five other pairs three are.
    assert found.frame["value"].head(3).tolist() == pytest.approx([1, 3 / 5, 5 / 3])
    assert found.on == {"abbey": ("city", "school"), "hall": ("sport",)}
    # Three joined in the phase of the vision, two on a site; then sport (on one) and arts.
    assert found.joiners == {"vision": (3, 2), "initiating": (2, 1)}


def test_who_joins_on_the_last_day_of_a_phase_joins_in_it():
    found = leco.site_effects(
        leco.Coalition.from_frames(
            [{"id": one, "site": "x", "joined": day} for one, day in
             (("a", "2020-01-01"), ("b", "2020-12-31"), ("c", "2021-01-01"))],
            phases=[{"phase": "vision", "start": "2020-01-01", "end": "2020-12-31"}],
        )
    )  # fmt: skip
    assert found.joiners == {"vision": (2, 2)}


def test_locked_in_where_ties_stay_within_sites_of_one_kind():
    ids = [{"id": one, "site": site, "sector": sector} for one, site, sector in
           [("a", "x", "care"), ("b", "x", "care"), ("c", None, "arts"), ("d", None, "sport")]]  # fmt: skip
    ties = [{"source": "a", "target": "b"}, {"source": "a", "target": "c"}]
    found = leco.site_effects(leco.Coalition.from_frames(ids, ties))
    # Two of two drawn on the site are of one kind, off it of two.
    assert found.frame.loc[["kinds_on", "kinds_off"], "value"].tolist() == pytest.approx([1, 2])
    assert found.locked_in is True
    assert leco.site_effects(leco.Coalition.from_frames(ids, ties), denser=6).locked_in is False
    # Of the five pairs across two tied: 1 / (2/5) is twice or more; three: 1 / (3/5) is not.
    for more, locked in ((["bc"], True), (["bc", "ad"], False)):
        tied = [*ties, *({"source": one, "target": other} for one, other in more)]
        assert leco.site_effects(leco.Coalition.from_frames(ids, tied)).locked_in is locked
    unknown = leco.site_effects(leco.Coalition.from_frames(ids))
    assert unknown.locked_in is None
    assert math.isnan(unknown.frame["value"]["ratio"])
    with pytest.raises(ValueError, match="denser"):
        leco.site_effects(example(), denser=0)


def test_contexts_thresholds_and_ways_by_hand():
    found = leco.learning_contexts(example())
    assert found.frame["count"].tolist() == [1, 0, 1]
    assert found.diversity == pytest.approx(2)
    # The workshop lowers language and money for both groups; nothing lowers what is in the mind.
    assert found.open_thresholds == {"youth": ("mental",)}
    assert found.no_real_life == ()
    assert found.ways.loc["real_life"].to_dict() == {"doing": 1, "listening": 0}
    assert found.goals == {"diploma": 1, "work": 1}
