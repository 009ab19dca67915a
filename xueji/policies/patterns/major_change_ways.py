"""Change of major: integrated programmes, and what a school decides by its own published conditions."""

from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Severity
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import MajorChangeFacts
from xueji.policies.patterns.major_change import ChosenMajorRule, MajorChangeRule
from xueji.policies.vocabulary import Evidence


class IntegratedByOtherRules(MajorChangeRule):
    """Integrated programmes follow rules of their own, which must be named."""

    concern = "major_change_integrated"
    severity_from = "major_change.integrated"
    uses: ClassVar[tuple[str, ...]] = ("major_change.integrated",)

    def applies(self, facts: MajorChangeFacts) -> bool:
        """Only where an integrated programme is left or entered, or its inside changes."""
        return facts.student.integrated or facts.to_integrated

    def check(self, facts: MajorChangeFacts) -> Verdict:
        if Evidence.INTEGRATED_BASIS in facts.evidence:
            return self.allowed(_("一体化培养学生转选专业所依据的规定已附"))
        missing = _("一体化培养学生转选专业按有关规定执行，缺所依据的规定或批复")
        if self.weight is Severity.EVIDENCE:
            return self.needs_evidence(missing, [Evidence.INTEGRATED_BASIS.need])
        return self.breached(missing)


class SchoolsConditions(MajorChangeRule):
    """The school's published conditions, and an examination where it holds one."""

    concern = "major_change_school_conditions"

    def check(self, facts: MajorChangeFacts) -> Verdict:
        if not facts.meets_school_conditions:
            return self.breached(_("不符合学校公布的换选专业条件"))
        if facts.examination_passed is None:
            return self.allowed(_("符合学校公布的条件，由学校审核决定"))
        if facts.examination_passed:
            return self.allowed(_("转专业考核合格"))
        return self.warned(_("转专业考核不合格，须由学校另行审核同意"))


class Places(ChosenMajorRule):
    """Teaching resources allow the change; a school that refuses for want of them says so in writing."""

    concern = "major_change_places"
    severity_from = "major_change.without_places"
    uses: ClassVar[tuple[str, ...]] = (*ChosenMajorRule.uses, "major_change.without_places")

    def check(self, facts: MajorChangeFacts) -> Verdict:
        if facts.places_available:
            return self.allowed(_("拟转入专业的教学资源有保证"))
        return self.breached(_("拟转入专业的教学资源没有保证；学校不同意的，应书面说明理由"))
