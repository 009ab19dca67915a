"""What is done with the papers of a file: putting in, replacing, taking out, looking at. Every look is recorded."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from students.actions import SUBJECT
from students.archive.contents import rules_of
from students.archive.models import Apprentice, ClosedFile, Material, Removal
from students.archive.queries import keeper_on
from students.archive.storage import SHELF, Kept, take_in
from students.models import Student
from xueji import clock
from xueji.audit.actions import event_record
from xueji.database.fence import Level
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import Scope
from xueji.policies.archive import Kind

_TITLE = 80


def may_keep(actor: Scope, school_id: int) -> bool:
    """Whether the actor puts papers into the files of a school: its registrar, and the keeper of its files."""
    if actor.level is not Level.SCHOOL or actor.organization_id != school_id:
        return False
    if actor.allows("manage_students"):
        return True
    keeper = keeper_on(school_id, clock.today())
    return keeper is not None and keeper.user_id == actor.user_id


def expect_keeper(actor: Scope, school_id: int) -> None:
    """NotAllowed for everybody else."""
    if not may_keep(actor, school_id):
        raise NotAllowed(_("学籍档案由专人管理：只有本校的档案管理员和学籍管理员可以收、换、移出材料。"))


@transaction.atomic
def material_add(
    *,
    actor: Scope,
    student: Student,
    kind: str,
    part: str,
    title: str,
    dated_on: date,
    upload: UploadedFile,
    school_year: int | None = None,
) -> Material:
    """Put a paper into the file. `school_year` (its autumn) is asked for where papers are owed for every year.

    Raises NotAllowed, Invalid with field "file" (see evidence), "kind", "title" or "dated_on". A paper for a file that is
    closed is marked as late.
    """
    expect_keeper(actor, student.school_id)
    found = _kind_of(student, kind, part)
    _check_day(student, dated_on)
    if school_year is None and kind in rules_of(student.school, clock.today()).yearly:
        raise Invalid(_("%(kind)s按学年收存，请选这份材料是哪一学年的。") % {"kind": found.label}, field="school_year")
    kept = take_in(upload)
    _refuse_twice(student, kept)
    material = _store(actor, student, kept, kind=kind, part=part, title=title, dated_on=dated_on, year=school_year)
    _record("material_added", actor, material)
    return material


@transaction.atomic
def material_replace(*, actor: Scope, material: Material, upload: UploadedFile, dated_on: date) -> Material:
    """Put a better copy in the place of a paper; the one before stays readable under it.

    Raises Conflict when it was replaced or taken out meanwhile, else as `material_add`.
    """
    expect_keeper(actor, material.school_id)
    _lock_student(material.student_id)
    _expect_current(material)
    _check_day(material.student, dated_on)
    kept = take_in(upload)
    if kept.sha256 == material.sha256:
        raise Invalid(_("这份文件和原来的一样，没有换。请选新的文件。"), field="file")
    new = _store(
        actor,
        material.student,
        kept,
        kind=material.kind,
        part=material.part,
        title=material.title,
        dated_on=dated_on,
        year=material.school_year,
        replaces=material,
    )
    _record("material_replaced", actor, new, replaced=material.pk)
    return new


@transaction.atomic
def material_remove(*, actor: Scope, material: Material, reason: str) -> Removal:
    """Take a paper out of an open file, for a reason; it stays readable under "已移出".

    Raises Conflict for a file that is closed: nothing leaves it any more.
    """
    expect_keeper(actor, material.school_id)
    if not reason.strip():
        raise Invalid(_("请写明移出的原因，会记入档案。"), field="reason")
    _lock_student(material.student_id)
    _expect_current(material)
    if closed_file_of(material.student_id) is not None:
        raise Conflict(_("档案已经归档，材料只能补入或换新，不能移出。"))
    removal = Removal.objects.create(
        school_id=material.school_id,
        material=material,
        reason=reason.strip()[:200],
        removed_by_id=actor.user_id,
        removed_at=clock.now(),
    )
    _record("material_removed", actor, material, reason=removal.reason)
    return removal


def material_read(*, actor: Scope, material: Material) -> bytes:
    """The paper itself, after recording who looks. FileNotFoundError when the disk has lost it."""
    content = SHELF.fetch(material.sha256)
    _record("material_read", actor, material)
    return content


@transaction.atomic
def apprentices_note(*, actor: Scope, students: Sequence[Student], are: bool) -> int:
    """Mark students of a school as modern apprentices from today on, or take the mark away; returns how many changed."""
    schools = {student.school_id for student in students}
    for school_id in schools:
        expect_keeper(actor, school_id)
    marked = set(Apprentice.objects.filter(student__in=students).values_list("student_id", flat=True))
    if not are:
        return Apprentice.objects.filter(student__in=students).delete()[0]
    rows = [
        Apprentice(school_id=student.school_id, student=student, since=clock.today(), noted_by_id=actor.user_id)
        for student in students
        if student.pk not in marked
    ]
    return len(Apprentice.objects.bulk_create(rows))


def closed_file_of(student_id: int) -> ClosedFile | None:
    """The student's file as it was closed; None while it is open."""
    return ClosedFile.objects.standing().filter(student=student_id).order_by("-pk").first()


def _lock_student(student_id: int) -> None:
    """Whoever changes what a file holds waits for whoever closes it."""
    list(Student.objects.select_for_update(of=("self",)).filter(pk=student_id).values_list("pk"))


def _kind_of(student: Student, kind: str, part: str) -> Kind:
    found = rules_of(student.school, clock.today()).contents.kind(kind)
    if found is None or all(each.key != part for each in found.uploaded_parts):
        raise Invalid(_("请选这份材料属于哪一类。"), field="kind")
    return found


def _check_day(student: Student, dated_on: date) -> None:
    if dated_on > clock.today():
        raise Invalid(_("材料日期在今天之后，请核对。"), field="dated_on")
    if dated_on < student.birth_date:
        raise Invalid(_("材料日期早于学生出生日期，请核对。"), field="dated_on")


def _refuse_twice(student: Student, kept: Kept) -> None:
    same = Material.objects.current().filter(student=student, sha256=kept.sha256).first()
    if same is not None:
        raise Invalid(_("这份文件已经在档案里：%(title)s。") % {"title": same.title}, field="file")


def _expect_current(material: Material) -> None:
    if not Material.objects.current().filter(pk=material.pk).exists():
        raise Conflict(_("这份材料已被换新或移出，请刷新后再办。"))


def _store(
    actor: Scope,
    student: Student,
    kept: Kept,
    *,
    kind: str,
    part: str,
    title: str,
    dated_on: date,
    year: int | None,
    replaces: Material | None = None,
) -> Material:
    if not title.strip():
        raise Invalid(_("请写题名，例如“2025—2026 学年操行评定”。"), field="title")
    return Material.objects.create(
        school_id=student.school_id,
        student=student,
        person_id=student.person_id,
        kind=kind,
        part=part,
        title=title.strip()[:_TITLE],
        dated_on=dated_on,
        school_year=year,
        sha256=kept.sha256,
        content_type=kept.content_type,
        size=kept.size,
        pages=kept.pages,
        replaces=replaces,
        is_late=closed_file_of(student.pk) is not None,
        added_by_id=actor.user_id,
        added_at=clock.now(),
    )


def _record(kind: str, actor: Scope, material: Material, *, reason: str = "", **data: Any) -> None:
    event_record(
        kind=kind,
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject=SUBJECT,
        subject_id=material.student_id,
        reason=reason,
        data={"material": material.pk, "sha256": material.sha256} | data,
    )
