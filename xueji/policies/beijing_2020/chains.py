"""Beijing's paths: articles 10, 17 and 39. The municipal bureau sits in the province's seat at city level."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, ChainStep, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.verdicts import Level
from xueji.policies.patterns.steps import approval, filing, submission

_KEY = "beijing_2020"
_FROM_FIRST = Citation(_KEY, 17, 1, 1)
_THEN_TO = Citation(_KEY, 17, 1, 2)
_TOLD = Citation(_KEY, 17, 1, 3)
_INTEGRATED = Citation(_KEY, 20)
_UPWARDS = Citation(_KEY, 10)
_NUMBERED = Citation(_KEY, 39)
_TIERS = Citation(_KEY, 4)
_DAYS = "step.working_days"


def _exception(group: int) -> ChainStep:
    """The city decides what is refused in principle: schools alone could not, the authorities only file."""
    return approval(
        group,
        Party.FROM_PROVINCE,
        _INTEGRATED,
        _DAYS,
        key="exception",
        label=_("市教委决定例外"),
        level=Level.CITY,
        decides_exceptions=True,
        only_with_exception=True,
    )


CHAINS = (
    Chain(
        key="transfer_inside",
        kind="transfer",
        route=Route.INSIDE,
        label=_("市内转学"),
        initiator=Party.TO_SCHOOL,
        steps=(
            submission(Party.TO_SCHOOL, _TOLD),
            approval(2, Party.FROM_SCHOOL, _FROM_FIRST, _DAYS, label=_("转出学校审核同意")),
            _exception(3),
            approval(4, Party.TO_SCHOOL, _THEN_TO, _DAYS, label=_("转入学校审核同意并办理")),
            filing(5, Party.FROM_AUTHORITY, _TOLD),
            filing(5, Party.TO_AUTHORITY, _TOLD),
            filing(5, Party.TO_LOCAL_EDUCATION, _TOLD),
        ),
    ),
    Chain(
        key="transfer_across",
        kind="transfer",
        route=Route.ACROSS,
        label=_("跨省转学"),
        initiator=Party.FROM_SCHOOL,
        steps=(
            submission(Party.FROM_SCHOOL, _FROM_FIRST),
            _exception(2),
            approval(3, Party.TO_SCHOOL, _THEN_TO, _DAYS, label=_("转入学校审核同意")),
            filing(4, Party.FROM_AUTHORITY, _TOLD),
            filing(4, Party.TO_AUTHORITY, _TOLD),
            filing(4, Party.FROM_PROVINCE, _TOLD, label=_("转出方省级教育行政部门备案")),
            filing(4, Party.TO_PROVINCE, _TOLD, label=_("转入方省级教育行政部门备案")),
        ),
    ),
    Chain(
        key="registration",
        kind="registration",
        route=Route.ONLY,
        label=_("新生注册"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _UPWARDS),
            approval(2, Party.AUTHORITY, _UPWARDS, _DAYS, label=_("主管部门审核")),
            approval(
                3,
                Party.PROVINCE,
                _UPWARDS,
                _DAYS,
                label=_("市教委审核"),
                level=Level.CITY,
                decides_exceptions=True,
            ),
        ),
    ),
    Chain(
        key="graduation",
        kind="graduation",
        route=Route.ONLY,
        label=_("毕业"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _TIERS),
            approval(2, Party.AUTHORITY, _TIERS, _DAYS, label=_("主管部门审核")),
            approval(
                3,
                Party.PROVINCE,
                _TIERS,
                _DAYS,
                key="exception",
                label=_("市教委决定例外"),
                level=Level.CITY,
                decides_exceptions=True,
                only_with_exception=True,
            ),
            filing(4, Party.PROVINCE, _NUMBERED, label=_("市教委统一编号"), level=Level.CITY),
        ),
    ),
)
