"""Reading a text table: comma, tab, semicolon or bar between the cells, UTF-8, UTF-16 or GB18030."""

import csv
import io
import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from students.rosters.limits import MAX_COLUMNS, MAX_LINE, MAX_ROWS, Unreadable, too_wide, utf_16_of

SEPARATORS = ",\t;|，"
_SAMPLE_LINES = 15
# What a text in GB18030 looks like: mostly ideographs of the common planes, hardly anything out of the private use area.
_IDEOGRAPH = re.compile(r"[一-鿿]")
_ODD = re.compile(r"[\ue000-\uf8ff\ufffd]|[^\x00-\uffff]")
_QUOTED_NUMBER = re.compile(r'^="(.*)"$', re.DOTALL)

Rows = list[list[object]]


def read_text(data: bytes, known: Callable[[Sequence[object]], int]) -> tuple[Rows, str]:
    """The rows of a text table and the name of its encoding. `known` counts the known headings of a row: the separator
    under which a row has most is the right one. Raises Unreadable for what is no text or too large."""
    text, encoding = decoded(data)
    if max(text.count("\n"), text.count("\r")) > 2 * MAX_ROWS:
        raise too_wide()
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MAX_LINE:
            message = _(
                "第 %(row)s 行有 %(length)s 个字，不像名册。请用 Excel 或 WPS 打开看一看，另存为 .xlsx 后再传。"
            )
            raise Unreadable("line_too_long", message % {"row": number, "length": len(line)})
    return _split(text, _separator(text, known)), encoding


def decoded(data: bytes) -> tuple[str, str]:
    """A text and the name of its encoding; Unreadable where it is none of those that are read."""
    if wide := utf_16_of(data):
        return _strictly(data, wide), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        text = _strictly(data, "gb18030")  # what is not the one is the other, or nothing
    # Other encodings (Big5, Shift-JIS) often decode without an error, into characters that no roster has.
    if len(_ODD.findall(text)) > len(_IDEOGRAPH.findall(text)) // 20:
        raise _undecodable()
    return text, "GB18030"


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable() from error


def _undecodable() -> Unreadable:
    text = _("认不出文件的编码（不是 UTF-8，也不是 GB18030）。请用 Excel 或 WPS 打开，另存为 .xlsx 后再传。")
    return Unreadable("file_encoding", text)


def _separator(text: str, known: Callable[[Sequence[object]], int]) -> str:
    start = "\n".join(text.splitlines()[:_SAMPLE_LINES])

    def score(separator: str) -> tuple[int, int]:
        try:
            rows = list(csv.reader(io.StringIO(start), delimiter=separator))
        except csv.Error:
            return (-1, 0)
        return max((known(row) for row in rows), default=0), max((len(row) for row in rows), default=0)

    return max(SEPARATORS, key=score)


def _split(text: str, separator: str) -> Rows:
    rows: Rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if len(row) > MAX_COLUMNS or len(rows) > 2 * MAX_ROWS:
                raise too_wide()
            rows.append([_cell(cell) for cell in row])
    except csv.Error as error:
        message = _("第 %(row)s 行读不下去，多半是引号没有成对。请用 Excel 或 WPS 打开，另存为 .xlsx 后再传。")
        raise Unreadable("file_damaged", message % {"row": len(rows) + 1}) from error
    return rows


def _cell(cell: str) -> str:
    """A number that was written as ="330106…" so that Excel keeps its digits."""
    found = _QUOTED_NUMBER.match(cell) if cell[:1] == "=" else None
    return found[1] if found else cell
