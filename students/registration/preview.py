"""What the page shows before a batch is opened: who waits, what the rules say of each, the path. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.admission.facts import OWN_PAPERS, admissions_of
from students.models import Student
from students.parties import parties_of_school, policy_key_of, school_rules_of
from students.registration.facts import NewStudentFacts, registration_facts
from students.registration.integrated import under_way_among
from students.registration.kind import RegistrationKind
from students.registration.marks import marks_of
from students.registration.seasons import SeasonKey
from xueji import clock
from xueji.cases.checks import blocked, summed_up
from xueji.cases.models import Item
from xueji.cases.preview import PathStep, path_preview
from xueji.cases.states import ItemState
from xueji.organizations.models import Organization
from xueji.organizations.scope import unfenced
from xueji.policies.engine.chains import Route
from xueji.policies.engine.registry import get as policy
from xueji.policies.engine.verdicts import Outcome, Verdict, Verdicts
from xueji.policies.facts import RegistrationItemFacts
from xueji.policies.vocabulary import AdmissionSource, Evidence

# Where what is missing is put right, by what the rule is about: the words of the link, the page, and whether it is the
# page of the student.
_MENDS: dict[str, tuple[Any, str, bool]] = {
    "registration_checked_in": (gettext_lazy("办理报到"), "students:admission_desk", False),
    "registration_check_in_in_time": (gettext_lazy("看报到与延期"), "students:admission_desk", False),
    "registration_admission_stands": (gettext_lazy("看录取名单"), "students:admission_list", False),
    "registration_closing_day": (gettext_lazy("看注册延期"), "students:registration_extensions", False),
    "registration_duplicate": (gettext_lazy("处理重复学籍"), "students:duplicates", False),
    "registration_integrated": (gettext_lazy("报送录取名册"), "students:registration_integrated", False),
    "registration_place": (gettext_lazy("改实际就读地"), "students:registration_place", True),
    "registration_eligibility": (gettext_lazy("看复查结果"), "students:eligibility", False),
}
# What is put right on the page of the admission, by what the rule is about.
_ON_ADMISSION: dict[str, Any] = {
    "registration_admitted_once": gettext_lazy("看录取与报到"),
    "registration_schooling": gettext_lazy("更正录取信息"),
}
# Papers that speak for many are handed in with the batch, once there is a draft.
_OF_BATCH = frozenset(
    paper.value
    for paper in (Evidence.ADMISSION_NOTICE, Evidence.COOPERATION_AGREEMENT, Evidence.TEACHING_POINT_APPROVAL)
)
# What a level above enters for the school.
_OF_SCHOOL = frozenset({"registration_foreign", "registration_early_selection_school"})
_OWN = frozenset(paper.value for paper in OWN_PAPERS.values())


@dataclass(frozen=True)
class Reason:
    """Why a student is held up, and the page where it is put right."""

    verdict: Verdict
    mend_label: str = ""
    mend_url: str = ""

    @property
    def is_of_batch(self) -> bool:
        """Whether a paper settles it that the batch takes once it is drafted."""
        return self.verdict.outcome is Outcome.EVIDENCE and {need.key for need in self.verdict.needs} <= _OF_BATCH


@dataclass(frozen=True)
class Line:
    """One student of the list: marks beside the name, what holds the student up, what the last batch said."""

    student: Student
    marks: list[str]
    reasons: list[Reason]
    returned: str = ""
    may_attend_elsewhere: bool = False

    @property
    def can_enter(self) -> bool:
        """Whether the batch can take the student: nothing stands against it that is not settled in the draft."""
        return all(reason.is_of_batch for reason in self.reasons)


@dataclass(frozen=True)
class Preview:
    """The rules summed up over the batch, the students one by one, and the path. `barred` holds for the whole school."""

    verdicts: Verdicts
    lines: list[Line]
    path: list[PathStep]
    source: str
    barred: list[Verdict] = field(default_factory=list)
    seasons: set[SeasonKey] = field(default_factory=set)

    @property
    def is_late(self) -> bool:
        """Whether somebody would have to grant an exception."""
        return bool(self.verdicts.exceptions) and bool(self.offered)

    @cached_property
    def offered(self) -> list[Line]:
        """Those whom a batch can take now, those who owe it a paper last."""
        if self.barred:
            return []
        return sorted((line for line in self.lines if line.can_enter), key=lambda line: bool(line.reasons))

    @cached_property
    def held_up(self) -> list[Line]:
        """Those whom a rule keeps out of the batch now, with why."""
        return [line for line in self.lines if not line.can_enter]

    @property
    def complete(self) -> int:
        """How many wait for nothing but the school's standing."""
        return sum(1 for line in self.lines if line.can_enter)

    @property
    def owing(self) -> int:
        """How many of those offered owe a paper to the batch."""
        return sum(1 for line in self.offered if line.reasons)

    @property
    def stopped(self) -> int:
        return len(self.held_up)


