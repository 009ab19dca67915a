"""A school that came below another county, one that will, and a school whose year has long and short terms."""

from datetime import date, timedelta
from typing import Protocol

from students.parties import terms_of
from students.reorganization.actions import move_order
from students.teaching_periods.actions import period_set
from xueji.calendars.terms import school_year_of, school_year_span
from xueji.demo.script import acting, days_before
from xueji.organizations.models import Organization

# Teaching, its name, how many weeks of it: an apprenticeship that alternates with the school.
_YEAR = (("school", "在校第一段", 6), ("enterprise", "企业学徒第一段", 8), ("school", "在校第二段", 6))


class Stage(Protocol):
    """What the script of all cases holds ready."""

    schools: dict[str, Organization]
    today: date


def act_moves(stage: Stage) -> None:
    """It comes last: whatever was decided before was decided by the bodies of the time."""
    moved, coming = stage.schools["zj6"], stage.schools["zj2"]
    _order(moved, "330205", days_before(stage.today, 2), days_before(stage.today, 2), "甬教职成〔2026〕9号")
    new_year = date(stage.today.year + 1, 1, 1)
    _order(coming, "330105", days_before(stage.today, 1), new_year, "杭教职成〔2026〕31号")
    _divide_year(stage.schools["zj1"], stage.today)


def _order(school: Organization, to_code: str, on: date, since: date, document: str) -> None:
    city = school.city
    assert city is not None
    with acting(city, "chief", on) as scope:
        move_order(
            actor=scope,
            school=school,
            to_body=Organization.objects.get(code=to_code),
            since=since,
            document_number=document,
            grounds="区划和布局调整，学校随校区所在地划转。",
        )


def _divide_year(school: Organization, today: date) -> None:
    year = school_year_of(today)
    first, last = school_year_span(year)
    begins = max(term.starts_on for term in terms_of(school) if first - timedelta(days=31) <= term.starts_on <= today)
    with acting(school, "registrar", today) as scope:
        for teaching, name, weeks in _YEAR:
            ends = begins + timedelta(weeks=weeks) - timedelta(days=1)
            if ends <= last:
                period_set(actor=scope, school_year=year, name=name, teaching=teaching, starts_on=begins, ends_on=ends)
            begins = ends + timedelta(days=1)
