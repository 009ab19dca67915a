"""Resumption, and restoration after service, in the Ministry's regulation; its articles are cited by subject."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, ChainStep, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import restoration, resumption
from xueji.policies.patterns.steps import approval, filing, submission

_RESUMPTION = Citation("national_2010", "resumption")
_SERVICE = Citation("national_2010", "service")


@register
class NationalOnLeave(resumption.OnLeave):
    """Resumption presupposes leave."""

    article = "resumption"
    sentence = _("休学的学生可以申请复学。")


@register
class NationalApplied(resumption.Applied):
    """Student and guardian apply."""

    article = "resumption"
    severity = Severity.EVIDENCE
    sentence = _("复学由学生本人和监护人提出申请。")


@register
class NationalWindow(resumption.Window):
    """Before studies go on, at the latest two weeks after the leave."""

    article = "resumption"
    severity = Severity.EXCEPTION
    sentence = _("休学期满应办理复学，期满后两周仍不办理又无特殊情况的，应予退学。")


@register
class NationalEarly(resumption.BeforeLeaveEnds):
    """Back early."""

    article = "resumption"
    severity = Severity.WARNS
    sentence = _("休学期未满，可以随开学提前复学。")


@register
class NationalHealth(resumption.HealthProof):
    """A county hospital's certificate."""

    article = "resumption"
    severity = Severity.EVIDENCE
    sentence = _("因病休学的，复学应有县级以上医院的健康证明。")


@register
class NationalRecheck(resumption.SchoolRecheck):
    """The school looks again."""

    article = "resumption"
    sentence = _("因病休学的，复学须经学校复查合格。")


@register
class NationalDischarged(resumption.Discharged):
    """The service is over."""

    article = "service"
    severity = Severity.EVIDENCE
    sentence = _("因服役休学的，退伍后复学。")


@register
class NationalClass(resumption.FollowingClass):
    """In principle the following class."""

    article = "resumption"
    severity = Severity.EXCEPTION
    sentence = _("复学后原则上随原专业后续班级学习。")


@register
class NationalRestorationApplied(restoration.Applied):
    """Who comes back applies."""

    article = "service"
    severity = Severity.EVIDENCE
    sentence = _("恢复学籍由学生本人申请，未成年的与监护人共同申请。")


@register
class NationalRestorationEnlisted(restoration.Enlisted):
    """Approved for service."""

    article = "service"
    sentence = _("恢复学籍的是经批准入伍的学生。")


@register
class NationalRestorationDischarged(restoration.Discharged):
    """Out of service."""

    article = "service"
    severity = Severity.EVIDENCE
    sentence = _("退伍后才能恢复学籍，须有退伍证明。")


@register
class NationalRestorationReason(restoration.Reason):
    """Health or other reasons."""

    article = "service"
    severity = Severity.EXCEPTION
    sentence = _("因身体等原因退伍的，可以恢复学籍。")


@register
class NationalRestorationStanding(restoration.Standing):
    """There is a status to restore."""

    article = "service"
    sentence = _("有学籍可以恢复，且未在别处建立学籍。")


@register
class NationalRestorationTime(restoration.InTime):
    """Within two years."""

    article = "service"
    severity = Severity.EXCEPTION
    sentence = _("退伍后应在规定的年限内申请。")


@register
class NationalRestorationClass(restoration.Class):
    """In principle the following class."""

    article = "service"
    severity = Severity.EXCEPTION
    sentence = _("恢复学籍后原则上随原专业后续班级学习。")


def _steps(place: Citation) -> tuple[ChainStep, ...]:
    return (
        submission(Party.SCHOOL, place),
        approval(2, Party.SCHOOL, place, "step.working_days", label=_("学校审核同意")),
        approval(
            3,
            Party.CITY,
            place,
            "step.working_days",
            key="exception",
            label=_("设区市决定例外"),
            decides_exceptions=True,
            only_with_exception=True,
        ),
        filing(4, Party.AUTHORITY, place, label=_("报主管部门备案")),
    )


CHAINS = (
    Chain("resumption", "resumption", Route.ONLY, _("复学"), Party.SCHOOL, _steps(_RESUMPTION)),
    Chain("restoration", "restoration", Route.ONLY, _("退伍后恢复学籍"), Party.SCHOOL, _steps(_SERVICE)),
)
