"""Which regulation binds a body on a day: that of the nearest body above it (or itself) that was given one."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from xueji import clock
from xueji.organizations.models import Organization
from xueji.policies.engine.policy import Policy
from xueji.policies.engine.registry import all_policies
from xueji.policies.models import PolicyAssignment

NATIONAL = "national_2010"


class _Given(NamedTuple):
    since: date
    recorded: int
    organization_id: int
    policy_key: str


def policy_key_of(organization: Organization, on: date | None = None) -> str:
    """The regulation that binds a body on a day (today); the Ministry's where none was given."""
    return assigned_key(organization, on) or NATIONAL


def assigned_key(organization: Organization, on: date | None = None) -> str:
    """Like `policy_key_of`, but empty where none was given.

    What was given stays with the object, so that asking again costs nothing.
    """
    held: list[_Given] | None = organization.__dict__.get("_policies_given")
    if held is None:
        held = organization.__dict__["_policies_given"] = _given(organization.key_chain())
    return _nearest(organization, held, on or clock.today())


def policy_keys_of(organizations: Iterable[Organization], on: date | None = None) -> dict[int, str]:
    """The regulations of many bodies, by id, in one query."""
    bodies = list(organizations)
    held = _given({key for body in bodies for key in body.key_chain()})
    day = on or clock.today()
    return {body.pk: _nearest(body, held, day) or NATIONAL for body in bodies}


def bound_by(policy_key: str, on: date | None = None) -> list[PolicyAssignment]:
    """The assignments of a regulation that are in force on a day (today) or begin later."""
    day = on or clock.today()
    rows = PolicyAssignment.objects.select_related("organization").order_by("organization_id", "since", "pk")
    last: dict[int, PolicyAssignment] = {row.organization_id: row for row in rows if row.since <= day}
    coming = [row for row in rows if row.since > day]
    return [row for row in (*last.values(), *coming) if row.policy_key == policy_key]


def history_of(top: Organization) -> list[PolicyAssignment]:
    """All assignments in a province, the one that begins last first."""
    rows = PolicyAssignment.objects.filter(organization__in=Organization.objects.within(top))
    return list(rows.select_related("organization", "recorded_by").order_by("-since", "-pk"))


def offered_to(top: Organization) -> list[Policy]:
    """The regulations that a province may choose among: the Ministry's and those of its own jurisdiction, whose terms and
    bodies it has; all of them where none was ever given."""
    rows = PolicyAssignment.objects.filter(organization=top).values_list("policy_key", flat=True)
    own = {jurisdiction_of_key(key) for key in rows} - {jurisdiction_of_key(NATIONAL)}
    return [each for each in all_policies() if not own or each.base is None or jurisdiction_of_key(each.key) in own]


def jurisdiction_of_key(policy_key: str) -> str:
    """Whose regulation it is: "zhejiang" of "zhejiang_2015"."""
    return policy_key.rpartition("_")[0] or policy_key


def _given(organization_ids: Iterable[int]) -> list[_Given]:
    rows = PolicyAssignment.objects.filter(organization_id__in=set(organization_ids))
    return sorted(_Given(*row) for row in rows.values_list("since", "pk", "organization_id", "policy_key"))


def _nearest(organization: Organization, given: list[_Given], day: date) -> str:
    latest = {row.organization_id: row.policy_key for row in given if row.since <= day}
    return next((latest[key] for key in organization.key_chain() if key in latest), "")
