"""The writer of the register: what a case's effect changes in student records, kept so that it can be taken back exactly.

Each change leaves a row in the ledger with the columns as they were and as they became. Everything is set-based: a batch
of three hundred costs as many queries as one student.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from students.models import Profile, StatusChange, Student
from students.statuses import OPEN_STATUSES, ChangeKind, Status
from xueji import clock
from xueji.cases.models import Case
from xueji.errors import Conflict
from xueji.organizations.scope import Scope

_BATCH = 1000
PROFILE = "profile."
Images = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One student's change. `student` is read under a lock; `to_status` None leaves the status as it is.

    `columns` are other columns of the record by name, foreign keys as ids ("programme_id"); `profile` entries of the
    profile (None takes an entry away). `effective_on` is today unless given. Who leaves the register leaves on that day.
    """

    student: Student
    kind: ChangeKind
    to_status: Status | None = None
    columns: dict[str, Any] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)
    effective_on: date | None = None
    note: str = ""

    @property
    def day(self) -> date:
        """The day of effect."""
        return self.effective_on or clock.today()

    @property
    def target(self) -> dict[str, Any]:
        """Every column of the record as it shall be, the status apart."""
        leaves = self.to_status is not None and self.to_status.value not in OPEN_STATUSES
        return ({"left_on": self.day} if leaves else {}) | self.columns


def students_lock(keys: Iterable[int]) -> dict[int, Student]:
    """The records of these ids for changing, by id, with programme, class and school at hand. In the order of ids, so
    that two effects never wait for each other."""
    found = Student.objects.select_for_update(of=("self",)).select_related("programme", "school_class", "school")
    return {student.pk: student for student in found.filter(pk__in=list(keys)).order_by("pk")}


def changes_apply(case: Case, scope: Scope, changes: Iterable[Change]) -> list[StatusChange]:
    """Write the changes and their rows in the ledger. Runs inside `case_effect`; returns the rows in the order given."""
    changes = list(changes)
    before = {change.student.pk: change.student.status for change in changes}
    profiles = _profiles([change.student.pk for change in changes if change.profile])
    images = [_images(change, profiles.get(change.student.pk)) for change in changes]
    citation = citation_of_decision(case)
    rows = [
        StatusChange(
            school_id=change.student.school_id,
            student=change.student,
            person_id=change.student.person_id,
            kind=change.kind,
            from_status=before[change.student.pk],
            to_status=change.to_status or before[change.student.pk],
            before=old,
            after=new,
            effective_on=change.day,
            case_id=case.pk,
            citation=citation,
            note=change.note[:200],
            recorded_by=scope.user_id,
            recorded_at=clock.now(),
        )
        for change, (old, new) in zip(changes, images, strict=True)
    ]
    for change in changes:
        _set(change.student, change.to_status, change.target)
    _store([change.student for change in changes], {name for change in changes for name in change.target})
    _store_profiles(profiles, {change.student.pk: change.profile for change in changes if change.profile})
    return StatusChange.objects.bulk_create(rows, batch_size=_BATCH)


def changes_undo(
    case_id: int, *, undoing: Case, scope: Scope, students: Collection[int] | None = None
) -> list[StatusChange]:
    """Put back what the case changed, as effect of the case `undoing`: for all its students, or for those of these ids.
    Records that the case made are closed.

    Raises Conflict when a record is no longer as the case left it: something was built on it.
    """
    rows = [row for row in changes_of_case(case_id) if students is None or row.student_id in students]
    records = students_lock({row.student_id for row in rows})
    profiles = _profiles([row.student_id for row in rows if any(name.startswith(PROFILE) for name in row.after)])
    if built_upon(rows, records, profiles):
        raise Conflict(_("这一件生效之后，学籍又有了变动，不能直接撤销；请先处理后来的变动。"))
    citation = citation_of_decision(undoing)
    written = [_taken_back(row, undoing, scope, citation) for row in rows]
    for row, undo in zip(rows, written, strict=True):
        _set(records[row.student_id], Status(undo.to_status), _columns(undo.after))
    names = {name for undo in written for name in _columns(undo.after)}
    ordered = [records[row.student_id] for row in rows]
    # Who leaves the register first: a person is on it once, at every moment.
    _store([student for student in ordered if not student.is_open], names)
    _store([student for student in ordered if student.is_open], names)
    _store_profiles(profiles, {row.student_id: _entries(row.before) for row in rows if _entries(row.before)})
    return StatusChange.objects.bulk_create(written, batch_size=_BATCH)


