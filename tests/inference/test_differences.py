"""Differences between coalitions: none where one truth made them all, and none where refused."""

import math
from functools import partial

import networkx as nx
import numpy as np
import pytest

import leco
from leco.graph.arrays import arrays
from leco.inference.leaving_out import spread
from leco.metrics.calls import resolve

# One truth: fifteen sectors of unequal size, ties twice as likely within a sector.
SHARES = np.linspace(3, 1, 15) / np.linspace(3, 1, 15).sum()
SIZES = (12, 26, 60)


def drawn(n, rng, within=2.0, ties=5, shares=SHARES):
    labels = rng.choice(len(shares), n, p=shares)
    same = labels[:, None] == labels[None]
    chance = ties / (n - 1) / (1 + (within - 1) * (shares**2).sum()) * np.where(same, within, 1)
    upper = np.triu(rng.random((n, n)) < np.clip(chance, 0, 1), 1)
    graph = nx.from_numpy_array(upper | upper.T)
    nx.set_node_attributes(graph, {i: f"s{label}" for i, label in enumerate(labels)}, "sector")
    return graph


@pytest.mark.slow
def test_three_sizes_of_one_truth_do_not_differ_though_raw_values_do():
    same, ranked, raw = 0, 0, np.zeros(3)
    for seed in range(100):
        rng = np.random.default_rng(seed)
        three = {str(n): drawn(n, rng) for n in SIZES}
        found = leco.compare(three, ["hill_number", "bridging_ratio"], by="sector", seed=seed,
                             draws=9)  # fmt: skip
        assert found.differences["differs"].notna().all()
        same += not found.differences["differs"].any()
        values = found.wide()["hill_number"].to_numpy()
        ranked += values[0] < values[1] < values[2]
        raw += values / 100
    assert same >= 89
    assert ranked >= 80, "the larger the coalition, the more diverse it reads"
    assert raw[0] < raw[1] < raw[2]


def test_a_true_difference_is_found():
    rng = np.random.default_rng(1)
    narrow = np.array([0.9, 0.1])
    both = {"wide": drawn(40, rng), "narrow": drawn(40, rng, shares=narrow)}
    found = leco.compare(both, "hill_number", by="sector", seed=1).differences.iloc[0]
    assert found["differs"]
    assert found["difference"] > found["low"] > 0
    siloed = drawn(40, rng, within=30, shares=np.ones(4) / 4)
    open_one = drawn(40, rng, within=1, shares=np.ones(4) / 4)
    ties = leco.compare({"siloed": siloed, "open": open_one}, "bridging_ratio", by="sector", seed=1)
    row = ties.differences.iloc[0]
    assert row["differs"]
    assert row["high"] < 0
    assert "open" in ties.explain("en").splitlines()[-1]


def test_the_spread_of_unbiased_diversity_is_that_of_drawing_again():
    # The jackknife against the sd over 2,000 fresh draws of 40 partners from the same shares: its
    # variance is never too small on average (Efron & Stein 1981).
    rng = np.random.default_rng(3)
    call = resolve("blau:unbiased=true").given(by="sector")
    own = [spread(call, arrays(drawn(40, rng, ties=0.1)), None).sd for _ in range(20)]
    fresh = []
    for _ in range(2000):
        counts = rng.multinomial(40, SHARES)
        fresh.append(1 - (counts * (counts - 1)).sum() / (40 * 39))
    assert 1 <= np.mean(own) / np.std(fresh) <= 1.35


def test_many_partners_are_left_out_in_groups():
    rng = np.random.default_rng(5)
    net = arrays(drawn(240, rng))
    call = resolve("blau:unbiased=true").given(by="sector")
    one, again = spread(call, net, 7), spread(call, net, 7)
    assert one == again
    assert one.freedom == 99
    assert one.sd > 0


