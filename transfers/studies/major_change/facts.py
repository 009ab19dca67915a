"""What the rules on a change of major look at, gathered set-based. Callers are unfenced."""

from students.matters.gathering import Gathering
from students.models import Programme, StatusChange, Student
from students.statuses import ChangeKind
from transfers.studies.models import MajorChange
from xueji.policies.facts import MajorChangeFacts
from xueji.policies.vocabulary import HospitalGrade, MajorChangeReason

_CAME_BACK = (ChangeKind.RETENTION, ChangeKind.RESUMPTION)


def major_change_facts(gathering: Gathering) -> dict[int, MajorChangeFacts]:
    """Facts by student id: one query beyond those of the frame."""
    came_back = set(
        StatusChange.objects.filter(
            student__in=gathering.students, kind__in=_CAME_BACK, undone_by__isnull=True
        ).values_list("student_id", flat=True)
    )
    return {student.pk: _facts(gathering, student, came_back=student.pk in came_back) for student in gathering.students}


def _facts(gathering: Gathering, student: Student, *, came_back: bool) -> MajorChangeFacts:
    matter: MajorChange = gathering.matters[student.pk]
    origin, target = student.programme, matter.to_programme
    return MajorChangeFacts(
        student=gathering.base[student.pk],
        requested_on=gathering.requested_on,
        checked_on=gathering.checked_on,
        reason=MajorChangeReason(matter.reason),
        from_major=origin.major_code,
        to_major=target.major_code,
        direction_only=only_direction(origin, target),
        effective_on=matter.effective_on,
        applied_on=matter.applied_on,
        fee_exempt_special=origin.fee_exempt_special,
        major_stopped=not origin.is_open,
        after_retention_or_leave=came_back,
        to_integrated=target.integrated,
        hospital_grade=HospitalGrade(matter.hospital_grade),
        hospital_local=matter.hospital_local,
        examination_passed=matter.examination_passed,
        meets_school_conditions=matter.meets_school_conditions,
        places_available=matter.places_available,
        terms=gathering.terms,
        evidence=gathering.evidence,
        rest_days=gathering.rest_days,
        **gathering.consents(matter),
    )


def only_direction(origin: Programme, target: Programme) -> bool:
    """Whether only the direction changes: two programmes of one major, of the same length and sort."""
    return (origin.major_code, origin.years, origin.integrated) == (target.major_code, target.years, target.integrated)
