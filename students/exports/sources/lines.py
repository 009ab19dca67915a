"""Student records as they are read for thousands of rows: values, no model instances; numbers opened only when asked for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from students.exports.sources.base import Column
from students.models import Student
from students.rosters.columns import COLUMNS as ROSTER
from students.rosters.columns import STUDENT_FIELDS
from students.rosters.entries import open_number
from students.rosters.writing import label_of
from students.statuses import Status
from xueji.database import cipher
from xueji.database.fence import Level

_VALUES = (
    "pk", "name", "sex", "birth_date", "identity_type", "identity_mask", "number_mask", "school_number", "cohort", "status",
    "entered_on", "registered_on", "left_on", "ethnic_code", "school__name", "school__code", "programme__short_name",
    "programme__years", "programme__name", "programme__major_code", "programme__direction", "school_class__name",
    "school_class__teacher_name", "profile__data",
)  # fmt: skip
_SECRETS = ("person__identity_cipher", "person__number_cipher")
_STATUSES = {status.value: status.label for status in Status}


@dataclass(frozen=True, slots=True)
class _Programme:
    short_name: str
    years: Decimal


@dataclass(frozen=True, slots=True)
class _Class:
    name: str


@dataclass(slots=True)
class Line:
    """One record. Its names are those of the model, so that whatever writes a student's texts can write a line's."""

    pk: int
    name: str
    sex: str
    birth_date: date
    identity_type: str
    identity_mask: str
    number_mask: str
    school_number: str
    cohort: int
    status: str
    entered_on: date
    registered_on: date | None
    left_on: date | None
    ethnic_code: str
    school_name: str
    school_code: str
    short_name: str
    years: Decimal
    major_name: str
    major_code: str
    direction: str
    class_name: str
    teacher_name: str
    data: dict[str, Any] | None
    identity_cipher: bytes = b""
    number_cipher: bytes = b""

    @property
    def programme(self) -> _Programme:
        return _programme(self.short_name, self.years)

    @property
    def school_class(self) -> _Class:
        return _class(self.class_name)

    @property
    def profile(self) -> dict[str, Any]:
        return self.data or {}

    @property
    def identity(self) -> str:
        """The identity number: whole where it was read, else its mask."""
        return cipher.decrypt(self.identity_cipher) if self.identity_cipher else self.identity_mask

    @property
    def number(self) -> str:
        """The student number, likewise."""
        return cipher.decrypt(self.number_cipher) if self.number_cipher else self.number_mask

    def open_sealed(self, sealed: dict[str, str]) -> str:
        """A family member's number, likewise."""
        return open_number(sealed) if self.identity_cipher else sealed.get("mask", "")


@lru_cache(maxsize=4096)
def _programme(short_name: str, years: Decimal) -> _Programme:
    return _Programme(short_name, years)


@lru_cache(maxsize=16384)
def _class(name: str) -> _Class:
    return _Class(name)


def lines_of(keys: Sequence[int], *, whole: bool) -> dict[int, Line]:
    """The records of these ids that the scope sees, by id, in one query."""
    fields = _VALUES + (_SECRETS if whole else ())
    found = Student.objects.filter(pk__in=keys).order_by().values_list(*fields)
    return {values[0]: Line(*values) for values in found}


def in_order(keys: Sequence[int], *, whole: bool) -> Iterator[Line]:
    """The same in the order of `keys`."""
    found = lines_of(keys, whole=whole)
    return (found[key] for key in keys if key in found)


def day(value: date | None) -> str:
    """A day as the national system writes it; empty for none."""
    return f"{value:%Y%m%d}" if value else ""


def moment(at: datetime | None) -> str:
    """A moment in the register's time zone, to the minute; empty for none."""
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""


def years_text(years: Decimal) -> str:
    return f"{years.normalize():f}"


Writer = Callable[[Line], str]

STUDENT_COLUMNS: dict[str, tuple[Column, Writer]] = {
    column.key: (column, write)
    for column, write in (
        (Column("school_number", _("学号"), 14), lambda line: line.school_number),
        (Column("name", _("姓名"), 12), lambda line: line.name),
        (Column("sex", _("性别"), 6), lambda line: label_of("sex", line.sex)),
        (Column("status", _("状态"), 10), lambda line: str(_STATUSES.get(line.status, line.status))),
        (Column("number", _("学籍号"), 24, secret=True), lambda line: line.number),
        (Column("identity_type", _("身份证件类型"), 14, usual=False),
         lambda line: label_of("identity_type", line.identity_type)),
        (Column("identity", _("身份证件号"), 22, secret=True, usual=False), lambda line: line.identity),
        (Column("birth_date", _("出生日期"), 12, usual=False), lambda line: day(line.birth_date)),
        (Column("ethnic", _("民族"), 10, usual=False), lambda line: label_of("ethnic", line.ethnic_code)),
        (Column("school_code", _("学校代码"), 14, usual=False), lambda line: line.school_code),
        (Column("school", _("学校"), 28), lambda line: line.school_name),
        (Column("cohort", _("年级"), 8), lambda line: str(line.cohort)),
        (Column("programme", _("专业"), 20), lambda line: line.major_name),
        (Column("major", _("专业代码"), 10, usual=False), lambda line: line.major_code),
        (Column("direction", _("专业方向"), 16, usual=False), lambda line: line.direction),
        (Column("years", _("学制（年）"), 10, usual=False), lambda line: years_text(line.years)),
        (Column("group", _("班级"), 18), lambda line: line.class_name),
        (Column("teacher", _("班主任"), 12, usual=False), lambda line: line.teacher_name),
        (Column("entered_on", _("入学日期"), 12, usual=False), lambda line: day(line.entered_on)),
        (Column("registered_on", _("取得学籍日期"), 14, usual=False), lambda line: day(line.registered_on)),
        (Column("left_on", _("离校日期"), 12, usual=False), lambda line: day(line.left_on)),
    )
}  # fmt: skip
"""What a list of students may say of each, and how it is written."""

_PLAIN = frozenset(
    {"study_form", "student_category", "entry_mode", "attendance_mode", "student_source", "recruit_target"}
)


def _profile_writer(field: str) -> Writer:
    def write(line: Line) -> str:
        value = line.profile.get(field, "")
        return line.open_sealed(value) if isinstance(value, dict) else str(value)

    return write


PROFILE_COLUMNS: dict[str, tuple[Column, Writer]] = {
    f"profile.{field}": (
        Column(
            f"profile.{field}",
            column.heading,
            16,
            secret=column.is_secret,
            personal=field not in _PLAIN,
            usual=False,
        ),
        _profile_writer(field),
    )
    for field, column in ROSTER.items()
    if field not in STUDENT_FIELDS
}
"""The other columns of the roster; what reaches a person or tells of the family is taken out for a purpose only."""

ALL_COLUMNS = STUDENT_COLUMNS | PROFILE_COLUMNS


def offered(level: Level, *keys: str) -> list[Column]:
    """The columns of records for a source (all, or those of `keys`); a school does not need its own name on every row."""
    names = keys or tuple(ALL_COLUMNS)
    hidden = {"school", "school_code"} if level is Level.SCHOOL else set()
    return [ALL_COLUMNS[key][0] for key in names if key not in hidden]


def writers(columns: Sequence[str]) -> list[Writer]:
    """How the columns are written, in their order."""
    return [ALL_COLUMNS[key][1] for key in columns if key in ALL_COLUMNS]
