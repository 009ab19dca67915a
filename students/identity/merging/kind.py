"""Two numbers of one person as a kind of case: opened by a school that has one of the records, decided by the lowest level
that spans all of them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.identity.merging import effects
from students.identity.merging.facts import merge_facts
from students.identity.merging.pages import compared, described, records_for, words
from students.identity.merging.records import From, level_of, records_of
from students.identity.models import PersonMerge
from students.identity.spans import deciding_seats
from xueji.cases.models import Case, Item
from xueji.cases.printing.facts import FormFacts
from xueji.cases.registry import CaseKind
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, current_scope, unfenced


class MergeKind(CaseKind):
    """一人两号归并: the older student number stays, what else the person was known by is found still."""

    key: ClassVar[str] = "person_merge"
    label: ClassVar[str | Promise] = _("一人两号归并")
    prefix: ClassVar[str] = "GB"
    verb: ClassVar[str | Promise] = _("同意归并")
    details_template: ClassVar[str] = "students/identity/_merge_details.html"
    start_url: ClassVar[str] = "students:duplicates"
    start_label: ClassVar[str | Promise] = _("查重")
    start_permission: ClassVar[str] = "manage_students"
    can_be_undone: ClassVar[bool] = True

    def opened(self, case: Case) -> None:
        """The case's own row; it holds masks and ids only until the effect."""
        PersonMerge.objects.create(case=case, **case.details)

    def facts(self, case: Case, items: Iterable[Item]) -> dict[int, Any]:
        """Both persons as they stand."""
        return {item.pk: merge_facts(case, merge_of(case)) for item in items}

    def parties(self, case: Case) -> dict[str, int | None]:
        """Up to the level that spans every school with a record of the two."""
        school = Organization.objects.select_related("parent", "province").get(pk=case.opened_for_id)
        with unfenced(reason="which level spans the records of two numbers"):
            level = level_of(school, records_of(merge_of(case)))
        return deciding_seats(school, level)

    def apply(self, case: Case, items: list[Item], scope: Scope) -> None:
        """One person from here on."""
        effects.merge_apply(case, merge_of(case), scope)

    def undo(self, case: Case, items: list[Item], scope: Scope) -> None:
        """Two persons again."""
        effects.merge_undo(case, merge_of(case), Case.objects.get(pk=scope.case_id or 0), scope)

    def undo_obstacle(self, case: Case) -> str:
        """What was built on it."""
        return effects.merge_built_upon(case, merge_of(case))

    def context(self, case: Case, items: list[Item]) -> dict[str, Any]:
        """The two numbers beside each other, and the records that this reader may see."""
        merge = merge_of(case)
        return {
            "merge": merge,
            "compared": compared(merge),
            "records": records_for(merge, current_scope()),
            "described": [(gettext("情况说明"), merge.reason_text)],
        }

    def effects(self, case: Case, items: list[Item]) -> list[str]:
        """What the system will do."""
        merge = merge_of(case)
        own = merge.number_from == From.OWN
        kept, other = (
            (merge.own_number_mask, merge.other_number_mask)
            if own
            else (merge.other_number_mask, merge.own_number_mask)
        )
        return [
            gettext("沿用先编的学籍号 %(number)s，终身不变") % {"number": kept},
            gettext("另一学籍号 %(number)s 和停用的证件号作为历史号码留存，按它们仍能查到该生") % {"number": other},
            gettext("两个号码下的学籍、异动、录取、档案材料和证书归到同一人；已发的证书不随之改动"),
        ]

    def form(self, case: Case, items: list[Item]) -> dict[int, FormFacts]:
        """The two numbers and the reason."""
        merge = merge_of(case)
        return {item.pk: FormFacts(words(merge), described(merge), merge.reason_text) for item in items}


def merge_of(case: Case) -> PersonMerge:
    """The row of a case with the record: one query for each case that was read."""
    if "read_merge" not in case.__dict__:
        rows = PersonMerge.objects.select_related("student__school", "finding")
        case.__dict__["read_merge"] = rows.get(case=case)
    return case.__dict__["read_merge"]
