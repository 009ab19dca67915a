"""What the pages of term registration show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.functional import Promise

from students.models import Student
from students.term_registration.grid import Line, lines_for
from students.term_registration.models import RegistrationContact, Round, TermRegistration, TermRegistrationHistory
from students.term_registration.progress import Totals, by_class, by_school
from students.term_registration.rounds import begun_terms, is_regulated, round_seen, term_name
from xueji import clock
from xueji.calendars.models import SchoolTerm
from xueji.cases.models import Case, Item
from xueji.cases.states import CaseState
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

SHOWN = 200
_REMEMBERED = 300  # seconds; a province's numbers are read from millions of rows
_REMEMBERING = {Level.CITY, Level.PROVINCE}
_ALIVE = (CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED)


@dataclass(frozen=True)
class Chip:
    label: str | Promise
    url: str
    active: bool
    value: str = ""


def term_chips(organization: Organization, current: SchoolTerm, base: str = "?") -> list[Chip]:
    """The terms that can be looked at, the present one first."""
    return [
        Chip(str(term), f"{base}term={term_name(term)}", term_name(term) == term_name(current))
        for term in begun_terms(organization, clock.today())[:4]
    ]


def overview_of_school(school: Organization, term: SchoolTerm) -> dict[str, Any]:
    """How far each class has come."""
    rnd = round_seen(school, term)
    totals = Totals(by_class(rnd))
    return {
        "round": rnd,
        "lines": totals.lines,
        "whole": totals.whole,
        "is_regulated": is_regulated(school),
    }


def overview_of_bureau(organization: Organization, term: SchoolTerm, scope: Scope) -> dict[str, Any]:
    """How far each school of the scope has come; a city's and a province's numbers are up to five minutes old."""

    def counted() -> Totals:
        schools = Organization.objects.schools().within(organization).order_by("name")
        return Totals(by_school(term.school_year, term.number, schools))

    key = f"term-registration-{organization.pk}-{term_name(term)}"
    totals = cache.get_or_set(key, counted, _REMEMBERED) if scope.level in _REMEMBERING else counted()
    assert totals is not None
    return {"lines": totals.lines[:SHOWN], "whole": totals.whole, "left_out": max(len(totals.lines) - SHOWN, 0)}


@dataclass(frozen=True)
class LateLine:
    """Somebody who did not come, with what was tried and the case that was opened for it."""

    line: Line
    school: Organization
    tried: list[RegistrationContact]
    case: Case | None


def late_list(term: SchoolTerm, school_id: int | None) -> list[LateLine]:
    """Those of the scope who are entered as not having come, by school and lateness; as many as a page holds."""
    rows = TermRegistration.objects.of_term(term.school_year, term.number).missing()
    rows = rows.filter(student__status__in=("studying", "special_school"))
    if school_id:
        rows = rows.filter(school=school_id)
    found = list(
        rows.select_related("round", "school__parent", "student__school_class", "student__programme").order_by(
            "school", "student__school_class__name", "student__school_number"
        )[:SHOWN]
    )
    by_round: dict[int, list[TermRegistration]] = {}
    for row in found:
        by_round.setdefault(row.round_id, []).append(row)
    tried, cases = _tried(found), _cases([row.student_id for row in found])
    lines = [late for rows in by_round.values() for late in _late_of(rows, tried, cases)]
    return sorted(lines, key=lambda late: -(late.line.lateness.days if late.line.lateness else 0))


def _late_of(
    rows: Sequence[TermRegistration], tried: dict[int, list[RegistrationContact]], cases: dict[int, Case]
) -> Iterable[LateLine]:
    school = rows[0].school
    for line in lines_for(school, rows[0].round, [row.student for row in rows]):
        yield LateLine(line, school, tried.get(line.student.pk, []), cases.get(line.student.pk))


def _tried(rows: Sequence[TermRegistration]) -> dict[int, list[RegistrationContact]]:
    found: dict[int, list[RegistrationContact]] = {}
    contacts = RegistrationContact.objects.filter(
        round__in={row.round_id for row in rows}, student__in=[row.student_id for row in rows]
    )
    for contact in contacts:
        found.setdefault(contact.student_id, []).append(contact)
    return found


def _cases(students: Sequence[int]) -> dict[int, Case]:
    items = Item.objects.filter(
        student_id__in=students, case__kind="required_withdrawal", case__state__in=_ALIVE
    ).select_related("case")
    return {item.student_id: item.case for item in items if item.student_id is not None}


def of_student(student: Student, scope: Scope) -> dict[str, Any]:
    """The tab of the record: each term, with what stood before and what was tried."""
    rows = list(TermRegistration.objects.filter(student=student).select_related("round"))
    contacts: dict[int, list[RegistrationContact]] = {}
    if scope.level is not Level.STUDENT:
        for contact in RegistrationContact.objects.filter(student=student):
            contacts.setdefault(contact.round_id, []).append(contact)
    before: dict[int, list[Any]] = {}
    for old in TermRegistrationHistory.objects.filter(pgh_obj__in=[row.pk for row in rows]).order_by("-pgh_id"):
        before.setdefault(old.pgh_obj_id, []).append(old)
    return {
        "registrations": [
            {"row": row, "before": before.get(row.pk, []), "contacts": contacts.get(row.round_id, [])} for row in rows
        ]
    }


def has_rows(student: Student, scope: Scope) -> int | None:
    """The number on the tab."""
    return TermRegistration.objects.filter(student=student).count()


def round_is_present(rnd: Round) -> bool:
    """Whether the term is being registered, or runs."""
    return rnd.opens_on <= clock.today() <= rnd.term.ends_on
