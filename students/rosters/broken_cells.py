"""What a sheet holds and the parser does not tell. Cells whose formula failed are handed over empty, so their texts ("#N/A")
are looked up in the sheet itself.

Others were never calculated: the program that wrote the file left that to whoever opens it. They hold no value at all."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from xml.parsers import expat

from django.utils.translation import gettext as _

from students.rosters.limits import Unreadable, damaged, dangerous
from students.rosters.zips import Pack

MOST = 400_000
DEEPEST = 200
"""Tags inside tags: the parser remembers every one that is open."""
# Up to the next cell only: a cell without a value must not be looked for to the end of the sheet.
_CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]*\bt="e")[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*>"""
    rb"""(?:(?!<(?:\w+:)?c[\s>]).)*?<(?:\w+:)?v>([^<]{1,20})<""",
    re.DOTALL,
)
# An empty text by formula says so (t="str"); a formula without any value was never calculated.
_UNCALCULATED = re.compile(
    rb"""<(?:\w+:)?c\s(?![^<>]*\bt="str")[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*>\s*"""
    rb"""<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_FAILED, _HIDDEN, _FORMULA = b't="e"', b" hidden=", (b"<f>", b"<f ", b":f>")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s(?=[^<>]*\shidden\s*=\s*["'](?:1|true)["'])[^<>]*>""")
_NO_VALUE = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\s[^<>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_LONGEST_CELL = 1 << 10
"""Bytes of a tag with its neighbours that the end of a piece may cut."""
UNCALCULATED = "#未计算"
"""What stands for the value of such a cell."""
_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)

Cells = dict[str, list[tuple[int, int, str]]]
"""Sheet's name → (row, column, text), both from 0."""


@dataclass(frozen=True)
class Untold:
    """By sheet: the failed and the uncalculated cells, and how many rows are hidden or filtered out, and not empty."""

    broken: Cells = field(default_factory=dict)
    hidden: dict[str, int] = field(default_factory=dict)


def untold_in(data: bytes) -> Untold:
    """What the parser does not tell of a workbook that was found harmless before. Most sheets have nothing of it: that is
    seen piece by piece, and only another one is taken into memory."""
    found = Untold()
    pack = Pack(data, damaged)
    known = pack.names()
    for name, part in _sheets(pack.read("xl/workbook.xml"), pack.read("xl/_rels/workbook.xml.rels")):
        fails, hides = _marks_in(pack.pieces(part)) if part in known else (False, False)
        sheet = pack.read(part) if fails or hides else b""
        if fails:
            found.broken[name] = list(_cells(sheet))
        if hides:
            found.hidden[name] = _hidden_in(sheet)
    return found


def _marks_in(pieces: Iterable[bytes]) -> tuple[bool, bool]:
    """Whether formulas in a sheet failed or were never calculated, and whether rows are hidden."""
    fails = hides = False
    tail = b""
    for piece in pieces:
        text = tail + piece
        fails = fails or _FAILED in text or (any(sign in text for sign in _FORMULA) and bool(_NO_VALUE.search(text)))
        hides = hides or (_HIDDEN in text and bool(_HIDDEN_ROW.search(text)))
        tail = text[-_LONGEST_CELL:]
    return fails, hides


def _hidden_in(sheet: bytes) -> int:
    return sum(1 for found in _HIDDEN_ROW.finditer(sheet) if not found[0].endswith(b"/>"))


def _sheets(book: bytes, relations: bytes) -> Iterator[tuple[str, str]]:
    """The sheets by name, each with its part."""
    targets = {each.get("Id"): each.get("Target", "") for tag, each in _tags(relations) if tag == "Relationship"}
    for tag, each in _tags(book):
        if tag == "sheet":
            target = targets.get(next((each[name] for name in _RELATIONS if name in each), None), "")
            yield each.get("name", ""), target.removeprefix("/") if target[:1] == "/" else f"xl/{target}"


def _tags(text: bytes) -> list[tuple[str, dict[str, str]]]:
    """The tags of a small part, without their names' spaces, with their attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = reader_of_tags(lambda tag, attributes: found.append((tag.rpartition(" ")[2], attributes)))
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise damaged() from error
    return found


def reader_of_tags(start: Callable[[str, dict[str, str]], object]) -> expat.XMLParserType:
    """A reader that hands over every tag; Unreadable where the text defines entities, in whatever encoding."""

    def refuse(*_declared: object) -> None:
        raise dangerous()

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    return parser


def _cells(sheet: bytes) -> Iterator[tuple[int, int, str]]:
    for count, found in enumerate(chain(_CELL.finditer(sheet), _UNCALCULATED.finditer(sheet))):
        if count == MOST:
            raise too_many()
        column = 0
        for letter in found[1]:
            column = column * 26 + letter - 64
        text = found[3].decode("utf-8", "replace") if found.re is _CELL else UNCALCULATED
        yield int(found[2]) - 1, column - 1, text


def too_many() -> Unreadable:
    text = _("表里有几十万个单元格的公式出错或没有算过，不像名册。请回原表改好公式，只留数值，保存后再传。")
    return Unreadable("file_formulas_failed", text)
