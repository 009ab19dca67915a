"""Graduation: the conditions, one certificate for one student, early and late."""

from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import GraduationFacts, anniversary
from xueji.policies.windows import day_label


class GraduationRule(Rule[GraduationFacts]):
    """Any rule on graduation."""

    kinds = ("graduation",)


class Enrolled(GraduationRule):
    """Only who has student status graduates."""

    concern = "graduation_enrolled"

    def check(self, facts: GraduationFacts) -> Verdict:
        if facts.enrolled:
            return self.allowed(_("具有学籍"))
        return self.denied(_("该生现无有效学籍"))


class ConductPassed(GraduationRule):
    """Conduct is passed."""

    concern = "graduation_conduct"

    def check(self, facts: GraduationFacts) -> Verdict:
        if facts.conduct_passed is None:
            return self.denied(_("思想品德评价尚未录入"))
        if not facts.conduct_passed:
            return self.denied(_("思想品德评价不合格"))
        return self.allowed(_("思想品德评价合格"))


class CoursesPassed(GraduationRule):
    """All courses are passed, or the credits are complete."""

    concern = "graduation_courses"

    def check(self, facts: GraduationFacts) -> Verdict:
        if facts.credits_complete:
            return self.allowed(_("已修满规定学分"))
        if facts.courses_passed:
            return self.allowed(_("全部课程成绩合格"))
        if facts.courses_passed is None and facts.credits_complete is None:
            return self.denied(_("课程成绩尚未录入"))
        return self.denied(_("课程未全部合格，也未修满规定学分"))


class InternshipPassed(GraduationRule):
    """The internship is passed."""

    concern = "graduation_internship"

    def check(self, facts: GraduationFacts) -> Verdict:
        if facts.internship_passed is None:
            return self.denied(_("实习鉴定尚未录入"))
        if not facts.internship_passed:
            return self.denied(_("实习鉴定不合格"))
        return self.allowed(_("实习鉴定合格"))


class OneCertificate(GraduationRule):
    """One graduation certificate for one student, ever."""

    concern = "graduation_one_certificate"

    def check(self, facts: GraduationFacts) -> Verdict:
        if facts.has_certificate:
            return self.denied(_("该生已有中职毕业证书，一生一证"))
        return self.allowed(_("未发过中职毕业证书"))


class CompulsorySchoolingDone(GraduationRule):
    """Who came before the end of compulsory schooling has finished it at the school."""

    concern = "graduation_compulsory_schooling"

    def applies(self, facts: GraduationFacts) -> bool:
        """Only to those of whom it is not entered."""
        return facts.in_compulsory_schooling

    def check(self, facts: GraduationFacts) -> Verdict:
        return self.warned(_("入学时未完成义务教育，尚未登记完成，请先在“录取与报到”里登记"))


class LeftIntegratedEarly(GraduationRule):
    """Who left an integrated programme graduates from its secondary stage and loses the programme."""

    concern = "graduation_left_integrated"

    def applies(self, facts: GraduationFacts) -> bool:
        """Only for those who left early."""
        return facts.left_integrated_early

    def check(self, facts: GraduationFacts) -> Verdict:
        return self.warned(_("中途退出贯通培养，可发相关专业中职毕业证书，毕业后不再具有该项目培养资格"))


class NotTooEarly(GraduationRule):
    """Graduation before the programme's ordinary end."""

    concern = "graduation_early"
    uses: ClassVar[tuple[str, ...]] = ("graduation.early_years",)

    def check(self, facts: GraduationFacts) -> Verdict:
        known = {"day": day_label(facts.graduates_on), "due": day_label(facts.scheduled_on)}
        if facts.graduates_on >= facts.scheduled_on:
            return self.allowed(_("%(day)s毕业，学制期满日%(due)s") % known)
        earliest = anniversary(facts.scheduled_on, -self.values.integer("graduation.early_years"))
        if facts.enlisted:
            return self.allowed(_("应征入伍，%(day)s提前毕业（学制期满日%(due)s）") % known)
        if facts.graduates_on >= earliest and facts.credit_system:
            return self.allowed(_("学分制提前毕业：%(day)s，学制期满日%(due)s") % known)
        return self.breached(_("%(day)s毕业早于学制期满日%(due)s，超出可以提前的范围") % known)


class NotTooLate(GraduationRule):
    """Graduation long after the programme's ordinary end."""

    concern = "graduation_late"
    uses: ClassVar[tuple[str, ...]] = ("graduation.late_years",)

    def applies(self, facts: GraduationFacts) -> bool:
        """Not to flexible study, which has a longest time of its own."""
        return facts.flexible_until is None

    def check(self, facts: GraduationFacts) -> Verdict:
        latest = anniversary(facts.scheduled_on, self.values.integer("graduation.late_years"))
        known = {"day": day_label(facts.graduates_on), "latest": day_label(latest)}
        if facts.graduates_on <= latest:
            return self.allowed(_("%(day)s毕业，未超过推迟毕业的期限%(latest)s") % known)
        return self.breached(_("%(day)s毕业，超过推迟毕业的期限%(latest)s") % known)


class FlexibleInTime(GraduationRule):
    """Flexible study within its longest time."""

    concern = "graduation_flexible"

    def applies(self, facts: GraduationFacts) -> bool:
        """Only to flexible study."""
        return facts.flexible_until is not None

    def check(self, facts: GraduationFacts) -> Verdict:
        assert facts.flexible_until is not None
        known = {"day": day_label(facts.graduates_on), "latest": day_label(facts.flexible_until)}
        if facts.graduates_on <= facts.flexible_until:
            return self.allowed(_("%(day)s毕业，未超过弹性学习的最长期限%(latest)s") % known)
        return self.breached(_("%(day)s毕业，超过弹性学习的最长期限%(latest)s") % known)


class DoneBeforeLeaving(GraduationRule):
    """The school has finished graduation in the system in the working days before the students leave."""

    concern = "graduation_before_leaving"
    uses: ClassVar[tuple[str, ...]] = ("graduation.working_days_before_leaving", "graduation.before_leaving")

    def applies(self, facts: GraduationFacts) -> bool:
        """Only once a day of leaving is set."""
        return facts.working_days_before_leaving is not None

    def check(self, facts: GraduationFacts) -> Verdict:
        assert facts.working_days_before_leaving is not None
        days = self.values.integer("graduation.working_days_before_leaving")
        known = {"left": facts.working_days_before_leaving, "days": days}
        if self.values.text("graduation.before_leaving") == "window":
            in_time = 0 < facts.working_days_before_leaving <= days
        else:
            in_time = facts.working_days_before_leaving >= days
        if in_time:
            return self.allowed(_("距学生离校还有 %(left)d 个工作日，符合离校前 %(days)d 个工作日的要求") % known)
        return self.breached(_("距学生离校 %(left)d 个工作日，不符合离校前 %(days)d 个工作日的要求") % known)
