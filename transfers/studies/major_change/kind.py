"""Change of major as a kind of matter: the student stays, programme and class change."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.changes import Change
from students.matters.gathering import Gathering
from students.matters.kind import MatterKind
from students.snapshots import years_text
from students.statuses import ChangeKind, Status
from transfers.studies.comparing import Line, line
from transfers.studies.major_change.facts import major_change_facts
from transfers.studies.major_change.forms import MajorChangeForm
from transfers.studies.models import MajorChange
from xueji.cases.models import Case, Step
from xueji.policies.vocabulary import Evidence, MajorChangeReason
from xueji.web.formats import cn_date_full


class MajorChangeKind(MatterKind):
    """转专业、专业方向: asked for by the student, decided by the school (Beijing 21, Zhejiang 18)."""

    key: ClassVar[str] = "major_change"
    label: ClassVar[str | Promise] = _("转专业")
    prefix: ClassVar[str] = "ZY"
    verb: ClassVar[str | Promise] = _("同意转专业")
    hint: ClassVar[str | Promise] = _("在本校转入其他专业或专业方向；能否办理，填写时按当地办法逐条核对")
    icon: ClassVar[str] = "arrows-shuffle"
    model = MajorChange
    form_class = MajorChangeForm
    statuses: ClassVar[frozenset[Status]] = frozenset({Status.STUDYING})
    application: ClassVar[str] = Evidence.MAJOR_CHANGE_APPLICATION.value
    can_be_undone: ClassVar[bool] = True

    def gather(self, gathering: Gathering) -> dict[int, Any]:
        """Facts of the students."""
        return major_change_facts(gathering)

    def rows(self) -> Any:
        """With the places that are described."""
        return super().rows().select_related("to_programme", "to_class")

    def owed_before_approval(self, case: Case, step: Step) -> str:
        """The school agrees to a place in a class, not to a change in general."""
        if step.organization_id == case.opened_for_id and any(row.to_class_id is None for row in self.matters_of(case)):
            return gettext("转入的班级还没有选定：请先退回学校补选班级，补交后再同意。")
        return ""

    def changes(self, case: Case, matters: Sequence[MajorChange]) -> Iterable[Change]:
        """Programme, class and, where the class is a year behind, the cohort."""
        return [
            Change(
                student=matter.student,
                kind=ChangeKind.MAJOR_CHANGE,
                columns=_columns(matter),
                effective_on=matter.effective_on,
                note=str(MajorChangeReason(matter.reason).label),
            )
            for matter in matters
        ]

    def sentences(self, matter: MajorChange) -> list[str]:
        """What the system will do."""
        place = matter.to_class.name if matter.to_class else gettext("待安排的班级")
        since = cn_date_full(matter.effective_on) if matter.effective_on else gettext("批准之日")
        return [
            gettext("专业改为“%(programme)s”，班级改为%(place)s，自%(since)s起")
            % {"programme": matter.to_programme.name, "place": place, "since": since},
            gettext("学籍号、学号和学籍状态不变"),
        ]

    def described(self, matter: MajorChange) -> list[tuple[str, str]]:
        """The matter in words."""
        examined = {None: gettext("未组织"), True: gettext("合格"), False: gettext("不合格")}
        rows = [
            (gettext("情形"), str(matter.get_reason_display())),
            (gettext("转入专业"), f"{matter.to_programme.major_code} {matter.to_programme.name}"),
            (gettext("转入班级"), matter.to_class.name if matter.to_class else gettext("待安排")),
            (gettext("自何时起"), cn_date_full(matter.effective_on) if matter.effective_on else gettext("批准之日")),
            (gettext("转专业考核"), examined[matter.examination_passed]),
        ]
        if matter.reason == MajorChangeReason.HEALTH:
            place = gettext("本市") if matter.hospital_local else gettext("外地")
            rows.append((gettext("医院证明"), f"{place}{matter.get_hospital_grade_display()}"))
        if not matter.places_available:
            rows.append((gettext("教学资源"), gettext("拟转入专业没有保证")))
        if matter.reason_text:
            rows.append((gettext("情况说明"), matter.reason_text))
        return rows

    def compared(self, matter: MajorChange, snapshot: dict[str, Any]) -> list[Line]:
        """Where from and where to, side by side."""
        place, school_class = matter.to_programme, matter.to_class
        before = f"{snapshot.get('major_code', '')} {snapshot.get('programme', '')}".strip()
        return [
            line(gettext("专业"), before, f"{place.major_code} {place.name}"),
            line(gettext("学制（年）"), snapshot.get("years", ""), years_text(place.years)),
            line(gettext("年级"), snapshot.get("cohort", ""), school_class.cohort if school_class else ""),
            line(
                gettext("班级"),
                snapshot.get("class_name", ""),
                school_class.name if school_class else gettext("待安排"),
            ),
        ]

    def page(self, case: Case, matters: Sequence[Any]) -> dict[str, Any]:
        """Heads of the comparison."""
        return {"comparison_heads": [gettext("原专业"), gettext("拟转入")]}


def _columns(matter: MajorChange) -> dict[str, Any]:
    columns: dict[str, Any] = {"programme_id": matter.to_programme_id}
    if matter.to_class is not None:
        columns["school_class_id"] = matter.to_class_id
        if matter.to_class.cohort != matter.student.cohort:
            columns["cohort"] = matter.to_class.cohort
    return columns
