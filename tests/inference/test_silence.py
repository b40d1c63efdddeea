"""Ties that nobody told of: drawn as by hand, as by a slow oracle, and whether they hold the truth."""

import functools
import itertools
import math
from collections import Counter
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, strategies as st
from matplotlib import pyplot as plt
from scipy import stats
from scipy.integrate import quad
from scipy.special import expit
from tests.conftest import graphs
from tests.oracles import response as oracle

import leco
from leco.graph.arrays import arrays
from leco.inference.intervals import children, one_number
from leco.inference.silence import _completed, _listened, _unknown, over_silence
from leco.kernels.response_draws import (
    MIDDLES,
    SPREADS,
    Population,
    Telling,
    _names,
    draw_unknown,
    population,
)


def silenced(graph, silent):
    """Say who answered, and forget what only those who did not could tell."""
    seen = graph.copy()
    nx.set_node_attributes(seen, {node: node not in silent for node in graph}, "answered")
    seen.remove_edges_from(
        [(i, j) for i, j in graph.edges if i in silent and (graph.is_directed() or j in silent)]
    )
    return seen


def ties(graph):
    return graph.number_of_edges()


def strongest(graph):
    return max(strength for _, strength in graph.degree(weight="weight"))


# --- the model ------------------------------------------------------------------------------


def test_the_middle_of_the_shares_is_weighed_as_by_hand():
    # Told of one partner, once, that it is tied: that is as likely as the middle m, whatever the
    # spread. Before looking m is even, of which the steps on the grid are m (1 - m) wide.
    found = population(np.array([1.0]), np.array([1.0])).chances.sum(axis=1)
    by_hand = MIDDLES * MIDDLES * (1 - MIDDLES)
    np.testing.assert_allclose(found, by_hand / by_hand.sum(), rtol=1e-9)
    # Nothing told: as before looking. The spreads are squares, of which the steps are 2 sqrt(s) wide.
    blank = population(np.zeros(1), np.zeros(1)).chances
    np.testing.assert_allclose(
        blank.sum(axis=1), MIDDLES * (1 - MIDDLES) / (MIDDLES * (1 - MIDDLES)).sum()
    )
    np.testing.assert_allclose(blank.sum(axis=0), np.sqrt(SPREADS) / np.sqrt(SPREADS).sum())


def test_every_way_to_complete_a_tiny_network_is_as_likely_as_by_hand():
    # a, b and c are silent and tied to 1/2, 1/4 and 1/10 of the rest; d and e (1/2 and 1/5)
    # answered and are tied. How often two such are tied is drawn from Beta(3/2, 1/2): odds o. So
    # the odds of a-b are o (1 x 1/3) / (1 x 1/4) = 4/3 o, of a-c 4/9 o, of b-c 4/27 o.
    n, many = 5, 2500
    there, unknown = np.zeros((n, n), dtype=bool), np.zeros((n, n), dtype=bool)
    there[3, 4] = there[4, 3] = True
    unknown[:3, :3] = ~np.eye(3, dtype=bool)
    share, told = np.array([1 / 2, 1 / 4, 1 / 10, 1 / 2, 1 / 5]), 1e10
    certain = np.zeros((71, 40))
    certain[35, 20] = 1.0
    sure = Population(share * told, np.full(n, told), certain)
    telling = Telling(there, unknown, np.array([False, False, False, True, True]), sure, None)
    seen = Counter()
    for child in np.random.SeedSequence(3).spawn(many):
        rows, columns = draw_unknown(telling, np.random.default_rng(child))
        seen[frozenset(zip(rows.tolist(), columns.tolist(), strict=True))] += 1
    times = {(0, 1): 4 / 3, (0, 2): 4 / 9, (1, 2): 4 / 27}
    total = 0.0
    for picked in itertools.product((False, True), repeat=3):

        def chance(x, picked=picked):
            found = stats.beta.pdf(x, 1.5, 0.5)
            for tied, k in zip(picked, times.values(), strict=True):
                p = k * x / (k * x + 1 - x)
                found *= p if tied else 1 - p
            return found

        # Up to just below 1, where the density of Beta(3/2, 1/2) is infinite (its mass is not).
        expected = quad(chance, 0, 1, limit=200)[0]
        total += expected
        key = frozenset(pair for pair, tied in zip(times, picked, strict=True) if tied)
        sd = math.sqrt(expected * (1 - expected) / many)
        assert seen[key] / many == pytest.approx(expected, abs=4 * sd)
    assert total == pytest.approx(1, abs=1e-6)


