"""Change of major in the Ministry's regulation; its articles are cited by subject."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import major_change
from xueji.policies.patterns.steps import approval, filing, submission

_PLACE = Citation("national_2010", "major_change")

CHAINS = (
    Chain(
        key="major_change",
        kind="major_change",
        route=Route.ONLY,
        label=_("转专业"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _PLACE),
            approval(2, Party.SCHOOL, _PLACE, "step.working_days", label=_("学校批准")),
            approval(
                3,
                Party.CITY,
                _PLACE,
                "step.working_days",
                key="exception",
                label=_("设区市决定例外"),
                decides_exceptions=True,
                only_with_exception=True,
            ),
            filing(4, Party.AUTHORITY, _PLACE, label=_("主管部门备案")),
        ),
    ),
)


@register
class NationalEnrolled(major_change.Enrolled):
    """Only enrolled students."""

    article = "major_change"
    sentence = _("只有在籍学生可以转专业。")


@register
class NationalNotOnLeave(major_change.NotOnLeave):
    """Not during leave."""

    article = "major_change"
    sentence = _("休学期间不办理转专业。")


@register
class NationalApplied(major_change.Applied):
    """Student and guardian apply."""

    article = "major_change"
    severity = Severity.EVIDENCE
    sentence = _("转专业由学生本人和监护人申请。")


@register
class NationalGrounds(major_change.Grounds):
    """Three grounds."""

    article = "major_change"
    sentence = _("转专业须有专长、健康或原专业停办等情形之一。")


@register
class NationalEvidence(major_change.EvidenceOfGround):
    """The ground is proved."""

    article = "major_change"
    severity = Severity.EVIDENCE
    sentence = _("转专业的情形须有证明材料。")


@register
class NationalFeeExempt(major_change.FeeExemptSpecial):
    """Special majors with fee exemption."""

    article = "major_change"
    sentence = _("已享受免学费政策的特殊专业学生不得转入其他专业。")


@register
class NationalAcrossCategories(major_change.AcrossCategories):
    """Across categories."""

    article = "major_change"
    severity = Severity.EXCEPTION
    sentence = _("跨专业大类转专业，原则上在一年级第一学期结束前办理。")


@register
class NationalInsideCategory(major_change.InsideCategory):
    """Inside a category."""

    article = "major_change"
    severity = Severity.EXCEPTION
    sentence = _("同一专业大类转专业，原则上在二年级第一学期结束前办理。")


@register
class NationalNotGraduating(major_change.NotGraduating):
    """Not in the graduating grade."""

    article = "major_change"
    sentence = _("毕业年级学生不得转专业。")
