"""The three ways out of a clash as kinds of cases: proof (佐证), correction (更正), deletion (删除)."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students import changes as register
from students.identity import effects
from students.identity.facts import correction_facts, deletion_facts, other_side, proof_facts
from students.identity.hearing import hearing_open
from students.identity.models import Clash, Remedy
from students.identity.pages import said_by, sides_for
from students.identity.spans import deciding_seats, span_of
from students.parties import parties_of_school
from xueji import clock
from xueji.cases.models import Case, Item, Step
from xueji.cases.printing.facts import FormFacts
from xueji.cases.registry import CaseKind
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, current_scope, unfenced
from xueji.policies.vocabulary import ProofClaim
from xueji.web.formats import cn_date_full

_MENDS = ("authority", "school")


class RemedyKind(CaseKind):
    """One finding of the asking school. The other school has no seat: each would learn from the chain who the other is."""

    details_template: ClassVar[str] = "students/identity/_details.html"
    start_url: ClassVar[str] = "students:duplicates"
    start_label: ClassVar[str | Promise] = _("查重")
    start_permission: ClassVar[str] = "manage_students"
    can_be_undone: ClassVar[bool] = True

    def opened(self, case: Case) -> None:
        """The case's own row, from the details that the action checked."""
        details = dict(case.details)
        sealed, birth = details.pop("identity_cipher", ""), details.pop("birth_date", "")
        Remedy.objects.create(
            case=case, identity_cipher=bytes.fromhex(sealed) or None, birth_date=birth or None, **details
        )

    def parties(self, case: Case) -> dict[str, int | None]:
        """The school and its authority."""
        seats = parties_of_school(_school(case))
        return {seat: seats[seat] for seat in _MENDS}

    def context(self, case: Case, items: list[Item]) -> dict[str, Any]:
        """The clash as this reader may know it, and what is asked for."""
        remedy = remedy_of(case)
        scope = current_scope()
        return {
            "remedy": remedy,
            "described": self.described(remedy),
            "sides": sides_for(remedy.finding, scope),
            "is_own": scope is not None and scope.organization_id == case.opened_for_id,
        }

    def described(self, remedy: Remedy) -> list[tuple[str, str]]:
        """What is asked for, as labels and values."""
        finding = remedy.finding
        return [
            (gettext("重复情形"), str(finding.get_kind_display())),
            (gettext("发现"), gettext("%(day)s，%(via)s") % {
                "day": cn_date_full(finding.found_on), "via": finding.get_via_display()
            }),
            (gettext("情况说明"), remedy.reason_text),
        ]  # fmt: skip

    def form(self, case: Case, items: list[Item]) -> dict[int, FormFacts]:
        """The printed form: the clash, what is asked for, the reason."""
        remedy = remedy_of(case)
        rows = [row for row in self.described(remedy) if row[1] != remedy.reason_text]
        return {item.pk: FormFacts(self.words(remedy), rows, remedy.reason_text) for item in items}

    def words(self, remedy: Remedy) -> dict[str, str]:
        """What the form of the regulation asks for by name."""
        said = dict(self.described(remedy))
        return {
            "clash": said[gettext("重复情形")],
            "found": said[gettext("发现")],
            "claim": str(remedy.get_claim_display()),
            "corrected": "；".join(f"{label}：{value}" for label, value in said_by(remedy)),
        }


class ProofKind(RemedyKind):
    """重复学籍佐证: decided by the lowest level that spans both schools, which hears the other one (Beijing 12, Zhejiang 13)."""

    key: ClassVar[str] = "duplicate_proof"
    label: ClassVar[str | Promise] = _("重复学籍佐证")
    prefix: ClassVar[str] = "CZ"
    verb: ClassVar[str | Promise] = _("裁定佐证成立")

    def facts(self, case: Case, items: Iterable[Item]) -> dict[int, Any]:
        """The clash and what is claimed."""
        return {item.pk: proof_facts(case, remedy_of(case)) for item in items}

    def parties(self, case: Case) -> dict[str, int | None]:
        """Up to the level that spans both."""
        school = _school(case)
        with unfenced(reason="which level spans the two schools of a clash"):
            clash = Clash.objects.select_related("standing_school").get(sides=remedy_of(case).finding_id)
        return deciding_seats(school, span_of(school, clash.standing_school).level)

    def submitted(self, case: Case) -> None:
        """The other school is told that it may say something, and until when."""
        hearing_open(case, remedy_of(case).finding)

    def owed_before_approval(self, case: Case, step: Step) -> str:
        """Who decides last hears the other school first, or waits until its days are over."""
        last = case.steps.filter(kind=step.kind).order_by("-position").values_list("pk", flat=True).first()
        if step.pk != last:
            return ""
        with unfenced(reason="whether the other school of a clash was heard"):
            other = other_side(remedy_of(case).finding)
        if other.is_heard(clock.today()) or other.statement_due_on is None:
            return ""
        said = {"day": cn_date_full(other.statement_due_on)}
        return gettext("另一方还没有陈述，期限到%(day)s；陈述后或期限过后再裁定。") % said

    def described(self, remedy: Remedy) -> list[tuple[str, str]]:
        """With what is claimed."""
        rows = super().described(remedy)
        return [rows[0], (gettext("要证明"), str(remedy.get_claim_display())), *rows[1:]]

    def apply(self, case: Case, items: list[Item], scope: Scope) -> None:
        """Settle the clash."""
        effects.proof_apply(case, remedy_of(case), scope)

    def undo(self, case: Case, items: list[Item], scope: Scope) -> None:
        """The clash is open again."""
        effects.proof_undo(case, remedy_of(case), Case.objects.get(pk=scope.case_id or 0), scope)

    def undo_obstacle(self, case: Case) -> str:
        """What was built on a record that was deleted, or that was let through."""
        if register.changes_of_case(case.pk):
            return register.undo_obstacle(case.pk)
        student = remedy_of(case).finding.student
        if student is not None and student.status != "pending":
            return gettext("该生已据此注册，要先处理注册。")
        return ""

    def effects(self, case: Case, items: list[Item]) -> list[str]:
        """What the system will do."""
        if remedy_of(case).claim == ProofClaim.TWO_PEOPLE:
            return [
                gettext("双方的学籍各自有效，这一重复不再阻止注册"),
                gettext("学籍号已为他人所用的，注册时另编 J 号，终身不变"),
            ]
        return [
            gettext("另一方的记录未注册的，随即删除，留有沿革；已注册的，通知其办理注销或转学"),
            gettext("本校的记录可以注册；名册中尚未建立记录的，可以重新导入"),
        ]


