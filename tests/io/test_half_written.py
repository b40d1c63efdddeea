"""Nothing is half written: what fails leaves no new file, and leaves an old one as it was.

A disk that fills up is one on which no file can be closed; a folder that may not be written to is
one in which no other can be made.
"""

import errno
import os
import tempfile
import zipfile
from pathlib import Path

import pytest

import leco
from leco import terminal
from leco.io import formats, marking, whole
from leco.io.cells import fill
from leco.io.reader import examine
from leco.io.template import template

PEOPLE = [{"id": "a", "sector": "x"}, {"id": "b b", "sector": "y"}, {"id": "c", "sector": "x"}]
TIES = [
    {"source": "a", "target": "b b", "kind": "k"},
    {"source": "b b", "target": "c", "kind": "k"},
]
ALONE = leco.Coalition.from_frames([{"id": "a"}], name="x")  # of whom there is little to report


def _coalition(people=PEOPLE):
    return leco.Coalition.from_frames(people, TIES, name="x")


def _to(name):
    return lambda place: leco.write(_coalition(), place, to=name)


def _marked(place):
    book = leco.write(_coalition(), place.with_name("source.xlsx"))
    return lambda: marking.write_marked(book, place, examine(book), "en")


# What writes one file, by the name of the file, and what writes a folder: every format, a new one too.
FILES = {
    f"{name}{ending}": _to(name)
    for name, one in formats.FORMATS.items() if not one.folder for ending in one.endings
} | {
    "x.xlsx": _to("xlsx"), "report.html": lambda place: leco.write_report(ALONE, place),
    "out.csv": lambda place: terminal.write("a,b\n", place),
}  # fmt: skip
FOLDERS = {name: _to(name) for name, one in formats.FORMATS.items() if one.folder} | {
    "csv": _to("csv"), "fill": lambda place: fill(place, {"a.csv": "x", "b.csv": "y"}),
}  # fmt: skip
del FOLDERS["parquet"]  # pyarrow closes its files by itself


@pytest.fixture(params=["full", "forbidden", "last step"])
def broken(request, monkeypatch):
    """Let writing fail: when a file gets its content, when it is made, or when it takes its place."""

    def fail(*_, **__):
        raise OSError(errno.ENOSPC, "no space left on device")

    def breaking():
        if request.param == "forbidden":
            monkeypatch.setattr(tempfile, "TemporaryDirectory", fail)
        elif request.param == "last step":
            monkeypatch.setattr(Path, "replace", fail)
        else:
            monkeypatch.setattr(Path, "write_text", fail)
            monkeypatch.setattr(zipfile.ZipFile, "write", fail)
            monkeypatch.setattr(zipfile.ZipFile, "writestr", fail)

    return breaking


def _all(folder):
    return {one.relative_to(folder).as_posix(): one.read_bytes() if one.is_file() else None
            for one in sorted(folder.rglob("*"))}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_there_whole_or_not(tmp_path, broken, name):
    place = tmp_path / "new folder" / name
    old = tmp_path / name
    old.write_bytes(b"what was there")
    before = _all(tmp_path)
    broken()
    for one in (place, old):
        with pytest.raises(OSError, match="no space left"):
            FILES[name](one)
        assert _all(tmp_path) == before


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_there_whole_or_not(tmp_path, broken, name):
    place = FOLDERS[name](tmp_path / "old") or tmp_path / "old"
    for one in place.iterdir():
        one.write_bytes(b"what was there")
    before = _all(tmp_path)
    broken()
    for one in (tmp_path / "new" / "folder", tmp_path / "old"):
        with pytest.raises(OSError, match="no space left"):
            FOLDERS[name](one)
        assert _all(tmp_path) == before


def test_a_new_workbook_and_a_marked_one_are_there_whole_or_not(tmp_path, broken):
    marked = _marked(tmp_path / "marked.xlsx")
    before = _all(tmp_path)
    broken()
    for write in (marked, lambda: template(tmp_path / "new.xlsx")):
        with pytest.raises(OSError, match="no space left"):
            write()
        assert _all(tmp_path) == before


def test_a_workbook_that_fails_halfway_is_not_kept(tmp_path):
    # The third partner has a name that no cell of a workbook holds; the first two are written by then.
    people = [*PEOPLE, {"id": "d", "wat": "x" * 40_000}]
    for name, to in {"x.xlsx": "xlsx", "k.xlsx": "kumu"}.items():
        with pytest.raises(leco.FormatError, match="does not fit"):
            leco.write(_coalition(people), tmp_path / name, to=to)
    assert _all(tmp_path) == {}


def test_a_table_of_labels_comes_and_goes_with_its_file(tmp_path, monkeypatch):
    strange = leco.Coalition.from_frames([{"id": 'a "b"'}], [])
    written = leco.write(strange, tmp_path / "x.net")
    before = _all(tmp_path)
    assert set(before) == {"x.net", "x.labels.csv"}
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("no")))
        with pytest.raises(OSError, match="no"):
            leco.write(leco.Coalition.from_frames([{"id": "c"}], []), written)
    assert _all(tmp_path) == before
    leco.write(leco.Coalition.from_frames([{"id": "c"}], []), written)
    assert set(_all(tmp_path)) == {"x.net"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files there")
def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path):
    link = tmp_path / "link.json"
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "real.json").chmod(0o640)
    link.symlink_to(tmp_path / "real.json")
    whole.save(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "real.json").read_text() == "new"
    assert (tmp_path / "real.json").stat().st_mode & 0o777 == 0o640
    whole.save(Path("/dev/null"), "nothing")
    assert not Path("/dev/null").is_file()
    with pytest.raises(leco.LecoError, match="is a folder"):
        whole.save(tmp_path, "x")


# --- names of tables as names of files -----------------------------------------------------------

PATHS = ["../x", "..", "/etc/x", "C:\\x", "a/b", "a\\b", "CON", "nul", "com1", "LPT9.x", "x.", "x ", "",
         "x" * 300, "a:b", "a\0b", "a\nb", "\x1b[2J"]  # fmt: skip


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("place", ["folder", "book.xlsx"])
def test_a_table_leads_nowhere_by_its_name(tmp_path, name, place):
    import pandas as pd

    own = {name: pd.DataFrame({"x": ["1"]})}
    coalition = leco.Coalition.from_frames(PEOPLE, TIES, name=name or "x", **own)
    inner = tmp_path / "inner"
    with pytest.raises(leco.LecoError, match="cannot be written under that name"):
        leco.write(coalition, inner / place)
    assert _all(tmp_path) == {}


@pytest.mark.parametrize("name", [one for one in PATHS if one])
def test_a_coalition_leads_nowhere_by_its_name(tmp_path, name):
    coalition = leco.Coalition.from_frames(PEOPLE, TIES, name=name)
    for to in formats.NAMES:
        if to == "parquet":
            continue  # a folder as well, by the same rule
        ending = (*formats.FORMATS[to].endings, "")[0] if to in formats.FORMATS else formats.OWN[to]
        leco.write(coalition, tmp_path / to / f"x{ending}", to=to)
    top = {one.split("/")[0] for one in _all(tmp_path)}
    assert top == {*formats.NAMES} - {"parquet"}
