"""Transfer in Zhejiang: articles 2, 10, 13, 16 to 18 and annex 1."""

from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji.policies.engine.rules import Severity, register
from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import TransferFacts
from xueji.policies.patterns import transfer, transfer_ways
from xueji.policies.vocabulary import Evidence, Initiator


@register
class Zhejiang2Scope(transfer.Scope):
    """Article 2: skilled-worker schools are left out."""

    article = 2
    sentence = gettext_lazy("本细则不适用于人力社保部门负责的技工院校。")


@register
class Zhejiang10PlannedMove(transfer_ways.PlannedMove):
    """Article 10, paragraph 1: planned moves in co-operative schooling."""

    article = 10
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = gettext_lazy("合作办学按培养计划变更就读学校的，学籍从原校转出、转入当前就读学校。")


@register
class Zhejiang13NoDuplicate(transfer.NoDuplicate):
    """Article 13: no double status."""

    article = 13
    sentence = gettext_lazy("不得为同一学生以不同身份、向不同部门重复申报学籍。")


@register
class Zhejiang16Evidence(transfer_ways.EvidenceOfReason):
    """Article 16: the school uploads the proof."""

    article = 16
    severity = Severity.EVIDENCE
    sentence = gettext_lazy("证明材料应能证明转学事由。")


@register
class Zhejiang16OutsideStatus(transfer_ways.OutsideStatus):
    """Article 16: the school uploads the proof; of status that no register knows, too."""

    article = 16
    severity = Severity.EVIDENCE
    sentence = gettext_lazy("从系统外学校转入的，须附原就读学校的在籍证明。")


@register
class Zhejiang17Enrolled(transfer.Enrolled):
    """Article 17, paragraph 1: students may apply."""

    article = 17
    paragraph = 1
    sentence = gettext_lazy("在籍学生可以申请转学。")


@register
class Zhejiang17Reason(transfer_ways.Reason):
    """Article 17, paragraph 1: household, family, personal wish and the like."""

    article = 17
    paragraph = 1
    sentence = gettext_lazy("可因户籍迁移、家庭搬迁或个人意愿等原因申请转学。")


@register
class Zhejiang17Window(transfer.WindowAroundOpening):
    """Article 17, paragraph 1: after the term, or in the first two weeks of the new one."""

    article = 17
    paragraph = 1
    sentence = gettext_lazy("转学应在学期结束后，或新学期开学两周内办理。")


@register
class Zhejiang17MinimumTerms(transfer.MinimumTerms):
    """Article 17, paragraph 1: not in principle with less than one term."""

    article = 17
    paragraph = 1
    severity = Severity.EXCEPTION
    sentence = gettext_lazy("学习未满一学期，原则上不予转学。")


@register
class Zhejiang17NotOnLeave(transfer.NotOnLeave):
    """Article 17, paragraph 1: not in principle during leave."""

    article = 17
    paragraph = 1
    severity = Severity.EXCEPTION
    sentence = gettext_lazy("休学期间，原则上不予转学。")


@register
class Zhejiang17Graduating(transfer.NotGraduating):
    """Article 17, paragraph 1 does not bar the graduating grade."""

    article = 17
    paragraph = 1
    severity_from = "transfer.graduating"
    uses: ClassVar[tuple[str, ...]] = (*transfer.NotGraduating.uses, "transfer.graduating")
    sentence = gettext_lazy("本细则未限制毕业年级转学，部办法有此限制，请审核人留意。")


@register
class Zhejiang17Initiator(transfer_ways.OpenedBy):
    """Article 17, paragraph 2: the from-school opens the transfer."""

    article = 17
    paragraph = 2
    sentence = gettext_lazy("转学由转出学校发起。")
    opener = Initiator.FROM_SCHOOL


@register
class Zhejiang17GeneralHighStudyTime(transfer_ways.GeneralHighStudyTime):
    """Article 17, paragraph 4: general high school students by the rules that exist."""

    article = 17
    paragraph = 4
    severity_from = "general_high.shortfall"
    uses: ClassVar[tuple[str, ...]] = (*transfer_ways.GeneralHighStudyTime.uses, "general_high.shortfall")
    sentence = gettext_lazy("普通高中学生可以转入，具体要求按有关规定（部办法：中职学习不少于一年半）。")


@register
class Zhejiang17ToGeneralHigh(transfer_ways.ToGeneralHigh):
    """Article 17, paragraph 4: the way into a general high school is open, under other rules."""

    article = 17
    paragraph = 4
    severity = Severity.WARNS
    sentence = gettext_lazy("中职学生可以转入普通高中，具体要求按有关规定执行。")


@register
class Zhejiang17SpecialPlacement(transfer_ways.SpecialSchoolPlacement):
    """Article 17, paragraph 5: to a special school by other law."""

    article = 17
    paragraph = 5
    severity = Severity.EVIDENCE
    uses: ClassVar[tuple[str, ...]] = ("special_school.both_grounds",)
    sentence = gettext_lazy("品德行为有重大偏差和违法行为且不适合在中职就读的，可按有关规定送专门学校。")

    def ask(self) -> str:
        """Both grounds, or one, as the reading has it."""
        if self.values.flag("special_school.both_grounds"):
            return _("缺送专门学校的决定，应同时写明品德行为重大偏差、违法行为和不适合在中职就读")
        return _("缺送专门学校的决定，应写明品德行为重大偏差或违法行为，以及不适合在中职就读")


@register
class Zhejiang17SpecialReturn(transfer_ways.SpecialSchoolReturn):
    """Article 17, paragraph 5: the right to come back."""

    article = 17
    paragraph = 5
    severity = Severity.EVIDENCE
    sentence = gettext_lazy("在专门学校表现好的可申请转回，原学校应准予转入，其他学校可按规定接收。")


@register
class Zhejiang18Integrated(transfer.TransferRule):
    """Article 18, paragraph 3: transfers of integrated programmes follow other rules."""

    concern = "transfer_integrated"
    article = 18
    paragraph = 3
    severity = Severity.EVIDENCE
    sentence = gettext_lazy("一体化培养学生的转学和补员，按有关规定执行。")

    def applies(self, facts: TransferFacts) -> bool:
        """Where either end is an integrated programme."""
        return facts.student.integrated or facts.destination_integrated

    def check(self, facts: TransferFacts) -> Verdict:
        if Evidence.INTEGRATED_BASIS in facts.evidence:
            return self.allowed(_("所依据的规定或批复已附"))
        return self.needs_evidence(_("涉及一体化培养，须附转学所依据的规定或批复"), [Evidence.INTEGRATED_BASIS.need])


@register
class ZhejiangAnnex1Consents(transfer_ways.Consents):
    """Annex 1: the form is signed by student and parent."""

    article = "annex1"
    severity = Severity.EVIDENCE
    sentence = gettext_lazy("转学审批表由学生和家长签字。")