def test_the_parts_of_a_difference_add_up():
    rng = np.random.default_rng(2)
    both = {"a": drawn(20, rng), "b": drawn(30, rng, within=6)}
    found = leco.compare(both, "bridging_ratio", by="sector", seed=1, draws=9)
    row = found.split.iloc[0]
    across = [leco.bridging_ratio(one, by="sector").parts["across_ties"] for one in both.values()]
    assert row["difference"] == pytest.approx(across[0] - across[1])
    assert row["composition"] + row["structure"] == pytest.approx(row["difference"])
    # Shapley by its definition: each factor changed first and second, averaged.
    (x, y), (v, w) = [
        (one.parts["across_pairs"], one.value)
        for one in (leco.bridging_ratio(graph, by="sector") for graph in both.values())
    ]
    assert row["composition"] == pytest.approx(((x * w - v * w) + (x * y - v * y)) / 2)


def made(name, sectors, *, kind="information", **tables):
    partners = [{"id": f"p{i}", "sector": sector} for i, sector in enumerate(sectors)]
    ties = [{"source": f"p{i}", "target": f"p{i + 1}", "kind": kind}
            for i in range(len(partners) - 1)]  # fmt: skip
    return leco.Coalition.from_frames(partners, ties, name=name, **tables)


def test_what_cannot_be_compared_is_refused_and_said():
    one = made("one", "aabbc")
    other = made("other", "aabbcd", kind="trust")
    strange = made("strange", "xxyyz")
    found = leco.compare([one, other, strange], ["blau", "bridging_ratio"], by="sector", seed=1)
    rows = found.differences.set_index(["measure", "one", "other"])
    assert rows.loc[("blau", "one", "other"), "differs"] in {True, False}
    refused = rows.loc[("bridging_ratio", "one", "other")]
    assert math.isnan(refused["difference"])
    assert refused["why"] == "kinds"
    for measure in ("blau", "bridging_ratio"):
        assert "taxonomy" in rows.loc[(measure, "one", "strange"), "why"]
    assert "hun verbindingen zijn van een andere soort" in found.explain("nl")
    assert "niet vergeleken" in found.explain("nl")
    whole = made("whole", "aabbc", coalition=[{"name": "whole", "boundary": "members"}])
    bounded = leco.compare([one, whole], "blau", by="sector").differences.iloc[0]
    assert bounded["why"] == "boundary"


def test_far_more_answers_in_one_than_in_the_other_make_other_ties():
    answered = [{"wave": "w1", "partner": f"p{i}", "answered": "yes" if i else "no"}
                for i in range(5)]  # fmt: skip
    few = [{**row, "answered": "yes" if row["partner"] == "p0" else "no"} for row in answered]
    both = [made("many", "aabbc", respondents=answered),
            made("few", "aabbc", respondents=few)]  # fmt: skip
    found = leco.compare(both, ["bridging_ratio", "blau"], by="sector", seed=1).differences
    assert found.loc[0, "why"] == "response"
    assert found.loc[1, "why"] == ""


def test_of_a_handful_nobody_can_say_how_sure():
    found = leco.compare(leco.datasets.limburg(), ["richness", "blau"], by="sector")
    assert set(found.differences["why"]) == {"few"}
    assert found.differences["differs"].isna().all()
    assert found.differences["difference"].notna().all()
    assert "minder dan vijf" in found.explain("nl")


def test_the_table_speaks_to_readers_when_asked():
    found = leco.compare(leco.datasets.limburg(), ["hill_number", "blau"], by="sector")
    assert found.side_by_side().index[0] == ("hill_number", "value")
    spoken = found.side_by_side("nl")
    assert spoken.index[0] == ("Effectief aantal soorten", "zoals geteld")
    assert spoken.to_numpy().tolist() == found.side_by_side().to_numpy().tolist()


# --- signs, strengths, certainty -----------------------------------------------------------


def test_what_may_be_below_nothing_is_held_against_chance_by_difference():
    by = {i: "a" if i < 5 else "b" for i in range(10)}
    siloed = nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(5))
    siloed.add_edge(0, 5)
    both = {"siloed": siloed, "bridged": nx.complete_bipartite_graph(5, 5)}
    measures = ["assortativity", "gamix", "freeman_segregation", "ei_index"]
    found = leco.compare(both, measures, by=by, seed=1, draws=19).differences.set_index("measure")
    assert set(found["column"]) == {"excess"}
    assert (found.loc[["assortativity", "gamix", "freeman_segregation"], "low"] > 0).all()
    assert found.loc["ei_index", "high"] < 0


