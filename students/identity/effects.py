"""What the three ways out do once all have agreed. They run as effects of their cases."""

from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from students import changes as register
from students.changes import Change
from students.identity.facts import other_side
from students.identity.models import Clash, FormerNumber, Remedy, State
from students.identity.persons import person_ensure
from students.identity.solving import clash_close, clashes_review
from students.models import Person, Student
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
    columns: dict[str, Any] = {name: getattr(remedy, name) for name in ("name", "sex", "birth_date")}
    profile: dict[str, Any] = {}
    person = _person_of(remedy, student) if remedy.identity_cipher else None
    if person is not None:
        columns |= {name: getattr(person, name) for name in ("identity_type", "identity_mask", "number_mask")}
        # The ledger holds masks only; what two numbers with one mask differ in leaves this trace.
        profile["identity_changed_on"] = clock.today().isoformat()
    columns = {name: value for name, value in columns.items() if value and value != getattr(student, name)}
    if "name" in columns:
        columns |= {
            "name_key": names.pinyin_key(remedy.name)[:_KEY],
            "initials": names.initials(remedy.name)[:_INITIALS],
        }
    changes = [Change(student, ChangeKind.INFORMATION, columns=columns, profile=profile, note=_("查重：更正误录信息"))]
    before = student.person_id
    register.changes_apply(case, scope, changes)
    if person is not None:
        Remedy.objects.filter(pk=remedy.pk).update(person_before=before, person_after=person.pk)
        _retie(student.pk, person.pk, _("更正后的证件号在他处已有在册学籍，请退回核对。"))
    clashes_review([student.pk], state=State.CORRECTED, case_id=case.pk)


def correction_undo(case: Case, remedy: Remedy, undoing: Case, scope: Scope) -> None:
    """The record says again what it said, of the person whose it was; the clashes that this settled are open again.

    Raises Conflict when something was built on it, or the former number is on a register elsewhere meanwhile.
    """
    if said := correction_built_upon(case, remedy):
        raise Conflict(said)
    student = _locked(remedy)
    register.changes_undo(case.pk, undoing=undoing, scope=scope)
    if remedy.person_before:
        _retie(
            student.pk, remedy.person_before, _("更正以前的证件号现在他处有在册学籍，不能直接撤销；请先处理那一学籍。")
        )
        _forget(remedy.person_after)
    for clash in Clash.objects.filter(sides__solved_case=case.pk).distinct():
        clash_close(clash, State.OPEN)


def correction_built_upon(case: Case, remedy: Remedy) -> str:
    """What stands against taking a correction back; empty when nothing does."""
    student = Student.objects.filter(pk=remedy.finding.student_id or 0).first()
    if student is None or student.status != Status.PENDING:
        return _("该生已据此注册，要先处理注册。")
    if remedy.person_after and student.person_id != remedy.person_after:
        return _("更正之后该生的证件号又有变更，要先处理后来的变更。")
    if remedy.person_before and not Person.objects.filter(pk=remedy.person_before).exists():
        return _("更正以前的号码已不在系统中，不能撤销；请再办一次更正。")
    return register.undo_obstacle(case.pk)


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


def _person_of(remedy: Remedy, student: Student) -> Person:
    key = person_ensure(
        identity_type=remedy.identity_type,
        number=remedy.identity_number,
        area=student.school.division_code,
        birth_date=remedy.birth_date or student.birth_date,
    )
    return Person.objects.get(pk=key)


def _forget(person_id: int | None) -> None:
    """A person whom the correction made, and who has nothing, is nobody again."""
    if FormerNumber.objects.filter(person=person_id).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT xj_persons_forget(%s::bigint[])", [[person_id]])


def _retie(student_id: int, person_id: int, otherwise: str) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT xj_person_retie(%s, %s)", [student_id, person_id])
    except IntegrityError as error:
        raise Conflict(otherwise) from error


def _tell(school_id: int, text: str) -> None:
    notify_holders(school_id, "manage_students", "duplicate", text)
