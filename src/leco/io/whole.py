"""whole(): what is written appears complete, or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leco.errors import LecoError


@contextmanager
def whole(place: Path) -> Iterator[Path]:
    """Give a path to write to that becomes `place` when all went well; else nothing is left.

    Refuses a place where something is, but for an empty folder.
    """
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise LecoError.of("there_already", place=str(place))
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".leco-", dir=place.parent))
    try:
        yield aside / place.name
        if place.is_dir():
            place.rmdir()
        (aside / place.name).rename(place)
    finally:
        shutil.rmtree(aside)
