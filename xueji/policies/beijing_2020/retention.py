"""Retention in Beijing: articles 15 and 16."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.engine.verdicts import Level
from xueji.policies.patterns import retention
from xueji.policies.patterns.steps import approval, filing, submission

_PLACE = Citation("beijing_2020", 16)
_TOLD = Citation("beijing_2020", 15)

CHAINS = (
    Chain(
        key="retention",
        kind="retention",
        route=Route.ONLY,
        label=_("留级"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _PLACE),
            approval(2, Party.SCHOOL, _PLACE, "step.working_days", label=_("学校决定")),
            approval(
                3,
                Party.PROVINCE,
                _PLACE,
                "step.working_days",
                key="exception",
                label=_("市教委决定例外"),
                level=Level.CITY,
                decides_exceptions=True,
                only_with_exception=True,
            ),
            filing(4, Party.AUTHORITY, _TOLD, label=_("主管部门备案")),
        ),
    ),
)


@register
class Beijing16Studying(retention.Studying):
    """Article 16: students of the school year."""

    article = 16
    sentence = _("留级的是该学年在读的学生。")


@register
class Beijing16Share(retention.Share):
    """Article 16: a third or more of the year's courses."""

    article = 16
    sentence = _("同一学年经补考仍不及格的课程达到所学总门数三分之一及以上的，应予留级。")


@register
class Beijing16MakeUp(retention.AfterMakeUp):
    """Article 16: after make-up."""

    article = 16
    sentence = _("计算留级的是经补考后仍不及格的课程。")


@register
class Beijing16Placement(retention.Placement):
    """Article 16: the next cohort of the same major in principle."""

    article = 16
    severity = Severity.EXCEPTION
    sentence = _("留级原则上随本专业下一年级学习；无后续班级的，可安排到其他适当专业。")


@register
class Beijing16OtherMajor(retention.OtherMajorObjection):
    """Article 16 asks for no consent; article 17 gives who objects another way."""

    article = 16
    sentence = _("安排到其他适当专业不以学生同意为条件，但应听取意见。")


@register
class Beijing16CreditSystem(retention.CreditSystem):
    """Article 16: credit-system schools do not retain in principle."""

    article = 16
    severity = Severity.EXCEPTION
    sentence = _("实行学分制的学校，不及格课程可重修重考，原则上不实行留级。")


@register
class Beijing16LastYear(retention.LastYear):
    """Article 16 knows no grade; article 40 completes who does not graduate."""

    article = 16
    sentence = _("最后一学年达到留级条件的，可以留级，也可以按结业办理。")
