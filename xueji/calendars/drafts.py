"""A year's notice on its way: entered as a draft that counts for nothing, then published, which changes what is counted.

Calendars stand below organizations, so who acts comes as a plain value; the callers say who may, and are unfenced.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from xueji import clock
from xueji.calendars.actions import calendar_year_publish
from xueji.calendars.models import CalendarChange, CalendarDay, CalendarYear
from xueji.calendars.notice import Notice
from xueji.errors import Conflict, Invalid

TEXT_LENGTH = 300


@dataclass(frozen=True)
class Keeper:
    """Who keeps the calendar: the account and, as text, the names of the person and the office's organization."""

    user_id: int | None
    name: str
    organization: str = ""


def notice_of(year: int, *, with_draft: bool = True) -> Notice:
    """The notice of a year as it stands: the draft, what is published, or what is known before any notice."""
    record = CalendarYear.objects.filter(year=year).first()
    if with_draft and record is not None and record.draft is not None:
        return Notice.from_dict(year, record.draft)
    return published_notice(year) if record is not None and record.published else Notice.expected(year)


def published_notice(year: int) -> Notice:
    """The notice that the days of a published year come from."""
    marked = CalendarDay.objects.filter(day__year=year).marked().order_by("day")
    days = list(marked.values_list("day", "note", "is_working"))
    return Notice(
        year,
        {day: note for day, note, is_working in days if not is_working},
        {day: note for day, note, is_working in days if is_working},
    )


def is_published(notice: Notice) -> bool:
    """Whether the year is published and says just this."""
    published = CalendarYear.objects.filter(year=notice.year, published=True, draft__isnull=True).exists()
    return published and published_notice(notice.year) == notice


@transaction.atomic
def draft_save(*, keeper: Keeper, notice: Notice, text: str, imported: bool = False) -> CalendarYear:
    """Keep a notice as the draft of its year. `text` says what was changed, for the history.

    Raises Invalid for a year that is far away.
    """
    if not 2004 <= notice.year <= clock.today().year + 5:
        raise Invalid(_("%(year)d 年太远，现在不能录入。") % {"year": notice.year}, field="year")
    record, _created = CalendarYear.objects.select_for_update().get_or_create(year=notice.year)
    record.draft = notice.as_dict()
    record.save(update_fields=["draft"])
    kinds = CalendarChange.Kind
    change_record(keeper=keeper, kind=kinds.IMPORT if imported else kinds.DRAFT, year=notice.year, text=text)
    return record


@transaction.atomic
def draft_discard(*, keeper: Keeper, year: int) -> None:
    """Drop the draft of a year. Raises Conflict when there is none."""
    record = _with_draft(year)
    record.draft = None
    record.save(update_fields=["draft"])
    change_record(keeper=keeper, kind=CalendarChange.Kind.DISCARD, year=year, text=_("放弃了草稿"))


@transaction.atomic
def draft_publish(*, keeper: Keeper, year: int, source: str, published_on: date | None = None) -> CalendarYear:
    """Publish the draft of a year, or correct the published year by it. From then on it is counted by.

    Raises Conflict without a draft or with a year missing before it, Invalid without the notice's number.
    """
    record = _with_draft(year)
    if not source.strip():
        raise Invalid(_("请写明依据的通知文号。"), field="source")
    notice, was_published = Notice.from_dict(year, record.draft or {}), record.published
    published = calendar_year_publish(
        actor_id=keeper.user_id,
        year=year,
        holidays=notice.holidays,
        workdays=notice.workdays,
        source=source.strip(),
        published_on=published_on,
    )
    kinds = CalendarChange.Kind
    words = {"off": len(notice.holidays), "worked": len(notice.workdays), "source": source.strip()}
    text = _("放假 %(off)d 天，调休上班 %(worked)d 天；依据：%(source)s") % words
    change_record(keeper=keeper, kind=kinds.CORRECT if was_published else kinds.PUBLISH, year=year, text=text)
    return published


def change_record(*, keeper: Keeper, kind: CalendarChange.Kind, text: str, **about: Any) -> None:
    """Append to the history."""
    CalendarChange.objects.create(
        at=clock.now(),
        kind=kind,
        actor_id=keeper.user_id,
        actor_name=keeper.name,
        organization_name=keeper.organization,
        text=text[:TEXT_LENGTH],
        **about,
    )


def _with_draft(year: int) -> CalendarYear:
    record = CalendarYear.objects.select_for_update().filter(year=year).first()
    if record is None or record.draft is None:
        raise Conflict(_("这一年没有草稿，可能别人刚刚公布或放弃了。请刷新后再看。"))
    return record
