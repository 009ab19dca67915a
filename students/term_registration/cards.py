"""On the workbench while a term is being registered: how far it has come."""

from typing import Any

from students.term_registration.pages import round_is_present
from students.term_registration.progress import of_school
from students.term_registration.rounds import round_now, term_name
from xueji import clock
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.workbench import Card, register_card


def _of_term(scope: Scope, organization: Organization) -> dict[str, Any] | None:
    if scope.level is not Level.SCHOOL or not scope.allows("view_students"):
        return None
    rnd = round_now(organization, clock.today())
    if rnd is None or not round_is_present(rnd):
        return None
    whole = of_school(rnd)
    if not whole.expected or whole.registered == whole.expected:
        return None
    return {"round": rnd, "whole": whole, "term": rnd.term, "name": term_name(rnd)}


register_card(Card("term_registration", "term_registration/_card.html", _of_term, place="aside", order=30))
