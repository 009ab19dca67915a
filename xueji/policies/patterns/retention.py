"""Retention: what share of a year's courses, before or after make-up, where to go on, credit systems, the last year."""

from fractions import Fraction
from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import RetentionFacts
from xueji.policies.vocabulary import Evidence


class RetentionRule(Rule[RetentionFacts]):
    """Any rule on retention."""

    kinds = ("retention",)


class Studying(RetentionRule):
    """Only who studies can repeat a year."""

    concern = "retention_studying"

    def check(self, facts: RetentionFacts) -> Verdict:
        if not facts.student.enrolled:
            return self.denied(_("该生现无有效学籍，不能留级"))
        if facts.student.on_leave:
            return self.denied(_("该生正在休学，没有该学年的考核结果"))
        return self.allowed(_("学籍有效，正在学习"))


class SchoolDecides(RetentionRule):
    """Where no share is named, the school decides on failed courses or failed conduct."""

    concern = "retention_ground"

    def check(self, facts: RetentionFacts) -> Verdict:
        if facts.conduct_failed:
            return self.allowed(_("操行评定不合格，由学校按规定决定留级"))
        if facts.failed_courses:
            return self.allowed(_("%d 门课程不及格，由学校按规定决定留级") % facts.failed_courses)
        return self.denied(_("没有不及格的课程，操行评定合格，不应留级"))


class Share(RetentionRule):
    """A share of the year's courses failed, compared exactly; or conduct, where the text names it."""

    concern = "retention_ground"
    uses: ClassVar[tuple[str, ...]] = ("retention.share", "retention.conduct", "retention.base_includes_exempted")

    def check(self, facts: RetentionFacts) -> Verdict:
        if facts.conduct_failed and self.values.flag("retention.conduct"):
            return self.allowed(_("操行评定不合格，应予留级"))
        exempted = 0 if self.values.flag("retention.base_includes_exempted") else facts.exempted_courses
        base = facts.year_courses - exempted
        if not 0 <= facts.failed_courses <= base or base == 0:
            return self.denied(_("该学年课程门数未录入或不合理，无法计算不及格的比例"))
        share = Fraction(self.values.text("retention.share"))
        known = {"base": base, "failed": facts.failed_courses, "share": f"{share.numerator}/{share.denominator}"}
        if Fraction(facts.failed_courses, base) >= share:
            return self.allowed(_("该学年 %(base)d 门课程中 %(failed)d 门不及格，达到 %(share)s，应予留级") % known)
        return self.denied(_("该学年 %(base)d 门课程中 %(failed)d 门不及格，未达到 %(share)s，不应留级") % known)


class AfterMakeUp(RetentionRule):
    """The share is counted after the make-up examinations."""

    concern = "retention_makeup"
    uses: ClassVar[tuple[str, ...]] = ("retention.after_makeup", "retention.conduct")

    def applies(self, facts: RetentionFacts) -> bool:
        """Conduct has no make-up."""
        by_conduct = facts.conduct_failed and self.values.flag("retention.conduct")
        return self.values.flag("retention.after_makeup") and not by_conduct

    def check(self, facts: RetentionFacts) -> Verdict:
        if facts.makeup_done:
            return self.allowed(_("不及格门数为补考后的结果"))
        return self.denied(_("补考尚未结束，补考后仍不及格的才计入"))


class CreditSystem(RetentionRule):
    """Credit-system schools let courses be taken again and do not retain in principle."""

    concern = "retention_credit_system"

    def applies(self, facts: RetentionFacts) -> bool:
        """Only for credit-system schools."""
        return facts.credit_system

    def check(self, facts: RetentionFacts) -> Verdict:
        return self.breached(_("学校实行学分制，不及格的课程应重修重考；确需留级的，写明理由申请例外"))


class LastYear(RetentionRule):
    """In the last year a student may also leave with a certificate of completion."""

    concern = "retention_last_year"
    severity_from = "retention.last_year"
    uses: ClassVar[tuple[str, ...]] = ("retention.last_year",)

    def applies(self, facts: RetentionFacts) -> bool:
        """Only for results of the programme's last year."""
        return facts.in_last_year

    def check(self, facts: RetentionFacts) -> Verdict:
        return self.breached(_("该学年是最后一学年；可以留级，也可以按结业办理，应征求学生意见"))


class Placement(RetentionRule):
    """The next cohort of the same major; another fitting major only where there is none."""

    concern = "retention_placement"

    def check(self, facts: RetentionFacts) -> Verdict:
        if facts.other_major and facts.same_major_continues:
            return self.breached(_("本专业有后续班级，原则上随本专业下一年级学习"))
        if facts.other_major:
            return self.allowed(_("本专业无后续班级，安排到其他适当专业"))
        if facts.same_major_continues:
            return self.allowed(_("随本专业下一年级学习"))
        return self.denied(_("本专业无后续班级，须先安排其他适当专业"))


class OtherMajorConsent(RetentionRule):
    """Another major only with the student's consent."""

    concern = "retention_other_major_consent"

    def applies(self, facts: RetentionFacts) -> bool:
        """Only where another major is meant."""
        return facts.other_major

    def check(self, facts: RetentionFacts) -> Verdict:
        paper = Evidence.OTHER_MAJOR_CONSENT
        if facts.student_consent or paper in facts.evidence:
            return self.allowed(_("学生同意安排到其他专业"))
        return self.needs_evidence(_("安排到其他专业须先征得学生同意"), [paper.need])


class OtherMajorObjection(RetentionRule):
    """Where no consent is asked for, a student who objects has another way."""

    concern = "retention_other_major_consent"
    severity_from = "retention.other_major_objection"
    uses: ClassVar[tuple[str, ...]] = ("retention.other_major_objection",)

    def applies(self, facts: RetentionFacts) -> bool:
        """Only where another major is meant and the student has not agreed."""
        return facts.other_major and not facts.student_consent

    def check(self, facts: RetentionFacts) -> Verdict:
        return self.breached(_("学生未同意安排的专业；学生有异议的，可以留级后无后继班级为由申请转学"))
