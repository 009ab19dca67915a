"""The long clocks of leave: the return that is due, the return that did not happen, two years away. Each opens a draft
that somebody at the school confirms or discards; nobody's status changes by itself."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, ClassVar, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.facts import programme_facts
from students.matters.actions import matter_open
from students.matters.kind import matter_kind
from students.models import Student
from students.parties import policy_key_of, terms_of
from transfers.leave.models import Leave, Resumption
from transfers.leave.queries import LeaveQuerySet
from transfers.withdrawal.actions import required_withdrawal_draft
from xueji.cases.models import Case, Item
from xueji.cases.states import CaseState
from xueji.cases.watches import Due, Watch
from xueji.errors import Conflict
from xueji.organizations.scope import Scope
from xueji.policies.engine.registry import get as policy
from xueji.policies.engine.rules import Rule
from xueji.policies.facts import RequiredWithdrawalFacts, ResumptionFacts, StudentFacts
from xueji.policies.facts.resumption import over_on
from xueji.policies.patterns.required_withdrawal import TwoYearsOfLeave
from xueji.policies.patterns.resumption import Window
from xueji.policies.vocabulary import LeaveGround, WithdrawalGround

_ONE_DAY = timedelta(days=1)
# How long before the last day of leave the earliest return may be applied for (holidays and a month), and how short of
# two calendar years the terms of two school years may be.
_AHEAD = timedelta(days=100)
_TWO_SCHOOL_YEARS = timedelta(days=540)
_UNDER_WAY = (CaseState.RUNNING, CaseState.RETURNED)
R = TypeVar("R", bound=Rule[Any])


class LeaveWatch(Watch):
    """A clock that runs from the days of a leave, as the regulation of its school counts them."""

    def __init__(self) -> None:
        self._terms: Any = None

    @abstractmethod
    def candidates(self, day: date) -> LeaveQuerySet:
        """The running leaves that an index says may be due."""

    @abstractmethod
    def due_on(self, leave: Leave, day: date) -> date | None:
        """The day on which it comes due; None when it never does."""

    def find(self, day: date) -> Iterable[Due]:
        """What is due by `day` and for whose student nothing is under way."""
        self._terms = cache(terms_of)
        leaves = [leave for leave in self.candidates(day).with_schools() if leave.student_id]
        busy = _busy(leave.student_id for leave in leaves)
        return list(self._dues([leave for leave in leaves if leave.student_id not in busy], day))

    def open_draft(self, due: Due, scope: Scope) -> Case | None:
        """A draft of the kind that the clock leads to."""
        leave = Leave.objects.select_related("student").get(pk=due.data)
        return self.draft(leave, scope)

    @abstractmethod
    def draft(self, leave: Leave, scope: Scope) -> Case | None:
        """Open it, or tell only."""

    def terms(self, leave: Leave) -> Any:
        """The terms of the student's school."""
        return self._terms(leave.student.school)

    def _dues(self, leaves: Iterable[Leave], day: date) -> Iterator[Due]:
        for leave in leaves:
            due = self.due_on(leave, day)
            if due is not None and due <= day:
                yield Due(f"leave:{leave.pk}", due, leave.student.school_id, leave.pk)


class ReturnDue(LeaveWatch):
    """The time has come in which to apply for resumption (Beijing 23, Zhejiang 21)."""

    key: ClassVar[str] = "leave_return_due"
    label: ClassVar[str | Promise] = _("休学将满，进入复学申请期")

    def candidates(self, day: date) -> LeaveQuerySet:
        drafted = [CaseState.DRAFT, *_UNDER_WAY]
        return Leave.objects.ending_by(day + _AHEAD).exclude(resumptions__case__state__in=drafted)

    def due_on(self, leave: Leave, day: date) -> date | None:
        """From the first day of the window; not any more once it is too late to resume without special circumstances."""
        facts, rule = _resumption(leave, day, self.terms(leave)), _window(leave, day)
        if day > rule.limit(facts):
            return None
        return max(rule.first_day(facts), leave.ends_on - _AHEAD)

    def draft(self, leave: Leave, scope: Scope) -> Case | None:
        """A resumption on the day after the leave; the class is the school's to choose."""
        student = leave.student
        row = Resumption(
            student=student,
            leave=leave,
            ground=leave.ground,
            leave_starts_on=leave.began_on,
            leave_ends_on=leave.ends_on,
            resumes_on=over_on(leave.ends_on, terms_of(student.school)),
        )
        return _open("resumption", row, scope)


