"""Withdrawal that the regulation prescribes: each ground with its number."""

from datetime import date, timedelta
from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import RequiredWithdrawalFacts, Term, anniversary
from xueji.policies.facts.coming import opening_after, term_of
from xueji.policies.facts.resumption import over_on
from xueji.policies.vocabulary import Evidence, WithdrawalGround
from xueji.policies.windows import day_label

from .term_registration import LATENESS, last_day_to_register

_ONE_DAY = timedelta(days=1)


def resumption_lost_on(leave_ends_on: date, terms: tuple[Term, ...], *, days: int, last_day_in_time: bool) -> date:
    """The first day on which somebody who has not resumed is to be withdrawn.

    ``days`` run from the end of the leave; where that lies at the end of a term or in the holidays, from the day
    before the next opening, because nobody can resume earlier.
    """
    last = over_on(leave_ends_on, terms) - _ONE_DAY + timedelta(days=days)
    return last + _ONE_DAY if last_day_in_time else last


class RequiredWithdrawalRule(Rule[RequiredWithdrawalFacts]):
    """Any rule on withdrawal that the regulation prescribes."""

    kinds = ("required_withdrawal",)


class GroundRule(RequiredWithdrawalRule):
    """One ground; silent when another one is at hand."""

    ground: ClassVar[WithdrawalGround]

    def applies(self, facts: RequiredWithdrawalFacts) -> bool:
        """Only for its own ground."""
        return facts.ground == self.ground


class Enrolled(RequiredWithdrawalRule):
    """Only who has student status can be withdrawn."""

    concern = "required_withdrawal_enrolled"

    def check(self, facts: RequiredWithdrawalFacts) -> Verdict:
        if facts.student.enrolled:
            return self.allowed(_("学籍有效"))
        return self.denied(_("该生现无有效学籍，无须作退学处理"))


class TwoYearsOfLeave(GroundRule):
    """Two years of leave without a break, and still unable to return."""

    concern = "required_withdrawal_two_years"
    ground = WithdrawalGround.TWO_YEARS_OF_LEAVE
    uses: ClassVar[tuple[str, ...]] = (
        "required_withdrawal.leave_years",
        "required_withdrawal.anniversary_counts",
        "required_withdrawal.leave_terms",
    )

    def check(self, facts: RequiredWithdrawalFacts) -> Verdict:
        if facts.leave_started_on is None:
            return self.denied(_("没有休学起始日，无法认定连续休学两年"))
        known = {"start": day_label(facts.leave_started_on)}
        if facts.leave_for_service:
            return self.denied(_("%(start)s起因服兵役休学，休学期限与服役期限相当，不按连续休学两年处理") % known)
        full_on = self.full_on(facts)
        if full_on is None:
            return self.denied(_("%(start)s起的休学未满两年即已期满，应按期满未复学处理") % known)
        known["full"] = day_label(full_on)
        if facts.requested_on < full_on:
            return self.denied(_("%(start)s起休学，到%(full)s才满两年") % known)
        if facts.able_to_return:
            return self.denied(_("%(start)s起休学已满两年，但该生能够复学，应办理复学") % known)
        return self.allowed(_("%(start)s起连续休学，%(full)s已满两年，仍不能复学") % known)

    def full_on(self, facts: RequiredWithdrawalFacts) -> date | None:
        """The first day on which two years count as full; None when the leave ended before."""
        assert facts.leave_started_on is not None
        full = anniversary(facts.leave_started_on, self.values.integer("required_withdrawal.leave_years"))
        if not self.values.flag("required_withdrawal.anniversary_counts"):
            full += _ONE_DAY
        ended = facts.leave_ended_on
        if ended is None or ended >= full - _ONE_DAY:
            return full
        if facts.leave_terms >= self.values.integer("required_withdrawal.leave_terms") and facts.back_due_on:
            return min(full, facts.back_due_on)
        return None


class Truancy(GroundRule):
    """So many truant class hours in one term."""

    concern = "required_withdrawal_truancy"
    ground = WithdrawalGround.TRUANCY
    uses: ClassVar[tuple[str, ...]] = ("required_withdrawal.truant_hours",)

    def check(self, facts: RequiredWithdrawalFacts) -> Verdict:
        limit = self.values.integer("required_withdrawal.truant_hours")
        known = {"hours": facts.truant_hours, "limit": limit, "left": limit - facts.truant_hours}
        if facts.student.on_leave:
            return self.denied(_("该生正在休学，休学期间不计旷课"))
        if facts.truant_hours < limit:
            return self.denied(_("本学期旷课累计 %(hours)d 课时，未达 %(limit)d 课时，还差 %(left)d 课时") % known)
        return self.allowed(_("本学期旷课累计 %(hours)d 课时，已达 %(limit)d 课时") % known)


class Absence(GroundRule):
    """Away without permission for two weeks on end or more."""

    concern = "required_withdrawal_absence"
    ground = WithdrawalGround.ABSENCE
    uses: ClassVar[tuple[str, ...]] = (
        "required_withdrawal.absence_days",
        "required_withdrawal.absence_first_day_counts",
        "required_withdrawal.no_show_from_opening",
    )

    def check(self, facts: RequiredWithdrawalFacts) -> Verdict:
        from_opening = self.values.flag("required_withdrawal.no_show_from_opening")
        first = facts.absence_counted_from if from_opening else facts.absent_from
        if first is None:
            return self.denied(_("没有离校日期，无法认定连续离校"))
        if facts.student.on_leave:
            return self.denied(_("该生正在休学，不属擅自离校"))
        if facts.absence_excused:
            return self.denied(_("离校已请假获准，不属擅自离校"))
        limit = self.values.integer("required_withdrawal.absence_days")
        last = min(facts.absent_until or facts.requested_on, facts.requested_on)
        days = (last - first).days + (1 if self.values.flag("required_withdrawal.absence_first_day_counts") else 0)
        known = {"first": day_label(first), "last": day_label(last), "days": max(days, 0), "limit": limit}
        if days < limit:
            return self.denied(_("%(first)s起离校，至%(last)s连续 %(days)d 天，未满两周（%(limit)d 天）") % known)
        return self.allowed(_("%(first)s起擅自离校，至%(last)s已连续 %(days)d 天，达两周（%(limit)d 天）以上") % known)


