"""Reading a notice from a file: JSON of the chinese-days project, or a table (CSV) with 日期, 类别 and 说明.

日期,类别,说明
2027-01-01,休,元旦
2027-01-30,班,春节
"""

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from xueji.calendars.notice import NOTE_LENGTH, Notice

OFF = {"休", "休息", "放假", "holiday"}
WORKED = {"班", "上班", "调休", "调休上班", "workday"}
HEADS = {"日期", "date"}
LONGEST_FILE = 1_000_000  # bytes


@dataclass(frozen=True)
class Problem:
    """What is wrong in one row of the file; `row` as an editor counts it, 0 for the file as a whole."""

    row: int
    text: str

    def __str__(self) -> str:
        return _("第 %(row)d 行：%(text)s") % {"row": self.row, "text": self.text} if self.row else self.text


@dataclass(frozen=True)
class _Row:
    """One entry of the file as it stands there."""

    number: int
    day: str
    is_worked: bool | None
    name: str


def read_notice(data: bytes, year: int) -> tuple[Notice, list[Problem]]:
    """The notice of `year` in the file, and what is wrong with it. Entries of other years in a JSON file of many years are
    passed over; in a table they are mistakes."""
    if len(data) > LONGEST_FILE:
        return Notice(year), [Problem(0, _("文件超过 1 MB，不像是一年的放假安排。"))]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            return Notice(year), [Problem(0, _("文件不是文本。请用 CSV 或 JSON 文件。"))]
    if text.lstrip().startswith(("{", "[")):
        return _read_json(text, year)
    return _noticed(_table_rows(text), year)


def _read_json(text: str, year: int) -> tuple[Notice, list[Problem]]:
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        return Notice(year), [
            Problem(error.lineno, _("不是有效的 JSON，第 %(column)d 列起读不懂。") % {"column": error.colno})
        ]
    if not isinstance(raw, dict) or not isinstance(raw.get("holidays"), dict):
        return Notice(year), [Problem(0, _("JSON 里没有 holidays。请用 chinese-days 的格式。"))]
    lines = text.splitlines()
    rows = [
        _Row(_line_of(lines, day), day, key == "workdays", _festival(name))
        for key in ("holidays", "workdays")
        for day, name in _entries(raw.get(key))
        if not _is_of_another_year(day, year)
    ]
    return _noticed(rows, year)


def _entries(raw: Any) -> list[tuple[str, str]]:
    return [(str(day), str(name)) for day, name in raw.items()] if isinstance(raw, dict) else []


def _is_of_another_year(day: str, year: int) -> bool:
    return len(day) == 10 and day[:4].isdigit() and int(day[:4]) != year


def _line_of(lines: list[str], day: str) -> int:
    return next((number for number, line in enumerate(lines, start=1) if f'"{day}"' in line), 1)


def _festival(text: str) -> str:
    """The Chinese name in "Spring Festival,春节,4"."""
    parts = text.split(",")
    return parts[1] if len(parts) > 1 else text


def _table_rows(text: str) -> list[_Row]:
    rows = []
    for number, cells in enumerate(csv.reader(io.StringIO(text)), start=1):
        cells = [cell.strip() for cell in cells]
        if not any(cells) or (number == 1 and cells[0] in HEADS):
            continue
        day, kind, name = (*cells, "", "", "")[:3]
        rows.append(_Row(number, day, True if kind in WORKED else False if kind in OFF else None, name))
    return rows


def _noticed(rows: list[_Row], year: int) -> tuple[Notice, list[Problem]]:
    holidays: dict[date, str] = {}
    workdays: dict[date, str] = {}
    problems = []
    for row in rows:
        day, fault = _day(row, year, {*holidays, *workdays})
        if fault or day is None:
            problems.append(Problem(row.number, fault))
        elif row.is_worked:
            workdays[day] = (row.name or _("调休"))[:NOTE_LENGTH]
        else:
            holidays[day] = (row.name or _("放假"))[:NOTE_LENGTH]
    if not rows:
        problems.append(Problem(0, _("文件里没有 %(year)d 年的放假安排。") % {"year": year}))
    elif not holidays and not problems:
        problems.append(Problem(0, _("没有放假日期。请照国务院办公厅的通知录入。")))
    return Notice(year, holidays, workdays), problems


def _day(row: _Row, year: int, known: set[date]) -> tuple[date | None, str]:
    """The day of a row, or what is wrong with it."""
    try:
        day = date.fromisoformat(row.day.replace("/", "-").replace(".", "-"))
    except ValueError:
        return None, _("“%(day)s”不是日期，应写成 2027-01-01 的形式。") % {"day": row.day[:20]}
    if row.is_worked is None:
        return day, _("类别应是“休”或“班”。")
    if day.year != year:
        return day, _("%(day)s 不在 %(year)d 年。") % {"day": day.isoformat(), "year": year}
    if day in known:
        return day, _("%(day)s 出现了两次。") % {"day": day.isoformat()}
    if row.is_worked and day.weekday() < 5:
        return day, _("%(day)s 不是周末，不能作调休上班日。") % {"day": day.isoformat()}
    return day, ""
