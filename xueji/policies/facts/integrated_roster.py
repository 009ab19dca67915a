"""What the rules on the roster of an integrated programme look at."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import Evidence


@facts_of("integrated_roster", label=_("一体化培养录取名册"))
@dataclass(frozen=True, slots=True, kw_only=True)
class IntegratedRosterFacts:
    """One admitted student on the roster of an integrated programme (贯通, 3+2, 3+4)."""

    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    integrated: bool = fact(_("录取专业是否为一体化（贯通）培养"), default=True)
    college_named: bool = fact(_("专业是否登记了对口培养高校"), default=True)
    admission_lost: bool = fact(_("是否已放弃或被取消入学资格"), default=False)
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)
