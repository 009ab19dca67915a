"""Registration of new students as a kind of case: one case, many students."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.admission.facts import OWN_PAPERS, PAPERS_OF_STUDENTS
from students.admission.models import AdmissionPaper
from students.models import Student
from students.parties import parties_of_school
from students.registration.effects import early_ones, registration_apply
from students.registration.facts import NewStudentFacts, registration_facts
from students.registration.numbers import is_formal
from xueji.cases.models import Case, Item
from xueji.cases.registry import CaseKind
from xueji.cases.states import ItemState
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.engine.check import check
from xueji.policies.engine.verdicts import Verdicts

_STILL_IN = (ItemState.PENDING, ItemState.APPLIED)


class RegistrationKind(CaseKind):
    """新生注册: a school's new students get their status (Zhejiang 8, 9, 11; Beijing 6, 10)."""

    key: ClassVar[str] = "registration"
    label: ClassVar[str | Promise] = _("新生注册")
    prefix: ClassVar[str] = "XJ"
    verb: ClassVar[str | Promise] = _("同意注册")
    items_label: ClassVar[str | Promise] = _("%(count)d 名新生")
    is_batch: ClassVar[bool] = True
    papers_of_students: ClassVar[frozenset[str]] = frozenset(PAPERS_OF_STUDENTS)
    details_template: ClassVar[str] = "students/registration/_details.html"
    start_url: ClassVar[str] = "students:registration_open"

    def facts(self, case: Case, items: Iterable[Item]) -> dict[int, Any]:
        """The roster and every student of it."""
        rows = list(items)
        students = Student.objects.select_related("person", "programme", "school_class").in_bulk(
            [item.student_id for item in rows]
        )
        facts = registration_facts(_school(case), list(students.values()), case=case)
        return {item.pk: facts[item.student_id] for item in rows}

    def judge(
        self,
        policy_key: str,
        facts: NewStudentFacts,
        on: date,
        granted: Collection[str] = (),
        school_rules: Mapping[str, Any] | None = None,
    ) -> Verdicts:
        """What the rules say of the roster and of the student."""
        asked = (id(facts.roster), policy_key, on, tuple(granted))
        if asked not in facts.said:
            facts.said[asked] = list(check(policy_key, self.key, facts.roster, on, granted, school_rules))
        roster = facts.said[asked]
        student = check(policy_key, "registration_item", facts.student, on, granted, school_rules)
        return Verdicts.of([*roster, *student])

    def parties(self, case: Case) -> dict[str, int | None]:
        """The school and the bodies above it."""
        return parties_of_school(_school(case))

    def apply(self, case: Case, items: list[Item], scope: Scope) -> None:
        """Status and number for each student still in the case."""
        registration_apply(case, items, scope)

    def context(self, case: Case, items: list[Item]) -> dict[str, Any]:
        """How many of each class, and how many stand where."""
        classes = Counter(item.snapshot.get("class_name", "") for item in items)
        states = Counter(item.state for item in items)
        return {
            "late_reason": case.details.get("late_reason", ""),
            "continued": sum(1 for item in items if is_formal(item.snapshot.get("number_mask", "L"))),
            "roster_url": reverse("students:registration_roster", args=[case.pk]),
            "class_counts": sorted(classes.items()),
            "own_papers": _own_papers(items),
            "case_items": items,
            "item_states": [(ItemState(state).label, count) for state, count in sorted(states.items())],
        }

    def effects(self, case: Case, items: list[Item]) -> list[str]:
        """What the system will do."""
        early, place = early_ones(case, [item.student_id for item in items])
        return [
            gettext("学籍状态由“未注册”改为“在读”，取得学籍日期为生效之日"),
            *(
                [
                    gettext("%(count)d 名文体选调生的取得学籍日期为报到之日（%(article)s）")
                    % {"count": early, "article": place.label}
                ]
                if early and place
                else []
            ),
            gettext("临时学籍号（L）换为正式学籍号：有居民身份证的为 G，其余为 J，终身不变"),
            gettext("已有正式学籍号的接续原号"),
            gettext("被退回和未通过查重的学生留作“未注册”，可进下一批"),
        ]


def _own_papers(items: list[Item]) -> list[tuple[str, list[AdmissionPaper]]]:
    """What the students of the batch handed in each for himself, by name."""
    names = {item.student_id: item.snapshot.get("name", "") for item in items if item.state in _STILL_IN}
    rows = AdmissionPaper.objects.filter(admission__student__in=names, kind__in=OWN_PAPERS).select_related("admission")
    found: dict[int, list[AdmissionPaper]] = defaultdict(list)
    for row in rows:
        found[row.admission.student_id or 0].append(row)
    return [(names[key], papers) for key, papers in found.items()]


def _school(case: Case) -> Organization:
    return Organization.objects.select_related("parent").get(pk=case.opened_for_id)
