"""What the pages of the calendar show: years and terms at a glance, and one year day by day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xueji import clock
from xueji.calendars import drafts
from xueji.calendars.coverage import running_out
from xueji.calendars.loader import get_calendar
from xueji.calendars.models import CalendarChange, CalendarDay, CalendarYear, SchoolTerm
from xueji.calendars.notice import Notice, days_of, festivals
from xueji.calendars.terms import school_year_of
from xueji.calendars.working_days import WorkingCalendar
from xueji.cases.recounting import steps_to_move
from xueji.organizations.models import Organization
from xueji.organizations.queries import OrganizationQuerySet
from xueji.organizations.scope import Scope
from xueji.policies.assignments import policy_key_of
from xueji.web.calendar.actions import keeps_calendar
from xueji.web.formats import WEEKDAYS, cn_month_day

YEARS_BACK = 4
YEARS_AHEAD = 2
TERM_YEARS = 3
HISTORY = 20
OWN_TERMS = 200


@dataclass(frozen=True)
class Day:
    """One cell of a month. `mark` is 休 or 班 where the notice says so; `kind` off, worked, rest or work."""

    day: date
    kind: str
    mark: str
    label: str
    is_today: bool


@dataclass(frozen=True)
class Month:
    """One month: empty cells before its first day (weeks begin on Monday), its days, how many are worked."""

    number: int
    blanks: range
    days: list[Day]
    working: int


def overview(scope: Scope, organization: Organization) -> dict[str, Any]:
    """The context of calendar/overview.html."""
    this_year = clock.today().year
    known = CalendarYear.objects.in_bulk()
    working = {
        year: CalendarDay.objects.working().filter(day__year=year).count()
        for year in range(this_year - YEARS_BACK, this_year + YEARS_AHEAD + 1)
        if year in known and known[year].published
    }
    years = [
        {"year": year, "record": known.get(year), "working": working.get(year)}
        for year in range(this_year + YEARS_AHEAD, this_year - YEARS_BACK, -1)
    ]
    jurisdiction = jurisdiction_of(organization)
    return {
        "years": years,
        "running_out": running_out(clock.today()),
        "terms": terms_of(jurisdiction),
        "own_terms": own_terms(organization),
        "jurisdiction": jurisdiction,
        "keeps": keeps_calendar(scope),
        "history": _history(scope, jurisdiction__in=["", jurisdiction]),
    }


def year_page(scope: Scope, year: int) -> dict[str, Any]:
    """The context of calendar/year.html: the draft where there is one and the reader keeps the calendar, else what is
    published, else what is expected."""
    record = CalendarYear.objects.filter(year=year).first() or CalendarYear(year=year)
    keeps = keeps_calendar(scope)
    has_draft = record.draft is not None and keeps
    notice = drafts.notice_of(year, with_draft=keeps)
    return {
        "year": year,
        "record": record,
        "keeps": keeps,
        "has_draft": has_draft,
        "months": months_of(notice),
        "weekdays": WEEKDAYS,
        "festivals": festivals(notice),
        "working": len(notice.working_days()),
        "off": len(notice.holidays),
        "worked": len(notice.workdays),
        "history": _history(scope, year=year),
    }


def _history(scope: Scope, **about: Any) -> QuerySet[CalendarChange]:
    """The latest changes; work on drafts concerns only those who keep the calendar."""
    kinds = CalendarChange.Kind
    changes = CalendarChange.objects.filter(**about)
    if not keeps_calendar(scope):
        changes = changes.exclude(kind__in=[kinds.DRAFT, kinds.IMPORT, kinds.DISCARD])
    return changes[:HISTORY]


def moves(year: int) -> int:
    """How many running clocks the year's draft would move."""
    return steps_to_move(with_notice(drafts.notice_of(year)))


def months_of(notice: Notice) -> list[Month]:
    """The twelve months under a notice."""
    today = clock.today()
    cells: dict[int, list[Day]] = {}
    for day in days_of(notice.year):
        cells.setdefault(day.month, []).append(_cell(day, notice, today))
    return [
        Month(
            number=month,
            blanks=range(days[0].day.weekday()),
            days=days,
            working=sum(cell.kind in {"work", "worked"} for cell in days),
        )
        for month, days in cells.items()
    ]


def _cell(day: date, notice: Notice, today: date) -> Day:
    name = notice.holidays.get(day) or notice.workdays.get(day) or ""
    if day in notice.holidays:
        kind, mark, said = "off", _("休"), _("休息，%(name)s") % {"name": name}
    elif day in notice.workdays:
        kind, mark, said = "worked", _("班"), _("调休上班，%(name)s") % {"name": name}
    elif day.weekday() >= 5:
        kind, mark, said = "rest", "", _("周末休息")
    else:
        kind, mark, said = "work", "", _("工作日")
    words = {"day": cn_month_day(day), "weekday": WEEKDAYS[day.weekday()], "said": said}
    return Day(day, kind, mark, _("%(day)s 周%(weekday)s %(said)s") % words, day == today)


def with_notice(notice: Notice) -> WorkingCalendar:
    """The calendar as it would be with that notice published."""
    present = get_calendar()
    days = (date.fromordinal(at) for at in present.ordinals)
    kept = [day for day in days if day.year != notice.year]
    return WorkingCalendar.from_days([*kept, *notice.working_days()], {*present.published_years, notice.year})


def jurisdiction_of(organization: Organization) -> str:
    """Whose terms hold for an organization: "zhejiang"."""
    key = policy_key_of(organization)
    return key.rpartition("_")[0] or key


def terms_of(jurisdiction: str) -> list[SchoolTerm]:
    """The terms of the last and the coming school years, the newest first."""
    terms = SchoolTerm.objects.filter(jurisdiction=jurisdiction, organization_id=None)
    return list(terms.filter(school_year__in=school_years()).order_by("-school_year", "-number"))


def schools_of(organization: Organization) -> OrganizationQuerySet:
    """The schools below a body (or the school itself)."""
    return Organization.objects.schools().within(organization)


def own_terms_of(organization: Organization) -> QuerySet[SchoolTerm]:
    """The terms that schools below a body have for themselves."""
    return SchoolTerm.objects.filter(organization_id__in=schools_of(organization).values("pk"))


def own_terms(organization: Organization) -> list[tuple[Organization, SchoolTerm]]:
    """The same with their schools, of the school years that can be set, the newest first."""
    terms = own_terms_of(organization).filter(school_year__in=school_years())
    shown = list(terms.order_by("-school_year", "-number", "organization_id")[:OWN_TERMS])
    schools = Organization.objects.in_bulk([term.organization_id for term in shown])
    return [(schools[term.organization_id], term) for term in shown if term.organization_id in schools]


def school_years() -> list[str]:
    """The school years whose terms can be set: the present one, those before and after."""
    first = int(school_year_of(clock.today())[:4])
    return [f"{year}-{year + 1}" for year in range(first + TERM_YEARS - 1, first - TERM_YEARS, -1)]
