"""Restoration of student status after military service."""

from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import RestorationFacts, anniversary
from xueji.policies.vocabulary import Departure, Evidence
from xueji.policies.windows import day_label

from .application import Application
from .resumption import FollowingClass


class RestorationRule(Rule[RestorationFacts]):
    """Any rule on restoration."""

    kinds = ("restoration",)


class Applied(Application):
    """The student applies; who has served is of age, and the guardian is asked only while that is not so."""

    kinds = ("restoration",)
    concern = "restoration_consents"
    paper = Evidence.RESTORATION_APPLICATION


class Enlisted(RestorationRule):
    """The student had been approved for service."""

    concern = "restoration_enlisted"

    def check(self, facts: RestorationFacts) -> Verdict:
        if not facts.enlisted:
            return self.denied(_("没有批准入伍的记录，不能按退伍恢复学籍"))
        if Evidence.ENLISTMENT_NOTICE in facts.evidence:
            return self.allowed(_("批准入伍的文件已附"))
        return self.needs_evidence(_("缺批准入伍的文件"), [Evidence.ENLISTMENT_NOTICE.need])


class Discharged(RestorationRule):
    """The service is over."""

    concern = "restoration_discharge"

    def check(self, facts: RestorationFacts) -> Verdict:
        if facts.discharged_on is not None and facts.discharged_on > facts.asked_on:
            return self.denied(_("%s才退伍，服役尚未结束") % day_label(facts.discharged_on))
        if Evidence.DISCHARGE_PROOF in facts.evidence:
            return self.allowed(_("退伍证明已附：%s") % facts.discharge_reason.label)
        return self.needs_evidence(_("缺退伍证明"), [Evidence.DISCHARGE_PROOF.need])


class Reason(RestorationRule):
    """The service ended for one of the reasons that the text names."""

    concern = "restoration_reason"
    uses: ClassVar[tuple[str, ...]] = ("restoration.reasons", "exception.level")

    def applies(self, facts: RestorationFacts) -> bool:
        """Who is still on leave for service comes back whatever ended it."""
        return facts.departure is not Departure.ON_LEAVE

    def check(self, facts: RestorationFacts) -> Verdict:
        label = facts.discharge_reason.label
        if facts.discharge_reason in self.values.words("restoration.reasons"):
            return self.allowed(str(label))
        return self.breached(_("%s，不是提前退伍") % label)


class Standing(RestorationRule):
    """There is a status that can come back: a graduate has finished."""

    concern = "restoration_standing"

    def check(self, facts: RestorationFacts) -> Verdict:
        if facts.student.has_duplicate:
            return self.denied(_("全国查重另有在册学籍，不能再恢复本校学籍"))
        if facts.departure is Departure.GRADUATED:
            return self.denied(_("入伍时已提前毕业，没有可以恢复的学籍"))
        return self.allowed(_("入伍时：%s") % facts.departure.label)


class InTime(RestorationRule):
    """Not too long after the service."""

    concern = "restoration_time"
    uses: ClassVar[tuple[str, ...]] = ("restoration.within_years", "exception.level")

    def applies(self, facts: RestorationFacts) -> bool:
        """Only where the day of discharge is given."""
        return facts.discharged_on is not None

    def check(self, facts: RestorationFacts) -> Verdict:
        assert facts.discharged_on is not None
        years = self.values.integer("restoration.within_years")
        last = anniversary(facts.discharged_on, years)
        known = {"asked": day_label(facts.asked_on), "out": day_label(facts.discharged_on), "last": day_label(last)}
        if facts.asked_on <= last:
            return self.allowed(_("%(out)s退伍，%(asked)s申请，未过%(last)s") % known)
        return self.breached(_("%(out)s退伍，%(asked)s才申请，已过%(last)s") % known)


class Class(FollowingClass):
    """Back into the following class."""

    kinds = ("restoration",)
    concern = "restoration_class"