def test_a_share_is_drawn_from_its_beta_with_one_told_left_out():
    # A middle of 1/2 and a spread s: Beta(h, h) before, h = (1 / s - 1) / 2, and Beta(h + 3, h + 7)
    # given 3 ties of 10 told. Without one told "no tie" 3 of 9 are left, without one tie 2 of 9.
    many, half = 20_000, (1 / SPREADS[20] - 1) / 2
    certain = np.zeros((71, 40))
    certain[35, 20] = 1.0
    found = Population(np.full(many, 3.0), np.full(many, 10.0), certain)
    drawn = found.drawn(np.random.default_rng(1), (0, 1))
    for log_odds, (tied, other) in zip(drawn, [(3, 7), (3, 6), (2, 7)], strict=True):
        beta = stats.beta(half + tied, half + other)
        assert expit(log_odds).mean() == pytest.approx(beta.mean(), abs=4 * beta.std() / many**0.5)


def test_how_many_others_are_named_lies_on_the_line_through_those_who_answered():
    # Far from each other and on a line: the ridge and the scatter are nothing, and so is the luck.
    named = np.array([-300.0, -100.0, 200.0, 400.0, 50.0, -250.0])
    answered = np.array([True, True, True, True, False, False])
    found = _names(answered, named, 2 + 0.5 * named[answered], np.random.default_rng(1))
    np.testing.assert_allclose(found, 2 + 0.5 * named, atol=0.01)


def test_two_ties_of_one_pair_are_drawn_one_after_the_other_in_either_order():
    # Six answered: a ring, tied both ways. They and "x" are named by half of the rest, "y" by a
    # fifth (odds 1/4), and all name half. So with o the odds drawn for all pairs (12 tied of 30),
    # for those that are answered (12 of 12) and those that are not (0 of 18), each from its own
    # Beta distribution: x -> y has odds o / 4 and y -> x has o. Whichever goes first, by lot, has
    # the odds of all pairs, and the other those of the answer.
    n, many = 8, 2500
    there, unknown = np.zeros((n, n), dtype=bool), np.zeros((n, n), dtype=bool)
    for one in range(6):
        there[one, (one + 1) % 6] = there[(one + 1) % 6, one] = True
    unknown[6, 7] = unknown[7, 6] = True
    certain = np.zeros((71, 40))
    certain[35, 20] = 1.0
    share = np.full(n, 0.5)
    naming = Population(share[:6] * 1e12, np.full(6, 1e12), certain)
    share[7] = 0.2
    named = Population(share * 1e12, np.full(n, 1e12), certain)
    telling = Telling(there, unknown, np.arange(n) < 6, named, naming)

    def chance(found, of, times):
        odds = stats.beta(found + 0.5, of - found + 0.5)
        return odds.expect(lambda x: times * x / (times * x + 1 - x))

    expected = Counter()
    for times, back, turned in ((1 / 4, 1, False), (1, 1 / 4, True)):
        first = chance(12, 30, times)
        answer, alone = chance(12, 12, back), chance(0, 18, back)
        for tied, p in (((True, True), first * answer), ((True, False), first * (1 - answer)),
                        ((False, True), (1 - first) * alone)):  # fmt: skip
            expected[tied[::-1] if turned else tied] += p / 2
    seen = Counter()
    for child in np.random.SeedSequence(5).spawn(many):
        rows = draw_unknown(telling, np.random.default_rng(child))[0].tolist()
        seen[6 in rows, 7 in rows] += 1
    for tied, p in expected.items():
        assert seen[tied] / many == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / many)), tied


