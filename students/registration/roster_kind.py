"""Rosters of integrated programmes as a kind of case of their own: settled first, registered then."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.admission.facts import admissions_of
from students.models import Student
from students.parties import parties_of_school
from students.registration.integrated import KIND
from students.registration.models import RosterCopy
from xueji import clock
from xueji.cases.models import Case, Item
from xueji.cases.registry import CaseKind
from xueji.cases.states import CaseState
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.facts import IntegratedRosterFacts

_OVER = {CaseState.REJECTED, CaseState.WITHDRAWN, CaseState.REVOKED, CaseState.DRAFT}


class IntegratedRosterKind(CaseKind):
    """一体化（贯通）录取名册: the prefecture consents before anybody is registered (Zhejiang 7 ¶2), the city is told
    (Beijing 6 ¶2); both want a copy for the partner college. Nothing in the register changes, so it binds nobody."""

    key: ClassVar[str] = KIND
    label: ClassVar[str | Promise] = _("一体化（贯通）录取名册")
    prefix: ClassVar[str] = "MC"
    verb: ClassVar[str | Promise] = _("同意名册")
    items_label: ClassVar[str | Promise] = _("%(count)d 名录取新生")
    exclusive: ClassVar[bool] = False
    is_batch: ClassVar[bool] = True
    details_template: ClassVar[str] = "students/registration/_roster_details.html"
    start_url: ClassVar[str] = "students:registration_integrated"

    def facts(self, case: Case, items: Iterable[Item]) -> dict[int, Any]:
        """Programme and admission of each."""
        rows = list(items)
        students = Student.objects.select_related("programme").in_bulk([item.student_id for item in rows])
        admissions = admissions_of(students.values())
        papers = frozenset(case.evidence.values_list("key", flat=True))
        today = clock.today()
        asked = localtime(case.submitted_at).date() if case.submitted_at else today
        return {
            item.pk: IntegratedRosterFacts(
                requested_on=asked,
                checked_on=today,
                integrated=students[item.student_id].programme.integrated,
                college_named=bool(students[item.student_id].programme.partner_college),
                admission_lost=item.student_id in admissions and admissions[item.student_id].is_lost,
                evidence=papers,
            )
            for item in rows
        }

    def parties(self, case: Case) -> dict[str, int | None]:
        """The school and the bodies above it."""
        return parties_of_school(Organization.objects.select_related("parent").get(pk=case.opened_for_id))

    def apply(self, case: Case, items: list[Item], scope: Scope) -> None:
        """The state of the items says it: registration looks there."""

    def context(self, case: Case, items: list[Item]) -> dict[str, Any]:
        """By programme and college, and what went to the colleges."""
        colleges = Counter((item.snapshot.get("programme", ""), item.snapshot.get("college", "")) for item in items)
        return {
            "college_counts": sorted((*pair, count) for pair, count in colleges.items()),
            "copies": list(RosterCopy.objects.filter(case=case).select_related("recorded_for")),
            "copy_url": reverse("students:registration_copy", args=[case.pk]) if case.state not in _OVER else "",
            "list_url": reverse("students:registration_college_list", args=[case.pk]),
        }

    def effects(self, case: Case, items: list[Item]) -> list[str]:
        """What follows."""
        return [
            gettext("名册上的学生可以提交新生注册，不再另交名册审核材料"),
            gettext("学校将名册报送对口培养高校，并在本页登记报送日期"),
        ]
