"""What can be done to the calendar: publish a year, set a term.

Calendars stand below organizations, so the acting person comes as a plain id.
"""

import uuid
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from xueji import clock
from xueji.calendars import changed
from xueji.calendars.models import CalendarDay, CalendarStamp, CalendarYear, SchoolTerm
from xueji.calendars.terms import school_year_span
from xueji.errors import Conflict, Invalid

# Any constant number of our own: one publication at a time, because ordinals run through all years.
_PUBLISH_LOCK = 0x7865_0001


@transaction.atomic
def calendar_year_publish(
    *,
    actor_id: int | None,
    year: int,
    holidays: Mapping[date, str],
    workdays: Mapping[date, str],
    source: str,
    published_on: date | None = None,
) -> CalendarYear:
    """Enter the State Council's notice for `year`: `holidays` are days off, `workdays` weekend days worked.

    The same notice again changes nothing; another one for a published year replaces it. Years are published
    without gaps. Raises Invalid for days that do not fit and Conflict when a year in between is missing.
    """
    _check_notice(year, holidays, workdays)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PUBLISH_LOCK])
    _check_no_gap(year)
    record, _created = CalendarYear.objects.get_or_create(year=year)
    days = list(_days(year, holidays, workdays))
    if _differs(year, days):
        _write_days(year, days)
    elif record.published and record.source == source and record.draft is None:
        return record
    record.published = True
    record.source = source
    record.published_on = published_on or record.published_on or clock.today()
    record.entered_by = actor_id
    record.draft = None
    record.save()
    CalendarStamp.objects.update_or_create(pk=1, defaults={"value": uuid.uuid4()})
    changed.tell()
    return record


@transaction.atomic
def term_set(
    *,
    actor_id: int | None,
    jurisdiction: str,
    school_year: str,
    number: int,
    starts_on: date,
    ends_on: date,
    teaching_weeks: int,
    status: str = SchoolTerm.Status.PLANNED,
    organization_id: int | None = None,
) -> SchoolTerm:
    """Set the days of a term, for a jurisdiction or one school of it; twice the same changes nothing.

    Raises Invalid when the days are out of order, outside the school year, or overlap the year's other term.
    """
    _check_term(school_year, number, starts_on, ends_on)
    key: dict[str, Any] = {
        "jurisdiction": jurisdiction,
        "school_year": school_year,
        "organization_id": organization_id,
    }
    _check_beside(_other_terms(key).exclude(number=number), number, starts_on, ends_on)
    if not 1 <= teaching_weeks <= (ends_on - starts_on).days // 7 + 2:
        raise Invalid(_("教学周数与起止日期不符。请核对。"), field="teaching_weeks")
    term, _created = SchoolTerm.objects.update_or_create(
        **key,
        number=number,
        defaults={
            "starts_on": starts_on,
            "ends_on": ends_on,
            "teaching_weeks": teaching_weeks,
            "status": status,
            "entered_by": actor_id,
        },
    )
    return term


@transaction.atomic
def term_drop(*, term: SchoolTerm) -> None:
    """Take back a school's own term: the jurisdiction's holds for it again. Raises Invalid for a jurisdiction's."""
    if term.organization_id is None:
        raise Invalid(_("全省（市）的学期不能取消，请改它的日期。"))
    term.delete()


def _other_terms(key: dict[str, Any]) -> QuerySet[SchoolTerm]:
    """The terms of the year beside which one is set: a school's own, or the jurisdiction's where it has none."""
    own = SchoolTerm.objects.filter(**key)
    return own if own.exists() else SchoolTerm.objects.filter(**key | {"organization_id": None})


def _check_notice(year: int, holidays: Mapping[date, str], workdays: Mapping[date, str]) -> None:
    if not holidays:
        raise Invalid(_("没有放假日期。请照国务院办公厅的通知录入。"), field="holidays")
    if any(day.year != year for day in [*holidays, *workdays]):
        raise Invalid(_("有日期不在 %(year)s 年。请核对年份。") % {"year": year}, field="holidays")
    if holidays.keys() & workdays.keys():
        raise Invalid(_("同一天既放假又上班。请照通知核对。"), field="workdays")
    if any(day.weekday() < 5 for day in workdays):
        raise Invalid(_("调休上班日应是周六或周日。请照通知核对。"), field="workdays")


def _check_no_gap(year: int) -> None:
    published = set(CalendarYear.objects.filter(published=True).values_list("year", flat=True))
    if published and year not in published and not published & {year - 1, year + 1}:
        raise Conflict(_("前一年的日历还没有公布。请按年份顺序录入。"))


def _check_term(school_year: str, number: int, starts_on: date, ends_on: date) -> None:
    try:
        first, last = school_year_span(school_year)
    except ValueError:
        raise Invalid(_("学年应写成 2026-2027 的形式。"), field="school_year") from None
    if number not in (1, 2):
        raise Invalid(_("学期只有第一学期和第二学期。"), field="number")
    if starts_on >= ends_on:
        raise Invalid(_("结束日期应在开学日期之后。"), field="ends_on")
    # Some schools open a few days before 1 September.
    if starts_on < first - timedelta(days=31) or ends_on > last:
        raise Invalid(_("日期不在这个学年内。请核对学年和日期。"), field="starts_on")


def _check_beside(other: QuerySet[SchoolTerm], number: int, starts_on: date, ends_on: date) -> None:
    """Whether the days go with those of the same year's other term."""
    if other.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise Invalid(_("与同一学年的另一学期日期重叠。请核对开学和结束日期。"), field="starts_on")
    wrong = Q(number__lt=number, starts_on__gt=starts_on) | Q(number__gt=number, starts_on__lt=starts_on)
    if other.filter(wrong).exists():
        raise Invalid(_("第一学期应在第二学期之前。请核对开学日期。"), field="starts_on")


def _days(year: int, holidays: Mapping[date, str], workdays: Mapping[date, str]) -> Iterator[CalendarDay]:
    day = date(year, 1, 1)
    while day.year == year:
        is_working = day in workdays or (day.weekday() < 5 and day not in holidays)
        note = holidays.get(day) or workdays.get(day) or ""
        yield CalendarDay(day=day, is_working=is_working, note=note)
        day += timedelta(days=1)


def _differs(year: int, days: list[CalendarDay]) -> bool:
    held = CalendarDay.objects.filter(day__year=year).values_list("day", "is_working", "note")
    return {(day.day, day.is_working, day.note) for day in days} != set(held)


def _write_days(year: int, days: list[CalendarDay]) -> None:
    """Replace the days of `year`, and number all working days from there on anew."""
    later = list(CalendarDay.objects.filter(day__year__gt=year).order_by("day"))
    CalendarDay.objects.filter(day__year__gte=year).delete()
    ordinal = CalendarDay.objects.working().count()
    for day in [*days, *later]:
        ordinal += day.is_working
        day.ordinal = ordinal if day.is_working else None
    CalendarDay.objects.bulk_create([*days, *later], batch_size=1000)