TWO_WAYS = [("a", "b"), ("b", "a"), ("a", "c"), ("c", "d"), ("d", "c"), ("c", "a"), ("d", "a"),
            ("a", "e"), ("d", "e"), ("c", "f"), ("f", "c"), ("b", "c")]  # fmt: skip
ONCE = [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("d", "e"), ("a", "f"), ("c", "f"),
        ("b", "g"), ("e", "g")]  # fmt: skip


@pytest.mark.parametrize(
    ("edges", "silent", "directed"),
    [(ONCE, "efg", False), (TWO_WAYS, "ef", True), (ONCE, "abcefg", False), (TWO_WAYS, "d", True)],
)
def test_ties_are_drawn_as_the_oracle_draws_them(edges, silent, directed):
    graph = (nx.DiGraph if directed else nx.Graph)(edges)
    seen = silenced(graph, set(silent))
    told = _listened(arrays(seen))
    names = sorted(graph)
    many, slow = 1000, 300
    ours = []
    for child in np.random.SeedSequence(1).spawn(many):
        rows, columns = draw_unknown(told, np.random.default_rng(child))
        ours.append({(names[i], names[j]) for i, j in zip(rows, columns, strict=True)})
    known = set(seen.edges) | (set() if directed else {(j, i) for i, j in seen.edges})
    theirs = oracle.draws(names, known, silent, directed=directed, many=slow, seed=2)
    unknown = {(names[i], names[j]) for i, j in zip(*np.nonzero(told.unknown), strict=True)}
    if not directed:
        unknown = {pair for pair in unknown if pair[0] < pair[1]}
    assert set().union(*ours) <= unknown
    # Each tie, each two at once (so that what goes together does), and how many there are.
    events = [frozenset([pair]) for pair in unknown]
    events += [frozenset(two) for two in itertools.combinations(sorted(unknown), 2)]
    for event in events:
        one, other = (sum(event <= found for found in all_) / len(all_) for all_ in (ours, theirs))
        pooled = (one * many + other * slow) / (many + slow)
        sd = math.sqrt(max(pooled * (1 - pooled), 1 / many) * (1 / many + 1 / slow))
        assert one == pytest.approx(other, abs=4.5 * sd), event


def test_what_two_who_answered_said_of_their_own_tie_is_not_counted_twice():
    # A ring of ten who answered, one silent partner whom two of them name: with direction, who
    # names it is named back as often as in the ring (always), and nobody else is: hardly ever.
    ring = nx.cycle_graph(10).to_directed()
    ring.add_edges_from([(0, "x"), (5, "x")])
    told = _listened(arrays(nx.relabel_nodes(silenced(ring, {"x"}), str)))
    place = 10  # "x" stands after the digits
    back = others = 0
    for child in np.random.SeedSequence(1).spawn(300):
        rows, columns = draw_unknown(told, np.random.default_rng(child))
        assert set(rows.tolist()) <= {place}
        back += int(np.isin(columns, [0, 5]).sum())
        others += int((~np.isin(columns, [0, 5])).sum())
    assert back / 600 == pytest.approx(20.5 / 21, abs=0.05)  # Jeffreys: 20 of 20
    assert others / 2400 == pytest.approx(0.5 / 71, abs=0.02)  # 0 of 70


# --- the interval ---------------------------------------------------------------------------


def test_a_single_unknown_pair_by_hand():
    # 3 and 0 of a row of four are silent. Their tie is there with a chance p: 3 or 4 of 6 pairs.
    graph = silenced(nx.path_graph(4), {0, 3})
    found = leco.response_interval(ties, graph, draws=200, seed=1)
    p = float((found.drawn == 4).mean())
    assert set(found.drawn) == {3, 4}
    row = found.frame.iloc[0]
    assert row["value"] == pytest.approx(3 + p)
    se = math.sqrt((1 + 1 / 200) * p * (1 - p) * 200 / 199)  # Rubin's rules, nothing within
    assert row["se"] == pytest.approx(se)
    wide = stats.t.ppf(0.975, 199) * se
    assert row["low"] == pytest.approx(max(3, 3 + p - wide))  # there is no less than none
    assert row["high"] == pytest.approx(min(4, 3 + p + wide))
    assert row["about"] == "response"
    [drawn] = [note for note in found.notes if note.code == "ties_drawn"]
    assert dict(drawn.values) == {"count": 1, "pairs": 6, "draws": 200, "written": 3.0}