def preview_of(school: Organization, students: Sequence[Student]) -> Preview:
    """Ask the rules of today about these students, who need person, programme and class at hand."""
    key, today, kind = policy_key_of(school), clock.today(), RegistrationKind()
    with unfenced(reason="rules of a batch that is being put together"):
        facts = registration_facts(school, students)
    own_rules = school_rules_of(school, today)
    said = {student.pk: kind.judge(key, facts[student.pk], today, school_rules=own_rules) for student in students}
    barred = _barred(facts.values())
    lines = _lines(students, facts, said, {verdict.rule for verdict in barred})
    entering = [line.student.pk for line in lines if line.can_enter] or list(said)
    total, rules = summed_up(said[pk] for pk in entering), policy(key)
    return Preview(
        verdicts=total,
        lines=lines,
        path=path_preview(
            key, kind.key, Route.ONLY, parties_of_school(school), today, with_exception=bool(total.exceptions)
        ),
        source=f"{rules.short_name} {rules.version(today)}",
        barred=barred,
        seasons={(facts[student.pk].roster.season, facts[student.pk].roster.year) for student in students},
    )


def returned_notes(students: Sequence[int]) -> dict[int, str]:
    """What was said when a student was last left out of a batch, by student id."""
    rows = Item.objects.filter(student_id__in=students, case__kind="registration", state=ItemState.RETURNED)
    return dict(rows.order_by("pk").values_list("student_id", "note"))


def _barred(facts: Any) -> list[Verdict]:
    """What forbids to register anybody of these: rules on the roster that all stop at, whatever season each belongs to."""
    shared = {id(each.said): each.said for each in facts}
    rosters = [Verdicts.of(verdicts) for said in shared.values() for verdicts in said.values()]
    found = [{verdict.rule: verdict for verdict in blocked(said, exceptions_block=False)} for said in rosters]
    return [verdict for rule, verdict in found[0].items() if all(rule in each for each in found)] if found else []


def _lines(
    students: Sequence[Student], facts: dict[int, NewStudentFacts], said: dict[int, Verdicts], shared: set[str]
) -> list[Line]:
    keys = [student.pk for student in students]
    marks, returned = marks_of(students), returned_notes(keys)
    pages = {key: admission.pk for key, admission in admissions_of(students).items()}
    on_roster = under_way_among([student.pk for student in students if student.programme.integrated])
    return [
        Line(
            student=student,
            marks=marks.get(student.pk, []),
            reasons=[
                _reason(verdict, student, pages.get(student.pk), on_roster=student.pk in on_roster)
                for verdict in blocked(said[student.pk], exceptions_block=False)
                if verdict.rule not in shared
            ],
            returned=returned.get(student.pk, ""),
            may_attend_elsewhere=_may_attend_elsewhere(facts[student.pk].student),
        )
        for student in students
    ]


def _may_attend_elsewhere(facts: RegistrationItemFacts) -> bool:
    return facts.admission_source == AdmissionSource.COOPERATIVE or facts.teaching_point


def _reason(verdict: Verdict, student: Student, admission_pk: int | None, *, on_roster: bool) -> Reason:
    concern = verdict.rule.partition(".")[2]
    if on_roster and concern == "registration_integrated":
        return Reason(verdict, _("名册在审核中"), reverse("students:registration_integrated"))
    if concern in _OF_SCHOOL and verdict.outcome is Outcome.FORBIDDEN:
        return Reason(verdict, _("看学校资格"), reverse("students:registration_standing", args=[student.school_id]))
    if admission_pk is not None:
        page = reverse("students:admission", args=[admission_pk])
        if concern in _ON_ADMISSION:
            return Reason(verdict, str(_ON_ADMISSION[concern]), page)
        if {need.key for need in verdict.needs} & _OWN - _OF_BATCH:
            return Reason(verdict, _("补该生的材料"), f"{page}#papers")
    if concern in _MENDS:
        label, name, with_student = _MENDS[concern]
        try:
            return Reason(verdict, str(label), reverse(name, args=[student.pk] if with_student else []))
        except NoReverseMatch:
            return Reason(verdict)
    if verdict.outcome is Outcome.EVIDENCE:
        return Reason(verdict, _("建立草稿后上传"))
    return Reason(verdict)
