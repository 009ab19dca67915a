"""A year's notice from draft to publication, its history, and the warning before the calendar runs out."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from xueji import clock
from xueji.calendars import drafts
from xueji.calendars.checks import calendar_reaches_far_enough
from xueji.calendars.coverage import running_out
from xueji.calendars.drafts import Keeper
from xueji.calendars.loader import get_calendar
from xueji.calendars.models import CalendarChange, CalendarDay, CalendarYear
from xueji.calendars.notice import Notice
from xueji.errors import Conflict, Invalid

pytestmark = pytest.mark.django_db

KEEPER = Keeper(7, "林知远", "浙江省教育厅")
NOTICE = Notice(2027, {date(2027, 1, 1): "元旦", date(2027, 1, 4): "元旦"}, {date(2027, 1, 9): "元旦"})


def saved(notice=NOTICE):
    return drafts.draft_save(keeper=KEEPER, notice=notice, text="录入元旦")


def published(year=2027, source="国办发明电〔2026〕9号"):
    return drafts.draft_publish(keeper=KEEPER, year=year, source=source)


def test_a_draft_counts_for_nothing():
    before = get_calendar()

    saved()

    assert get_calendar() is before


def test_a_published_draft_counts():
    saved()

    published()

    assert get_calendar().add(date(2026, 12, 31), 1).day == date(2027, 1, 5)
    assert get_calendar().is_working(date(2027, 1, 9))


def test_publishing_takes_the_draft_away_and_says_who():
    saved()

    record = published()

    assert (record.draft, record.published, record.source, record.entered_by) == (
        None,
        True,
        "国办发明电〔2026〕9号",
        7,
    )


def test_a_published_notice_is_read_back_from_its_days():
    saved()
    published()

    assert drafts.notice_of(2027) == NOTICE


def test_every_seeded_year_is_read_back_to_the_days_it_has():
    for year in range(2004, 2027):
        working = set(CalendarDay.objects.filter(day__year=year).working_dates())
        assert set(drafts.published_notice(year).working_days()) == working


def test_a_published_year_is_corrected_by_a_draft():
    notice = drafts.notice_of(2026).with_day(date(2026, 12, 1), "临时放假")
    saved(notice)

    published(2026, "更正")

    assert not get_calendar().is_working(date(2026, 12, 1))
    assert CalendarChange.objects.first().kind == "correct"


def test_a_correction_that_is_given_up_changes_nothing():
    saved(drafts.notice_of(2026).with_day(date(2026, 12, 1), "临时放假"))

    drafts.draft_discard(keeper=KEEPER, year=2026)

    assert drafts.notice_of(2026).is_working(date(2026, 12, 1))
    assert get_calendar().is_working(date(2026, 12, 1))


def test_the_history_says_who_changed_what():
    saved()
    published()

    rows = CalendarChange.objects.values_list("kind", "year", "actor_name", "organization_name", "text")

    assert list(rows) == [
        ("publish", 2027, "林知远", "浙江省教育厅", "放假 2 天，调休上班 1 天；依据：国办发明电〔2026〕9号"),
        ("draft", 2027, "林知远", "浙江省教育厅", "录入元旦"),
    ]


def test_without_a_draft_nothing_is_published():
    with pytest.raises(Conflict):
        published()


def test_a_year_is_published_on_the_ground_of_a_notice():
    saved()

    with pytest.raises(Invalid):
        published(source=" ")


def test_a_year_in_between_is_not_left_out():
    saved(Notice(2028, {date(2028, 1, 1): "元旦"}))

    with pytest.raises(Conflict):
        published(2028)


def test_a_year_far_away_is_refused():
    with pytest.raises(Invalid):
        saved(Notice(2099, {date(2099, 1, 1): "元旦"}))


@pytest.mark.parametrize(
    ("today", "missing", "days_left"),
    [
        (date(2026, 9, 1), None, None),
        (date(2026, 9, 2), 2027, 120),
        (date(2026, 12, 31), 2027, 0),
        (date(2027, 1, 1), 2027, 0),
    ],
)
def test_the_calendar_warns_months_before_it_runs_out(today, missing, days_left):
    found = running_out(today)

    assert (found and found.missing, found and found.days_left) == (missing, days_left)


def test_once_the_next_year_is_published_there_is_no_warning():
    saved()
    published()

    assert running_out(date(2026, 12, 31)) is None
    assert CalendarYear.objects.filter(published=True).last().year == 2027


@pytest.mark.parametrize(("today", "ids"), [(date(2026, 8, 1), []), (date(2026, 11, 1), ["calendars.I001"])])
def test_the_check_says_so_too(today, ids):
    with clock.at(today):
        assert [message.id for message in calendar_reaches_far_enough(None)] == ids


def test_manage_check_prints_the_reminder_and_passes():
    said = StringIO()
    with clock.at(date(2026, 11, 1)):
        call_command("check", fail_level="WARNING", stderr=said)

    assert "calendars.I001" in said.getvalue()
    assert "import_calendar FILE --year 2027" in said.getvalue()
