"""The terms that hold for a body, asked once a request: several parts of one page go by them."""

from django.db.models import F, Q

from xueji.calendars.models import SchoolTerm
from xueji.organizations.scope import asked_once


def terms_in_force(jurisdiction: str, school_id: int | None = None) -> list[SchoolTerm]:
    """In order; the school's own where it set some, the jurisdiction's otherwise."""
    return asked_once(f"terms_{jurisdiction}_{school_id}", lambda: _terms(jurisdiction, school_id))


def _terms(jurisdiction: str, school_id: int | None) -> list[SchoolTerm]:
    rows = SchoolTerm.objects.filter(jurisdiction=jurisdiction).filter(
        Q(organization_id__isnull=True) | Q(organization_id=school_id)
    )
    found: dict[tuple[str, int], SchoolTerm] = {}
    for row in rows.order_by(F("organization_id").asc(nulls_first=True)):
        found[row.school_year, row.number] = row
    return sorted(found.values(), key=lambda row: row.starts_on)
