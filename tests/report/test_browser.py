"""A report opened in a real browser: no error, no request, and the script runs."""

import re
import shutil
import subprocess

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
