"""Withdrawal and cancellation in Zhejiang: articles 16, 22 and 23."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, ChainStep, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import cancellation, required_notice, required_withdrawal, withdrawal
from xueji.policies.patterns.steps import approval, filing, handled, submission

_KEY = "zhejiang_2015"
_ON_APPLICATION = Citation(_KEY, 22, 1)
_REQUIRED = Citation(_KEY, 22, 2)
_CANCELLED = Citation(_KEY, 23)
_CITY_DUTY = Citation(_KEY, 4, 3)
_DAYS = "withdrawal.step_working_days"


def _decided_by_school(place: Citation, told: Citation) -> tuple[ChainStep, ...]:
    """The school decides; the authority and the prefecture are told, each handling it within article 16's ten days."""
    return (
        submission(Party.SCHOOL, place, _DAYS),
        approval(2, Party.SCHOOL, place, _DAYS, label=_("学校批准")),
        handled(4, Party.AUTHORITY, told, _DAYS, kind_from="withdrawal.handling", name=_("主管部门")),
        filing(5, Party.CITY, told, label=_("报设区市备案"), budget=_DAYS),
    )


CHAINS = (
    Chain(
        key="withdrawal",
        kind="withdrawal",
        route=Route.ONLY,
        label=_("退学申请"),
        initiator=Party.SCHOOL,
        steps=_decided_by_school(_ON_APPLICATION, _ON_APPLICATION),
    ),
    Chain(
        key="required_withdrawal",
        kind="required_withdrawal",
        route=Route.ONLY,
        label=_("劝其退学或认定其退学"),
        initiator=Party.SCHOOL,
        steps=_decided_by_school(_REQUIRED, _ON_APPLICATION),
    ),
    Chain(
        key="cancellation",
        kind="cancellation",
        route=Route.ONLY,
        label=_("注销学籍"),
        initiator=Party.SCHOOL,
        steps=(
            *_decided_by_school(_CANCELLED, _CANCELLED),
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
            filing(6, Party.PROVINCE, _CANCELLED, label=_("报省教育厅备案"), budget=_DAYS),
        ),
    ),
)


@register
class Zhejiang16InWriting(withdrawal.InWriting):
    """Article 16: the school uploads the proof."""

    article = 16
    severity = Severity.EVIDENCE
    sentence = _("办理学籍变动应上传证明材料：退学以书面申请为据。")


@register
class Zhejiang16Proved(required_withdrawal.GroundProved):
    """Article 16: the school uploads the proof."""

    article = 16
    severity = Severity.EVIDENCE
    sentence = _("办理学籍变动应上传证明材料：旷课、离校以考勤记录为据。")


@register
class Zhejiang16RecheckDecision(cancellation.RecheckDecided):
    """Article 16: the school uploads the proof."""

    article = 16
    severity = Severity.EVIDENCE
    sentence = _("办理学籍变动应上传证明材料：因入学条件复查注销的，以复查决定为据。")


@register
class Zhejiang22Enrolled(withdrawal.Enrolled):
    """Article 22, paragraph 1: students may withdraw."""

    article = 22
    paragraph = 1
    sentence = _("在籍学生可以申请退学。")


@register
class Zhejiang22Consents(withdrawal.Consents):
    """Article 22, paragraph 1: student and guardian apply."""

    article = 22
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = _("退学由学生本人和监护人提出申请。")


@register
class Zhejiang22RequiredEnrolled(required_withdrawal.Enrolled):
    """Article 22, paragraph 2: students on the register."""

    article = 22
    paragraph = 2
    sentence = _("有学籍的学生才可劝其退学或认定其退学。")


@register
class Zhejiang22NotResumed(required_withdrawal.NotResumed):
    """Article 22, paragraph 2, item 1."""

    article = 22
    paragraph = 2
    item = 1
    sentence = _("休学期满无特殊情况两周内未办理复学手续的，可劝其退学或认定其退学。")


@register
class Zhejiang22TwoYears(required_withdrawal.TwoYearsOfLeave):
    """Article 22, paragraph 2, item 2."""

    article = 22
    paragraph = 2
    item = 2
    sentence = _("连续休学两年，仍不能复学的，可劝其退学或认定其退学。")


@register
class Zhejiang22Truancy(required_withdrawal.Truancy):
    """Article 22, paragraph 2, item 3."""

    article = 22
    paragraph = 2
    item = 3
    sentence = _("一学期旷课累计达90课时以上的，可劝其退学或认定其退学。")


@register
class Zhejiang22Absence(required_withdrawal.Absence):
    """Article 22, paragraph 2, item 4."""

    article = 22
    paragraph = 2
    item = 4
    sentence = _("擅自离校连续两周以上的，可劝其退学或认定其退学。")


@register
class Zhejiang22NoTermRegistration(required_withdrawal.NoTermRegistration):
    """Article 22, paragraph 2 names four grounds, and term registration is not among them."""

    article = 22
    paragraph = 2
    sentence = _("可劝退或认定退学的情形只有四项，不含学期注册逾期。")


@register
class Zhejiang22Notice(required_notice.Notified):
    """Article 22, paragraph 2: the parents or the body concerned are told."""

    article = 22
    paragraph = 2
    severity = Severity.EVIDENCE
    sentence = _("劝其退学或认定其退学应通知家长（监护人）或有关单位。")


@register
class Zhejiang22Announcement(required_notice.Announced):
    """Article 22, paragraph 2: announcement where nobody can be told."""

    article = 22
    paragraph = 2
    sentence = _("无法通知家长或有关单位的可进行公示，公示期满仍不来办理的，可视为自动退学。")


@register
class Zhejiang22Minors(required_notice.MinorsNotForced):
    """Article 22, paragraph 3: no minor is ordered to leave."""

    article = 22
    paragraph = 3
    sentence = _("学校不得违反法律和国家规定勒令未成年学生退学。")


@register
class Zhejiang23Enrolled(cancellation.Enrolled):
    """Article 23: a status that stands."""

    article = 23
    sentence = _("有学籍的才须注销。")


@register
class Zhejiang23Cause(cancellation.Cause):
    """Article 23: death and disappearance; what else is read from the other articles."""

    article = 23
    severity_from = "cancellation.other_cause"
    uses: ClassVar[tuple[str, ...]] = (*cancellation.Cause.uses, "cancellation.other_cause", "exception.level")
    sentence = _("对死亡、失踪的学生注销学籍，其他原因没有规定。")


@register
class Zhejiang23Evidence(cancellation.Proved):
    """Article 23: with the proof of the department concerned."""

    article = 23
    severity = Severity.EVIDENCE
    sentence = _("对死亡、失踪的学生，按照有关部门出示的证明材料注销其学籍。")


@register
class Zhejiang23Reported(cancellation.Reported):
    """Article 23: reported within the time set."""

    article = 23
    severity = Severity.WARNS
    sentence = _("对死亡、失踪的学生，学校应在规定时间内上报主管教育行政部门。")


@register
class Zhejiang23UnnaturalReported(cancellation.UnnaturalReported):
    """Article 23: an unnatural death goes up level by level at once."""

    article = 23
    severity = Severity.WARNS
    sentence = _("学生非正常死亡，学校应及时逐级上报至省教育厅备案。")
