"""Zhejiang's paths: articles 4, 9 and 17, annex 1."""

from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import Chain, Party, Route
from xueji.policies.engine.citations import Citation
from xueji.policies.patterns.steps import approval, filing, submission

_KEY = "zhejiang_2015"
_INSIDE = Citation(_KEY, 17, 2)
_ACROSS = Citation(_KEY, 17, 3)
_FORM = Citation(_KEY, "annex1")
_CITY_DUTY = Citation(_KEY, 4, 3)
_COUNTY_DUTY = Citation(_KEY, 4, 4)
_SCHOOL_DUTY = Citation(_KEY, 4, 5)
_UPWARDS = Citation(_KEY, 9)
_TEN_DAYS = "transfer.step_working_days"
_DAYS = "step.working_days"

# Annex 1, last row: only where no education department runs the school; otherwise the party is absent.
_TRANSFER = (
    submission(Party.FROM_SCHOOL, _INSIDE, _TEN_DAYS),
    approval(2, Party.TO_SCHOOL, _INSIDE, _TEN_DAYS),
    approval(3, Party.FROM_AUTHORITY, _INSIDE, _TEN_DAYS),
    approval(3, Party.TO_AUTHORITY, _INSIDE, _TEN_DAYS),
    approval(3, Party.FROM_LOCAL_EDUCATION, _FORM, _TEN_DAYS),
    approval(3, Party.TO_LOCAL_EDUCATION, _FORM, _TEN_DAYS),
    approval(4, Party.FROM_CITY, _INSIDE, _TEN_DAYS, decides_exceptions=True),
    approval(4, Party.TO_CITY, _INSIDE, _TEN_DAYS, decides_exceptions=True),
)

CHAINS = (
    Chain(
        key="transfer_inside",
        kind="transfer",
        route=Route.INSIDE,
        label=_("省内转学"),
        initiator=Party.FROM_SCHOOL,
        steps=_TRANSFER,
    ),
    Chain(
        key="transfer_across",
        kind="transfer",
        route=Route.ACROSS,
        label=_("跨省转学"),
        initiator=Party.FROM_SCHOOL,
        steps=(
            *_TRANSFER,
            filing(5, Party.FROM_PROVINCE, _ACROSS, label=_("报转出方省厅备案")),
            filing(5, Party.TO_PROVINCE, _ACROSS, label=_("报转入方省厅备案")),
        ),
    ),
    Chain(
        key="registration",
        kind="registration",
        route=Route.ONLY,
        label=_("新生注册"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _SCHOOL_DUTY),
            approval(2, Party.AUTHORITY, _COUNTY_DUTY, _DAYS, label=_("主管部门审核")),
            approval(3, Party.CITY, _CITY_DUTY, _DAYS, label=_("设区市审核建立"), decides_exceptions=True),
            filing(4, Party.PROVINCE, _UPWARDS, label=_("报省教育厅")),
        ),
    ),
    Chain(
        key="graduation",
        kind="graduation",
        route=Route.ONLY,
        label=_("毕业"),
        initiator=Party.SCHOOL,
        steps=(
            submission(Party.SCHOOL, _SCHOOL_DUTY),
            approval(2, Party.AUTHORITY, _COUNTY_DUTY, _DAYS, label=_("主管部门审核")),
            approval(3, Party.CITY, _CITY_DUTY, _DAYS, label=_("设区市毕业认定"), decides_exceptions=True),
        ),
    ),
)
