"""Change of major in Beijing: articles 6, 15, 18, 20 and 21."""

from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.engine.verdicts import Level, Verdict
from xueji.policies.facts import MajorChangeFacts
from xueji.policies.patterns import major_change
from xueji.policies.patterns.steps import approval, filing, submission
from xueji.policies.vocabulary import Evidence, MajorChangeReason

_KEY = "beijing_2020"
_APPROVED = Citation(_KEY, 21, 1)
_IN_PRINCIPLE = Citation(_KEY, 21, 3)
_TOLD = Citation(_KEY, 15)

CHAINS = (
    Chain(
        key="major_change",
        kind="major_change",
        route=Route.ONLY,
        label=gettext_lazy("转专业"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _APPROVED),
            approval(2, Party.SCHOOL, _APPROVED, "step.working_days", label=gettext_lazy("学校批准")),
            approval(
                3,
                Party.PROVINCE,
                _IN_PRINCIPLE,
                "step.working_days",
                key="exception",
                label=gettext_lazy("市教委决定例外"),
                level=Level.CITY,
                decides_exceptions=True,
                only_with_exception=True,
            ),
            filing(4, Party.AUTHORITY, _TOLD, label=gettext_lazy("主管部门备案")),
        ),
    ),
)


@register
class Beijing15Enrolled(major_change.Enrolled):
    """Article 15: a change of major is a change of status."""

    article = 15
    sentence = gettext_lazy("转专业是学籍异动，须有学籍。")


@register
class Beijing18FromOpening(major_change.FromOpening):
    """Article 18, paragraph 1: before each term opens."""

    article = 18
    paragraph = 1
    severity = Severity.WARNS
    sentence = gettext_lazy("转专业应在每学期开学前办理。")


@register
class Beijing20NobodyEnters(major_change.MajorChangeRule):
    """Article 20: nobody moves into, between or inside integrated programmes."""

    concern = "major_change_integrated_into"
    article = 20
    sentence = gettext_lazy("不得进入贯通培养项目，项目之间和项目内部也不得转。")

    def applies(self, facts: MajorChangeFacts) -> bool:
        """Only where such a programme is entered or changed inside; settling a category of admission is neither."""
        settles = facts.reason == MajorChangeReason.CATEGORY_SETTLED and facts.student.integrated
        return not settles and (facts.to_integrated or _inside(facts))

    def check(self, facts: MajorChangeFacts) -> Verdict:
        if facts.student.integrated:
            return self.denied(_("贯通培养项目之间、项目内部不得转专业"))
        return self.denied(_("不得通过转专业进入贯通培养项目"))


@register
class Beijing20GivesUpPlace(major_change.MajorChangeRule):
    """Article 20: who leaves an integrated programme gives the place up."""

    concern = "major_change_integrated"
    article = 20
    severity_from = "major_change.out_of_integrated"
    uses: ClassVar[tuple[str, ...]] = ("major_change.out_of_integrated", "exception.level")
    sentence = gettext_lazy("贯通培养中职段学生因个人原因转出，视为放弃本项目培养资格。")

    def applies(self, facts: MajorChangeFacts) -> bool:
        """Only where such a programme is left."""
        return facts.student.integrated and not facts.to_integrated and not _inside(facts)

    def check(self, facts: MajorChangeFacts) -> Verdict:
        paper = Evidence.INTEGRATED_RENUNCIATION
        if paper not in facts.evidence:
            return self.needs_evidence(_("转出贯通培养项目须先书面声明放弃资格，再按例外决定"), [paper.need])
        return self.breached(_("该生是贯通培养中职段学生，已书面放弃资格；由市教育行政部门按例外决定"))


def _inside(facts: MajorChangeFacts) -> bool:
    """Whether an integrated programme is changed inside."""
    return facts.student.integrated and (facts.to_integrated or facts.direction_only)


@register
class Beijing21Applied(major_change.Applied):
    """Article 21, paragraph 1: asked for by the student, approved by the school."""

    article = 21
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = gettext_lazy("转专业由学生申请，经学校批准。")


@register
class Beijing21Grounds(major_change.Grounds):
    """Article 21, paragraph 1: the three grounds."""

    article = 21
    paragraph = 1
    sentence = gettext_lazy("有专长、因健康不宜在原专业学习、复学时原专业已停止招生之一的，可以转专业。")


@register
class Beijing21Evidence(major_change.EvidenceOfGround):
    """Article 21, item 2: the city's Grade 2A hospitals prove illness; item 1: strength is shown."""

    article = 21
    paragraph = 1
    item = 2
    severity = Severity.EVIDENCE
    sentence = gettext_lazy("不宜在原专业学习的，须有本市二级甲等及以上医院证明；有专长的应能证明。")


@register
class Beijing21NotOnLeave(major_change.NotOnLeave):
    """Article 21, item 3: who was on leave changes when coming back."""

    article = 21
    paragraph = 1
    item = 3
    sentence = gettext_lazy("休学的学生在复学时方可转专业。")


@register
class Beijing21FeeExempt(major_change.FeeExemptSpecial):
    """Article 21, paragraph 2: special majors with fee exemption."""

    article = 21
    paragraph = 2
    sentence = gettext_lazy("已享受国家或本市免学费政策的特殊专业学生，不得转入其他专业。")


@register
class Beijing21AcrossCategories(major_change.AcrossCategories):
    """Article 21, paragraph 3: across categories at the end of year 1 term 1."""

    article = 21
    paragraph = 3
    severity = Severity.EXCEPTION
    sentence = gettext_lazy("跨专业大类转专业，原则上在一年级第一学期结束时办理。")


@register
class Beijing21InsideCategory(major_change.InsideCategory):
    """Article 21, paragraph 3: inside a category before the end of year 2 term 1."""

    article = 21
    paragraph = 3
    severity = Severity.EXCEPTION
    sentence = gettext_lazy("同一专业大类转专业，原则上在二年级第一学期结束前办理。")


@register
class Beijing21NotGraduating(major_change.NotGraduating):
    """Article 21, paragraph 3: not in the graduating grade."""

    article = 21
    paragraph = 3
    sentence = gettext_lazy("毕业年级学生不得转专业。")
