"""Reading one cell by the kind of its column. Pure; what a column repeats is read once (see reading.py)."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache

from django.utils.translation import gettext as _

from students.rosters.columns import Column, Kind
from students.rosters.problems import Fault, first_error
from xueji.codes import divisions, names
from xueji.codes.codesets import CodeSet, template_set
from xueji.codes.text import clean, compact

_DOUBLE_SAFE = 10**15
_EXCEL_EPOCH = date(1899, 12, 30).toordinal()
_EXCEL_DAYS = range(20_000, 60_000)  # 1954 to 2064
_RUINED = re.compile(r"^\d(\.\d+)?[Ee]\+?\d+$")
_CODE = re.compile(r"^[0-9A-Za-z-]+$")
_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_OTHER_PHONE = re.compile(r"^(0\d{2,3}-?)?\d{7,8}(-\d{1,6})?$|^\+\d{6,15}$|^00\d{6,15}$")
_DAY = re.compile(r"^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:\d{2}:\d{2}(?::\d{2})?)?(?:\.0)?$")
_MONTH = re.compile(r"^(\d{4})(?:[-/年](\d{1,2})月?|(\d{2}))(?:\.0)?$")
_DANGEROUS = re.compile(r"^'(?=[=+\-@\t\r])")
EARLIEST_YEAR = 1900
_GRADE = re.compile(r"^(?:高|中职|中专|职高|职|专)?([一二三四五六])(?:年级)?$")
_FIRST_MONTH = 8  # from August on, "first grade" means those who enter this autumn
_BROKEN = re.compile(r"^#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as understood: `value` (text, or a date), what is wrong with it, and whether it had to be tidied."""

    value: str | date | None
    fault: Fault | None = None
    tidied: str = ""


@dataclass(frozen=True)
class Day:
    """What reading depends on beside the cell: the day, and areas that only the demonstration uses."""

    today: date
    extra_areas: Collection[str] = field(default_factory=frozenset)


