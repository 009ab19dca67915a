"""A level above presses for a case (催办): recorded with the case, told to whom it lies with, deciding nothing."""

from django.db import transaction
from django.utils.translation import gettext as _

from xueji import clock
from xueji.cases.engine import notify, record
from xueji.cases.models import Case, Decision, Step
from xueji.cases.states import DecisionVerb, StepState
from xueji.errors import Conflict, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced


@transaction.atomic
def case_press(*, actor: Scope, case: Case, opinion: str = "") -> list[Step]:
    """Press for the case at every organization below the actor's with which it lies; returns the steps pressed for.

    Once a day. Raises NotAllowed without oversight over any of them, Conflict when it was pressed for today already.
    """
    if not actor.allows("oversee") or actor.organization_id is None or actor.user_id is None:
        raise NotAllowed(_("您的职务不能督办。"))
    reader = Organization.objects.get(pk=actor.organization_id)
    below = Organization.objects.within(reader).exclude(pk=reader.pk)
    steps = list(
        Step.objects.filter(case=case, state=StepState.OPEN, organization__in=below)
        .select_related("organization")
        .order_by("position")
    )
    if not steps:
        raise NotAllowed(_("这一件现在不在贵单位的下级办理，不能催办。"))
    morning = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    # A level above the parties may write nothing in the case; that it pressed is recorded all the same.
    with unfenced(reason=f"pressing for case {case.pk}"):
        locked = Case.objects.select_for_update().get(pk=case.pk)
        said = Decision.objects.filter(case=locked, verb=DecisionVerb.PRESS, organization=reader, at__gte=morning)
        if said.exists():
            raise Conflict(_("贵单位今天已经催办过这一件。"))
        record(locked, DecisionVerb.PRESS, actor, opinion=opinion, positions=[step.position for step in steps])
        for step in steps:
            words = {"reader": reader.name, "title": case.title}
            notify(locked, step.organization_id, "pressed", _("%(reader)s催办：%(title)s") % words)
    return steps
