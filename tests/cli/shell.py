"""The shell, as a process of its own and, much sooner, as the call that such a process makes."""

import contextlib
import io
import os
import subprocess
import sys
import traceback
from unittest import mock

from leco.cli import main


def process(*arguments, env=None, errors="strict"):
    """Run leco with these arguments; give what it prints and its exit code."""
    return subprocess.run(
        [sys.executable, "-c", "from leco.cli import main; main()", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", errors=errors,
        env={**os.environ, "COLUMNS": "200", "PYTHONIOENCODING": "utf-8", **(env or {})},
    )  # fmt: skip


def call(*arguments, env=None):
    """Do what `process` does without a new process."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    argv = ["leco", *map(str, arguments)]
    with (
        mock.patch.dict(os.environ, {"COLUMNS": "200", **(env or {})}),
        mock.patch.object(sys, "argv", argv),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as stopped:
            code = stopped.code or 0
        except Exception:  # what a person would see as a traceback, with exit code 1
            err.write(traceback.format_exc())
            code = 1
    return subprocess.CompletedProcess(argv, code, out.getvalue(), err.getvalue())
