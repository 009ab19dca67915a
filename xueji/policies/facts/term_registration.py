"""What the rules on the registration of a term look at."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.facts.people import StudentFacts
from xueji.policies.matters import facts_of


@facts_of("term_registration", label=_("学期注册"), by_school=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class TermRegistrationFacts:
    """One student and one term. ``registered_on`` is empty for who has not come by ``checked_on``."""

    student: StudentFacts = fact(_("学生"))
    checked_on: date = fact(_("核对之日"), derived=_("判断之日"))
    opens_on: date = fact(_("学校规定开始注册的日期"))
    due_on: date = fact(_("学校规定的学期注册日（最后一日）"))
    registered_on: date | None = fact(_("到校注册的日期，空为至今未注册"), default=None)
    leave_until: date | None = fact(_("准假缓注册的最后一日，空为没有请假获准"), default=None)
    rest_days: frozenset[date] = fact(_("不办公的日期"), default=frozenset(), derived=_("国务院办公厅公布的放假安排"))

    @property
    def came_on(self) -> date:
        """The day of registration, or the day of the check for who has not come."""
        return self.registered_on or self.checked_on
