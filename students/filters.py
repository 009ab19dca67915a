"""The filters of the list: which students they leave, and the chips and tabs that show and change them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from students.forms import ALL, CURRENT, FORMER, GRADUATING, STATUSES
from students.models import Programme, SchoolClass, Student
from students.queries import StudentQuerySet
from students.statuses import Status
from xueji.calendars.terms import school_year_of
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

COUNTED = 10_000  # no tab or heading counts further than this
FOUND = 1_000  # nor a search than this: who sees more types more
_LABELS = dict(STATUSES)
_NARROWING = ("cohort", "major", "group", "school", "county", "city")


@dataclass(frozen=True)
class Option:
    """One entry of a chip's menu."""

    label: str
    url: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Chip:
    """A filter: its name, the chosen value (empty: 全部) and its menu."""

    key: str
    label: str
    value: str
    options: list[Option]
    shortcut: str = ""


@dataclass(frozen=True)
class Tab:
    """A saved filter."""

    label: str
    url: str
    is_current: bool
    count: str = ""


@dataclass
class Filters:
    """What the address asks for, for one reader. `query` is the address's own, paging left out."""

    scope: Scope
    chosen: dict[str, Any]
    query: QueryDict
    today: date
    has_search: bool = False
    _choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """A search looks among all, also those who left; a list shows who is on the register."""
        return self.chosen.get("status") or (ALL if self.has_search else CURRENT)

    @property
    def school_id(self) -> int | None:
        """The one school that the list is about, if it is."""
        return self.scope.organization_id if self.scope.level is Level.SCHOOL else self.chosen.get("school")

    @property
    def sort(self) -> str:
        """School numbers order a school; across schools names do."""
        if self.school_id is None:
            return "name"
        return self.chosen.get("sort") or ("number" if self.scope.level is Level.SCHOOL else "name")

    @property
    def keys(self) -> tuple[str, ...]:
        return ("school_number", "id") if self.sort == "number" else ("name_key", "id")

    @property
    def narrows(self) -> bool:
        """Whether anything but the status is asked for."""
        return self.has_search or self._asks_for(_NARROWING)

    @property
    def narrows_further(self) -> bool:
        """Whether a search is not to show everybody whom it finds."""
        return self.status != ALL or self._asks_for(_NARROWING)

    @property
    def most_counted(self) -> int:
        """How far those whom the filters leave are counted."""
        return FOUND if self.has_search else COUNTED

    @property
    def is_within_a_place(self) -> bool:
        """Whether a school or a bureau below the reader's was chosen."""
        return self.school_id is not None or bool(self._place())

    def _asks_for(self, keys: Iterable[str]) -> bool:
        return any(self.chosen.get(key) for key in keys)

    def without_search(self) -> QueryDict:
        """The address's query without search and paging."""
        return self._without("find")

    def sort_url(self, sort: str) -> str:
        """The address of the same list in another order."""
        return _address(self._without(), sort=sort)

    def apply(self, students: StudentQuerySet) -> StudentQuerySet:
        """The students whom the filters leave."""
        students = with_status(students, self.status, school_year(self.today))
        columns = {
            "cohort": "cohort",
            "group": "school_class",
            "school": "school",
            "county": "county_id",
            "city": "city_id",
        }
        wanted = {columns[key]: value for key, value in self.chosen.items() if key in columns}
        if major := self.chosen.get("major"):
            wanted["programme__in"] = Programme.objects.filter(self._ours(), major_code=major).values("pk")
        return students.filter(**wanted)

    def tabs(self, counts: dict[str, int]) -> list[Tab]:
        """The saved filters; the numbers where they are cheap."""
        tabs = [
            (CURRENT, _("全部在册")),
            (Status.STUDYING.value, _("在读")),
            (Status.PENDING.value, _("未注册")),
            (Status.ON_LEAVE.value, _("休学")),
            (GRADUATING, _("毕业年级")),
            (FORMER, _("已离校")),
        ]
        bare = self._without("find", "status", *_NARROWING)
        found = []
        for key, label in tabs:
            is_current = self.status == key and not self.narrows
            url = _address(bare, status=None if key == CURRENT else key)
            found.append(Tab(label, url, is_current, capped(counts.get(key))))
        return found

    def chips(self) -> list[Chip]:
        """The filters in the order in which a reader narrows down: where, then who."""
        chips = [self._chip(key, label) for key, label in self._offered()]
        return [chip for chip in chips if chip is not None]

    def _offered(self) -> Iterable[tuple[str, str]]:
        level = self.scope.level
        if level is Level.PROVINCE:
            yield "city", _("市")
        if level in {Level.PROVINCE, Level.CITY}:
            yield "county", _("县（市、区）")
        if level is Level.COUNTY or (level is not Level.SCHOOL and self._place()):
            yield "school", _("学校")
        yield "cohort", _("年级")
        yield "major", _("专业")
        if self.school_id:
            yield "group", _("班级")
        yield "status", _("状态")

    def _place(self) -> int | None:
        return self.chosen.get("county") or self.chosen.get("city") or self.chosen.get("school")

    def _chip(self, key: str, label: str) -> Chip | None:
        choices = getattr(self, f"_{key}_choices")()
        current = str(self.chosen.get(key, ""))
        if not choices and not current:
            return None
        lower = {
            "city": ("county", "school", "group"),
            "county": ("school", "group"),
            "school": ("group",),
            "cohort": ("group",),
        }
        bare = self._without(key, *lower.get(key, ()))
        options = [Option(text, _address(bare, **{key: value}), value == current) for value, text in choices]
        if current or key == "status":
            options.insert(0, Option(_("不限"), _address(bare, **{key: ALL if key == "status" else None}), not current))
        named = dict(choices).get(current, "")
        if key == "status":
            named = str(_LABELS[self.status]) if self.status not in {CURRENT, ALL} else ""
        return Chip(key, label, named, options, "f" if key == "cohort" else "")

    def _city_choices(self) -> list[tuple[str, str]]:
        cities = Organization.objects.filter(parent=self.scope.organization_id, kind="city")
        return [
            (str(pk), place or name) for pk, place, name in cities.order_by("code").values_list("pk", "place", "name")
        ]

    def _county_choices(self) -> list[tuple[str, str]]:
        parent = self.chosen.get("city") or self.scope.organization_id
        bodies = Organization.objects.filter(parent=parent, kind__in=["county", "superior_body"]).order_by("code")
        return [
            (str(pk), place if kind == "county" and place else name)
            for pk, kind, place, name in bodies.values_list("pk", "kind", "place", "name")
        ]

    def _school_choices(self) -> list[tuple[str, str]]:
        place = self.chosen.get("county") or self.chosen.get("city") or self.scope.organization_id
        schools = Organization.objects.schools().filter(
            Q(parent=place) | Q(county=place) | Q(pk=self.chosen.get("school"))
        )
        return [(str(pk), name) for pk, name in schools.order_by("code").values_list("pk", "name")]

    def _cohort_choices(self) -> list[tuple[str, str]]:
        year = self.today.year
        years = {*range(year - 5, year + 1), self.chosen.get("cohort", year)}
        return [(str(each), _("%(year)s级") % {"year": each}) for each in sorted(years, reverse=True)]

    def _major_choices(self) -> list[tuple[str, str]]:
        majors = Programme.objects.filter(self._ours()).order_by("major_code").distinct("major_code")
        return list(majors.values_list("major_code", "name"))

    def _group_choices(self) -> list[tuple[str, str]]:
        groups = SchoolClass.objects.filter(school=self.school_id)
        if cohort := self.chosen.get("cohort"):
            groups = groups.filter(cohort=cohort)
        if major := self.chosen.get("major"):
            groups = groups.filter(programme__major_code=major)
        return [(str(pk), name) for pk, name in groups.order_by("-cohort", "name").values_list("pk", "name")[:200]]

    def _status_choices(self) -> list[tuple[str, str]]:
        return [(status.value, str(status.label)) for status in Status]

    def _ours(self) -> Q:
        """What a school offers is readable by all: here only the offers of the scope's schools count."""
        if self.school_id:
            return Q(school=self.school_id)
        return Q(**{f"{self.scope.level}_id": self.scope.organization_id})

    def _without(self, *keys: str) -> QueryDict:
        query = self.query.copy()
        for key in (*keys, "after", "before", "at"):
            query.pop(key, None)
        return query


