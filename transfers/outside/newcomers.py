"""The pending record of a student who comes from outside the register, while the transfer is under way."""

from django.utils.translation import gettext as _

from students.changes import Change, changes_apply, students_lock
from students.statuses import ChangeKind, Status
from transfers.models import Transfer
from xueji.cases.models import Case
from xueji.organizations.scope import case_effect


def newcomer_cancel(case: Case, transfer: Transfer) -> None:
    """The transfer came to nothing: the pending record is closed."""
    _move(case, transfer, Status.PENDING, Status.CANCELLED, _("转入未办成，没有取得学籍"))


def newcomer_again(case: Case, transfer: Transfer) -> None:
    """The transfer is opened anew: the record that was closed waits again."""
    _move(case, transfer, Status.CANCELLED, Status.PENDING, _("重新办理转入"))


def _move(case: Case, transfer: Transfer, before: Status, after: Status, note: str) -> None:
    with case_effect(case.pk, reason=f"newcomer of case {case.pk}") as scope:
        student = students_lock([transfer.student_id])[transfer.student_id]
        if student.status != before:
            return
        columns = {"left_on": None} if after is Status.PENDING else {}
        kind = ChangeKind.CANCELLATION if after is Status.CANCELLED else ChangeKind.TRANSFER_IN
        changes_apply(case, scope, [Change(student, kind, after, columns, note=note)])
