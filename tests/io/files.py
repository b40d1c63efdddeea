"""Small files as people have them, for the tests that read, and what is wrong in them."""

import openpyxl
import pytest

import leco


def folder(path, **files):
    """Write one CSV file per table, as text or as bytes."""
    path.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (path / f"{name}.csv").write_bytes(data)
    return path


def workbook(path, **sheets):
    """Write one sheet per table, a list per row."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def problems(path):
    """Read what has wrong data; give the problems, each of which must say what to do."""
    with pytest.raises(leco.DataError) as caught:
        leco.read(path)
    assert all(one.hint for one in caught.value.problems), "every problem says what to do"
    return caught.value.problems


def places(path):
    """Give where the problems stand, and what stands there."""
    return [(one.table, one.row, one.column, one.value) for one in problems(path)]
