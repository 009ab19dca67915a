"""Transfer in Beijing: articles 2, 12 and 17 to 20."""

from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji.policies.engine.rules import Severity, register
from xueji.policies.engine.verdicts import Level, Outcome, Verdict
from xueji.policies.facts import TransferFacts
from xueji.policies.patterns import transfer, transfer_ways
from xueji.policies.vocabulary import Evidence, Initiator, TransferReason


@register
class Beijing2Scope(transfer.Scope):
    """Article 2: skilled-worker schools are left out."""

    article = 2
    sentence = gettext_lazy("本办法不适用于技工学校。")


@register
class Beijing12NoDuplicate(transfer.NoDuplicate):
    """Article 12: no second registration, no double status."""

    article = 12
    sentence = gettext_lazy("不得重复注册学籍，不得有双重学籍。")


@register
class Beijing17Enrolled(transfer.Enrolled):
    """Article 17, paragraph 1: students may apply."""

    article = 17
    paragraph = 1
    sentence = gettext_lazy("在籍学生有正当理由可以申请转学。")


@register
class Beijing17Reason(transfer_ways.Reason):
    """Article 17, paragraph 1: the just reasons; what else is one, schools or the city say."""

    article = 17
    paragraph = 1
    uses: ClassVar[tuple[str, ...]] = (*transfer_ways.Reason.uses, "transfer.other_reason")
    sentence = gettext_lazy("转学须有户籍迁移、家庭搬迁、留级或复学后无后继班级等正当理由。")

    def check(self, facts: TransferFacts) -> Verdict:
        said = super().check(facts)
        by_city = self.values.text("transfer.other_reason") == Level.CITY
        if by_city and facts.reason is TransferReason.OTHER and said.outcome is Outcome.ALLOWED:
            return self.needs_exception(_("事由“其他正当理由”须由市教育行政部门认定"), Level.CITY)
        return said


@register
class Beijing17Evidence(transfer_ways.EvidenceOfReason):
    """Article 17, paragraph 1: a just reason is one that is proved."""

    article = 17
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = gettext_lazy("证明材料应能证明转学的正当理由。")


@register
class Beijing17Consents(transfer_ways.Consents):
    """Article 17, item 1: student and guardian apply."""

    article = 17
    paragraph = 1
    item = 1
    severity = Severity.EVIDENCE
    sentence = gettext_lazy("转学由学生及其监护人提出申请。")


@register
class Beijing17Initiator(transfer_ways.OpenedBy):
    """Article 17, item 3: inside the city the to-school handles the transfer."""

    article = 17
    paragraph = 1
    item = 3
    sentence = gettext_lazy("市内转学由转入学校办理转学手续。")
    opener = Initiator.TO_SCHOOL

    def applies(self, facts: TransferFacts) -> bool:
        """Silent across provinces, where each side files for itself."""
        return super().applies(facts) and not facts.across_provinces


@register
class Beijing17OutsideStatus(transfer_ways.OutsideStatus):
    """Article 17, paragraph 1: students transfer; one whom no register knows shows the status on paper."""

    article = 17
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = gettext_lazy("从系统外学校转入的，须附原就读学校的在籍证明。")


@register
class Beijing18Window(transfer.BeforeOpening):
    """Article 18, paragraph 1: before each term opens."""

    article = 18
    paragraph = 1
    sentence = gettext_lazy("转学应在学期开学前办理。")


@register
class Beijing18MinimumTerms(transfer.MinimumTerms):
    """Article 18, paragraph 1: at least one term studied."""

    article = 18
    paragraph = 1
    sentence = gettext_lazy("在中等职业学校学习未满一学期，不予转学。")


@register
class Beijing18NotGraduating(transfer.NotGraduating):
    """Article 18, paragraph 1: not in the graduating grade."""

    article = 18
    paragraph = 1
    sentence = gettext_lazy("毕业年级学生不予转学。")


@register
class Beijing18NotOnLeave(transfer.NotOnLeave):
    """Article 18, paragraph 1: not during leave."""

    article = 18
    paragraph = 1
    sentence = gettext_lazy("休学期间不予转学。")


@register
class Beijing18SameType(transfer_ways.SameTypeAndLevel):
    """Article 18, paragraph 2: schools of the same type and level."""

    article = 18
    paragraph = 2
    sentence = gettext_lazy("只接受同类型、同层次学校的学生转学。")


