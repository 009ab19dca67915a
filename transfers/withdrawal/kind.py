"""Withdrawal on application, required withdrawal and cancellation as kinds of cases."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.changes import Change
from students.matters.gathering import Gathering
from students.matters.kind import MatterKind
from students.statuses import ChangeKind, Status
from transfers.withdrawal.describing import cancellation_rows, required_rows
from transfers.withdrawal.facts import cancellation_facts, required_withdrawal_facts, withdrawal_facts
from transfers.withdrawal.forms import CancellationForm, RequiredWithdrawalForm, WithdrawalForm
from transfers.withdrawal.models import Cancellation, RequiredWithdrawal, Withdrawal
from transfers.withdrawal.pages import contact_page
from xueji.cases.models import Case
from xueji.organizations.models import Organization
from xueji.policies.facts.cancellation import unconcerned
from xueji.policies.vocabulary import Evidence
from xueji.web.formats import cn_date_full

_PRESENT = frozenset({Status.STUDYING, Status.ON_LEAVE, Status.SPECIAL_SCHOOL})


class WithdrawalKind(MatterKind):
    """退学申请 (Beijing 24 ¶1, Zhejiang 22 ¶1): the school approves, the levels above are told."""

    key: ClassVar[str] = "withdrawal"
    label: ClassVar[str | Promise] = _("退学申请")
    prefix: ClassVar[str] = "TX"
    verb: ClassVar[str | Promise] = _("批准退学")
    hint: ClassVar[str | Promise] = _("学生与监护人书面申请，学校批准")
    icon: ClassVar[str] = "door-exit"
    can_be_undone: ClassVar[bool] = True
    model = Withdrawal
    form_class = WithdrawalForm
    statuses: ClassVar[frozenset[Status]] = _PRESENT
    for_many: ClassVar[bool] = True
    application: ClassVar[str] = Evidence.WITHDRAWAL_APPLICATION.value

    def gather(self, gathering: Gathering) -> dict[int, Any]:
        """Application and signatures."""
        return withdrawal_facts(gathering)

    def changes(self, case: Case, matters: Sequence[Withdrawal]) -> Iterable[Change]:
        """Off the register."""
        return [
            Change(row.student, ChangeKind.WITHDRAWAL, to_status=Status.WITHDRAWN, note=row.get_reason_display())
            for row in matters
        ]

    def sentences(self, matter: Withdrawal) -> list[str]:
        """What the system will do."""
        return _leaves(gettext("退学"))

    def described(self, matter: Withdrawal) -> list[tuple[str, str]]:
        """Reason and day."""
        rows = [(gettext("退学原因"), matter.get_reason_display())]
        if matter.applied_on:
            rows.append((gettext("申请日期"), cn_date_full(matter.applied_on)))
        return rows


class RequiredWithdrawalKind(MatterKind):
    """应予退学 (Beijing 14 and 24 ¶2, Zhejiang 22 ¶2): a ground, a notice or an announcement, and the school's decision."""

    key: ClassVar[str] = "required_withdrawal"
    label: ClassVar[str | Promise] = _("应予退学")
    prefix: ClassVar[str] = "YT"
    verb: ClassVar[str | Promise] = _("批准作退学处理")
    hint: ClassVar[str | Promise] = _("连续休学两年、旷课、擅自离校或逾期未复学；须先通知，通知不到的须公示")
    icon: ClassVar[str] = "door-off"
    can_be_undone: ClassVar[bool] = True
    model = RequiredWithdrawal
    form_class = RequiredWithdrawalForm
    statuses: ClassVar[frozenset[Status]] = frozenset({Status.STUDYING, Status.ON_LEAVE})
    for_many: ClassVar[bool] = True
    student_may_apply: ClassVar[bool] = False
    application: ClassVar[str] = Evidence.WITHDRAWAL_APPLICATION.value
    details_template: ClassVar[str] = "withdrawal/_details.html"

    def gather(self, gathering: Gathering) -> dict[int, Any]:
        """What the ground rests on, who was told, what was announced."""
        return required_withdrawal_facts(gathering)

    def changes(self, case: Case, matters: Sequence[RequiredWithdrawal]) -> Iterable[Change]:
        """Off the register, with the ground in the ledger."""
        return [
            Change(
                row.student,
                ChangeKind.REQUIRED_WITHDRAWAL,
                to_status=Status.WITHDRAWN,
                note=row.get_ground_display(),
            )
            for row in matters
        ]

    def sentences(self, matter: RequiredWithdrawal) -> list[str]:
        """What the system will do."""
        return _leaves(gettext("退学"))

    def described(self, matter: RequiredWithdrawal) -> list[tuple[str, str]]:
        """The ground and what it rests on."""
        return required_rows(matter)

    def page(self, case: Case, matters: Sequence[RequiredWithdrawal]) -> dict[str, Any]:
        """The record of contacts and the announcement."""
        return contact_page(case, matters)


class CancellationKind(MatterKind):
    """注销学籍 (Beijing 8 and 25, Zhejiang 23): with proof; an unnatural death is told up to the province."""

    key: ClassVar[str] = "cancellation"
    label: ClassVar[str | Promise] = _("注销学籍")
    prefix: ClassVar[str] = "ZJ"
    verb: ClassVar[str | Promise] = _("批准注销")
    hint: ClassVar[str | Promise] = _("死亡、失踪或新生入学条件复查不合格；凭有关部门的证明")
    icon: ClassVar[str] = "user-x"
    can_be_undone: ClassVar[bool] = True
    model = Cancellation
    form_class = CancellationForm
    statuses: ClassVar[frozenset[Status]] = _PRESENT
    needs_consent: ClassVar[bool] = False
    student_may_apply: ClassVar[bool] = False

    def gather(self, gathering: Gathering) -> dict[int, Any]:
        """Cause, proof and days."""
        return cancellation_facts(gathering)

    def seated(self, school: Organization, matters: Sequence[Cancellation]) -> dict[str, int | None]:
        """Above the competent authority sit only those whom this cause concerns."""
        sets = [unconcerned(matter.cause, unnatural_death=matter.unnatural_death) for matter in matters]
        absent = frozenset.intersection(*sets) if sets else frozenset()
        return super().seated(school, matters) | dict.fromkeys(absent, None)

    def changes(self, case: Case, matters: Sequence[Cancellation]) -> Iterable[Change]:
        """Off the register."""
        return [
            Change(row.student, ChangeKind.CANCELLATION, to_status=Status.CANCELLED, note=row.get_cause_display())
            for row in matters
        ]

    def sentences(self, matter: Cancellation) -> list[str]:
        """What the system will do."""
        return _leaves(gettext("注销"))

    def described(self, matter: Cancellation) -> list[tuple[str, str]]:
        """The cause and its days."""
        return cancellation_rows(matter)


def _leaves(status: str) -> list[str]:
    return [
        gettext("学籍状态改为“%(status)s”，离校日期为生效之日，记录留存可查") % {"status": status},
        gettext("该生不再占用本校学号和班级名额，不再计入在校生和资助名单"),
    ]
