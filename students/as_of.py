"""The record as on a given day: what it held at the end of that day, from the ledger and the row history.

A change in the ledger counts from its day of effect, whenever it was written down, and so does a move between classes; any
other change without a case from the day on which it was made. What a later case took back held until then, as the register
said at the time. Of two changes of one column the one written later holds from its own day on.
"""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.timezone import localtime

from students.changes import PROFILE, column_value
from students.models import Profile, ProfileHistory, Programme, SchoolClass, StatusChange, Student, StudentHistory
from students.statuses import OPEN_STATUSES, ChangeKind, Status
from students.structure.models import ClassMove
from xueji import clock

_BEGINNING = date.min
_KEYS = frozenset({"id", "school_id", "county_id", "city_id", "province_id", "person_id", "created_at"})
_COLUMNS = tuple(column.attname for column in Student._meta.concrete_fields if column.attname not in _KEYS)


@dataclass(frozen=True)
class RecordOnDay:
    """A record at the end of a day. `student` is a copy that must never be saved; `exists` is whether the school had the
    record by then, `is_inferred` whether the status is concluded from the days of the record because no change tells it.

    `later` are the changes that took effect afterwards, `undone` those in force on the day that were taken back since.
    """

    day: date
    student: Student
    profile: dict[str, Any]
    exists: bool
    is_inferred: bool
    begins_on: date
    later: list[StatusChange] = field(default_factory=list)
    undone: list[StatusChange] = field(default_factory=list)


@dataclass(frozen=True)
class _Moved:
    """What became of some columns on a day: name → (before, after)."""

    day: date
    columns: dict[str, tuple[Any, Any]]


def record_on(student: Student, day: date) -> RecordOnDay:
    """The record of a student with programme and class at hand, as it was at the end of `day`.

    From today on it is the record itself. Four queries, two more where programme or class were others.
    """
    ledger = list(StatusChange.objects.filter(student=student).order_by("pk"))
    profile = Profile.objects.filter(student=student).values_list("data", flat=True).first() or {}
    begins_on = _begins_on(student, ledger)
    then, data, inferred = copy(student), dict(profile), False
    if day < clock.today():
        values = _values_on(day, [*_moved_student(student, ledger), *_moved_profile(student, profile, ledger)])
        for name, value in values.items():
            if name.startswith(PROFILE):
                data[name.removeprefix(PROFILE)] = value
            else:
                setattr(then, name, value)
        inferred = _infer(then, student, day, has_told="status" in values)
        _relate(then, student)
    return RecordOnDay(
        day=day,
        student=then,
        profile={name: value for name, value in data.items() if value is not None},
        exists=day >= begins_on,
        is_inferred=inferred,
        begins_on=begins_on,
        later=[change for change in ledger if change.effective_on > day],
        undone=_taken_back_later(ledger, day),
    )


def _begins_on(student: Student, ledger: Iterable[StatusChange]) -> date:
    """The day from which the school has the record: the entry, or the transfer that brought the student."""
    arrivals = [
        change.effective_on for change in ledger if change.kind == ChangeKind.TRANSFER_IN and not change.from_status
    ]
    return arrivals[0] if arrivals else student.entered_on


def _moved_student(student: Student, ledger: list[StatusChange]) -> list[_Moved]:
    """Every change of the record in the order in which it was written; rows of the ledger that left no history first."""
    by_case: dict[int, list[StatusChange]] = defaultdict(list)
    for change in ledger:
        by_case[change.case_id].append(change)
    rows = list(StudentHistory.objects.filter(pgh_obj=student.pk).order_by("pgh_id"))
    found: list[_Moved] = []
    told: set[int] = set()
    moves = list(ClassMove.objects.filter(student=student).order_by("pk"))
    # Each row of history is followed by the next one, the last by the record as it is.
    for row, after in zip(rows, [*rows[1:], student], strict=False):
        differing = {
            name: (getattr(row, name), getattr(after, name))
            for name in _COLUMNS
            if _plain(getattr(row, name)) != _plain(getattr(after, name))
        }
        found += _with_class_move(moves, differing)
        found += _with_ledger(by_case.get(row.case_id or 0, []), differing, told, _day_of(row))
    silent = [change for change in ledger if change.pk not in told]
    return [*(_Moved(change.effective_on, _image(change)) for change in silent), *found]


