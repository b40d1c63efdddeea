"""Cases by conditions: the same numbers as the measures, and a warning when cases are few."""

import numpy as np
import pytest

import leco


def test_cases_by_conditions():
    worlds = leco.datasets.simulated()
    years = ["2021-12-31", "2022-12-31", "2023-12-31", "2024-12-31"]
    found = leco.case_table(
        worlds, ["density", "blau:unbiased=true", "core_share"], at=years, by="sector"
    )
    assert found.frame.shape == (12, 3)
    assert found.frame.columns.tolist() == ["density", "blau_unbiased_true", "core_share"]
    first = worlds["Simulated stable"].at("2021-12-31")
    assert found.frame.loc["Simulated stable 2021-12-31", "density"] == float(leco.density(first))
    with pytest.warns(leco.LecoWarning, match="3 cases for 3 conditions"):
        leco.case_table(worlds, ["density", "richness", "core_share"], by="sector")
    alone = leco.case_table(leco.datasets.limburg(), ["density"])
    assert np.isnan(alone.frame["density"]).all()
    assert {note.code for note in alone.notes} == {"cases_undefined"}


def test_what_is_no_condition_is_refused():
    worlds = leco.datasets.simulated()
    for wrong in ("turnover", "betweenness"):
        with pytest.raises(leco.LecoError, match="a condition is"):
            leco.case_table(worlds, [wrong])
    with pytest.raises(leco.LecoError, match="two moments are the same"):
        leco.case_table(worlds, ["density"], at=["2021", "2021-12-31"])
    with pytest.raises(ValueError, match="a list of moments"):
        leco.case_table(worlds, ["density"], at="year")
    with pytest.raises(leco.LecoError, match="is none"):
        leco.case_table({"x": worlds["Simulated stable"].graph()}, ["density"], at=["2021"])
