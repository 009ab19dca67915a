"""Retention as a kind of matter: one student, or the list of a school year."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.changes import Change
from students.matters.gathering import Gathering
from students.matters.kind import MatterKind
from students.statuses import ChangeKind, Status
from transfers.studies.comparing import Line, line
from transfers.studies.models import Retention
from transfers.studies.retention.facts import retention_facts
from transfers.studies.retention.forms import RetentionForm
from xueji.cases.models import Case, Step


class RetentionKind(MatterKind):
    """留级: decided on the results of a school year (Beijing 16, Zhejiang 19); nobody applies for it."""

    key: ClassVar[str] = "retention"
    label: ClassVar[str | Promise] = _("留级")
    prefix: ClassVar[str] = "LJ"
    verb: ClassVar[str | Promise] = _("同意留级")
    hint: ClassVar[str | Promise] = _("按一学年补考后的成绩办理，可以成批；随本专业下一年级学习")
    icon: ClassVar[str] = "repeat"
    model = Retention
    form_class = RetentionForm
    statuses: ClassVar[frozenset[Status]] = frozenset({Status.STUDYING})
    for_many: ClassVar[bool] = True
    needs_consent: ClassVar[bool] = False
    student_may_apply: ClassVar[bool] = False
    can_be_undone: ClassVar[bool] = True

    def gather(self, gathering: Gathering) -> dict[int, Any]:
        """Facts of the students."""
        return retention_facts(gathering)

    def rows(self) -> Any:
        """With the class that is described."""
        return super().rows().select_related("to_class__programme", "student")

    def owed_before_approval(self, case: Case, step: Step) -> str:
        """Nobody is retained into no class."""
        without = sum(1 for row in self.matters_of(case) if row.to_class_id is None)
        if step.organization_id == case.opened_for_id and without:
            return gettext("还有 %(count)d 人没有安排随读的班级，请退回安排后再同意。") % {"count": without}
        return ""

    def changes(self, case: Case, matters: Sequence[Retention]) -> Iterable[Change]:
        """Cohort and class; the programme too, where another one is meant."""
        return [
            Change(
                student=matter.student,
                kind=ChangeKind.RETENTION,
                columns={
                    "cohort": matter.to_class.cohort,
                    "school_class_id": matter.to_class_id,
                    "programme_id": matter.to_class.programme_id,
                },
                note=results_text(matter),
            )
            for matter in matters
            if matter.to_class is not None
        ]

    def sentences(self, matter: Retention) -> list[str]:
        """What the system will do."""
        return [
            gettext("年级推后一年，编入下一年级的班级；学籍号、学号和学籍状态不变"),
            gettext("延长的学习期限按学校规定继续交纳学杂费"),
            gettext("留级情况写入学籍异动，主管部门同时知悉"),
        ]

    def described(self, matter: Retention) -> list[tuple[str, str]]:
        """The results and the place in words."""
        place = matter.to_class
        rows = [
            (gettext("成绩所属学年"), f"{matter.school_year}—{matter.school_year + 1}"),
            (gettext("考核结果"), results_text(matter)),
            (gettext("随读班级"), f"{place.cohort}级 {place.name}" if place else gettext("待安排")),
        ]
        if place and place.programme_id != matter.student.programme_id:
            agrees = gettext("学生同意") if matter.agrees_to_major else gettext("学生未表示同意")
            rows.append((gettext("安排专业"), f"{place.programme.name}（{agrees}）"))
        if matter.credit_system:
            rows.append((gettext("学分制"), gettext("学校实行学分制")))
        if matter.reason_text:
            rows.append((gettext("情况说明"), matter.reason_text))
        return rows

    def compared(self, matter: Retention, snapshot: dict[str, Any]) -> list[Line]:
        """Before and after, side by side."""
        place = matter.to_class
        if place is None:
            return []
        return [
            line(gettext("年级"), snapshot.get("cohort", ""), place.cohort),
            line(gettext("班级"), snapshot.get("class_name", ""), place.name),
            line(gettext("专业"), snapshot.get("programme", ""), place.programme.name),
        ]

    def page(self, case: Case, matters: Sequence[Any]) -> dict[str, Any]:
        """Heads of the comparison."""
        return {"comparison_heads": [gettext("现在"), gettext("留级后")]}


def results_text(matter: Retention) -> str:
    """``12 门课程中 4 门不及格（补考后）；操行不合格``."""
    parts = []
    if matter.year_courses:
        when = gettext("补考后") if matter.makeup_done else gettext("补考前")
        parts.append(
            gettext("%(total)d 门课程中 %(failed)d 门不及格（%(when)s）")
            % {"total": matter.year_courses, "failed": matter.failed_courses, "when": when}
        )
    if matter.conduct_failed:
        parts.append(gettext("操行评定不合格"))
    return "；".join(parts)
