"""Retention in the Ministry's regulation, which leaves its terms to the schools."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import retention
from xueji.policies.patterns.steps import approval, filing, submission

_PLACE = Citation("national_2010", "retention")

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
class NationalStudying(retention.Studying):
    """Only who studies."""

    article = "retention"
    sentence = _("留级的须是在籍在读学生。")


@register
class NationalGround(retention.SchoolDecides):
    """The school's own rules."""

    article = "retention"
    sentence = _("学生升留级由学校按规定决定。")


@register
class NationalMakeUp(retention.AfterMakeUp):
    """Make-up first."""

    article = "retention"
    sentence = _("考试不合格的应先给予补考机会。")


@register
class NationalCreditSystem(retention.CreditSystem):
    """Credit systems."""

    article = "retention"
    severity = Severity.EXCEPTION
    sentence = _("实行学分制的学校原则上不留级。")


@register
class NationalLastYear(retention.LastYear):
    """The last year."""

    article = "retention"
    sentence = _("最后一学年成绩不合格的，可以留级，也可以按结业办理。")


@register
class NationalPlacement(retention.Placement):
    """Where to go on."""

    article = "retention"
    severity = Severity.EXCEPTION
    sentence = _("留级学生随本专业下一年级学习，无后续班级的安排其他专业。")


@register
class NationalOtherMajor(retention.OtherMajorObjection):
    """Another major."""

    article = "retention"
    sentence = _("安排到其他专业的，应听取学生意见。")
