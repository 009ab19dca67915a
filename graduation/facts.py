"""What the rules on graduation look at. Callers are unfenced: an earlier certificate may be another school's."""

from collections.abc import Sequence
from datetime import date

from django.utils.timezone import localtime

from graduation.models import GraduationAudit
from students.admission.facts import in_compulsory_schooling
from students.facts import programme_facts
from students.models import Student
from students.statuses import Status
from students.study_length import Longest, longest_study
from xueji import clock
from xueji.calendars.loader import get_calendar
from xueji.cases.models import Case
from xueji.policies.facts import GraduationFacts

_GRADUATION_MONTH = 6  # after a spring term; after an autumn term it is January


def graduation_facts(students: Sequence[Student], *, case: Case | None = None) -> dict[int, GraduationFacts]:
    """Facts by student id, in three queries (five where some study flexibly); students need programme and school at hand."""
    submitted = case.submitted_at if case else None
    day = localtime(submitted).date() if submitted else clock.today()
    audits = GraduationAudit.objects.filter(student__in=students).in_bulk(field_name="student_id")
    graduated = set(
        Student.objects.filter(
            person__in={student.person_id for student in students}, status=Status.GRADUATED
        ).values_list("person_id", flat=True)
    )
    longest = longest_study(students)
    schooling = in_compulsory_schooling(students)
    return {
        student.pk: _facts(
            student,
            audits.get(student.pk),
            day,
            has_certificate=student.person_id in graduated,
            longest=longest.get(student.pk),
            in_schooling=student.pk in schooling,
        )
        for student in students
    }


def scheduled_day(student: Student) -> date:
    """The day from which the student's cohort graduates in the ordinary course: 1 June after a last spring term,
    1 January after a last autumn term."""
    last_term = programme_facts(student).end_index - 1
    year, is_spring = divmod(last_term, 2)
    return date(year + 1, _GRADUATION_MONTH if is_spring else 1, 1)


def _facts(
    student: Student,
    audit: GraduationAudit | None,
    day: date,
    *,
    has_certificate: bool,
    longest: Longest | None,
    in_schooling: bool,
) -> GraduationFacts:
    found = audit or GraduationAudit()
    leaving = found.leaving_on
    return GraduationFacts(
        enrolled=student.status == Status.STUDYING,
        conduct_passed=found.conduct_passed,
        courses_passed=found.courses_passed,
        credits_complete=found.credits_complete,
        internship_passed=found.internship_passed,
        graduates_on=max(leaving or clock.today(), clock.today()),
        scheduled_on=scheduled_day(student),
        flexible_until=longest.last_day if longest else None,
        credit_system=found.credits_complete is not None,
        enlisted=found.enlisted,
        integrated=student.programme.integrated,
        has_certificate=has_certificate,
        in_compulsory_schooling=in_schooling,
        working_days_before_leaving=get_calendar().elapsed(day, leaving) if leaving else None,
    )
