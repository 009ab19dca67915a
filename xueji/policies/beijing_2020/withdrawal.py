"""Withdrawal and cancellation in Beijing: articles 8, 14, 24 and 25."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, ChainStep, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.engine.verdicts import Level, Verdict
from xueji.policies.patterns import cancellation, required_notice, required_withdrawal, withdrawal
from xueji.policies.patterns.steps import approval, filing, submission

_KEY = "beijing_2020"
_ON_APPLICATION = Citation(_KEY, 24, 1)
_REQUIRED = Citation(_KEY, 24, 2)
_TOLD = Citation(_KEY, 24, 3)
_CANCELLED = Citation(_KEY, 25)
_DAYS = "step.working_days"


def _decided_by_school(place: Citation, told: Citation) -> tuple[ChainStep, ...]:
    return (
        submission(Party.SCHOOL, place),
        approval(2, Party.SCHOOL, place, _DAYS, label=_("学校批准")),
        filing(3, Party.AUTHORITY, told, label=_("报主管部门备案")),
    )


CHAINS = (
    Chain(
        key="withdrawal",
        kind="withdrawal",
        route=Route.ONLY,
        label=_("退学申请"),
        initiator=Party.SCHOOL,
        steps=_decided_by_school(_ON_APPLICATION, _TOLD),
    ),
    Chain(
        key="required_withdrawal",
        kind="required_withdrawal",
        route=Route.ONLY,
        label=_("应作退学处理"),
        initiator=Party.SCHOOL,
        steps=_decided_by_school(_REQUIRED, _TOLD),
    ),
    Chain(
        key="cancellation",
        kind="cancellation",
        route=Route.ONLY,
        label=_("注销学籍"),
        initiator=Party.SCHOOL,
        steps=(
            *_decided_by_school(_CANCELLED, _CANCELLED),
            filing(4, Party.PROVINCE, _CANCELLED, label=_("报市教委备案"), level=Level.CITY),
        ),
    ),
)


@register
class Beijing8RecheckDecision(cancellation.RecheckDecided):
    """Article 8, paragraph 2: who fails the re-check loses status."""

    article = 8
    paragraph = 2
    severity = Severity.EVIDENCE
    sentence = _("新生入学条件复查不合格的，应注销学籍并在系统中注明。")


@register
class Beijing8RecheckInTime(cancellation.RecheckInTime):
    """Article 8, paragraph 2: within three months of check-in."""

    article = 8
    paragraph = 2
    severity = Severity.WARNS
    sentence = _("学校应在新生报到后三个月内复查入学条件。")


@register
class Beijing14NotRegistered(required_withdrawal.NotRegistered):
    """Article 14: two weeks late for term registration without permission."""

    article = 14
    sentence = _("未经批准逾期两周不办理学期注册的，按自动退学处理；学校有义务联系学生及家长。")


@register
class Beijing15Proved(required_withdrawal.GroundProved):
    """Article 15: a change is recorded with what it rests on."""

    article = 15
    severity = Severity.WARNS
    sentence = _("学籍异动应记录相关信息，旷课、离校以考勤记录为据。")

    def lacking(self, reason: str) -> Verdict:
        """The text asks for a record, not for a paper handed in."""
        return self.warned(reason)


@register
class Beijing24Enrolled(withdrawal.Enrolled):
    """Article 24, paragraph 1: students may withdraw."""

    article = 24
    paragraph = 1
    sentence = _("在籍学生可以申请退学。")


@register
class Beijing24Consents(withdrawal.Consents):
    """Article 24, paragraph 1: student and guardian."""

    article = 24
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = _("退学由学生本人和监护人提出申请。")


@register
class Beijing24InWriting(withdrawal.InWriting):
    """Article 24, paragraph 1: in writing."""

    article = 24
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = _("退学申请应当是书面的。")


@register
class Beijing24RequiredEnrolled(required_withdrawal.Enrolled):
    """Article 24, paragraph 2: students on the register."""

    article = 24
    paragraph = 2
    sentence = _("有学籍的学生才须作退学处理。")


@register
class Beijing24TwoYears(required_withdrawal.TwoYearsOfLeave):
    """Article 24, paragraph 2, item 1."""

    article = 24
    paragraph = 2
    item = 1
    sentence = _("连续休学两年，仍不能复学的，应作退学处理。")


@register
class Beijing24Truancy(required_withdrawal.Truancy):
    """Article 24, paragraph 2, item 2."""

    article = 24
    paragraph = 2
    item = 2
    sentence = _("一学期旷课累计达90课时以上的，应作退学处理。")


@register
class Beijing24Absence(required_withdrawal.Absence):
    """Article 24, paragraph 2, item 3."""

    article = 24
    paragraph = 2
    item = 3
    sentence = _("擅自离校连续两周以上的，应作退学处理。")


@register
class Beijing24NotResumed(required_withdrawal.NotResumed):
    """Article 24, paragraph 2, item 4."""

    article = 24
    paragraph = 2
    item = 4
    sentence = _("休学期满无特殊情况两周内未办理复学手续的，应作退学处理。")


@register
class Beijing24Notice(required_notice.Notified):
    """Article 24, paragraph 2: student and guardian, or the body concerned, are told."""

    article = 24
    paragraph = 2
    severity = Severity.EVIDENCE
    student_too = True
    sentence = _("作退学处理应通知学生及其监护人或有关单位。")


@register
class Beijing24Announcement(required_notice.Announced):
    """Article 24, paragraph 2: announcement where nobody can be told."""

    article = 24
    paragraph = 2
    sentence = _("无法通知监护人或有关单位的可进行公示，公示期满仍不来办理的，视为自动退学。")


@register
class Beijing24Minors(required_notice.MinorsWithCare):
    """Article 24, paragraph 2 makes no difference for minors; the law that protects them does."""

    article = 24
    paragraph = 2
    sentence = _("本条未区分成年与否；未成年学生受法律保护，不得变相开除。")


@register
class Beijing24Formalities(required_notice.Formalities):
    """Article 24, paragraph 3: the time for the formalities."""

    article = 24
    paragraph = 3
    severity = Severity.WARNS
    sentence = _("学生应在规定时间内办理退学手续，逾期不办理视作自动退学。")


@register
class Beijing25Enrolled(cancellation.Enrolled):
    """Article 25: a status that stands."""

    article = 25
    sentence = _("有学籍的才须注销。")


@register
class Beijing25Cause(cancellation.Cause):
    """Articles 25 and 8: death, disappearance, failed re-check."""

    article = 25
    sentence = _("对死亡、失踪的学生注销学籍；复查不合格的依第八条注销。")


@register
class Beijing25Evidence(cancellation.Proved):
    """Article 25: with the proof of the department concerned."""

    article = 25
    severity = Severity.EVIDENCE
    sentence = _("对死亡、失踪的学生，按照有关部门出示的证明材料注销其学籍。")


@register
class Beijing25Reported(cancellation.Reported):
    """Article 25: reported within the time set."""

    article = 25
    severity = Severity.WARNS
    sentence = _("对死亡、失踪的学生，学校应在规定时间内上报主管教育行政部门。")


@register
class Beijing25UnnaturalReported(cancellation.UnnaturalReported):
    """Article 25: an unnatural death goes up level by level at once."""

    article = 25
    severity = Severity.WARNS
    sentence = _("学生非正常死亡，学校应及时逐级上报至市教育行政部门备案。")


@register
class Beijing13CompulsorySchooling(withdrawal.CompulsorySchoolingGoesOn):
    """Article 13: the school ensures the compulsory schooling of whom it recruited before its end."""

    article = 13
    severity = Severity.WARNS
    sentence = _("文体选调生未完成义务教育的，所在学校应保证其接受义务教育。")
