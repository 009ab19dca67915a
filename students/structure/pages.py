"""What the pages of programmes, classes and promotion show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from students.models import Programme, ProgrammeHistory, SchoolClass, SchoolClassHistory, Student
from students.statuses import OPEN_STATUSES
from students.structure.models import ClassMove, GradeYear, Reshaping
from students.structure.reshaping import undo_obstacle
from xueji.codes.majors import Major, majors
from xueji.organizations.models import User
from xueji.organizations.scope import Scope

SHOWN = 60
_HERE = Q(students__status__in=OPEN_STATUSES)
_TOLD = {
    "programme": ("major_code", "name", "direction", "short_name", "school_code", "years", "max_years", "study_form",
                  "integrated", "integrated_type", "partner_college", "fee_exempt_special", "is_open", "offered_from",
                  "offered_until", "retired_on"),
    "class": ("name", "capacity", "teacher_name", "campus", "closed_on"),
}  # fmt: skip


@dataclass(frozen=True)
class Chip:
    """A filter as a link."""

    label: str | Promise
    url: str
    active: bool
    value: str | int = ""


@dataclass(frozen=True)
class Was:
    """One column of a row before it was changed."""

    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Edit:
    """One change of a row: when, by whom, what."""

    at: datetime
    by: str
    changes: list[Was]


def framed(scope: Scope, current: str) -> dict[str, Any]:
    """What the three pages of the structure have around them: whether the reader may change something, and the tabs;
    promotion is for who may."""
    can_keep = scope.allows("manage_students")
    rows = [
        ("programmes", _("专业"), "students:programmes"),
        ("classes", _("班级"), "students:classes"),
        ("promotion", _("学年升级"), "students:promotion"),
    ]
    shown = rows if can_keep else rows[:2]
    return {
        "can_keep": can_keep,
        "tabs": [{"label": label, "url": url, "is_current": key == current} for key, label, url in shown],
    }


def programmes_of(school_id: int, state: str) -> list[Programme]:
    """The programmes of a school with the numbers of classes and students, directions below what they belong to."""
    rows = Programme.objects.of_school(school_id).annotate(
        class_count=Count("classes", filter=Q(classes__closed_on__isnull=True), distinct=True),
        student_count=Count("students", filter=_HERE, distinct=True),
    )
    if state != "all":
        rows = rows.filter(retired_on__isnull=state != "retired")
    found = list(rows.select_related("parent", "replaced_by"))
    below: dict[int, list[Programme]] = {}
    for row in found:
        if row.parent_id:
            below.setdefault(row.parent_id, []).append(row)
    shown = {row.pk for row in found}
    heads = [row for row in found if not row.parent_id or row.parent_id not in shown]
    return [each for head in heads for each in (head, *below.get(head.pk, ()))]


def classes_of(school_id: int, cohort: int | None, state: str) -> list[SchoolClass]:
    """The classes of a school with the numbers of students on the register."""
    rows = SchoolClass.objects.of_school(school_id).select_related("programme")
    if cohort:
        rows = rows.filter(cohort=cohort)
    if state != "all":
        rows = rows.filter(closed_on__isnull=state != "closed")
    return list(rows.annotate(student_count=Count("students", filter=_HERE)))


def found_in_catalogue(query: str, group: str) -> tuple[list[Major], int]:
    """Majors whose code begins with, or whose name holds the text; the first ones, and how many there are."""
    text = query.strip()
    rows = [each for each in majors() if (not group or each.group_code == group) and _fits(each, text)]
    return rows[:SHOWN], len(rows)


def _fits(major: Major, text: str) -> bool:
    return not text or major.code.startswith(text) or text in major.name or text in major.class_name


def programme_edits(programme: Programme) -> list[Edit]:
    """What was changed, the latest first."""
    return _edits(programme, ProgrammeHistory.objects.filter(pgh_obj=programme), _TOLD["programme"])


def class_edits(school_class: SchoolClass) -> list[Edit]:
    """What was changed, the latest first."""
    return _edits(school_class, SchoolClassHistory.objects.filter(pgh_obj=school_class), _TOLD["class"])


def _edits(now: Any, rows: Any, names: Sequence[str]) -> list[Edit]:
    older = list(rows.order_by("-pgh_id")[:SHOWN])
    people = dict(User.objects.filter(pk__in=[row.actor_id for row in older]).values_list("pk", "name"))
    edits, after = [], now
    for row in older:
        changes = [
            Was(str(now._meta.get_field(name).verbose_name), _shown(row, name), _shown(after, name))
            for name in names
            if getattr(row, name) != getattr(after, name)
        ]
        if changes:
            edits.append(Edit(row.pgh_created_at, people.get(row.actor_id or 0, ""), changes))
        after = row
    return edits


def _shown(row: Any, name: str) -> Any:
    value = getattr(row, f"get_{name}_display")() if hasattr(row, f"get_{name}_display") else getattr(row, name)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "—" if value in (None, "") else value


@dataclass(frozen=True)
class Reshaped:
    """A split or a merge with what stands in the way of taking it back."""

    row: Reshaping
    obstacle: str


def reshapings_of(school_class: SchoolClass) -> list[Reshaped]:
    """The splits and merges that a class took part in."""
    rows = Reshaping.objects.filter(Q(source=school_class) | Q(target=school_class)).select_related("source", "target")
    return [Reshaped(row, "" if row.undone_on else undo_obstacle(row)) for row in rows[:8]]


def moves_of(school_class: SchoolClass) -> Iterable[ClassMove]:
    """The last moves into and out of a class."""
    rows = ClassMove.objects.filter(Q(from_class=school_class) | Q(to_class=school_class))
    return rows.select_related("student", "from_class", "to_class")[:SHOWN]


def grade_note(school_class: SchoolClass, school_year: str) -> dict[str, Any]:
    """How many of a class are confirmed in a school year, in which grade."""
    rows = GradeYear.objects.of_year(school_year).filter(
        student__status__in=OPEN_STATUSES, student__school_class=school_class
    )
    grades = list(rows.order_by().values_list("grade").annotate(n=Count("pk")).order_by("-n"))
    return {"confirmed": sum(n for _grade, n in grades), "grade": grades[0][0] if grades else None}


def fitting_classes(school_id: int, students: Sequence[Student]) -> Any:
    """The open classes into which all of these may be moved: of their programme and cohort, not where all are."""
    rows = SchoolClass.objects.of_school(school_id).open().select_related("programme")
    kinds = {(student.programme_id, student.cohort) for student in students}
    if len(kinds) != 1:
        return rows.none()
    programme, cohort = next(iter(kinds))
    here = {student.school_class_id for student in students}
    rows = rows.filter(programme=programme, cohort=cohort)
    return rows.exclude(pk__in=here) if len(here) == 1 else rows


def merge_preview(source: SchoolClass, target: SchoolClass) -> dict[str, Any]:
    """What a merge comes to: how many go, how many are there, whether the limit is passed."""
    going, there = source.students.current().count(), target.students.current().count()
    return {
        "target": target,
        "going": going,
        "there": there,
        "together": going + there,
        "is_over": going + there > target.capacity,
    }
