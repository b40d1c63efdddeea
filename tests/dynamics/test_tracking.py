"""track() and the measures of change."""

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given

import leco
from leco.result import LONG
from leco.testing import coalitions


@pytest.fixture
def three():
    """A is there throughout, B leaves, C joins; A-B ends, A-C starts."""
    partners = [
        {"id": "A", "joined": "2020", "left": "..", "sector": "x"},
        {"id": "B", "joined": "2020", "left": "2021", "sector": "y"},
        {"id": "C", "joined": "2022", "left": "..", "sector": "y"},
    ]
    ties = [
        {"source": "A", "target": "B", "start": "2020", "end": "2021"},
        {"source": "A", "target": "C", "start": "2022", "end": ".."},
    ]
    about = pd.DataFrame([{"observed_from": "2020", "observed_until": "2023"}])
    return leco.Coalition.from_frames(partners, ties, name="three", coalition=about)


def test_by_hand(three):
    found = leco.track(three, ["density", "turnover", "tie_survival"], every="year")
    table = found.wide()
    assert list(found.frame.columns) == list(LONG)
    assert table["density"].tolist() == [1, 1, 1, 1]
    # 2022: B left and C joined among A, B, C; the one tie of 2021 is gone.
    assert table["turnover"].tolist()[1:] == [0, pytest.approx(2 / 3), 0]
    assert table["tie_survival"].tolist()[1:] == [1, 0, 1]
    first = found.frame[found.frame["moment"] == "2020-12-31"].set_index("measure")
    assert first.loc[["turnover", "tie_survival"], "value"].isna().all()
    assert "nothing before it" in first.loc["turnover", "note"]


def test_the_parts_of_change(three):
    before, now = three.at("2021"), three.at("2022")
    moved = leco.turnover(now, before=before)
    assert moved.parts == {"joined": 1, "left": 1, "stayed": 1}
    lasted = leco.tie_survival(now, before=before)
    assert lasted.parts == {
        "before": 1, "kept": 0, "new": 1, "lost_with_partner": 1, "jaccard": 0
    }  # fmt: skip


def test_on_plain_graphs():
    earlier, later = nx.cycle_graph(4), nx.path_graph(4)
    assert float(leco.turnover(later, before=earlier)) == 0
    assert float(leco.tie_survival(later, before=earlier)) == 0.75
    assert float(leco.tie_survival(earlier, before=later)) == 1.0
    ways = nx.DiGraph([(0, 1)]), nx.DiGraph([(1, 0)])
    assert float(leco.tie_survival(ways[0], before=ways[1])) == 0


def test_partner_scores_over_time_have_a_row_each(three):
    found = leco.track(three, "constraint", every="year").frame
    assert set(found["level"]) == {"partner"}
    assert found[found["moment"] == "2023-12-31"]["key"].tolist() == ["A", "C"]


def test_parameters_travel_in_the_name(three):
    found = leco.track(
        three, ["hill_number:order=2", "blau:unbiased=true"], by="sector", every="year"
    )
    assert list(dict.fromkeys(found.frame["measure"])) == [
        "hill_number:order=2",
        "blau:unbiased=true",
    ]
    assert found.frame["value"].iloc[0] == 2.0


def test_words_warn_of_growth(three):
    found = leco.track(three, "density", every="year")
    assert "grows" in found.explain("en")
    assert "groeit" in found.explain("nl")
    assert found.to_dict()["schema_version"] == 1
    assert repr(found).startswith("<track, 4 rows>")
    assert "density" in found._repr_html_()


def test_wrong_calls(three):
    for call in (
        lambda: leco.track(three, [], every="year"),
        lambda: leco.track(three, ["density", "density"], every="year"),
        lambda: leco.track(three, "hill_number", every="year"),
        lambda: leco.track(three, lambda graph: 1.0, every="year"),
        lambda: leco.track(nx.path_graph(3), "density", every="year"),
    ):
        with pytest.raises(leco.LecoError):
            call()


@given(coalitions())
def test_every_drawn_coalition_can_be_followed(coalition):
    begin, _ = coalition.observed
    if begin is None:
        return
    found = leco.track(coalition, ["density", "turnover"], every="year").frame
    assert found["value"].dropna().between(0, 1).all()
    assert len(found) == 2 * len(coalition.moments("year"))


def test_values_of_partners_are_shown_though_no_number_of_the_whole_is():
    simulated = leco.datasets.simulated()["Simulated stable"]
    found = leco.track(simulated, "constraint", every="year")
    assert "P01" in repr(found)
    assert "P01" in found._repr_html_()
