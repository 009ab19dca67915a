"""Special schools (专门学校): who is sent there, and the right to come back."""

from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import SpecialPlacementFacts, SpecialReturnFacts
from xueji.policies.vocabulary import Evidence

from .application import Application


class PlacementRule(Rule[SpecialPlacementFacts]):
    """Any rule on sending a student to a special school."""

    kinds = ("special_placement",)


class ReturnRule(Rule[SpecialReturnFacts]):
    """Any rule on coming back to the original school."""

    kinds = ("special_return",)


class PlacementEnrolled(PlacementRule):
    """The student has status at the school that sends."""

    concern = "special_placement_enrolled"

    def check(self, facts: SpecialPlacementFacts) -> Verdict:
        if not facts.student.enrolled:
            return self.denied(_("该生现无有效学籍"))
        return self.allowed(_("学籍有效，送专门学校期间保留在原学校"))


class PlacementGrounds(PlacementRule):
    """Serious misconduct, and not suited to secondary vocational school."""

    concern = "special_placement_grounds"

    def check(self, facts: SpecialPlacementFacts) -> Verdict:
        missing = self.missing(facts)
        if not facts.unsuited:
            missing.append(_("不适合在中等职业学校读书"))
        if missing:
            return self.denied(_("不具备：%s") % "、".join(missing))
        return self.allowed(_("送专门学校的情形均已具备"))

    def missing(self, facts: SpecialPlacementFacts) -> list[str]:
        """Which conduct is missing."""
        return [] if facts.serious_misconduct else [_("严重不良行为")]


class PlacementGroundsWithOffence(PlacementGrounds):
    """Grave deviation and an unlawful act, both or one as the text's "and" is read."""

    uses: ClassVar[tuple[str, ...]] = ("special_school.both_grounds",)

    def missing(self, facts: SpecialPlacementFacts) -> list[str]:
        """Both, unless one is enough."""
        grounds = {_("品德行为重大偏差"): facts.serious_misconduct, _("违法行为"): facts.unlawful_act}
        lacking = [label for label, there in grounds.items() if not there]
        if self.values.flag("special_school.both_grounds"):
            return lacking
        return [_("品德行为重大偏差或违法行为")] if len(lacking) == len(grounds) else []


class PlacementDecided(PlacementRule):
    """The decision was taken by those who may take it."""

    concern = "special_placement_decision"

    def check(self, facts: SpecialPlacementFacts) -> Verdict:
        if Evidence.SPECIAL_SCHOOL_DECISION in facts.evidence:
            return self.allowed(_("送专门学校的决定已附"))
        return self.needs_evidence(_("缺有关部门按规定作出的送专门学校决定"), [Evidence.SPECIAL_SCHOOL_DECISION.need])


class ReturnFromThere(ReturnRule):
    """The student is in a special school."""

    concern = "special_return_enrolled"

    def check(self, facts: SpecialReturnFacts) -> Verdict:
        if not facts.student.enrolled:
            return self.denied(_("该生现无有效学籍"))
        if not facts.in_special_school:
            return self.denied(_("该生现不在专门学校就读"))
        return self.allowed(_("在专门学校就读，学籍在原学校"))


class ReturnConsents(Application):
    """The student asks for it, together with the guardian while a minor."""

    kinds = ("special_return",)
    concern = "special_return_consents"
    paper: ClassVar[Evidence] = Evidence.SPECIAL_RETURN_APPLICATION


class GoodConduct(ReturnRule):
    """Who did well in the special school; its report says so."""

    concern = "special_return_conduct"

    def check(self, facts: SpecialReturnFacts) -> Verdict:
        if not facts.good_conduct:
            return self.denied(_("专门学校的鉴定不是“表现好”，不能转回"))
        if Evidence.SPECIAL_SCHOOL_REPORT in facts.evidence:
            return self.allowed(_("专门学校的表现鉴定已附"))
        return self.needs_evidence(_("缺专门学校出具的表现鉴定"), [Evidence.SPECIAL_SCHOOL_REPORT.need])


class OriginalSchoolAccepts(ReturnRule):
    """The original school takes the student back; another school is a matter of transfer."""

    concern = "special_return_accepted"

    def check(self, facts: SpecialReturnFacts) -> Verdict:
        if facts.to_original_school:
            return self.allowed(_("转回原学校，原学校应准予转入，不得拒绝"))
        return self.warned(_("转入其他学校的，按转学办理（事由：从专门学校转回或转入），由该校按有关规定决定是否接收"))


class NoBars(ReturnRule):
    """Whether the transfer window and the graduating grade stand in the way."""

    concern = "special_return_bars"
    uses: ClassVar[tuple[str, ...]] = ("special_school.exempt",)

    def check(self, facts: SpecialReturnFacts) -> Verdict:
        if self.values.flag("special_school.exempt"):
            return self.allowed(_("转回原学校不受转学时间、满一学期和毕业年级的限制"))
        return self.warned(_("转回原学校也受转学时间和毕业年级的限制，请按转学的规定核对"))