def test_degrees_need_no_labels_to_be_held_against_chance():
    both = {"star": nx.star_graph(7), "path": nx.path_graph(9)}
    row = leco.compare(both, "degree_assortativity", seed=1, draws=9).differences.iloc[0]
    assert (row["column"], row["why"]) == ("excess", "")
    assert not math.isnan(row["difference"])


def strong(n, seed):
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(n, 0.3, seed=seed)
    for *_, facts in graph.edges(data=True):
        facts["w"] = float(rng.choice([1, 1, 5, 20]))
    nx.set_node_attributes(graph, {i: str(rng.choice(list("abc"))) for i in graph}, "s")
    return graph


def test_strengths_count_in_the_parts_and_in_the_interval():
    both = {"A": strong(14, 1), "B": strong(20, 2)}
    found = leco.compare(both, "bridging_ratio", by="s", weight="w", seed=1, draws=9)
    across = [
        leco.bridging_ratio(graph, by="s", weight="w").parts["across_ties"]
        for graph in both.values()
    ]
    assert found.split.loc[0, "difference"] == pytest.approx(across[0] - across[1])
    plain = leco.compare(both, "bridging_ratio", by="s", seed=1, draws=9)
    assert found.differences.loc[0, "low"] != pytest.approx(plain.differences.loc[0, "low"])


def test_a_table_of_differences_goes_along():
    both = {"A": strong(14, 1), "B": strong(20, 2)}
    apart = {x: {y: 0.3 * (x != y) for y in "abc"} for x in "abc"}
    found = leco.compare(
        both, partial(leco.bridging_ratio, distance=apart), by="s", seed=1, draws=9
    )
    assert found.differences["differs"].notna().all()
    assert len(leco.compare(both, partial(leco.rao, distance=apart), by="s").differences) == 1
    with pytest.raises(leco.LecoError, match="asked twice"):
        leco.compare(both, ["rao", partial(leco.rao, distance=apart)], by="s")


def test_no_spread_is_no_certainty():
    wide, narrow = nx.empty_graph(6), nx.empty_graph(6)
    nx.set_node_attributes(wide, {i: "abcdef"[i] for i in wide}, "s")
    nx.set_node_attributes(narrow, "a", "s")
    found = leco.compare({"A": wide, "B": narrow}, ["richness", "blau"], by="s", seed=1)
    assert set(found.differences["why"]) == {"still"}
    assert found.differences["differs"].isna().all()


def test_a_coalition_and_its_own_graph_are_alike():
    stable = leco.datasets.simulated()["Simulated stable"]
    found = leco.compare({"c": stable, "g": stable.graph()}, "bridging_ratio", by="sector",
                         seed=1, draws=9).differences  # fmt: skip
    assert found.loc[0, "difference"] == 0
    genk = leco.datasets.limburg()["Genk"]
    unknown = leco.compare({"G": genk, "S": stable}, "bridging_ratio", by="sector", seed=1, draws=9)
    assert unknown.differences.loc[0, "why"] == "ties"


def test_response_that_nobody_wrote_down_is_no_full_response():
    answered = [{"wave": "w1", "partner": f"p{i}", "answered": "yes" if i < 3 else "no"}
                for i in range(5)]  # fmt: skip
    both = [made("some", "aabbc", respondents=answered), made("unsaid", "aabbc")]
    found = leco.compare(both, "bridging_ratio", by="sector", seed=1, draws=9).differences
    assert "response" not in found.loc[0, "why"]


def test_a_column_that_nobody_has_is_an_error():
    with pytest.raises(leco.MissingAttributeError, match="did you mean 'sector'"):
        leco.compare(leco.datasets.limburg(), "blau", by="sektor")
