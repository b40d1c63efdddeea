"""The shell as a process of its own."""

import os
import subprocess
import sys


def process(*arguments, env=None, errors="strict"):
    """Run leco with these arguments; give what it prints and its exit code."""
    return subprocess.run(
        [sys.executable, "-c", "from leco.cli import main; main()", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", errors=errors,
        env={**os.environ, "COLUMNS": "200", "PYTHONIOENCODING": "utf-8", **(env or {})},
    )  # fmt: skip
