"""Leave in Zhejiang: articles 16 and 20."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import leave, leave_length
from xueji.policies.patterns.steps import approval, filing, handled, submission
from xueji.policies.vocabulary import LeaveGround

_KEY = "zhejiang_2015"
_SCHOOL_AGREES = Citation(_KEY, 20, 1)
_IN_TURN = Citation(_KEY, 16)
_TOLD = Citation(_KEY, 20, 3)
_DAYS = "leave.step_working_days"


@register
class Zhejiang20Ground(leave.Ground):
    """Article 20, paragraph 1: illness or another reason, military service, work or own business."""

    article = 20
    paragraph = 1
    sentence = _("因病或其他原因不能继续学习、依法服兵役、参加创业就业实践的，可以休学。")


@register
class Zhejiang20Applied(leave.Applied):
    """Article 20, paragraph 1: student and guardian apply."""

    article = 20
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = _("休学由学生本人和监护人提出申请。")


@register
class Zhejiang20Absence(leave.MoreThanAThird):
    """Article 20, paragraph 1, item 1: more than a third of this term's teaching time."""

    article = 20
    paragraph = 1
    item = 1
    grounds = (LeaveGround.ILLNESS, LeaveGround.HARDSHIP, LeaveGround.ABROAD, LeaveGround.OTHER)
    sentence = _("因病或其他原因，请假累计超过本学期教学时间的三分之一。")


@register
class Zhejiang20Hospital(leave.HospitalProof):
    """Article 20, paragraph 1, item 1: county hospital or above."""

    article = 20
    paragraph = 1
    item = 1
    severity = Severity.EVIDENCE
    sentence = _("因病休学，应有县级及以上医院证明。")


@register
class Zhejiang16LeavePapers(leave.PapersOfGround):
    """Article 16: the school uploads the proof."""

    article = 16
    severity = Severity.EVIDENCE
    sentence = _("证明材料应能证明休学事由。")


@register
class Zhejiang20WorkingAge(leave.WorkingAge):
    """Article 20, paragraph 1, item 3: of working age."""

    article = 20
    paragraph = 1
    item = 3
    sentence = _("参加创业、就业实践的，应符合行业从业年龄要求。")


@register
class Zhejiang20StudiedBefore(leave.StudiedEnough):
    """Article 20, paragraph 1, item 3: one year at school or a third of the credits."""

    article = 20
    paragraph = 1
    item = 3
    sentence = _("参加创业、就业实践的，应已入学一年，或完成总学分的三分之一。")


@register
class Zhejiang20Length(leave_length.AtMostInARow):
    """Article 20, paragraph 2: the school sets how long."""

    article = 20
    paragraph = 2
    sentence = _("休学期限由学校规定。")


@register
class Zhejiang20Times(leave_length.AtMostTimes):
    """Article 20, paragraph 2: the school sets how often."""

    article = 20
    paragraph = 2
    sentence = _("休学次数由学校规定。")


@register
class Zhejiang20Service(leave_length.AsLongAsService):
    """Article 20, paragraph 2: as long as the service."""

    article = 20
    paragraph = 2
    sentence = _("因服兵役休学的，休学期限与服役期限相当。")


@register
class Zhejiang20Custody(leave.Custody):
    """Article 20, paragraph 2: agreement with the guardian."""

    article = 20
    paragraph = 2
    severity = Severity.EVIDENCE
    sentence = _("休学期间由监护人管理，学校应与其签订协议。")


@register
class Zhejiang20NoBenefits(leave.NoBenefits):
    """Article 20, paragraph 2: no benefits."""

    article = 20
    paragraph = 2
    severity = Severity.WARNS
    sentence = _("休学期间不享受在校学生待遇。")


CHAINS = (
    Chain(
        key="leave",
        kind="leave",
        route=Route.ONLY,
        label=_("休学"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _IN_TURN, _DAYS),
            approval(2, Party.SCHOOL, _SCHOOL_AGREES, _DAYS, label=_("学校审核同意")),
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
            handled(4, Party.AUTHORITY, _TOLD, _DAYS, kind_from="leave.handling", name=_("主管部门")),
            filing(5, Party.CITY, _TOLD, label=_("报设区市备案"), budget=_DAYS),
        ),
    ),
)
