"""The list of students as the page shows it: rows with what is under way, tabs, chips, columns, numbers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from students import sections, table
from students.filters import Chip, Filters, Tab, capped, tab_counts
from students.forms import CURRENT
from students.found import NAMES, Source, Ways, found_by
from students.models import Student
from students.paging import Page, page_of
from students.searching import Search
from students.statuses import Status
from xueji.cases import registry
from xueji.cases.models import Item
from xueji.cases.states import CaseState
from xueji.database.fence import Level

_UNDER_WAY = (CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED)


@dataclass(frozen=True)
class Work:
    """What is under way for a student, or waits to be begun; `tone` of the style sheet."""

    text: str
    tone: str = "2nd"


@dataclass(frozen=True)
class Heading:
    """The head of a column; `url` sorts by it."""

    label: Any
    key: str
    url: str = ""
    is_sorted: bool = False


@dataclass(frozen=True)
class Listing:
    """Everything on the page of the list."""

    page: Page
    columns: list[table.Column]
    headings: list[Heading]
    offered: list[table.Column]
    tabs: list[Tab]
    chips: list[Chip]
    bulk: list[sections.BulkVerb]
    subtitle: str
    text: str
    hint: Any
    clear_url: str
    is_empty_register: bool
    can_import: bool

    @property
    def column_count(self) -> int:
        """How many columns there are to choose from, the fixed ones included."""
        return len(self.offered) + sum(column.fixed for column in table.COLUMNS)


def listing_of(filters: Filters, search: Search | None, text: str, wanted: list[str] | None) -> Listing:
    """Read one page; the number of queries does not depend on how many students there are."""
    source = _source(filters, search)
    page = page_of(
        Student.objects.with_places(),
        filters.keys,
        source=source,
        after=filters.chosen.get("after"),
        before=filters.chosen.get("before"),
    )
    counts = tab_counts(filters.scope, filters.today)
    total = _total(filters, source, counts)
    page.query, page.total = filters.query, capped(total, filters.most_counted)
    page.before = filters.chosen.get("at", 0) if page.previous_cursor else 0
    _add_work(page.rows)
    columns = table.chosen(filters.scope.level, wanted)
    current = counts.get(CURRENT, 0)
    return Listing(
        page=page,
        columns=columns,
        headings=[_heading(column, filters) for column in columns],
        offered=[column for column in table.offered(filters.scope.level) if not column.fixed],
        tabs=filters.tabs(counts),
        chips=filters.chips(),
        bulk=sections.bulk_verbs(filters.scope, filters.status),
        subtitle=_subtitle(current, total, filters),
        text=text,
        hint=search.hint if search else "",
        clear_url=f"?{filters.without_search().urlencode()}",
        is_empty_register=not current and not filters.narrows,
        can_import=filters.scope.level is Level.SCHOOL and filters.scope.allows("manage_students"),
    )


def _source(filters: Filters, search: Search | None) -> Source:
    students = filters.apply(Student.objects.all())
    if search is None:
        return Ways(students)
    return found_by(search, students, narrowed=filters.keys != NAMES or filters.narrows_further)


def _total(filters: Filters, source: Source, counts: dict[str, int]) -> int | None:
    """How many the filters leave; not counted where it would read a whole province for a rare thing."""
    if not filters.narrows and filters.status in counts:
        return counts[filters.status]
    is_wide = filters.scope.level is Level.PROVINCE and not filters.is_within_a_place and not filters.has_search
    return None if is_wide else source.counted(filters.most_counted + 1)


def _subtitle(current: int, total: int | None, filters: Filters) -> str:
    text = _("在册 %(count)s 人") % {"count": capped(current)}
    if total is None or (not filters.narrows and filters.status == CURRENT):
        return text
    label = _("查到 %(count)s 人") if filters.has_search else _("当前筛选 %(count)s 人")
    return text + _("；") + label % {"count": capped(total, filters.most_counted)}


def _heading(column: table.Column, filters: Filters) -> Heading:
    if not column.sort or filters.school_id is None:
        return Heading(column.label, column.key, is_sorted=column.sort == filters.sort)
    return Heading(column.label, column.key, filters.sort_url(column.sort), column.sort == filters.sort)


def _add_work(students: list[Student]) -> None:
    """Give each row `work`: the case under way, or that a pending student waits for one. One query for the page."""
    items = Item.objects.filter(student_id__in=[student.pk for student in students], case__state__in=_UNDER_WAY)
    cases = {item.student_id: item.case for item in items.select_related("case").order_by("id")}
    for student in students:
        case = cases.get(student.pk)
        if case is not None:
            student.work = _work_of(case)  # type: ignore[attr-defined]
        elif student.status == Status.PENDING:
            student.work = Work(_("待上报注册"), "wait")  # type: ignore[attr-defined]
        else:
            student.work = None  # type: ignore[attr-defined]


def _work_of(case: Any) -> Work:
    label = registry.get(case.kind).label
    if case.state == CaseState.DRAFT:
        return Work(_("%(kind)s草稿") % {"kind": label})
    if case.state == CaseState.RETURNED:
        return Work(_("%(kind)s退回补正") % {"kind": label}, "wait")
    return Work(_("%(kind)s办理中") % {"kind": label})
