"""Retention in Zhejiang: articles 16, 19 and 31."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import retention
from xueji.policies.patterns.steps import approval, handled, submission

_KEY = "zhejiang_2015"
_RETAINED = Citation(_KEY, 19, 1)
_TOLD = Citation(_KEY, 31)
_CITY_DUTY = Citation(_KEY, 4, 3)
_DAYS = "studies.step_working_days"

# The school decides (19, 31) and the authority is told (31) within the ten working days of article 16.
CHAINS = (
    Chain(
        key="retention",
        kind="retention",
        route=Route.ONLY,
        label=_("留级"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _RETAINED, _DAYS),
            approval(2, Party.SCHOOL, _RETAINED, _DAYS, label=_("学校决定")),
            approval(
                3,
                Party.CITY,
                _CITY_DUTY,
                _DAYS,
                key="exception",
                label=_("设区市决定例外"),
                decides_exceptions=True,
                only_with_exception=True,
            ),
            handled(4, Party.AUTHORITY, _TOLD, _DAYS, kind_from="retention.handling", name=_("主管部门")),
        ),
    ),
)


@register
class Zhejiang19Studying(retention.Studying):
    """Article 19: students of the school year."""

    article = 19
    paragraph = 1
    sentence = _("留级的是该学年在读的学生。")


@register
class Zhejiang19Share(retention.Share):
    """Article 19: half or more of the year's required courses, or conduct."""

    article = 19
    paragraph = 1
    sentence = _("每学年仍有应修总课程门数二分之一及以上不及格，或操行评定不合格的，应予留级。")


@register
class Zhejiang19MakeUp(retention.AfterMakeUp):
    """Article 19: still failed, that is after make-up."""

    article = 19
    paragraph = 1
    sentence = _("计算留级的是考核后仍不及格的课程。")


@register
class Zhejiang19Placement(retention.Placement):
    """Article 19: another major only where there is no following class."""

    article = 19
    paragraph = 1
    severity = Severity.EXCEPTION
    sentence = _("留级学生所学专业无后续班级的，方可安排到其他适当专业。")


@register
class Zhejiang19OtherMajor(retention.OtherMajorConsent):
    """Article 19: with the student's consent."""

    article = 19
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = _("安排到其他专业须征得学生同意。")


@register
class Zhejiang19CreditSystem(retention.CreditSystem):
    """Article 19, paragraph 2: credit-system schools do not retain in principle."""

    article = 19
    paragraph = 2
    severity = Severity.EXCEPTION
    sentence = _("实行学分制的学校，不及格课程可重修重考，原则上不实行留级。")


@register
class Zhejiang19LastYear(retention.LastYear):
    """Article 19 knows no grade; article 45 completes who failed less."""

    article = 19
    paragraph = 1
    sentence = _("最后一学年达到留级规定的，可以留级；未达到的按结业办理。")
