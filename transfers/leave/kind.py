"""休学 as a kind of case (Beijing 22, Zhejiang 20)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.changes import Change
from students.matters.forms import MatterForm
from students.matters.gathering import Gathering
from students.matters.kind import MatterKind
from students.matters.models import Matter
from students.statuses import ChangeKind, Status
from transfers.leave.facts import leave_facts
from transfers.leave.forms import LeaveForm
from transfers.leave.models import Leave
from transfers.leave.returning import EXTENDED
from xueji import clock
from xueji.cases.models import Case
from xueji.errors import Conflict
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import Evidence, LeaveGround
from xueji.policies.windows import day_label


class LeaveKind(MatterKind):
    """A student leaves for some terms and stays on the register; who is on leave may extend it."""

    key: ClassVar[str] = "leave"
    label: ClassVar[str | Promise] = _("休学")
    prefix: ClassVar[str] = "XX"
    verb: ClassVar[str | Promise] = _("同意休学")
    hint: ClassVar[str | Promise] = _("因病、服兵役或有其他正当原因暂停学业；正在休学的可以续休")
    icon: ClassVar[str] = "player-pause"
    model: ClassVar[type[Matter]] = Leave
    form_class: ClassVar[type[MatterForm]] = LeaveForm
    statuses: ClassVar[frozenset[Status]] = frozenset({Status.STUDYING, Status.ON_LEAVE})
    application: ClassVar[str] = Evidence.LEAVE_APPLICATION.value

    def gather(self, gathering: Gathering) -> dict[int, Any]:
        """Reason, days, share of the term, history."""
        return leave_facts(gathering)

    def changes(self, case: Case, matters: Sequence[Leave]) -> list[Change]:
        """On leave from the first day; an extension leaves the status and notes the new end."""
        return [_extended(row) if row.is_extension else _begun(row) for row in matters]

    def after_apply(self, case: Case, matters: Sequence[Leave], scope: Scope) -> None:
        """The leave counts from now on."""
        Leave.objects.filter(pk__in=[row.pk for row in matters]).update(took_effect_on=clock.today())

    def after_undo(self, case: Case, matters: Sequence[Leave], scope: Scope) -> None:
        """It never was."""
        Leave.objects.filter(pk__in=[row.pk for row in matters]).update(took_effect_on=None)

    def undo_obstacle(self, case: Case) -> str:
        """What was built on it: an extension, or anything that changed the record."""
        if Leave.objects.in_force().filter(extends__case=case).exists():
            return gettext("这次休学已经续休，要先撤销续休。")
        return super().undo_obstacle(case)

    def rows(self) -> Any:
        """With the leave that it extends."""
        return Leave.objects.select_related("extends")

    def sentences(self, matter: Leave) -> list[str]:
        """What happens with the effect, and what the system watches afterwards."""
        known = {"first": day_label(matter.starts_on), "last": day_label(matter.ends_on)}
        if matter.is_extension:
            begun = gettext("休学延长至%(last)s，学籍状态仍为“休学”") % known
        else:
            begun = gettext("学籍状态改为“休学”，自%(first)s至%(last)s，学籍保留") % known
        return [
            begun,
            gettext("休学期间不享受在校学生待遇，助学金等名单不再包括该生"),
            gettext("期满前系统自动起草复学办件并提醒学校"),
        ]

    def described(self, matter: Leave) -> list[tuple[str, str]]:
        """The leave in words."""
        rows = [
            (gettext("休学事由"), str(LeaveGround(matter.ground).label)),
            (gettext("起止"), f"{day_label(matter.starts_on)}—{day_label(matter.ends_on)}"),
            (gettext("学期数"), gettext("%(count)d 个学期") % {"count": matter.terms_count}),
        ]
        if matter.current_ends_on:
            rows.append((gettext("续休"), gettext("现休学至%s") % day_label(matter.current_ends_on)))
        return rows + _of_ground(matter)


def _of_ground(row: Leave) -> list[tuple[str, str]]:
    """What the reason has to show."""
    found = []
    if row.ground == LeaveGround.ILLNESS:
        found.append((gettext("诊断医院"), row.hospital_text))
    if row.term_hours:
        known = {"missed": row.missed_hours, "expected": row.expected_hours, "term": row.term_hours}
        text = gettext("已缺 %(missed)d，预计 %(expected)d，本学期共 %(term)d 课时") % known
        found.append((gettext("缺课"), text))
    if row.service_ends_on:
        found.append((gettext("预计服役至"), day_label(row.service_ends_on)))
    if row.credits_total:
        found.append((gettext("学分"), f"{row.credits_earned} / {row.credits_total}"))
    return found


def _begun(row: Leave) -> Change:
    if row.student.status == Status.ON_LEAVE:
        raise Conflict(gettext("该生已在休学，不能再办一次，请退回改办续休。"))
    return Change(student=row.student, kind=ChangeKind.LEAVE, to_status=Status.ON_LEAVE, effective_on=row.starts_on)


def _extended(row: Leave) -> Change:
    if row.student.status != Status.ON_LEAVE:
        raise Conflict(gettext("该生已不在休学，不能续休，请退回核对。"))
    return Change(
        student=row.student,
        kind=ChangeKind.LEAVE,
        profile={EXTENDED: row.ends_on.isoformat()},
        effective_on=row.starts_on,
        note=gettext("续休"),
    )