class NotResumed(LeaveWatch):
    """The leave was over two weeks ago and nobody came (Beijing 24, Zhejiang 22)."""

    key: ClassVar[str] = "leave_not_resumed"
    label: ClassVar[str | Promise] = _("休学期满两周未办复学")

    def candidates(self, day: date) -> LeaveQuerySet:
        return Leave.objects.ending_by(day)

    def due_on(self, leave: Leave, day: date) -> date | None:
        return _window(leave, day).limit(_resumption(leave, day, self.terms(leave))) + _ONE_DAY

    def draft(self, leave: Leave, scope: Scope) -> Case | None:
        """A required withdrawal, to be confirmed; who is in the army may be there still, so the school is only told."""
        if leave.ground == LeaveGround.MILITARY:
            return None
        return _withdrawal(leave, WithdrawalGround.NOT_RESUMED, scope)

    def text(self, due: Due, case: Case | None) -> str:
        if case is None:
            return gettext("一名服役休学的学生休学期满未办复学，请核实是否仍在服役、是否续休")
        return super().text(due, case)


class TwoYearsAway(LeaveWatch):
    """Two years of leave without a break (Beijing 24, Zhejiang 22); service is as long as it is."""

    key: ClassVar[str] = "leave_two_years"
    label: ClassVar[str | Promise] = _("连续休学已满两年")

    def candidates(self, day: date) -> LeaveQuerySet:
        return Leave.objects.begun_by(day - _TWO_SCHOOL_YEARS).exclude(ground=LeaveGround.MILITARY)

    def due_on(self, leave: Leave, day: date) -> date | None:
        rule = _rule(leave, "required_withdrawal", TwoYearsOfLeave, day)
        facts = RequiredWithdrawalFacts(
            student=_student(leave.student),
            ground=WithdrawalGround.TWO_YEARS_OF_LEAVE,
            requested_on=day,
            checked_on=day,
            leave_started_on=leave.began_on,
            leave_ended_on=leave.ends_on,
            terms=self.terms(leave),
        )
        return rule.full_on(facts)

    def draft(self, leave: Leave, scope: Scope) -> Case | None:
        """A required withdrawal, to be confirmed."""
        return _withdrawal(leave, WithdrawalGround.TWO_YEARS_OF_LEAVE, scope)


def _busy(students: Iterable[int]) -> set[int]:
    """Those about whom a case was handed up and is not decided."""
    rows = Item.objects.filter(student_id__in=list(students), case__state__in=_UNDER_WAY, binds=True)
    return set(rows.values_list("student_id", flat=True))


def _open(kind: str, row: Any, scope: Scope) -> Case:
    found = matter_kind(kind)
    if found is None:
        raise Conflict(gettext("这类办件没有启用。"))
    return matter_open(actor=scope, kind=found, matters=[row])


def _withdrawal(leave: Leave, ground: WithdrawalGround, scope: Scope) -> Case:
    """The draft of a required withdrawal; the one that is open for the student already, if there is one."""
    return required_withdrawal_draft(
        actor=scope,
        student=leave.student,
        ground=ground,
        leave_started_on=leave.began_on,
        leave_ended_on=leave.ends_on,
        leave_for_service=leave.ground == LeaveGround.MILITARY,
    )


def _window(leave: Leave, day: date) -> Window:
    return _rule(leave, "resumption", Window, day)


def _rule(leave: Leave, kind: str, pattern: type[R], day: date) -> R:
    """The rule of that pattern in the regulation of the student's school."""
    rules = policy(policy_key_of(leave.student.school)).rules_for(kind, day)
    return next(rule for rule in rules if isinstance(rule, pattern))


def _resumption(leave: Leave, day: date, terms: Any) -> ResumptionFacts:
    return ResumptionFacts(
        student=_student(leave.student),
        leave_ends_on=leave.ends_on,
        requested_on=day,
        checked_on=day,
        terms=terms,
    )


def _student(student: Student) -> StudentFacts:
    return StudentFacts(
        entered_on=student.entered_on, birth_date=student.birth_date, programme=programme_facts(student), on_leave=True
    )
