"""Small files as people have them, for the tests that read."""

import openpyxl


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
