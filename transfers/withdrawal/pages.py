"""What the case page shows of contacts and of the announcement."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from students.models import Student
from transfers.withdrawal.facts import contacts_of, notice_of
from transfers.withdrawal.forms import ContactForm, NoticeForm
from transfers.withdrawal.models import RequiredWithdrawal
from xueji import clock
from xueji.cases.checks import filed_on
from xueji.cases.models import Case
from xueji.cases.states import CaseState
from xueji.organizations.scope import current_scope
from xueji.policies.engine.registry import get as policy
from xueji.policies.readers import reads

_ALIVE = frozenset({CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED})


def contact_page(case: Case, matters: Sequence[RequiredWithdrawal]) -> dict[str, Any]:
    """Rows; forms and addresses for who may record something now."""
    names = dict(case.items.values_list("student_id", "snapshot__name")) if case.is_batch else {}
    found = contacts_of(case)
    rows = [(row, names.get(row.student_id, "")) for each in found.values() for row in each.rows]
    notice = notice_of(case)
    context: dict[str, Any] = {
        "contacts": sorted(rows, key=lambda pair: (pair[0].on, pair[0].pk), reverse=True),
        "notice": notice,
        "notice_ended": notice is not None and notice.ends_on < clock.today(),
        "notice_days": announcement_days(case),
        "untold": any(found[matter.student_id].guardian_told_on is None for matter in matters),
        "print_url": reverse("withdrawal:notice_print", args=[case.pk]),
    }
    if case.state in _ALIVE and _may_record(case):
        context |= {"contact_form": contact_form(case), "notice_form": notice_form(case)}
        context |= {"contact_url": reverse("withdrawal:contacts", args=[case.pk])}
        context |= {"notice_url": reverse("withdrawal:notice", args=[case.pk])}
    return context


def _may_record(case: Case) -> bool:
    """Whether the reader is the one at the school who records; everybody else only reads."""
    scope = current_scope()
    return scope is not None and scope.organization_id == case.opened_for_id and scope.allows("open_cases")


def contact_form(case: Case, data: Any = None) -> ContactForm:
    """For the students of the case."""
    students = Student.objects.in_bulk(list(case.items.values_list("student_id", flat=True)))
    by_name = case.opened_by.name if case.opened_by else ""
    return ContactForm(data, students=list(students.values()), by_name=by_name)


def notice_form(case: Case, data: Any = None) -> NoticeForm:
    """Begins with today and as many days as are asked for at least."""
    first = clock.today()
    return NoticeForm(data, initial={"starts_on": first, "ends_on": last_day(case, first)})


@reads("required_withdrawal.announcement_days")
def announcement_days(case: Case) -> int:
    """How many days an announcement lasts at least, as the regulation of the case is read."""
    return policy(case.policy_key).parameters(filed_on(case)).integer("required_withdrawal.announcement_days")


def last_day(case: Case, first: date) -> date:
    """The earliest last day of an announcement."""
    return first + timedelta(days=announcement_days(case) - 1)