class CorrectionKind(RemedyKind):
    """更正误录信息: a pending record gets what its papers say; of a registered one it is an information change."""

    key: ClassVar[str] = "duplicate_correction"
    label: ClassVar[str | Promise] = _("更正误录信息")
    prefix: ClassVar[str] = "CG"
    verb: ClassVar[str | Promise] = _("同意更正")

    def facts(self, case: Case, items: Iterable[Item]) -> dict[int, Any]:
        """The record as it would be."""
        return {item.pk: correction_facts(case, remedy_of(case)) for item in items}

    def described(self, remedy: Remedy) -> list[tuple[str, str]]:
        """With old and new values, numbers masked."""
        return [*super().described(remedy)[:2], *said_by(remedy), *super().described(remedy)[2:]]

    def apply(self, case: Case, items: list[Item], scope: Scope) -> None:
        """Correct the record."""
        effects.correction_apply(case, remedy_of(case), scope)

    def undo(self, case: Case, items: list[Item], scope: Scope) -> None:
        """The record as it was before."""
        effects.correction_undo(case, remedy_of(case), Case.objects.get(pk=scope.case_id or 0), scope)

    def undo_obstacle(self, case: Case) -> str:
        """What was built on it."""
        return effects.correction_built_upon(case, remedy_of(case))

    def effects(self, case: Case, items: list[Item]) -> list[str]:
        """What the system will do."""
        return [
            gettext("未注册记录按更正后的信息登记，原值留在沿革中"),
            gettext("更正后的证件号在本系统已有学籍号的，接续原号；没有的，注册时编号"),
            gettext("更正后不再重复的，这一查重记录随即办结"),
        ]


class DeletionKind(RemedyKind):
    """删除误录学籍: a pending record that should not be is closed; who is registered goes by cancellation."""

    key: ClassVar[str] = "duplicate_deletion"
    label: ClassVar[str | Promise] = _("删除误录学籍")
    prefix: ClassVar[str] = "CS"
    verb: ClassVar[str | Promise] = _("同意删除")

    def facts(self, case: Case, items: Iterable[Item]) -> dict[int, Any]:
        """Whether it is pending."""
        return {item.pk: deletion_facts(case, remedy_of(case)) for item in items}

    def apply(self, case: Case, items: list[Item], scope: Scope) -> None:
        """Close the record."""
        effects.deletion_apply(case, remedy_of(case), scope)

    def undo(self, case: Case, items: list[Item], scope: Scope) -> None:
        """The record stands again."""
        effects.deletion_undo(case, remedy_of(case), Case.objects.get(pk=scope.case_id or 0), scope)

    def undo_obstacle(self, case: Case) -> str:
        """What was built on it."""
        return register.undo_obstacle(case.pk)

    def effects(self, case: Case, items: list[Item]) -> list[str]:
        """What the system will do."""
        return [
            gettext("未注册记录改为“注销”，不再在册，沿革和本件留存可查"),
            gettext("与之重复的查重记录随即办结，另一方不再受影响"),
        ]


def remedy_of(case: Case) -> Remedy:
    """The row of a case with its finding and the own student: one query for each case that was read."""
    if "read_remedy" not in case.__dict__:
        rows = Remedy.objects.select_related("finding__student__school", "finding__student__person")
        case.__dict__["read_remedy"] = rows.get(case=case)
    return case.__dict__["read_remedy"]


def _school(case: Case) -> Organization:
    return Organization.objects.select_related("parent", "province").get(pk=case.opened_for_id)
