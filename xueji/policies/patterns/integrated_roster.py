"""The roster of an integrated programme: who may stand on it."""

from django.utils.translation import gettext as _

from xueji.policies.engine.rules import Rule
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import IntegratedRosterFacts


class IntegratedRosterRule(Rule[IntegratedRosterFacts]):
    """Any rule on the roster."""

    kinds = ("integrated_roster",)


class OfIntegratedProgramme(IntegratedRosterRule):
    """Only who was admitted to an integrated programme, and still is."""

    concern = "integrated_roster_programme"

    def check(self, facts: IntegratedRosterFacts) -> Verdict:
        if not facts.integrated:
            return self.denied(_("录取专业不是一体化（贯通）培养，不列入本名册"))
        if facts.admission_lost:
            return self.denied(_("已放弃或被取消入学资格"))
        return self.allowed(_("录取到一体化（贯通）培养专业"))


class CollegeNamed(IntegratedRosterRule):
    """The college that the roster is copied to is known."""

    concern = "integrated_roster_college"

    def check(self, facts: IntegratedRosterFacts) -> Verdict:
        if facts.college_named:
            return self.allowed(_("对口培养高校已登记，名册同时报送"))
        return self.breached(_("专业没有登记对口培养高校，请在“专业与班级”补登；名册须同时报对口高校备案"))
