"""Counting before anybody asks: what a city's and a province's pages show first is remembered anew every hour, so that the
first reader of a day does not wait for it. Only schools that changed since are counted (remembering.py)."""

from django.http import QueryDict

from students.statistics.asking import asked_of
from students.statistics.flows import flow_table
from students.statistics.tables import cross_table
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced


def figures_ask_ahead() -> int:
    """Beat: ask what the pages without any choice ask, in the scope of each city and province; how many there are."""
    large = (Organization.Kind.CITY, Organization.Kind.PROVINCE)
    with unfenced(reason="whose figures are counted ahead"):
        bodies = list(Organization.objects.filter(kind__in=large).order_by("pk"))
    for body in bodies:
        with Scope.of_organization(body).enter() as scope:
            asked = asked_of(QueryDict(""), scope, body)
            cross_table(scope, asked.question)
            flow_table(scope, asked.flow)
    return len(bodies)
