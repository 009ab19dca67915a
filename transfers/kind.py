"""Transfer as a kind of case: who sits where, what the rules look at, what it does."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from students.parties import parties_of_school
from students.snapshots import years_text
from transfers.effects import transfer_apply, transfer_obstacle, transfer_undo
from transfers.facts import transfer_facts
from transfers.models import OutsideSchool, Transfer
from transfers.outside.newcomers import newcomer_again, newcomer_cancel
from transfers.outside.seats import outside_route, outside_seats
from transfers.printing import form_of
from xueji.cases.models import Case, Item, Step
from xueji.cases.printing.facts import FormFacts
from xueji.cases.registry import CaseKind
from xueji.cases.states import CaseState, StepState
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.engine.chains import Route, Seat


class TransferKind(CaseKind):
    """转学: one student, two schools (Zhejiang 17, Beijing 17 to 20)."""

    key: ClassVar[str] = "transfer"
    label: ClassVar[str | Promise] = _("转学")
    prefix: ClassVar[str] = "ZX"
    verb: ClassVar[str | Promise] = _("同意转学")
    details_template: ClassVar[str] = "transfers/_details.html"
    start_url: ClassVar[str] = "transfers:open"
    student_may_apply: ClassVar[bool] = True
    can_be_undone: ClassVar[bool] = True

    def opened(self, case: Case) -> None:
        """The transfer's own row, from the details that the action checked; that of a school outside beside it."""
        item = case.items.get()
        details = dict(case.details)
        outside = details.pop("outside", None)
        Transfer.objects.create(case=case, student_id=item.student_id, **details)
        if outside:
            OutsideSchool.objects.create(case=case, **outside)
            if "from_school_id" not in details:
                newcomer_again(case, transfer_of(case))

    def facts(self, case: Case, items: Iterable[Item]) -> dict[int, Any]:
        """Fresh facts of the one student, the two schools and the place offered."""
        transfer = transfer_of(case)
        return {item.pk: transfer_facts(transfer, case=case) for item in items}

    def parties(self, case: Case) -> dict[str, Seat]:  # type: ignore[override]  # a seat may be outside
        """The seats of both schools; one outside the register sits on paper."""
        return parties_of(transfer_of(case))

    def route(self, case: Case) -> str:
        """Inside one province or across."""
        return route_of(transfer_of(case))

    def owed_before_approval(self, case: Case, step: Step) -> str:
        """The to-school agrees to a place in a class, not to a transfer in general."""
        transfer = transfer_of(case)
        own_step = step.organization_id == transfer.to_school_id and not step.outside_name
        if own_step and transfer.to_class_id is None:
            return gettext("请先给该生安排班级，再同意转入。")
        return ""

    def apply(self, case: Case, items: list[Item], scope: Scope) -> None:
        """Leave one register, enter the other."""
        transfer_apply(case, scope)

    def undo(self, case: Case, items: list[Item], scope: Scope) -> None:
        """Back to the school that was left."""
        transfer_undo(case, scope)

    def undo_obstacle(self, case: Case) -> str:
        """Whatever happened to the record at the to-school since."""
        return transfer_obstacle(case)

    def details_again(self, case: Case) -> dict[str, Any]:
        """What stands in the transfer now; it may have been corrected since it was opened."""
        transfer = transfer_of(case)
        details = {name: value_to_json(getattr(transfer, name)) for name in case.details if name != "outside"}
        if outside := transfer.outside:
            details["outside"] = {name: value_to_json(getattr(outside, name)) for name in case.details["outside"]}
        return details

    def closed_without_effect(self, case: Case) -> None:
        """Who came from outside the register has no status here: the pending record is closed."""
        transfer = transfer_of(case)
        if transfer.from_school_id is None:
            newcomer_cancel(case, transfer)

    def context(self, case: Case, items: list[Item]) -> dict[str, Any]:
        """What the case page shows of a transfer. `classes` is what the to-school may choose from."""
        transfer = transfer_of(case)
        snapshot = items[0].snapshot if items else {}
        transfer_in = transfer.to_school_id is not None
        at_to_school = transfer_in and any(
            step.state == StepState.OPEN and step.organization_id == transfer.to_school_id for step in case.steps.all()
        )
        return {
            "transfer": transfer,
            "classes": transfer.offered_classes(),
            "class_can_be_given": at_to_school
            or (case.state in {CaseState.DRAFT, CaseState.RETURNED} and case.opened_for_id == transfer.to_school_id),
            "outside": transfer.outside,
            "can_be_changed": case.state in {CaseState.DRAFT, CaseState.RETURNED},
            "comparison": _comparison(transfer, snapshot),
            "comparison_heads": [gettext("转出"), gettext("转入")],
        }

    def form(self, case: Case, items: list[Item]) -> dict[int, FormFacts]:
        """The form of the one student."""
        transfer = transfer_of(case)
        return {item.pk: form_of(transfer, item.snapshot) for item in items}

    def effects(self, case: Case, items: list[Item]) -> list[str]:
        """What the system will do."""
        snapshot = items[0].snapshot if items else {}
        return effects_of(transfer_of(case), gives_up_place=bool(snapshot.get("integrated")))