def _with_class_move(moves: list[ClassMove], differing: dict[str, tuple[Any, Any]]) -> list[_Moved]:
    """A change of class that was a move counts from the day of the move; it is taken out of both."""
    pair = differing.get("school_class_id")
    move = next((move for move in moves if (move.from_class_id, move.to_class_id) == pair), None)
    if pair is None or move is None:
        return []
    moves.remove(move)
    del differing["school_class_id"]
    return [_Moved(move.effective_on, {"school_class_id": pair})]


def _with_ledger(
    changes: list[StatusChange], differing: dict[str, tuple[Any, Any]], told: set[int], made_on: date
) -> list[_Moved]:
    """One change of the row: by its ledger where a case made it, with the columns that the ledger leaves out."""
    found = [_Moved(change.effective_on, _image(change)) for change in changes if change.pk not in told]
    told.update(change.pk for change in changes)
    covered = {name for change in changes for name in _image(change)}
    rest = {name: pair for name, pair in differing.items() if name not in covered}
    if rest:
        found.append(_Moved(changes[-1].effective_on if changes else made_on, rest))
    return found


def _moved_profile(student: Student, profile: dict[str, Any], ledger: list[StatusChange]) -> list[_Moved]:
    """Changes of the other columns that no row of the ledger tells (those of the ledger are among the record's own)."""
    by_case = {change.case_id: change for change in ledger}
    rows = list(ProfileHistory.objects.filter(student_id=student.pk).order_by("pgh_id"))
    found = []
    for row, after in zip(rows, [*(each.data for each in rows[1:]), profile], strict=False):
        change = by_case.get(row.case_id or 0)
        covered = set(change.after) if change else set()
        names = {*row.data, *after}
        differing = {
            PROFILE + name: (row.data.get(name), after.get(name))
            for name in names
            if row.data.get(name) != after.get(name) and PROFILE + name not in covered
        }
        if differing:
            found.append(_Moved(change.effective_on if change else _day_of(row), differing))
    return found


def _image(change: StatusChange) -> dict[str, tuple[Any, Any]]:
    """The columns of a row of the ledger, the status among them; a record that was just made had no state before."""
    columns = {
        name: (
            change.before.get(name) if name.startswith(PROFILE) else column_value(name, change.before.get(name)),
            change.after[name] if name.startswith(PROFILE) else column_value(name, change.after[name]),
        )
        for name in change.after
    }
    if change.from_status != change.to_status:
        columns["status"] = (change.from_status or change.to_status, change.to_status)
    return columns


def _values_on(day: date, moves: Iterable[_Moved]) -> dict[str, Any]:
    """The value of every column that ever changed, at the end of a day."""
    lines: dict[str, list[tuple[date, Any]]] = {}
    for move in moves:
        for name, (before, after) in move.columns.items():
            line = lines.setdefault(name, [(_BEGINNING, before)])
            while len(line) > 1 and line[-1][0] >= move.day:
                line.pop()
            line.append((move.day, after))
    return {name: [value for since, value in line if since <= day][-1] for name, line in lines.items()}


def _infer(then: Student, now: Student, day: date, *, has_told: bool) -> bool:
    """Conclude from the days of the record what no change tells; True when the status was concluded."""
    before = then.status
    if then.left_on is not None and then.left_on > day:
        then.left_on = None
    registered_on = then.registered_on or now.registered_on
    if not has_told and now.status not in OPEN_STATUSES and now.left_on is not None and day < now.left_on:
        then.status, then.left_on = Status.STUDYING, None
    if then.status == Status.STUDYING and registered_on is not None and day < registered_on:
        then.status = Status.PENDING
    if then.registered_on is not None and then.registered_on > day:
        then.registered_on = None
    return then.status != before


def _relate(then: Student, now: Student) -> None:
    """Programme and class of that day."""
    if then.programme_id != now.programme_id:
        then.programme = Programme.objects.get(pk=then.programme_id)
    if then.school_class_id != now.school_class_id:
        then.school_class = SchoolClass.objects.get(pk=then.school_class_id)


def _taken_back_later(ledger: Iterable[StatusChange], day: date) -> list[StatusChange]:
    """Changes in force on the day that a later case undid."""
    undone_on = {change.undoes_id: change.effective_on for change in ledger if change.undoes_id}
    return [change for change in ledger if change.effective_on <= day and undone_on.get(change.pk, _BEGINNING) > day]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _day_of(row: Any) -> date:
    return localtime(row.pgh_created_at).date()
