"""Resumption in Zhejiang: articles 16 and 21; restoration after service: article 43, paragraph 2."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, ChainStep, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import restoration, resumption
from xueji.policies.patterns.steps import approval, filing, handled, submission

_KEY = "zhejiang_2015"
_RESUMES = Citation(_KEY, 21)
_RESTORED = Citation(_KEY, 43, 2)
_IN_TURN = Citation(_KEY, 16)
_DAYS = "leave.step_working_days"


@register
class Zhejiang21Applied(resumption.Applied):
    """Article 21: application to the school."""

    article = 21
    severity = Severity.EVIDENCE
    sentence = _("休学期满，由学生和监护人向学校申请复学。")


@register
class Zhejiang21Window(resumption.MonthsBefore):
    """Article 21: one month before the opening (article 22: lost two weeks after the leave)."""

    article = 21
    severity = Severity.EXCEPTION
    sentence = _("休学期满，应于开学前一个月申请复学；期满后两周内无特殊情况未办理的，可认定退学（第二十二条）。")


@register
class Zhejiang21Early(resumption.BeforeLeaveEnds):
    """Article 21 speaks of leave that is over; coming back before is not forbidden."""

    article = 21
    severity_from = "resumption.early"
    uses = ("resumption.early",)
    sentence = _("复学在休学期满时申请；提前复学的，随学期开学办理。")


@register
class Zhejiang21Health(resumption.HealthProof):
    """Article 21: a health certificate of a county hospital or above."""

    article = 21
    severity = Severity.EVIDENCE
    sentence = _("因病休学的，复学时须持县级及以上医院的健康证明。")


@register
class Zhejiang21Recheck(resumption.SchoolRecheck):
    """Article 21: the school looks again."""

    article = 21
    sentence = _("因病休学的，须经学校复查合格，方可复学。")


@register
class Zhejiang20Discharged(resumption.Discharged):
    """Article 20, paragraph 2: the leave is as long as the service."""

    article = 20
    paragraph = 2
    severity = Severity.EVIDENCE
    sentence = _("因服兵役休学的，服役结束后复学。")


@register
class Zhejiang21Class(resumption.FollowingClass):
    """Article 21: in principle the same major, another one as things are."""

    article = 21
    severity = Severity.WARNS
    sentence = _("复学后原则上随原专业相应年级学习，也可根据实际情况转入其他专业。")


@register
class Zhejiang43Enlisted(restoration.Enlisted):
    """Article 43, paragraph 2: approved for service."""

    article = 43
    paragraph = 2
    sentence = _("恢复学籍的是被批准入伍的学生。")


@register
class Zhejiang43Discharged(restoration.Discharged):
    """Article 43, paragraph 2: out of service."""

    article = 43
    paragraph = 2
    severity = Severity.EVIDENCE
    sentence = _("退伍后才能恢复学籍，须有退伍证明。")


@register
class Zhejiang43Reason(restoration.Reason):
    """Article 43, paragraph 2: for health or other reasons."""

    article = 43
    paragraph = 2
    severity = Severity.EXCEPTION
    sentence = _("因身体等原因退伍的，可以恢复学籍。")


@register
class Zhejiang43Class(restoration.Class):
    """Article 43, paragraph 2: studies go on; article 21 on the class."""

    article = 43
    paragraph = 2
    severity = Severity.WARNS
    sentence = _("恢复学籍后继续学习、考核和实习，编班比照复学。")


def _steps(place: Citation) -> tuple[ChainStep, ...]:
    return (
        submission(Party.SCHOOL, _IN_TURN, _DAYS),
        approval(2, Party.SCHOOL, place, _DAYS, label=_("学校审核同意")),
        approval(
            3,
            Party.CITY,
            Citation(_KEY, 4, 3),
            _DAYS,
            key="exception",
            label=_("设区市决定例外"),
            decides_exceptions=True,
            only_with_exception=True,
        ),
        handled(4, Party.AUTHORITY, _RESUMES, _DAYS, kind_from="leave.handling", name=_("主管部门")),
        filing(5, Party.CITY, _RESUMES, label=_("报设区市备案"), budget=_DAYS),
    )


CHAINS = (
    Chain("resumption", "resumption", Route.ONLY, _("复学"), Party.SCHOOL, _steps(_RESUMES)),
    Chain("restoration", "restoration", Route.ONLY, _("退伍后恢复学籍"), Party.SCHOOL, _steps(_RESTORED)),
)
