"""A report opened in a real browser: no error, no request, and the script runs."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import leco

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--virtual-time-budget=4000", "--enable-logging=stderr",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium, which this machine does not have")
def test_it_opens_offline_without_an_error(tmp_path):
    path = leco.write_report(
        list(leco.datasets.simulated().values()), tmp_path / "r.html", lang="nl"
    )
    done = subprocess.run(
        [CHROMIUM, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri()],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert console == [], "the console has an error, or the policy refused something"
    # What only the script does: the figure is ready, names are chosen, the table is there.
    assert done.stdout.count('class="map ready"') == 3
    assert '<text class="named"' in done.stdout
    assert re.search(r'<text [^>]*text-anchor="(start|end)"', done.stdout), (
        "names find no free spot"
    )
    assert done.stdout.count("<details>") == 3
    assert 'class="controls" hidden' not in done.stdout


MODULES = os.environ.get("LECO_BROWSER_MODULES", "")
DRIVEN = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None or shutil.which("node") is None or not Path(MODULES, "axe-core").is_dir(),
        reason="needs Chromium, node, and playwright-core and axe-core in $LECO_BROWSER_MODULES",
    ),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory, hostile_coalitions):
    """Drive the reports once, and hand over what happened in each."""
    folder = tmp_path_factory.mktemp("browser")
    reports = {
        (name, lang): leco.write_report(coalitions, folder / f"{name}_{lang}.html", lang=lang)
        for lang in ("en", "nl")
        for name, coalitions in (
            ("hostile", hostile_coalitions), ("limburg", list(leco.datasets.limburg().values())),
            ("simulated", leco.datasets.simulated()["Simulated growing"]),
        )
    }  # fmt: skip
    done = subprocess.run(
        ["node", Path(__file__).with_name("browser.mjs"), MODULES, CHROMIUM, folder, *reports.values()],
        capture_output=True, text=True, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return {key: found[str(path)] for key, path in reports.items()}


def each(name):
    return pytest.mark.parametrize("which", [(name, "en"), (name, "nl")], ids="-".join)


class TestDriven:
    pytestmark = DRIVEN

    @pytest.mark.parametrize("lang", ["en", "nl"])
    @pytest.mark.parametrize("name", ["hostile", "limburg", "simulated"])
    def test_nothing_goes_wrong_and_everybody_can_read_it(self, told, name, lang):
        found = told[name, lang]
        assert found["console"] == []
        assert found["requests"] == []
        assert found["dialogs"] == 0
        assert found["axe"] == {"light": [], "dark": [], "narrow": []}
        assert found["wide_narrow"] <= 0, "the page is wider than a phone"
        assert found["print"] == [], "controls on paper"
        assert found["collisions"] == 0, "names cover each other"

    @pytest.mark.parametrize("name", ["hostile", "limburg", "simulated"])
    def test_the_policy_is_in_force(self, told, name):
        guard = told[name, "en"]["guard"]
        assert not guard["slipped"]
        assert {one.removesuffix("-elem") for one in guard["refused"]} == {
            "script-src", "style-src", "connect-src", "img-src",
        }  # fmt: skip

    @each("simulated")
    def test_the_slider_moves_time(self, told, which):
        used = told[which]["used"]
        for moment, sentence, spoken in (used["first"], used["last"]):
            assert sentence.startswith(moment)
            assert spoken == moment
        assert used["first"][0] == "2020-12-31"
        assert used["last"][0] == "2024-12-31"
        assert used["first"][1] != used["last"][1]

    @pytest.mark.parametrize("name", ["hostile", "limburg", "simulated"])
    def test_search_finds_and_the_arrows_lead_on(self, told, name):
        used = told[name, "nl"]["used"]
        assert used["wanted"].strip() in used["searched"]
        assert used["went"].startswith(used["wanted"])
        there = set(used["names"])
        assert {label for label, _ in used["steps"]} <= there
        assert len({label for label, _ in used["steps"]} | {used["went"]}) > 1, "stayed in place"
        assert all(label == sentence for label, sentence in used["steps"]), "not said aloud"
        assert used["stops"] == 1, "one stop for Tab"
        assert used["rows"] == len(there)
        assert used["quiet"].count(":") >= 1

    @each("hostile")
    def test_hostile_names_stay_text(self, told, which):
        found = told[which]
        assert {"b", "script"} & set(found["tags"]) == {"script"}
        assert found["handlers"] == 0

    @pytest.mark.parametrize("name", ["hostile", "limburg", "simulated"])
    def test_the_picture_is_saved(self, told, name):
        picture = Path(told[name, "en"]["used"]["picture"])
        written = picture.read_bytes()
        assert written.startswith(b"\x89PNG")
        assert int.from_bytes(written[16:20]) == 2000, "twice the width of the map"
        assert len(written) > 10_000