def with_status(students: StudentQuerySet, status: str, year: int) -> StudentQuerySet:
    """Students of a status, or of one of the groups that the tabs name."""
    if status == ALL:
        return students
    if status == CURRENT:
        return students.current()
    if status == FORMER:
        return students.former()
    if status == GRADUATING:
        return students.graduating(year)
    return students.filter(status=status)


def school_year(day: date) -> int:
    """The school year of a day by its autumn."""
    return int(school_year_of(day)[:4])


def tab_counts(scope: Scope, today: date) -> dict[str, int]:
    """The numbers on the tabs: all for a school or county, above only who is on the register, capped."""
    current = Student.objects.current()
    if scope.level not in {Level.SCHOOL, Level.COUNTY}:
        return {CURRENT: current.counted(COUNTED + 1)}
    statuses = {row["status"]: row["n"] for row in current.order_by().values("status").annotate(n=Count("*"))}
    return {
        CURRENT: sum(statuses.values()),
        FORMER: Student.objects.former().counted(COUNTED + 1),
        Status.STUDYING.value: statuses.get(Status.STUDYING.value, 0),
        Status.PENDING.value: statuses.get(Status.PENDING.value, 0),
        Status.ON_LEAVE.value: statuses.get(Status.ON_LEAVE.value, 0),
        GRADUATING: Student.objects.graduating(school_year(today)).counted(COUNTED + 1),
    }


def capped(count: int | None, most: int = COUNTED) -> str:
    """2,846, or 10,000+ where nobody counted further than `most`; empty for None."""
    if count is None:
        return ""
    return f"{most:,}+" if count > most else f"{count:,}"


def _address(query: QueryDict, **values: Any) -> str:
    query = query.copy()
    for key, value in values.items():
        query.pop(key, None)
        if value is not None:
            query[key] = str(value)
    return f"?{query.urlencode()}"
