"""NetworkX's own tests of the functions that leco runs, with leco behind them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

from leco.backend.info import RUNS

MODULES = [
    "assortativity/tests/test_correlation.py",
    "centrality/tests/test_betweenness_centrality.py",
    "centrality/tests/test_closeness_centrality.py",
    "connectivity/tests/test_kcomponents.py",
    "shortest_paths/tests/test_generic.py",
    "tests/test_cluster.py",
    "tests/test_core.py",
    "tests/test_distance_measures.py",
    "tests/test_efficiency.py",
    "tests/test_reciprocity.py",
    "tests/test_structuralholes.py",
]
CALLED = re.compile(r"Using backend [`']leco' for call to [`'](\w+)'")


# Some five hundred that call so often that a log of the calls is what takes most of their time.
MANY_CALLS = "use_bounds_on_off"


def _own_tests(*options):
    """Run NetworkX's tests with leco behind NetworkX; give how many passed."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-rfEX", "-p", "no:cacheprovider"),
            *("-c", os.devnull, "--rootdir", ".", "--backend", "leco", "--fallback-to-nx"),
            *options,
            *(f"algorithms/{module}" for module in MODULES),
        ],
        cwd=Path(nx.__file__).parent,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTEST")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    return int(re.search(r"(\d+) passed", done.stdout)[1])


@pytest.mark.slow
def test_networkx_finds_nothing_wrong_with_leco(tmp_path):
    # What leco does not run NetworkX does itself: else every test that also calls something else
    # would be left out. So what was run is counted as well.
    log = tmp_path / "calls.log"
    logged = f"--log-file={log}", "--log-file-level=DEBUG"
    assert _own_tests("-k", f"not {MANY_CALLS}", *logged) > 200
    assert set(CALLED.findall(log.read_text("utf-8"))) == set(RUNS)
    assert _own_tests("-k", MANY_CALLS) > 200
