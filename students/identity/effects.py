"""What the three ways out do once all have agreed. They run as effects of their cases."""

from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from students import changes as register
from students.changes import Change
from students.identity.facts import other_side
from students.identity.models import Remedy, State
from students.identity.persons import person_ensure
from students.identity.solving import clash_close, clashes_review
from students.models import Student
from students.statuses import ChangeKind, Status
from xueji import clock
from xueji.cases.models import Case
from xueji.codes import names
from xueji.errors import Conflict
from xueji.notices.inbox import notify_holders
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import ProofClaim

_KEY, _INITIALS = 120, 20


def proof_apply(case: Case, remedy: Remedy, scope: Scope) -> None:
    """Two people: both go on. Ours: the other record is deleted where it is pending; where it has status, its school is
    told to end it, and the clash waits for that."""
    finding = remedy.finding
    if remedy.claim == ProofClaim.TWO_PEOPLE:
        clash_close(finding.clash, State.PROVED, case_id=case.pk)
        return
    other = other_side(finding)
    student = other.student
    if student is None or not student.is_open:
        clash_close(finding.clash, State.GONE, case_id=case.pk)
    elif student.status == Status.PENDING:
        _delete(case, student, scope)
        clash_close(finding.clash, State.PROVED, case_id=case.pk)
        _tell(other.school_id, _("查重裁定：本校 1 名未注册学生归另一方，记录已删除"))
    else:
        clash_close(finding.clash, State.RULED, case_id=case.pk)
        _tell(other.school_id, _("查重裁定：本校 1 名在册学生归另一方，请办理注销或转学"))


def proof_undo(case: Case, remedy: Remedy, undoing: Case, scope: Scope) -> None:
    """The clash is open again; a record that was deleted stands again."""
    if register.changes_of_case(case.pk):
        register.changes_undo(case.pk, undoing=undoing, scope=scope)
    clash_close(remedy.finding.clash, State.OPEN)


def deletion_apply(case: Case, remedy: Remedy, scope: Scope) -> None:
    """The pending record is closed, with its history; every clash of it is over."""
    student = _locked(remedy)
    _delete(case, student, scope)
    clash_close(remedy.finding.clash, State.DELETED, case_id=case.pk)
    clashes_review([student.pk], state=State.DELETED, case_id=case.pk)


def deletion_undo(case: Case, remedy: Remedy, undoing: Case, scope: Scope) -> None:
    """The record stands again, and so does the clash."""
    register.changes_undo(case.pk, undoing=undoing, scope=scope)
    clash_close(remedy.finding.clash, State.OPEN)


def correction_apply(case: Case, remedy: Remedy, scope: Scope) -> None:
    """The record says what its papers say. With another number it is another person's record: one who is known keeps the
    number for life, the number that was wrong is nobody's because of it."""
    student = _locked(remedy)
    columns: dict[str, Any] = {
        name: value
        for name in ("name", "sex", "birth_date")
        if (value := getattr(remedy, name)) and value != getattr(student, name)
    }
    if "name" in columns:
        columns |= {
            "name_key": names.pinyin_key(remedy.name)[:_KEY],
            "initials": names.initials(remedy.name)[:_INITIALS],
        }
    profile: dict[str, Any] = {}
    person = None
    if remedy.identity_cipher:
        person = person_ensure(
            identity_type=remedy.identity_type,
            number=remedy.identity_number,
            area=student.school.division_code,
            birth_date=remedy.birth_date or student.birth_date,
        )
        # The ledger holds masks only; what two numbers with one mask differ in leaves this trace.
        profile["identity_changed_on"] = clock.today().isoformat()
    changes = [Change(student, ChangeKind.INFORMATION, columns=columns, profile=profile, note=_("查重：更正误录信息"))]
    register.changes_apply(case, scope, changes)
    if person is not None:
        _retie(student.pk, person)
    clashes_review([student.pk], state=State.CORRECTED, case_id=case.pk)


def _locked(remedy: Remedy) -> Student:
    found = register.students_lock([remedy.finding.student_id or 0])
    student = found.get(remedy.finding.student_id or 0)
    if student is None or student.status != Status.PENDING:
        raise Conflict(_("该生的学籍状态在办理期间有了变化，请退回核对。"))
    return student


def _delete(case: Case, student: Student, scope: Scope) -> None:
    student = register.students_lock([student.pk])[student.pk]
    change = Change(
        student,
        ChangeKind.CANCELLATION,
        to_status=Status.CANCELLED,
        note=_("查重：删除未注册的重复记录"),
    )
    register.changes_apply(case, scope, [change])


def _retie(student_id: int, person_id: int) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT xj_person_retie(%s, %s)", [student_id, person_id])
    except IntegrityError as error:
        raise Conflict(_("更正后的证件号在他处已有在册学籍，请退回核对。")) from error


def _tell(school_id: int, text: str) -> None:
    notify_holders(school_id, "manage_students", "duplicate", text)
