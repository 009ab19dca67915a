"""Verbs of documents. A certificate is issued in three steps: draft and number in one transaction; rendering outside of
every transaction; activation by compare-and-set. What was issued is never edited: it is revoked, or spoiled and issued anew.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certificates import kinds
from certificates.codes import new_code
from certificates.dispatch import render_when_committed
from certificates.kinds import DocumentKind
from certificates.models import Certificate, NumberPattern
from certificates.numbers import DEFAULT_PATTERN, NumberForm, serials_take
from certificates.states import State
from students.models import Student
from xueji import clock
from xueji.audit.actions import event_record
from xueji.database import cipher
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.printing import fonts


@transaction.atomic
def number_pattern_set(
    *, actor: Scope, authority: Organization, kind: str, pattern: str, authority_code: str, starts_on: date
) -> NumberPattern:
    """From a day on the authority numbers documents of a kind by this pattern; the one before ends the day before.

    Raises Invalid when the pattern could make the same number twice (see certificates.numbers), NotAllowed for others
    than the authority's own officers.
    """
    if not actor.allows("issue_certificates") or actor.organization_id != authority.pk:
        raise NotAllowed
    NumberForm(pattern, authority_code).check()
    before = NumberPattern.objects.filter(authority=authority, kind=kind, ends_on=None).first()
    if before:
        if starts_on <= before.starts_on:
            raise Invalid(_("新规则要晚于现行规则的起始日 %s。") % before.starts_on, field="starts_on")
        before.ends_on = starts_on - timedelta(days=1)
        before.save(update_fields=["ends_on"])
    return NumberPattern.objects.create(
        authority=authority, kind=kind, pattern=pattern, authority_code=authority_code, starts_on=starts_on
    )


def certificate_draft_create(
    *, actor: Scope, student: Student, issued_on: date, kind: str = "graduation", case_id: int | None = None
) -> Certificate:
    """One draft with its number; it is rendered and comes into force when the transaction has been committed.

    Raises NotAllowed, Invalid (not graduated; a character no font has, named), Conflict (has one already).
    """
    return certificates_draft_create(actor=actor, students=[student], issued_on=issued_on, kind=kind, case_id=case_id)[
        0
    ]


@transaction.atomic
def certificates_draft_create(
    *, actor: Scope, students: Sequence[Student], issued_on: date, kind: str = "graduation", case_id: int | None = None
) -> list[Certificate]:
    """Drafts for students of one school, all or none, with neighbouring numbers. Raises as for one."""
    if not actor.allows("issue_certificates"):
        raise NotAllowed
    return _draft(actor, kinds.get(kind), [student.pk for student in students], issued_on, case_id)


@transaction.atomic
def graduation_certificates_draft(
    *, actor: Scope, students: Sequence[Student], case_id: int, issued_on: date
) -> list[Certificate]:
    """For the effect of a graduation case, whose last decision stands for the right to issue: drafts for graduates of one
    school. Call it unfenced, after the students' status has become "graduated". Raises Invalid and Conflict like
    certificate_draft_create."""
    return _draft(actor, kinds.get("graduation"), [student.pk for student in students], issued_on, case_id)


@transaction.atomic
def certificate_activate(*, actor: Scope, certificate_id: int, sha256: str) -> bool:
    """Freeze a draft with the hash of its stored bytes. False when it is no draft any more: somebody was faster, and
    what they activated stands."""
    now = clock.now()
    changed = Certificate.objects.filter(pk=certificate_id, state=State.DRAFT).update(
        state=State.ACTIVE, pdf_sha256=sha256, rendered_at=now, activated_at=now, problem=""
    )
    if changed:
        _record("certificate_activated", actor, certificate_id, data={"sha256": sha256})
    return bool(changed)


@transaction.atomic
def certificate_active_revoke(*, actor: Scope, certificate: Certificate, reason: str) -> Certificate:
    """An issued certificate ceases to be valid, for good; the public page says so at once.

    Raises Invalid without a reason, Conflict when it is not in force, NotAllowed without the right to issue.
    """
    return _end(actor, certificate, State.REVOKED, reason, allowed=[State.ACTIVE])


@transaction.atomic
def certificate_spoil(*, actor: Scope, certificate: Certificate, reason: str) -> Certificate:
    """What was printed is wrong and has been taken back: the number is accounted for, and the student may be given a new
    certificate under another number. Raises as for revoking; only a school spoils what it printed."""
    if actor.organization_id != certificate.school_id:
        raise NotAllowed
    return _end(actor, certificate, State.SPOILED, reason, allowed=[State.DRAFT, State.ACTIVE])


@transaction.atomic
def certificate_render_retry(*, actor: Scope, certificate: Certificate) -> Certificate:
    """Render a draft again that could not be rendered (a font was installed meanwhile). Conflict when it is no draft."""
    if not actor.allows("issue_certificates"):
        raise NotAllowed
    if not Certificate.objects.filter(pk=certificate.pk, state=State.DRAFT).update(attempts=0, problem=""):
        raise Conflict(_("这份证书已不是草稿，请刷新本页。"))
    render_when_committed([certificate.pk], certificate.school_id)
    certificate.refresh_from_db()
    return certificate


@transaction.atomic
def certificate_file_read(*, actor: Scope, certificate: Certificate) -> Certificate:
    """Write down that somebody read the file, which shows whole identity numbers."""
    _record("certificate_file_read", actor, certificate.pk)
    return certificate


def rare_characters(students: Iterable[Student]) -> dict[int, str]:
    """By student id, the characters of the name that no font of ours has."""
    found = {student.pk: fonts.lacking(student.name) for student in students}
    return {pk: characters for pk, characters in found.items() if characters}


def _draft(
    actor: Scope, kind: DocumentKind, student_ids: list[int], issued_on: date, case_id: int | None
) -> list[Certificate]:
    students = _to_issue(kind, student_ids, issued_on)
    if not students:
        return []
    school = students[0].school
    # Beijing 39: the municipality numbers; Zhejiang 47: the prefecture; a school right under a province: the province.
    authority = school.city or school.province
    assert authority is not None
    facts = [kind.gather(student, issued_on, authority) for student in students]
    _check_characters(students, facts)
    _check_first(kind, students)
    numbers = _numbers(kind, authority, school, issued_on, len(students))
    drafts = [
        _new(actor, kind, student, fields, number, authority, issued_on, case_id)
        for student, fields, number in zip(students, facts, numbers, strict=True)
    ]
    try:
        with transaction.atomic():
            Certificate.objects.bulk_create(drafts)
    except IntegrityError as error:
        raise Conflict(_already(students[0].name if len(students) == 1 else _("其中有学生"))) from error
    for draft in drafts:
        _record("certificate_drafted", actor, draft.pk, data={"number": draft.number}, school_id=draft.school_id)
    render_when_committed([draft.pk for draft in drafts], school.pk)
    return drafts


def _to_issue(kind: DocumentKind, student_ids: list[int], issued_on: date) -> list[Student]:
    """The students as the database has them now. Invalid when one of them is given no such document."""
    found = Student.objects.filter(pk__in=student_ids).select_related(
        "person", "programme", "profile", "school__city", "school__province"
    )
    students = list(found.order_by("school_class__name", "school_number", "pk"))
    if len(students) != len(set(student_ids)):
        raise Invalid(_("选中的学生有的已不在本校名下，请刷新本页再选。"))
    if len({student.school_id for student in students}) > 1:
        raise Invalid(_("一次只能给同一所学校的学生发证。"))
    for student in students:
        if refusal := kind.refusal(student):
            raise Invalid(refusal, field="student")
        if issued_on <= student.entered_on:
            raise Invalid(_("发证日期不能早于 %s 的入学日期，请改日期。") % student.name, field="issued_on")
    return students


def _check_characters(students: list[Student], facts: list[dict[str, str]]) -> None:
    for student, fields in zip(students, facts, strict=True):
        if characters := fonts.lacking("".join(fields.values())):
            raise Invalid(
                _(
                    "%(name)s 的证书上有印不出来的字“%(characters)s”（%(codes)s），没有取号。请先请系统管理员安装含这个字"
                    "的字体（Debian：fonts-babelstone-han），再发证；若是录入有误，请先办信息变更。"
                )
                % {
                    "name": student.name,
                    "characters": characters,
                    "codes": " ".join(f"U+{ord(char):04X}" for char in characters),
                },
                field="student",
            )


def _check_first(kind: DocumentKind, students: list[Student]) -> None:
    persons = {student.person_id: student.name for student in students}
    held = Certificate.objects.of_persons(persons, kind.key).standing().values_list("person_id", flat=True)
    if person_id := next(iter(held), None):
        raise Conflict(_already(persons[person_id]))


def _already(name: str) -> str:
    return _("%s 已经有一份毕业证书。一生一证：遗失的不补发，办学历证明书；印错的先登记打废，再重新取号。") % name


def _numbers(
    kind: DocumentKind, authority: Organization, school: Organization, issued_on: date, count: int
) -> list[str]:
    found = NumberPattern.objects.in_force(authority_id=authority.pk, kind=kind.key, on=issued_on).first()
    form = found.form if found else NumberForm(DEFAULT_PATTERN, authority.code[:4])
    year = issued_on.year
    serials = serials_take(authority_id=authority.pk, school_id=school.pk, kind=kind.key, year=year, count=count)
    return [form.number(year=year, school_code=school.code, serial=serial) for serial in serials]


def _new(
    actor: Scope,
    kind: DocumentKind,
    student: Student,
    fields: dict[str, str],
    number: str,
    authority: Organization,
    issued_on: date,
    case_id: int | None,
) -> Certificate:
    return Certificate(
        school_id=student.school_id,
        student=student,
        person_id=student.person_id,
        kind=kind.key,
        authority=authority,
        number=number,
        name=student.name,
        fields=fields,
        identity_cipher=cipher.encrypt(student.person.identity_number),
        student_number_cipher=cipher.encrypt(student.person.student_number),
        issued_on=issued_on,
        case_id=case_id,
        verify_code=new_code(),
        created_at=clock.now(),
        created_by=actor.user_id,
    )


def _end(actor: Scope, certificate: Certificate, state: State, reason: str, *, allowed: list[State]) -> Certificate:
    if not actor.allows("issue_certificates"):
        raise NotAllowed
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid(_("请写明原因，它会和证书一起长期保存。"), field="reason")
    if len(reason) > 200:
        raise Invalid(_("原因请写在 200 字以内。"), field="reason")
    changed = Certificate.objects.filter(pk=certificate.pk, state__in=allowed).update(
        state=state, revoked_at=clock.now(), revoked_by=actor.user_id, reason=reason
    )
    if not changed:
        raise Conflict(_("这份证书的状态已经变了，请刷新本页再看。"))
    _record(f"certificate_{state.value}", actor, certificate.pk, reason=reason)
    certificate.refresh_from_db()
    return certificate


def _record(
    kind: str,
    actor: Scope,
    certificate_id: int,
    *,
    reason: str = "",
    data: dict | None = None,
    school_id: int | None = None,
) -> None:
    event_record(
        kind=kind,
        actor_id=actor.user_id,
        organization_id=school_id or actor.organization_id,
        subject="certificate",
        subject_id=certificate_id,
        reason=reason,
        data=data,
    )