@register
class Beijing19GeneralHighNotGraduating(transfer_ways.GeneralHighNotGraduating):
    """Article 19, paragraph 1: not into the graduating grade."""

    article = 19
    paragraph = 1
    sentence = gettext_lazy("普通高中学生不得转入毕业年级。")


@register
class Beijing19GeneralHighStudyTime(transfer_ways.GeneralHighStudyTime):
    """Article 19, paragraph 1: at least one and a half years in vocational school."""

    article = 19
    paragraph = 1
    sentence = gettext_lazy("普通高中学生转入后，在中职的学习时间不得少于一年半。")


@register
class Beijing19ToGeneralHigh(transfer_ways.ToGeneralHigh):
    """Article 19, paragraph 1 permits one direction only."""

    article = 19
    paragraph = 1
    severity_from = "transfer.to_general_high"
    uses: ClassVar[tuple[str, ...]] = ("transfer.to_general_high",)
    sentence = gettext_lazy("本办法只规定普通高中转入中职，未规定中职转入普通高中。")


@register
class Beijing19SpecialPlacement(transfer_ways.SpecialSchoolPlacement):
    """Article 19, paragraph 2: to a special school by other law."""

    article = 19
    paragraph = 2
    severity = Severity.EVIDENCE
    sentence = gettext_lazy("有严重不良行为且不适合在中职就读的学生，可按有关规定送专门学校。")


@register
class Beijing19SpecialReturn(transfer_ways.SpecialSchoolReturn):
    """Article 19, paragraph 2: the right to come back."""

    article = 19
    paragraph = 2
    severity = Severity.EVIDENCE
    sentence = gettext_lazy("在专门学校表现好的可申请转回，原学校应准予转入，其他学校可按规定接收。")


@register
class Beijing20IntegratedStays(transfer.TransferRule):
    """Article 20, sentence 1: integrated-programme students do not transfer in principle."""

    concern = "transfer_integrated_out"
    article = 20
    severity_from = "integrated.transfer_granted"
    uses: ClassVar[tuple[str, ...]] = ("exception.level", "integrated.transfer_granted")
    sentence = gettext_lazy("贯通培养中职段学生原则上不得转学。")

    def applies(self, facts: TransferFacts) -> bool:
        """Only for students of an integrated programme."""
        return facts.student.integrated

    def check(self, facts: TransferFacts) -> Verdict:
        if self.weight is Severity.EXCEPTION:
            return self.breached(_("该生是贯通培养中职段学生；可作例外：写明理由，由市教育行政部门决定"))
        return self.breached(_("该生是贯通培养中职段学生"))


@register
class Beijing20NobodyEnters(transfer.TransferRule):
    """Article 20, sentence 2: no transfer into, between or inside such programmes."""

    concern = "transfer_integrated_into"
    article = 20
    sentence = gettext_lazy("不得通过转学进入贯通培养项目，项目之间和项目内部也不得转学。")

    def check(self, facts: TransferFacts) -> Verdict:
        if not facts.destination_integrated:
            return self.allowed(_("转入的专业不是贯通培养项目"))
        if facts.student.integrated:
            return self.denied(_("贯通培养项目之间、项目内部不得转学"))
        return self.denied(_("不得通过转学进入贯通培养项目"))


@register
class Beijing20GivesUpPlace(transfer.TransferRule):
    """Article 20, sentence 3: a personal transfer gives the programme up."""

    concern = "transfer_integrated_renunciation"
    article = 20
    severity = Severity.EVIDENCE
    uses: ClassVar[tuple[str, ...]] = ("integrated.gives_up_on",)
    sentence = gettext_lazy("贯通学生因个人原因转学，视为自动放弃本项目培养资格。")

    def applies(self, facts: TransferFacts) -> bool:
        """Only for students who leave an integrated programme."""
        return facts.student.integrated and not facts.destination_integrated

    def check(self, facts: TransferFacts) -> Verdict:
        on_effect = self.values.text("integrated.gives_up_on") == "effect"
        when = _("转学生效之日") if on_effect else _("提出申请之日")
        if Evidence.INTEGRATED_RENUNCIATION in facts.evidence:
            return self.warned(_("已书面声明；项目资格自%s丧失") % when)
        paper = Evidence.INTEGRATED_RENUNCIATION
        return self.needs_evidence(_("缺书面声明；项目资格自%s丧失") % when, [paper.need])
