"""Information changes in the Ministry's regulation."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.rules import Severity, register
from xueji.policies.patterns import information
from xueji.policies.patterns.steps import approval, filing, submission

_PLACE = Citation("national_2010", "information")

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
            filing(3, Party.AUTHORITY, _PLACE, label=_("主管部门备案")),
        ),
    ),
)


@register
class NationalRegistered(information.Registered):
    """Registered students."""

    article = "information"
    sentence = _("已注册学生的各项信息修改属于信息变更。")


@register
class NationalGraduates(information.Graduates):
    """Graduates."""

    article = "information"
    sentence = _("毕业学生的信息变更不改动已发的证书。")


@register
class NationalAskedFor(information.AskedFor):
    """Student or guardian."""

    article = "information"
    severity = Severity.EVIDENCE
    sentence = _("信息变更由学生本人或监护人提出。")


@register
class NationalEvidence(information.EvidenceOfFields):
    """Legal proof."""

    article = "information"
    severity = Severity.EVIDENCE
    sentence = _("信息变更须有合法身份证明等相关资料。")


@register
class NationalIdentity(information.IdentityNumber):
    """Numbers agree."""

    article = "information"
    sentence = _("变更后的身份信息应准确一致。")


@register
class NationalNobodyElses(information.NobodyElses):
    """No double status."""

    article = "duplicates"
    sentence = _("一名学生不得同时有两个学籍。")
