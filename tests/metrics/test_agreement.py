"""Agreement on a scale, against published values, definitions and two loops."""

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, strategies as st
from tests.conftest import doors, reference

import leco

CONSENSUS = reference("diversity_integration")["consensus"]


def answered(counts):
    return [point + 1 for point, count in enumerate(counts) for _ in range(count)]


@pytest.mark.parametrize("door", [0, 1])
def test_published_values_of_the_r_package_agrmt(door):
    published = CONSENSUS["published"]
    data = doors(answered(published["frequency"]), "vision")[door]
    found = leco.agreement(data, by="vision", high=7)
    assert float(found) == pytest.approx(published["van_der_eijk_A"], abs=1e-7)
    assert found.parts["consensus"] == pytest.approx(published["tastle_wierman"], abs=1e-7)


@pytest.mark.parametrize("door", [0, 1])
@pytest.mark.parametrize("name", CONSENSUS["extremes_5_points"])
def test_the_extremes(name, door):
    expected = CONSENSUS["extremes_5_points"][name]
    counts = [int(one) for one in name[name.index("[") + 1 : -1].split(",")]
    found = leco.agreement(doors(answered(counts), "vision")[door], by="vision")
    assert float(found) == pytest.approx(expected["van_der_eijk_A"], abs=1e-12)
    assert found.parts["consensus"] == pytest.approx(expected["tastle_wierman"], abs=1e-12)


@pytest.mark.parametrize("door", [0, 1])
def test_ten_answers_by_six_measures_that_must_not_be_mixed(door):
    example = CONSENSUS["likert_example"]
    found = leco.agreement(doors(example["scores"], "vision")[door], by="vision")
    names = {"r_wg": "r_wg_uniform_null", "r_wg_star": "r_wg_star_max_variance", "a_wg": "a_wg",
             "pairwise": "mean_pairwise_agreement", "consensus": "tastle_wierman"}  # fmt: skip
    for own, theirs in names.items():
        assert found.parts[own] == pytest.approx(example[theirs], abs=1e-12), own
    assert float(found) == pytest.approx(example["van_der_eijk_A"], abs=1e-12)
    assert found.parts["endorsing"] == 0.8  # eight of ten answered 4 or 5


def by_triples(counts):
    """Van der Eijk's A as it is defined: layer by layer, over all triples of points."""
    counts, k, total, found = list(counts), len(counts), sum(counts), 0.0
    while any(counts):
        least = min(count for count in counts if count)
        layer = [int(count > 0) for count in counts]
        triples = [
            tuple(layer[one] for one in three) for three in itertools.combinations(range(k), 3)
        ]
        unimodal = sum(one in {(1, 1, 0), (0, 1, 1)} for one in triples)
        split = triples.count((1, 0, 1))
        peaked = 1.0
        if unimodal + split:
            peaked = ((k - 2) * unimodal - (k - 1) * split) / ((k - 2) * (unimodal + split))
        found += least * sum(layer) / total * peaked * (1 - (sum(layer) - 1) / (k - 1))
        counts = [max(count - least, 0) for count in counts]
    return found


@given(st.lists(st.integers(0, 6), min_size=3, max_size=7).filter(any))
def test_layers_and_triples_as_defined(counts):
    found = leco.agreement(doors(answered(counts), "vision")[0], by="vision", high=len(counts))
    assert float(found) == pytest.approx(by_triples(counts), abs=1e-9)
    turned = answered(counts[::-1])
    other = leco.agreement(doors(turned, "vision")[0], by="vision", high=len(counts))
    assert float(other) == pytest.approx(float(found), abs=1e-9)
    assert other.parts["pairwise"] == pytest.approx(found.parts["pairwise"], nan_ok=True)


def test_who_did_not_answer_agrees_with_nobody():
    found = leco.agreement(doors([5, 5, None, 4], "vision")[1], by="vision")
    assert (found.n, found.missing) == (3, 1)
    nobody = leco.agreement(doors([None, None], "vision")[0], by={})
    assert math.isnan(float(nobody))
    alone = leco.agreement(nx.empty_graph(1), by={0: 3})
    assert float(alone) == 1
    assert math.isnan(alone.parts["r_wg"])
    assert "one_answer" in {note.code for note in alone.notes}


def test_all_at_one_end_agree():
    found = leco.agreement(nx.empty_graph(4), by=dict.fromkeys(range(4), 1))
    assert float(found) == found.parts["a_wg"] == found.parts["consensus"] == 1
    assert found.parts["endorsing"] == 0


def test_two_camps_at_the_ends():
    found = leco.agreement(nx.empty_graph(4), by={0: 1, 1: 1, 2: 5, 3: 5})
    assert float(found) == -1
    assert found.parts["consensus"] == pytest.approx(0)
    assert np.isfinite(list(found.parts.values())).all()


def test_wrong_answers_are_named():
    with pytest.raises(leco.DataError, match="is no point of the scale") as wrong:
        leco.agreement(doors([5, 7, 2.5], "vision")[1], by="vision")
    assert len(wrong.value.problems) == 2
    assert "whole numbers from 1 to 5" in str(wrong.value)
    with pytest.raises(leco.UnsupportedGraphError):
        leco.agreement(doors(["yes", "no"], "vision")[1], by="vision")
    with pytest.raises(ValueError, match="three points"):
        leco.agreement(nx.empty_graph(2), by={0: 1, 1: 2}, high=2)
