"""Cells that only say that there is nothing to say: a dash, "无", "NULL" where nothing but a name, a number or a day can stand."""

from students.rosters.checks.table import Table
from students.rosters.columns import Column, Kind
from xueji.codes.text import compact

_KINDS = frozenset(
    {Kind.NAME, Kind.IDENTITY, Kind.PHONE, Kind.DATE, Kind.MONTH, Kind.BIRTH, Kind.POSTCODE, Kind.SCORE, Kind.DIVISION}
)
_FIELDS = frozenset({"class_name", "programme"})
_NOTHING = frozenset(
    {"无", "没有", "暂无", "待定", "待补", "待填", "未定", "未知", "未填", "不详", "不清楚", "空", "空白", "暂缺", "缺",
     "NULL", "NONE", "NAN", "NIL", "N/A", "NA", "UNDEFINED"}
)  # fmt: skip
_LONGEST = 12
_MARKS = "-_/\\.*~"


def empty_placeholders(table: Table) -> None:
    """Empty such cells, in the columns where they cannot be a value."""
    for mapped in table.sheet.mapping.columns:
        if mapped.column.kind in _KINDS or mapped.column.field in _FIELDS:
            _empty(table, mapped.column)


def _empty(table: Table, column: Column) -> None:
    name = column.field
    found = {text for text in table.spellings[name] if 0 < len(text) <= _LONGEST and _means_nothing(text)}
    if not found:
        return
    table.texts[name] = ["" if text in found else text for text in table.texts[name]]
    table.raws[name] = ["" if isinstance(raw, str) and raw in found else raw for raw in table.raws[name]]
    table.spellings[name] = table.spellings[name] - found | {""}


def _means_nothing(text: str) -> bool:
    plain = compact(text).strip("()<>[]")
    return plain in _NOTHING or not plain.strip(_MARKS)
