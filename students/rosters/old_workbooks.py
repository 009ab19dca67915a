"""Failed cells of an .xls: the parser hands them over empty, so the workbook's records are gone through for them.

The container ([MS-CFB]) and the records ([MS-XLS] 2.4) are read as far as this needs; whatever is not as it should be ends the
search with what was found, because whether the file can be read at all is the parser's to say.
"""

import re
import struct
from collections.abc import Iterator

from students.rosters.broken_cells import MOST, Cells, too_many

_HEADER_OF = {9: 1 << 9, 12: 1 << 12}  # size of the sectors, as a power of two → size of the header
_FREE = 0xFFFFFFFA  # sectors from here on are marks: end of chain, free, table
_DIRECTORY_ENTRY = 128
_STREAMS = ("Workbook", "Book")
_BOUNDSHEET, _EOF, _BOF, _FORMULA, _BOOLERR = 0x0085, 0x000A, 0x0809, 0x0006, 0x0205
# What a failed cell looks like, whatever else does: where nothing does, the records need not be gone through.
_LOOKS_FAILED = re.compile(rb"\x05\x02\x08\x00.{7}\x01|\x02.{5}\xff\xff", re.DOTALL)
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def broken_cells_of_xls(data: bytes) -> Cells:
    """The failed cells of every worksheet. Raises Unreadable where there are more than anybody would look at."""
    try:
        stream = _workbook_stream(data)
        return _found_in(stream) if _LOOKS_FAILED.search(stream) else {}
    except struct.error:
        return {}


def _found_in(stream: bytes) -> Cells:
    found: Cells = {}
    count = 0
    for kind, at, length in _records(stream, 0):
        if kind != _BOUNDSHEET or length < 8:
            continue
        start, name = struct.unpack_from("<I", stream, at)[0], _name_of(stream[at + 6 : at + length])
        found[name] = list(_cells(stream, start, MOST - count))
        count += len(found[name])
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record of a substream, charts inside of it left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 1:
            yield kind, at + 4, length
        if depth <= 0:
            return
        at += 4 + length


def _cells(stream: bytes, start: int, most: int) -> Iterator[tuple[int, int, str]]:
    for kind, at, length in _records(stream, start):
        code = None
        if kind == _BOOLERR and length >= 8 and stream[at + 7]:
            code = stream[at + 6]
        elif kind == _FORMULA and length >= 14 and stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
            code = stream[at + 8]
        if code not in _ERRORS:
            continue
        if most == 0:
            raise too_many()
        most -= 1
        row, column = struct.unpack_from("<HH", stream, at)
        yield row, column, _ERRORS[code]


def _name_of(text: bytes) -> str:
    length, is_wide = text[0], text[1] & 1
    return (
        text[2 : 2 + length * 2].decode("utf-16-le", "replace") if is_wide else text[2 : 2 + length].decode("latin-1")
    )


def _workbook_stream(data: bytes) -> bytes:
    """The stream of the records; empty where there is none, or it is so short that it lies elsewhere."""
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in _HEADER_OF:
        return b""
    table = _sector_table(data, shift)
    first, cutoff = struct.unpack_from("<I", data, 48)[0], struct.unpack_from("<I", data, 56)[0]
    directory = _chain(data, table, first, shift)
    for at in range(0, len(directory) - _DIRECTORY_ENTRY + 1, _DIRECTORY_ENTRY):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        first, size = struct.unpack_from("<II", directory, at + 116)
        if name in _STREAMS and size >= cutoff:
            return _chain(data, table, first, shift)[:size]
    return b""


def _sector_table(data: bytes, shift: int) -> list[int]:
    """Which sector follows which."""
    more, size = struct.unpack_from("<I", data, 68)[0], 1 << shift
    sectors = list(struct.unpack_from("<109I", data, 76))
    for _each in range(len(data) >> shift):
        if more >= _FREE:
            break
        *found, more = struct.unpack_from(f"<{size // 4}I", data, _HEADER_OF[shift] + (more << shift))
        sectors += found
    table: list[int] = []
    for sector in sectors:
        if sector < _FREE and len(table) <= len(data) >> shift:
            table += struct.unpack_from(f"<{size // 4}I", data, _HEADER_OF[shift] + (sector << shift))
    return table


def _chain(data: bytes, table: list[int], sector: int, shift: int) -> bytes:
    parts = []
    for _each in table:  # no chain is longer, whatever it says of itself
        if sector >= len(table):
            break
        at = _HEADER_OF[shift] + (sector << shift)
        parts.append(data[at : at + (1 << shift)])
        sector = table[sector]
    return b"".join(parts)
