"""The register's own sources of the timeline: the entry, status changes, cases. Chapters add theirs (sections.py)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from students.models import Roster, SchoolClass, StatusChange, Student
from students.sections import Event, Paper
from students.statuses import ChangeKind
from students.structure.membership import steps_of
from xueji.calendars.terms import school_year_of
from xueji.cases import clocks, registry
from xueji.cases.models import Case, Item
from xueji.cases.states import CaseState, StepState
from xueji.database.fence import Level
from xueji.organizations.scope import Scope, current_scope
from xueji.policies.engine.citations import Citation

# Read once for a page: head, timeline and tabs ask for the same.
_ITEMS, _CHANGES, _FIRST = "_items_of_page", "_changes_of_page", "_first_class_of_page"
CHANGES, ENTRY = "changes", "entry"
_RUNNING = frozenset({CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED})
_LOOKS = {
    ChangeKind.REGISTRATION.value: ("user-check", "ok"),
    ChangeKind.TRANSFER_IN.value: ("login", "ok"),
    ChangeKind.TRANSFER_OUT.value: ("logout", ""),
    ChangeKind.GRADUATION.value: ("school", "ok"),
    ChangeKind.LEAVE.value: ("clock-pause", "wait"),
    ChangeKind.RESUMPTION.value: ("player-play", "ok"),
    ChangeKind.RESTORATION.value: ("player-play", "ok"),
    ChangeKind.WITHDRAWAL.value: ("door-exit", ""),
    ChangeKind.REQUIRED_WITHDRAWAL.value: ("door-exit", "bad"),
    ChangeKind.CANCELLATION.value: ("user-x", ""),
    ChangeKind.INFORMATION.value: ("id", ""),
    ChangeKind.REVOCATION.value: ("arrow-back-up", "wait"),
    "draft": ("pencil", ""),
    "running": ("arrows-exchange", "info"),
    "returned": ("arrow-back-up", "wait"),
    "rejected": ("x", "wait"),
    "withdrawn": ("arrow-back-up", ""),
}


def case_url(case: Case) -> str:
    """The page of a case; empty where there is none."""
    try:
        return reverse("cases:case", args=[case.pk])
    except NoReverseMatch:
        return ""


def items_of(student: Student) -> list[Item]:
    """The student's places in cases that the reader may see, the case with its steps at hand; newest first.

    The case that brought a student here names the record at the school before.
    """
    if not hasattr(student, _ITEMS):
        records = [pk for pk in (student.pk, student.came_from_id) if pk]
        found = Item.objects.filter(student_id__in=records).select_related("case").order_by("-case_id")
        setattr(student, _ITEMS, list(found.prefetch_related("case__steps__organization")))
    return getattr(student, _ITEMS)


def changes_of(student: Student) -> list[StatusChange]:
    """The ledger of this record, newest first."""
    if not hasattr(student, _CHANGES):
        setattr(student, _CHANGES, list(StatusChange.objects.filter(student=student)))
    return getattr(student, _CHANGES)


def events_of_changes(student: Student, changes: Iterable[StatusChange], items: Iterable[Item]) -> list[Event]:
    """Status changes from the ledger, each with the case that caused it."""
    cases = {item.case_id: item.case for item in items}
    events = []
    for change in changes:
        icon, tone = _LOOKS.get(change.kind, ("arrows-exchange", ""))
        events.append(
            Event(
                at=change.effective_on,
                title=_change_title(change),
                text=change.note or (_place(student) if change.kind == ChangeKind.TRANSFER_IN else ""),
                icon=icon,
                tone=tone,
                note=_("生效"),
                group=CHANGES,
                papers=_papers(cases.get(change.case_id)),
                citation=citation_of(change.citation),
            )
        )
    if not any(change.kind == ChangeKind.REGISTRATION for change in changes) and student.registered_on:
        text = _("在转出学校取得") if student.came_from_id else _("本系统启用前已取得学籍")
        events.append(Event(student.registered_on, _("取得学籍"), text, "user-check", "ok", group=CHANGES))
    return [*events, _entry(student), *_import(student)]


def events_of_cases(items: Iterable[Item], changes: Iterable[StatusChange]) -> list[Event]:
    """Cases that changed nothing yet, or never will; those that took effect stand in the ledger of changes."""
    applied = {change.case_id for change in changes}
    return [_case_event(item.case) for item in items if item.case_id not in applied]


def events_of_cases_on(items: Iterable[Item], changes: Iterable[StatusChange], day: date) -> list[Event]:
    """The same as known at the end of a day: a case that ended later was still on its way, one submitted later unknown."""
    applied = {change.case_id for change in changes if change.effective_on <= day}
    events = []
    for case in (item.case for item in items if item.case_id not in applied):
        if case.closed_at is not None and localtime(case.closed_at).date() <= day:
            events.append(_case_event(case))
        elif case.submitted_at is not None and localtime(case.submitted_at).date() <= day:
            icon, tone = _LOOKS[str(CaseState.RUNNING)]
            label, note = registry.get(case.kind).label, str(CaseState.RUNNING.label)
            events.append(Event(case.submitted_at, label, "", icon, tone, note, CHANGES, _papers(case)))
    return events


def open_work(items: Iterable[Item]) -> list[Event]:
    """The cases that are still on their way, drafts included."""
    return [_case_event(item.case) for item in items if item.case.state in _RUNNING]


def with_years(events: Iterable[Event]) -> list[Event]:
    """The events with the school year above the first of each; the template draws each once."""
    return [replace(event, year_label=_year_label(event.at)) for event in events]


def citation_of(data: dict[str, Any]) -> Citation | None:
    """The article that a row of the ledger names; None when it names none."""
    return Citation.from_dict(data) if data.get("policy") and data.get("article") else None


def _change_title(change: StatusChange) -> str:
    if change.kind == ChangeKind.REGISTRATION:
        return _("报到注册，取得学籍")
    return str(change.get_kind_display())


def _first_class(student: Student) -> SchoolClass:
    """The class that the student was put into at first; many a one has moved since."""
    if not hasattr(student, _FIRST):
        steps = steps_of([student.pk]).get(student.pk)
        moved = SchoolClass.objects.select_related("programme").filter(pk=steps[0].from_class_id) if steps else ()
        setattr(student, _FIRST, next(iter(moved), student.school_class))
    return getattr(student, _FIRST)


def _place(student: Student) -> str:
    group = _first_class(student)
    return _("编入 %(group)s，%(major)s") % {"group": group.name, "major": group.programme.name}


def _entry(student: Student) -> Event:
    if student.came_from_id:
        # This school's record begins with the transfer; where the student entered is the other school's to tell.
        return Event(student.entered_on, _("入学"), _("在转出学校入学"), "door-enter", group=ENTRY)
    group = _first_class(student)
    title = _("入学，编入 %(group)s") % {"group": group.name}
    text = _("%(school)s，%(major)s") % {"school": student.school.name, "major": group.programme.name}
    return Event(student.entered_on, title, text, "door-enter", group=ENTRY)


def _import(student: Student) -> list[Event]:
    """That the record was made from a roster. Only the school knows its rosters, and only who keeps the register opens one."""
    roster = Roster.objects.filter(pk=student.roster_id).first() if student.roster_id else None
    if roster is None or roster.committed_at is None:
        return []
    reader = current_scope()
    may_open = reader is not None and reader.allows("manage_students")
    papers = (Paper(_("学生名册"), reverse("students:roster", args=[roster.pk])),) if may_open else ()
    return [Event(roster.committed_at, _("随名册导入，建立学籍记录"), "", "file-import", group=ENTRY, papers=papers)]


def _papers(case: Case | None) -> tuple[Paper, ...]:
    if case is None or not (url := case_url(case)):
        return ()
    return (Paper(_("办件 %(number)s") % {"number": case.number}, url),)


def _case_event(case: Case) -> Event:
    icon, tone = _LOOKS.get(case.state, ("arrows-exchange", ""))
    label = registry.get(case.kind).label
    step = next((step for step in case.steps.all() if step.state in {StepState.OPEN, StepState.STOPPED}), None)
    is_running = case.state in {CaseState.RUNNING, CaseState.RETURNED}
    return Event(
        at=_moment(case),
        title=label,
        text=_("现在：%(organization)s（%(step)s）") % {"organization": step.organization.name, "step": step.label}
        if step and is_running
        else "",
        icon=icon,
        tone=tone,
        note=str(case.get_state_display()),
        group=CHANGES,
        papers=_papers(case),
        clock=clocks.view(step) if step and is_running else None,
    )


def _moment(case: Case) -> datetime:
    return case.closed_at or case.submitted_at or case.created_at


def _year_label(at: date | datetime) -> str:
    day = localtime(at).date() if isinstance(at, datetime) else at
    return _("%(years)s 学年") % {"years": school_year_of(day).replace("-", "—")}


def of_scope(student: Student, scope: Scope) -> Iterable[Event]:
    """The register's own events as a source like any chapter's."""
    items = items_of(student)
    changes = changes_of(student)
    events = [*events_of_changes(student, changes, items), *events_of_cases(items, changes)]
    if scope.level is Level.STUDENT:
        # Cases and rosters are pages of officers; where a student's case stands is told by the portal.
        return [replace(event, papers=()) for event in events]
    return events
