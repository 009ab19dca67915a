"""The workbench: clashes that wait for the school, or lie below a bureau."""

from typing import Any

from students.identity.models import DuplicateFinding
from students.identity.pages import lines_of
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.workbench import Card, register_card

_SHOWN = 4


def _open(scope: Scope, organization: Organization) -> dict[str, Any] | None:
    """The oldest first; a school's own and those on which it is to be heard."""
    if not (scope.allows("manage_students") or scope.allows("decide_cases")):
        return None
    school = scope.level is Level.SCHOOL
    rows = DuplicateFinding.objects.to_act() if school else DuplicateFinding.objects.unsolved().filter(asks=True)
    count = rows.count()
    if not count:
        return None
    found = list(rows.select_related("student__school_class", "school").order_by("found_on", "pk")[:_SHOWN])
    return {"duplicate_lines": lines_of(found), "duplicate_count": count, "duplicate_is_school": school}


register_card(Card("duplicates", "students/identity/_card.html", _open, place="aside", order=40))
