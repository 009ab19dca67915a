"""The way into a special school and the way back as kinds of cases."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.changes import Change
from students.matters.gathering import Gathering
from students.matters.kind import MatterKind
from students.statuses import ChangeKind, Status
from transfers.special_school.facts import placement_facts, return_facts
from transfers.special_school.forms import SpecialPlacementForm, SpecialReturnForm
from transfers.special_school.models import SpecialPlacement, SpecialReturn
from xueji.cases.models import Case
from xueji.policies.vocabulary import Evidence
from xueji.web.formats import cn_date_full


class SpecialPlacementKind(MatterKind):
    """送专门学校 (Beijing 19 ¶2, Zhejiang 17 ¶5): status stays at this school, marked as studying elsewhere."""

    key: ClassVar[str] = "special_placement"
    label: ClassVar[str | Promise] = _("送专门学校")
    prefix: ClassVar[str] = "ZM"
    verb: ClassVar[str | Promise] = _("同意送专门学校")
    hint: ClassVar[str | Promise] = _("凭有关部门按规定作出的决定；学籍保留在本校")
    icon: ClassVar[str] = "building-community"
    can_be_undone: ClassVar[bool] = True
    model = SpecialPlacement
    form_class = SpecialPlacementForm
    needs_consent: ClassVar[bool] = False
    student_may_apply: ClassVar[bool] = False

    def gather(self, gathering: Gathering) -> dict[int, Any]:
        """Grounds and decision."""
        return placement_facts(gathering)

    def changes(self, case: Case, matters: Sequence[SpecialPlacement]) -> Iterable[Change]:
        """Another status, the same school."""
        return [
            Change(row.student, ChangeKind.SPECIAL_PLACEMENT, to_status=Status.SPECIAL_SCHOOL, note=row.special_school)
            for row in matters
        ]

    def sentences(self, matter: SpecialPlacement) -> list[str]:
        """What the system will do."""
        return [
            gettext("学籍状态改为“专门学校就读”，学籍仍在本校，学号和班级不变"),
            gettext("表现好的可随时申请转回，不受转学时间和毕业年级的限制"),
        ]

    def described(self, matter: SpecialPlacement) -> list[tuple[str, str]]:
        """Grounds, decision, destination."""
        named = {
            gettext("严重不良行为（品德行为重大偏差）"): matter.serious_misconduct,
            gettext("违法行为"): matter.unlawful_act,
            gettext("不适合在中等职业学校读书"): matter.unsuited,
        }
        grounds = [label for label, there in named.items() if there]
        return [
            (gettext("情形"), "、".join(grounds)),
            (gettext("决定机关"), matter.decided_by),
            (gettext("决定日期"), cn_date_full(matter.decided_on)),
            (gettext("专门学校"), matter.special_school),
            (gettext("入校日期"), cn_date_full(matter.starts_on)),
        ]


class SpecialReturnKind(MatterKind):
    """从专门学校转回 (Beijing 19 ¶2, Zhejiang 17 ¶5): the original school accepts; no window, no bar of the last grade."""

    key: ClassVar[str] = "special_return"
    label: ClassVar[str | Promise] = _("从专门学校转回")
    prefix: ClassVar[str] = "ZF"
    verb: ClassVar[str | Promise] = _("同意转回")
    hint: ClassVar[str | Promise] = _("在专门学校表现好的，原学校应准予转回；去其他学校办转学")
    icon: ClassVar[str] = "arrow-back-up"
    can_be_undone: ClassVar[bool] = True
    model = SpecialReturn
    form_class = SpecialReturnForm
    statuses: ClassVar[frozenset[Status]] = frozenset({Status.SPECIAL_SCHOOL})
    application: ClassVar[str] = Evidence.SPECIAL_RETURN_APPLICATION.value

    def gather(self, gathering: Gathering) -> dict[int, Any]:
        """Application and report."""
        return return_facts(gathering)

    def changes(self, case: Case, matters: Sequence[SpecialReturn]) -> Iterable[Change]:
        """Studying again, in the class that was chosen."""
        return [
            Change(
                row.student,
                ChangeKind.SPECIAL_RETURN,
                to_status=Status.STUDYING,
                columns={"school_class_id": row.to_class_id, "cohort": row.to_class.cohort},
            )
            for row in matters
        ]

    def sentences(self, matter: SpecialReturn) -> list[str]:
        """What the system will do."""
        return [gettext("学籍状态改回“在读”，编入%(name)s") % {"name": _class_of(matter)}]

    def described(self, matter: SpecialReturn) -> list[tuple[str, str]]:
        """Report and class."""
        return [
            (gettext("表现鉴定"), gettext("表现好") if matter.good_conduct else gettext("未鉴定为表现好")),
            (gettext("鉴定日期"), cn_date_full(matter.report_on)),
            (gettext("转回后的班级"), _class_of(matter)),
        ]

    def rows(self) -> Any:
        """With the class."""
        return super().rows().select_related("to_class")


def _class_of(matter: SpecialReturn) -> str:
    """The class; a student who applies leaves it to the school."""
    return matter.to_class.name if matter.to_class_id else gettext("学校安排的班级")
