"""What the rules on the registration of new students look at: the roster as a whole, and each new student. Callers are
unfenced: second records lie at other schools."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.timezone import localtime

from students.admission.elsewhere import elsewhere_known
from students.admission.facts import PAPERS_OF_STUDENTS, admissions_of, own_papers_of
from students.admission.models import Admission
from students.admission.states import AdmissionState
from students.eligibility.facts import failed_among
from students.facts import duplicates
from students.identity.findings import Standing, findings_of, standings_of
from students.identity.models import Via
from students.models import Profile, Student
from students.parties import rest_days_of, school_facts
from students.registration.integrated import settled_among
from students.registration.models import PlaceOfStudy, StandingKind
from students.registration.numbers import citizen_number_of, is_formal
from students.registration.seasons import SeasonKey, extended_until, season_of
from students.registration.standings import standings_on
from xueji import clock
from xueji.cases.models import Case, Decision, Item
from xueji.cases.states import DecisionVerb, ItemState
from xueji.codes.identity import DocumentType
from xueji.codes.majors import is_of_arts_or_sports
from xueji.organizations.models import Organization
from xueji.organizations.scope import current_scope
from xueji.policies.facts import RegistrationFacts, RegistrationItemFacts
from xueji.policies.vocabulary import AdmissionSource, Origin, Schooling, Season, StudyForm

_EARLY_SELECTION = {"体育特招", "文艺特招"}
_PROVING = {AdmissionSource.EARLY_SELECTION, AdmissionSource.COOPERATIVE}
_NOT_JOINT = {"", "非联合办学"}
_FOREIGN = {"外国人", "外籍华裔人", "非华裔中国人"}
_NOT_A_POINT = {"", "无", "否", "没有", "-", "—", "/"}
_REGIONS = {"香港同胞", "澳门同胞", "台湾同胞"}
_CITIZEN = {DocumentType.RESIDENT_ID.value, DocumentType.HOUSEHOLD_REGISTER.value}

__all__ = ["NewStudentFacts", "admission_source", "entry_of", "registration_facts", "season_of"]


@dataclass(frozen=True)
class NewStudentFacts:
    """A new student together with the roster that the student is on. `said` remembers what the rules said of a roster:
    thousands share it."""

    roster: RegistrationFacts
    student: RegistrationItemFacts
    said: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)


def registration_facts(
    school: Organization, students: Sequence[Student], *, case: Case | None = None
) -> dict[int, NewStudentFacts]:
    """Facts by student id, in a fixed number of queries for thousands; students need person, programme and class."""
    known = _Known(school, students, case)
    return {
        student.pk: NewStudentFacts(known.roster_of(student), known.facts_of(student), known.said)
        for student in students
    }


def entry_of(student: Student, admission: Admission | None) -> SeasonKey:
    """The season in which a student is registered: that of the admission; of the return, for a place kept for illness."""
    if admission is not None and not admission.is_from_roster and admission.kept_on is None:
        return Season(admission.season), admission.year
    came = admission.checked_in_on if admission is not None else None
    return season_of(came or student.entered_on)


def admission_source(student: Student, profile: Mapping[str, Any]) -> AdmissionSource:
    """Through which door a student came of whom no admission is known: from the roster's columns."""
    if is_formal(student.person.number_mask):
        return AdmissionSource.CONTINUED
    if profile.get("entry_mode") in _EARLY_SELECTION:
        return AdmissionSource.EARLY_SELECTION
    if profile.get("joint_type", "") not in _NOT_JOINT:
        return AdmissionSource.COOPERATIVE
    ways = {"统一招生": AdmissionSource.EXAMINATION, "自主招生": AdmissionSource.REGISTERED}
    return ways.get(profile.get("recruit_way", ""), AdmissionSource.UNKNOWN)


