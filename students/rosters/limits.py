"""What a workbook file may look like before anything parses it. Its sender is not trusted.

The compressed parts are unpacked here in small pieces and thrown away, because the sizes written into a zip archive are
the sender's claim; a cell address far out is refused, because the parser lays out the whole rectangle in memory.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from students.rosters.zips import Pack
from xueji.errors import Invalid

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 256
MAX_UNPACKED = 300 * 1024 * 1024
MAX_STRINGS = 80 * 1024 * 1024  # the table of shared strings takes three times its size in memory
MAX_NAMES = 8 * 1024 * 1024  # of a part that only names sheets, or says where parts lie
MAX_PARTS = 2_000
MAX_SHEETS = 150
MAX_CELLS = 8_000_000  # of all sheets together, as rectangles
MAX_MERGED = 100_000
MAX_REPEATED = 50 * 1024 * 1024  # bytes of long shared strings, counted each time that a cell refers to one
MAX_LINE = 300_000  # characters of one line of a text table
MAX_RATIO = 250  # compressed XML of a full roster stays below 40
RATIO_FREE = 8 * 1024 * 1024  # small parts may be as repetitive as they like

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")
_MAIL = b"mime-version:"  # a web page with its pictures, as browsers and Excel save it
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PIECE = 1 << 20
# Addresses of cells and rows. "far": column 703 or later, or row 100,000 or later (dimension marks are only a claim and do
# not count). "wide": column EA (the 131st) or later; "long": row 10,000 or later: both in one sheet are no roster either.
_ADDRESS = rb"""<(?:\w+:)?(?:c|row)\s[^<>]*?\br\s*=\s*["']"""
_FAR, _WIDE, _LONG = rb"[A-Za-z]{3,}[0-9]|[A-Za-z]*[0-9]{6,}", rb"[E-Ze-z][A-Za-z][0-9]", rb"[A-Za-z]*[0-9]{5}"
_DOCTYPE = (b"<!DOCTYPE", b"<!ENTITY")
_LONGEST_TAG = 1 << 16
_ELEMENT = re.compile(rb"<\w")
_WINDOW = 256  # bytes
_STRING = re.compile(rb"<(?:\w+:)?si(?:\s[^<>]*)?(?:/>|>.*?</(?:\w+:)?si>)", re.DOTALL)
_REFERENCE = re.compile(rb"""\bt\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v>\s*([0-9]{1,9})""")
_MERGED = b"<mergeCell "


class Unreadable(Invalid):
    """The file cannot be read as a roster; `code` is for programs, the message says what to do."""

    def __init__(self, code: str, message: object) -> None:
        super().__init__(message, field="file")
        self.code = code


class Content(StrEnum):
    """What a file is by its content, whatever its name says."""

    XLSX = "xlsx"
    XLS = "xls"
    TEXT = "text"
    ODS = "ods"
    FLAT_ODS = "fods"
    HTML = "html"
    XML = "xml"


@dataclass(frozen=True)
class Look:
    """What a first look at a file says: its content, whether it has macros, and links to other files."""

    content: Content
    has_macros: bool = False
    has_links: bool = False


def refuse_hostile(data: bytes) -> Content:
    """What the file is; Unreadable unless it is a workbook or a text table within the limits."""
    return look_at(data).content


def look_at(data: bytes) -> Look:
    """A first look; Unreadable unless the file is .xlsx, .xlsm, .xls, .ods or a text table within the limits."""
    if not data:
        raise Unreadable("file_empty", _("文件是空的。请重新选择名册文件。"))
    if len(data) > MAX_BYTES:
        raise Unreadable("file_too_large", _("文件超过 20 MB。请删去图片和多余的工作表，或拆成几份再传。"))
    if data.startswith(_OLE):
        _refuse_encrypted(data)
        return Look(Content.XLS)
    if data.startswith(_ZIP):
        return _refuse_bomb(data)
    return Look(_text_like(data))


def _text_like(data: bytes) -> Content:
    """Which sort of text a file is; Unreadable for other bytes, and for a web page packed with its pictures."""
    start = data[:65_536].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if start.startswith(_MAIL) and any(tag in start for tag in _PAGE):
        raise web_page()
    if not utf_16_of(data) and _CONTROL.search(data[:65_536]):
        raise _not_a_workbook()
    if not start.startswith(b"<"):
        return Content.TEXT
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start and b"<html" not in start:
        return Content.XML
    if b"urn:oasis:names:tc:opendocument" in start and b"spreadsheet" in start:
        return Content.FLAT_ODS
    return Content.HTML if any(tag in start for tag in _PAGE) else Content.TEXT


def utf_16_of(data: bytes) -> str:
    """The form of UTF-16 that a text has, also without its mark: of a table's separators and ends of lines every other byte
    is zero, and always the same one. Empty for any other text."""
    if data.startswith(UTF_16):
        return "utf-16"
    start = data[:4096]
    low, high = start[::2].count(0), start[1::2].count(0)
    if len(data) % 2 or min(low, high) or max(low, high) < 2:
        return ""
    return "utf-16-le" if high else "utf-16-be"


def web_page() -> Unreadable:
    text = _("这其实是网页，里面没有可读的表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再传。")
    return Unreadable("file_is_html", text)


def _not_a_workbook() -> Unreadable:
    text = _("这不是 Excel 工作簿，也不是 CSV。请用 Excel 或 WPS 另存为 .xlsx 后再传。")
    return Unreadable("file_not_a_workbook", text)


def _refuse_encrypted(data: bytes) -> None:
    if _ENCRYPTED in data:
        raise encrypted()


def encrypted() -> Unreadable:
    return Unreadable("file_encrypted", _("文件设了打开密码。请在 Excel 中去掉密码，保存后再传。"))


def damaged() -> Unreadable:
    return Unreadable("file_damaged", _("文件已损坏，读不出来。请用 Excel 或 WPS 打开，另存为 .xlsx 后再传。"))


def _bomb() -> Unreadable:
    return Unreadable("file_bomb", _("文件解压后过大，不像名册。请把名册复制到新的工作簿，保存后再传。"))


def dangerous() -> Unreadable:
    return Unreadable("file_dangerous", _("文件里有外部定义（DOCTYPE），不像 Excel 存的。请另存为 .xlsx 后再传。"))


def too_wide() -> Unreadable:
    return Unreadable(
        "file_too_wide", _("表中远处还有内容（超过 256 列或 5 万行）。请删去名册以外的行和列，或拆成几份再传。")
    )


def _refuse_bomb(data: bytes) -> Look:
    pack = Pack(data, damaged)
    parts = pack.entries()
    names = {part.filename for part in parts}
    content = Content.ODS if "content.xml" in names and "xl/workbook.xml" not in names else Content.XLSX
    if content is Content.XLSX and "xl/workbook.xml" not in names:
        if "xl/workbook.bin" in names:
            raise Unreadable("file_other_format", _("这是 .xlsb。请在 Excel 或 WPS 中另存为 .xlsx 后再传。"))
        raise _not_a_workbook()
    if len(parts) > MAX_PARTS or len(names) != len(parts):
        raise _bomb()
    _refuse_overlapping(parts, len(data))
    left, strings = MAX_UNPACKED, _Strings()
    for part in parts:
        if part.flag_bits & 0x1:
            raise encrypted()
        left -= _unpack(data, part, left, strings)
    if strings.are_long:
        for name in strings.parts:
            _refuse_repeated(pack, name, names)
    links = any(name.startswith("xl/externalLinks/") for name in names)
    return Look(content, "xl/vbaProject.bin" in names, links)


def _refuse_overlapping(parts: list[zipfile.ZipInfo], size: int) -> None:
    """Parts that share bytes are one small bomb counted many times."""
    end = 0
    for part in sorted(parts, key=lambda each: each.header_offset):
        if part.header_offset < end:
            raise _bomb()
        end = part.header_offset + 30 + part.compress_size
    if end > size:
        raise damaged()


class _Addresses:
    """Watches the addresses of one part in a single pass: what was found is not looked for again."""

    def __init__(self) -> None:
        self.missing = {"wide": _WIDE, "long": _LONG}
        self._compile()

    def _compile(self) -> None:
        """A text of many plain addresses is gone through by `suspect` alone: an attribute that ends in "r" with another
        value than an address near the beginning, or in another form than r="A1", which is what every program writes."""
        named = b"".join(b"|(?P<%s>%s)" % (name.encode(), pattern) for name, pattern in self.missing.items())
        self.pattern = re.compile(_ADDRESS + b"(?:(?P<far>" + _FAR + b")" + named + b")")
        letters = b"[A-Da-d]?[A-Za-z]?" if "wide" in self.missing else b"[A-Za-z]{0,2}"
        digits = b"[0-9]{1,4}" if "long" in self.missing else b"[0-9]{1,5}"
        self.suspect = re.compile(rb'r\s*=(?!"' + letters + digits + b'")(?<!xmlns:r=)')

    def are_beyond_a_roster(self, text: bytes) -> bool:
        if not self.suspect.search(text):
            return False
        while found := self.pattern.search(text):
            kind = found.lastgroup or ""
            self.missing.pop(kind, None)
            if kind == "far" or not self.missing:
                return True
            self._compile()
        return False


@dataclass
class _Strings:
    """The parts that may be the table of strings, and whether a long one is in any: a cell refers to one by its number, as
    many cells as like. `others` are the parts that have begun with another element."""

    parts: set[str] = field(default_factory=set)
    are_long: bool = False
    others: set[str] = field(default_factory=set)

    def are_in(self, part: str, text: bytes) -> bool:
        """Whether this is a piece of the table. A text without a tag of twice a window spans a whole one."""
        if part in self.others:
            return False
        if b"<sst" in text:
            self.parts.add(part)
        elif (
            part not in self.parts and b"!" not in text and _ELEMENT.search(text)
        ):  # a remark may say anything before it
            self.others.add(part)
        if part not in self.parts:
            return False
        starts = range(0, 0 if self.are_long else len(text) - _WINDOW, _WINDOW)
        self.are_long = self.are_long or any(text.find(b"<", at, at + _WINDOW) < 0 for at in starts)
        return True


def _refuse_repeated(pack: Pack, strings: str, names: Collection[str]) -> None:
    """A long string that many cells refer to takes its length in memory for each of them."""
    lengths = (found.end() - found.start() for found in _STRING.finditer(pack.read(strings)))
    long = {at: length for at, length in enumerate(lengths) if length > _WINDOW}
    total = 0
    for name in names:
        if name == strings or not name.endswith(".xml"):
            continue
        for found in _REFERENCE.finditer(pack.read(name)):
            total += long.get(int(found[1]), 0)
            if total > MAX_REPEATED:
                raise _bomb()


def _unpack(data: bytes, part: zipfile.ZipInfo, budget: int, strings: _Strings) -> int:
    """Unpack one part piece by piece without keeping it; returns its true size."""
    try:
        name_length, extra_length = struct.unpack_from("<HH", data, part.header_offset + 26)
    except struct.error as error:
        raise damaged() from error
    start = part.header_offset + 30 + name_length + extra_length
    packed = data[start : start + part.compress_size]
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged()
    limit = min(budget, max(RATIO_FREE, MAX_RATIO * len(packed)))
    if part.filename.endswith(("workbook.xml", ".rels")):
        limit = min(limit, MAX_NAMES)
    size, tail, addresses, merged = 0, b"", _Addresses(), 0
    for piece in _pieces(packed, part.compress_type == zipfile.ZIP_DEFLATED):
        size += len(piece)
        if size > limit:
            raise _bomb()
        text = tail + piece
        if strings.are_in(part.filename, text):
            limit = min(limit, MAX_STRINGS)
        # A tag may be cut by the end of the piece: its beginning is carried over.
        tail = text[text.rfind(b"<") :] if b"<" in text else b""
        if addresses.are_beyond_a_roster(text[: len(text) - len(tail)]):
            raise too_wide()
        if b"!" in text and any(mark in text for mark in _DOCTYPE):
            raise dangerous()
        merged += text.count(_MERGED) - tail.count(_MERGED)
        if merged > MAX_MERGED:
            raise too_wide()
        if len(tail) > _LONGEST_TAG:
            raise _bomb()
    if addresses.are_beyond_a_roster(tail):
        raise too_wide()
    return size


def _pieces(packed: bytes, is_deflated: bool) -> Iterator[bytes]:
    if not is_deflated:
        yield packed
        return
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        piece = engine.decompress(packed, _PIECE)
        while piece:
            yield piece
            piece = engine.decompress(engine.unconsumed_tail, _PIECE)
    except zlib.error as error:
        raise damaged() from error
