"""What a case is called on a page: title with the student's name, badges, one line below."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from xueji.cases import registry
from xueji.cases.models import Case, Item
from xueji.cases.states import FINAL, CaseState, StepKind, StepState
from xueji.policies.engine.verdicts import Verdicts


@dataclass(frozen=True)
class Head:
    """Whom a case is about: the name of the first student and how many there are."""

    name: str
    count: int


@dataclass(frozen=True)
class Badge:
    """A badge as the tag `{% badge %}` wants it."""

    label: str
    tone: str
    icon: str


def heads_of(cases: Iterable[Case]) -> dict[int, Head]:
    """Whom each case is about, by case id, in one query for a whole page."""
    ids = [case.pk for case in cases]
    first = Max(KeyTextTransform("name", "snapshot"), filter=Q(position=1))
    rows = Item.objects.filter(case_id__in=ids).order_by().values_list("case_id").annotate(name=first, n=Count("id"))
    known = {pk: Head(name or "", count) for pk, name, count in rows}
    return {pk: known.get(pk, Head("", 0)) for pk in ids}


def head_of(items: list[Item]) -> Head:
    """Whom a case is about, of items read already."""
    name = items[0].snapshot.get("name", "") if items else ""
    return Head(name, len(items))


def subject(case: Case, head: Head) -> str:
    """陈语桐, or 24 名新生 for a batch."""
    kind = registry.get(case.kind)
    if case.is_batch or not head.name:
        return str(kind.items_label) % {"count": head.count}
    return head.name


def title(case: Case, head: Head) -> str:
    """转学：陈语桐; for a batch 新生注册：24 名新生."""
    return _("%(kind)s：%(subject)s") % {"kind": registry.get(case.kind).label, "subject": subject(case, head)}


def subtitle(case: Case, items: list[Item]) -> str:
    """The line below the title: who it is (女，16 岁，计算机应用 2026级) and the case's own title."""
    matter = case.title.removeprefix(f"{registry.get(case.kind).label}：")
    if case.is_batch or not items:
        return matter
    return "　".join(part for part in (_who(items[0].snapshot), matter) if part)


def _who(snapshot: dict[str, Any]) -> str:
    cohort = _("%(programme)s %(cohort)s级") % {
        "programme": snapshot.get("programme"),
        "cohort": snapshot.get("cohort"),
    }
    parts = [
        snapshot.get("sex_label"),
        _("%(age)s 岁") % {"age": snapshot["age"]} if snapshot.get("age") else "",
        cohort if snapshot.get("programme") and snapshot.get("cohort") else "",
    ]
    return _("，").join(str(part) for part in parts if part)


def badges(case: Case, verdicts: Verdicts, steps: Iterable[Any] = ()) -> list[Badge]:
    """What the reader must know before anything else: exceptions, papers owed, what forbids it."""
    if case.state == CaseState.EFFECTIVE or case.state in FINAL:
        if any(step.kind == StepKind.CORRECTION and step.state == StepState.OPEN for step in steps):
            return [Badge(_("责令改正"), "bad", "gavel")]
        objected = any(step.state == StepState.OBJECTED for step in steps)
        return [Badge(_("备案时有异议"), "bad", "gavel")] if objected else []
    found = []
    if verdicts.forbidden:
        found.append(Badge(_("禁止 %(count)d") % {"count": len(verdicts.forbidden)}, "bad", "ban"))
    if verdicts.open_exceptions:
        found.append(Badge(_("原则上不予 · 需例外"), "except", "square-rotated"))
    elif verdicts.exceptions:
        found.append(Badge(_("按例外办理"), "except", "square-rotated"))
    if owed := len(verdicts.missing_evidence):
        found.append(Badge(_("待补证据 %(count)d") % {"count": owed}, "wait", "file-alert"))
    return found


def trouble(verdicts: Verdicts) -> str:
    """The rules' answer in one short line for lists; empty for a case without answers."""
    if not len(verdicts):
        return ""
    parts = []
    if verdicts.forbidden:
        parts.append(_("禁止 %(count)d") % {"count": len(verdicts.forbidden)})
    if verdicts.open_exceptions:
        parts.append(_("需例外 %(count)d") % {"count": len(verdicts.open_exceptions)})
    if owed := len(verdicts.missing_evidence):
        parts.append(_("待补证据 %(count)d") % {"count": owed})
    return "，".join(parts) or _("规则全部允许")
