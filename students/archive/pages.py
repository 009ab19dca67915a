"""The pages of a school's files: counts by kind and class, the grid of a class, lists with something to do."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.db.models import Q
from django.urls import reverse

from students.archive.checklist import Checklist, Standing, checklists
from students.archive.contents import FileRules, rules_of
from students.archive.models import Apprentice, ClosedFile, HandOverList, Keeper
from students.archive.queries import (
    closed_at,
    counts_by_school,
    due_by,
    keeper_on,
    keepers_on,
    leavers,
    new_records_of,
    students_in_school,
    to_follow,
)
from students.archive.record import look
from students.models import SchoolClass, Student
from students.statuses import Status
from xueji import clock
from xueji.organizations.models import Organization

LISTED = 300


def overview_page(school: Organization) -> dict[str, Any]:
    """Counts by kind and by class, and what waits. One reading of the school's files."""
    today = clock.today()
    rules, students = rules_of(school, today), list(students_in_school(school.pk))
    found = checklists(students, school, today)
    waiting = leavers(school.pk)
    return {
        "school": school,
        "file_rules": rules,
        "total": len(students),
        "complete": sum(each.is_complete for each in found.values()),
        "kinds": _kinds(rules, found),
        "classes": _classes(students, found),
        "keeper": keeper_on(school.pk, today),
        "leavers": waiting.count(),
        "late": waiting.filter(left_on__lt=today - timedelta(days=rules.close_days)).count(),
        "closed": ClosedFile.objects.standing().filter(school=school).count(),
        "due": due_by(school.pk, today).count(),
        "soon": due_by(school.pk, today + timedelta(days=rules.remind_days)).count(),
        "to_follow": to_follow(school.pk).count(),
        "arriving": HandOverList.objects.filter(receiver=school, state="handed_over", receipt=None).count(),
    }


def bureau_page(organization: Organization) -> dict[str, Any]:
    """The schools of a bureau: who keeps the files, how many are closed, whose paper is due."""
    today = clock.today()
    schools = list(Organization.objects.schools().within(organization).filter(is_active=True).order_by("code")[:LISTED])
    keepers = keepers_on([school.pk for school in schools], today)
    counts = counts_by_school([school.pk for school in schools], today)
    rows = [
        SimpleNamespace(school=school, keeper=keepers.get(school.pk), counts=counts.get(school.pk, {}))
        for school in schools
    ]
    return {
        "rows": rows,
        "without": sum(row.keeper is None for row in rows),
        "due": sum(row.counts.get("due", 0) for row in rows),
    }


def class_page(school_class: SchoolClass) -> dict[str, Any]:
    """Students × kinds, gaps in red."""
    today = clock.today()
    students = list(_of_class(school_class).order_by("school_number", "pk"))
    found = checklists(students, school_class.school, today)
    rules = rules_of(school_class.school, today)
    apprentices = Apprentice.objects.filter(student__school_class=school_class).count()
    return {
        "school_class": school_class,
        "school": school_class.school,
        "kinds": rules.contents.kinds,
        "rows": [(student, _cells(student, found[student.pk])) for student in students],
        "gaps": sum(not each.is_complete for each in found.values()),
        "apprentices": apprentices,
        "asks_for_apprentices": rules.contents.kind("apprenticeship") is not None,
    }


def gaps_page(school: Organization, kind: str) -> dict[str, Any]:
    """The students who lack something (of one kind): from the number to the list to the mend."""
    today = clock.today()
    students = list(students_in_school(school.pk).order_by("cohort", "school_class_id", "school_number", "pk"))
    found = checklists(students, school, today)
    rules = rules_of(school, today)
    rows = []
    for student in students:
        lacking = [row for row in found[student.pk].gaps if not kind or row.kind.key == kind]
        if lacking:
            rows.append((student, lacking))
    return {
        "school": school,
        "kind": rules.contents.kind(kind),
        "rows": rows[:LISTED],
        "count": len(rows),
        "more": max(len(rows) - LISTED, 0),
    }


def leavers_page(school: Organization) -> dict[str, Any]:
    """Those who left and whose file is open: how it stands, and whether closing is late."""
    today = clock.today()
    rules, rows = rules_of(school, today), leavers(school.pk)
    shown = list(rows[:LISTED])
    found = checklists(shown, school, today)
    return {
        "school": school,
        "keeper": keeper_on(school.pk, today),
        "close_days": rules.close_days,
        "rows": [
            SimpleNamespace(
                student=student,
                checklist=found[student.pk],
                is_late=_is_late(student.left_on, today, rules),
                due_on=rules.paper_due_on(student.status, student.left_on, today) if student.left_on else None,
            )
            for student in shown
        ],
        "count": rows.count(),
    }


