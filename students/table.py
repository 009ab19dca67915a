"""The columns of the list of students, in their order."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xueji.database.fence import Level


@dataclass(frozen=True)
class Column:
    """One column. `fixed` ones are always shown, `usual` ones unless the person chose others; `sort` names an order."""

    key: str
    label: str | Promise
    fixed: bool = False
    usual: bool = True
    sort: str = ""


SCHOOL = Column("school", _("学校"))
COLUMNS: tuple[Column, ...] = (
    Column("school_number", _("学号"), fixed=True, sort="number"),
    Column("name", _("姓名"), fixed=True, sort="name"),
    Column("sex", _("性别")),
    Column("status", _("状态"), fixed=True),
    Column("work", _("在办与提醒")),
    Column("number", _("学籍号")),
    SCHOOL,
    Column("cohort", _("年级")),
    Column("programme", _("专业")),
    Column("group", _("班级")),
    Column("identity", _("证件号"), usual=False),
    Column("birth_date", _("出生日期"), usual=False),
    Column("major", _("专业代码"), usual=False),
    Column("years", _("学制"), usual=False),
    Column("entered_on", _("入学日期"), usual=False),
)


def offered(level: Level) -> list[Column]:
    """The columns that make sense at a level: a school does not need its own name on every row."""
    return [column for column in COLUMNS if column is not SCHOOL or level is not Level.SCHOOL]


def chosen(level: Level, wanted: Iterable[str] | None) -> list[Column]:
    """The columns to show: the fixed ones and the `wanted` ones; without a wish, the usual ones."""
    keys = None if wanted is None else set(wanted)
    return [
        column for column in offered(level) if column.fixed or (column.usual if keys is None else column.key in keys)
    ]
