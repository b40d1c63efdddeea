"""What is written appears complete, or not at all: what was there stays until then."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write files to, which come into `folder` when all went well.

    Each takes the place of the file of its name at once; if anything goes wrong before, none does.
    """
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    done = False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".leco-", dir=folder) as aside:
            yield Path(aside)
            for fresh in sorted(Path(aside).iterdir()):
                there = folder / fresh.name
                if there.exists():
                    if not os.access(there, os.W_OK):
                        raise PermissionError(f"{there} may not be changed")
                    shutil.copymode(there, fresh)
                fresh.replace(there)
        done = True
    finally:
        for one in [] if done else made:
            with suppress(OSError):
                one.rmdir()


@contextmanager
def replacing(place: Path) -> Iterator[Path]:
    """Give a path to write one file to, which takes its place when all went well."""
    place = place.resolve()  # of a link, the file that it leads to
    if place.is_dir():
        raise LecoError.of("is_folder", place=str(place))
    if place.exists() and not place.is_file():
        yield place  # a device, such as /dev/stdout, is written to and not replaced
        return
    with staged(place.parent) as folder:
        yield folder / place.name


def save(place: Path, written: str) -> None:
    """Write a text file whole, or not at all."""
    with replacing(place) as fresh:
        fresh.write_text(written, encoding="utf-8", newline="")
