"""What is taken for facts that a scenario does not state: an ordinary student, complete papers, the real calendars.

Nothing here is a rule: these are the harmless facts around the one that a scenario is about.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from xueji.calendars.models import SchoolTerm
from xueji.calendars.terms import TermSpan, school_year_of
from xueji.calendars.working_days import WorkingCalendar
from xueji.policies.engine.chains import Party, Route
from xueji.policies.engine.policy import NoSuchChain, Policy
from xueji.policies.facts import Programme, Term
from xueji.policies.vocabulary import (
    AdmissionSource,
    HospitalGrade,
    Initiator,
    MajorChangeReason,
    Season,
    TransferReason,
)

from .papers import complete_papers

_FIRST_YEAR, _LAST_YEAR = 2005, 2040
_SPRING_LASTS_UNTIL = 6


@dataclass
class Known:
    """What is known while a scenario's facts are made: the day, the regulation, what was stated, what was made."""

    kind: str
    policy: Policy
    as_of: date
    calendar: WorkingCalendar
    given: Mapping[str, Any]
    made: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The jurisdiction's terms; years that nobody entered are estimated and marked so."""
        jurisdiction = self.policy.key.rpartition("_")[0]
        published = {(span.school_year, span.number): span for span in SchoolTerm.objects.spans_for(jurisdiction)}
        years = [f"{year}-{year + 1}" for year in range(_FIRST_YEAR, _LAST_YEAR)]
        spans = [published.get((year, number)) or _estimated(year, number) for year in years for number in (1, 2)]
        return tuple(Term.of(span) for span in spans)

    @cached_property
    def rest_days(self) -> frozenset[date]:
        """The days of the year around the scenario's day on which no office works."""
        first = date(self.as_of.year - 1, 1, 1)
        days = (first + timedelta(days=offset) for offset in range(3 * 366))
        return frozenset(day for day in days if not self.calendar.is_working(day))

    def get(self, name: str, otherwise: Any = None) -> Any:
        """A fact as stated, as made already, or as it will be made; ``otherwise`` where none of these says anything."""
        for source in (self.given, self.made):
            if name in source:
                return source[name]
        value = default_for(name, self)
        return otherwise if value is MISSING else value


def default_for(name: str, known: Known) -> Any:
    """What is taken for a fact of that (dotted) name; MISSING when the class's own default is to stand."""
    maker = _OF_KIND.get(known.kind, {}).get(name) or _STANDARD.get(name)
    return maker(known) if maker else MISSING


def _estimated(school_year: str, number: int) -> TermSpan:
    first = int(school_year[:4])
    if number == 1:
        return TermSpan(date(first, 9, 1), date(first + 1, 1, 20), school_year, 1, 20, planned=True)
    return TermSpan(date(first + 1, 2, 25), date(first + 1, 7, 5), school_year, 2, 19, planned=True)


def _school_year(day: date) -> int:
    return int(school_year_of(day)[:4])


def _cohort(known: Known) -> int:
    entered = known.given.get("student.entered_on")
    if entered is not None:
        # Who enters in July or August enters for the coming autumn.
        return entered.year
    grade = known.given.get("student.grade")
    if grade is not None:
        return _year_of_the_grade(known) - int(grade) + 1
    # In the summer holidays, who goes into the second year: neither new nor graduating, whatever a rule counts from.
    return _year_of_the_grade(known) - 1


def _year_of_the_grade(known: Known) -> int:
    """The school year in which a grade is meant: in the holidays the coming one, for results the one that is over."""
    if known.kind == "retention":
        return _school_year(known.as_of)
    return next((term.school_year for term in known.terms if term.ends_on >= known.as_of), _school_year(known.as_of))


def _entered_on(known: Known) -> date:
    cohort, spring = known.get("student.programme.cohort"), known.get("student.programme.spring_entry", False)
    wanted = (cohort - 1, 2) if spring else (cohort, 1)
    found = next((term for term in known.terms if (term.school_year, term.ordinal) == wanted), None)
    return found.starts_on if found else date(cohort, 3 if spring else 9, 1)


def _birth_date(known: Known) -> date:
    age = known.get("student.age")
    if age is None:
        return date(known.as_of.year - 16, 1, 1)
    half_a_year_ago = known.as_of - timedelta(days=183)
    return half_a_year_ago.replace(year=half_a_year_ago.year - int(age), day=min(half_a_year_ago.day, 28))


def _effective_on(known: Known) -> date:
    day = known.get("requested_on", known.as_of)
    terms = known.get("terms") or known.terms
    if any(term.starts_on <= day <= term.ends_on for term in terms):
        return day
    return min((term.starts_on for term in terms if term.starts_on > day), default=day)


