"""What the rules on withdrawal and cancellation look at, gathered for one student or for hundreds. Callers are unfenced."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from students.admission.facts import in_compulsory_schooling
from students.contacts import ContactWhom
from students.matters.gathering import Gathering
from students.term_registration.models import TermRegistration
from transfers.withdrawal.models import ContactAttempt, PublicNotice
from xueji.cases.models import Case
from xueji.policies.facts import CancellationFacts, RequiredWithdrawalFacts, WithdrawalFacts
from xueji.policies.vocabulary import CancellationCause, WithdrawalGround

_STATED = (
    "leave_started_on",
    "leave_ended_on",
    "leave_for_service",
    "able_to_return",
    "resumption_applied_on",
    "special_circumstances",
    "truant_hours",
    "absent_from",
    "absent_until",
    "absence_excused",
    "registration_due_on",
    "formalities_due_on",
)
_CANCELLED = ("unnatural_death", "occurred_on", "learnt_on", "reported_on", "recheck_decided_on")


@dataclass
class Contacts:
    """What was tried for one student: the first days on which somebody was told, and how often it was tried."""

    student_told_on: date | None = None
    guardian_told_on: date | None = None
    tried: int = 0
    rows: list[ContactAttempt] = field(default_factory=list)


def withdrawal_facts(gathering: Gathering) -> dict[int, WithdrawalFacts]:
    """By student id."""
    schooling = in_compulsory_schooling(gathering.students)
    return {
        key: WithdrawalFacts(
            **_common(gathering, key),
            applied_on=matter.applied_on,
            in_compulsory_schooling=key in schooling,
            **_signed(gathering, matter),
        )
        for key, matter in gathering.matters.items()
    }


def required_withdrawal_facts(gathering: Gathering) -> dict[int, RequiredWithdrawalFacts]:
    """By student id; contacts and announcement are those of the case, none while a form is being filled in."""
    contacts = contacts_of(gathering.case)
    notice = notice_of(gathering.case)
    came = _registered_since(gathering.matters.values())
    schooling = in_compulsory_schooling(gathering.students)
    return {
        key: RequiredWithdrawalFacts(
            **_common(gathering, key),
            **_stated(matter, _STATED),
            ground=WithdrawalGround(matter.ground),
            student_notified_on=contacts[key].student_told_on,
            guardian_notified_on=contacts[key].guardian_told_on,
            contact_attempts=contacts[key].tried,
            term_registered_on=came.get(key),
            announced_from=notice.starts_on if notice else None,
            announced_until=notice.ends_on if notice else None,
            applied_on=matter.applied_on,
            in_compulsory_schooling=key in schooling,
            terms=gathering.terms,
            rest_days=gathering.rest_days,
            **_signed(gathering, matter),
        )
        for key, matter in gathering.matters.items()
    }


def cancellation_facts(gathering: Gathering) -> dict[int, CancellationFacts]:
    """By student id."""
    return {
        key: CancellationFacts(
            **_common(gathering, key),
            **_stated(matter, _CANCELLED),
            cause=CancellationCause(matter.cause),
            rest_days=gathering.rest_days,
        )
        for key, matter in gathering.matters.items()
    }


def contacts_of(case: Case | None) -> dict[int, Contacts]:
    """What was tried in a case, by student id; one query."""
    found: dict[int, Contacts] = defaultdict(Contacts)
    rows: Iterable[ContactAttempt] = ContactAttempt.objects.filter(case=case).order_by("on", "id") if case else ()
    for row in rows:
        contacts = found[row.student_id]
        contacts.tried += 1
        contacts.rows.append(row)
        if row.told and row.whom == ContactWhom.STUDENT:
            contacts.student_told_on = contacts.student_told_on or row.on
        elif row.told:
            contacts.guardian_told_on = contacts.guardian_told_on or row.on
    return found


def notice_of(case: Case | None) -> PublicNotice | None:
    """The announcement that counts: the last one."""
    return PublicNotice.objects.filter(case=case).first() if case else None


def _registered_since(matters: Iterable[Any]) -> dict[int, date]:
    """Since when those whose registration of a term was missed are registered for it after all, by student id; one query."""
    due = {matter.student_id: matter.registration_due_on for matter in matters if matter.registration_due_on}
    if not due:
        return {}
    rows = TermRegistration.objects.filter(student__in=due, state=TermRegistration.State.REGISTERED)
    found = rows.values_list("student_id", "round__opens_on", "term__ends_on", "registered_on")
    return {key: day for key, opens, ends, day in found if day is not None and opens <= due[key] <= ends}


def _common(gathering: Gathering, key: int) -> dict[str, Any]:
    return {
        "student": gathering.base[key],
        "requested_on": gathering.requested_on,
        "checked_on": gathering.checked_on,
        "evidence": gathering.evidence,
    }


def _signed(gathering: Gathering, matter: Any) -> dict[str, Any]:
    return dict(gathering.consents(matter))


def _stated(matter: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(matter, name) for name in names}