def test_rubins_rules_put_silence_and_process_together():
    graph = silenced(nx.gnp_random_graph(14, 0.3, seed=2), {0, 3, 5, 8, 11})
    found = leco.response_interval("density", graph, draws=8, process_draws=15, seed=4)
    rows = found.frame.set_index("about")
    between = found.drawn.var(ddof=1) * (1 + 1 / 8)
    assert rows.loc["response", "se"] == pytest.approx(math.sqrt(between))
    within = rows.loc["process", "se"] ** 2
    assert rows.loc["both", "se"] ** 2 == pytest.approx(between + within)
    freedom = 7 * (1 + within / between) ** 2
    wide = stats.t.ppf(0.975, freedom) * rows.loc["both", "se"]
    assert rows.loc["both", "high"] == pytest.approx(rows.loc["both", "value"] + wide)
    assert "who did not answer and another course" in found.explain("en")


@given(graphs(), st.data())
def test_only_unknown_ties_are_drawn_and_none_is_outside_the_bounds(graph, data):
    flags = data.draw(st.lists(st.booleans(), min_size=len(graph), max_size=len(graph)))
    silent = {node for node, one in zip(graph, flags, strict=True) if one}
    seen = silenced(graph, silent)
    net = arrays(seen)
    if net.n < 2 or (net.silent is not None and net.silent.all()):
        return
    told, before = _listened(net), net.adjacency.toarray() > 0
    for child in np.random.SeedSequence(data.draw(st.integers(0, 99))).spawn(3):
        after = _completed(net, told, child).adjacency.toarray() > 0
        assert (after >= before).all()
        assert not (after & ~before & ~_unknown(net)).any()
        assert net.directed or (after == after.T).all()
    for measure in ("density", "connectedness", ties):
        bounds = leco.response_bounds(measure, seen).frame.iloc[0]
        row = leco.response_interval(measure, seen, draws=3, seed=1).frame.iloc[0]
        assert bounds["low"] - 1e-12 <= row["low"] <= row["value"] + 1e-12
        assert row["value"] - 1e-12 <= row["high"] <= bounds["high"] + 1e-12


def test_other_names_in_the_same_order_draw_the_same():
    graph = silenced(nx.gnp_random_graph(12, 0.3, seed=1), {1, 4, 6, 9})
    renamed = nx.relabel_nodes(graph, {node: f"partner {node:02}" for node in graph})
    one, other = (leco.response_interval("transitivity", one, draws=10, seed=3).drawn
                  for one in (graph, renamed))  # fmt: skip
    assert one.equals(other)


def test_names_in_another_order_draw_as_often():
    # Of two ties of one pair that are both unknown neither is first by its name.
    graph = nx.DiGraph([("a", "b"), ("b", "a"), ("a", "c"), ("b", "c"), ("c", "d"), ("b", "d")])
    counts = []
    for names in ("cd", "dc"):
        swapped = nx.relabel_nodes(graph, dict(zip("cd", names, strict=True)))
        told = _listened(arrays(silenced(swapped, {"c", "d"})))
        first = 2 if names == "cd" else 3
        seen = [set(zip(*map(np.ndarray.tolist, draw_unknown(told, np.random.default_rng(k))), strict=True))
                for k in range(800)]  # fmt: skip
        counts.append(np.mean([[(first, 5 - first) in one, (5 - first, first) in one,
                                len(one & {(2, 3), (3, 2)}) == 2] for one in seen], axis=0))  # fmt: skip
    np.testing.assert_allclose(*counts, atol=4.5 * math.sqrt(0.25 * 2 / 800))


