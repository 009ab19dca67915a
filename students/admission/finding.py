"""Whom the officer at the desk means: an identity number read by a scanner, a number of the notice, or a name."""

from django.conf import settings
from django.db.models import Case, IntegerField, Q, Value, When

from students.admission.models import Admission
from students.admission.states import AWAITED, AdmissionState
from xueji import clock
from xueji.codes.identity import normalise, parse
from xueji.codes.text import compact
from xueji.database import cipher

MOST = 12
_LONG = 15


def found_at_desk(text: str) -> tuple[list[Admission], str]:
    """The admissions of the scope's school that a text may mean, those still awaited first; and how it was understood:
    "identity", "number", "name", or "bad_identity" for a number with a wrong check character."""
    typed = normalise(text)
    rows = Admission.objects.select_related("programme", "school", "student__school_class")
    if len(typed) >= _LONG and typed[:-1].isdigit():
        areas = settings.DEMO_AREAS if settings.DEMO_MODE else ()
        identity = parse(typed, today=clock.today(), extra_areas=areas)
        found = _first(rows.filter(identity_index=cipher.blind_index(identity.number or typed)))
        return found, "identity" if identity.ok or found else "bad_identity"
    if any(character.isdigit() for character in typed):
        number = compact(text)
        by_number = Q(notice_number=number) | Q(candidate_number=number) | Q(ticket_number=number)
        other_document = Q(identity_index=cipher.blind_index(typed))
        return _first(rows.filter(by_number | other_document)), "number"
    plain = " ".join(text.split())
    if plain.isascii():
        plain = plain.lower()
        return _first(rows.filter(Q(initials__startswith=plain) | Q(name_key__startswith=plain))), "name"
    return _first(rows.filter(name__startswith=plain)), "name"


def _first(rows: "object") -> list[Admission]:
    awaited = Case(
        When(state__in=[*AWAITED, AdmissionState.KEPT], then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return list(rows.order_by(awaited, "-year", "name_key", "pk")[:MOST])  # type: ignore[attr-defined]
