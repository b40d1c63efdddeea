"""Lagged regressions: base R on a panel, brute force, what cannot be fitted, and coverage."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st
from tests.conftest import reference

import leco
from leco.dynamics.lagged import NORMAL
from leco.dynamics.risk import course
from leco.kernels import binary

TEMPORAL = reference("temporal_inference")
P16 = TEMPORAL["data"]["P16"]
MODELS, FIRTH = TEMPORAL["lagged_formation_models"], TEMPORAL["firth_small_events"]
# Printed by tests/oracles/lagged.R: coefficients, standard errors.
SETTLED = {
    "exit": ([-2.340351570775892, -0.327620099555854, -0.172417377141251],
             [0.945795299359414, 0.456631246363253, 0.944529722695094]),
    "entry": ([-1.714735674648088, 0.762046173927183, -0.171473506844905],
              [0.738694254880567, 0.311491994312103, 0.861878816799456]),
    "firth": ([-2.050659928359198, -0.262544949338192, -0.189321362811332],
              [0.868050415804130, 0.394590137863713, 0.811627598970954]),
}  # fmt: skip
IDS = [f"p{place:02}" for place in range(P16["n"])]
WAVES = [f"t{wave}" for wave in range(P16["T"])]


def panel(order=None, factor=1.0, rename=str):
    """P16 as a coalition asked in six waves: who is present is asked, and answers."""
    partners = [
        {"id": rename(one), "sector": f"s{sector}", "size": factor * math.log(size)}
        for one, sector, size in zip(IDS, P16["sector"], P16["size"], strict=True)
    ]
    respondents = [
        {"wave": wave, "partner": rename(one), "answered": "yes"}
        for wave, here in zip(WAVES, P16["presence"], strict=True)
        for one, there in zip(IDS, here, strict=True) if there
    ]  # fmt: skip
    ties = [
        {"wave": wave, "source": rename(IDS[i]), "target": rename(IDS[j])}
        for wave, net in zip(WAVES, P16["nets"], strict=True)
        for i, j in itertools.combinations(range(P16["n"]), 2) if net[i][j]
    ]  # fmt: skip
    if order is not None:
        for rows in (partners, respondents, ties):
            order.shuffle(rows)
    return leco.Coalition.from_frames(partners, ties, respondents=respondents, name="P16")


@pytest.fixture(scope="module")
def p16():
    return panel()


EDGE = ["tied_before", "common_partners", "same:sector", "newcomers", "value:size"]


def test_ties_equal_base_r(p16):
    found = leco.tie_presence(p16, every="wave", terms=EDGE, newcomers=True, robust=False)
    known = MODELS["edge"]
    assert (
        (found.at_risk, found.events, found.periods) == (known["n"], known["y"], 5) == (358, 68, 5)
    )
    assert found.frame["coefficient"].tolist() == pytest.approx(known["coef"], abs=1e-8)
    assert found.frame["se"].tolist() == pytest.approx(known["se"], abs=1e-6)
    assert found.loglik == pytest.approx(known["loglik"], abs=1e-8)
    assert found.method == "model"


@pytest.mark.parametrize("name", ["exit", "entry"])
def test_leaving_and_joining_equal_base_r(p16, name):
    known = MODELS[name]
    if name == "exit":
        found = leco.partner_exit(p16, every="wave", terms=["degree", "value:size"], firth=False)
    else:
        found = leco.partner_entry(p16, every="wave", terms=["same:sector", "value:size"],
                                   candidates=IDS, firth=False)  # fmt: skip
    assert (found.at_risk, found.events) == (known["n"], known["events"])
    # R's glm stops when the deviance does, some 1e-6 short of where the slope is 0; iterated until
    # nothing moves, R gives what tests/oracles/lagged.R prints.
    coefficients, errors = SETTLED[name]
    assert found.frame["coefficient"].tolist() == pytest.approx(coefficients, abs=1e-10)
    assert found.frame["se"].tolist() == pytest.approx(errors, abs=1e-10)
    assert found.frame["coefficient"].tolist() == pytest.approx(known["coef"], abs=2e-6)
    assert found.frame["se"].tolist() == pytest.approx(known["se"], abs=1e-6)
    assert -2 * found.loglik == pytest.approx(known["deviance"], abs=1e-8)
    assert -2 * found.loglik <= known["deviance"] + 1e-12


def test_few_events_equal_the_penalised_fit_of_base_r(p16):
    found = leco.partner_exit(p16, every="wave", terms=["degree", "value:size"], link="logit")
    assert found.method == "firth"
    assert "3 events" in found.explain("en")
    # R's optim stops some 1e-6 short, which the penalised likelihood and the profile do not feel.
    coefficients, errors = SETTLED["firth"]
    assert found.frame["coefficient"].tolist() == pytest.approx(coefficients, abs=1e-10)
    assert found.frame["se"].tolist() == pytest.approx(errors, abs=1e-10)
    assert found.frame["coefficient"].tolist() == pytest.approx(FIRTH["firth_coef"], abs=1e-5)
    assert found.frame["se"].tolist() == pytest.approx(FIRTH["firth_se"], abs=1e-5)
    assert found.loglik == pytest.approx(FIRTH["firth_penloglik"], abs=1e-8)
    ends = np.log(found.frame.loc["degree", ["low", "high"]].astype(float))
    assert ends.tolist() == pytest.approx(FIRTH["profile_ci_deg_lag"], abs=1e-7)
    plain = leco.partner_exit(p16, every="wave", terms=["degree", "value:size"], link="logit",
                              firth=False)  # fmt: skip
    assert plain.frame["coefficient"].tolist() == pytest.approx(FIRTH["mle_coef"], abs=1e-8)


def test_who_was_at_risk_is_who_the_rule_says(p16):
    # 272 pairs were there at two waves running (R's STERGM on P16: 214 not tied before, 58 tied,
    # of which 46 lasted and 16 were new); 86 pairs of the 358 have a newcomer.
    formed = leco.tie_formation(p16, every="wave", terms=["same:sector"])
    assert (formed.at_risk, formed.events) == (214, 16)
    lasted = leco.tie_persistence(p16, every="wave", terms=["same:sector"])
    assert (lasted.at_risk, lasted.events) == (58, 46)
    fresh = leco.tie_formation(p16, every="wave", terms=["same:sector"], newcomers=True)
    assert (fresh.at_risk, fresh.events) == (300, 22)


def test_a_pair_and_its_terms_by_hand():
    # a, b, c there in 2020 and 2021, d from 2021; a-b tied in 2020; b-c and d-a new in 2021.
    rows = [
        {"id": one, "joined": "2021" if one == "d" else "2020", "sector": sector, "size": size}
        for one, sector, size in (("a", "x", 1), ("b", "x", 3), ("c", "y", 7), ("d", "x", 2))
    ]
    ties = [{"source": "a", "target": "b", "start": "2020"}, {"source": "b", "target": "c", "start": "2021"},
            {"source": "d", "target": "a", "start": "2021"}]  # fmt: skip
    from leco.dynamics import risk

    coalition = leco.Coalition.from_frames(rows, ties)
    seen = risk.course("test", coalition, ["2020", "2021"])
    terms = risk.require_terms(
        [*risk.PAIRS, "same:sector", "distance:size", "value:size"], risk.PAIRS, pairs=True
    )
    found = risk.pair_rows(seen, terms, np.ones_like, newcomers=True)
    pairs = [seen.ids[i] + seen.ids[j] for i, j in zip(found.first, found.last, strict=True)]
    assert pairs == ["ab", "ac", "ad", "bc", "bd", "cd"]
    assert found.outcome.tolist() == [1, 0, 1, 1, 0, 0]
    by_hand = {
        "common_partners": [0, 0, 0, 0, 0, 0], "degree": [2, 1, 1, 1, 1, 0],
        "tied_before": [1, 0, 0, 0, 0, 0], "newcomers": [0, 0, 1, 0, 1, 1],
        "tenure": [0] * 6, "same:sector": [1, 0, 1, 0, 1, 0],
        "distance:size": [2, 6, 1, 4, 1, 5], "value:size": [4, 8, 3, 10, 5, 9],
    }  # fmt: skip
    for term, values in by_hand.items():
        assert found.columns[term].tolist() == values, term
    core = leco.core_periphery(coalition.at("2020")).core
    each = [(i in core) + (j in core) for i, j in pairs]
    assert found.columns["core"].tolist() == each
    assert found.years == pytest.approx(365 / 365.25)  # 2021 took 365 days


def test_robust_spread_by_brute_force():
    # Every two rows that share a partner, one by one.
    rng = np.random.default_rng(3)
    first, last = np.array(list(itertools.combinations(range(9), 2))).T
    first, last = np.r_[first, first], np.r_[last, last]
    design = np.c_[np.ones(len(first)), rng.normal(size=(len(first), 2))]
    partner = rng.normal(size=9)
    outcome = (partner[first] + partner[last] + design[:, 1] > rng.normal(size=len(first))).astype(
        float
    )
    offset = np.zeros(len(first))
    fitted = binary.fit(outcome, design, offset, "logit")
    scores = design * (outcome - fitted.chances)[:, None]
    meat = sum(
        np.outer(scores[i], scores[j])
        for i in range(len(first)) for j in range(len(first))
        if {first[i], last[i]} & {first[j], last[j]}
    )  # fmt: skip
    expected = fitted.covariance @ meat @ fitted.covariance
    found = binary.dyadic_covariance(outcome, design, offset, "logit", fitted, (first, last))
    unit = np.sqrt(np.diagonal(fitted.covariance))
    values, vectors = np.linalg.eigh(expected / np.outer(unit, unit))
    assert values.min() < 0 < values.max()  # so that clipping is seen too
    clipped = (vectors * np.maximum(values, 0)) @ vectors.T * np.outer(unit, unit)
    assert found == pytest.approx(clipped, abs=1e-10)


@pytest.mark.parametrize("link", ["logit", "cloglog"])
@pytest.mark.parametrize("penalised", [False, True])
def test_the_maximum_is_one(link, penalised):
    # By looking around: no nearby coefficients are more likely.
    rng = np.random.default_rng(8)
    design = np.c_[np.ones(60), rng.normal(size=(60, 2)) * [1, 40]]
    outcome = (rng.random(60) < 0.3).astype(float)
    offset = rng.normal(size=60)
    fitted = (binary.firth if penalised else binary.fit)(outcome, design, offset, link)

    def height(beta):
        eta = design @ beta + offset
        mean = 1 / (1 + np.exp(-eta)) if link == "logit" else 1 - np.exp(-np.exp(eta))
        slope = mean * (1 - mean) if link == "logit" else np.exp(eta) * (1 - mean)
        loglik = np.log(np.where(outcome > 0, mean, 1 - mean)).sum()
        information = design.T @ (design * (slope**2 / (mean * (1 - mean)))[:, None])
        return loglik + penalised * 0.5 * np.linalg.slogdet(information)[1]

    assert fitted.loglik == pytest.approx(height(fitted.coefficients), abs=1e-9)
    steps = np.sqrt(np.diagonal(fitted.covariance)) * 1e-3
    for step in (*np.diag(steps), *-np.diag(steps)):
        assert height(fitted.coefficients + step) < fitted.loglik
    slopes = [
        (height(fitted.coefficients + step / 10) - height(fitted.coefficients - step / 10)) / 2e-4
        for step in np.diag(steps)
    ]
    assert slopes == pytest.approx([0, 0, 0], abs=1e-7)


def test_what_separates_is_named_and_refused_unless_penalised():
    rows = [{"id": f"p{place:02}", "joined": "2020", "club": "in" if place < 9 else "out",
             "left": "2020" if place in (3, 7, 12) else ".."} for place in range(18)]  # fmt: skip
    ties = [{"source": f"p{i:02}", "target": f"p{j:02}", "start": "2021"}
            for i, j in itertools.combinations(range(9), 2) if (i + j) % 2]  # fmt: skip
    coalition = leco.Coalition.from_frames(rows, ties)
    ask = {"every": ["2020", "2021", "2022"], "terms": ["same:club"]}
    with pytest.raises(leco.UndefinedError, match="same:club: tells .*firth=True"):
        leco.tie_formation(coalition, firth=False, **ask)
    found = leco.tie_formation(coalition, firth=True, **ask)
    ratio, high = found.frame.loc["same:club", ["ratio", "high"]]
    assert 1 < ratio < math.inf
    assert high > ratio


@pytest.mark.parametrize("sign", [1, -1])
def test_separation_by_linear_programming(sign):
    x = np.arange(8.0)
    design = np.c_[np.ones(8), x]
    wholly, but_for_ties = (x > 3).astype(float), np.array([0, 0, 0, 0, 1, 1, 1, 1.0])
    tied = np.c_[np.ones(8), np.array([0, 1, 2, 3, 3, 4, 5, 6.0])]
    assert binary.separates(wholly, sign * design) is not None
    assert binary.separates(but_for_ties, sign * tied) is not None
    overlapping = np.array([0, 0, 1, 0, 1, 0, 1, 1.0])
    assert binary.separates(overlapping, sign * design) is None


def test_what_cannot_be_fitted_says_why(p16):
    def refused(
        match, verb=leco.tie_formation, coalition=p16, error=leco.UndefinedError, **options
    ):
        with pytest.raises(error, match=match):
            verb(coalition, **{"every": "wave", "terms": ["same:sector"], **options})

    refused("who could have joined", leco.partner_entry)
    refused("'nobody'", leco.partner_entry, error=leco.LecoError, candidates=["p01", "nobody"])
    refused("newcomers: the same for all", terms=["newcomers"])
    refused("say the same", terms=["same:sector", "value:size", "value:size2"],
            coalition=leco.Coalition.from_frames(
                p16.partners.assign(size2=p16.partners["size"]), p16.ties,
                respondents=p16.tables["respondents"]))  # fmt: skip
    refused("3 events .* cannot tell 4 terms", leco.partner_exit,
            terms=["degree", "tenure", "value:size", "same:sector"])  # fmt: skip
    refused("never happened", leco.partner_exit, every=["t0", "t1"])
    refused("gives 1 moment", every=["t0"], error=leco.LecoError)
    refused(
        "no term 'comon_partners'.*did you mean 'common_partners'",
        error=ValueError,
        terms=["comon_partners"],
    )
    refused("no term 'distance:size'", leco.partner_exit, error=ValueError, terms=["distance:size"])
    refused("each once", error=ValueError, terms=["degree", "degree"])
    refused("hand over a list", error=TypeError, terms="degree")
    refused(
        "no partner has an attribute 'sektor'",
        error=leco.MissingAttributeError,
        terms=["same:sektor"],
    )
    refused("'s0' is not a number", error=leco.DataError, terms=["value:sector"])
    refused("choose 'logit' or 'cloglog'", error=ValueError, link="probit")
    refused("no record of ties", coalition=leco.Coalition.from_frames(
        [{"id": "a"}, {"id": "b"}]), every=["2020", "2021"])  # fmt: skip


def test_candidates_are_who_the_tables_say():
    rows = [{"id": "a", "joined": "2018", "sector": "x"}, {"id": "b", "joined": "2021", "sector": "x"},
            {"id": "c", "joined": "2022", "sector": "y"}, {"id": "d", "tier": "candidate", "sector": "y"},
            {"id": "e", "sector": "x"}]  # fmt: skip
    memberships = [
        {"partner": "e", "tier": "candidate", "start": "2021", "end": "2021"},
        {"partner": "e", "tier": "broad", "start": "2023"},
    ]
    ask = {"every": ["2019", "2020", "2021", "2022"], "terms": ["same:sector"], "firth": True}
    found = leco.partner_entry(leco.Coalition.from_frames(rows, memberships=memberships), **ask)
    # By hand: 2019-20 b c d; 2020-21 b c d (b joins); 2021-22 c d e (c joins; e's spell is in force).
    assert (found.at_risk, found.events, found.n) == (9, 2, 4)
    listed = leco.partner_entry(leco.Coalition.from_frames(rows[:4]), candidates=["b", "d"], **ask)
    assert (listed.at_risk, listed.events) == (5, 1)
    assert "1 partner joined without having been in the pool" in listed.explain("en")


def test_what_is_not_known_is_left_out_and_counted():
    partners = panel().partners
    partners.loc[partners["id"] == "p00", "sector"] = None
    respondents = panel().tables["respondents"]
    coalition = leco.Coalition.from_frames(partners, panel().ties, respondents=respondents)
    found = leco.tie_formation(coalition, every="wave", terms=["same:sector"])
    whole = leco.tie_formation(panel(), every="wave", terms=["same:sector"])
    without = leco.tie_formation(panel().without("p00"), every="wave", terms=["same:sector"])
    assert found.missing == 1
    assert found.at_risk == without.at_risk
    assert f"{whole.at_risk - found.at_risk} of {whole.at_risk} cases" in found.explain("en")
    assert found.frame["ratio"].tolist() == pytest.approx(without.frame["ratio"].tolist())


def test_who_did_not_answer_is_no_pair_without_a_tie():
    respondents = panel().tables["respondents"]
    silent = (respondents["partner"] == "p02") & (respondents["wave"] == "t3")
    ask = {"every": "wave", "terms": ["same:sector"]}
    coalition = leco.Coalition.from_frames(
        panel().partners, panel().ties,
        respondents=respondents.assign(answered=np.where(silent, "no", "yes")))  # fmt: skip
    found = leco.tie_presence(coalition, **ask)
    whole = leco.tie_presence(panel(), **ask)
    # Silent at t3: out of t2-t3 with the ten others there at both, and of t3-t4 with eleven.
    both = [
        sum(a and b for a, b in zip(P16["presence"][t], P16["presence"][t + 1], strict=True)) - 1
        for t in (2, 3)
    ]
    assert whole.at_risk - found.at_risk == sum(both)
    assert "2 times somebody who did not answer" in found.explain("en")


def test_periods_of_unequal_length_are_a_hazard():
    # By hand: with one rate of leaving a year, 1 - exp(-rate * years) leave in each period.
    rows = [
        {
            "id": f"p{place:03}",
            "joined": "2000",
            "half": place % 2,
            "left": "2001" if place < 10 else "2005" if place < 45 else "..",
        }
        for place in range(60)
    ]
    coalition = leco.Coalition.from_frames(rows)
    ask = {"every": ["2000", "2001", "2002", "2010"], "terms": ["value:half"]}
    with_length = leco.partner_exit(coalition, firth=False, **ask)
    rate = math.exp(with_length.frame.loc["(constant)", "coefficient"])
    # 10 of 60 left in the second year, then 35 of 50 in eight; none in the first.
    years = np.array([1, 1, 8])
    at_risk, left = np.array([60, 60, 50]), np.array([0, 10, 35])
    expected = at_risk @ (1 - np.exp(-rate * years))
    assert expected == pytest.approx(left.sum(), rel=0.1)
    odds = leco.partner_exit(coalition, link="logit", firth=False, **ask)
    assert "unequal length" in odds.explain("en")
    assert "unequal length" not in with_length.explain("en")
    # One year and two are unequal; 365 and 366 days are not.
    for every, said in (["2000", "2001", "2003"], True), (["2000", "2001", "2002"], False):
        odds = leco.partner_exit(coalition, link="logit", every=every, terms=["value:half"])
        assert ("unequal length" in odds.explain("en")) == said


def test_tenure_is_counted_from_the_first_moment_somebody_was_there():
    # By hand: a from 2000 on, b from 2002 on, c not yet; two years and a day of them by then.
    rows = [
        {"id": "a", "joined": "1990"},
        {"id": "b", "joined": "2002"},
        {"id": "c", "joined": "2009"},
    ]
    ties = [{"source": "a", "target": "b", "start": "2002"}]
    seen = course("partner_exit", leco.Coalition.from_frames(rows, ties), ["2000", "2002", "2004"])
    assert seen.tenure(0).tolist() == [0, 0, 0]
    assert seen.tenure(1) == pytest.approx([2, 0, 0], abs=0.01)
    assert seen.tenure(2) == pytest.approx([4, 2, 0], abs=0.01)


def test_coarse_dates_are_said(p16):
    coalition = leco.Coalition.from_frames(
        [{"id": f"p{place}", "joined": "2020", "left": "2021" if place % 3 == 0 else "..", "size": place % 4}
         for place in range(30)])  # fmt: skip
    found = leco.partner_exit(coalition, every=["2020", "2021", "2022"], terms=["value:size"])
    assert "first day" in found.explain("en")
    assert "first day" not in leco.tie_formation(p16, every="wave", terms=["same:sector"]).explain(
        "en"
    )


def test_sentences_in_two_languages(p16):
    found = leco.tie_presence(p16, every="wave", terms=EDGE, newcomers=True)
    english, dutch = found.sentence("en"), found.sentence("nl")
    assert "68 of 358 pairs were tied" in english
    assert (
        "With a tie before, the odds that a pair is tied are 41.06 times as high, from" in english
    )
    assert (
        "With one more common partner, the odds that a pair is tied are 0.8 times as high, but anything from"
        in english
    )
    assert "68 van 358 paren" in dutch
    assert "41,06 keer zo groot" in dutch
    left = leco.partner_exit(p16, every="wave", terms=["degree", "value:size"])
    assert "With one more tie, partners leave 0.7" in left.sentence("en")
    content = left.to_dict()
    assert (content["method"], content["link"], content["events"]) == ("firth", "cloglog", 3)


def test_robust_intervals_are_never_narrower_than_the_models(p16):
    ask = {"every": "wave", "terms": EDGE, "newcomers": True}
    robust, model = leco.tie_presence(p16, **ask), leco.tie_presence(p16, robust=False, **ask)
    assert robust.method == "robust"
    assert (robust.frame["se"] >= model.frame["se"]).all()
    assert (robust.frame["se"] > model.frame["se"] * 1.01).any()
    row = robust.frame.loc["newcomers"]
    assert row["high"] == pytest.approx(math.exp(row["coefficient"] + NORMAL * row["se"]))


@pytest.mark.parametrize("verb", [leco.tie_presence, leco.partner_exit])
@settings(max_examples=4)  # a panel is made and read anew in each
@given(seed=st.integers(0, 1000))
def test_the_order_of_rows_and_the_names_of_partners_change_nothing(verb, seed):
    rng = np.random.default_rng(seed)
    terms = ["degree", "value:size"] if verb is leco.partner_exit else EDGE
    ask = {"every": "wave", "terms": terms} | (
        {} if verb is leco.partner_exit else {"newcomers": True}
    )
    plain, shuffled = verb(panel(), **ask), verb(panel(rng), **ask)
    assert shuffled.frame.equals(plain.frame)
    names = dict(zip(IDS, rng.permutation(IDS), strict=True))
    renamed = verb(panel(rename=lambda one: f"z{names[one]}"), **ask)
    assert renamed.frame.to_numpy() == pytest.approx(plain.frame.to_numpy(), rel=1e-6)


@pytest.mark.parametrize("firth", [False, True])
@settings(max_examples=5)  # the same
@given(factor=st.sampled_from([1e-4, 0.1, 7.0, 1e5]), sign=st.sampled_from([-1, 1]))
def test_a_term_in_other_units_has_its_coefficient_in_other_units(firth, factor, sign):
    ask = {"every": "wave", "terms": ["degree", "value:size"], "firth": firth}
    one = leco.partner_exit(panel(), **ask).frame
    other = leco.partner_exit(panel(factor=sign * factor), **ask).frame
    assert other.loc["value:size", "coefficient"] * sign * factor == pytest.approx(
        one.loc["value:size", "coefficient"], rel=1e-5
    )
    assert other.loc["value:size", "se"] * factor == pytest.approx(
        one.loc["value:size", "se"], rel=1e-5
    )
    assert other.loc["degree"].tolist() == pytest.approx(one.loc["degree"].tolist(), rel=1e-5)
    assert other["p"].tolist() == pytest.approx(one["p"].tolist(), rel=1e-4)


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=4, max_size=14))
def test_a_maximum_is_there_just_where_nothing_separates(rows):
    x, outcome = np.array(rows, dtype=float).T
    assume(0 < outcome.sum() < len(outcome))
    assume(np.ptp(x) > 0)
    design, offset = np.c_[np.ones(len(x)), x], np.zeros(len(x))
    # By hand, for one column: some order of it has no event below or at which is none, or so.
    one, other = x[outcome > 0], x[outcome == 0]
    apart = one.min() >= other.max() or other.min() >= one.max()
    assert (binary.separates(outcome, design) is not None) == apart
    if not apart:
        fitted = binary.fit(outcome, design, offset, "logit")
        assert design.T @ (outcome - fitted.chances) == pytest.approx([0, 0], abs=1e-7)
    penalised = binary.firth(outcome, design, offset, "logit")
    low, high, _ = binary.profile(outcome, design, offset, "logit", penalised, 1)
    assert low < penalised.coefficients[1] < high


@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_penalised_chances_of_two_kinds_of_rows_by_hand(ones, others, data):
    # With Jeffreys' prior each kind has the chance (events + 1/2) / (rows + 1) (Firth 1993, 5.3).
    events = data.draw(st.integers(0, ones)), data.draw(st.integers(0, others))
    outcome = np.repeat(
        [1.0, 0, 1, 0], [events[0], ones - events[0], events[1], others - events[1]]
    )
    x = np.repeat([1.0, 0.0], [ones, others])
    fitted = binary.firth(outcome, np.c_[np.ones(len(x)), x], np.zeros(len(x)), "logit")
    expected = np.where(x > 0, (events[0] + 0.5) / (ones + 1), (events[1] + 0.5) / (others + 1))
    assert fitted.chances == pytest.approx(expected, abs=1e-9)


TRUTH = np.array([-3.0, 0.7, 0.35, -0.5])


def world(rng, n, years):
    """Ties that form by lagged logits of known coefficients, and last with chance 0.7."""
    sector, size = rng.integers(0, 3, n), rng.random(n)
    first, last = np.triu_indices(n, 1)
    now = rng.random(len(first)) < 0.1
    seen = [now]
    for _ in range(years):
        ties = np.zeros((n, n))
        ties[first, last] = now
        ties += ties.T
        design = np.c_[np.ones(len(first)), sector[first] == sector[last],
                       (ties @ ties)[first, last], np.abs(size[first] - size[last])]  # fmt: skip
        forms = rng.random(len(first)) < 1 / (1 + np.exp(-design @ TRUTH))
        now = np.where(now, rng.random(len(first)) < 0.7, forms)
        seen.append(now)
    partners = [
        {"id": f"p{one:02}", "sector": f"s{sector[one]}", "size": size[one]} for one in range(n)
    ]
    ties = [{"wave": f"t{wave}", "source": f"p{first[place]:02}", "target": f"p{last[place]:02}"}
            for wave, there in enumerate(seen) for place in np.flatnonzero(there)]  # fmt: skip
    respondents = [{"wave": f"t{wave}", "partner": f"p{one:02}", "answered": "yes"}
                   for wave in range(years + 1) for one in range(n)]  # fmt: skip
    return leco.Coalition.from_frames(partners, ties, respondents=respondents)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "years"), [(16, 6), (25, 5)])
def test_intervals_hold_the_truth_about_as_often_as_they_say(n, years):
    rng = np.random.default_rng(2026)
    terms = ["same:sector", "common_partners", "distance:size"]
    held = []
    for _ in range(200):
        found = leco.tie_formation(world(rng, n, years), every="wave", terms=terms)
        truth = np.exp(TRUTH)
        held.append((found.frame["low"] <= truth) & (truth <= found.frame["high"]))
    # Nominally .95; three standard errors of 200 are .046.
    coverage = np.mean(held, axis=0)
    assert (coverage >= 0.90).all(), coverage
    assert (coverage <= 0.995).all(), coverage
