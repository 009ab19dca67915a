"""Registration of a term: who registers, by when, with leave, and the two weeks after which a place is given up."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.parameters import Values
from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import TermRegistrationFacts
from xueji.policies.windows import day_label, moved_to_working_day

_ONE_DAY = timedelta(days=1)
LATENESS: tuple[str, ...] = (
    "term_registration.days_late",
    "period.last_day_in_time",
    "period.moves_from_rest_days",
)


def last_day_to_register(values: Values, due_on: date, rest_days: Collection[date] = ()) -> date:
    """The last day on which somebody who was due on ``due_on`` and has no leave may still register.

    The two weeks begin on the day after: the day itself is in time, whether or not first days count elsewhere.
    """
    days = values.integer("term_registration.days_late")
    last = due_on + timedelta(days=days if values.flag("period.last_day_in_time") else days - 1)
    return moved_to_working_day(last, rest_days) if values.flag("period.moves_from_rest_days") else last


def due_with_leave(values: Values, due_on: date, leave_until: date | None) -> date:
    """The day from which lateness counts: with leave the last day of it, where that is how it is read."""
    if leave_until is None or not values.flag("term_registration.counted_from_leave"):
        return due_on
    return max(due_on, leave_until)


class TermRegistrationRule(Rule[TermRegistrationFacts]):
    """Any rule on the registration of a term."""

    kinds = ("term_registration",)


class Enrolled(TermRegistrationRule):
    """Who studies registers; who is on leave need not."""

    concern = "term_registration_enrolled"

    def check(self, facts: TermRegistrationFacts) -> Verdict:
        if facts.student.on_leave:
            return self.warned(_("该生正在休学，复学后再注册"))
        if not facts.student.enrolled:
            return self.denied(_("该生现无有效学籍，不能办理学期注册"))
        return self.allowed(_("学籍有效"))


class InTime(TermRegistrationRule):
    """On the days that the school prescribes; who cannot come asks for leave."""

    concern = "term_registration_in_time"
    uses: ClassVar[tuple[str, ...]] = ("term_registration.counted_from_leave",)

    def applies(self, facts: TermRegistrationFacts) -> bool:
        """Nobody on leave of absence for terms is late."""
        return not facts.student.on_leave

    def check(self, facts: TermRegistrationFacts) -> Verdict:
        came, due = facts.came_on, due_with_leave(self.values, facts.due_on, facts.leave_until)
        known = {"came": day_label(came), "opens": day_label(facts.opens_on), "due": day_label(facts.due_on)}
        if facts.registered_on is not None and came < facts.opens_on:
            return self.denied(_("%(opens)s才开始注册，%(came)s为时过早") % known)
        if came <= facts.due_on:
            return self.allowed(_("注册日%(due)s，在规定日期内") % known)
        known["late"] = str((came - facts.due_on).days)
        if came <= due:
            known["until"] = day_label(due)
            return self.allowed(_("注册日%(due)s，已准假至%(until)s") % known)
        if facts.registered_on is None:
            return self.breached(_("注册日%(due)s，至%(came)s逾期 %(late)s 天未注册，没有有效的请假") % known)
        return self.breached(_("注册日%(due)s，%(came)s才注册，逾期 %(late)s 天") % known)


class Lapse(TermRegistrationRule):
    """Two weeks late without leave: treated as withdrawn, once the school decides so."""

    concern = "term_registration_lapse"
    severity_from = "term_registration.after_two_weeks"
    uses: ClassVar[tuple[str, ...]] = (*LATENESS, "term_registration.counted_from_leave")

    def last_day(self, facts: TermRegistrationFacts) -> date:
        """The last day on which the student may still register as if nothing were."""
        due = due_with_leave(self.values, facts.due_on, facts.leave_until)
        return last_day_to_register(self.values, due, facts.rest_days)

    def applies(self, facts: TermRegistrationFacts) -> bool:
        """Only once the two weeks are over."""
        return not facts.student.on_leave and facts.came_on > self.last_day(facts)

    def check(self, facts: TermRegistrationFacts) -> Verdict:
        known = {"last": day_label(self.last_day(facts)), "came": day_label(facts.came_on)}
        if facts.registered_on is None:
            return self.warned(_("至%(last)s已满两周仍未注册，应联系学生及家长，并按自动退学起草") % known)
        return self.breached(_("至%(last)s已满两周，%(came)s才来注册；学校尚未作出退学决定") % known)
