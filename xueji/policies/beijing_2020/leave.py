"""Leave in Beijing: article 22."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.engine.verdicts import Level
from xueji.policies.patterns import leave, leave_length
from xueji.policies.patterns.steps import approval, filing, submission
from xueji.policies.vocabulary import LeaveGround

_SCHOOL_AGREES = Citation("beijing_2020", 22, 1)
_TOLD = Citation("beijing_2020", 22, 2)
_DAYS = "step.working_days"


@register
class Beijing22Ground(leave.Ground):
    """Article 22, paragraph 1: illness or hardship, military service, abroad."""

    article = 22
    paragraph = 1
    sentence = _("因病或其他特殊困难、服义务兵役、出国出境的，可以休学。")


@register
class Beijing22Applied(leave.Applied):
    """Article 22, paragraph 1: student and guardian apply."""

    article = 22
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = _("休学由学生本人和监护人提出申请。")


@register
class Beijing22Absence(leave.MoreThanAThird):
    """Article 22, paragraph 1, item 1: more than a third of a term."""

    article = 22
    paragraph = 1
    item = 1
    grounds = (LeaveGround.ILLNESS, LeaveGround.HARDSHIP)
    sentence = _("因病或其他特殊困难，缺课超过一个学期的三分之一。")


@register
class Beijing22AbsenceAbroad(leave.MoreThanAThird):
    """Article 22, paragraph 1, item 3: abroad, more than a third of a term."""

    concern = "leave_absence_abroad"
    article = 22
    paragraph = 1
    item = 3
    grounds = (LeaveGround.ABROAD,)
    sentence = _("出国、出境的，缺课超过一个学期的三分之一。")


@register
class Beijing22Hospital(leave.HospitalProof):
    """Article 22, paragraph 1, item 1: this city's Grade-2A hospitals and above."""

    article = 22
    paragraph = 1
    item = 1
    severity = Severity.EVIDENCE
    sentence = _("因病休学，应持本市二级甲等及以上医院的病情诊断证明。")


@register
class Beijing22Papers(leave.PapersOfGround):
    """Article 22, paragraph 1: the reason is proved."""

    article = 22
    paragraph = 1
    severity = Severity.EVIDENCE
    sentence = _("休学的情形须有材料证明。")


@register
class Beijing22Service(leave_length.AsLongAsService):
    """Article 22, paragraph 1, item 2: as long as the service."""

    article = 22
    paragraph = 1
    item = 2
    sentence = _("服义务兵役的，休学期限与服役期限相当。")


@register
class Beijing22InTerms(leave_length.InTerms):
    """Article 22, paragraph 2: counted in terms."""

    article = 22
    paragraph = 2
    sentence = _("休学以学期为单位，起迄日期由学校认定。")


@register
class Beijing22AtMostTwoYears(leave_length.AtMostInAll):
    """Article 22, paragraph 2: at most two years in all."""

    article = 22
    paragraph = 2
    sentence = _("休学累计不得超过两年。")


@register
class Beijing22Custody(leave.Custody):
    """Article 22, paragraph 3: agreement with the guardian."""

    article = 22
    paragraph = 3
    severity = Severity.EVIDENCE
    sentence = _("学校和监护人应签订协议，约定休学期间由监护人管理。")


@register
class Beijing22NoBenefits(leave.NoBenefits):
    """Article 22, paragraph 3: no benefits."""

    article = 22
    paragraph = 3
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
            submission(Party.SCHOOL, _SCHOOL_AGREES),
            approval(2, Party.SCHOOL, _SCHOOL_AGREES, _DAYS, label=_("学校审核同意")),
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
            filing(4, Party.AUTHORITY, _TOLD, label=_("报所属教育行政部门备案")),
        ),
    ),
)