def _initiator(known: Known) -> Initiator:
    across = known.get("relation") == "across_provinces"
    try:
        chain = known.policy.chain_for("transfer", Route.ACROSS if across else Route.INSIDE, known.as_of)
    except NoSuchChain:
        return Initiator.FROM_SCHOOL
    return Initiator.TO_SCHOOL if chain.initiator is Party.TO_SCHOOL else Initiator.FROM_SCHOOL


def _destination(known: Known) -> Programme:
    return Programme(
        known.get("student.programme.cohort"),
        known.get("student.programme.years"),
        known.get("student.programme.spring_entry", False),
    )


def _to_province(known: Known) -> str:
    here = known.get("from_school.province", "")
    return f"{here}·外省" if known.get("relation") == "across_provinces" else here


def _today(known: Known) -> date:
    return known.as_of


def _checked_in_on(known: Known) -> date:
    due: date | None = known.get("check_in_due_on")
    return due or known.as_of


def _opens_on(known: Known) -> date:
    day: date = known.get("due_on", known.as_of)
    return day


def _all_papers(known: Known) -> frozenset[str]:
    return complete_papers(known.kind, known.given)


def _recruited_elsewhere(known: Known) -> bool:
    # Co-operation is with another province: who states only the source means that.
    return bool(known.get("admission_source") == AdmissionSource.COOPERATIVE)


def _notified_on(known: Known) -> date | None:
    # Whom nobody tried to reach was not told.
    return None if known.given.get("contact_attempts") == 0 else known.as_of


def _major_stopped(known: Known) -> bool:
    # The reason says both: the major has stopped, and the student comes back after retention or leave.
    return bool(known.get("reason") == MajorChangeReason.MAJOR_STOPPED)


def _yes(known: Known) -> bool:
    return True


def _no(known: Known) -> bool:
    return False


def _good_hospital(known: Known) -> HospitalGrade:
    return HospitalGrade.GRADE_2A


def _last_term_end(known: Known) -> date:
    return max(term.ends_on for term in known.terms if term.ends_on < known.as_of)


# Standard names mean the same in every kind; what is taken for them goes before the class's own default.
_STANDARD: dict[str, Callable[[Known], Any]] = {
    "requested_on": _today,
    "checked_on": _today,
    "submitted_on": _today,
    "terms": lambda known: known.terms,
    "rest_days": lambda known: known.rest_days,
    "evidence": _all_papers,
    "student_consent": _yes,
    "guardian_consent": _yes,
    "student.programme.cohort": _cohort,
    "student.programme.years": lambda known: Decimal(3),
    "student.entered_on": _entered_on,
    "student.birth_date": _birth_date,
}

_OF_KIND: dict[str, dict[str, Callable[[Known], Any]]] = {
    "check_in": {"check_in_due_on": _today},
    "check_in_deferral": {"check_in_due_on": _today, "applied_on": _today},
    "forfeiture": {"check_in_due_on": _today},
    "health_recheck": {"kept_until": _today},
    "admission_cancellation": {"kept_until": _today},
    "papers_return": {"lost_on": _today},
    "transfer": {
        "destination.cohort": lambda known: _destination(known).cohort,
        "destination.years": lambda known: _destination(known).years,
        "destination.spring_entry": lambda known: _destination(known).spring_entry,
        "reason": lambda known: TransferReason.HOUSEHOLD_MOVE,
        "effective_on": _effective_on,
        "initiated_by": _initiator,
        "to_school.province": _to_province,
    },
    "registration": {
        "season": lambda known: Season.SPRING if known.as_of.month < _SPRING_LASTS_UNTIL else Season.AUTUMN,
        "year": lambda known: known.as_of.year,
        "checked_in_on": _checked_in_on,
        "from_other_province": _recruited_elsewhere,
    },
    "term_registration": {"opens_on": _opens_on, "due_on": _today},
    "leave": {"hospital_grade": _good_hospital},
    "resumption": {
        "student.on_leave": _yes,
        "hospital_grade": _good_hospital,
        "leave_ends_on": _last_term_end,
        "recheck_passed": _yes,
    },
    "major_change": {
        "reason": lambda known: MajorChangeReason.STRENGTH,
        "major_stopped": _major_stopped,
        "after_retention_or_leave": _major_stopped,
        "from_major": lambda known: "710201",
        "to_major": lambda known: known.get("from_major", "710201")[:2] + "0203",
        "hospital_grade": _good_hospital,
    },
    "required_withdrawal": {
        "student_notified_on": _notified_on,
        "guardian_notified_on": _notified_on,
        "contact_attempts": lambda known: 3,
        "student_consent": _no,
        "guardian_consent": _no,
    },
    "graduation": {
        "graduates_on": _today,
        "scheduled_on": lambda known: known.get("graduates_on"),
    },
}
