"""Cancelling a status: death, disappearance, failed eligibility re-check. Nobody's consent is asked for."""

import calendar
from collections.abc import Collection
from datetime import date, timedelta
from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import CancellationFacts
from xueji.policies.vocabulary import CancellationCause, Evidence
from xueji.policies.windows import day_label

_ONE_DAY = timedelta(days=1)
_PAPERS = {
    CancellationCause.DEATH: Evidence.DEATH_PROOF,
    CancellationCause.DISAPPEARANCE: Evidence.MISSING_PROOF,
    CancellationCause.FAILED_RECHECK: Evidence.RECHECK_DECISION,
}


def working_days_after(day: date, count: int, rest_days: Collection[date]) -> date:
    """The ``count``-th working day after a day; the day itself does not count."""
    while count:
        day += _ONE_DAY
        count -= day not in rest_days
    return day


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class CancellationRule(Rule[CancellationFacts]):
    """Any rule on cancelling a status."""

    kinds = ("cancellation",)


class Enrolled(CancellationRule):
    """Only a status that stands can be cancelled."""

    concern = "cancellation_enrolled"

    def check(self, facts: CancellationFacts) -> Verdict:
        if facts.student.enrolled:
            return self.allowed(_("学籍有效"))
        return self.denied(_("该生现无有效学籍，无须注销"))


class Cause(CancellationRule):
    """The cause is one for which the text cancels a status."""

    concern = "cancellation_cause"
    uses: ClassVar[tuple[str, ...]] = ("cancellation.causes",)

    def check(self, facts: CancellationFacts) -> Verdict:
        if facts.cause in self.values.words("cancellation.causes"):
            return self.allowed(_("注销原因：%s") % facts.cause.label)
        return self.breached(_("条文没有规定因“%s”注销学籍") % facts.cause.label)


class Proved(CancellationRule):
    """The department concerned has proved it."""

    concern = "cancellation_evidence"

    def applies(self, facts: CancellationFacts) -> bool:
        """For death and disappearance: a re-check is the school's own."""
        return facts.cause != CancellationCause.FAILED_RECHECK

    def check(self, facts: CancellationFacts) -> Verdict:
        paper = _PAPERS[facts.cause]
        if paper in facts.evidence:
            return self.allowed(_("已附：%s") % paper.label)
        return self.needs_evidence(_("缺：%s") % paper.label, [paper.need])


class RecheckDecided(Proved):
    """The failed re-check is a decision on paper."""

    concern = "cancellation_recheck_decision"

    def applies(self, facts: CancellationFacts) -> bool:
        """For failed re-checks only."""
        return facts.cause == CancellationCause.FAILED_RECHECK


class RecheckInTime(CancellationRule):
    """The re-check is finished within so many months of check-in; a late one still counts."""

    concern = "cancellation_recheck_in_time"
    uses: ClassVar[tuple[str, ...]] = ("recheck.months",)

    def applies(self, facts: CancellationFacts) -> bool:
        """For failed re-checks only."""
        return facts.cause == CancellationCause.FAILED_RECHECK

    def check(self, facts: CancellationFacts) -> Verdict:
        since = facts.checked_in_on or facts.student.entered_on
        last = months_after(since, self.values.integer("recheck.months"))
        decided = facts.recheck_decided_on or facts.requested_on
        known = {"since": day_label(since), "last": day_label(last), "decided": day_label(decided)}
        if decided <= last:
            return self.allowed(_("%(since)s报到，%(decided)s作出复查决定，未超过%(last)s") % known)
        return self.breached(_("%(since)s报到，复查应在%(last)s前完成，%(decided)s才作出决定，请说明原因") % known)


class Reported(CancellationRule):
    """The school reports within so many working days of learning of it."""

    concern = "cancellation_report"
    days_from: ClassVar[str] = "cancellation.report_working_days"
    uses: ClassVar[tuple[str, ...]] = ("cancellation.report_working_days",)

    def applies(self, facts: CancellationFacts) -> bool:
        """For death and disappearance, natural or not."""
        return facts.cause != CancellationCause.FAILED_RECHECK and not self._unnatural(facts)

    def check(self, facts: CancellationFacts) -> Verdict:
        if facts.learnt_on is None:
            return self.warned(_("没有填写学校得知的日期，无法核对上报时限"))
        days = self.values.integer(self.days_from)
        last = working_days_after(facts.learnt_on, days, facts.rest_days)
        reported = facts.reported_on or facts.requested_on
        known = {
            "learnt": day_label(facts.learnt_on),
            "last": day_label(last),
            "reported": day_label(reported),
            "days": days,
        }
        if reported <= last:
            return self.allowed(_("%(learnt)s得知，%(reported)s上报，在 %(days)d 个工作日内（至%(last)s）") % known)
        return self.breached(_("%(learnt)s得知，应在%(last)s前上报，%(reported)s才上报，请说明原因") % known)

    @staticmethod
    def _unnatural(facts: CancellationFacts) -> bool:
        return facts.cause == CancellationCause.DEATH and facts.unnatural_death


class UnnaturalReported(Reported):
    """An unnatural death is reported level by level at once."""

    concern = "cancellation_unnatural_report"
    days_from = "cancellation.unnatural_report_working_days"
    uses: ClassVar[tuple[str, ...]] = ("cancellation.unnatural_report_working_days",)

    def applies(self, facts: CancellationFacts) -> bool:
        """For unnatural deaths only."""
        return self._unnatural(facts)
