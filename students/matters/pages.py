"""What the pages of matters show: the choice of student and kind, and the form with the rules beside it."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from students.matters.forms import MatterForm
from students.matters.kind import MatterKind, matter_kinds
from students.matters.preview import preview_of
from students.models import SchoolClass, Student
from students.sections import BulkVerb
from students.snapshots import new_items
from students.statuses import Status
from xueji.cases import registry
from xueji.cases.models import Case, Item
from xueji.errors import Invalid
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

NAMED = 12
# For kinds that name no statuses of their own (transfer).
_ON_THE_REGISTER = frozenset({Status.STUDYING, Status.ON_LEAVE, Status.SPECIAL_SCHOOL})


@dataclass(frozen=True)
class Sheet:
    """One matter being filled in, for one student or many; `case` None while nothing is saved."""

    kind: MatterKind
    school: Organization
    students: list[Student]
    case: Case | None = None
    # An unsaved row to begin with: what a student applied for.
    prefilled: Any = None
    # Keys of papers that came with it.
    handed_in: frozenset[str] = frozenset()

    def form(self, data: QueryDict | None = None) -> MatterForm:
        """The form, with what the case holds already."""
        instance = self.prefilled
        if self.case:
            instance = self.kind.rows().filter(case=self.case).order_by("student_id").first()
        return self.kind.form_class(
            data,
            school=self.school,
            students=self.students,
            needs_consent=self.kind.needs_consent,
            instance=instance,
        )

    def context(self, form: MatterForm) -> dict[str, Any]:
        """The page's context; the rules speak once the form says enough."""
        # A form that was just opened is judged by what it proposes, so that the rules speak at once.
        asked = form if form.is_bound else self.form(form.proposed())
        preview = None
        if asked.is_valid():
            preview = preview_of(
                self.kind, self.school, self.students, asked.matters(), case=self.case, handed_in=self.handed_in
            )
        many = len(self.students) > 1
        snapshot = new_items(self.students[:1])[0].snapshot
        return {
            "sheet": self,
            "kind": self.kind,
            "form": form,
            "sections": form.sections(),
            "preview": preview,
            "student": None if many else snapshot,
            "students": self.students[:NAMED] if many else [],
            "count": len(self.students),
            "left_out": max(len(self.students) - NAMED, 0),
            "heading": self._heading(many),
        }

    def _heading(self, many: bool) -> str:
        who = _("%(count)d 名学生") % {"count": len(self.students)} if many else self.students[0].name
        return f"{self.kind.label}：{who}"


@dataclass(frozen=True)
class Choice:
    """A kind that may be opened for a student, or why it may not."""

    label: str
    hint: str
    icon: str
    url: str
    why_not: str = ""


def choices_for(scope: Scope, student: Student) -> list[Choice]:
    """Every kind that a school opens for one student, those that fit the status first."""
    busy = Item.objects.filter(person_id=student.person_id, binds=True).exists()
    found = [
        _choice(kind, student, busy=busy)
        for kind in registry.all_kinds()
        if not kind.is_batch and scope.allows(kind.start_permission) and start_of(kind, student)
    ]
    return sorted(found, key=lambda choice: bool(choice.why_not))


def batches_for(scope: Scope) -> dict[str, Any]:
    """The kinds that are opened for whole classes, and the classes that have students."""
    present = Student.objects.current().filter(school=scope.organization_id).values("school_class")
    return {
        "kinds": [kind for kind in matter_kinds() if kind.for_many and scope.allows(kind.start_permission)],
        "classes": SchoolClass.objects.filter(pk__in=present).order_by("-cohort", "name"),
    }


def start_of(kind: registry.CaseKind, student: Student) -> str:
    """The address on which a kind is opened for a student; empty where it is not opened by hand."""
    if isinstance(kind, MatterKind):
        return f"{reverse('matters:kind', args=[kind.key])}?student={student.pk}"
    return f"{reverse(kind.start_url)}?student={student.pk}" if kind.start_url else ""


def refused(form: MatterForm, error: Invalid) -> None:
    """Put an action's refusal under the field that it belongs to."""
    form.add_error(error.field if error.field in form.fields else None, str(error.message))


def bulk_verbs() -> list[BulkVerb]:
    """The kinds that may be opened for the rows picked in the list of students."""
    return [
        BulkVerb(kind.key, kind.label, "matters:kind", kind.icon, statuses=kind.statuses, url_args=(kind.key,))
        for kind in matter_kinds()
        if kind.for_many
    ]


def _choice(kind: registry.CaseKind, student: Student, *, busy: bool) -> Choice:
    statuses = kind.statuses if isinstance(kind, MatterKind) else _ON_THE_REGISTER
    why_not = ""
    if student.status not in statuses:
        why_not = _("学籍状态是“%(status)s”，不能办") % {"status": student.get_status_display()}
    elif busy and kind.exclusive:
        why_not = _("另有一件学籍变动正在办理，办结或撤回后才能提交；可先起草")
    return Choice(
        label=str(kind.label),
        hint=str(getattr(kind, "hint", "")),
        icon=str(getattr(kind, "icon", "arrows-exchange")),
        url="" if why_not and student.status not in statuses else start_of(kind, student),
        why_not=why_not,
    )
