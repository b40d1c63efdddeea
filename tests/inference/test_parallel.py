"""The same numbers from one process, from several, and from a cluster."""

import os
import signal
import threading

import joblib
import networkx as nx
import numpy as np
import pandas as pd
import pytest

import leco

KARATE = nx.karate_club_graph()
FOLLOWED = {"measures": ["density", "turnover", "core_share"], "every": "year"}


def test_two_workers_give_what_one_gives():
    europe = leco.datasets.europe().at("1960")
    for data, null in ((KARATE, "degree"), (europe, "two_mode_degree")):
        one, two = (
            leco.test(["density", "compactness"], data, null=null, draws=11, seed=4, n_jobs=jobs)
            for jobs in (1, 2)
        )
        np.testing.assert_array_equal(one.draws, two.draws)
        pd.testing.assert_frame_equal(one.frame, two.frame)
        assert one.notes == two.notes
    stable = leco.datasets.simulated()["Simulated stable"]
    one, two = (
        leco.track(stable, **FOLLOWED, interval="process", draws=5, seed=4, n_jobs=jobs).frame
        for jobs in (1, 2)
    )
    pd.testing.assert_frame_equal(one, two)
    assert one["low"].notna().any()
    asked = KARATE.copy()
    nx.set_node_attributes(asked, {who: who % 4 > 0 for who in asked}, "answered")
    one, two = (
        leco.response_interval("density", asked, draws=6, process_draws=3, seed=4, n_jobs=jobs)
        for jobs in (1, 2)
    )
    pd.testing.assert_frame_equal(one.frame, two.frame)
    assert one.frame["se"].gt(0).all()
    survey = leco.Coalition.from_frames(
        [{"id": who} for who in "abcdef"],
        [{"source": one, "target": other} for one, other in ("ab", "ac", "bd", "be", "af")],
        name="survey",
        respondents=[{"wave": "2020", "partner": who, "answered": who < "d"} for who in "abcdef"],
    )
    one, two = (
        leco.track(survey, "density", every=["2020", "2021"], interval="response", draws=5,
                   seed=4, n_jobs=jobs).frame
        for jobs in (1, 2)
    )  # fmt: skip
    pd.testing.assert_frame_equal(one, two)
    assert (one["low"] < one["high"]).all()


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # what a cluster says when it starts and stops is its own
def test_a_cluster_of_two_processes_gives_what_one_gives():
    distributed = pytest.importorskip("distributed")
    stable = leco.datasets.simulated()["Simulated stable"]
    asked = {"null": "degree", "draws": 60, "seed": 4}
    one = leco.test(["density", "compactness"], KARATE, **asked)
    followed = leco.track(stable, **FOLLOWED)
    told = []
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True,
                                 dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
        joblib.parallel_config("dask"),
    ):  # fmt: skip
        workers = set(client.run(os.getpid).values())
        two = leco.test(["density", "compactness"], KARATE, **asked, n_jobs=-1,
                        progress=lambda *how: told.append(how))  # fmt: skip
        there = leco.track(stable, **FOLLOWED, n_jobs=-1)
        where = leco.test(lambda _: float(os.getpid()), KARATE, **asked, n_jobs=-1)
    np.testing.assert_array_equal(one.draws, two.draws)
    pd.testing.assert_frame_equal(one.frame, two.frame)
    pd.testing.assert_frame_equal(followed.frame, there.frame)
    assert told[-1] == (60, 60)
    assert len(workers) == 2
    assert os.getpid() not in workers
    assert set(where.draws.ravel()) <= workers, "the draws are made by the cluster"


def _country(count):
    """Make as many small coalitions as a country has, no two alike."""
    made = {}
    for place in range(count):
        graph = nx.gnp_random_graph(8 + place % 9, 0.4, seed=place)
        nx.set_node_attributes(graph, {who: "abc"[(who + place) % 3] for who in graph}, "sector")
        made[f"coalition {place:04d}"] = graph
    return made


def test_coalitions_are_shared_among_workers():
    asked = {"measures": ["transitivity", "blau"], "by": "sector", "draws": 9, "seed": 4}
    for interval in (None, "process"):
        one, two = (
            leco.compare(_country(6), **asked, interval=interval, n_jobs=jobs) for jobs in (1, 2)
        )
        pd.testing.assert_frame_equal(one.frame, two.frame)
        pd.testing.assert_frame_equal(one.differences, two.differences)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_thousand_coalitions_are_one_job_of_a_cluster_that_loses_a_worker():
    distributed = pytest.importorskip("distributed")
    country = _country(1000)
    asked = {"measures": ["density", "degree_centralisation"], "draws": 9, "seed": 4}
    one = leco.compare(country, **asked)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True,
                                 dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
        joblib.parallel_config("dask"),
    ):  # fmt: skip
        before = set(client.run(os.getpid).values())
        # One of the two is gone in the midst of it; its keeper starts another.
        gone = threading.Timer(1.0, os.kill, (min(before), signal.SIGKILL))
        gone.start()
        two = leco.compare(country, **asked, n_jobs=-1)
        gone.join()
        client.wait_for_workers(2, timeout=60)
        after = set(client.run(os.getpid).values())
    assert min(before) not in after, "a worker was lost"
    assert len(after) == 2, "and another came"
    pd.testing.assert_frame_equal(one.frame, two.frame)
    assert one.frame["coalition"].nunique() == 1000
