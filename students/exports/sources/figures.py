"""The lists behind the numbers: who stood in a cell of a table, what a flow table counted, what data quality found.

A list of the past has no rows of its own to name: its keys are places in the order of the list, read in portions.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.exports.sources import lines
from students.exports.sources.base import Asked, Column, Pairs, Source
from students.exports.texts import Row
from students.models import Student
from students.quality import queries as quality
from students.quality.models import Finding
from students.quality.rules import BY_KEY, words
from students.rosters.writing import label_of
from students.statistics.asking import Asked as Counted
from students.statistics.asking import asked_of, plain, value_of
from students.statistics.flows import BY_KEY as CATEGORIES
from students.statistics.flows import MOVED
from students.statistics.lists import Crossing, Standing, flow_list, standing_list
from students.statuses import Status
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date_full

_OF_STUDENT = (
    Column("school", gettext_lazy("学校"), 26),
    Column("school_number", gettext_lazy("学号"), 14),
    Column("name", gettext_lazy("姓名"), 12),
    Column("sex", gettext_lazy("性别"), 6),
    Column("number", gettext_lazy("学籍号"), 24),
    Column("ethnic", gettext_lazy("民族"), 10, usual=False),
    Column("birth_date", gettext_lazy("出生日期"), 12, usual=False),
    Column("entered_on", gettext_lazy("入学日期"), 12, usual=False),
)
_OF_DAY = (
    Column("status", gettext_lazy("当日状态"), 10),
    Column("cohort", gettext_lazy("当日年级"), 8),
    Column("programme", gettext_lazy("当日专业"), 20),
    Column("major", gettext_lazy("当日专业代码"), 10),
    Column("group", gettext_lazy("当日班级"), 18),
)
_OF_CHANGE = (
    Column("counted_on", gettext_lazy("计入日期"), 12),
    Column("category", gettext_lazy("栏目"), 14),
    Column("change", gettext_lazy("异动"), 14),
    Column("effective_on", gettext_lazy("生效日期"), 12),
    Column("note", gettext_lazy("说明"), 24),
    Column("cohort", gettext_lazy("现年级"), 8),
    Column("programme", gettext_lazy("现专业"), 20),
)


class _OfStatistics(Source):
    """A list that an address of the statistics asks for."""

    own: tuple[Column, ...] = ()

    def columns(self, scope: Scope) -> Sequence[Column]:
        return [each for each in (*_OF_STUDENT, *self.own) if each.key != "school" or scope.level != "school"]

    def said(self, query: QueryDict) -> dict[str, Any]:
        kept = query.copy()
        kept.pop("offset", None)
        return {"query": kept.urlencode()}

    def described(self, asked: Asked) -> Pairs:
        question = _counted(asked)
        held = [(each.dimension.label, each.label) for each in question.only]
        return [(_("人员"), str(question.people.label)), *held]

    def students(self, keys: Sequence[int]) -> Iterable[int]:
        return ()

    def has_numbers(self, scope: Scope) -> bool:
        """Numbers stay masked: who needs whole ones exports the students, and says for what."""
        return False


class Standings(_OfStatistics):
    """统计名单: the students of a cell, as they stood on the day."""

    key = "counted"
    label = gettext_lazy("统计名单")
    unit = gettext_lazy("人")
    back = "statistics:students"
    own = _OF_DAY

    def described(self, asked: Asked) -> Pairs:
        return [(_("截至"), _("%(day)s终了") % {"day": cn_date_full(_counted(asked).day)}), *super().described(asked)]

    def keys(self, asked: Asked) -> Sequence[int]:
        return range(standing_list(_counted(asked).question, size=1).total)

    def rows(self, asked: Asked, keys: Sequence[int]) -> Iterable[Row]:
        part = standing_list(_counted(asked).question, offset=keys[0], size=len(keys))
        return ([{**_student(row.student), **_stood(row)}[key] for key in asked.columns] for row in part.rows)


class Crossings(_OfStatistics):
    """变动名单: the changes of a cell of the flow table."""

    key = "flowed"
    label = gettext_lazy("变动名单")
    unit = gettext_lazy("人次")
    back = "statistics:flow_students"
    own = _OF_CHANGE

    def described(self, asked: Asked) -> Pairs:
        period = _counted(asked).period
        days = {"first": cn_date_full(period.first), "last": cn_date_full(period.last)}
        return [
            (_("统计期间"), _("%(first)s至%(last)s") % days),
            (_("栏目"), _category(asked.query.get("category", ""))),
            *super().described(asked),
        ]

    def keys(self, asked: Asked) -> Sequence[int]:
        return range(self._part(asked, 0, 1).total)

    def rows(self, asked: Asked, keys: Sequence[int]) -> Iterable[Row]:
        part = self._part(asked, keys[0], len(keys))
        return ([{**_student(row.student), **_changed(row)}[key] for key in asked.columns] for row in part.rows)

    def _part(self, asked: Asked, offset: int, size: int) -> Any:
        flow, category = _counted(asked).flow, plain(asked.query.get("category", ""))
        return flow_list(flow, category, value_of(asked.query), offset=offset, size=size)


class Findings(Source):
    """数据问题名单, of a rule, of a field of it, in a place."""

    key = "findings"
    label = gettext_lazy("数据问题名单")
    unit = gettext_lazy("人")
    back = "quality:overview"

    def columns(self, scope: Scope) -> Sequence[Column]:
        own = (
            Column("rule", gettext_lazy("检查项"), 14),
            Column("fields", gettext_lazy("问题"), 30),
            Column("remedy", gettext_lazy("怎样改"), 40),
            Column("found_on", gettext_lazy("发现日期"), 12),
        )
        found = lines.offered(
            scope.level,
            "school",
            "school_number",
            "name",
            "sex",
            "status",
            "number",
            "cohort",
            "programme",
            "group",
            "teacher",
        )
        return [*found, *own]

    def said(self, query: QueryDict) -> dict[str, Any]:
        found = {name: query.get(name, "") for name in ("rule", "field", "school", "county", "city") if query.get(name)}
        return {key: plain(value)[:30] for key, value in found.items()}

    def described(self, asked: Asked) -> Pairs:
        rule = BY_KEY.get(str(asked.said.get("rule", "")))
        found: Pairs = [(_("检查项"), str(rule.label) if rule else _("全部"))]
        if rule and (field := asked.said.get("field")):
            found.append((_("项目"), words(rule.key, [field])[0]))
        if place := _place(asked):
            found.append((_("单位"), quality.place_names([place[1]]).get(place[1], "")))
        return found

    def keys(self, asked: Asked) -> Sequence[int]:
        rule = str(asked.said.get("rule", ""))
        rules = [rule] if rule in BY_KEY else list(BY_KEY)
        return [
            key
            for each in rules
            for key in quality.findings(each, field=asked.said.get("field", ""), place=_place(asked)).values_list(
                "pk", flat=True
            )
        ]

    def students(self, keys: Sequence[int]) -> Iterable[int]:
        return Finding.objects.filter(pk__in=list(keys)).values_list("student_id", flat=True)

    def rows(self, asked: Asked, keys: Sequence[int]) -> Iterable[Row]:
        found = Finding.objects.in_bulk(list(keys))
        students = lines.lines_of([row.student_id for row in found.values()], whole=asked.whole)
        for key in keys:
            row = found.get(key)
            line = students.get(row.student_id) if row else None
            if row is not None and line is not None:
                own = _wrong(row)
                yield [own[each] if each in own else lines.ALL_COLUMNS[each][1](line) for each in asked.columns]


def _counted(asked: Asked) -> Counted:
    reader = Organization.objects.get(pk=asked.scope.organization_id or 0)
    return asked_of(asked.query, asked.scope, reader)


def _category(key: str) -> str:
    return str(CATEGORIES[key].label if key in CATEGORIES else MOVED.get(key, key))


def _student(student: Student) -> dict[str, str]:
    return {
        "school": student.school.name,
        "school_number": student.school_number,
        "name": student.name,
        "sex": label_of("sex", student.sex),
        "number": student.number_mask,
        "ethnic": label_of("ethnic", student.ethnic_code),
        "birth_date": lines.day(student.birth_date),
        "entered_on": lines.day(student.entered_on),
    }


def _stood(row: Standing) -> dict[str, str]:
    return {
        "status": str(Status(row.status).label),
        "cohort": str(row.cohort),
        "programme": row.programme.name,
        "major": row.programme.major_code,
        "group": row.school_class.name,
    }


def _changed(row: Crossing) -> dict[str, str]:
    change = row.change
    return {
        "counted_on": lines.day(row.counted_on),
        "category": _category(row.category),
        "change": str(change.get_kind_display()) if change else "",
        "effective_on": lines.day(change.effective_on) if change else "",
        "note": change.note if change else "",
        "cohort": str(row.student.cohort),
        "programme": row.student.programme.name,
    }


def _wrong(row: Finding) -> dict[str, str]:
    rule = BY_KEY[row.rule]
    return {
        "rule": str(rule.label),
        "fields": "、".join(words(row.rule, row.fields)),
        "remedy": str(rule.remedy),
        "found_on": lines.day(row.found_on),
    }


def _place(asked: Asked) -> tuple[str, int] | None:
    found = ((kind, str(asked.said.get(kind, ""))) for kind in ("school", "county", "city"))
    return next(((kind, int(key)) for kind, key in found if key.isascii() and key.isdigit() and len(key) < 16), None)
