"""Hearing the other school of a clash. It has no seat in the chain, from which each side would learn who the other is: it
answers on its own page, and who decides reads both."""

from django.urls import reverse
from django.utils.translation import gettext as _

from students.identity.facts import other_side
from students.identity.models import DuplicateFinding
from xueji import clock
from xueji.calendars.loader import get_calendar
from xueji.cases.models import Case
from xueji.notices.inbox import notify_holders
from xueji.organizations.scope import unfenced
from xueji.policies.engine.registry import get as policy
from xueji.policies.readers import reads
from xueji.web.formats import cn_date_full


@reads("duplicate.hearing_working_days")
def hearing_open(case: Case, finding: DuplicateFinding) -> None:
    """Tell the other side, once, until which day it may say something. A school that clashes with itself is not asked."""
    today = clock.today()
    days = policy(case.policy_key).parameters(today).integer("duplicate.hearing_working_days")
    with unfenced(reason="the other school of a clash is heard"):
        other = other_side(finding)
        if other.school_id == finding.school_id or other.statement_due_on is not None:
            return
        other.statement_due_on = get_calendar().add(today, days).day
        other.save(update_fields=["statement_due_on"])
        text = _("查重：另一方已提出佐证，请在%(day)s前陈述") % {"day": cn_date_full(other.statement_due_on)}
        link = reverse("students:duplicate", args=[other.pk])
        notify_holders(other.school_id, "manage_students", "duplicate", text, link=link)
