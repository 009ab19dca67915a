"""QuerySets for statistics and data quality: who registered a term by its day, who did not. Inside the reader's scope."""

from django.db.models import F, OuterRef, QuerySet, Subquery

from students.models import Student
from students.term_registration.entries import REGISTERING
from students.term_registration.models import TermRegistration


def with_registration(students: "QuerySet[Student]", school_year: str, number: int) -> "QuerySet[Student]":
    """The students with `term_state` (None: nothing entered) and `term_registered_on`, for lists and exports."""
    rows = TermRegistration.objects.of_term(school_year, number).filter(student=OuterRef("pk"))
    return students.annotate(
        term_state=Subquery(rows.values("state")[:1]), term_registered_on=Subquery(rows.values("registered_on")[:1])
    )


def registered_in_time(school_year: str, number: int) -> "QuerySet[Student]":
    """Those who registered by the day that their school prescribed."""
    return _registering().filter(
        term_registrations__school_year=school_year,
        term_registrations__number=number,
        term_registrations__state=TermRegistration.State.REGISTERED,
        term_registrations__registered_on__lte=F("term_registrations__round__due_on"),
    )


def registered_late(school_year: str, number: int) -> "QuerySet[Student]":
    """Those who registered after it."""
    return _registering().filter(
        term_registrations__school_year=school_year,
        term_registrations__number=number,
        term_registrations__state=TermRegistration.State.REGISTERED,
        term_registrations__registered_on__gt=F("term_registrations__round__due_on"),
    )


def unregistered(school_year: str, number: int) -> "QuerySet[Student]":
    """Those who ought to register and have not, entered as missing or not entered at all."""
    came = TermRegistration.objects.of_term(school_year, number).filter(state=TermRegistration.State.REGISTERED)
    return _registering().exclude(pk__in=came.values("student"))


def _registering() -> "QuerySet[Student]":
    return Student.objects.filter(status__in=REGISTERING)
