"""How the terms of a student were entered as on a day of the past."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils.timezone import localtime

from students.models import Student
from students.term_registration.models import RegistrationContact, TermRegistration, TermRegistrationHistory
from xueji.organizations.scope import Scope


def registrations_on(student: Student, day: date) -> list[TermRegistration]:
    """The entries as they stood at the end of a day, the latest term first; copies that must never be saved."""
    rows = list(TermRegistration.objects.filter(student=student).select_related("round"))
    older: dict[int, list[TermRegistrationHistory]] = defaultdict(list)
    for version in TermRegistrationHistory.objects.filter(pgh_obj__in=[row.pk for row in rows]).order_by("pgh_id"):
        older[version.pgh_obj_id].append(version)
    return [found for row in rows if (found := _as_it_stood(row, older[row.pk], day)) is not None]


def terms_on(student: Student, scope: Scope, day: date) -> dict[str, Any]:
    """What the tab needs."""
    contacts: dict[int, list[RegistrationContact]] = defaultdict(list)
    for contact in RegistrationContact.objects.filter(student=student, on__lte=day):
        contacts[contact.round_id].append(contact)
    rows = registrations_on(student, day)
    return {"registrations": [{"row": row, "before": [], "contacts": contacts[row.round_id]} for row in rows]}


def _as_it_stood(row: TermRegistration, older: list[TermRegistrationHistory], day: date) -> TermRegistration | None:
    known: list[Any] = [*older, row]
    versions = [version for version in known if localtime(version.recorded_at).date() <= day]
    if not versions:
        return None
    for field in TermRegistration._meta.concrete_fields:
        if field.attname not in {"id", "round_id"}:
            setattr(row, field.attname, getattr(versions[-1], field.attname))
    return row