def due_page(school: Organization) -> dict[str, Any]:
    """Closed files by the day on which their paper is due; what is due already first."""
    today = clock.today()
    rules = rules_of(school, today)
    rows = closed_at(school.pk)
    if rules.follows_transfer:
        rows = rows.exclude(outcome=Status.TRANSFERRED)
    near = today + timedelta(days=rules.remind_days)
    drafts = _on_drafts(school)
    return {
        "school": school,
        "keeper": keeper_on(school.pk, today),
        "file_rules": rules,
        "rows": [
            SimpleNamespace(
                file=file,
                is_due=file.due_on is not None and file.due_on <= today,
                draft=drafts.get(file.pk),
                is_near=file.due_on is not None and today < file.due_on <= near,
            )
            for file in rows[:LISTED]
        ],
        "due": rows.filter(due_on__lte=today).count(),
        "count": rows.count(),
        "follows": _follows(school) if rules.follows_transfer else [],
    }


def _on_drafts(school: Organization) -> dict[int, HandOverList]:
    """By the id of a closed file the draft that it stands on, so that nobody lists it twice."""
    drafts = HandOverList.objects.filter(school=school, state=HandOverList.State.DRAFT).order_by("pk")
    return {line["file"]: draft for draft in drafts for line in draft.draft}


def _follows(school: Organization) -> list[SimpleNamespace]:
    """Files that go after their students, by the school they went to; outside the register nobody knows it by a row."""
    files = list(to_follow(school.pk)[:LISTED])
    records = new_records_of([file.student_id for file in files])
    groups: dict[int | None, SimpleNamespace] = {}
    for file in files:
        record = records.get(file.student_id)
        receiver = record.school if record else None
        group = groups.setdefault(receiver.pk if receiver else None, SimpleNamespace(receiver=receiver, files=[]))
        group.files.append(file)
    return list(groups.values())


def keepers_page(school: Organization) -> dict[str, Any]:
    """The keepers of a school, the last one first."""
    rows = Keeper.objects.filter(school=school).select_related("user", "took_over_from", "recorded_by")
    return {"school": school, "keepers": list(rows), "keeper": keeper_on(school.pk, clock.today())}


def draft_lines(hand_over: HandOverList) -> list[SimpleNamespace]:
    """The lines of a draft with their files; a file that is no longer there to be given says so."""
    files = ClosedFile.objects.filter(pk__in=[line["file"] for line in hand_over.draft])
    known = {file.pk: file for file in files.select_related("student__school_class", "reopening", "line")}
    return [
        SimpleNamespace(
            file=known[line["file"]],
            box=line["box"],
            shelf=line["shelf"],
            is_gone=hasattr(known[line["file"]], "reopening") or hasattr(known[line["file"]], "line"),
        )
        for line in hand_over.draft
        if line["file"] in known
    ]


def _kinds(rules: FileRules, found: dict[int, Checklist]) -> list[SimpleNamespace]:
    gaps = Counter(row.kind.key for each in found.values() for row in each.gaps)
    full = Counter(row.kind.key for each in found.values() for row in each.rows if row.standing is Standing.FULL)
    papers = Counter[str]()
    for each in found.values():
        for row in each.rows:
            papers[row.kind.key] += row.papers
    return [
        SimpleNamespace(kind=kind, gaps=gaps[kind.key], full=full[kind.key], papers=papers[kind.key])
        for kind in rules.contents.kinds
    ]


def _classes(students: Sequence[Student], found: dict[int, Checklist]) -> list[SimpleNamespace]:
    rows: dict[int, SimpleNamespace] = {}
    for student in students:
        row = rows.setdefault(
            student.school_class_id, SimpleNamespace(group=student.school_class, total=0, complete=0, gaps=0)
        )
        row.total += 1
        row.complete += found[student.pk].is_complete
        row.gaps += len(found[student.pk].gaps)
    return sorted(rows.values(), key=lambda row: (-row.group.cohort, row.group.name))


def _cells(student: Student, checklist: Checklist) -> list[SimpleNamespace]:
    url = reverse("students:section", args=[student.pk, "archive"])
    return [
        SimpleNamespace(look=look(row), row=row, url=f"{url}?kind={row.kind.key.value}#add") for row in checklist.rows
    ]


def _of_class(school_class: SchoolClass) -> Any:
    found = Student.objects.filter(school_class=school_class)
    here = Q(left_on__isnull=True) | Q(left_on__gt=clock.today())
    return found.filter(here).select_related("programme", "school_class", "school")


def _is_late(left_on: date | None, today: date, rules: FileRules) -> bool:
    return left_on is not None and left_on + timedelta(days=rules.close_days) < today
