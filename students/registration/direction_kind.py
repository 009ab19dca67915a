"""From the broad category to a direction of it, as a kind of matter of its own: light, for a whole class at once."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.changes import Change
from students.matters.gathering import Gathering
from students.matters.kind import MatterKind
from students.models import Programme
from students.registration.direction_form import DirectionForm
from students.registration.models import DirectionChoice
from students.statuses import ChangeKind, Status
from xueji.cases.models import Case
from xueji.policies.facts import DirectionFacts
from xueji.web.formats import cn_date_full


class DirectionKind(MatterKind):
    """确定专业方向 (Beijing 6 ¶3, Zhejiang 18 ¶1): completes what was registered, and is no change of major."""

    key: ClassVar[str] = "direction"
    label: ClassVar[str | Promise] = _("确定专业方向")
    prefix: ClassVar[str] = "DX"
    verb: ClassVar[str | Promise] = _("核定专业方向")
    hint: ClassVar[str | Promise] = _("按专业大类注册的学生，在大类内确定专业或方向；可以整班办")
    icon: ClassVar[str] = "git-branch"
    exclusive: ClassVar[bool] = False
    model = DirectionChoice
    form_class = DirectionForm
    statuses: ClassVar[frozenset[Status]] = frozenset({Status.STUDYING})
    for_many: ClassVar[bool] = True
    needs_consent: ClassVar[bool] = False
    student_may_apply: ClassVar[bool] = False

    def gather(self, gathering: Gathering) -> dict[int, Any]:
        """Where each is registered and where to."""
        programmes = Programme.objects.in_bulk({matter.to_programme_id for matter in gathering.matters.values()})
        found = {}
        for student in gathering.students:
            matter = gathering.matters[student.pk]
            chosen = programmes[matter.to_programme_id]
            category = student.programme.category_code if student.programme.is_category else ""
            found[student.pk] = DirectionFacts(
                student=gathering.base[student.pk],
                requested_on=gathering.requested_on,
                checked_on=gathering.checked_on,
                from_category=category,
                # Codes of majors begin with that of their category (71 of 710201).
                to_category=chosen.major_code[: len(category) or 2],
                to_is_category=chosen.is_category,
                decided_on=matter.decided_on,
            )
        return found

    def changes(self, case: Case, matters: Sequence[DirectionChoice]) -> Iterable[Change]:
        """The programme, and the class where one was named."""
        return [
            Change(
                row.student,
                ChangeKind.DIRECTION,
                columns={"programme_id": row.to_programme_id}
                | ({"school_class_id": row.to_class_id} if row.to_class_id else {}),
                note=row.to_programme.label,
            )
            for row in matters
        ]

    def rows(self) -> Any:
        """With programme and class at hand."""
        return DirectionChoice.objects.select_related("to_programme", "to_class")

    def sentences(self, matter: DirectionChoice) -> list[str]:
        """What the system will do."""
        return [
            gettext("专业由所注册的大类改为所定的专业方向，记入学籍异动“确定专业方向”"),
            gettext("不作为转专业，不受转专业时间和次数的限制"),
        ]

    def described(self, matter: DirectionChoice) -> list[tuple[str, str]]:
        """Direction, class and day."""
        rows = [(gettext("专业方向"), f"{matter.to_programme.major_code} {matter.to_programme.label}")]
        if matter.to_class:
            rows.append((gettext("编入班级"), matter.to_class.name))
        return [*rows, (gettext("确定日期"), cn_date_full(matter.decided_on))]