def test_the_order_of_rows_does_not_change_an_interval():
    karate = silenced(nx.karate_club_graph(), {0, 2, 5, 9, 20, 33})
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(karate.nodes(data=True))))
    turned.add_edges_from(reversed(list(karate.edges(data=True))))
    one, other = (
        leco.response_interval(strongest, graph, weight="weight", draws=6, process_draws=3, seed=5)
        for graph in (karate, turned)
    )
    assert one.frame.equals(other.frame)
    assert one.drawn.equals(other.drawn)


def test_a_drawn_tie_has_the_strength_and_the_kinds_of_one_on_record():
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=3.0, kind="trust")
    graph.add_edge("b", "c", weight=5.0, kind=("information", "trust"))
    graph.add_edge("a", "d", weight=7.0, kind="information")
    graph.add_edge("b", "d", weight=7.0, kind="information")
    seen = silenced(graph, {"c", "d"})
    net = arrays(seen, weight="weight")
    pairs = {(3.0, ("trust",)), (5.0, ("information", "trust")), (7.0, ("information",))}
    told, met = _listened(net), set()
    for child in np.random.SeedSequence(1).spawn(60):
        full = _completed(net, told, child)
        strength = full.strengths.toarray()[2, 3]  # c and d
        kinds = tuple(sorted(name for name, layer in full.kinds.layers.items() if layer[2, 3]))
        assert full.strengths.toarray()[0, 1] == 3.0
        met |= {(float(strength), kinds)} if strength else set()
    assert met == pairs
    # No tie on record: a drawn one counts once, and its kind is not known.
    nobody = silenced(nx.empty_graph(4), {0, 1, 2})
    drawn = _completed(arrays(nobody), _listened(arrays(nobody)), np.random.SeedSequence(2))
    assert set(drawn.strengths.data) <= {1.0}
    assert leco.response_interval("multiplexity", seen, draws=5, seed=1).frame["se"].iloc[0] > 0


def test_where_nothing_is_unknown_the_interval_is_the_number():
    for graph in (silenced(nx.path_graph(4), set()), silenced(nx.path_graph(4), {0})):
        found = leco.response_interval("density", graph, draws=4, seed=1)
        row = found.frame.iloc[0]
        assert row["low"] == row["value"] == row["high"] == 0.5
        assert row["se"] == 0
        assert "nothing was drawn" in found.explain("en")
        assert "niets getrokken" in found.explain("nl")
    # All silent, but everything is on record.
    whole = nx.complete_graph(3)
    nx.set_node_attributes(whole, False, "answered")
    assert leco.response_interval("density", whole, seed=1).frame["high"].iloc[0] == 1


def test_what_cannot_be_drawn_says_why():
    path = nx.path_graph(4)
    with pytest.raises(leco.LecoError, match="nobody says who answered: add a table 'respondents'"):
        leco.response_interval("density", path)
    nx.set_node_attributes(path, False, "answered")
    with pytest.raises(leco.UndefinedError, match="nobody answered"):
        leco.response_interval("density", path)
    graph = silenced(nx.path_graph(4), {0, 3})
    with pytest.raises(ValueError, match="two draws at least"):
        leco.response_interval("density", graph, draws=1)
    with pytest.raises(ValueError, match="process_draws=1"):
        leco.response_interval("density", graph, process_draws=1)
    with pytest.raises(leco.LecoError, match="core_membership"):
        leco.response_interval("core_periphery", graph)
    with pytest.raises(leco.UndefinedError, match="not defined"):
        leco.response_interval("density", silenced(nx.empty_graph(1), set()))


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_an_interval_of_silence_says_itself_in_words_and_a_figure(lang):
    graph = silenced(nx.karate_club_graph(), {0, 2, 5, 9})
    found = leco.response_interval("density", graph, draws=4, process_draws=3, seed=1)
    said = found.explain(lang)
    assert {"en": "takes for granted", "nl": "gaat ervan uit"}[lang] in said
    assert {"en": "of 561 possible ties", "nl": "van de 561 mogelijke verbindingen"}[lang] in said
    assert len(found.plot(lang=lang).get_yticks()) == 3
    plt.close("all")


