"""Graduation as a kind of case: one student or a class."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from graduation import outcomes
from graduation.facts import graduation_facts
from students.models import StatusChange, Student
from students.parties import parties_of_school
from students.statuses import ChangeKind, Status
from xueji import clock
from xueji.cases.models import Case, Item
from xueji.cases.registry import CaseKind
from xueji.errors import Conflict
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope


class GraduationKind(CaseKind):
    """毕业: the three conditions are met (Beijing 38, Zhejiang 42)."""

    key: ClassVar[str] = "graduation"
    label: ClassVar[str | Promise] = _("毕业")
    prefix: ClassVar[str] = "BY"
    verb: ClassVar[str | Promise] = _("准予毕业")
    items_label: ClassVar[str | Promise] = _("%(count)d 名毕业生")
    is_batch: ClassVar[bool] = True
    details_template: ClassVar[str] = "graduation/_details.html"
    start_url: ClassVar[str] = "graduation:open"

    def facts(self, case: Case, items: Iterable[Item]) -> dict[int, Any]:
        """The audit of each student."""
        rows = list(items)
        students = Student.objects.select_related("programme", "school").in_bulk([item.student_id for item in rows])
        facts = graduation_facts(list(students.values()), case=case)
        return {item.pk: facts[item.student_id] for item in rows}

    def parties(self, case: Case) -> dict[str, int | None]:
        """The school and the bodies above it."""
        return parties_of_school(Organization.objects.select_related("parent").get(pk=case.opened_for_id))

    def apply(self, case: Case, items: list[Item], scope: Scope) -> None:
        """Status, day of leaving, ledger; then what follows from it."""
        keys = [item.student_id for item in items]
        students = list(
            Student.objects.select_for_update(of=("self",)).select_related("school", "programme").filter(pk__in=keys)
        )
        if len(students) != len(keys) or any(student.status != Status.STUDYING for student in students):
            raise Conflict(gettext("名单中有学生的学籍状态在办理期间有了变化，请退回核对。"))
        _graduate(case, students, scope)
        outcomes.follow(case, students, scope)

    def context(self, case: Case, items: list[Item]) -> dict[str, Any]:
        """How many of each class."""
        return {"class_counts": sorted(Counter(item.snapshot.get("class_name", "") for item in items).items())}

    def effects(self, case: Case, items: list[Item]) -> list[str]:
        """What the system will do."""
        return [
            gettext("学籍状态改为“毕业”，离校日期为生效之日"),
            gettext("按发证机关的编号规则生成毕业证书草稿并制作 PDF"),
        ]


def _graduate(case: Case, students: list[Student], scope: Scope) -> None:
    today = clock.today()
    citation = case.steps.filter(kind="approval").order_by("-position").values_list("citation", flat=True).first()
    Student.objects.filter(pk__in=[student.pk for student in students]).update(status=Status.GRADUATED, left_on=today)
    rows = []
    for student in students:
        student.status, student.left_on = Status.GRADUATED, today
        rows.append(
            StatusChange(
                school_id=student.school_id,
                student_id=student.pk,
                person_id=student.person_id,
                kind=ChangeKind.GRADUATION,
                from_status=Status.STUDYING,
                to_status=Status.GRADUATED,
                effective_on=today,
                case_id=case.pk,
                citation=citation or {},
                recorded_by=scope.user_id,
                recorded_at=clock.now(),
            )
        )
    StatusChange.objects.bulk_create(rows, batch_size=1000)
