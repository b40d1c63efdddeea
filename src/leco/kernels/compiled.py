"""Kernels that must loop: written once, compiled where numba is (`leco[fast]`), else run as is."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def _as_is(kernel: F) -> F:
    return kernel


def _compiler() -> Callable[[F], F]:
    try:
        numba = import_module("numba")  # an extra without types: nobody needs it to check leco
    except ImportError:
        return _as_is
    # What is compiled is kept on disk: only the first call ever waits for it.
    found: Callable[[F], F] = numba.njit(cache=True, error_model="numpy")
    return found


# A room that uses it loads numba: import such a room inside the function that needs it.
compiled: Callable[[F], F] = _compiler()

COMPILED = compiled is not _as_is


def plain(kernel: F) -> F:
    """Give a kernel as it is written, for what numba cannot hold."""
    written: F = getattr(kernel, "py_func", kernel)
    return written
