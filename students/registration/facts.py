"""What the rules on registration look at: the roster as a whole, and each new student. Callers are unfenced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localtime

from students.facts import duplicates
from students.models import Profile, Student
from students.parties import rest_days_of, school_facts
from students.registration.numbers import citizen_number_of, is_formal, taken_by_others
from xueji import clock
from xueji.cases.models import Case
from xueji.codes.identity import DocumentType
from xueji.organizations.models import Organization
from xueji.policies.facts import RegistrationFacts, RegistrationItemFacts, SchoolFacts
from xueji.policies.vocabulary import AdmissionSource, Origin, Schooling, Season

_EARLY_SELECTION = {"体育特招", "文艺特招"}
_NOT_JOINT = {"", "非联合办学"}
_FOREIGN = {"外国人", "外籍华裔人", "非华裔中国人"}
_REGIONS = {"香港同胞", "澳门同胞", "台湾同胞"}
_SPRING = range(2, 8)
_CITIZEN = {DocumentType.RESIDENT_ID.value, DocumentType.HOUSEHOLD_REGISTER.value}


@dataclass(frozen=True)
class NewStudentFacts:
    """A new student together with the roster that the student is on."""

    roster: RegistrationFacts
    student: RegistrationItemFacts


def registration_facts(
    school: Organization, students: Sequence[Student], *, case: Case | None = None
) -> dict[int, NewStudentFacts]:
    """Facts by student id, in a handful of queries for thousands; students need person and programme at hand."""
    submitted = case.submitted_at if case else None
    day = localtime(submitted).date() if submitted else clock.today()
    papers = frozenset(case.evidence.values_list("key", flat=True)) if case else frozenset()
    profiles = dict(Profile.objects.filter(student__in=students).values_list("student_id", "data"))
    held_twice = duplicates(students)
    held_by_others = taken_by_others(student.person for student in students)
    schools = school_facts(school)
    rosters: dict[tuple[Season, int], RegistrationFacts] = {}
    facts = {}
    for student in students:
        entry = season_of(student.entered_on)
        if entry not in rosters:
            rosters[entry] = _roster(school, schools, *entry, day)
        facts[student.pk] = NewStudentFacts(
            roster=rosters[entry],
            student=_new_student(
                school,
                student,
                profiles.get(student.pk, {}),
                papers,
                has_duplicate=student.pk in held_twice or student.person_id in held_by_others,
            ),
        )
    return facts


def season_of(entered_on: date) -> tuple[Season, int]:
    """The registration season that an entry belongs to, and its year: February to July is spring."""
    return (Season.SPRING if entered_on.month in _SPRING else Season.AUTUMN), entered_on.year


def _roster(school: Organization, facts: SchoolFacts, season: Season, year: int, day: date) -> RegistrationFacts:
    return RegistrationFacts(
        school=facts,
        season=season,
        year=year,
        submitted_on=day,
        registration_suspended=school.registration_suspended,
        rest_days=rest_days_of([year]),
    )


def _new_student(
    school: Organization, student: Student, profile: dict[str, Any], papers: frozenset[str], *, has_duplicate: bool
) -> RegistrationItemFacts:
    """Who is on the roster has checked in: the day of entry is that of check-in."""
    is_citizen = student.person.identity_type in _CITIZEN
    return RegistrationItemFacts(
        checked_in_on=student.entered_on,
        check_in_due_on=None,
        deferral_approved=False,
        admission_source=admission_source(student, profile),
        schooling=Schooling.SENIOR if "高中" in profile.get("recruit_target", "") else Schooling.JUNIOR,
        origin=_origin(profile.get("overseas_status", "")),
        identity_valid=not is_citizen or citizen_number_of(student.person) is not None,
        has_duplicate=has_duplicate,
        integrated=student.programme.integrated,
        from_other_province=_from_elsewhere(school, profile.get("origin_code", "")),
        evidence=papers,
    )


def admission_source(student: Student, profile: dict[str, Any]) -> AdmissionSource:
    """Through which door the student came, from the roster's columns."""
    if is_formal(student.person.number_mask):
        return AdmissionSource.CONTINUED
    if profile.get("entry_mode") in _EARLY_SELECTION:
        return AdmissionSource.EARLY_SELECTION
    if profile.get("joint_type", "") not in _NOT_JOINT:
        return AdmissionSource.COOPERATIVE
    ways = {"统一招生": AdmissionSource.EXAMINATION, "自主招生": AdmissionSource.REGISTERED}
    return ways.get(profile.get("recruit_way", ""), AdmissionSource.UNKNOWN)


def _origin(status: str) -> Origin:
    if status in _FOREIGN:
        return Origin.FOREIGN
    return Origin.HK_MACAO_TAIWAN if status in _REGIONS else Origin.MAINLAND


def _from_elsewhere(school: Organization, origin_code: str) -> bool:
    return bool(origin_code) and origin_code[:2] != school.division_code[:2]