def transfer_of(case: Case) -> Transfer:
    """The details of a transfer case with schools and the place offered: one query for each case that was read."""
    if "read_transfer" not in case.__dict__:
        rows = Transfer.objects.select_related(
            "from_school__parent", "from_school__province", "to_school__parent", "to_school__province", "to_programme",
            "to_class", "case__outside_school__authority",
        )  # fmt: skip
        case.__dict__["read_transfer"] = rows.get(case=case)
    return case.__dict__["read_transfer"]


def value_to_json(value: Any) -> Any:
    """A day or a length as text; keys and words as they are."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def route_between(from_school: Organization, to_school: Organization) -> Route:
    """Inside one province or across."""
    return Route.INSIDE if from_school.province_id == to_school.province_id else Route.ACROSS


def parties_of(transfer: Transfer) -> dict[str, Seat]:
    """Who sits where on both sides."""
    own, outside = transfer.opener, transfer.outside
    return {
        **_seats_of(transfer.from_school, outside, own, "from"),
        **_seats_of(transfer.to_school, outside, own, "to"),
    }


def route_of(transfer: Transfer) -> Route:
    """Inside one province or across."""
    if transfer.outside:
        return outside_route(transfer.outside, transfer.opener)
    assert transfer.from_school and transfer.to_school
    return route_between(transfer.from_school, transfer.to_school)


def _seats_of(
    school: Organization | None, outside: OutsideSchool | None, own: Organization, side: str
) -> dict[str, Seat]:
    if school is None:
        return outside_seats(outside, own, side) if outside else {}
    return {**parties_of_school(school, side)}


def effects_of(transfer: Transfer, *, gives_up_place: bool) -> list[str]:
    """Sentences: what happens when the transfer takes effect."""
    names = {"from": transfer.from_name, "to": transfer.to_name}
    if transfer.from_school is None:
        sentences = [
            gettext("%(to)s的该生学籍由“未注册”改为“在读”，学籍号沿用其原有号码") % names,
            gettext("来源记为%(from)s（系统外）；未获同意或撤回的，这份未注册记录随即注销") % names,
        ]
    elif transfer.to_school is None:
        sentences = [
            gettext("%(from)s的学籍状态改为“已转出”，记录留存可查") % names,
            gettext("去向记为%(to)s（系统外），其学籍由该校所在地建立") % names,
        ]
    else:
        sentences = [
            gettext("%(from)s的学籍状态改为“已转出”，记录留存可查") % names,
            gettext("%(to)s新建在读学籍，学籍号不变，由系统编发校内学号") % names,
            gettext("本件携带的基本信息随学籍转入%(to)s") % names,
        ]
    if gives_up_place:
        sentences.append(gettext("原贯通培养项目的资格自生效之日丧失"))
    return sentences


def _comparison(transfer: Transfer, snapshot: dict[str, Any]) -> list[SimpleNamespace]:
    """Where from and where to, side by side."""
    place = destination_of(transfer)
    rows = [
        (gettext("学校"), transfer.from_name, transfer.to_name),
        (
            gettext("专业"),
            f"{snapshot.get('major_code', '')} {snapshot.get('programme', '')}".strip(),
            place["programme"],
        ),
        (gettext("学制（年）"), snapshot.get("years", ""), place["years"]),
        (gettext("年级"), snapshot.get("cohort", ""), transfer.to_cohort),
        (gettext("班级"), snapshot.get("class_name", ""), place["class_name"]),
    ]
    return [
        SimpleNamespace(
            label=label,
            before=before,
            after=after,
            mark=gettext("相同") if before == after else gettext("变更"),
            tone="" if before == after else "info",
        )
        for label, before, after in rows
    ]


def destination_of(transfer: Transfer) -> dict[str, str]:
    """Programme, length and class of the place offered, in words."""
    programme, outside = transfer.to_programme, transfer.outside
    if programme is None:
        named = (outside.programme, years_text(outside.years)) if outside else ("", "")
        return {"programme": named[0], "years": named[1], "class_name": ""}
    return {
        "programme": f"{programme.major_code} {programme.name}",
        "years": years_text(programme.years),
        "class_name": transfer.to_class.name if transfer.to_class else gettext("待转入学校安排"),
    }
