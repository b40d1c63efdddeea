"""Tests of NetworkX that hold it to what is wrong: with leco behind it they have to fail."""

from collections.abc import Iterable
from typing import Any

DEVIATIONS: dict[str, str] = {}


def on_start_tests(items: Iterable[Any]) -> None:
    """Mark, when NetworkX tests itself with leco, what leco means to answer otherwise."""
    import pytest

    for item in items:
        reason = DEVIATIONS.get(item.nodeid.rpartition("/")[2])
        if reason is not None:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
