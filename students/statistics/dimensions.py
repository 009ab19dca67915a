"""By what students are counted: each dimension is an expression in SQL and the words for its values.

In an expression {t} is where the record stands (status, programme_id, cohort, school_class_id), {s} the record, {p} its
programme and {r} its profile; {county} and {city} are the bodies above its school on the day. What a person is (sex, ethnic
group, household, origin) is what the register knows of it now: a correction holds for every day (ADR 0021).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.models import SchoolClass
from students.statistics.past import DAY
from students.statistics.seats import CITY, COUNTY, reader_sql, seat_sql
from students.statuses import Sex, Status
from xueji.codes import divisions, majors
from xueji.codes.codesets import codeset, picklist, template_set
from xueji.database.fence import Level
from xueji.organizations.models import Organization

Labels = dict[str, str]
Namer = Callable[[Iterable[str]], Labels]
_ABOVE = frozenset({Level.COUNTY, Level.CITY, Level.PROVINCE})
_HAN, _FOREIGN = "01", "98"


@dataclass(frozen=True)
class Dimension:
    """One of them. `names` answers value → words, in the order of the rows; `levels` who may use it; `profiled` when it
    reads the profile; `flows` when changes can be told apart by it; `kept` the column of a snapshot, if it has one."""

    key: str
    label: str | Promise
    sql: str
    names: Namer
    levels: frozenset[Level] = frozenset(Level)
    profiled: bool = False
    flows: bool = True
    kept: str = ""

    def expression(self, standing: str = "s", programme: str = "p", day: str = DAY) -> str:
        """The SQL of its value at the end of a day as text; empty where it is not known."""
        return f"coalesce(({self.value(standing, programme, day)})::text, '')"

    def value(self, standing: str = "s", programme: str = "p", day: str = DAY) -> str:
        """The same as it is stored: cheaper to group by."""
        places = {self.key: seat_sql(self.key, day)} if self.key in (COUNTY, CITY) else {}
        return self.sql.format(t=standing, s="s", p=programme, r="r", **places)


def _places(values: Iterable[str]) -> Labels:
    found = Organization.objects.filter(pk__in=[int(value) for value in values if value.isdecimal()]).order_by("code")
    named = {
        str(body.pk): body.place if body.kind in {"county", "city"} and body.place else body.name for body in found
    }
    return named | ({"": gettext("直属（无下级主管部门）")} if "" in set(values) else {})


def _majors(values: Iterable[str]) -> Labels:
    return {code: _major(code) for code in sorted(values)}


def _major(code: str) -> str:
    """Students admitted to a whole category stand under its code until they choose a direction."""
    known = majors.major(code)
    name = known.name if known else majors.groups().get(code) or majors.classes().get(code)
    return f"{code} {name}" if name else code or gettext("未填")


def _groups(values: Iterable[str]) -> Labels:
    known = majors.groups()
    return {code: f"{code} {known[code]}" if code in known else code or gettext("未填") for code in sorted(values)}


def _cohorts(values: Iterable[str]) -> Labels:
    return {value: gettext("%(year)s级") % {"year": value} for value in sorted(values, reverse=True)}


def _classes(values: Iterable[str]) -> Labels:
    found = SchoolClass.objects.filter(pk__in=[int(value) for value in values if value.isdecimal()])
    return {str(pk): name for pk, name in found.order_by("-cohort", "name").values_list("pk", "name")}


def _years(values: Iterable[str]) -> Labels:
    return {value: gettext("%(years)s 年") % {"years": value.removesuffix(".0")} for value in sorted(values)}


def _ages(values: Iterable[str]) -> Labels:
    return {
        value: gettext("%(age)s 岁") % {"age": value} for value in sorted(values, key=lambda value: (len(value), value))
    }


def _coded(name: str) -> Namer:
    def names(values: Iterable[str]) -> Labels:
        return _in_order(values, dict(codeset(name).choices()))

    return names


def _listed(heading: str) -> Namer:
    """Words of a pick list, each its own value."""

    def names(values: Iterable[str]) -> Labels:
        found = template_set(heading) or picklist(heading)
        return _in_order(values, {label: label for label in found.codes})

    return names


def _worded(words: dict[str, Any]) -> Namer:
    return lambda values: _in_order(values, {key: str(label) for key, label in words.items()})


def _in_order(values: Iterable[str], known: Labels) -> Labels:
    wanted = set(values)
    found = {key: label for key, label in known.items() if key in wanted}
    others = {
        value: value or gettext("未填") for value in sorted(wanted - set(found), key=lambda value: (not value, value))
    }
    return found | others


def _divisions(values: Iterable[str]) -> Labels:
    found = {}
    for value in sorted(values, key=lambda value: (not value, value)):
        known = divisions.division(value.ljust(6, "0")) if value else None
        found[value] = divisions.full_name(known.code) if known else value or gettext("未填")
    return found


_MINORITIES = {"han": _("汉族"), "minority": _("少数民族"), "foreign": _("外国血统或入籍"), "unknown": _("其他")}

DIMENSIONS: tuple[Dimension, ...] = (
    Dimension("city", _("设区市"), "{city}", _places, frozenset({Level.PROVINCE}), kept="city_then"),
    Dimension(
        "county", _("县（市、区）"), "{county}", _places, frozenset({Level.PROVINCE, Level.CITY}), kept="county_then"
    ),
    Dimension("school", _("学校"), "{s}.school_id", _places, _ABOVE, kept="school_id"),
    Dimension("group", _("专业大类"), "left({p}.major_code, 2)", _groups, kept="left(major_code, 2)"),
    Dimension("major", _("专业"), "{p}.major_code", _majors, kept="major_code"),
    Dimension("cohort", _("年级"), "{t}.cohort", _cohorts, kept="cohort"),
    Dimension("sex", _("性别"), "{s}.sex", _worded(dict(Sex.choices)), kept="sex"),
    Dimension(
        "status", _("学籍状态"), "{t}.status", _worded(dict(Status.choices)), flows=False, kept="status"
    ),
    Dimension(
        "category", _("学生类别"), "{r}.data->>'student_category'", _listed("学生类别"), profiled=True, kept="category"
    ),
    Dimension("ethnic", _("民族"), "{s}.ethnic_code", _coded("gbt3304_ethnic"), kept="ethnic_code"),
    Dimension(
        "minority",
        _("是否少数民族"),
        f"CASE WHEN {{s}}.ethnic_code = '{_HAN}' THEN 'han' WHEN {{s}}.ethnic_code = '{_FOREIGN}' THEN 'foreign'"
        " WHEN {s}.ethnic_code BETWEEN '02' AND '56' THEN 'minority' ELSE 'unknown' END",
        _worded(_MINORITIES),
    ),
    Dimension(
        "household", _("户口性质"), "{r}.data->>'household_type'", _listed("户口性质"), profiled=True, kept="household"
    ),
    Dimension("origin", _("生源地（省）"), "left({r}.data->>'origin_code', 2)", _divisions, profiled=True, kept="origin"),
    Dimension("origin_city", _("生源地（市）"), "left({r}.data->>'origin_code', 4)", _divisions, profiled=True),
    Dimension("years", _("学制"), "{p}.years", _years),
    Dimension(
        "age", _("年龄"), "date_part('year', age(%(day)s::date, {s}.birth_date))::int", _ages, flows=False
    ),
    Dimension("group_class", _("班级"), "{t}.school_class_id", _classes, frozenset({Level.SCHOOL})),
)  # fmt: skip
BY_KEY = {dimension.key: dimension for dimension in DIMENSIONS}
PLACES = ("city", "county", "school")


def offered(level: Level, *, municipality: bool = False) -> list[Dimension]:
    """Those that make sense at a level; a municipality has no cities."""
    return [each for each in DIMENSIONS if level in each.levels and not (municipality and each.key == "city")]


def narrowest_place(level: Level, *, municipality: bool = False) -> str:
    """By what a level looks at its own first: a province at cities, a city at counties, a county at schools."""
    if level is Level.PROVINCE and not municipality:
        return "city"
    if level in {Level.PROVINCE, Level.CITY}:
        return "county"
    return "school" if level is Level.COUNTY else "major"


@dataclass(frozen=True)
class Narrowing:
    """One dimension held to one value."""

    dimension: Dimension
    value: str

    @property
    def label(self) -> str:
        """Its value in words."""
        return self.dimension.names([self.value]).get(self.value, self.value)


def where(
    narrowings: Sequence[Narrowing], standing: str = "s", programme: str = "p", day: str = DAY
) -> tuple[str, dict[str, str]]:
    """The condition that all of them hold at the end of a day, in a school that sat below the reader; its parameters."""
    clauses = [
        f"{each.dimension.expression(standing, programme, day)} = %(only_{each.dimension.key})s" for each in narrowings
    ]
    only = " AND ".join([*clauses, reader_sql(day)])
    return only, {f"only_{each.dimension.key}": each.value for each in narrowings}
