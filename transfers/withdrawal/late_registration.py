"""The two weeks of a term's registration (Beijing 14): who did not come and has no leave gets a draft of a required
withdrawal, with the contacts that the school recorded, for a person to confirm or discard. Nobody leaves by itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.statuses import Status
from students.term_registration.grid import Counting
from students.term_registration.models import RegistrationContact, Round, TermRegistration
from transfers.withdrawal.actions import contact_attempts_record, required_withdrawal_draft
from transfers.withdrawal.models import ContactAttempt, RequiredWithdrawal
from xueji.cases.actions import case_check
from xueji.cases.models import Case, Item
from xueji.cases.states import CaseState
from xueji.cases.watches import Due, Watch
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import WithdrawalGround

_ONE_DAY = timedelta(days=1)
# Longer than any term: what was not met by then belongs to a term that is over.
_LOOKS_BACK = timedelta(days=200)
_TWO_WEEKS = timedelta(days=14)
_UNDER_WAY = (CaseState.RUNNING, CaseState.RETURNED)
_SAID = ("on", "way", "whom", "result", "note", "by_name")
_COPIED = ("student_id", *_SAID, "recorded_by_id", "recorded_at")


class RegistrationLapsed(Watch):
    """Two weeks late for the registration of a term without leave, where the regulation draws a consequence."""

    key: ClassVar[str] = "term_registration_lapsed"
    label: ClassVar[str | Promise] = _("学期注册逾期两周")

    def find(self, day: date) -> Iterable[Due]:
        """Those who study, are entered as not having come, and whose two weeks are over."""
        rows = [row for row in _missing(day) if row.student_id]
        busy = _busy(row.student_id for row in rows)
        return list(self._dues((row for row in rows if row.student_id not in busy), day))

    def open_draft(self, due: Due, scope: Scope) -> Case:
        """The draft, and what was tried before it."""
        row = TermRegistration.objects.select_related("student__school", "round").get(pk=due.data)
        count = Counting(row.student.school, row.round.due_on)
        case = required_withdrawal_draft(
            actor=scope,
            student=row.student,
            ground=WithdrawalGround.NOT_REGISTERED,
            registration_due_on=count.due(row.round, row),
        )
        return case_check(actor=scope, case=case) if _take_over(case, row) else case

    def _dues(self, rows: Iterable[TermRegistration], day: date) -> Iterator[Due]:
        for row, count in _counted(rows):
            last = count.last_day(row.round, row)
            if last is not None and last < day:
                yield Due(f"term_registration:{row.pk}", last + _ONE_DAY, row.school_id, row.pk)


class MissingTold(Watch):
    """Where the regulation draws no consequence (Zhejiang), the school is told once how many have not come two weeks
    after the day: whether somebody left without permission (Zhejiang 22) is for the school to find out."""

    key: ClassVar[str] = "term_registration_told"
    label: ClassVar[str | Promise] = _("开学两周仍未注册")

    def find(self, day: date) -> Iterable[Due]:
        """One line a school and term."""
        counts: dict[int, int] = defaultdict(int)
        rounds: dict[int, Any] = {}
        for row, count in _counted(_missing(day - _TWO_WEEKS)):
            if count.last_day(row.round, row) is None and count.due(row.round, row) < day - _TWO_WEEKS:
                counts[row.round_id] += 1
                rounds[row.round_id] = row.round
        return [
            Due(f"round:{key}", rnd.due_on + _TWO_WEEKS + _ONE_DAY, rnd.school_id, counts[key])
            for key, rnd in rounds.items()
        ]

    def open_draft(self, due: Due, scope: Scope) -> None:
        """Telling is enough."""
        return

    def text(self, due: Due, case: Case | None) -> str:
        return gettext("学期注册截止已满两周，还有 %(count)d 名学生没有注册，请联系学生及家长，核实是否擅自离校") % {
            "count": due.data
        }


def carry_on(actor: Scope, rnd: Round, contacts: Sequence[RegistrationContact]) -> None:
    """Contacts that are recorded on the list of the term after the draft was opened stand in the case too."""
    if not actor.allows("open_cases"):
        return
    found = RequiredWithdrawal.objects.filter(
        student__in=[contact.student_id for contact in contacts],
        ground=WithdrawalGround.NOT_REGISTERED,
        case__state__in=(CaseState.DRAFT, *_UNDER_WAY),
        case__opened_for=rnd.school_id,
    )
    cases = {row.student_id: row for row in found.select_related("case", "student")}
    for contact in contacts:
        if row := cases.get(contact.student_id):
            said = {name: getattr(contact, name) for name in _SAID}
            contact_attempts_record(actor=actor, case=row.case, students=[row.student], **said)


def _missing(day: date) -> list[TermRegistration]:
    """Entered as not registered, of a round that was due before the day, by students who still study."""
    rows = TermRegistration.objects.missing().filter(
        round__due_on__lt=day, round__due_on__gte=day - _LOOKS_BACK, student__status=Status.STUDYING
    )
    return list(rows.select_related("student__school", "round").order_by("pk"))


def _counted(rows: Iterable[TermRegistration]) -> Iterator[tuple[TermRegistration, Counting]]:
    """Each row with how its school counts, which is asked of the database once a school and round."""
    held: dict[tuple[int, date], Counting] = {}
    for row in rows:
        key = row.school_id, row.round.due_on
        if key not in held:
            held[key] = Counting(row.student.school, row.round.due_on)
        yield row, held[key]


def _busy(students: Iterable[int]) -> set[int]:
    """Those about whom a case was handed up and is not decided."""
    rows = Item.objects.filter(student_id__in=list(students), case__state__in=_UNDER_WAY, binds=True)
    return set(rows.values_list("student_id", flat=True))


def _take_over(case: Case, row: TermRegistration) -> bool:
    """Copy the contacts of the registration into a case that has none of the student, each by whom it was recorded;
    whether there were any."""
    if ContactAttempt.objects.filter(case=case, student=row.student_id).exists():
        return False
    tried = RegistrationContact.objects.filter(round=row.round_id, student=row.student_id, recorded_by_id__isnull=False)
    copied = ContactAttempt.objects.bulk_create(
        ContactAttempt(case=case, recorded_for_id=row.school_id, **{name: getattr(contact, name) for name in _COPIED})
        for contact in tried.order_by("pk")
    )
    return bool(copied)
