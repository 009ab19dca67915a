"""Information changes in Beijing: articles 12 and 33."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import information
from xueji.policies.patterns.steps import approval, submission

_PLACE = Citation("beijing_2020", 33)

CHAINS = (
    Chain(
        key="information",
        kind="information",
        route=Route.ONLY,
        label=_("信息变更"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _PLACE),
            approval(2, Party.SCHOOL, _PLACE, "step.working_days", label=_("学校核对并变更")),
        ),
    ),
)


@register
class Beijing12NobodyElses(information.NobodyElses):
    """Article 12: no double status."""

    article = 12
    sentence = _("不得重复注册学籍，不得有双重学籍。")


@register
class Beijing33Registered(information.Registered):
    """Article 33: registered students, graduates included."""

    article = 33
    sentence = _("已注册学生（含注册毕业学生）各项信息修改属于信息变更。")


@register
class Beijing33Graduates(information.Graduates):
    """Article 33: graduates included."""

    article = 33
    sentence = _("注册毕业学生的信息可以变更。")


@register
class Beijing33AskedFor(information.AskedFor):
    """Article 33: student or guardian."""

    article = 33
    severity = Severity.EVIDENCE
    sentence = _("信息变更由学生本人或监护人提出并提供资料。")


@register
class Beijing33Evidence(information.EvidenceOfFields):
    """Article 33: legal proof of identity and other papers."""

    article = 33
    severity = Severity.EVIDENCE
    sentence = _("信息变更须提供合法身份证明等相关资料，并上传证明材料。")


@register
class Beijing33Identity(information.IdentityNumber):
    """Article 33 and 45: complete and correct."""

    article = 33
    sentence = _("变更后的身份证号码应与出生日期、性别一致。")
