"""A small writer of .xls, so that tests read what Excel 97 to 2003, WPS and older systems write."""

import struct
from collections.abc import Sequence
from typing import Any

_SECTOR = 512
_CHAIN_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SHORTEST = 4096  # what is shorter lies in another stream
ERRORS = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}


class Failed(str):
    """The text of a formula's error: "#N/A"."""


def old_workbook(lines: Sequence[Sequence[Any]], name: str = "名册") -> bytes:
    """An .xls of one sheet: texts, numbers, failed cells (a Failed in an odd row is a formula, else a plain error)."""
    start = _start(0x0005)
    sheet = _sheet(lines)
    before = len(start) + len(_bound(0, name)) + len(_record(0x000A))
    stream = start + _bound(before, name) + _record(0x000A) + sheet
    return _container(stream.ljust(_SHORTEST, b"\0"))


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _start(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _bound(offset: int, name: str) -> bytes:
    return _record(0x0085, struct.pack("<IBBBB", offset, 0, 0, len(name), 1) + name.encode("utf-16-le"))


def _sheet(lines: Sequence[Sequence[Any]]) -> bytes:
    found = [_start(0x0010), _record(0x0200, struct.pack("<IIHHH", 0, len(lines), 0, max(map(len, lines)), 0))]
    for row, line in enumerate(lines):
        found += [_cell(row, column, value) for column, value in enumerate(line) if value not in (None, "")]
    return b"".join([*found, _record(0x000A)])


def _cell(row: int, column: int, value: Any) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, Failed):
        result = struct.pack("<BBBBHH", 2, 0, ERRORS[value], 0, 0, 0xFFFF)
        if row % 2:
            return _record(0x0006, place + result + struct.pack("<HIH", 0, 0, 3) + b"\x1c" + bytes([ERRORS[value], 0]))
        return _record(0x0205, place + struct.pack("<BB", ERRORS[value], 1))
    if isinstance(value, int | float):
        return _record(0x0203, place + struct.pack("<d", value))
    return _record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))


def _container(stream: bytes) -> bytes:
    """[MS-CFB]: the header, the stream's sectors, the directory, the table of sectors."""
    count = -(-len(stream) // _SECTOR)
    tables = -(-(count + 2) // 127)
    directory = _entry("Root Entry", 5, 1, _CHAIN_END, 0) + _entry("Workbook", 2, _FREE, 0, len(stream))
    table = [*range(1, count), _CHAIN_END, _CHAIN_END, *[_TABLE] * tables]
    table += [_FREE] * (tables * 128 - len(table))
    header = struct.pack("<8s16xHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIIII", 0, tables, count, 0, _SHORTEST, _CHAIN_END, 0, _CHAIN_END, 0, count + 1)
    header += struct.pack("<108I", *[*range(count + 2, count + 1 + tables), *[_FREE] * (109 - tables)])
    return (
        header
        + stream.ljust(count * _SECTOR, b"\0")
        + directory.ljust(_SECTOR, b"\0")
        + struct.pack(f"<{len(table)}I", *table)
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = f"{name}\0".encode("utf-16-le")
    links = struct.pack("<III", _FREE, _FREE, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
