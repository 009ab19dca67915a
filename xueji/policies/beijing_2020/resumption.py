"""Resumption in Beijing: article 23; the end of military leave: article 22."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, ChainStep, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.engine.verdicts import Level
from xueji.policies.patterns import restoration, resumption
from xueji.policies.patterns.steps import approval, filing, submission

_RESUMES = Citation("beijing_2020", 23, 1)
_DAYS = "step.working_days"


@register
class Beijing23Applied(resumption.Applied):
    """Article 23, paragraph 1: the student applies."""

    article = 23
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = _("休学期满，由学生和监护人申请复学。")


@register
class Beijing23Window(resumption.DaysBefore):
    """Article 23, paragraph 1: within the two weeks before the opening (article 24: lost two weeks after the leave)."""

    article = 23
    paragraph = 1
    severity = Severity.EXCEPTION
    sentence = _("休学期满，应于开学前两周内申请复学；期满后两周内无特殊情况未办理的，应予退学（第二十四条）。")


@register
class Beijing23Early(resumption.BeforeLeaveEnds):
    """Article 23, paragraph 1 speaks of leave that is over; coming back before is not forbidden."""

    article = 23
    paragraph = 1
    severity_from = "resumption.early"
    uses = ("resumption.early",)
    sentence = _("复学在休学期满时申请；提前复学的，随学期开学办理。")


@register
class Beijing23Class(resumption.FollowingClass):
    """Article 23, paragraph 1: in principle with the following class of the same major."""

    article = 23
    paragraph = 1
    severity = Severity.EXCEPTION
    sentence = _("复学后原则上随原专业后续班级学习，无后续班级的可安排到其他适当专业。")


@register
class Beijing23Health(resumption.HealthProof):
    """Article 23, paragraph 2: a health certificate of a Grade-2A hospital or above."""

    article = 23
    paragraph = 2
    severity = Severity.EVIDENCE
    sentence = _("因病休学的，复学时必须持二级甲等及以上医院的健康证明。")


@register
class Beijing23Recheck(resumption.SchoolRecheck):
    """Article 23, paragraph 2: the school looks again."""

    article = 23
    paragraph = 2
    sentence = _("因病休学的，经学校复查确能坚持学习，应当为其办理复学。")


@register
class Beijing22Discharged(resumption.Discharged):
    """Article 22, paragraph 1, item 2: the leave is as long as the service."""

    article = 22
    paragraph = 1
    item = 2
    severity = Severity.EVIDENCE
    sentence = _("因服义务兵役休学的，服役结束后复学。")


@register
class Beijing22Restoration(restoration.Discharged):
    """Article 22, paragraph 1, item 2: with the service the leave is over, at any time of the term."""

    article = 22
    paragraph = 1
    item = 2
    severity = Severity.EVIDENCE
    sentence = _("服役结束，因服役的休学随之结束，须有退伍证明。")


def _steps(place: Citation) -> tuple[ChainStep, ...]:
    return (
        submission(Party.SCHOOL, place),
        approval(2, Party.SCHOOL, place, _DAYS, label=_("学校审核同意")),
        approval(
            3,
            Party.PROVINCE,
            Citation("beijing_2020", 4),
            _DAYS,
            key="exception",
            label=_("市教委决定例外"),
            level=Level.CITY,
            decides_exceptions=True,
            only_with_exception=True,
        ),
        filing(4, Party.AUTHORITY, place, label=_("报教育行政部门备案")),
    )


CHAINS = (
    Chain("resumption", "resumption", Route.ONLY, _("复学"), Party.SCHOOL, _steps(_RESUMES)),
    Chain("restoration", "restoration", Route.ONLY, _("退伍后恢复学籍"), Party.SCHOOL, _steps(_RESUMES)),
)
