"""Reading one cell by the kind of its column. Pure; what a column repeats is read once (see reading.py)."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cache
from math import isfinite

from django.utils.translation import gettext as _

from students.rosters.broken_cells import UNCALCULATED
from students.rosters.checks.written_days import in_digits, probable_month
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
_MOBILE_INSIDE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
# No line begins with 0 or 1: such a number is a mobile one that lost digits, or was made up.
_OTHER_PHONE = re.compile(r"^(0[1-9]\d{1,2}-?)?[2-9]\d{6,7}(-\d{1,6})?$|^\+[1-9]\d{5,14}$|^00[1-9]\d{5,14}$")
_DAY = re.compile(
    r"^(?:公元)?(\d{4})(?:[-/.年\\,、_](\d{1,2})[-/.月\\,、_](\d{1,2})[日号]?|(\d{2})(\d{2}))[.。]?"
    r"(?:[T-]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:(?:星期|周)[一二三四五六日天])?(?:\.0)?$"
)
_MONTH = re.compile(r"^(\d{4})(?:[-/年\\](\d{1,2})月?|(\d{2})|\.(0[1-9]|1[0-2]|[2-9])月?)(?:\.0)?$")
_LOST_ZERO = re.compile(r"^\d{4}\.1$")
_GAP = re.compile(r"(?<=\d)\s+(?=\d)")
_DANGEROUS = re.compile(r"^'(?=[=+\-@\t\r\d])")
_DITTO = frozenset({"同上", "同前", "同左", "上同", "〃", "″", "“", "”", '"', "''"})
_LATIN, _IDEOGRAPH = re.compile("[A-Za-z]"), re.compile("[一-鿿]")
DITTO = "ditto"
EARLIEST_YEAR = 1900
EARLIEST_ENTRY = 1980
_GRADE = re.compile(r"^(?:高|中职|中专|职高|职|专)?([一二三四五六])(?:年级)?$")
_FIRST_MONTH = 8  # from August on, "first grade" means those who enter this autumn
_NAMED = 3  # so many places of one name are told
_BROKEN = re.compile(r"^#(?:N/A|[A-Z0-9/_]{2,14}[!?]|GETTING_DATA|#+)$")


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
        if not isfinite(raw):
            return "#NUM!"  # no program writes it, and it is no number
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
    """What is wrong with a cell whose formula failed, or was never calculated."""
    if text == UNCALCULATED:
        remedy = _("用 Excel 或 WPS 打开原表，保存后再传；或在这里直接填值")
        return Fault("formula_uncalculated", "form", _("这是公式，还没有算出结果"), remedy)
    if not _BROKEN.match(text.strip()):
        return None
    return Fault("formula_error", "form", _("单元格里的公式出错"), _("回原表改好公式，或在这里直接填值"))


def ditto(column: Column, text: str) -> Fault | None:
    """What is wrong with "同上" where a name or a place of the school stands: the register would take it for one."""
    if column.kind is not Kind.NAME and column.field not in ("class_name", "programme"):
        return None
    if text.strip() not in _DITTO:
        return None
    return Fault(DITTO, "form", _("“同上”不是内容"), _("照实填写"))


def like_above(column: Column, fault: Fault, above: str) -> Fault:
    """For "同上" the value above it, where that can be the same."""
    if fault.code != DITTO or column.kind is Kind.NAME or not above.strip():
        return fault
    return replace(
        fault, remedy=_("与上面一行相同的，采用“%(value)s”") % {"value": above}, suggestion=above, certain=True
    )


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
    if names.is_plain(raw):
        return Cell(raw)
    value = names.normalise_name(raw)
    fault = first_error(names.name_problems(value), "name")
    if fault is None and not value.isascii() and _LATIN.search(value) and _IDEOGRAPH.search(value):
        remedy = _("照证件核对；不是名字里的，去掉")
        fault = Fault("name_letters", "name", _("汉字姓名里夹着字母"), remedy, is_hint=True)
    return Cell(value, fault, _tidy(raw, value))


def read_choice(column: Column, raw: str, day: Day, *, suggest: bool = True) -> Cell:
    match = _sets(column.list_name)[0].match(raw, suggest=suggest)
    for other in _sets(column.list_name)[1:]:
        if not match.accepted:
            match = other.match(raw, suggest=suggest)
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
    return _named_division(raw, value)


def _named_division(raw: str, value: str) -> Cell:
    """The code of a place by name, where the name means one place only; which of several is a person's to say."""
    found = divisions.named(value)
    if len(found) == 1:
        return Cell(found[0].code, None, "spelling")
    if found:
        names = "、".join(f"{divisions.full_name(one.code)} {one.code}" for one in found[:_NAMED])
        message = _("叫这个名字的地方有 %(count)s 个") % {"count": len(found)}
        return Cell(
            None, Fault("division_name", "choice", message, _("连省、市写全，或填代码：%(names)s") % {"names": names})
        )
    remedy = _("照户口簿查 6 位行政区划代码，或写全省、市、区县")
    if re.fullmatch(r"\d{6}|\d{12}", value):
        return Cell(None, Fault("division_unknown", "choice", _("从来不是行政区划代码"), remedy))
    if one := divisions.beginning(value):
        message = _("这是详细地址；这一列只要区县：%(name)s") % {"name": divisions.full_name(one.code)}
        return Cell(
            None, Fault("division_address", "choice", message, _("采用“%(code)s”") % {"code": one.code}, one.code)
        )
    message = _("应为 6 位（或 12 位）数字，或写全的地名")
    return Cell(None, Fault("division_form", "choice", message, remedy))


