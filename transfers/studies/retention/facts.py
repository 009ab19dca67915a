"""What the rules on retention look at, gathered set-based. Callers are unfenced."""

from students.matters.gathering import Gathering
from students.models import SchoolClass, Student
from transfers.studies.models import Retention
from xueji.policies.facts import RetentionFacts


def retention_facts(gathering: Gathering) -> dict[int, RetentionFacts]:
    """Facts by student id: one query beyond those of the frame, for one student or for hundreds."""
    behind = {student.cohort + 1 for student in gathering.students}
    taught = set(
        SchoolClass.objects.open()
        .filter(school=gathering.school, cohort__in=behind)
        .values_list("cohort", "programme__major_code")
    )
    return {student.pk: _facts(gathering, student, taught) for student in gathering.students}


def _facts(gathering: Gathering, student: Student, taught: set[tuple[int, str]]) -> RetentionFacts:
    matter: Retention = gathering.matters[student.pk]
    major = student.programme.major_code
    return RetentionFacts(
        student=gathering.base[student.pk],
        requested_on=gathering.requested_on,
        checked_on=gathering.checked_on,
        failed_courses=matter.failed_courses,
        year_courses=matter.year_courses,
        exempted_courses=matter.exempted_courses,
        makeup_done=matter.makeup_done,
        conduct_failed=matter.conduct_failed,
        credit_system=matter.credit_system,
        school_year=matter.school_year,
        same_major_continues=(student.cohort + 1, major) in taught,
        other_major=other_major(student, matter),
        student_consent=matter.agrees_to_major,
        terms=gathering.terms,
        evidence=gathering.evidence,
        rest_days=gathering.rest_days,
    )


def other_major(student: Student, matter: Retention) -> bool:
    """Whether the class in which the student goes on teaches another major."""
    return matter.to_class is not None and matter.to_class.programme.major_code != student.programme.major_code
