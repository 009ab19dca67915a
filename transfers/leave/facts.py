"""What the rules on leave look at. Set-based: the same queries for one student or for many. Callers are unfenced."""

from collections.abc import Iterable
from typing import Any

from students.matters.gathering import Gathering
from students.models import SchoolClass, Student
from transfers.leave.history import History, histories
from transfers.leave.models import Leave, Restoration, Resumption
from xueji.policies.facts import LeaveFacts, RestorationFacts, ResumptionFacts, StudentFacts
from xueji.policies.vocabulary import Departure, DischargeReason, HospitalGrade, LeaveGround


def leave_facts(gathering: Gathering) -> dict[int, LeaveFacts]:
    """By student id."""
    past = histories(gathering.students, gathering.base)
    return {
        student.pk: _leave(gathering, gathering.base[student.pk], gathering.matters[student.pk], past[student.pk])
        for student in gathering.students
    }


def resumption_facts(gathering: Gathering) -> dict[int, ResumptionFacts]:
    """By student id."""
    later = later_cohorts(gathering.students)
    return {
        student.pk: ResumptionFacts(
            ground=LeaveGround(row.ground),
            leave_starts_on=row.leave_starts_on,
            leave_ends_on=row.leave_ends_on,
            resumes_on=row.resumes_on,
            hospital_grade=HospitalGrade(row.hospital_grade),
            hospital_local=row.hospital_local,
            recheck_passed=row.recheck_passed,
            special_circumstances=row.special_circumstances,
            **_placed(student, row, later),
            **_common(gathering, student, row),
        )
        for student, row in _rows(gathering)
    }


def restoration_facts(gathering: Gathering) -> dict[int, RestorationFacts]:
    """By student id."""
    later = later_cohorts(gathering.students)
    return {
        student.pk: RestorationFacts(
            departure=Departure(row.departure),
            enlisted=row.leave is None or row.leave.ground == LeaveGround.MILITARY,
            discharge_reason=DischargeReason(row.discharge_reason),
            discharged_on=row.discharged_on,
            **_placed(student, row, later),
            **_common(gathering, student, row),
        )
        for student, row in _rows(gathering)
    }


def later_cohorts(students: Iterable[Student]) -> set[tuple[int, int]]:
    """Which programmes of the students have open classes of which grades: (programme, grade)."""
    programmes = {student.programme_id for student in students}
    return set(
        SchoolClass.objects.open().filter(programme__in=programmes).values_list("programme_id", "cohort").distinct()
    )


def _leave(gathering: Gathering, base: StudentFacts, row: Leave, past: History) -> LeaveFacts:
    current = past.current
    return LeaveFacts(
        ground=LeaveGround(row.ground),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        missed_hours=row.missed_hours,
        expected_hours=row.expected_hours,
        term_hours=row.term_hours,
        hospital_grade=HospitalGrade(row.hospital_grade),
        hospital_local=row.hospital_local,
        earlier_terms=past.terms_taken(gathering.terms, service=False, until=row.starts_on),
        earlier_service_terms=past.terms_taken(gathering.terms, service=True, until=row.starts_on),
        earlier_leaves=past.times,
        running_terms=past.running_terms(gathering.terms) if base.on_leave else 0,
        current_leave_ends_on=current.ends_on if current and base.on_leave else row.current_ends_on,
        service_ends_on=row.service_ends_on,
        credits_earned=row.credits_earned,
        credits_total=row.credits_total,
        industry_minimum_age=row.industry_minimum_age,
        student=base,
        **_days(gathering, row),
    )


def _rows(gathering: Gathering) -> list[tuple[Student, Any]]:
    return [(student, gathering.matters[student.pk]) for student in gathering.students]


def _placed(student: Student, row: Resumption | Restoration, classes: set[tuple[int, int]]) -> dict[str, Any]:
    """Into which class, beside which there are. The own class counts as following where the school takes it as such."""
    to_class = row.to_class
    later = any(programme == student.programme_id and cohort > student.cohort for programme, cohort in classes)
    same = to_class is not None and to_class.programme_id == student.programme_id
    return {
        "following_class": later or same,
        "other_programme": to_class is not None and not same,
        "class_assigned": to_class is not None,
    }


def _common(gathering: Gathering, student: Student, row: Any) -> dict[str, Any]:
    return {"student": gathering.base[student.pk], **_days(gathering, row)}


def _days(gathering: Gathering, row: Any) -> dict[str, Any]:
    return {
        "requested_on": gathering.requested_on,
        "checked_on": gathering.checked_on,
        "applied_on": row.applied_on,
        "terms": gathering.terms,
        "evidence": gathering.evidence,
        "rest_days": gathering.rest_days,
        **gathering.consents(row),
    }
