"""The list of newcomers: year, tab, programme, late; and what may be done to those who are picked."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.admission.elsewhere import elsewhere_known
from students.admission.finding import found_at_desk
from students.admission.lines import Line, line_of
from students.admission.many import VERBS, ManyVerb
from students.admission.models import Admission
from students.admission.queries import AdmissionQuerySet
from students.admission.reading import Reading, readings_of
from students.filters import Chip, Option, Tab
from students.models import Programme
from students.paging import Page, page_of
from xueji import clock
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.asked import whole

KEYS = ("name_key", "id")
_YEARS = 4
VIEWS: dict[str, str | Promise] = {
    "": gettext_lazy("全部"),
    "awaited": gettext_lazy("待报到"),
    "overdue": gettext_lazy("逾期未报到"),
    "deferred": gettext_lazy("延期"),
    "unplaced": gettext_lazy("已报到，未编班"),
    "present": gettext_lazy("已报到"),
    "kept": gettext_lazy("保留资格"),
    "lost": gettext_lazy("放弃、取消"),
}
_EMPTY: dict[str, str | Promise] = {
    "awaited": gettext_lazy("没有待报到的新生"),
    "overdue": gettext_lazy("没有逾期未报到的新生"),
    "deferred": gettext_lazy("没有延期报到的新生"),
    "unplaced": gettext_lazy("报到的新生都已编班"),
    "kept": gettext_lazy("没有保留入学资格的新生"),
    "lost": gettext_lazy("没有放弃或取消入学资格的新生"),
}
# Where those stand who were put into a class and are not registered yet: the next step is said there.
_LEADS_ON = {"present", "unplaced"}
_VERBS_OF: dict[str, tuple[str, ...]] = {
    "": ("check_in", "place"),
    "awaited": ("check_in", "set_day"),
    "overdue": ("check_in", "forfeit"),
    "deferred": ("check_in",),
    "unplaced": ("place",),
    "present": ("place", "inland"),
    "kept": ("check_in", "cancel"),
    "lost": ("return",),
}


@dataclass
class Listing:
    """The page: rows of one school or of several, tabs with counts, chips, verbs."""

    scope: Scope
    query: QueryDict
    today: date
    year: int
    view: str
    text: str
    lines: list[Line] = field(default_factory=list)
    page: Page | None = None
    tabs: list[Tab] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    total: int = 0
    waiting: int = 0

    @property
    def empty_title(self) -> str:
        """What an empty list says."""
        return str(_EMPTY.get(self.view, _("没有符合条件的新生")))

    @property
    def is_school(self) -> bool:
        """Whether the reader is the school itself."""
        return self.scope.level is Level.SCHOOL

    @property
    def can_manage(self) -> bool:
        """Whether the reader keeps the school's files."""
        return self.is_school and self.scope.allows("manage_students")

    @property
    def bulk(self) -> list[ManyVerb]:
        """What may be done to the rows that are picked."""
        return [VERBS[key] for key in _VERBS_OF[self.view]] if self.can_manage else []

    @property
    def clear_url(self) -> str:
        """The list without the search."""
        return address(self.query, find=None)


def listing_of(scope: Scope, query: QueryDict, text: str) -> Listing:
    """The list that an address asks for; a search looks through all years."""
    today = clock.today()
    view = query.get("view", "")
    year = _number(query.get("year")) or today.year
    listing = Listing(scope, query, today, year, view if view in VIEWS else "", text)
    rows: AdmissionQuerySet = Admission.objects.select_related(
        "programme", "school", "student__school_class", "return_list"
    )
    if text:
        found, _how = found_at_desk(text)
        listing.lines, listing.total = _lines(found, today), len(found)
    else:
        rows = _narrowed(listing, rows)
        shown = viewed(rows, listing.view, today)
        listing.total = shown.count()
        listing.page = page_of(
            shown,
            KEYS,
            after=_number(query.get("after")),
            before=_number(query.get("before")),
        )
        listing.page.query, listing.page.before = query.copy(), _number(query.get("at")) or 0
        listing.page.total = f"{listing.total:,}"
        listing.lines = _lines(listing.page.rows, today)
    if listing.can_manage and listing.view in _LEADS_ON and not text:
        listing.waiting = _narrowed(
            listing, Admission.objects.filter(state="checked_in", student__isnull=False)
        ).count()
    listing.tabs = _tabs(listing)
    listing.chips = _chips(listing)
    return listing


