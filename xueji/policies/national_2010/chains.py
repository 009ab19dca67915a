"""Generic paths of the Ministry's texts, for provinces that state none of their own."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.patterns.steps import approval, filing, submission

_TRANSFER = Citation("national_2010", "transfer")
_REGISTRATION = Citation("national_2010", "registration")
_GRADUATION = Citation("national_2010", "graduation")
_DAYS = "step.working_days"

_BOTH_SCHOOLS = (
    submission(Party.FROM_SCHOOL, _TRANSFER),
    approval(2, Party.TO_SCHOOL, _TRANSFER, _DAYS),
)
_AUTHORITIES_TOLD = (
    filing(3, Party.FROM_AUTHORITY, _TRANSFER),
    filing(3, Party.TO_AUTHORITY, _TRANSFER),
)
_CITIES_AND_PROVINCES_TOLD = (
    filing(3, Party.FROM_CITY, _TRANSFER),
    filing(3, Party.TO_CITY, _TRANSFER),
    filing(3, Party.FROM_PROVINCE, _TRANSFER),
    filing(3, Party.TO_PROVINCE, _TRANSFER),
)

CHAINS = (
    Chain(
        key="transfer_inside",
        kind="transfer",
        route=Route.INSIDE,
        label=_("省内转学"),
        initiator=Party.FROM_SCHOOL,
        steps=_BOTH_SCHOOLS + _AUTHORITIES_TOLD,
    ),
    Chain(
        key="transfer_across",
        kind="transfer",
        route=Route.ACROSS,
        label=_("跨省转学"),
        initiator=Party.FROM_SCHOOL,
        steps=_BOTH_SCHOOLS + _AUTHORITIES_TOLD + _CITIES_AND_PROVINCES_TOLD,
    ),
    Chain(
        key="registration",
        kind="registration",
        route=Route.ONLY,
        label=_("新生注册"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _REGISTRATION),
            approval(2, Party.AUTHORITY, _REGISTRATION, _DAYS, label=_("主管部门审核")),
            approval(3, Party.CITY, _REGISTRATION, _DAYS, label=_("设区市审核"), decides_exceptions=True),
            filing(4, Party.PROVINCE, _REGISTRATION, label=_("报省备案")),
        ),
    ),
    Chain(
        key="graduation",
        kind="graduation",
        route=Route.ONLY,
        label=_("毕业"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _GRADUATION),
            approval(2, Party.AUTHORITY, _GRADUATION, _DAYS, label=_("主管部门审核")),
            approval(3, Party.CITY, _GRADUATION, _DAYS, label=_("设区市认定"), decides_exceptions=True),
        ),
    ),
)