def cell_text(raw: object) -> str:
    """A cell as text, as near to what the sheet shows as can be known."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return _DANGEROUS.sub("", raw) if raw[:1] == "'" else raw
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float | int):
        if abs(raw) >= _DOUBLE_SAFE:
            return f"{raw:.2E}"
        return str(int(raw)) if raw == int(raw) else repr(raw)
    if isinstance(raw, datetime):
        return f"{raw:%Y-%m-%d}" if raw.time() == time() else f"{raw:%Y-%m-%d %H:%M:%S}"
    return raw.isoformat() if isinstance(raw, date | time) else str(raw)


Reader = Callable[[Column, str, Day], Cell]


def reader_of(column: Column) -> Reader:
    """The function that reads the cells of a column (identity numbers are read in people.py, with their type)."""
    return _READERS[column.kind]


def _tidy(raw: str, value: str) -> str:
    if raw == value:
        return ""
    return "space" if raw.strip() == value or "".join(raw.split()) == value else "width"


def broken(text: str) -> Fault | None:
    """What is wrong with a cell whose formula failed."""
    if not _BROKEN.match(text.strip()):
        return None
    return Fault("formula_error", "form", _("单元格里的公式出错"), _("回原表改好公式，或在这里直接填值"))


def read_text(column: Column, raw: str, day: Day) -> Cell:
    value = clean(raw)
    if len(value) > column.width:
        return Cell(value, _too_long(column))
    return Cell(value, None, _tidy(raw, value))


def _too_long(column: Column) -> Fault:
    message = _("超过 %(width)s 个字") % {"width": column.width}
    return Fault("too_long", "form", message, _("核对是否粘进了别的内容，删到规定字数"))


def _ruined() -> Fault:
    remedy = _("回原表把该列设为“文本”后重新输入，再导入；或在这里补填")
    return Fault("excel_scientific", "form", _("被 Excel 转成科学计数，后几位已丢失"), remedy)


def read_name(column: Column, raw: str, day: Day) -> Cell:
    value = names.normalise_name(raw)
    return Cell(value, first_error(names.name_problems(value), "name"), _tidy(raw, value))


def read_choice(column: Column, raw: str, day: Day) -> Cell:
    match = _sets(column.list_name)[0].match(raw)
    for other in _sets(column.list_name)[1:]:
        if not match.accepted:
            match = other.match(raw)
    if match.label is not None:
        return Cell(match.label, None, "" if match.exact else _tidy(raw, match.label) and "spelling")
    labels = list(_sets(column.list_name)[0].codes)
    message = _("不在“%(heading)s”的取值表中") % {"heading": column.heading}
    if match.suggestion:
        remedy = _("可能是“%(label)s”，核对后采用") % {"label": match.suggestion}
    elif len(labels) <= 8:
        remedy = _("改为：%(labels)s") % {"labels": "、".join(labels)}
    else:
        remedy = _("照表头模板下拉表中的写法填写")
    return Cell(None, Fault("choice_unknown", "choice", message, remedy, match.suggestion))


@cache
def _sets(list_name: str) -> list[CodeSet]:
    found = [template_set(list_name), template_set(list_name, "2015") if list_name == "联招合作类型" else None]
    return [one for one in found if one is not None]


def read_division(column: Column, raw: str, day: Day) -> Cell:
    value = compact(raw).removesuffix(".0")
    if divisions.is_ever_valid(value) or value[:6] in day.extra_areas:
        return Cell(value, None, _tidy(raw, value))
    if code := _named_divisions().get(value):
        remedy = _("采用“%(code)s”") % {"code": code}
        return Cell(None, Fault("division_name", "choice", _("应填 6 位代码，这里是地名"), remedy, code, certain=True))
    if not re.fullmatch(r"\d{6}|\d{12}", value):
        return Cell(
            None, Fault("division_form", "choice", _("应为 6 位（或 12 位）数字"), _("照户口簿查 6 位行政区划代码"))
        )
    message = _("从来不是行政区划代码")
    return Cell(None, Fault("division_unknown", "choice", message, _("照户口簿查 6 位行政区划代码")))


@cache
def _named_divisions() -> dict[str, str]:
    """Full names of the current divisions → code."""
    found = {}
    for province in divisions.provinces():
        found[province.name] = province.code
        for child in divisions.children(province.code):
            found[divisions.full_name(child.code)] = child.code
            found.update((divisions.full_name(below.code), below.code) for below in divisions.children(child.code))
    return found


def read_date(column: Column, raw: str, day: Day) -> Cell:
    text = compact(raw)
    serial = _serial(text)
    found = serial or _day_of(_DAY.match(text))
    if found is None:
        if _RUINED.match(text):
            return Cell(None, _ruined())
        return Cell(
            None,
            Fault("date_form", "form", _("不是存在的日期，格式应为 YYYYMMDD"), _("照证件填 8 位数字，如 20100714")),
        )
    if not found.year >= EARLIEST_YEAR or found > day.today:
        return Cell(found, Fault("date_range", "form", _("日期还没有到，或早得不可能"), _("照证件核对年份")))
    return Cell(found, None, "" if raw == f"{found:%Y%m%d}" else "date")


def _serial(text: str) -> date | None:
    if len(text) == 5 and text.isdigit() and int(text) in _EXCEL_DAYS:
        return date.fromordinal(_EXCEL_EPOCH + int(text))
    return None


def _day_of(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    year, month, day, short_month, short_day = match.groups()
    try:
        return date(int(year), int(month or short_month), int(day or short_day))
    except ValueError:
        return None


def read_month(column: Column, raw: str, day: Day) -> Cell:
    text = compact(raw)
    year, month = _year_month(text)
    if not 1 <= month <= 12:
        return Cell(
            None,
            Fault(
                "month_form",
                "form",
                _("格式应为 YYYYMM"),
                _("填 6 位数字，如 %(example)s") % {"example": _example(day)},
            ),
        )
    value = f"{year:04d}{month:02d}"
    if not EARLIEST_YEAR <= year <= day.today.year + 1:
        return Cell(value, Fault("month_range", "form", _("年份不可能"), _("核对年份")))
    return Cell(value, None, "" if raw == value else "date")


def _example(day: Day) -> str:
    return f"{day.today.year}09"


def _year_month(text: str) -> tuple[int, int]:
    """The year and month that a text means, (0, 0) when it means none. "2026.1" is none: October loses its zero in Excel."""
    if match := _MONTH.match(text):
        year, month, short = match.groups()
        return int(year), int(month or short)
    found = _serial(text) or _day_of(_DAY.match(text))
    return (found.year, found.month) if found else (0, 0)


def read_year(column: Column, raw: str, day: Day) -> Cell:
    digits = re.match(r"^(20\d{2}|19\d{2})(级|届|年|年级)?(\.0)?$", compact(raw))
    if digits is None and (grade := _GRADE.match(compact(raw))):
        begun = day.today.year if day.today.month >= _FIRST_MONTH else day.today.year - 1
        return Cell(str(begun - "一二三四五六".index(grade[1])), None, "spelling")
    if digits is None:
        return Cell(
            None,
            Fault(
                "year_form", "form", _("年级应为 4 位年份"), _("填入学的年份，如 %(year)s") % {"year": day.today.year}
            ),
        )
    return Cell(digits[1], None, "" if raw == digits[1] else "spelling")


def read_phone(column: Column, raw: str, day: Day) -> Cell:
    value = compact(raw).removesuffix(".0")
    if _RUINED.match(value):
        return Cell(None, _ruined())
    plain = re.sub(r"^(\+86|0086|86)(?=1[3-9]\d{9}$)", "", re.sub(r"[-()]", "", value))
    if _MOBILE.match(plain):
        return Cell(plain, None, _tidy(raw, plain))
    if _OTHER_PHONE.match(value):
        return Cell(value, None, _tidy(raw, value))
    found = len(re.sub(r"\D", "", value))
    message = _("不是电话号码：手机应为 11 位，这里是 %(found)s 位") % {"found": found}
    return Cell(None, Fault("phone_form", "form", message, _("只填一个号码；固定电话连区号")))


def read_code(column: Column, raw: str, day: Day) -> Cell:
    value = "".join(clean(raw).split()).removesuffix(".0")
    if _RUINED.match(value):
        return Cell(None, _ruined())
    if len(value) > column.width:
        return Cell(None, _too_long(column))
    if not _CODE.match(value):
        return Cell(None, Fault("code_form", "form", _("只能是数字、字母和“-”"), _("去掉别的字符")))
    return Cell(value, None, _tidy(raw, value))


def read_score(column: Column, raw: str, day: Day) -> Cell:
    value = compact(raw).removesuffix("分").removesuffix(".0")
    if not re.fullmatch(r"\d{1,4}(\.\d{1,2})?", value):
        return Cell(None, Fault("score_form", "form", _("应为分数"), _("填数字，如 512 或 512.5")))
    return Cell(value, None, _tidy(raw, value))


_READERS: dict[Kind, Reader] = {
    Kind.TEXT: read_text,
    Kind.NAME: read_name,
    Kind.CHOICE: read_choice,
    Kind.DIVISION: read_division,
    Kind.DATE: read_date,
    Kind.MONTH: read_month,
    Kind.PHONE: read_phone,
    Kind.CODE: read_code,
    Kind.SCORE: read_score,
    Kind.YEAR: read_year,
}