@dataclass
class _Known:
    """Everything about the students, read once."""

    school: Organization
    students: Sequence[Student]
    case: Case | None
    rosters: dict[tuple[SeasonKey, date | None], RegistrationFacts] = field(default_factory=dict)
    said: dict[Any, Any] = field(default_factory=dict)
    extensions: dict[SeasonKey, date | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = [student.pk for student in self.students]
        self.profiles = dict(Profile.objects.filter(student__in=keys).values_list("student_id", "data"))
        self.admissions = admissions_of(self.students)
        elsewhere_known(self.admissions.values())
        self.own_papers = own_papers_of(self.admissions.values())
        self.held_twice = duplicates(self.students)
        self.doubles = self._doubles()
        self.failed = failed_among(self.students)
        self.settled = settled_among([student.pk for student in self.students if student.programme.integrated])
        self.elsewhere = set(
            PlaceOfStudy.objects.filter(student__in=keys, here=False).values_list("student", flat=True)
        )
        self.first_handed_up = _first_handed_up(keys, self.case)
        given = self.case.evidence.values_list("key", flat=True) if self.case else ()
        self.papers = frozenset(given) - PAPERS_OF_STUDENTS

    def _doubles(self) -> dict[int, Standing]:
        """What the duplicate check finds; from a case's first check on it is written down for both sides."""
        if self.case is None:
            return standings_of(self.students)
        via = Via.DECISION if self.case.submitted_at else Via.SUBMISSION
        return findings_of(self.students, via=via, actor=current_scope())

    @cached_property
    def submitted_on(self) -> date:
        """The day of the school's submission; today while it has not submitted."""
        submitted = self.case.submitted_at if self.case else None
        return localtime(submitted).date() if submitted else clock.today()

    @cached_property
    def rest_days(self) -> frozenset[date]:
        """Of the years in which seasons close and newcomers come."""
        return rest_days_of({season[1] for season in map(self._season_of, self.students)} | {self.submitted_on.year})

    def _season_of(self, student: Student) -> SeasonKey:
        return entry_of(student, self.admissions.get(student.pk))

    @cached_property
    def standing(self) -> Collection[StandingKind]:
        return standings_on([self.school.pk], clock.today())[self.school.pk]

    @cached_property
    def _school_facts(self) -> Any:
        return school_facts(self.school)

    def roster_of(self, student: Student) -> RegistrationFacts:
        """The facts that students of one season share."""
        season = self._season_of(student)
        first = self.first_handed_up.get(student.pk)
        if (season, first) not in self.rosters:
            self.rosters[season, first] = RegistrationFacts(
                school=self._school_facts,
                season=season[0],
                year=season[1],
                submitted_on=self.submitted_on,
                first_submitted_on=first,
                extended_until=self._extended(season),
                registration_suspended=StandingKind.SUSPENDED in self.standing,
                rest_days=self.rest_days,
            )
        return self.rosters[season, first]

    def _extended(self, season: SeasonKey) -> date | None:
        if season not in self.extensions:
            self.extensions[season] = extended_until(self.school, *season)
        return self.extensions[season]

    def facts_of(self, student: Student) -> RegistrationItemFacts:
        """One student: from the admission where there is one, else from the roster's columns."""
        profile, admission = self.profiles.get(student.pk, {}), self.admissions.get(student.pk)
        programme, double = student.programme, self.doubles.get(student.pk, Standing())
        is_citizen = student.person.identity_type in _CITIZEN
        return RegistrationItemFacts(
            **(_of_admission(admission) if admission else _of_roster(student, profile)),
            eligibility_failed=student.pk in self.failed,
            identity_valid=not is_citizen or citizen_number_of(student.person) is not None,
            has_duplicate=student.pk in self.held_twice or double.clashes,
            alike=double.alike,
            alike_without_number=double.alike_without_number,
            integrated=programme.integrated,
            integrated_settled=student.pk in self.settled,
            attends_here=student.pk not in self.elsewhere,
            inland_class=bool(admission and admission.inland),
            study_form=StudyForm(programme.study_form),
            years=programme.years,
            longest_years=programme.max_years,
            from_other_province=_from_elsewhere(self.school, _home_of(student, admission, profile)),
            school_may_admit_foreign=StandingKind.FOREIGN in self.standing,
            school_of_arts_or_sports=StandingKind.ARTS_SPORTS in self.standing,
            programme_of_arts_or_sports=is_of_arts_or_sports(programme.major_code),
            teaching_point=is_teaching_point(profile.get("teaching_point", "")),
            evidence=self.papers | self.own_papers.get(admission.pk if admission else 0, frozenset()),
            rest_days=self.rest_days,
        )


def _of_admission(admission: Admission) -> dict[str, Any]:
    """What the list of admissions and the desk say."""
    came = admission.checked_in_on
    return {
        "checked_in_on": came,
        "check_in_due_on": admission.due_on,
        "deferral_approved": bool(admission.deferred_to and came and came <= admission.deferred_to),
        "admission_lost": admission.is_lost,
        "admitted_elsewhere": bool(admission.elsewhere),
        "came_elsewhere": any(place.came for place in admission.elsewhere),
        "kept_for_health": admission.state == AdmissionState.KEPT,
        "admission_source": AdmissionSource(admission.source),
        "schooling": Schooling(admission.schooling),
        "origin": Origin(admission.origin),
    }


def _of_roster(student: Student, profile: Mapping[str, Any]) -> dict[str, Any]:
    """Of whom no admission is known: who is on the roster has checked in, on the day of entry."""
    return {
        "checked_in_on": student.entered_on,
        "admission_source": admission_source(student, profile),
        "schooling": Schooling.SENIOR if "高中" in profile.get("recruit_target", "") else Schooling.JUNIOR,
        "origin": _origin(profile.get("overseas_status", "")),
    }


def _first_handed_up(students: Sequence[int], case: Case | None) -> dict[int, date]:
    """The day of the first batch from which a reviewer gave a student back; two queries.

    Who stayed behind at the submission itself, because a rule held the student up, was not handed up.
    """
    rows = Item.objects.filter(
        student_id__in=students, case__kind="registration", state=ItemState.RETURNED, case__submitted_at__isnull=False
    )
    if case is not None:
        rows = rows.exclude(case=case)
    found = list(rows.values_list("pk", "student_id", "case_id", "case__submitted_at"))
    given_back = {
        key
        for data in Decision.objects.filter(
            case__in={case_id for _pk, _student, case_id, _at in found}, verb=DecisionVerb.APPROVE
        ).values_list("data", flat=True)
        for key in data.get("given_back", ())
    }
    first: dict[int, date] = {}
    for pk, student, _case_id, at in found:
        if pk in given_back:
            day = localtime(at).date()
            first[student] = min(day, first.get(student, day))
    return first


def is_teaching_point(name: str) -> bool:
    """Whether what stands under 校外教学点 names one; some write that there is none."""
    return name.strip() not in _NOT_A_POINT


def _origin(status: str) -> Origin:
    if status in _FOREIGN:
        return Origin.FOREIGN
    return Origin.HK_MACAO_TAIWAN if status in _REGIONS else Origin.MAINLAND


def _home_of(student: Student, admission: Admission | None, profile: Mapping[str, Any]) -> str:
    """From where a newcomer comes: as the list of admissions says, else the record. Of those who owe a proof when they
    come from elsewhere, nobody is taken for a local because nobody wrote it down: their identity number tells then."""
    known = (admission.home_code if admission else "") or profile.get("origin_code", "")
    source = admission.source if admission else admission_source(student, profile)
    if known or source not in _PROVING:
        return known
    return citizen_number_of(student.person) or ""


def _from_elsewhere(school: Organization, origin_code: str) -> bool:
    return bool(origin_code) and origin_code[:2] != school.division_code[:2]
