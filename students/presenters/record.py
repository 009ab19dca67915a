"""The record of a student as its page shows it, and the parts that belong to the register itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from students import sections
from students.actions import SUBJECT
from students.forms import PurposeForm
from students.matters.pages import choices_for
from students.models import Student
from students.photos.models import EarlierPhoto, Picture
from students.presenters import timeline
from students.presenters.head import Head, head_of, profile_of
from students.presenters.lifeline import Lifeline, lifeline_of
from students.presenters.profile import Group, groups_of
from xueji.audit.models import Event
from xueji.cases import registry
from xueji.database.fence import Level
from xueji.organizations.models import User
from xueji.organizations.scope import Scope

_READERS = 30
_WHOLE = frozenset({"identity_shown", "exported"})


@dataclass(frozen=True)
class Tab:
    """A tab with its address."""

    key: str
    label: str | Promise
    url: str
    count: int | None


@dataclass(frozen=True)
class Chip:
    """A group of events to look at, with how many there are."""

    label: str | Promise
    value: int
    url: str
    active: bool


@dataclass(frozen=True)
class Start:
    """A kind of case that can be opened for the student."""

    label: str | Promise
    url: str
    icon: str


@dataclass(frozen=True)
class Record:
    """The page around the tabs. `bound_by` names the case that has to end before another may be opened."""

    head: Head
    lifeline: Lifeline
    work: list[sections.Event]
    tabs: list[Tab]
    starts: list[Start]
    bound_by: str | Promise
    flags: list[sections.Flag]


def record_of(student: Student, scope: Scope, tabs: Sequence[sections.Section]) -> Record:
    """The head, the line of time, what is under way, the tabs and the cases that can be opened (once no other binds)."""
    changes = timeline.changes_of(student)
    items = timeline.items_of(student)
    return Record(
        head=head_of(student, profile_of(student)),
        lifeline=lifeline_of(student, changes),
        work=timeline.open_work(items),
        tabs=[_tab(tab, student, scope) for tab in tabs],
        starts=_starts(student, scope),
        bound_by=next((registry.get(item.case.kind).label for item in items if item.binds), ""),
        flags=sections.flags_of(student, scope),
    )


def own_record(student: Student, scope: Scope) -> dict[str, Any]:
    """What a student sees of the own record."""
    profile = profile_of(student)
    return {
        "student": student,
        "head": head_of(student, profile),
        "work": timeline.open_work(timeline.items_of(student)),
        "events": timeline.with_years(sections.events_of(student, scope)),
        "groups": groups_of(student, profile),
    }


def overview(student: Student, scope: Scope) -> dict[str, Any]:
    """概览: everything that happened, newest first, and the windows beside it."""
    return {
        "events": timeline.with_years(sections.events_of(student, scope)),
        "asides": sections.asides_of(student, scope),
    }


def overview_pick(context: dict[str, Any], query: Mapping[str, Any]) -> dict[str, Any]:
    """The events of one group, where the address asks for one; the groups that there are, each with its number."""
    events, wanted = context["events"], query.get("group", "")
    counts = Counter(event.group if event.group in sections.GROUPS else "other" for event in events)
    chips = [Chip(_("全部"), len(events), "?", not counts.get(wanted))]
    chips += [
        Chip(label, counts[key], f"?group={key}", key == wanted)
        for key, label in sections.GROUPS.items()
        if counts[key]
    ]
    if counts.get(wanted):
        events = [event for event in events if (event.group if event.group in sections.GROUPS else "other") == wanted]
    return context | {"events": events, "chips": chips if len(chips) > 2 else []}


def basics(student: Student, scope: Scope) -> dict[str, list[Group]]:
    """基本信息: what the roster brought, in the template's groups."""
    return {"groups": groups_of(student, profile_of(student))}


def changes(student: Student, scope: Scope) -> dict[str, Any]:
    """变动: the ledger and the cases."""
    items = timeline.items_of(student)
    cases = {item.case_id: item.case for item in items}
    rows = [
        (change, cases.get(change.case_id), timeline.citation_of(change.citation))
        for change in timeline.changes_of(student)
    ]
    return {
        "changes": rows,
        "cases": [(item.case, registry.get(item.case.kind).label, timeline.case_url(item.case)) for item in items],
    }


def changes_count(student: Student, scope: Scope) -> int:
    return len(timeline.changes_of(student))


def readers(student: Student, scope: Scope) -> dict[str, Any]:
    """谁看过: who of the reader's own organization opened the record or looked at whole numbers, the last ones first."""
    seen = (
        Event.objects.filter(subject=SUBJECT, subject_id=student.pk, kind__in=["record_read", "identity_shown"])
        .values("actor_id", "kind", "reason", "at__date")
        .annotate(times=Count("id"), last=Max("at"))
        .order_by("-last")[:_READERS]
    )
    events = [*map(dict, seen), *sections.readings_of(student, scope)]
    events = sorted(events, key=lambda event: event["last"], reverse=True)[:_READERS]
    names = dict(User.objects.filter(pk__in={event["actor_id"] for event in events}).values_list("pk", "name"))
    purposes = dict(PurposeForm.PURPOSES)
    return {
        "readings": [
            {
                **event,
                "name": names.get(event["actor_id"] or 0, ""),
                "purpose": purposes.get(event["reason"], event["reason"]),
                "whole": event["kind"] in _WHOLE,
                "exported": event["kind"] == "exported",
            }
            for event in events
        ]
    }


def photo_url(student: Student, photo: Picture | None) -> str:
    """Where a photo of the record is shown, the present one or one before it; empty where there is none."""
    if photo is None:
        return ""
    if isinstance(photo, EarlierPhoto):
        return reverse("students:photo_earlier", args=[student.pk, photo.pk])
    return reverse("students:photo_show", args=[student.pk])


def _tab(section: sections.Section, student: Student, scope: Scope) -> Tab:
    if section.key == "overview":
        url = reverse("students:record", args=[student.pk])
    else:
        url = reverse("students:section", args=[student.pk, section.key])
    return Tab(section.key, section.label, url, section.count(student, scope) if section.count else None)


def _starts(student: Student, scope: Scope) -> list[Start]:
    """Kinds that a school opens for one student in status; batches are opened from lists."""
    if scope.level is not Level.SCHOOL:
        return []
    return [Start(choice.label, choice.url, choice.icon) for choice in choices_for(scope, student) if choice.url]


def register_sections() -> None:
    """The register's own tabs and events."""
    sections.register(
        sections.Section(
            "overview", _("概览"), "students/sections/overview.html", overview, order=10, pick=overview_pick
        )
    )
    sections.register(sections.Section("basics", _("基本信息"), "students/sections/basics.html", basics, order=20))
    sections.register(
        sections.Section("changes", _("变动"), "students/sections/changes.html", changes, changes_count, order=30)
    )
    sections.register(sections.Section("readers", _("谁看过"), "students/sections/readers.html", readers, order=900))
    sections.register_events(timeline.of_scope, is_own=True)
