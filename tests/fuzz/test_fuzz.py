"""Broken files of every kind, a few hundred each time and thousands when asked.

`python -m tests.fuzz 200000 10000` tries as many as that by hand.
"""

import numpy as np
import pytest
from tests.fuzz.mutations import mutated
from tests.fuzz.samples import Sample, samples
from tests.fuzz.trial import campaign, laid, outcome

SEED = 20


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return samples(tmp_path_factory.mktemp("samples"))


def _tried(known, folder, count, seed):
    """Try so many inputs for each reader; give what is wrong, and how many were read."""
    wrong, read = {}, {}
    for reader, seeds in known.items():
        tally = campaign(reader, seeds, count, seed, folder)
        wrong |= {key: said for key, (said, _) in tally.found.items()}
        read[reader] = tally.counts[reader, "read"]
        assert sum(tally.counts.values()) == count
    return wrong, read


def test_broken_files_are_read_or_refused(known, tmp_path):
    wrong, read = _tried(known, tmp_path / "x", 60, SEED)
    assert wrong == {}
    assert sum(read.values()) > 50, "files that are all refused at the door try nothing"


@pytest.mark.slow
def test_many_broken_files_are_read_or_refused(known, tmp_path):
    wrong, read = _tried(known, tmp_path / "x", 600, SEED + 1)
    assert wrong == {}
    assert min(read.values()) > 0


def test_samples_are_read_before_they_are_broken(known, tmp_path):
    for reader, seeds in known.items():
        for sample in seeds:
            kind, wrong, _ = outcome(reader, laid(sample, tmp_path / "x"))
            assert wrong == ""
            assert kind == "read", (reader, sample)


def test_the_same_seed_breaks_in_the_same_way(known):
    one, other = (
        [mutated(np.random.default_rng(3), sample).files for sample in known["ucinet"]]
        for _ in range(2)
    )
    assert one == other


def test_what_is_searched_for_would_be_found(tmp_path, monkeypatch):
    from tests.fuzz import trial

    sample = Sample({"x.csv": b"id\na\n"}, "x.csv")
    place = laid(sample, tmp_path / "x")

    def answered(raised):
        def read(*_):
            raise raised

        monkeypatch.setattr(trial, "read", read)
        return outcome("one table", place)[:2]

    assert outcome("one table", place)[:2] == ("read", "")
    assert answered(KeyError("x"))[0] == "foreign"
    assert answered(trial.TooSlowError())[0] == "slow"
    assert "says" in answered(trial.leco.FormatError("x" * 2000))[1]
    assert "says" in answered(trial.leco.FormatError("two\nlines of it"))[1]
    assert "says" in answered(trial.leco.FormatError("so\x85 it is"))[1]

    def endless(*_):
        while True:
            pass

    monkeypatch.setattr(trial, "SECONDS", 0.1)
    monkeypatch.setattr(trial, "read", endless)
    assert outcome("one table", place)[0] == "slow"