# --- over time and side by side -------------------------------------------------------------


def survey(name="c", silent=("e", "f", "g"), answered=True):
    """Seven partners of whom some did not answer in 2021; in 2020 all did; before nobody asked."""
    partners = [{"id": one, "joined": "2018-01-01"} for one in "abcdefg"]
    rows = [
        {"source": i, "target": j, "start": "2018-02-01"}
        for i, j in ONCE
        if i not in silent or j not in silent
    ]
    asked = [{"wave": wave, "partner": one, "answered": wave == "2020" or one not in silent}
             for wave in ("2020", "2021") for one in "abcdefg"]  # fmt: skip
    return leco.Coalition.from_frames(
        partners, rows, name=name, coalition=[{"observed_until": "2022-12-31"}],
        **({"respondents": asked} if answered else {}),
    )  # fmt: skip


def test_whether_it_is_on_record_who_answered():
    assert survey().answers_known
    assert not survey().at("2019-06-30").answers_known  # before anybody was asked
    assert not survey(answered=False).answers_known
    blank = leco.Coalition.from_frames(
        [{"id": "a"}], respondents=[{"wave": "2020", "partner": "a", "answered": None}]
    )
    assert not blank.answers_known
    assert arrays(survey(answered=False)).silent is None
    assert arrays(survey().at("2020-06-30")).silent.tolist() == [False] * 7
    assert arrays(survey()).silent.tolist() == [False] * 4 + [True] * 3
    assert arrays(nx.path_graph(2)).silent is None


def test_a_track_of_what_silence_leaves_open():
    moments = ["2019-06-30", "2020-06-30", "2021-06-30"]
    found = leco.track(survey(), ["density", "turnover", "betweenness"], every=moments,
                       interval="response", draws=20, seed=7)  # fmt: skip
    rows = found.frame[found.frame["measure"] == "density"].set_index("moment")
    assert math.isnan(rows.loc["2019-06-30", "low"])  # not asked yet
    assert "nobody says who answered" in rows.loc["2019-06-30", "note"]
    assert (
        rows.loc["2020-06-30", "low"]
        == rows.loc["2020-06-30", "high"]
        == rows.loc["2020-06-30", "value"]
    )
    bounds = leco.response_bounds("density", survey().at("2021-06-30")).frame.iloc[0]
    low, high = rows.loc["2021-06-30", ["low", "high"]]
    assert bounds["low"] <= low < high <= bounds["high"]
    # The same interval as of that moment alone, on the draws of the third moment.
    drawn = np.random.SeedSequence(7).spawn(3)[2].spawn(20)
    net = arrays(survey().at("2021-06-30"))
    assert over_silence([one_number("density", None, None, None)], [net], drawn) == [(low, high)]
    assert found.frame.loc[found.frame["measure"] != "density", "low"].isna().all()
    assert found.interval == "response"
    assert "did not answer" in found.explain("en")
    assert "niet antwoordde" in found.explain("nl")
    with pytest.raises(leco.LecoError, match="nobody says who answered"):
        leco.track(survey(answered=False), "density", every="year", interval="response")
    with pytest.raises(leco.UndefinedError, match="nobody answered"):
        leco.track(survey(silent="abcdefg"), "density", every=["2021-06-30"], interval="response")


def test_a_comparison_of_what_silence_leaves_open():
    both = {"some": survey(), "all": survey(silent=())}
    found = leco.compare(both, ["density", "betweenness"], interval="response", draws=15, seed=3)
    own = found.frame[(found.frame["measure"] == "density") & (found.frame["column"] == "value")]
    own = own.set_index("coalition")
    one = leco.response_interval("density", survey(), draws=15, seed=3).frame.iloc[0]
    assert own.loc["some", ["low", "high"]].tolist() == [one["low"], one["high"]]
    assert own.loc["all", "low"] == own.loc["all", "high"] == own.loc["all", "value"]
    assert "nobody told of drawn" in found.explain("en")
    found.plot(column="density")
    plt.close("all")
    with pytest.raises(leco.LecoError, match="nobody says who answered, of 'other'"):
        leco.compare({"some": survey(), "other": survey(answered=False)}, "density",
                     interval="response", draws=5)  # fmt: skip


