"""What the keepers of the calendar do: asked who they are, unfenced (the calendar belongs to no school), audited."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from xueji.audit.actions import event_record
from xueji.calendars import drafts
from xueji.calendars.actions import term_drop, term_set
from xueji.calendars.drafts import Keeper
from xueji.calendars.models import CalendarChange, SchoolTerm
from xueji.calendars.notice import Notice
from xueji.calendars.reading import Problem, read_notice
from xueji.database.fence import Level
from xueji.errors import NotAllowed
from xueji.organizations.models import Organization, User
from xueji.organizations.scope import Scope, unfenced
from xueji.web.formats import cn_date_full


def keeps_calendar(scope: Scope) -> bool:
    """Whether the office keeps the calendar: a chief's of a province (or municipality)."""
    return scope.office_id is not None and scope.level is Level.PROVINCE and scope.allows("keep_calendar")


def check_keeps_calendar(scope: Scope) -> None:
    """Raises NotAllowed for who does not."""
    if not keeps_calendar(scope):
        raise NotAllowed(_("工作日历由省级学籍主管负责人维护，您可以查看。"))


def year_turn_day(*, actor: Scope, year: int, day: date, name: str) -> Notice:
    """Make a working day a day off, or a rest day a working day, in the year's draft."""
    with _keeping(actor, "day", year) as keeper:
        notice = drafts.notice_of(year).with_day(day, name)
        word = _("上班") if notice.is_working(day) else _("休息")
        drafts.draft_save(
            keeper=keeper, notice=notice, text=_("%(day)s改为%(word)s") % {"day": cn_date_full(day), "word": word}
        )
        return notice


def year_enter_festival(*, actor: Scope, year: int, name: str, first: date, last: date, worked: list[date]) -> Notice:
    """Enter one festival of the notice into the year's draft. Raises Invalid for days that do not fit."""
    with _keeping(actor, "festival", year) as keeper:
        notice = drafts.notice_of(year).with_festival(name, first, last, worked)
        words = {"name": name, "first": first.isoformat(), "last": last.isoformat(), "worked": len(worked)}
        text = _("%(name)s：%(first)s 至 %(last)s 放假，调休上班 %(worked)d 天") % words
        drafts.draft_save(keeper=keeper, notice=notice, text=text)
        return notice


def year_import(*, actor: Scope, year: int, data: bytes, filename: str) -> list[Problem]:
    """Fill the year's draft from a file; with problems nothing is kept, and they are returned."""
    with _keeping(actor, "import", year) as keeper:
        notice, problems = read_notice(data, year)
        if not problems:
            words = {"name": filename[:80], "off": len(notice.holidays), "worked": len(notice.workdays)}
            text = _("%(name)s：放假 %(off)d 天，调休上班 %(worked)d 天") % words
            drafts.draft_save(keeper=keeper, notice=notice, text=text, imported=True)
        return problems


def year_publish(*, actor: Scope, year: int, source: str) -> None:
    """Publish the year's draft. Clocks are counted again by it as soon as a worker is at hand, at the next sweep at the
    latest."""
    with _keeping(actor, "publish", year) as keeper:
        drafts.draft_publish(keeper=keeper, year=year, source=source)


def year_discard(*, actor: Scope, year: int) -> None:
    """Drop the year's draft."""
    with _keeping(actor, "discard", year) as keeper:
        drafts.draft_discard(keeper=keeper, year=year)


def school_term_set(
    *, actor: Scope, jurisdiction: str, school_year: str, number: int, school: Organization | None = None, **days: Any
) -> SchoolTerm:
    """Set the days of a term of the jurisdiction, or of one school of the keeper's. Raises Invalid for days that do not
    fit, NotAllowed for a school elsewhere."""
    with _keeping(actor, "term") as keeper:
        whose = {"organization_id": school.pk if school else None}
        _check_own(actor, school)
        term = term_set(
            actor_id=keeper.user_id, jurisdiction=jurisdiction, school_year=school_year, number=number, **days, **whose
        )
        words = {
            "whose": school.name + " " if school else "",
            "term": term,
            "first": term.starts_on.isoformat(),
            "last": term.ends_on.isoformat(),
            "weeks": term.teaching_weeks,
            "status": term.get_status_display(),
        }
        text = _("%(whose)s%(term)s：%(first)s 至 %(last)s，%(weeks)d 周，%(status)s") % words
        drafts.change_record(keeper=keeper, kind=CalendarChange.Kind.TERM, jurisdiction=jurisdiction, text=text)
        return term


def school_term_drop(*, actor: Scope, term: SchoolTerm) -> None:
    """Let a school go by the terms of its jurisdiction again. Raises NotAllowed for a school elsewhere."""
    with _keeping(actor, "term") as keeper:
        school = Organization.objects.filter(pk=term.organization_id or 0).first()
        _check_own(actor, school)
        text = _("%(school)s %(term)s：不再单设，按全省（市）") % {"school": school or "", "term": term}
        drafts.change_record(keeper=keeper, kind=CalendarChange.Kind.TERM, jurisdiction=term.jurisdiction, text=text)
        term_drop(term=term)


def _check_own(actor: Scope, school: Organization | None) -> None:
    if school is not None and school.province_id != actor.organization_id:
        raise NotAllowed(_("只能设本省（市）学校的学期。"))


@contextmanager
def _keeping(actor: Scope, what: str, year: int | None = None) -> Iterator[Keeper]:
    """The person who keeps the calendar, in a transaction with the right to write it. Raises NotAllowed."""
    check_keeps_calendar(actor)
    name = User.objects.values_list("name", flat=True).get(pk=actor.user_id or 0)
    body = Organization.objects.values_list("name", flat=True).get(pk=actor.organization_id or 0)
    with unfenced(reason="keeping the calendar"):
        yield Keeper(actor.user_id, name, body)
        event_record(
            kind=f"calendar_{what}",
            actor_id=actor.user_id,
            organization_id=actor.organization_id,
            subject="calendar_year" if year else "school_term",
            subject_id=year,
        )