def viewed(rows: AdmissionQuerySet, view: str, today: date) -> AdmissionQuerySet:
    """The rows of one tab."""
    return {
        "awaited": rows.awaited(),
        "overdue": rows.overdue(today),
        "deferred": rows.filter(state="deferred"),
        "unplaced": rows.filter(state="checked_in", student=None),
        "present": rows.present(),
        "kept": rows.kept(),
        "lost": rows.lost(),
    }.get(view, rows)


def _narrowed(listing: Listing, rows: AdmissionQuerySet) -> AdmissionQuerySet:
    # A place kept since last year belongs to the newcomers of this one.
    rows = rows.filter(Q(year=listing.year) | Q(state="kept", year=listing.year - 1))
    if programme := _number(listing.query.get("programme")):
        rows = rows.filter(programme=programme)
    if school := _number(listing.query.get("school")):
        rows = rows.filter(school=school)
    if listing.query.get("late"):
        late = Q(deferred_to__isnull=True, checked_in_on__gt=F("check_in_due_on"))
        rows = rows.filter(late | Q(checked_in_on__gt=F("deferred_to")))
    return rows


def _lines(rows: list[Admission], today: date) -> list[Line]:
    readings: dict[int, Reading] = readings_of({row.school_id: row.school for row in rows}.values(), today)
    elsewhere_known(rows)
    return [line_of(row, readings[row.school_id], today) for row in rows]


def _tabs(listing: Listing) -> list[Tab]:
    rows = _narrowed(listing, Admission.objects.all())
    counts = {key: viewed(rows, key, listing.today).count() for key in VIEWS} if listing.is_school else {}
    return [
        Tab(
            str(label),
            address(listing.query, view=key or None, find=None),
            listing.view == key and not listing.text,
            f"{counts[key]:,}" if key in counts else "",
        )
        for key, label in VIEWS.items()
    ]


def _chips(listing: Listing) -> list[Chip]:
    query, today = listing.query, listing.today
    years = [str(today.year - back) for back in range(-1, _YEARS)]
    chips = [_chip(query, "year", _("年份"), [(year, f"{year} 年") for year in years], str(listing.year))]
    if listing.is_school:
        offered = Programme.objects.filter(school=listing.scope.organization_id, admissions__year=listing.year)
        named = [
            (str(pk), name) for pk, name in offered.distinct().order_by("short_name").values_list("pk", "short_name")
        ]
        chips.append(_chip(query, "programme", _("专业"), named, query.get("programme", "")))
    else:
        schools = Organization.objects.schools().filter(_below(listing.scope)).order_by("code")[:200]
        chips.append(
            _chip(query, "school", _("学校"), [(str(row.pk), row.name) for row in schools], query.get("school", ""))
        )
    chips.append(_chip(query, "late", _("报到"), [("1", _("晚于规定日期"))], query.get("late", "")))
    return chips


def _below(scope: Scope) -> Q:
    return Q(**{f"{scope.level}_id": scope.organization_id})


def _chip(query: QueryDict, key: str, label: str, choices: list[tuple[str, str]], current: str) -> Chip:
    options = [Option(text, address(query, **{key: value}), value == current) for value, text in choices]
    if key != "year":
        options.insert(0, Option(_("不限"), address(query, **{key: None}), not current))
    return Chip(key, label, dict(choices).get(current, ""), options)


def address(query: QueryDict, **values: Any) -> str:
    """The address of the list with some values changed, from its first page."""
    changed = query.copy()
    for key in (*values, "after", "before", "at"):
        changed.pop(key, None)
    for key, value in values.items():
        if value is not None:
            changed[key] = str(value)
    return f"?{changed.urlencode()}"


def _number(value: str | None) -> int | None:
    return whole(value)