def _dated(raw: str) -> str:
    """The text of a date without spaces; one between digits separates them ("2010 1 1")."""
    text = compact(_GAP.sub("-", clean(raw)))
    return text if text.isdigit() else in_digits(text)


def read_date(column: Column, raw: str, day: Day) -> Cell:
    text = _dated(raw)
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
    text = _dated(raw)
    year, month = _year_month(text)
    if _LOST_ZERO.match(text):
        message = _("看不出是 1 月还是 10 月：Excel 会去掉末尾的 0")
        return Cell(
            None, Fault("month_form", "form", message, _("填 6 位数字，如 %(example)s") % {"example": _example(day)})
        )
    if not 1 <= month <= 12:
        return Cell(None, _no_month(column, text, day))
    value = f"{year:04d}{month:02d}"
    earliest = EARLIEST_ENTRY if column.field == "entry_month" else EARLIEST_YEAR
    if not earliest <= year <= day.today.year + 1:
        return Cell(value, Fault("month_range", "form", _("年份不可能"), _("核对年份")))
    return Cell(value, None, "" if raw == value else "date")


def _no_month(column: Column, text: str, day: Day) -> Fault:
    probable = probable_month(text) if column.field == "entry_month" else None
    remedy = _("填 6 位数字，如 %(example)s") % {"example": _example(day)}
    if probable:
        remedy = _("可能是“%(month)s”，核对后采用") % {"month": probable}
    return Fault("month_form", "form", _("格式应为 YYYYMM"), remedy, probable)


def _example(day: Day) -> str:
    return f"{day.today.year}09"


def _year_month(text: str) -> tuple[int, int]:
    """The year and month that a text means, (0, 0) when it means none. "2026.1" is none (see _LOST_ZERO)."""
    if match := _MONTH.match(text):
        year, *months = match.groups()
        return int(year), int(next(month for month in months if month))
    found = _serial(text) or _day_of(_DAY.match(text))
    return (found.year, found.month) if found else (0, 0)


def read_birth(column: Column, raw: str, day: Day) -> Cell:
    """A whole birth date, or its year and month as text; "2010.1" as it is, because it may be October."""
    if _LOST_ZERO.match(_dated(raw)):
        return Cell(_dated(raw), None, "date")
    whole, month = read_date(column, raw, day), read_month(column, raw, day)
    return month if month.fault is None and whole.fault is not None and whole.value is None else whole


def read_year(column: Column, raw: str, day: Day) -> Cell:
    digits = re.match(r"^(20\d{2}|19\d{2})(级|届|年|年级)?(\.0)?$", compact(raw))
    if digits is None and (short := re.match(r"^(\d{2})(?:级|届)$", compact(raw))):
        return Cell(f"20{short[1]}", None, "spelling")
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
    value = compact(raw).removesuffix(".0").strip(",;、，；.'`‘’")
    if _RUINED.match(value):
        return Cell(None, _ruined())
    plain = re.sub(r"^(\+86|0086|86)(?=1[3-9]\d{9}$)", "", re.sub(r"[-().]", "", value))
    if _MOBILE.match(plain):
        return Cell(plain, None, _tidy(raw, plain))
    landline = re.sub(r"^\((0\d{2,3})\)-?", r"\1-", value)
    if _OTHER_PHONE.match(landline):
        return Cell(landline, None, _tidy(raw, landline))
    return Cell(None, _no_phone(value, list(dict.fromkeys(_MOBILE_INSIDE.findall(re.sub(r"[-.]", "", clean(raw)))))))


def _no_phone(value: str, inside: list[str]) -> Fault:
    """What is wrong with a text that is no number; `inside` are the mobile numbers in it, one of which may be adopted."""
    if inside:
        message = (
            _("这一格有 %(count)s 个号码") % {"count": len(inside)} if len(inside) > 1 else _("号码之外还有别的字")
        )
        remedy = _("只填一个号码，可采用“%(number)s”") % {"number": inside[0]}
        return Fault("phone_form", "form", message, remedy, inside[0])
    found = len(re.sub(r"\D", "", value))
    message = _("不是电话号码：手机应为 11 位，这里是 %(found)s 位") % {"found": found}
    return Fault("phone_form", "form", message, _("只填一个号码；固定电话连区号"))


def read_code(column: Column, raw: str, day: Day) -> Cell:
    if raw.isascii() and raw.isdigit() and len(raw) <= column.width:
        return Cell(raw)  # nothing to tidy
    value = "".join(clean(raw).split()).removesuffix(".0")
    if _RUINED.match(value):
        return Cell(None, _ruined())
    if len(value) > column.width:
        return Cell(None, _too_long(column))
    if not _CODE.match(value):
        return Cell(None, Fault("code_form", "form", _("只能是数字、字母和“-”"), _("去掉别的字符")))
    return Cell(value, None, _tidy(raw, value))


def read_postcode(column: Column, raw: str, day: Day) -> Cell:
    cell = read_code(column, raw, day)
    if cell.fault is None and not re.fullmatch(r"\d{6}", str(cell.value)):
        return Cell(None, Fault("postcode_form", "form", _("邮政编码应为 6 位数字"), _("照实补填，或清空这一格")))
    return cell


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
    Kind.BIRTH: read_birth,
    Kind.POSTCODE: read_postcode,
}
