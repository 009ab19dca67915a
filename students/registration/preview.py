"""What the page shows before a batch is opened: who waits, what the rules say of each, the path. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.models import Student
from students.parties import parties_of_school, policy_key_of, school_rules_of
from students.registration.facts import registration_facts
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

# Where what is missing is put right, by what the rule is about: the words of the link and the page.
_MENDS: dict[str, tuple[Any, str, bool]] = {
    "registration_checked_in": (gettext_lazy("办理报到"), "students:admission_desk", False),
    "registration_check_in_in_time": (gettext_lazy("看报到与延期"), "students:admission_desk", False),
    "registration_admission_stands": (gettext_lazy("看录取名单"), "students:admission_list", False),
    "registration_duplicate": (gettext_lazy("处理重复学籍"), "students:duplicates", False),
    "registration_identity": (gettext_lazy("看学籍"), "students:record", True),
    "registration_integrated": (gettext_lazy("报送录取名册"), "students:registration_integrated", False),
    "registration_place": (gettext_lazy("改实际就读地"), "students:registration_place", True),
    "registration_eligibility": (gettext_lazy("看复查结果"), "students:eligibility", False),
}


@dataclass(frozen=True)
class Reason:
    """Why a student is held up, and the page where it is put right."""

    verdict: Verdict
    mend_label: str = ""
    mend_url: str = ""


@dataclass(frozen=True)
class Line:
    """One student of the list: marks beside the name, what holds the student up, what the last batch said."""

    student: Student
    marks: list[str]
    reasons: list[Reason]
    returned: str = ""
    is_cooperative: bool = False


@dataclass(frozen=True)
class Preview:
    """The rules summed up over the batch, the students one by one, and the path."""

    verdicts: Verdicts
    lines: list[Line]
    path: list[PathStep]
    source: str
    seasons: set[SeasonKey] = field(default_factory=set)

    @property
    def is_late(self) -> bool:
        """Whether somebody would have to grant an exception."""
        return bool(self.verdicts.exceptions)

    @property
    def held_up(self) -> list[Line]:
        """Those whom a rule stops now."""
        return [line for line in self.lines if line.reasons]

    @property
    def ready(self) -> list[Line]:
        """Those who can be handed up."""
        return [line for line in self.lines if not line.reasons]

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
    total, rules = summed_up(said.values()), policy(key)
    marks, returned = marks_of(students), returned_notes([student.pk for student in students])
    on_roster = under_way_among([student.pk for student in students if student.programme.integrated])
    return Preview(
        verdicts=total,
        lines=[
            Line(
                student=student,
                marks=marks.get(student.pk, []),
                reasons=[
                    _reason(verdict, student, on_roster=student.pk in on_roster)
                    for verdict in blocked(said[student.pk], exceptions_block=False)
                ],
                returned=returned.get(student.pk, ""),
                is_cooperative=facts[student.pk].student.admission_source == "cooperative",
            )
            for student in students
        ],
        path=path_preview(
            key, kind.key, Route.ONLY, parties_of_school(school), today, with_exception=bool(total.exceptions)
        ),
        source=f"{rules.short_name} {rules.version(today)}",
        seasons={(facts[student.pk].roster.season, facts[student.pk].roster.year) for student in students},
    )


def returned_notes(students: Sequence[int]) -> dict[int, str]:
    """What was said when a student was last left out of a batch, by student id."""
    rows = Item.objects.filter(student_id__in=students, case__kind="registration", state=ItemState.RETURNED)
    return dict(rows.order_by("pk").values_list("student_id", "note"))


def _reason(verdict: Verdict, student: Student, *, on_roster: bool) -> Reason:
    concern = verdict.rule.partition(".")[2]
    if on_roster and concern == "registration_integrated":
        return Reason(verdict, _("名册在审核中"), reverse("students:registration_integrated"))
    if concern in _MENDS:
        label, name, with_student = _MENDS[concern]
        try:
            return Reason(verdict, str(label), reverse(name, args=[student.pk] if with_student else []))
        except NoReverseMatch:
            return Reason(verdict)
    if verdict.outcome is Outcome.EVIDENCE:
        return Reason(verdict, _("建立草稿后上传"))
    return Reason(verdict)
