"""What others may rely on: the same answer anywhere, nothing from the network, known releases."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PINNED = ROOT / "constraints.txt"
# Everything that draws, on partners whose order in sets depends on the hash of their names.
WORK = """
import hashlib, json, pathlib, sys, tempfile
asked = []
sys.addaudithook(lambda event, args: asked.append(event) if event in {
    "socket.connect", "socket.getaddrinfo", "socket.bind", "urllib.Request"} else None)
import leco
one = leco.datasets.simulated()["Simulated shrinking"]
said = [
    leco.test("ei_index", one, by="sector", null="labels", draws=49, seed=3).to_dict(),
    leco.test("transitivity", one, null="degree", draws=19, seed=3).to_dict(),
    leco.compare(leco.datasets.simulated(), ["density", "hill_number"], by="sector", draws=19, seed=3).to_dict(),
    leco.track(one, ["density", "core_share"], every="year").to_dict(),
    leco.core_periphery(one).to_dict(),
    leco.process_interval("density", one, draws=49, seed=3).to_dict(),
]
folder = pathlib.Path(tempfile.mkdtemp())
page = leco.write_report(one, folder / "report.html", every="year", lang="nl")
leco.write(one, folder / "tables")
files = {file.name: hashlib.sha256(file.read_bytes()).hexdigest()
         for file in sorted(folder.rglob("*")) if file.is_file()}
print(json.dumps({"said": said, "files": files, "asked": asked}, default=str, sort_keys=True))
"""


def _done(seed):
    environment = {**os.environ, "PYTHONHASHSEED": seed, "MPLBACKEND": "agg"}
    done = subprocess.run([sys.executable, "-c", WORK], check=True, capture_output=True, text=True,
                          env=environment)  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.slow
def test_two_runs_say_and_write_the_same_to_the_byte_and_ask_nothing_of_the_network():
    first, second = _done("0"), _done("4711")
    assert first["files"] == second["files"]
    assert first["said"] == second["said"]
    assert first["asked"] == second["asked"] == []


def _pins():
    """Read the releases: name, version and hashes of each."""
    entries = re.split(r"\n(?=\S)", PINNED.read_text().replace("\\\n", " "))
    found = {}
    for entry in entries:
        named = re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)(.*)", entry, re.DOTALL)
        if named:
            found.setdefault(canonicalize_name(named[1]), []).append(
                (named[2], re.findall(r"--hash=sha256:([0-9a-f]{64})\b", named[3]))
            )
    return found


def _needed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    listed = [Requirement(one) for group in groups for one in group]
    return [one for one in listed if one.name != "leco"]


@pytest.mark.skipif(not PINNED.exists(), reason="a wheel has no list of releases")
def test_every_dependency_has_a_release_that_fits_and_its_hashes():
    pins = _pins()
    for one in _needed():
        releases = pins[canonicalize_name(one.name)]
        assert all(one.specifier.contains(version) for version, _ in releases), one
    assert all(hashes for releases in pins.values() for _, hashes in releases)


@pytest.mark.skipif(not PINNED.exists(), reason="a wheel has no list of releases")
def test_the_list_of_releases_names_no_place_to_get_them():
    lines = [line for line in PINNED.read_text().splitlines() if not line.startswith("#")]
    assert lines
    said = re.compile(r"\s*(--hash=sha256:[0-9a-f]{64}|[A-Za-z0-9._-]+==[^\s]+( ; [^@:/]+)?)\s*\\?")
    assert [line for line in lines if not said.fullmatch(line)] == []
