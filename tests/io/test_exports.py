"""Files for other programs: every cell by hand, read back by R where it is installed."""

import shutil
import subprocess

import pandas as pd
import pytest

import leco

WAVES = ["2020-12-31", "2021-12-31", "2022-12-31"]


def coalition(**more):
    """Four partners: b leaves before the second wave, d joins before the third."""
    partners = [
        {"id": "a", "sector": "care", "size": "2,5", "joined": "2020"},
        {"id": "b", "sector": "youth", "size": "1", "joined": "2020", "left": "2021-06-30"},
        {"id": "c", "sector": "care", "joined": "2020"},
        {"id": "d", "size": "4", "joined": "2022-03-01"},
    ]
    ties = [
        {"source": "a", "target": "b", "start": "2020-05-01"},
        {"source": "c", "target": "a", "start": "2020-05-02", "end": "2022-06-30", "kind": "trust"},
        {"source": "d", "target": "c", "start": "2022-04-01", "kind": "trust"},
    ]
    about = [{"observed_from": "2020-01-01", "observed_until": "2022-12-31"}]
    return leco.Coalition.from_frames(partners, ties, coalition=about, **more)


def matrix(place, wave):
    return pd.read_csv(place / f"wave_{wave}.csv", header=None).to_numpy().tolist()


def test_waves_with_structural_zeros_by_hand(tmp_path):
    found = leco.to_rsiena(
        coalition(), tmp_path / "siena", every=WAVES, covariates=["sector", "size"]
    )
    place = tmp_path / "siena"
    assert matrix(place, 1) == [[0, 1, 1, 10], [1, 0, 0, 10], [1, 0, 0, 10], [10, 10, 10, 0]]
    assert matrix(place, 2) == [[0, 10, 1, 10], [10, 0, 10, 10], [1, 10, 0, 10], [10, 10, 10, 0]]
    assert matrix(place, 3) == [[0, 10, 0, 0], [10, 0, 10, 10], [0, 10, 0, 1], [0, 10, 1, 0]]
    assert (place / "composition.txt").read_text() == "1 3\n1 1.5\n1 3\n2.5 3\n"
    assert (
        place / "covariates.csv"
    ).read_text() == "number,sector,size\n1,1,2.5\n2,2,1\n3,1,NA\n4,NA,4\n"
    assert (place / "covariate_labels.csv").read_text() == (
        "covariate,number,label\nsector,1,care\nsector,2,youth\n"
    )
    assert (place / "partners.csv").read_text().splitlines()[1] == "1,a,a"
    # Between the first two waves only the pair a-c is known at both, and stays tied.
    assert found.frame["jaccard"].tolist() == [1, 0]
    assert found.frame[["kept", "made", "dissolved", "joined", "left"]].values.tolist() == [
        [1, 0, 0, 0, 1], [0, 0, 1, 1, 0],
    ]  # fmt: skip
    assert {note.code for note in found.notes} == {"rsiena_apart", "rsiena_alike"}
    assert found.sentence("en").startswith("3 waves: 1 tie kept, 0 made, 1 dissolved")
    assert found.sentence("nl").startswith("3 meetmomenten")


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_reads_the_same_waves(tmp_path):
    world = leco.datasets.simulated()["Simulated shrinking"]
    found = leco.to_rsiena(world, tmp_path, every="year", covariates=["sector"])
    code = (
        'source("read.R"); known <- ties <= 1; '
        "cat(dim(ties), sum(ties == 1), sum(ties == 10), nrow(partners), ncol(covariates), "
        "sum(known[, , 1] & known[, , 2] & ties[, , 1] == 1 & ties[, , 2] == 1) / 2)"
    )
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    nets = [world.at(f"{year}-12-31") for year in range(2020, 2025)]
    here = {row["id"] for now in nets for row in now.partners.to_dict("records")}
    pairs = [
        {frozenset(pair) for pair in zip(now.ties["source"], now.ties["target"], strict=True)}
        for now in nets
    ]
    impossible = sum(
        (len(here) - 1) * len(here) - (len(now.partners) - 1) * len(now.partners) for now in nets
    )
    assert list(map(float, done.stdout.split())) == [
        len(here), len(here), 5, 2 * sum(map(len, pairs)), impossible, len(here), 2,
        found.frame["kept"].iloc[0],
    ]  # fmt: skip


def test_who_did_not_answer_is_unknown_not_absent(tmp_path):
    partners = [{"id": name} for name in "abc"]
    asked = [{"wave": wave, "partner": name, "answered": "no" if (wave, name) in {("T2", "a"), ("T2", "b")} else "yes"}
             for wave in ("T1", "T2") for name in "abc"]  # fmt: skip
    ties = [
        {"source": "a", "target": "c", "wave": wave, "directed": "yes"} for wave in ("T1", "T2")
    ]
    world = leco.Coalition.from_frames(partners, ties, respondents=asked)
    found = leco.to_rsiena(world, tmp_path / "directed", every="wave")
    rows = (tmp_path / "directed" / "wave_2.csv").read_text().splitlines()
    assert rows == ["0,NA,1", "NA,0,NA", "0,0,0"]  # a's tie to c was told all the same
    assert found.frame["unknown"].tolist() == [0.5]
    plain = leco.Coalition.from_frames(
        partners, [tie | {"directed": "no"} for tie in ties], respondents=asked
    )
    leco.to_rsiena(plain, tmp_path / "plain", every="wave")
    assert (tmp_path / "plain" / "wave_2.csv").read_text().splitlines() == [
        "0,NA,1",
        "NA,0,0",
        "1,0,0",
    ]


