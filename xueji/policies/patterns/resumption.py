"""Resumption and restoration: when, in which state of health, into which class."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import ResumptionFacts
from xueji.policies.vocabulary import Evidence, LeaveGround
from xueji.policies.windows import day_label

from .application import Application
from .leave import hospital_problem, hospitals_label

_ONE_DAY = timedelta(days=1)


class ResumptionRule(Rule[ResumptionFacts]):
    """Any rule on resumption."""

    kinds = ("resumption",)


class OnLeave(ResumptionRule):
    """Who resumes was on leave."""

    concern = "resumption_on_leave"

    def check(self, facts: ResumptionFacts) -> Verdict:
        if facts.student.on_leave:
            return self.allowed(_("休学至%s") % day_label(facts.leave_ends_on))
        return self.denied(_("该生现不在休学期间"))


class Applied(Application):
    """Student and guardian apply for resumption."""

    kinds = ("resumption",)
    concern = "resumption_consents"
    paper = Evidence.RESUMPTION_APPLICATION


class BeforeLeaveEnds(ResumptionRule):
    """Back before the leave is over."""

    concern = "resumption_early"

    def applies(self, facts: ResumptionFacts) -> bool:
        """Only on an earlier return."""
        return facts.is_early

    def check(self, facts: ResumptionFacts) -> Verdict:
        known = {"ends": day_label(facts.leave_ends_on), "back": day_label(facts.back_on)}
        return self.breached(_("休学至%(ends)s，拟自%(back)s提前复学") % known)


class Window(ResumptionRule):
    """The application comes in the time before the opening; who is late has a while left, on grounds.

    A subclass says when the time begins; a leave that ends with a term lasts through the holidays, until the day
    before the next opening.
    """

    concern = "resumption_window"
    uses: ClassVar[tuple[str, ...]] = (
        "resumption.late_days",
        "resumption.opening_day_is_in_time",
        "resumption.late",
        "resumption.leave_lasts_until_opening",
        "period.last_day_in_time",
        "exception.level",
    )

    def first_day(self, facts: ResumptionFacts) -> date:
        """The first day on which the application is due; the beginning of time where there is none."""
        return date.min

    def last_day(self, facts: ResumptionFacts) -> date:
        """The last day in time."""
        in_time = self.values.flag("resumption.opening_day_is_in_time")
        return facts.back_on if in_time else facts.back_on - _ONE_DAY

    def limit(self, facts: ResumptionFacts) -> date:
        """The last day on which the late are not lost yet: so many days after the leave is over."""
        days = self.values.integer("resumption.late_days")
        until_opening = self.values.flag("resumption.leave_lasts_until_opening")
        over = facts.over_on - _ONE_DAY if until_opening else facts.leave_ends_on
        return over + timedelta(days=days if self.values.flag("period.last_day_in_time") else days - 1)

    def check(self, facts: ResumptionFacts) -> Verdict:
        asked, first, last, limit = facts.asked_on, self.first_day(facts), self.last_day(facts), self.limit(facts)
        known = {
            "asked": day_label(asked),
            "last": day_label(last),
            "span": _("不迟于%s") % day_label(last) if first == date.min else f"{day_label(first)}—{day_label(last)}",
            "limit": day_label(limit),
            "back": day_label(facts.back_on),
            "mark": _("（暂算）") if facts.provisional else "",
        }
        if asked < first:
            return self.warned(_("%(asked)s申请，早于应申请的时间%(span)s%(mark)s，可先受理") % known)
        if asked <= last:
            return self.allowed(_("%(asked)s申请，在期限内（%(span)s%(mark)s）") % known)
        if facts.is_early:
            return self.denied(_("%(asked)s申请，已过%(back)s开学，提前复学请申请下一学期") % known)
        if asked <= limit:
            return self._late(facts, known)
        return self._too_late(facts, known)

    def _late(self, facts: ResumptionFacts, known: dict[str, str]) -> Verdict:
        reason = _("%(asked)s申请，已过%(last)s；两周内（至%(limit)s）仍可办理，须写明逾期理由%(mark)s") % known
        if self.values.text("resumption.late") == "warns":
            return self.warned(reason)
        return self.needs_exception(reason)

    def _too_late(self, facts: ResumptionFacts, known: dict[str, str]) -> Verdict:
        if not facts.special_circumstances:
            return self.denied(
                _("%(asked)s申请，休学期满后两周（至%(limit)s%(mark)s）已过，又无特殊情况，应按应予退学办理") % known
            )
        if Evidence.LATE_REASON_PROOF not in facts.evidence:
            return self.needs_evidence(
                _("%(asked)s申请，已超过两周（至%(limit)s）；称有特殊情况，缺证明") % known,
                [Evidence.LATE_REASON_PROOF.need],
            )
        return self.needs_exception(
            _("%(asked)s申请，已超过两周（至%(limit)s），特殊情况已附证明，须作例外决定") % known
        )


class DaysBefore(Window):
    """So many days before the opening."""

    uses: ClassVar[tuple[str, ...]] = (*Window.uses, "resumption.window_days")

    def first_day(self, facts: ResumptionFacts) -> date:
        """Days are counted back from the opening."""
        return facts.back_on - timedelta(days=self.values.integer("resumption.window_days"))


class MonthsBefore(Window):
    """A month before the opening: the month itself, or the latest day, as it is read."""

    uses: ClassVar[tuple[str, ...]] = (*Window.uses, "resumption.window_months", "resumption.month_is")

    def first_day(self, facts: ResumptionFacts) -> date:
        """The month begins on the same day of the month before; a latest day has no beginning."""
        if self.values.text("resumption.month_is") == "latest":
            return date.min
        return self._month_before(facts)

    def last_day(self, facts: ResumptionFacts) -> date:
        """The day before the opening, or the day a month before it."""
        if self.values.text("resumption.month_is") == "latest":
            return self._month_before(facts)
        return super().last_day(facts)

    def _month_before(self, facts: ResumptionFacts) -> date:
        return months_before(facts.back_on, self.values.integer("resumption.window_months"))


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class HealthProof(ResumptionRule):
    """Who was ill brings a health certificate from a hospital that the text trusts."""

    concern = "resumption_health"
    uses: ClassVar[tuple[str, ...]] = ("resumption.hospitals", "resumption.hospital_local")

    def applies(self, facts: ResumptionFacts) -> bool:
        """Only after illness."""
        return facts.ground is LeaveGround.ILLNESS

    def check(self, facts: ResumptionFacts) -> Verdict:
        if Evidence.HEALTH_PROOF not in facts.evidence:
            wanted = hospitals_label(self, "resumption")
            return self.needs_evidence(_("因病休学，缺%s的健康证明") % wanted, [Evidence.HEALTH_PROOF.need])
        if problem := hospital_problem(self, facts.hospital_grade, facts.hospital_local, "resumption"):
            return self.needs_evidence(problem, [Evidence.HEALTH_PROOF.need])
        return self.allowed(_("已附健康证明，出具医院：%s") % facts.hospital_grade.label)


class SchoolRecheck(ResumptionRule):
    """The school has looked again and finds the student able to study."""

    concern = "resumption_recheck"

    def applies(self, facts: ResumptionFacts) -> bool:
        """Only after illness."""
        return facts.ground is LeaveGround.ILLNESS

    def check(self, facts: ResumptionFacts) -> Verdict:
        if facts.recheck_passed is None:
            return self.needs_evidence(_("学校尚未复查"), [Evidence.SCHOOL_RECHECK.need])
        if not facts.recheck_passed:
            return self.denied(_("学校复查不合格，不能坚持学习；可申请续休"))
        return self.allowed(_("学校复查合格，能坚持学习"))


class Discharged(ResumptionRule):
    """Who served shows that the service is over."""

    concern = "resumption_discharge"

    def applies(self, facts: ResumptionFacts) -> bool:
        """Only after service."""
        return facts.ground is LeaveGround.MILITARY

    def check(self, facts: ResumptionFacts) -> Verdict:
        if Evidence.DISCHARGE_PROOF in facts.evidence:
            return self.allowed(_("退伍证明已附"))
        return self.needs_evidence(_("因服役休学，缺退伍证明"), [Evidence.DISCHARGE_PROOF.need])


class FollowingClass(Rule[Any]):
    """Back into the following class of the same programme; into another where there is none.

    Facts need ``class_assigned``, ``following_class`` and ``other_programme``.
    """

    kinds = ("resumption",)
    concern = "resumption_class"

    def check(self, facts: Any) -> Verdict:
        if not facts.class_assigned and facts.following_class:
            return self.denied(_("学校还没有安排班级"))
        if not facts.other_programme:
            if facts.following_class:
                return self.allowed(_("随原专业后续班级学习"))
            return self.denied(_("原专业无后续班级，须安排到其他适当专业；学生也可以申请转学"))
        if not facts.following_class:
            return self.allowed(_("原专业无后续班级，安排到其他专业"))
        return self.breached(_("原专业有后续班级，却安排到其他专业"))
