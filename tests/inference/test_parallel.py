"""The same numbers from one process, from several, and from a cluster."""

import os

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
