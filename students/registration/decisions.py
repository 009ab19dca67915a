"""Pages on which a level above decides: extensions of a season, and what schools may do in registration."""

from types import SimpleNamespace
from typing import Any

from students.registration.extensions import may_extend
from students.registration.models import SchoolStanding, StandingKind, WindowExtension
from students.registration.standings import standings_on
from xueji import clock
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.assignments import assigned_key, policy_keys_of
from xueji.policies.engine.registry import get as policy
from xueji.policies.readers import reads
from xueji.policies.wording import value_text

_SHOWN = 200


def extensions_page(scope: Scope, body: Organization, form: Any) -> dict[str, Any]:
    """What was extended for whom, the latest first; which row counts of several for one target."""
    rows = list(WindowExtension.objects.select_related("granted_by", "target", "recorded_by").order_by("-id")[:_SHOWN])
    seen: set[tuple[int, str, int]] = set()
    lines = []
    for row in rows:
        about = (row.target_id, row.season, row.year)
        lines.append(SimpleNamespace(row=row, counts=about not in seen, is_over=row.until < clock.today()))
        seen.add(about)
    key = assigned_key(body)
    return {
        "form": form,
        "lines": lines,
        "body": body,
        "may_extend": form is not None,
        "level": _level(key),
        "is_school": body.kind == Organization.Kind.SCHOOL,
    }


def may_grant(scope: Scope, body: Organization) -> bool:
    """Whether the office may extend seasons."""
    key = assigned_key(body)
    return bool(key) and scope.allows("decide_cases") and body.kind != "school" and may_extend(body, key)


def standings_page(body: Organization) -> dict[str, Any]:
    """The schools below with what holds for each today; those with something to say first."""
    today = clock.today()
    schools = list(Organization.objects.within(body).schools().filter(is_active=True).select_related("county"))
    found = standings_on([school.pk for school in schools], today)
    lines = [
        SimpleNamespace(
            school=school,
            suspension=found[school.pk].get(StandingKind.SUSPENDED),
            foreign=found[school.pk].get(StandingKind.FOREIGN),
            arts_sports=found[school.pk].get(StandingKind.ARTS_SPORTS),
        )
        for school in schools
    ]
    lines.sort(key=lambda line: (line.suspension is None, line.foreign is None, line.school.code))
    return {
        "lines": lines,
        "suspended": sum(1 for line in lines if line.suspension),
        "foreign": sum(1 for line in lines if line.foreign),
        "arts_sports": sum(1 for line in lines if line.arts_sports),
        "selects_early": _selects_early(assigned_key(body)),
    }


def standing_page(school: Organization, forms: dict[StandingKind, Any], *, may_decide: bool) -> dict[str, Any]:
    """One school: what holds, the form that changes it, the whole history."""
    present = standings_on([school.pk], clock.today())[school.pk]
    history = SchoolStanding.objects.filter(school=school).select_related("decided_by", "recorded_by")
    return {
        "school": school,
        "parts": [
            SimpleNamespace(kind=kind, present=present.get(kind), form=forms[kind] if may_decide else None)
            for kind in forms
        ],
        "history": list(history),
        "regulation": policy(policy_keys_of([school])[school.pk]).short_name,
    }


def kinds_for(school: Organization) -> list[StandingKind]:
    """What is decided on a school: schools of arts and sports are entered where a regulation asks for them."""
    asked = _selects_early(policy_keys_of([school])[school.pk])
    return [kind for kind in StandingKind if asked or kind != StandingKind.ARTS_SPORTS]


def _selects_early(key: str) -> bool:
    concerns = {rule.concern for rule in policy(key).rules_for("registration_item", clock.today())} if key else set()
    return "registration_early_selection_school" in concerns


@reads("registration.extension_level")
def _level(key: str) -> str:
    if not key:
        return ""
    return value_text(policy(key).parameters(clock.today()).text("registration.extension_level"))
