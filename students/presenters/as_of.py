"""The page of a record as on a day: head, line of time, what had happened by then, the basic information; all of it read-only."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from students import sections
from students.as_of import RecordOnDay, record_on
from students.models import Student
from students.photos.past import photo_on
from students.presenters import timeline
from students.presenters.head import head_of
from students.presenters.lifeline import lifeline_of
from students.presenters.profile import groups_of
from students.presenters.record import Record, Tab, photo_url
from students.sections import Event, Section
from xueji import clock
from xueji.organizations.scope import Scope

# These can be told of any day; other tabs bring a `past` or tell of today only.
_TABS = {
    "overview": Section("overview", _("概览"), "students/sections/overview.html", lambda student, scope: {}),
    "basics": Section("basics", _("基本信息"), "students/sections/basics.html", lambda student, scope: {}),
    "changes": Section("changes", _("变动"), "students/sections/changes.html", lambda student, scope: {}),
}


def past_context(student: Student, scope: Scope, day: date, key: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """What the page needs to show a record as on a day; 404 for a part that cannot be told of the past.

    `query` may ask for another day to compare with (`compared`).
    """
    tabs = _tabs(student, scope)
    section = tabs.get(key)
    if section is None:
        raise Http404
    found = record_on(student, day)
    changes = timeline.changes_of(student)
    return {
        "student": found.student,
        "found": found,
        "looked_at": day,
        "record": Record(
            head=head_of(found.student, found.profile, day),
            lifeline=lifeline_of(student, changes, day),
            work=[],
            tabs=[_tab(each, student, day) for each in tabs.values()],
            starts=[],
            bound_by="",
            flags=[],
        ),
        "section": section,
        "can_show": False,
        "photo_url": photo_url(student, photo_on(student, day)),
        **_content(section, student, scope, found),
        **_compared(student, found, _day_in(query.get("compared"))),
    }


def differences_of(one: RecordOnDay, other: RecordOnDay) -> list[tuple[str, str, str]]:
    """What a page shows differently on two days: label, value on the one, value on the other."""
    before, after = _said(one), _said(other)
    labels = dict.fromkeys((*before, *after))
    return [
        (label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label) != after.get(label)
    ]


def _said(found: RecordOnDay) -> dict[str, str]:
    status = str(found.student.get_status_display()) if found.exists else ""
    rows = {str(_("学籍状态")): status}
    for group in groups_of(found.student, found.profile):
        rows |= {f"{label}": str(value) for label, value in group.rows}
    return rows


def _tabs(student: Student, scope: Scope) -> dict[str, Section]:
    """The tabs that can be told of the past, by their keys."""
    others = {
        each.key: replace(each, template=each.past.template) for each in sections.shown(student, scope) if each.past
    }
    return _TABS | others


def _content(section: Section, student: Student, scope: Scope, found: RecordOnDay) -> dict[str, Any]:
    key = section.key
    if section.past is not None:
        return section.past.context(student, scope, found.day)
    if key == "basics":
        return {"groups": groups_of(found.student, found.profile)}
    items = timeline.items_of(student)
    changes = [change for change in timeline.changes_of(student) if change.effective_on <= found.day]
    if key == "changes":
        cases = {item.case_id: item.case for item in items}
        return {
            "changes": [
                (change, cases.get(change.case_id), timeline.citation_of(change.citation)) for change in changes
            ],
            "cases": [],
        }
    own = [
        *timeline.events_of_changes(student, changes, items),
        *timeline.events_of_cases_on(items, timeline.changes_of(student), found.day),
    ]
    by_then = sections.in_order([*own, *sections.events_of_chapters(student, scope)])
    return {"events": timeline.with_years(event for event in by_then if _day(event) <= found.day)}


def _compared(student: Student, found: RecordOnDay, other: date | None) -> dict[str, Any]:
    if other is None or other > clock.today():
        return {"differences": None, "compared_on": None}
    return {"differences": differences_of(found, record_on(student, other)), "compared_on": other}


def _tab(section: Section, student: Student, day: date) -> Tab:
    url = reverse("students:section", args=[student.pk, section.key])
    return Tab(section.key, section.label, f"{url}?as_of={day.isoformat()}", None)


def _day(event: Event) -> date:
    return localtime(event.at).date() if isinstance(event.at, datetime) else event.at


def _day_in(text: Any) -> date | None:
    """The day that a text says; None for what is none."""
    try:
        return parse_date(str(text or ""))
    except ValueError:
        return None
