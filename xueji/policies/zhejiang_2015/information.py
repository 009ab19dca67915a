"""Information changes in Zhejiang: articles 13 and 24."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import information
from xueji.policies.patterns.steps import approval, handled, submission

_KEY = "zhejiang_2015"
_PLACE = Citation(_KEY, 24)
_CITY_DUTY = Citation(_KEY, 4, 3)
_DAYS = "information.step_working_days"

CHAINS = (
    Chain(
        key="information",
        kind="information",
        route=Route.ONLY,
        label=_("信息变更"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _PLACE, _DAYS),
            approval(2, Party.SCHOOL, _PLACE, _DAYS, label=_("学校核办")),
            handled(3, Party.AUTHORITY, _PLACE, _DAYS, kind_from="information.handling", name=_("学籍主管部门")),
            approval(
                4,
                Party.CITY,
                _CITY_DUTY,
                _DAYS,
                key="exception",
                label=_("设区市决定例外"),
                decides_exceptions=True,
                only_with_exception=True,
            ),
        ),
    ),
)


@register
class Zhejiang13NobodyElses(information.NobodyElses):
    """Article 13: one person, one status."""

    article = 13
    sentence = _("不得为同一学生以不同身份分别注册学籍。")


@register
class Zhejiang24Registered(information.Registered):
    """Article 24: registered students."""

    article = 24
    sentence = _("已注册学生各项信息修改属于信息变更。")


@register
class Zhejiang24Graduates(information.Graduates):
    """Article 24 does not name graduates."""

    article = 24
    sentence = _("本细则只写已注册学生，未写明毕业学生。")


@register
class Zhejiang24AskedFor(information.AskedFor):
    """Article 24: student or guardian."""

    article = 24
    severity = Severity.EVIDENCE
    sentence = _("信息变更由学生本人或监护人提供资料提出。")


@register
class Zhejiang24Evidence(information.EvidenceOfFields):
    """Article 24: legal proof of identity and other papers."""

    article = 24
    severity = Severity.EVIDENCE
    sentence = _("信息变更须提供合法身份证明等相关资料，并上传证明材料。")


@register
class Zhejiang24Identity(information.IdentityNumber):
    """Article 24 and 49: complete and correct."""

    article = 24
    sentence = _("变更后的身份证号码应与出生日期、性别一致。")


@register
class Zhejiang24StartedInTime(information.StartedInTime):
    """Article 24: the school starts within ten working days of the proof."""

    article = 24
    sentence = _("学校应在收到证明后的10个工作日内启动信息变更手续。")
