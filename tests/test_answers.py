"""Every kind of answer says itself in both languages, in words of the catalogue, on any background."""

import importlib
import pkgutil
import re
import tempfile
from functools import cache
from pathlib import Path

import pytest
from tests.conftest import filled
from tests.practice.example import example

import leco
from leco import words
from leco.result.exits import Exits

EVERY = ["2021-12-31", "2022-12-31", "2023-12-31"]
# One call for each answer that is not a measure's; a measure's come from the registry.
CALLS = {
    "Comparison": lambda one, _: leco.compare([one], ["density", "ei_index"], by="sector", seed=1, draws=9),
    "CoreChange": lambda one, _: leco.shrinking_core(one, every=EVERY, seed=1, draws=0),
    "Formation": lambda one, _: leco.tie_formation(one, every=EVERY, terms=["same:sector"]),
    "Interval": lambda one, _: leco.process_interval("density", one, seed=1, draws=9),
    "Orientation": lambda one, _: leco.broker_orientation(one, by="sector", every=EVERY),
    "QapRegression": lambda one, _: leco.qap_regression(one.at("2022"), {"sector": "sector"}, draws=19, seed=1),
    "Survival": lambda one, _: leco.tenure(one),
    "TenureRegression": lambda one, _: leco.tenure_regression(one, ["amount"]),
    "TestResult": lambda one, _: leco.test("ei_index", one.at("2022"), by="sector", null="labels", draws=9, seed=1),
    "Track": lambda one, _: leco.track(one, "density", every=EVERY),
    "Trend": lambda one, _: leco.trend(one, "density", every=EVERY, null="reattach", draws=9, seed=1),
    "Estimate": lambda one, _: leco.betweenness(one.at("2022"), pivots=9, seed=1),
    "Events": lambda one, _: leco.to_remflow(one.draw_dates(seed=1), Path(tempfile.mkdtemp()) / "x"),
    "Waves": lambda one, _: leco.to_rsiena(one, Path(tempfile.mkdtemp()) / "x", every=EVERY),
    "Pseudonymised": lambda _, asked: leco.pseudonymise(asked, key=bytes(32)),
    "Recognisable": lambda one, _: leco.recognisable(one.at("2022"), by=["sector"]),
    "Invitation": lambda _, asked: leco.invite(asked, by="sector"),
    **{kind: lambda _, asked, verb=verb: getattr(leco, verb)(asked) for kind, verb in {
        "Admissions": "admissions", "CooperationForm": "cooperation_form", "Governance": "governance_form",
        "LearningContexts": "learning_contexts", "MotiveProfile": "motive_profile", "Organising": "organising",
        "Readiness": "readiness", "RiskSignals": "risk_signals", "SiteEffects": "site_effects",
        "Stage": "stage", "Vision": "vision", "Profile": "profile", "LifeCycle": "life_cycle",
        "Experiments": "experiments", "Hats": "hats", "Layers": "layers", "StructureOnly": "structure_only",
        "SupportActors": "support_actors", "Surroundings": "surroundings",
    }.items()},
}  # fmt: skip


@cache
def answers():
    """One answer of every measure and every verb, by what was asked."""
    stable, asked, found = leco.datasets.simulated()["Simulated stable"], example(), {}
    amounts = stable.partners.assign(
        amount=[str(place % 7) for place in range(len(stable.partners))]
    )
    whole = leco.Coalition.from_frames(
        amounts, stable.ties, coalition=stable.tables["coalition"], name=stable.name
    )
    for name, entry in leco.measures().items():
        for now, before in ((whole.at("2022"), whole.at("2021")), (asked, asked)):
            try:
                found[name] = entry.function(now, **filled(entry, before))
            except leco.LecoError:
                continue
            break
    return found | {kind: call(whole, asked) for kind, call in CALLS.items() if kind not in found}


def kinds():
    for module in pkgutil.walk_packages(leco.__path__, "leco."):
        if module.name != "leco.testing":  # needs hypothesis, has no answers
            importlib.import_module(module.name)
    todo, found = [Exits], []
    while todo:
        below = todo.pop().__subclasses__()
        todo += below
        found += [
            one for one in below if not one.__subclasses__() and one.__module__.startswith("leco.")
        ]
    return {one.__name__: one for one in found}


def test_every_kind_of_answer_is_among_them():
    there = {type(one).__name__ for one in answers().values()}
    assert kinds().keys() <= there


ASKED = [*leco.measures(), *CALLS]


@pytest.mark.parametrize("name", ASKED)
def test_it_says_itself_in_both_languages(name):
    answer = answers()[name]
    english, dutch = answer.explain("en"), answer.explain("nl")
    assert english.strip()
    assert english != dutch
    assert english.count("\n") == dutch.count("\n")


@pytest.mark.parametrize("name", ASKED)
def test_a_notebook_shows_it_on_any_background(name):
    answer = answers()[name]
    shown = answer._repr_html_()
    assert shown.startswith("<p><b>")
    # Colours are the notebook's, light or dark: none is set here.
    assert not re.search(r"\b(color|background(-color)?)\s*[:=]", shown)
    assert "<script" not in shown


# Bare in a sentence may stand names, codes of a measure in brackets and of a choice, years and sources.
NAMES = re.compile(r"Simulated \w+( \d+)?|\([a-z_]+(:[^)]*)?\)|\b[PS]\d+\b")


@pytest.mark.parametrize("name", ASKED)
def test_no_word_of_it_is_written_in_the_code(name, monkeypatch):
    catalogue = words._catalogue("en")
    monkeypatch.setattr(words, "_catalogue", lambda _: {
        key: said if key == "number.decimal" else f"⟦{said}⟧" for key, said in catalogue.items()
    })  # fmt: skip
    said = answers()[name].explain("en")
    while "⟦" in said:
        said, count = re.subn(r"⟦[^⟦⟧]*⟧", " ", said)
        assert count, said
    said = NAMES.sub(" ", said)
    left = set(re.findall(r"[^\W\d_]{2,}", said))
    cells = " ".join(frame.to_csv() for frame in example().tables.values())
    data = {"sector", *re.findall(r"[^\W\d_]{2,}", cells)}  # sector: the column that was asked
    assert not left - data, (left - data, answers()[name].explain("en"))
