"""How long and how often a student may be on leave."""

from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from xueji.policies.engine.verdicts import Verdict
from xueji.policies.facts import LeaveFacts, Term
from xueji.policies.facts.coming import term_of
from xueji.policies.vocabulary import LeaveGround
from xueji.policies.windows import day_label

from .leave import LeaveRule


class OrdinaryLeaveRule(LeaveRule):
    """A rule on length or number, which military service has nothing to do with."""

    uses: ClassVar[tuple[str, ...]] = ("leave.part_of_term_is_whole",)

    def applies(self, facts: LeaveFacts) -> bool:
        """Not on service: that leave is as long as the service."""
        return facts.ground is not LeaveGround.MILITARY

    def length(self, facts: LeaveFacts) -> int:
        """How many terms the leave takes; a part of a term is one, or only when it is more than half of it."""
        if facts.leave_terms or self.values.flag("leave.part_of_term_is_whole"):
            return facts.length
        return sum(1 for term in facts.touched if _takes_most_of(term, facts.first_day, facts.ends_on))


class DaysInOrder(LeaveRule):
    """A leave ends after it begins."""

    concern = "leave_days"

    def applies(self, facts: LeaveFacts) -> bool:
        """Only where an end is given."""
        return facts.ends_on is not None

    def check(self, facts: LeaveFacts) -> Verdict:
        assert facts.ends_on is not None
        known = {
            "first": day_label(facts.first_day),
            "last": day_label(facts.ends_on),
            "mark": _("（暂算）") if facts.provisional else "",
        }
        if facts.ends_on < facts.first_day:
            return self.denied(_("休学终止日%(last)s早于起始日%(first)s") % known)
        return self.allowed(_("休学自%(first)s至%(last)s%(mark)s") % known)


class InTerms(OrdinaryLeaveRule):
    """Leave is counted in terms: it ends with one, and a part of a term is a whole one."""

    concern = "leave_in_terms"

    def check(self, facts: LeaveFacts) -> Verdict:
        cut = self._cut_term(facts)
        touched = len(facts.touched)
        known = {"terms": self.length(facts), "touched": touched}
        if cut is not None and facts.ends_on is not None:
            return self.breached(
                _("休学以学期为单位：终止日%(last)s在学期中间，应为该学期结束之日%(end)s")
                % {"last": day_label(facts.ends_on), "end": day_label(cut.ends_on)}
            )
        if facts.leave_terms and touched and facts.leave_terms != touched:
            return self.breached(_("申请休学 %(terms)d 个学期，起止日期却占 %(touched)d 个学期，请核对") % known)
        return self.allowed(_("休学 %(terms)d 个学期，不足一个学期的按一个学期计") % known)

    def _cut_term(self, facts: LeaveFacts) -> Term | None:
        """The term in whose middle the leave would end."""
        if facts.ends_on is None:
            return None
        term = term_of(facts.ends_on, facts.terms)
        return term if term is not None and facts.ends_on < term.ends_on else None


class AtMostInAll(OrdinaryLeaveRule):
    """All leave together has a ceiling; service stands apart."""

    concern = "leave_length"
    uses: ClassVar[tuple[str, ...]] = (
        *OrdinaryLeaveRule.uses,
        "leave.most_years",
        "leave.terms_a_year",
        "leave.service_counts",
    )

    def check(self, facts: LeaveFacts) -> Verdict:
        most = self.values.integer("leave.most_years") * self.values.integer("leave.terms_a_year")
        taken, asked = facts.terms_taken, self.length(facts)
        if self.values.flag("leave.service_counts"):
            taken += facts.earlier_service_terms
        known = {
            "taken": taken,
            "asked": asked,
            "total": taken + asked,
            "most": most,
            "mark": _("（暂算）") if facts.provisional else "",
        }
        if taken + asked <= most:
            return self.allowed(
                _("已休学 %(taken)d 个学期，本次 %(asked)d 个%(mark)s，累计 %(total)d 个，未超过 %(most)d 个（两年）")
                % known
            )
        return self.breached(
            _("已休学 %(taken)d 个学期，本次 %(asked)d 个%(mark)s，累计 %(total)d 个，超过 %(most)d 个（两年）") % known
        )


class AtMostInARow(OrdinaryLeaveRule):
    """The school says how long a leave may be; where it does not, the reading does."""

    concern = "leave_length"
    uses: ClassVar[tuple[str, ...]] = (*OrdinaryLeaveRule.uses, "leave.longest_terms")

    def check(self, facts: LeaveFacts) -> Verdict:
        most = self.values.integer("leave.longest_terms")
        total = facts.running_terms + self.length(facts)
        known = {
            "total": total,
            "most": most,
            "mark": _("（暂算）") if facts.provisional else "",
        }
        if total <= most:
            return self.allowed(
                _("连续休学 %(total)d 个学期%(mark)s，不超过学校规定（未规定的按口径）的 %(most)d 个") % known
            )
        return self.breached(
            _("连续休学 %(total)d 个学期%(mark)s，超过学校规定（未规定的按口径）的 %(most)d 个") % known
        )


class AtMostTimes(OrdinaryLeaveRule):
    """The school says how often; an extension is no leave of its own."""

    concern = "leave_times"
    uses: ClassVar[tuple[str, ...]] = ("leave.most_times",)

    def check(self, facts: LeaveFacts) -> Verdict:
        most = self.values.integer("leave.most_times")
        times = facts.times_taken + (0 if facts.is_extension else 1)
        known = {"times": times, "most": most}
        if not most:
            return self.allowed(_("第 %(times)d 次休学，学校未限定次数") % known)
        if times <= most:
            return self.allowed(_("第 %(times)d 次休学，不超过 %(most)d 次") % known)
        return self.breached(_("第 %(times)d 次休学，超过规定的 %(most)d 次") % known)


class AsLongAsService(LeaveRule):
    """Leave for military service is about as long as the service."""

    concern = "leave_service_length"
    grounds = (LeaveGround.MILITARY,)

    def check(self, facts: LeaveFacts) -> Verdict:
        service, ends = facts.service_ends_on, facts.ends_on
        if service is None or ends is None:
            return self.warned(_("休学期限与服役期限相当；未填预计服役结束日，退伍后以退伍证为准"))
        known = {"service": day_label(service), "ends": day_label(ends)}
        running = term_of(service, facts.terms)
        latest = max(service, running.ends_on) if running else service
        if service <= ends <= latest:
            return self.allowed(_("休学至%(ends)s，与服役期限（至%(service)s）相当") % known)
        if ends < service:
            return self.breached(_("休学至%(ends)s，短于服役期限（至%(service)s）") % known)
        return self.breached(_("休学至%(ends)s，长于服役期限（至%(service)s）所在学期") % known)


def _takes_most_of(term: Term, first: date, last: date | None) -> bool:
    days = (min(last or term.ends_on, term.ends_on) - max(first, term.starts_on)).days + 1
    return 2 * days > (term.ends_on - term.starts_on).days + 1
