"""What the rules on graduation look at."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from xueji.policies.facts.describe import fact
from xueji.policies.matters import facts_of


@facts_of("graduation", label=_("毕业"))
@dataclass(frozen=True, slots=True, kw_only=True)
class GraduationFacts:
    """A student who is to graduate. ``None`` for a result means that it is not entered yet.

    ``working_days_before_leaving`` counts the working days from the school's submission to the day of
    leaving; ``None`` when no leaving day is set. ``flexible_until`` is the last day of the longest flexible study; ``None``
    for whoever studies full time. ``scheduled_on`` is the ordinary graduation day of the
    student's cohort.
    """

    enrolled: bool = fact(_("现在是否具有有效学籍"), default=True)
    conduct_passed: bool | None = fact(_("思想品德（操行）评价是否合格，空为尚未录入"), default=True)
    courses_passed: bool | None = fact(_("规定的全部课程是否合格，空为尚未录入"), default=True)
    credits_complete: bool | None = fact(_("是否修满规定学分，空为不实行学分制或尚未录入"), default=None)
    internship_passed: bool | None = fact(_("实习鉴定是否合格，空为尚未录入"), default=True)
    graduates_on: date = fact(_("拟毕业日期"), derived=_("判断之日"))
    scheduled_on: date = fact(_("学制期满的毕业日期"), derived=_("拟毕业日期"))
    flexible_until: date | None = fact(_("弹性学习最长修业年限的最后一日，空为不是弹性学习"), default=None)
    credit_system: bool = fact(_("学校是否实行学分制"), default=False)
    enlisted: bool = fact(_("是否已被批准入伍"), default=False)
    integrated: bool = fact(_("是否为中高职一体化（贯通）培养学生"), default=False)
    left_integrated_early: bool = fact(_("是否中途退出贯通培养"), default=False)
    in_compulsory_schooling: bool = fact(_("入学时未完成义务教育，至今没有登记完成"), default=False)
    has_certificate: bool = fact(_("是否已有中职毕业证书"), default=False)
    working_days_before_leaving: int | None = fact(
        _("学校提交之日距学生离校的工作日数，空为未定离校日"), unit=_("工作日"), default=None
    )
