"""What the rules on cancelling a status look at. Nobody is asked for consent: nobody is there to give it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import StudentFacts
from xueji.policies.matters import facts_of
from xueji.policies.vocabulary import CancellationCause, Evidence


@facts_of("cancellation", label=_("注销学籍"))
@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationFacts:
    """A status that is cancelled. ``reported_on`` is the day of the report to the competent authority; without it
    the submission is the report. ``checked_in_on`` and ``recheck_decided_on`` matter for a failed re-check only."""

    student: StudentFacts = fact(_("学生"))
    cause: CancellationCause = fact(_("注销的原因"))
    requested_on: date = fact(_("学校提交的日期"), derived=_("判断之日"))
    checked_on: date = fact(_("核对之日（终审核对时为决定之日）"), derived=_("判断之日"))
    unnatural_death: bool = fact(_("是否非正常死亡"), default=False)
    occurred_on: date | None = fact(_("死亡或失踪的日期"), default=None)
    learnt_on: date | None = fact(_("学校得知的日期"), default=None)
    reported_on: date | None = fact(_("学校先行上报主管部门的日期，空为以提交为上报"), default=None)
    checked_in_on: date | None = fact(_("新生报到的日期，空为首次入读的日期"), default=None)
    recheck_decided_on: date | None = fact(_("作出复查不合格决定的日期，空为提交之日"), default=None)
    evidence: frozenset[str] = fact(_("已附的证明材料"), default=frozenset(), words=Evidence)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset(), derived=_("国务院办公厅公布的放假安排"))

    @property
    def unconcerned(self) -> frozenset[str]:
        """The seats above the competent authority that have nothing to do with this cause."""
        return unconcerned(self.cause, unnatural_death=self.unnatural_death)


def unconcerned(cause: str, *, unnatural_death: bool) -> frozenset[str]:
    """Only an unnatural death goes up level by level to the province; a failed re-check may need the prefecture, where
    it decides an exception; everything else ends with the competent authority."""
    if unnatural_death:
        return frozenset()
    return frozenset({"province"}) if cause == CancellationCause.FAILED_RECHECK else frozenset({"city", "province"})
