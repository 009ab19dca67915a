"""Verbs of term registration: prescribe the days, enter a class, enter all but some, write down a contact."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from students.models import SchoolClass, Student
from students.structure.guarding import own_school, require_own, said
from students.term_registration.entries import REGISTERING, Entry, State, completed, is_same, problem_of
from students.term_registration.following import follow
from students.term_registration.meanwhile import is_left_alone, is_overtaken, what_stands
from students.term_registration.models import RegistrationContact, Round, TermRegistration
from xueji import clock
from xueji.errors import Conflict, Invalid
from xueji.organizations.scope import Scope

SUBJECT = "term_registration"
_LONGEST_BEFORE = timedelta(days=60)
_NOT_KEPT = {"student_id", "seen"}


@transaction.atomic
def round_set(*, actor: Scope, rnd: Round, opens_on: date, due_on: date) -> Round:
    """Prescribe the days on which a term is registered. Raises Invalid for days in the wrong order, long before the
    opening or after the end of the term."""
    require_own(actor, rnd)
    if due_on < opens_on:
        raise Invalid(_("截止日期不能早于开始日期。"), field="due_on")
    if not rnd.term.starts_on - _LONGEST_BEFORE <= opens_on or due_on > rnd.term.ends_on:
        raise Invalid(_("日期应在开学前 60 天到学期结束之间。"), field="opens_on")
    rnd.opens_on, rnd.due_on, rnd.is_set_by_school = opens_on, due_on, True
    rnd.set_by_id, rnd.set_at = actor.user_id, clock.now()
    rnd.save()
    said(actor, "term_round_set", SUBJECT, rnd.pk, opens_on=opens_on.isoformat(), due_on=due_on.isoformat())
    return rnd


@transaction.atomic
def entries_save(*, actor: Scope, rnd: Round, entries: Sequence[Entry]) -> int:
    """Enter how students registered, all or none; the same again changes nothing, and so does a line that somebody else
    entered since the page showed it and nobody touched here. Returns how many changed.

    Raises Invalid with `rows` ({student id: {field: sentence}}) when something is wrong with some.
    """
    require_own(actor, rnd)
    ids = [entry.student_id for entry in entries]
    students = Student.objects.select_for_update(of=("self",)).filter(school=rnd.school_id).in_bulk(ids)
    rows = {row.student_id: row for row in TermRegistration.objects.filter(round=rnd, student__in=ids)}
    if set(students) != set(ids):
        raise Conflict(_("名单里有不在本校的学生。请刷新名单再填。"))
    wrong: dict[int, dict[str, str]] = {}
    changed: list[Entry] = []
    for given in entries:
        row = rows.get(given.student_id)
        entry = completed(given, row)
        if row is not None and is_same(entry, row):
            continue
        if is_overtaken(entry, row):
            if not is_left_alone(given):
                wrong[given.student_id] = {"state": what_stands(row)}
            continue
        name, sentence = problem_of(entry, row, students[given.student_id], rnd)
        if name:
            wrong[given.student_id] = {name: sentence}
        changed.append(entry)
    if wrong:
        raise Invalid(_("有 %(count)d 名学生填得不对，都没有保存。请改正后再存。") % {"count": len(wrong)}, rows=wrong)
    _write(actor, rnd, changed, rows)
    return len(changed)


@transaction.atomic
def register_all_except(
    *, actor: Scope, rnd: Round, school_class: SchoolClass, absent: Collection[int], registered_on: date, reason: str
) -> int:
    """Everybody of a class came on that day, but those of these ids. What is entered already stays; returns how many
    were entered. Raises Invalid for a day on which nobody can have registered, or an absent one of another class."""
    require_own(actor, rnd)
    waiting = list(
        Student.objects.filter(school_class=school_class, school=rnd.school_id, status__in=REGISTERING)
        .exclude(term_registrations__round=rnd)
        .values_list("pk", flat=True)
    )
    members = set(Student.objects.filter(school_class=school_class, school=rnd.school_id).values_list("pk", flat=True))
    if not set(absent) <= members:
        raise Invalid(_("选中的学生不在这个班。请刷新名单再选。"), field="absent")
    entries = [
        Entry(student_id=pk, state=State.NOT_REGISTERED, reason=reason)
        if pk in absent
        else Entry(student_id=pk, state=State.REGISTERED, registered_on=registered_on)
        for pk in waiting
    ]
    try:
        return entries_save(actor=actor, rnd=rnd, entries=entries)
    except Invalid as error:
        first: dict[str, str] = next(iter(error.details.get("rows", {}).values()), {})
        name, sentence = next(iter(first.items()), ("", str(error.message)))
        raise Invalid(sentence, field=name or None) from error


@transaction.atomic
def contact_record(
    *, actor: Scope, rnd: Round, students: Sequence[int], on: date, way: str, whom: str, result: str, by_name: str,
    note: str = "",
) -> list[RegistrationContact]:  # fmt: skip
    """Write down that the school tried to reach students who did not come, or their people (Beijing 14).

    Raises Invalid for a day to come or before the registration began (field "on"), or students of another school.
    """
    school_id = require_own(actor, rnd)
    if not rnd.opens_on <= on <= clock.today():
        raise Invalid(_("联系日期应在开始注册之后、今天或以前。"), field="on")
    found = set(Student.objects.filter(pk__in=students, school=school_id).values_list("pk", flat=True))
    if not found or found != set(students):
        raise Invalid(_("请选择要登记联系的学生。"), field="students")
    rows = RegistrationContact.objects.bulk_create(
        RegistrationContact(
            school_id=school_id,
            student_id=pk,
            round=rnd,
            on=on,
            way=way,
            whom=whom,
            result=result,
            by_name=by_name,
            note=note,
            recorded_by_id=actor.user_id,
            recorded_at=clock.now(),
        )
        for pk in sorted(found)
    )
    said(actor, "term_contact_recorded", SUBJECT, rnd.pk, contacts=[row.pk for row in rows])
    follow(actor, rnd, rows)
    return rows


def require_school(actor: Scope) -> int:
    """The id of the actor's own school; NotAllowed for others."""
    return own_school(actor)


def _write(actor: Scope, rnd: Round, entries: Sequence[Entry], rows: dict[int, TermRegistration]) -> None:
    now = clock.now()
    new: list[TermRegistration] = []
    old: list[TermRegistration] = []
    for entry in entries:
        row = rows.get(entry.student_id)
        (old if row else new).append(_filled(row or _empty(rnd), entry, actor.user_id, now))
    TermRegistration.objects.bulk_create(new, batch_size=500)
    names = [name for name in asdict(entries[0]) if name not in _NOT_KEPT] if entries else []
    TermRegistration.objects.bulk_update(old, [*names, "recorded_by_id", "recorded_at"], batch_size=500)
    if entries:
        counts: dict[str, Any] = {"entered": len(new), "changed": len(old)}
        said(actor, "term_registered", SUBJECT, rnd.pk, **counts)


def _empty(rnd: Round) -> TermRegistration:
    return TermRegistration(
        school_id=rnd.school_id, term_id=rnd.term_id, round=rnd, school_year=rnd.school_year, number=rnd.number
    )


def _filled(row: TermRegistration, entry: Entry, user_id: int | None, now: Any) -> TermRegistration:
    for name, value in asdict(entry).items():
        if name != "seen":
            setattr(row, name, value)
    row.recorded_by_id, row.recorded_at = user_id, now
    return row
