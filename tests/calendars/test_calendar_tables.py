"""The calendar's tables: what is seeded, how a year is published, when a process notices."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xueji.calendars.actions import calendar_year_publish, term_set
from xueji.calendars.loader import get_calendar
from xueji.calendars.models import CalendarDay, CalendarYear, SchoolTerm
from xueji.calendars.terms import next_term
from xueji.errors import Conflict, Invalid

pytestmark = pytest.mark.django_db

HOLIDAYS_2027 = {date(2027, 1, 1): "元旦", **{date(2027, 2, 5) + timedelta(days=n): "春节" for n in range(8)}}
WORKDAYS_2027 = {date(2027, 1, 30): "春节"}


def publish_2027(**changes):
    notice = {"year": 2027, "holidays": HOLIDAYS_2027, "workdays": WORKDAYS_2027, "source": "国办发明电"}
    return calendar_year_publish(actor_id=7, **{**notice, **changes})


def test_2004_to_2026_are_seeded_and_2027_waits():
    published = dict(CalendarYear.objects.values_list("year", "published"))

    assert published == {**dict.fromkeys(range(2004, 2027), True), 2027: False}


def test_working_days_are_numbered_without_gaps():
    ordinals = list(CalendarDay.objects.working().order_by("day").values_list("ordinal", flat=True))

    assert ordinals == list(range(1, len(ordinals) + 1))


def test_the_loaded_calendar_agrees_with_the_tables():
    assert get_calendar().elapsed(date(2025, 12, 31), date(2026, 12, 31)) == 248


def test_a_loaded_calendar_costs_one_query():
    get_calendar()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        get_calendar()

    assert len(queries) == 1


def test_a_published_year_counts_at_once():
    assert get_calendar().add(date(2026, 12, 31), 25).provisional

    publish_2027()

    assert get_calendar().add(date(2027, 1, 28), 3).day == date(2027, 2, 1)
    assert not get_calendar().add(date(2026, 12, 31), 25).provisional


def test_publishing_records_who_and_from_what():
    record = publish_2027()

    assert (record.published, record.source, record.entered_by) == (True, "国办发明电", 7)


def test_the_same_notice_twice_changes_nothing():
    publish_2027()
    before = get_calendar()

    publish_2027()

    assert get_calendar() is before


def test_a_corrected_year_numbers_the_later_years_anew():
    publish_2027()
    before = CalendarDay.objects.get(day=date(2027, 3, 1)).ordinal
    days = CalendarDay.objects.filter(day__year=2026)
    holidays = {d.day: d.note for d in days if not d.is_working and d.note}
    workdays = {d.day: d.note for d in days if d.is_working and d.note}

    calendar_year_publish(
        actor_id=None,
        year=2026,
        holidays={**holidays, date(2026, 12, 1): "临时"},
        workdays=workdays,
        source="更正",
    )

    assert CalendarDay.objects.get(day=date(2027, 3, 1)).ordinal == before - 1


@pytest.mark.parametrize(
    "changes",
    [
        {"holidays": {}},
        {"holidays": {date(2026, 1, 1): "元旦"}},
        {"workdays": {date(2027, 1, 1): "元旦"}},
        {"workdays": {date(2027, 1, 4): "元旦"}},
    ],
)
def test_a_notice_that_does_not_fit_is_refused(changes):
    with pytest.raises(Invalid):
        publish_2027(**changes)


def test_no_year_is_left_out():
    with pytest.raises(Conflict):
        publish_2027(year=2028, holidays={date(2028, 1, 1): "元旦"}, workdays={})


def test_the_command_publishes_a_year_of_the_file(tmp_path):
    file = tmp_path / "days.json"
    file.write_text(json.dumps({"holidays": {"2027-01-01": "New Year's Day,元旦,1"}, "workdays": {}}))

    call_command("import_calendar", str(file), year=2027, verbosity=0)

    assert get_calendar().is_published(2027)


@pytest.mark.parametrize("text", ["[]", "{", '{"holidays": {}}'])
def test_the_command_refuses_a_file_of_another_form(tmp_path, text):
    file = tmp_path / "days.json"
    file.write_text(text)

    with pytest.raises(CommandError):
        call_command("import_calendar", str(file), year=2027)


@pytest.mark.parametrize("jurisdiction", ["beijing", "zhejiang"])
def test_the_second_term_of_2026_is_only_planned(jurisdiction):
    terms = SchoolTerm.objects.spans_for(jurisdiction)

    assert [(term.school_year, term.number) for term in terms if term.planned] == [("2026-2027", 2)]


@pytest.mark.parametrize("jurisdiction", ["beijing", "zhejiang"])
def test_every_second_term_begins_on_a_monday(jurisdiction):
    terms = SchoolTerm.objects.spans_for(jurisdiction)

    assert {term.starts_on.weekday() for term in terms if term.number == 2} == {0}


def set_term(**changes):
    values = {"jurisdiction": "zhejiang", "school_year": "2026-2027", "number": 2, "teaching_weeks": 17}
    days = {"starts_on": date(2027, 3, 1), "ends_on": date(2027, 7, 2)}
    return term_set(actor_id=7, **{**values, **days, **changes})


def test_a_school_may_have_a_term_of_its_own():
    set_term(organization_id=42)

    own = next_term(SchoolTerm.objects.spans_for("zhejiang", 42), date(2027, 2, 1))
    others = next_term(SchoolTerm.objects.spans_for("zhejiang", 43), date(2027, 2, 1))
    assert (own.starts_on, others.starts_on) == (date(2027, 3, 1), date(2027, 2, 22))


def test_setting_a_term_again_changes_the_one_there_is():
    set_term()
    set_term(status=SchoolTerm.Status.PUBLISHED)

    assert SchoolTerm.objects.filter(jurisdiction="zhejiang", school_year="2026-2027").count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"school_year": "2026"},
        {"number": 3},
        {"ends_on": date(2027, 3, 1)},
        {"ends_on": date(2027, 9, 1)},
        {"starts_on": date(2027, 1, 10)},
    ],
)
def test_a_term_that_does_not_fit_is_refused(changes):
    with pytest.raises(Invalid):
        set_term(**changes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": 1, "starts_on": date(2027, 7, 5), "ends_on": date(2027, 8, 1)}, "starts_on"),
        ({"teaching_weeks": 0}, "teaching_weeks"),
        ({"teaching_weeks": 30}, "teaching_weeks"),
    ],
)
def test_a_term_says_which_of_its_fields_does_not_fit(changes, field):
    with pytest.raises(Invalid) as refused:
        set_term(**changes)

    assert refused.value.field == field
