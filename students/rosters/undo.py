"""Taking a whole import back, while nothing has been built on it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from students.admission.models import Admission
from students.admission.tying import tie, untie
from students.models import Programme, Roster, RosterImage, SchoolClass, Student
from students.models.history import ProfileHistory, StudentHistory
from students.rosters.store import UPDATED, hold_school
from students.statuses import Status
from xueji import clock
from xueji.audit.actions import event_record
from xueji.cases.models import Item
from xueji.errors import Conflict
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope

KEPT = 200  # so many students who are in the way are named
# What comes and goes with a record and stops nobody from taking it back: the admission is untied (students.admission).
_COMES_WITH_IT = frozenset({"students.profile", "admission.admission"})


@dataclass(frozen=True)
class InTheWay:
    """A student of the import who has gone on, and by what."""

    student_id: int
    name: str
    why: str


def in_the_way(roster: Roster) -> list[InTheWay]:
    """Who of the import's students has gone on, and by what; empty when it can be taken back. Under the school's scope."""
    added = dict(Student.objects.filter(roster_id=roster.pk).values_list("pk", "name"))
    changed = list(RosterImage.objects.filter(roster=roster).values_list("student_id", flat=True))
    names = added | dict(Student.objects.filter(pk__in=changed).values_list("pk", "name"))
    reasons: dict[int, str] = {}
    for pk, why in _reasons(roster, list(added), list(names)):
        reasons.setdefault(pk, why)
    found = [InTheWay(pk, names.get(pk, ""), why) for pk, why in sorted(reasons.items())]
    if roster.committed_rows > len(added):
        gone = roster.committed_rows - len(added)
        found.append(InTheWay(0, "", _("另有 %(count)s 名已不在本校名下") % {"count": gone}))
    return found


def undo_roster(*, actor: Scope, roster: Roster) -> Roster:
    """Take back what the import wrote, all in one transaction: the students it added go, those it changed are as they were
    before, and the programmes, classes and persons it made go where nobody else uses them.

    Raises Conflict when somebody has gone on since; the roster then stays committed and keeps who it was. Doing it twice
    does nothing twice.
    """
    with actor.enter():
        hold_school(roster.school_id)
        roster = Roster.objects.select_for_update().get(pk=roster.pk)
        if roster.state != Roster.State.UNDOING:
            return roster
        blocked = in_the_way(roster)
        if not blocked:
            return _take_back(actor, roster)
        roster.state = Roster.State.COMMITTED
        roster.undo_refusal = [[each.student_id, each.name, each.why] for each in blocked[:KEPT]]
        roster.save(update_fields=["state", "undo_refusal"])
    raise Conflict(_("没有撤销：%(count)s 名学生已有后续办理。") % {"count": len(blocked)})


def _reasons(roster: Roster, added: list[int], touched: list[int]) -> Iterable[tuple[int, str]]:
    gone_on = Student.objects.filter(pk__in=touched).exclude(status=Status.PENDING)
    for student in gone_on:
        yield student.pk, _("学籍状态已是“%(status)s”") % {"status": student.get_status_display()}
    items = Item.objects.filter(student_id__in=touched).select_related("case").order_by("student_id", "-case_id")
    for item in items:
        if item.student_id in added or item.case.created_at >= roster.created_at:
            number = item.case.number if item.case.submitted_at else _("（草稿）")
            yield item.student_id, _("已列入办件 %(number)s") % {"number": number}
    later = RosterImage.objects.filter(student_id__in=touched, roster_id__gt=roster.pk, roster__undone_at=None)
    for pk, name in later.values_list("student_id", "roster__filename"):
        yield pk, _("后来的导入“%(name)s”又改过，请先撤销它") % {"name": name}
    for history in (StudentHistory, ProfileHistory):
        for pk in _changed_since(history, roster, touched):
            yield pk, _("导入之后资料又改过")
    admissions = dict(
        Admission.objects.filter(student_id__in=added, is_from_roster=True).values_list("pk", "student_id")
    )
    for what, pk in _built_on(Student, added):
        yield pk, what
    for what, pk in _built_on(Admission, list(admissions)):
        yield admissions[pk], what


def _built_on(model: type[Model], keys: list[int]) -> Iterable[tuple[str, int]]:
    """What refers to rows of a model, whatever it is: a slice that is written later needs no line here."""
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if not getattr(relation.field, "db_constraint", True) or other._meta.label_lower in _COMES_WITH_IT:
            continue  # histories and events outlive what they tell of
        rows = other._default_manager.filter(**{f"{relation.field.name}__in": keys})
        for pk in rows.values_list(relation.field.attname, flat=True):
            yield _("已有“%(what)s”的记录") % {"what": other._meta.verbose_name}, pk


def _changed_since(history: Any, roster: Roster, touched: list[int]) -> Collection[int]:
    """Whose row was changed after the import, other than by one of its own commits."""
    place = 0 if history is StudentHistory else 1
    windows = roster.history_mark.get("windows", [])
    if not windows or not touched:
        return []
    rows = history.objects.filter(pgh_id__gt=windows[0][place])
    key = "pgh_obj_id" if history is StudentHistory else "student_id"
    for window in windows:
        rows = rows.exclude(pgh_id__gt=window[place], pgh_id__lte=window[place + 2])
    return list(rows.filter(**{f"{key}__in": touched}).values_list(key, flat=True))


def _take_back(actor: Scope, roster: Roster) -> Roster:
    school = Organization.objects.get(pk=roster.school_id)
    added = dict(Student.objects.filter(roster_id=roster.pk).values_list("pk", "person_id"))
    untie(school, list(added))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM students_profile WHERE student_id = ANY(%s)", [list(added)])
        cursor.execute(
            "DELETE FROM students_student WHERE id = ANY(%s) AND roster_id = %s AND status = 'pending'",
            [list(added), roster.pk],
        )
        restored = _restore(cursor, roster)
        cursor.execute("SELECT xj_persons_forget(%s::bigint[])", [list(added.values())])
        persons = cursor.fetchone()[0]
    tie(school, restored)
    unused = _remove_unused(roster)
    roster.state, roster.undone_at, roster.undone_by_id = Roster.State.UNDONE, clock.now(), actor.user_id
    roster.undo_refusal, roster.fingerprint = [], ""
    roster.counts |= {"removed": len(added), "restored": len(restored)}
    roster.save()
    event_record(
        kind="roster_undone",
        actor_id=actor.user_id,
        organization_id=roster.school_id,
        subject="roster",
        subject_id=roster.pk,
        data={"removed": len(added), "restored": len(restored), "persons": persons, **unused},
    )
    return roster


def _restore(cursor: Any, roster: Roster) -> list[int]:
    columns = ", ".join(f"{name} = r.{name}" for name in UPDATED)
    cursor.execute(
        f"UPDATE students_student s SET {columns} FROM students_rosterimage i,"
        " LATERAL jsonb_populate_record(NULL::students_student, i.was) r"
        " WHERE i.roster_id = %s AND s.id = i.student_id AND s.status = 'pending' RETURNING s.id",
        [roster.pk],
    )
    restored = [pk for (pk,) in cursor.fetchall()]
    cursor.execute(
        "UPDATE students_profile p SET data = i.profile FROM students_rosterimage i"
        " WHERE i.roster_id = %s AND p.student_id = i.student_id AND i.profile IS NOT NULL",
        [roster.pk],
    )
    cursor.execute(
        "DELETE FROM students_profile p USING students_rosterimage i"
        " WHERE i.roster_id = %s AND p.student_id = i.student_id AND i.profile IS NULL",
        [roster.pk],
    )
    return restored


def _remove_unused(roster: Roster) -> dict[str, int]:
    """Classes before programmes, because a class holds its programme; what anybody uses stays."""
    return {
        "classes": sum(_removed(SchoolClass, pk, roster) for pk in roster.made.get("classes", [])),
        "programmes": sum(_removed(Programme, pk, roster) for pk in roster.made.get("programmes", [])),
    }


def _removed(model: type[SchoolClass] | type[Programme], pk: int, roster: Roster) -> bool:
    try:
        with transaction.atomic():
            return bool(model.objects.filter(pk=pk, school_id=roster.school_id).delete()[0])
    except (IntegrityError, ProtectedError):
        return False