def undo_obstacle(case_id: int) -> str:
    """Why the changes of a case cannot be taken back now; empty when they can."""
    rows = changes_of_case(case_id)
    if not rows:
        return _("这一件没有改动学籍，没有可以撤销的。")
    students = Student.objects.in_bulk([row.student_id for row in rows])
    profiles = {
        profile.student_id: profile for profile in Profile.objects.filter(student__in=[row.student_id for row in rows])
    }
    if built_upon(rows, students, profiles):
        return _("这一件生效之后，学籍又有了变动，要先处理后来的变动。")
    return ""


def changes_of_case(case_id: int) -> list[StatusChange]:
    """What the case changed and nobody has taken back, the latest first."""
    return list(StatusChange.objects.filter(case_id=case_id, undone_by__isnull=True).order_by("-id"))


def built_upon(
    rows: Sequence[StatusChange], students: dict[int, Student], profiles: dict[int, Profile]
) -> list[StatusChange]:
    """The changes whose record is not as they left it."""
    return [row for row in rows if not _still(row, students[row.student_id], profiles.get(row.student_id))]


def citation_of_decision(case: Case) -> dict[str, Any]:
    """The article on which the deciding step of the case stands."""
    decided = case.steps.filter(kind="approval").order_by("-position").values_list("citation", flat=True).first()
    return decided or {}


def _images(change: Change, profile: Profile | None) -> tuple[Images, Images]:
    """The columns that change, as they are and as they shall be. A profile's entry that is missing is None."""
    target = change.target
    data = profile.data if profile else {}
    old = {name: getattr(change.student, name) for name in target}
    old |= {PROFILE + name: data.get(name) for name in change.profile}
    return old, target | {PROFILE + name: value for name, value in change.profile.items()}


def _taken_back(row: StatusChange, undoing: Case, scope: Scope, citation: dict[str, Any]) -> StatusChange:
    """The ledger's row that takes another back. A record that the case made has no state to go back to: it is closed."""
    made_by_it = not row.from_status
    today = clock.today()
    return StatusChange(
        school_id=row.school_id,
        student_id=row.student_id,
        person_id=row.person_id,
        kind=ChangeKind.REVOCATION,
        from_status=row.to_status,
        to_status=Status.CANCELLED if made_by_it else row.from_status,
        before={"left_on": None} if made_by_it else row.after,
        after={"left_on": today} if made_by_it else row.before,
        undoes=row,
        effective_on=today,
        case_id=undoing.pk,
        citation=citation,
        note=_("撤销：%(kind)s") % {"kind": row.get_kind_display()},
        recorded_by=scope.user_id,
        recorded_at=clock.now(),
    )


def _still(row: StatusChange, student: Student, profile: Profile | None) -> bool:
    """Whether the record is as the change left it."""
    if student.status != row.to_status:
        return False
    data = profile.data if profile else {}
    return all(
        data.get(name.removeprefix(PROFILE)) == value
        if name.startswith(PROFILE)
        else getattr(student, name) == column_value(name, value)
        for name, value in row.after.items()
    )


def column_value(name: str, stored: Any) -> Any:
    """A column's value from its image in the ledger, where a day is text."""
    column = Student._meta.get_field(name.removesuffix("_id") if _is_key(name) else name)
    if stored is None or column.is_relation or not isinstance(column, models.Field):
        return stored
    return column.to_python(stored)


def _columns(image: Images) -> dict[str, Any]:
    return {name: column_value(name, value) for name, value in image.items() if not name.startswith(PROFILE)}


def _entries(image: Images) -> dict[str, Any]:
    return {name.removeprefix(PROFILE): value for name, value in image.items() if name.startswith(PROFILE)}


def _set(student: Student, status: Status | None, columns: dict[str, Any]) -> None:
    if status is not None:
        student.status = status.value
    for name, value in columns.items():
        setattr(student, name, value)


def _store(students: Sequence[Student], names: Iterable[str]) -> None:
    if students:
        fields = {"status", *(name.removesuffix("_id") if _is_key(name) else name for name in names)}
        Student.objects.bulk_update(students, sorted(fields), batch_size=_BATCH)


def _is_key(name: str) -> bool:
    return name.endswith("_id") and name != "roster_id"


def _profiles(keys: Iterable[int]) -> dict[int, Profile]:
    found = Profile.objects.select_for_update(of=("self",)).filter(student__in=list(keys)).order_by("student_id")
    return {profile.student_id: profile for profile in found}


def _store_profiles(profiles: dict[int, Profile], entries: dict[int, dict[str, Any]]) -> None:
    changed = [profiles[key] for key in entries if key in profiles]
    for profile in changed:
        data = profile.data | entries[profile.student_id]
        profile.data = {name: value for name, value in data.items() if value is not None}
    Profile.objects.bulk_update(changed, ["data"], batch_size=_BATCH)
