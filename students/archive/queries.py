"""Questions about files, inside the reader's scope."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from students.archive.models import ClosedFile, HandOverList, Keeper, Material
from students.models import Student
from students.statuses import OPEN_STATUSES, Status
from xueji.organizations.scope import unfenced


def keeper_on(school_id: int, day: date) -> Keeper | None:
    """Who keeps the files of a school on a day; None where nobody was named."""
    return Keeper.objects.filter(school=school_id, since__lte=day).select_related("user").order_by("-since").first()


def keepers_on(schools: Iterable[int], day: date) -> dict[int, Keeper]:
    """The keeper of each school on a day, in one query."""
    rows = Keeper.objects.filter(school__in=list(schools), since__lte=day).select_related("user")
    return {row.school_id: row for row in rows.order_by("school_id", "-since").distinct("school_id")}


def students_in_school(school_id: int) -> QuerySet[Student]:
    """The students now at a school, as a list shows them."""
    found: QuerySet[Student] = Student.objects.filter(school=school_id, status__in=OPEN_STATUSES)
    return found.select_related("programme", "school_class", "school")


def leavers(school_id: int) -> QuerySet[Student]:
    """Those who left and whose file is not closed yet, the longest gone first. A pending student whose registration was
    cancelled had a file from the day of entry too."""
    found: QuerySet[Student] = Student.objects.filter(school=school_id).exclude(status__in=OPEN_STATUSES)
    standing = ClosedFile.objects.standing().filter(school=school_id).values("student_id")
    return (
        found.exclude(pk__in=standing).select_related("programme", "school_class", "school").order_by("left_on", "pk")
    )


def closed_at(school_id: int) -> QuerySet[ClosedFile]:
    """Closed files whose paper is still at the school, with their students."""
    rows = ClosedFile.objects.at_school().filter(school=school_id)
    return rows.select_related("student__school_class").order_by("due_on", "number")


def due_by(school_id: int, day: date) -> QuerySet[ClosedFile]:
    """Closed files whose paper is to be handed over on that day or was before."""
    return closed_at(school_id).filter(due_on__lte=day)


def to_follow(school_id: int) -> QuerySet[ClosedFile]:
    """Closed files of those who changed schools: the paper goes after them."""
    return closed_at(school_id).filter(outcome=Status.TRANSFERRED)


def new_records_of(student_ids: Iterable[int]) -> dict[int, Student]:
    """Where each student went, by the id of the record that ended: the new record, with its school at hand.

    The other school's row is read unfenced: callers tell no more of it than the school's name.
    """
    with unfenced(reason="where the files of students who changed schools go"):
        rows = Student.objects.filter(came_from__in=list(student_ids)).select_related("school")
        return {row.came_from_id: row for row in rows if row.came_from_id is not None}


def counts_by_school(schools: Iterable[int], day: date) -> dict[int, dict[str, Any]]:
    """For a bureau: closed files, those with gaps, those whose paper is due, by school. One query."""
    rows = (
        ClosedFile.objects.standing()
        .filter(school__in=list(schools))
        .values("school_id")
        .annotate(
            closed=Count("pk"),
            gaps=Count("pk", filter=Q(is_complete=False)),
            due=Count("pk", filter=Q(due_on__lte=day, line__isnull=True)),
            first_due=Min("due_on", filter=Q(line__isnull=True)),
        )
    )
    return {row["school_id"]: dict(row) for row in rows}


def history_of(material: Material) -> list[Material]:
    """The earlier versions of a paper, the latest first."""
    found, at = [], material.replaces
    while at is not None:
        found.append(at)
        at = at.replaces
    return found


def lists_of(organization_id: int) -> QuerySet[HandOverList]:
    """The lists of a school: its own, and those by which it received files."""
    rows = HandOverList.objects.filter(Q(school=organization_id) | Q(receiver=organization_id))
    return rows.select_related("school", "receiver", "receipt")
