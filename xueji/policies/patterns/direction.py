"""From a broad category to a direction of it: what makes it the completion of a registration and no change of major."""

from datetime import timedelta
from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import DirectionFacts
from xueji.policies.windows import day_label


class DirectionRule(Rule[DirectionFacts]):
    """Any rule on choosing a direction."""

    kinds = ("direction",)


class Enrolled(DirectionRule):
    """Only who is on the register."""

    concern = "direction_enrolled"

    def check(self, facts: DirectionFacts) -> Verdict:
        if facts.student.enrolled:
            return self.allowed(_("学籍有效"))
        return self.denied(_("该生现无有效学籍"))


class InsideCategory(DirectionRule):
    """From the category under which the student registered to a direction of the same one."""

    concern = "direction_inside_category"

    def check(self, facts: DirectionFacts) -> Verdict:
        if not facts.from_category:
            return self.denied(_("该生不是按专业大类注册的，改专业请办转专业"))
        if facts.to_is_category:
            return self.denied(_("所选仍是专业大类，请选大类内的专业或专业方向"))
        if facts.to_category != facts.from_category:
            return self.denied(_("所选专业不在注册的专业大类内，跨大类请办转专业"))
        return self.allowed(_("所选专业方向在注册的专业大类内"))


class Promptly(DirectionRule):
    """Soon after it was decided."""

    concern = "direction_promptly"
    uses: ClassVar[tuple[str, ...]] = ("direction.days",)

    def check(self, facts: DirectionFacts) -> Verdict:
        decided = facts.decided_on or facts.requested_on
        last = decided + timedelta(days=self.values.integer("direction.days"))
        known = {"decided": day_label(decided), "last": day_label(last)}
        if facts.requested_on <= last:
            return self.allowed(_("%(decided)s确定专业方向，已及时变更") % known)
        return self.breached(_("%(decided)s已确定专业方向，应在%(last)s前变更") % known)
