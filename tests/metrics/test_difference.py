"""How different labels are: alike or not, by a taxonomy of two levels, or as stated."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import leco
from leco.graph.arrays import arrays
from leco.graph.label_distances import label_distances

FINE = {0: "school", 1: "library", 2: "bank", 3: "bank", 4: None}
COARSE = {0: "learning", 1: "learning", 2: "firms", 3: "firms"}


def _net(by):
    return arrays(nx.empty_graph(by))


def _apart(by, **how):
    labels, apart = label_distances(_net(by), by, **how)
    return pd.DataFrame(apart, index=labels.names, columns=labels.names)


def test_two_labels_differ_by_one_unless_told_otherwise():
    apart = _apart(FINE)
    assert apart.loc["bank", "bank"] == 0
    assert apart.to_numpy().sum() == 6


def test_two_labels_under_one_coarse_label_differ_by_half():
    apart = _apart(FINE, coarse=COARSE)
    assert apart.loc["school", "library"] == apart.loc["library", "school"] == 0.5
    assert apart.loc["school", "bank"] == 1
    assert np.diagonal(apart).tolist() == [0, 0, 0]


def test_coarse_may_be_a_column():
    graph = nx.empty_graph(FINE)
    nx.set_node_attributes(graph, {k: v for k, v in FINE.items() if v}, "sub")
    nx.set_node_attributes(graph, COARSE, "top")
    for data in (graph, leco.Coalition.from_graph(graph)):
        _, apart = label_distances(arrays(data), "sub", coarse="top")
        assert apart.sum() == 5


def test_a_label_under_two_coarse_labels_is_named():
    with pytest.raises(leco.DataError, match="'bank' stands under more than one.*firms, learning"):
        _apart(FINE, coarse=COARSE | {3: "learning"})


def test_a_labelled_partner_without_a_coarse_label_is_named():
    with pytest.raises(leco.DataError) as caught:
        _apart(FINE, coarse={0: "learning"})
    assert [one.row for one in caught.value.problems] == ["1", "2", "3"]
    # An unlabelled partner needs none.
    _apart(FINE, coarse=COARSE)


def test_stated_differences_are_put_in_the_order_of_the_labels():
    names = ["school", "bank", "library", "museum"]
    stated = pd.DataFrame(
        [[0, 0.9, 0.2, 0.3], [0.9, 0, 0.8, 0.4], [0.2, 0.8, 0, 0.1], [0.3, 0.4, 0.1, 0]],
        index=names, columns=names,
    )  # fmt: skip
    for given in (stated, stated.to_dict()):
        apart = _apart(FINE, distance=given)
        assert apart.loc["school", "library"] == 0.2
        assert apart.loc["bank", "library"] == 0.8
        assert list(apart) == ["bank", "library", "school"]


def test_labels_that_are_numbers_are_found_by_their_name():
    apart = _apart({0: 85, 1: 64}, distance=pd.DataFrame([[0, 0.5], [0.5, 0]], [64, 85], [64, 85]))
    assert apart.loc["64", "85"] == 0.5


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"bank": {"bank": 0.1}}, "is not 0"),
        ({"bank": {"school": 1.5}, "school": {"bank": 1.5}}, "from 0 to 1"),
        ({"bank": {"school": -0.5}, "school": {"bank": -0.5}}, "from 0 to 1"),
        ({"bank": {"school": 0.4}}, "other way round"),
        ({"bank": {"school": None}}, "from 0 to 1"),
        ({"bank": {"school": "far"}}, "from 0 to 1"),
    ],
)
def test_a_wrong_difference_is_named(change, said):
    names = ["school", "bank", "library"]
    stated = {one: {other: float(one != other) for other in names} for one in names}
    for one, cells in change.items():
        stated[one] |= cells
    with pytest.raises(leco.DataError, match=said):
        _apart(FINE, distance=stated)


def test_every_problem_is_listed():
    stated = pd.DataFrame(
        [[0.2, 0.5], [0.6, 0]], index=["school", "bank"], columns=["school", "bank"]
    )
    with pytest.raises(ValueError, match="4 problems") as caught:
        _apart(FINE, distance=stated)
    said = str(caught.value)
    assert "library: has no row" in said
    assert "library: has no column" in said
    twice = pd.DataFrame(0.0, index=["bank", "bank"], columns=["bank", "school"])
    with pytest.raises(ValueError, match="twice"):
        _apart(FINE, distance=twice)


def test_one_way_to_say_it():
    with pytest.raises(ValueError, match="give one of them"):
        _apart(FINE, distance={}, coarse=COARSE)
    with pytest.raises(ValueError, match="square DataFrame"):
        _apart(FINE, distance="far")


def test_without_labels_there_is_nothing_to_compare():
    for how in ({}, {"coarse": {}}, {"distance": {}}):
        labels, apart = label_distances(_net({0: None}), {}, **how)
        assert labels.names == ()
        assert apart.shape == (0, 0)
