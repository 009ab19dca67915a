"""What can be decided about regulations: where one holds, how a reading is taken, what a school sets for itself."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from xueji import clock
from xueji.audit.actions import event_record
from xueji.database.fence import Level
from xueji.errors import Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced
from xueji.policies import readings
from xueji.policies.assignments import assigned_key, offered_to, policy_key_of
from xueji.policies.engine import registry
from xueji.policies.engine.parameters import Interpretation, Parameter, ParameterError
from xueji.policies.engine.policy import Policy
from xueji.policies.models import InterpretationChange, PolicyAssignment, SchoolRule
from xueji.policies.readers import settable_readings
from xueji.policies.school_rules import settable
from xueji.policies.values import checked


@transaction.atomic
def policy_assign(
    *, actor: Scope, organization: Organization, policy_key: str, since: date, document: str = ""
) -> PolicyAssignment:
    """Let a regulation bind a body and all below it from a day on; earlier cases keep theirs (Zhejiang 52).

    The system may say so of any day; an officer of a province only of the province or of a pilot below it, not of
    the past, and not another province's. Raises NotAllowed, Invalid for such a regulation, an unknown one or a day
    before it is in force.
    """
    policy = _policy(policy_key)
    if actor.role != "system":
        _province_chief(actor, organization)
        _not_past(since, field="since")
        _offered(policy, organization)
    if since < policy.effective_from:
        raise Invalid(_("%(name)s自 %(day)s 起施行，不能更早适用。") % _named(policy), field="since")
    with unfenced(reason="a regulation is assigned"):
        assignment = PolicyAssignment.objects.create(
            organization=organization,
            policy_key=policy_key,
            since=since,
            document=document,
            recorded_by_id=actor.user_id,
            recorded_at=clock.now(),
        )
        _noted("policy_assigned", actor, organization.pk, assignment.pk)
    organization.__dict__.pop("_policies_given", None)
    return assignment


@transaction.atomic
def reading_change(
    *, actor: Scope, policy_key: str, key: str, value: Any, since: date, reason: str
) -> InterpretationChange:
    """Read an open question of a regulation differently from a day on (Beijing 49, Zhejiang 53); no code changes.

    Only the chief of a province that the regulation binds may, from tomorrow at the earliest: what was filed keeps
    the reading of its day. Raises NotAllowed, Invalid for another value than the reading can have and for a reading
    that nothing reads.
    """
    policy = _policy(policy_key)
    if actor.organization_id is None or not may_interpret(actor, policy):
        raise NotAllowed(_("本办法的口径由%s解释，您的职务不能调整。") % policy.issuer)
    reading = _reading(policy, key)
    if since <= clock.today():
        raise Invalid(_("口径自次日起才能调整：已经提交的办件按提交之日的口径办理。"), field="since")
    if not reason.strip():
        raise Invalid(_("请写明调整的理由，它会显示在条文旁边。"), field="reason")
    with unfenced(reason="a reading is changed"):
        change = InterpretationChange.objects.create(
            policy_key=policy_key,
            key=key,
            value=checked(reading, value),
            since=since,
            reason=reason.strip(),
            organization_id=actor.organization_id,
            recorded_by_id=actor.user_id,
            recorded_at=clock.now(),
        )
        _noted("reading_changed", actor, actor.organization_id, change.pk)
    readings.forget()
    transaction.on_commit(readings.forget)
    return change


@transaction.atomic
def school_rule_set(
    *,
    actor: Scope,
    school: Organization,
    key: str,
    value: Any,
    since: date,
    decided_by: str,
    decided_on: date,
    published_on: date,
    link: str = "",
) -> SchoolRule:
    """Set what the regulation leaves to the school, from a day on (Beijing 43: decided, approved and published).

    Raises NotAllowed for anybody but the school's own officers, Invalid outside the bounds, for a day in the past or
    before the rule was decided and published.
    """
    if actor.organization_id != school.pk or not actor.allows("decide_cases"):
        raise NotAllowed(_("实施细则由学校自己制定，只有本校的学籍管理员和负责人可以录入。"))
    parameter = next((item for item in settable(policy_key_of(school, since)) if item.key == key), None)
    if parameter is None:
        raise Invalid(_("现行办法没有把这一事项留给学校规定。"), field="key")
    _not_past(since, field="since")
    if not decided_on <= published_on <= since:
        raise Invalid(_("应先决定，再公布，然后施行；请核对三个日期。"), field="published_on")
    rule = SchoolRule.objects.create(
        school=school,
        key=key,
        value=checked(parameter, value),
        since=since,
        decided_by=decided_by,
        decided_on=decided_on,
        published_on=published_on,
        link=link,
        recorded_by_id=actor.user_id,
        recorded_at=clock.now(),
    )
    _noted("school_rule_set", actor, school.pk, rule.pk)
    return rule


def may_interpret(actor: Scope, policy: Policy) -> bool:
    """Whether somebody may change readings: the chief of a province that the regulation binds, not the base's."""
    if policy.base is None or actor.role not in {"chief", "system"} or actor.organization_id is None:
        return False
    top = Organization.objects.filter(pk=actor.organization_id, kind=Organization.Kind.PROVINCE).first()
    return top is not None and assigned_key(top) == policy.key


def _province_chief(actor: Scope, organization: Organization) -> None:
    top = organization.province_id or organization.pk
    if actor.role != "chief" or actor.organization_id != top:
        raise NotAllowed(_("适用哪部办法由省（市）级主管负责人决定。"))


def may_assign(actor: Scope) -> bool:
    """Whether somebody may say which regulation holds: the chief of a province."""
    return actor.office_id is not None and actor.role == "chief" and actor.level is Level.PROVINCE


def _offered(policy: Policy, organization: Organization) -> None:
    top = organization.province or organization
    if policy not in offered_to(top):
        raise Invalid(_("%(name)s不是本省（市）的办法。") % _named(policy), field="policy_key")


def _policy(key: str) -> Policy:
    try:
        return registry.get(key)
    except registry.UnknownPolicy:
        raise Invalid(_("没有这部办法：%s。") % key, field="policy_key") from None


def _reading(policy: Policy, key: str) -> Parameter:
    try:
        found = policy.parameters_by_key.find(key)
    except ParameterError:
        found = None
    if not isinstance(found, Interpretation):
        raise Invalid(_("没有这一口径：%s。条文写明的数值不是口径，不能调整。") % key, field="key")
    if key not in settable_readings(policy):
        raise Invalid(_("“%s”是系统内置的口径，页面上不能调整。") % found.label, field="key")
    return found


def _not_past(day: date, *, field: str) -> None:
    if day < clock.today():
        raise Invalid(_("施行日期不能在今天之前：已经办过的事不按新规定重算。"), field=field)


def _named(policy: Policy) -> dict[str, Any]:
    return {"name": policy.short_name, "day": policy.effective_from.isoformat()}


def _noted(kind: str, actor: Scope, organization_id: int | None, subject_id: int) -> None:
    event_record(
        kind=kind, actor_id=actor.user_id, organization_id=organization_id, subject=kind, subject_id=subject_id
    )