def test_what_rsiena_cannot_take_is_refused(tmp_path):
    with pytest.raises(leco.LecoError, match="two or more"):
        leco.to_rsiena(coalition(), tmp_path, every=["2020-12-31"])
    with pytest.raises(leco.MissingAttributeError, match="did you mean 'sector'"):
        leco.to_rsiena(coalition(), tmp_path, every=WAVES, covariates=["sektor"])
    two = coalition().with_partners([{"id": "e", "sector": "care; youth", "joined": "2020"}])
    with pytest.raises(leco.DataError, match="several labels"):
        leco.to_rsiena(two, tmp_path, every=WAVES, covariates=["sector"])
    unknown = leco.Coalition.from_frames([{"id": "a", "joined": "2020"}])
    with pytest.raises(leco.UndefinedError, match="no record of ties"):
        leco.to_rsiena(unknown, tmp_path, every=["2020", "2021"])
    with pytest.raises(leco.LecoError, match="asks the tables of a Coalition"):
        leco.to_rsiena(coalition().graph(), tmp_path, every=WAVES)
    assert list(tmp_path.iterdir()) == []  # what is refused leaves nothing behind


def test_nothing_is_written_among_other_files(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    for export in (lambda: leco.to_rsiena(coalition(), tmp_path, every=WAVES),
                   lambda: leco.to_remflow(coalition().select(kind="trust"), tmp_path)):  # fmt: skip
        with pytest.raises(leco.LecoError, match=r"already holds thesis\.docx"):
            export()
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.docx"]
    leco.to_rsiena(coalition(), tmp_path / "own", every=WAVES)
    leco.to_rsiena(coalition(), tmp_path / "own", every=WAVES)  # the same again is the same files
    with pytest.raises(leco.LecoError, match=r"already holds wave_3\.csv"):
        leco.to_rsiena(coalition(), tmp_path / "own", every=WAVES[:2])  # a third would mislead


def test_events_in_order_by_hand(tmp_path):
    found = leco.to_remflow(coalition(), tmp_path)
    assert (tmp_path / "events.csv").read_text() == (
        "time,source,target,kind,source_number,target_number\n"
        "121,a,b,,1,2\n122,a,c,trust,1,3\n821,c,d,trust,3,4\n"
    )
    assert (tmp_path / "partners.csv").read_text() == (
        "number,partner,start,end\n1,a,0,\n2,b,0,546\n3,c,0,\n4,d,790,\n"
    )
    compile((tmp_path / "read.py").read_text(), "read.py", "exec")
    assert "directed=False" in (tmp_path / "read.py").read_text()
    assert found.frame["count"].to_dict() == {
        "events": 3, "partners": 4, "simultaneous": 0, "without_start": 0, "outside": 0,
    }  # fmt: skip
    assert "3 beginnings" in found.explain("en")
    assert "3 keer begon" in found.explain("nl")


def test_events_of_one_day_and_outside_presence_are_counted(tmp_path):
    ties = [
        {"source": "b", "target": "a", "start": "2021-01-01", "directed": "yes"},
        {"source": "a", "target": "b", "start": "2021-01-01", "directed": "yes"},
        {"source": "a", "target": "d", "start": "2021-01-01", "directed": "yes"},
        {"source": "a", "target": "c", "directed": "yes"},
    ]
    tables = coalition().tables
    world = leco.Coalition.from_frames(tables["partners"], ties, coalition=tables["coalition"])
    found = leco.to_remflow(world, tmp_path)
    assert found.frame["count"].to_dict() == {
        "events": 3, "partners": 4, "simultaneous": 3, "without_start": 1, "outside": 1,
    }  # fmt: skip
    assert (found.missing, {note.code for note in found.notes}) == (1, {"remflow_order"})
    assert (tmp_path / "events.csv").read_text().splitlines()[1:3] == [
        "366,a,b,,1,2",
        "366,a,d,,1,4",
    ]


def test_events_without_an_order_are_refused(tmp_path):
    coarse = coalition().with_ties([{"source": "a", "target": "d", "start": "2022-05"}])
    with pytest.raises(leco.DataError, match="draw_dates") as raised:
        leco.to_remflow(coarse, tmp_path)
    assert [problem.value for problem in raised.value.problems] == ["2022-05"]
    assert leco.to_remflow(coarse.draw_dates(1), tmp_path).frame.loc["events", "count"] == 4
    mixed = coalition().with_ties(
        [{"source": "a", "target": "d", "start": "2022-05-01", "directed": "yes"}]
    )
    with pytest.raises(leco.LecoError, match="all one or the other"):
        leco.to_remflow(mixed, tmp_path)
    with pytest.raises(leco.UndefinedError, match="no tie has a start"):
        leco.to_remflow(leco.Coalition.from_frames([{"id": "a"}], []), tmp_path)
    with pytest.raises(leco.UndefinedError, match="no table of ties"):
        leco.to_remflow(leco.Coalition.from_frames([{"id": "a"}]), tmp_path)
    with pytest.raises(leco.LecoError, match="the whole coalition"):
        leco.to_remflow(coalition().at("2021-01-01"), tmp_path)


def test_cells_cannot_run_as_formulas(tmp_path):
    rows = [{"id": "=1+1", "name": "@home", "joined": "2020"}, {"id": "b", "joined": "2020"}]
    ties = [{"source": "=1+1", "target": "b", "start": "2020-02-01"}]
    world = leco.Coalition.from_frames(rows, ties)
    leco.to_remflow(world, tmp_path / "events")
    leco.to_rsiena(world, tmp_path / "siena", every=["2020-06-30", "2020-12-31"])
    assert "'=1+1" in (tmp_path / "events" / "events.csv").read_text()
    assert "1,'=1+1,'@home" in (tmp_path / "siena" / "partners.csv").read_text()