class NotResumed(GroundRule):
    """Not back within two weeks after the leave was over, without special circumstances."""

    concern = "required_withdrawal_not_resumed"
    ground = WithdrawalGround.NOT_RESUMED
    uses: ClassVar[tuple[str, ...]] = (
        "resumption.late_days",
        "resumption.leave_lasts_until_opening",
        "period.last_day_in_time",
    )

    def check(self, facts: RequiredWithdrawalFacts) -> Verdict:
        if facts.leave_ended_on is None:
            return self.denied(_("没有休学期满日，无法认定逾期未复学"))
        lost_on = self.lost_on(facts)
        ended = day_label(facts.leave_ended_on)
        known = {"ended": ended, "last": day_label(lost_on - _ONE_DAY), "mark": self._mark(lost_on, facts)}
        if facts.requested_on < lost_on:
            return self.denied(_("休学%(ended)s期满，%(last)s%(mark)s以前仍可办理复学") % known)
        if facts.special_circumstances:
            return self.denied(_("休学%(ended)s期满，有学校认可的特殊情况，不作退学处理") % known)
        applied = facts.resumption_applied_on
        if applied is not None and applied < lost_on:
            return self.denied(_("已于%s申请复学，未逾期，应先办理复学") % day_label(applied))
        if applied is not None:
            return self.warned(_("休学%(ended)s期满，逾期后才申请复学；请先决定是否准予复学") % known)
        return self.allowed(_("休学%(ended)s期满，至%(last)s%(mark)s两周内未办理复学手续") % known)

    def lost_on(self, facts: RequiredWithdrawalFacts) -> date:
        """The first day after the two weeks."""
        assert facts.leave_ended_on is not None
        days = self.values.integer("resumption.late_days")
        in_time = self.values.flag("period.last_day_in_time")
        if self.values.flag("resumption.leave_lasts_until_opening"):
            return resumption_lost_on(facts.leave_ended_on, facts.terms, days=days, last_day_in_time=in_time)
        return facts.leave_ended_on + timedelta(days=days + (1 if in_time else 0))

    @staticmethod
    def _mark(day: date, facts: RequiredWithdrawalFacts) -> str:
        term = term_of(day, facts.terms) or opening_after(day, facts.terms)
        return _("（暂算）") if term.planned and facts.terms else ""


class NotRegistered(GroundRule):
    """Two weeks late for the registration of a term without permission."""

    concern = "required_withdrawal_not_registered"
    ground = WithdrawalGround.NOT_REGISTERED
    uses: ClassVar[tuple[str, ...]] = LATENESS

    def check(self, facts: RequiredWithdrawalFacts) -> Verdict:
        if facts.registration_due_on is None:
            return self.denied(_("没有学期注册日，无法认定逾期"))
        if facts.student.on_leave:
            return self.denied(_("该生正在休学，无须学期注册"))
        if facts.absence_excused:
            return self.denied(_("已请假并获批准，不属逾期不注册"))
        if facts.term_registered_on is not None:
            return self.denied(_("该生已于%s办理学期注册，不再作退学处理") % day_label(facts.term_registered_on))
        last = last_day_to_register(self.values, facts.registration_due_on, facts.rest_days)
        late = (facts.requested_on - facts.registration_due_on).days
        known = {"due": day_label(facts.registration_due_on), "last": day_label(last), "late": max(late, 0)}
        if facts.requested_on <= last:
            return self.denied(_("学期注册日%(due)s，逾期 %(late)d 天；%(last)s以前仍可注册") % known)
        return self.allowed(_("学期注册日%(due)s，未经批准逾期 %(late)d 天，已超过两周") % known)


class NoTermRegistration(GroundRule):
    """A regulation that knows no registration of terms knows no withdrawal for missing it."""

    concern = "required_withdrawal_not_registered"
    ground = WithdrawalGround.NOT_REGISTERED

    def check(self, facts: RequiredWithdrawalFacts) -> Verdict:
        return self.denied(_("没有规定学期注册逾期即退学；开学后连续两周未到校的，可按擅自离校办理"))


class GroundProved(RequiredWithdrawalRule):
    """What the ground rests on is on paper; a leave is on the register."""

    concern = "required_withdrawal_evidence"
    in_attendance: ClassVar[tuple[WithdrawalGround, ...]] = (WithdrawalGround.TRUANCY, WithdrawalGround.ABSENCE)

    def applies(self, facts: RequiredWithdrawalFacts) -> bool:
        """Only for what the attendance record shows."""
        return facts.ground in self.in_attendance

    def check(self, facts: RequiredWithdrawalFacts) -> Verdict:
        if Evidence.ATTENDANCE_RECORD in facts.evidence:
            return self.allowed(_("考勤记录已附"))
        return self.lacking(_("缺考勤记录，应能看出旷课课时或离校日期"))

    def lacking(self, reason: str) -> Verdict:
        """Owed before anybody decides."""
        return self.needs_evidence(reason, [Evidence.ATTENDANCE_RECORD.need])
