"""Registration of each term: Beijing 14. Zhejiang and the Ministry's text do not regulate it."""

from datetime import date, timedelta

import pytest

from tests.policies.builders import outcome, student, verdicts
from xueji.policies.engine import registry
from xueji.policies.facts import TermRegistrationFacts
from xueji.policies.patterns.term_registration import due_with_leave, last_day_to_register

DUE = date(2026, 9, 1)
BEIJING = "beijing_2020"


def facts(**changes):
    """Nobody came by the day of registration."""
    usual = {
        "student": student(),
        "checked_on": DUE,
        "opens_on": date(2026, 8, 25),
        "due_on": DUE,
        "registered_on": None,
        "leave_until": None,
    }
    return TermRegistrationFacts(**usual | changes)


def of(concern, found):
    return outcome(BEIJING, "term_registration", f"term_registration_{concern}", found)


def values(**changes):
    class Changed:
        own = registry.get(BEIJING).parameters(DUE)

        def integer(self, key):
            return changes.get(key) if key in changes else self.own.integer(key)

        def flag(self, key):
            return changes[key] if key in changes else self.own.flag(key)

    return Changed()


@pytest.mark.parametrize(
    "came, leave_until, expected",
    [
        (date(2026, 8, 24), None, "forbidden"),  # a day before it opens
        (date(2026, 8, 25), None, "allowed"),
        (DUE, None, "allowed"),
        (DUE + timedelta(days=1), None, "warning"),
        (DUE + timedelta(days=1), DUE + timedelta(days=1), "allowed"),
        (date(2026, 9, 10), date(2026, 9, 10), "allowed"),
        (date(2026, 9, 11), date(2026, 9, 10), "warning"),  # the leave was over
    ],
)
def test_article_14_on_the_days_prescribed_or_with_leave(came, leave_until, expected):
    found = facts(registered_on=came, checked_on=came, leave_until=leave_until)
    assert of("in_time", found) == expected


@pytest.mark.parametrize(
    "checked, leave_until, expected",
    [
        (date(2026, 9, 15), None, "silent"),  # the fourteenth day is in time
        (date(2026, 9, 16), None, "warning"),
        (date(2026, 9, 16), date(2026, 9, 5), "silent"),  # counted from the end of the leave
        (date(2026, 9, 19), date(2026, 9, 5), "silent"),
        (date(2026, 9, 20), date(2026, 9, 5), "warning"),
    ],
)
def test_article_14_two_weeks_to_the_day(checked, leave_until, expected):
    assert of("lapse", facts(checked_on=checked, leave_until=leave_until)) == expected


def test_article_14_who_comes_before_the_school_decides_is_registered():
    found = facts(registered_on=date(2026, 9, 16), checked_on=date(2026, 9, 16))
    assert of("lapse", found) == "warning"
    assert of("in_time", found) == "warning"


@pytest.mark.parametrize(
    "changes, due, rest, expected",
    [
        ({}, DUE, [], date(2026, 9, 15)),
        ({"period.last_day_in_time": False}, DUE, [], date(2026, 9, 14)),
        # Whether first days count elsewhere changes nothing: the day itself is in time.
        ({"period.first_day_counts": False}, DUE, [], date(2026, 9, 15)),
        ({"period.first_day_counts": True}, DUE, [], date(2026, 9, 15)),
        # Calendar days: a holiday in between or at the end does not prolong them …
        ({}, date(2026, 9, 20), [date(2026, 10, day) for day in range(1, 8)], date(2026, 10, 4)),
        # … unless last days are read to move.
        (
            {"period.moves_from_rest_days": True},
            date(2026, 9, 20),
            [date(2026, 10, day) for day in range(1, 8)],
            date(2026, 10, 8),
        ),
    ],
)
def test_article_14_the_two_weeks_as_they_are_read(changes, due, rest, expected):
    assert last_day_to_register(values(**changes), due, frozenset(rest)) == expected


@pytest.mark.parametrize(
    "counted, leave_until, expected",
    [
        (True, None, DUE),
        (True, date(2026, 8, 30), DUE),  # a leave that ends before the day shortens nothing
        (True, date(2026, 9, 8), date(2026, 9, 8)),
        (False, date(2026, 9, 8), DUE),
    ],
)
def test_article_14_leave_and_lateness(counted, leave_until, expected):
    assert due_with_leave(values(**{"term_registration.counted_from_leave": counted}), DUE, leave_until) == expected


@pytest.mark.parametrize(
    "who, expected", [({}, "allowed"), ({"on_leave": True}, "warning"), ({"enrolled": False}, "forbidden")]
)
def test_article_14_who_registers(who, expected):
    assert of("enrolled", facts(student=student(**who))) == expected


def test_who_is_on_leave_is_never_late():
    found = facts(student=student(on_leave=True), checked_on=date(2026, 10, 30))
    assert of("in_time", found) == "silent"
    assert of("lapse", found) == "silent"


@pytest.mark.parametrize("policy", ["zhejiang_2015", "national_2010"])
def test_other_texts_do_not_regulate_it(policy):
    found = verdicts(policy, "term_registration", facts(checked_on=date(2026, 12, 1)))
    assert not found.counts
    assert "term_registration.days_late" not in {item.key for item in registry.get(policy).parameters_by_key}
