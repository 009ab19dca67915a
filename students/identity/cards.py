"""The workbench: clashes that wait for the school, or lie below a bureau."""

from typing import Any

from django.db.models import QuerySet

from students.identity.models import DuplicateFinding
from students.identity.pages import lines_of
from students.identity.queries import FindingQuerySet
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.workbench import Card, counts_for, register_card, register_counts

_SHOWN = 4


def _waiting(scope: Scope, organization: Organization) -> dict[str, QuerySet[Any]]:
    if not (scope.allows("manage_students") or scope.allows("decide_cases")):
        return {}
    return {"identity_waiting": _rows(scope)}


def _rows(scope: Scope) -> FindingQuerySet:
    if scope.level is Level.SCHOOL:
        return DuplicateFinding.objects.to_act()
    return DuplicateFinding.objects.unsolved().filter(asks=True)


def _open(scope: Scope, organization: Organization) -> dict[str, Any] | None:
    """The oldest first; a school's own and those on which it is to be heard."""
    count = counts_for(scope, organization)["identity_waiting"]
    if not count:
        return None
    school = scope.level is Level.SCHOOL
    found = list(_rows(scope).select_related("student__school_class", "school").order_by("found_on", "pk")[:_SHOWN])
    return {"duplicate_lines": lines_of(found), "duplicate_count": count, "duplicate_is_school": school}


register_counts("identity", _waiting)
register_card(Card("duplicates", "students/identity/_card.html", _open, place="aside", order=40))