def test_functions_of_your_own_have_every_interval():
    graph = silenced(nx.karate_club_graph(), {0, 2, 5, 9})
    bounds = leco.response_bounds(ties, graph).frame.iloc[0]
    assert bounds["high"] - bounds["low"] == _unknown(arrays(graph)).sum() / 2
    assert leco.process_interval(ties, graph, draws=5, seed=1).frame["value"].iloc[0] == ties(graph)
    partial = functools.partial(leco.hill_number, order=2)
    found = leco.response_interval(partial, graph, by="club", draws=3, seed=1)
    assert found.frame["se"].iloc[0] == 0, "labels are known, so diversity is"


# --- whether it holds the truth --------------------------------------------------------------


def _block(n, rng):
    core = rng.random(n) < 0.3
    return np.where(core[:, None] & core, 0.7, np.where(core[:, None] | core, 0.3, 0.05))


def _hubs(n, rng):
    much = rng.gamma(2, 0.5, n)
    return np.minimum(1, 0.2 * np.outer(much, much))


def _even(n, rng):
    return np.full((n, n), 0.2)


def _near(n, rng):
    place = rng.random((n, 2))
    return np.exp(-(((place[:, None] - place) ** 2).sum(axis=2)) / 0.09)


def _world(chances, directed, rng):
    """Draw ties; with direction half of the pairs have both ties or none."""
    n = len(chances)
    there = rng.random((n, n)) < chances
    same = np.triu(np.ones((n, n), dtype=bool) if not directed else rng.random((n, n)) < 0.5, 1)
    there = np.where(same.T, there.T, there)
    np.fill_diagonal(there, val=False)
    return there


def _holds(kind, measures, directed, worlds=60, n=24, share=0.3, draws=20):
    """How often the interval of each measure holds the truth when partners keep silent at random."""
    calls = [one_number(measure, None, None, None) for measure in measures]
    held = []
    for world in range(worlds):
        rng = np.random.default_rng([world, 5])
        there = _world(kind(n, rng), directed, rng)
        whole = arrays(nx.from_numpy_array(there.astype(int),
                                           create_using=nx.DiGraph if directed else nx.Graph))  # fmt: skip
        silent = rng.random(n) < share
        if silent.all():
            continue
        hidden = silent[:, None] & (directed | silent)
        seen = there & ~hidden
        rows, columns = np.nonzero(seen if directed else np.triu(seen))
        net = replace(whole.with_ties(rows, columns), silent=silent)
        found = over_silence(calls, [net] * len(calls), children(world, draws))
        truth = [float(call.run(whole).value) for call in calls]
        held.append([low - 1e-12 <= true <= high + 1e-12
                     for (low, high), true in zip(found, truth, strict=True)])  # fmt: skip
    return dict(zip(measures, np.mean(held, axis=0), strict=True))


# The share held in 60 worlds has a standard error of 2.8 % where the truth is 95 %: below .83 are
# four of them (with 200 worlds, by hand, none was below .89). More than 95 % is no fault that luck must explain: where all are alike, the model
# still takes into account that they may not be.
@pytest.mark.slow
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("kind", [_even, _block, _hubs, _near])
def test_the_interval_holds_the_truth_as_often_as_it_says(kind, directed):
    held = _holds(kind, ["density"], directed)
    assert held["density"] >= 0.83


@pytest.mark.slow
def test_where_it_does_worse_is_what_the_docs_say():
    # The draws do not know that neighbours tie: transitivity is missed, size and centre are not.
    near = _holds(_near, ["transitivity", "degree_centralisation", "density"], directed=False)
    assert 0.5 <= near["transitivity"] <= 0.9
    assert near["degree_centralisation"] >= 0.83
    # Two directions that go together are drawn to, not wholly.
    assert _holds(_hubs, ["reciprocity"], directed=True)["reciprocity"] >= 0.79
