"""A kind of matter of one school: what a chapter says about it. The frame does the rest."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students import changes as register
from students.changes import Change
from students.matters.forms import MatterForm
from students.matters.gathering import Gathering
from students.matters.models import Matter
from students.models import Student
from students.parties import parties_of_school
from students.statuses import Status
from xueji.cases import registry
from xueji.cases.models import Case, Item
from xueji.cases.printing.facts import FormFacts
from xueji.cases.registry import CaseKind
from xueji.cases.states import CaseState
from xueji.errors import Conflict
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope


class MatterKind(CaseKind, ABC):
    """A status change (or an information change) that a school opens for students of its own.

    `statuses` are those of students for whom it may be opened; `for_many` that one case may hold many students.
    `application` is the paper (a word of Evidence) on which student and guardian sign; empty where nobody applies.
    `student_may_apply` offers it on the student's phone.
    """

    hint: ClassVar[str | Promise] = ""
    icon: ClassVar[str] = "arrows-exchange"
    model: ClassVar[type[Matter]]
    form_class: ClassVar[type[MatterForm]]
    statuses: ClassVar[frozenset[Status]] = frozenset({Status.STUDYING})
    for_many: ClassVar[bool] = False
    needs_consent: ClassVar[bool] = True
    application: ClassVar[str] = ""
    student_may_apply: ClassVar[bool] = True
    details_template: ClassVar[str] = "matters/_details.html"
    can_be_undone: ClassVar[bool] = True
    undoes_single_items: ClassVar[bool] = True
    start_url: ClassVar[str] = "matters:open"
    start_label: ClassVar[str | Promise] = gettext_lazy("学籍变动")

    @abstractmethod
    def gather(self, gathering: Gathering) -> dict[int, Any]:
        """Facts for the rules by student id, set-based."""

    @abstractmethod
    def changes(self, case: Case, matters: Sequence[Any]) -> Iterable[Change]:
        """The effect: one change for each student. `matter.student` is locked and fresh."""

    def sentences(self, matter: Any) -> list[str]:
        """What the system will do once the case has taken effect."""
        return []

    def described(self, matter: Any) -> list[tuple[str, str]]:
        """The matter as labels and values, for the case page and the printed form."""
        return []

    def compared(self, matter: Any, snapshot: dict[str, Any]) -> list[Any]:
        """Rows with label, before, after, mark and tone, where something is put in the place of something else."""
        return []

    def after_apply(self, case: Case, matters: Sequence[Any], scope: Scope) -> None:
        """What follows the changes of the register, in the same transaction (rows of other tables)."""

    def after_undo(self, case: Case, matters: Sequence[Any], scope: Scope) -> None:
        """What follows when the changes were taken back."""

    def facts(self, case: Case, items: Iterable[Item]) -> dict[int, Any]:
        """Fresh facts of the students, by item id."""
        rows = list(items)
        found = self.gather(self._gathering(case, [item.student_id for item in rows]))
        return {item.pk: found[item.student_id] for item in rows}

    def parties(self, case: Case) -> dict[str, int | None]:
        """The school and the bodies above it, as far as the case concerns them."""
        return self.seated(school_of(case), self.matters_of(case))

    def seated(self, school: Organization, matters: Sequence[Any]) -> dict[str, int | None]:
        """Who sits where for these rows, saved or being filled in: by default everybody above the school."""
        return parties_of_school(school)

    def apply(self, case: Case, items: list[Item], scope: Scope) -> None:
        """Change the register. Raises Conflict when a student is no longer where the case found them."""
        matters = self._locked(case, [item.student_id for item in items])
        if any(matter.student.status not in self.statuses for matter in matters):
            raise Conflict(_("名单中有学生的学籍状态在办理期间有了变化，请退回核对。"))
        register.changes_apply(case, scope, self.changes(case, matters))
        self.after_apply(case, matters, scope)

    def undo(self, case: Case, items: list[Item], scope: Scope) -> None:
        """Put back what the case changed, as effect of the case that the scope names."""
        undoing = Case.objects.get(pk=scope.case_id or 0)
        matters = self._locked(case, [item.student_id for item in items])
        keys = [matter.student_id for matter in matters]
        register.changes_undo(case.pk, undoing=undoing, scope=scope, students=keys)
        self.after_undo(case, matters, scope)

    def undo_obstacle(self, case: Case) -> str:
        """Why the case cannot be taken back now; empty when it can."""
        return register.undo_obstacle(case.pk)

    def rows_again(self, case: Case) -> list[Any]:
        """Copies of the rows, for the same matter opened anew."""
        rows = self.matters_of(case)
        for row in rows:
            row.pk, row.case_id, row._state.adding = None, None, True
        case.__dict__.pop("read_matters", None)
        return rows

    def context(self, case: Case, items: list[Item]) -> dict[str, Any]:
        """What the case page shows: the matter in words, or one line a student in a batch."""
        matters = self.matters_of(case, items)
        single = matters[0] if len(matters) == 1 and not case.is_batch else None
        return {
            "described": self.described(single) if single else [],
            "comparison": self.compared(single, items[0].snapshot) if single else [],
            "lines": [] if single else [(item, self.described(each)) for item, each in self._with(items, matters)],
            "change_url": reverse("matters:change", args=[case.pk])
            if case.state in {CaseState.DRAFT, CaseState.RETURNED}
            else "",
            **self.page(case, matters),
        }

    def page(self, case: Case, matters: Sequence[Any]) -> dict[str, Any]:
        """What the kind's own template needs beyond the frame's."""
        return {}

    def effects(self, case: Case, items: list[Item]) -> list[str]:
        """Sentences of the students, each once."""
        matters = self.matters_of(case, items[:1])
        return list(dict.fromkeys(sentence for matter in matters for sentence in self.sentences(matter)))

    def form(self, case: Case, items: list[Item]) -> dict[int, FormFacts]:
        """The printed form: the matter in words, the reason, who signed the application."""
        return {
            item.pk: FormFacts(
                rows=self.described(matter),
                reason=matter.reason_text,
                applied_on=matter.applied_on if self.needs_consent else None,
                student_signed=matter.student_consent,
                guardian_signed=matter.guardian_consent,
            )
            for item, matter in self._with(items, self.matters_of(case, items))
        }

    def matters_of(self, case: Case, items: Iterable[Item] | None = None) -> list[Any]:
        """The rows of a case, in the order of its items; read once for each case that was read."""
        if "read_matters" not in case.__dict__:
            case.__dict__["read_matters"] = {row.student_id: row for row in self.rows().filter(case=case)}
        found = case.__dict__["read_matters"]
        if items is None:
            return list(found.values())
        return [found[item.student_id] for item in items if item.student_id in found]

    def rows(self) -> Any:
        """The kind's rows with what `described` looks at; a kind with foreign keys adds them here."""
        return self.model._default_manager.all()

    def _with(self, items: Sequence[Item], matters: Sequence[Any]) -> list[tuple[Item, Any]]:
        known = {matter.student_id: matter for matter in matters}
        return [(item, known[item.student_id]) for item in items if item.student_id in known]

    def _gathering(self, case: Case, keys: Sequence[int]) -> Gathering:
        students = Student.objects.select_related("programme", "school_class", "school").filter(pk__in=keys)
        papers = frozenset(case.evidence.values_list("key", flat=True))
        return Gathering(
            school=school_of(case),
            students=list(students),
            matters={row.student_id: row for row in self.rows().filter(case=case, student__in=keys)},
            case=case,
            signed=not self.application or self.application in papers,
            evidence=papers,
        )

    def _locked(self, case: Case, keys: Sequence[int]) -> list[Any]:
        students = register.students_lock(keys)
        matters = list(self.rows().filter(case=case, student__in=keys).order_by("student_id"))
        for matter in matters:
            matter.student = students[matter.student_id]
        return matters


def school_of(case: Case) -> Organization:
    """The school that the case is about, with the bodies above it."""
    if "read_school" not in case.__dict__:
        case.__dict__["read_school"] = Organization.objects.select_related("parent", "province").get(
            pk=case.opened_for_id
        )
    return case.__dict__["read_school"]


def matter_kinds() -> list[MatterKind]:
    """The kinds of matters of one school, in the order of the chapters."""
    return [kind for kind in registry.all_kinds() if isinstance(kind, MatterKind)]


def matter_kind(key: str) -> MatterKind | None:
    """The kind of that key; None for another."""
    return next((kind for kind in matter_kinds() if kind.key == key), None)
