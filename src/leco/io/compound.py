"""The sheets of an old workbook (.xls): which cells they have, in a file system within a file.

Only as far as is needed to tell how far the cells reach ([MS-CFB] and [MS-XLS]).
"""

from collections.abc import Iterator

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_RECORDS = 20_000_000
_SHEET, _END, _SEVERAL = 0x85, 0x0A, 0xBD
# Records that begin with the row and the column of a cell, of any version.
_CELLS = {0x02, 0x03, 0x04, 0x05, 0x06, 0xBD, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x206, 0x207, 0x27E,
          0x406}  # fmt: skip


def sheets_of_xls(content: bytes) -> Iterator[tuple[int, int]]:
    """Give how many rows and columns each sheet has; of what is damaged, what can be told."""
    book = _book(content)
    walked: dict[int, tuple[int, int]] = {}
    left = MOST_RECORDS
    for kind, at, size in _records(book, 0):
        left -= 1
        if kind == _SHEET and size >= 4 and left > 0:
            start = _number(book, at, 4)
            if start not in walked:
                height = width = 0
                for own, place, held in _records(book, start):
                    left -= 1
                    if own == _END or left <= 0:
                        break
                    if own in _CELLS and held >= 4:
                        more = (held - 6) // 6 - 1 if own == _SEVERAL else 0
                        height = max(height, _number(book, place, 2) + 1)
                        width = max(width, _number(book, place + 2, 2) + 1 + max(more, 0))
                walked[start] = height, width
            yield walked[start]
    if left <= 0:
        yield 1 << 32, 1 << 16  # too many to walk through are too many to read


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Give the type of each record, where its content begins, and its size."""
    while at + 4 <= len(book):
        size = _number(book, at + 2, 2)
        yield _number(book, at, 2), at + 4, size
        at += 4 + size


def _number(content: bytes, at: int, size: int) -> int:
    return int.from_bytes(content[at : at + size], "little")


def _within(power: int) -> int:
    """Take a sector as 64 bytes to a megabyte, whatever a file says; 512 is usual."""
    return min(max(power, 6), 20)


def _book(content: bytes) -> bytes:
    """Put the stream of the workbook together out of its sectors."""
    sector = 1 << _within(_number(content, 30, 2))
    table = b"".join(_of(content, place, sector) for place in _difat(content, sector))
    files = _chain(content, table, _number(content, 48, 4), sector)
    entries = [files[at : at + 128] for at in range(0, len(files), 128)]
    by_name = {_name(one): one for one in reversed(entries) if len(one) == 128}
    book = by_name.get("workbook", by_name.get("book"))
    if book is None:
        return b""
    first, size = _number(book, 116, 4), _number(book, 120, 4)
    if size >= _number(content, 56, 4) or not entries:
        return _chain(content, table, first, sector)[:size]
    # What is small lies in sectors of its own, within the stream of the root.
    small = _chain(content, table, _number(entries[0], 116, 4), sector)
    short = _chain(content, table, _number(content, 60, 4), sector)
    return _chain(small, short, first, 1 << _within(_number(content, 32, 2)), header=False)[:size]


def _name(entry: bytes) -> str:
    return (
        entry[: max(0, min(_number(entry, 64, 2), 64) - 2)]
        .decode("utf-16-le", "replace")
        .casefold()
    )


def _of(content: bytes, place: int, sector: int, *, header: bool = True) -> bytes:
    at = (place + header) * sector
    return content[at : at + sector]


def _difat(content: bytes, sector: int) -> list[int]:
    """Give the sectors of the table that says which sector follows which."""
    places = [_number(content, at, 4) for at in range(76, 512, 4)]
    more, seen = _number(content, 68, 4), set[int]()
    while more < 0xFFFFFFF0 and more not in seen:
        seen.add(more)
        held = _of(content, more, sector)
        if len(held) < sector:
            break
        places += [_number(held, at, 4) for at in range(0, sector - 4, 4)]
        more = _number(held, sector - 4, 4)
    return [place for place in places if place < 0xFFFFFFF0]


def _chain(content: bytes, table: bytes, place: int, sector: int, *, header: bool = True) -> bytes:
    """Follow sectors from one to the next, each once."""
    parts, seen = [], set[int]()
    while place < 0xFFFFFFF0 and place not in seen:
        seen.add(place)
        part = _of(content, place, sector, header=header)
        if not part:
            break
        parts.append(part)
        place = _number(table, 4 * place, 4) if 4 * place < len(table) else 0xFFFFFFFE
    return b"".join(parts)
