"""A form ready for the template: rows of cells on a grid, the reason, the signatures, the opinion boxes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from xueji.cases import registry
from xueji.cases.models import Case, Item
from xueji.cases.printing.boxes import BoxView, Opinions
from xueji.cases.printing.facts import FormFacts, Numbers
from xueji.policies.engine.registry import get as policy
from xueji.policies.forms import FormLayout, Row, form_layout

GRID = 24  # columns
# How wide label and value are, by how many pairs stand in a row.
_WIDTHS = {1: ((6, 18),), 2: ((4, 8), (4, 8)), 3: ((3, 4), (2, 3), (4, 8))}
_SHORT = 16  # characters: two such values stand side by side


@dataclass(frozen=True)
class CellView:
    label: str
    value: str
    label_width: int
    width: int


@dataclass(frozen=True)
class RowView:
    """`kind` says which of the other parts is filled: cells, reason, application, boxes."""

    kind: str
    label: str = ""
    text: str = ""
    cells: list[CellView] = field(default_factory=list)
    boxes: list[BoxView] = field(default_factory=list)
    student: str = ""
    guardian: str = ""
    student_signed: bool = False
    guardian_signed: bool = False
    on: date | None = None

    @property
    def box_width(self) -> int:
        return GRID // len(self.boxes)


@dataclass(frozen=True)
class FormView:
    """One printed form. `number` is the case's, `source` what prescribes the form."""

    title: str
    number: str
    rows: list[RowView]
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class ListView:
    """A batch on one form: a line for each student, then the opinions."""

    title: str
    number: str
    heads: list[str]
    lines: list[list[str]]
    boxes: list[BoxView]
    source: str = ""


def form_views(case: Case, items: Sequence[Item], opinions: Opinions, numbers: Numbers | None = None) -> list[FormView]:
    """A form for each student of the case."""
    kind = registry.get(case.kind)
    facts = kind.form(case, list(items))
    layout = form_layout(policy(case.policy_key), case.kind)
    draw = _prescribed if layout else _own
    return [
        draw(case, item, _with_person(facts[item.pk], item, numbers or {}), opinions, layout)  # type: ignore[arg-type]
        for item in items
        if item.pk in facts
    ]


def list_view(case: Case, items: Sequence[Item], opinions: Opinions, numbers: Numbers | None = None) -> ListView:
    """The list form of a batch: the person, and what the kind says of each in one cell."""
    facts = registry.get(case.kind).form(case, list(items))
    lines = []
    for item in items:
        said = facts[item.pk]
        person = _with_person(said, item, numbers or {}).fields
        matter = "；".join(f"{label}：{value}" for label, value in said.rows if value)
        text = "。".join(part for part in (matter, said.reason) if part)
        names = ("name", "sex", "identity_number", "student_number", "programme", "class_name")
        lines.append([str(item.position), *(person.get(name, "") for name in names), text])
    heads = [_("序"), _("姓名"), _("性别"), _("身份证件号"), _("学籍号"), _("专业"), _("班级"), _("事项")]
    return ListView(form_title(case), case.number, heads, lines, opinions.all_boxes(), _source(case, None))


def form_title(case: Case) -> str:
    """浙江省中等职业学校学生休学审批表, where no layout gives the form its title."""
    top = case.opened_for.province or case.opened_for
    return _("%(place)s中等职业学校学生%(kind)s审批表") % {
        "place": top.place,
        "kind": registry.get(case.kind).label,
    }


def person_fields(item: Item) -> dict[str, str]:
    """The words of a form that the snapshot answers. Numbers are masks."""
    shot = item.snapshot
    cohort = shot.get("cohort")
    return {
        "name": shot.get("name", ""),
        "sex": shot.get("sex_label", ""),
        "identity_number": shot.get("identity_mask", ""),
        "student_number": shot.get("given_number_mask") or shot.get("number_mask", ""),
        "birth_date": shot.get("birth_date", ""),
        "address": shot.get("address", ""),
        "school": shot.get("school", ""),
        "programme": shot.get("programme", ""),
        "class_name": shot.get("class_name", ""),
        "cohort": _("%(year)s 级") % {"year": cohort} if cohort else "",
        "years": _("%(years)s 年") % {"years": shot["years"]} if shot.get("years") else "",
        "guardian_name": shot.get("guardian_name", ""),
    }


def pairs_on_grid(pairs: Iterable[tuple[Any, Any]]) -> list[RowView]:
    """Labels and values, two short ones to a row, a long one in a row of its own."""
    rows: list[RowView] = []
    waiting: list[tuple[str, str]] = []
    for label, value in ((str(label), str(value)) for label, value in pairs):
        if len(value) > _SHORT or len(label) > _SHORT // 2:
            rows += [_cells(waiting)] if waiting else []
            rows.append(_cells([(label, value)]))
            waiting = []
            continue
        waiting.append((label, value))
        if len(waiting) == 2:
            rows.append(_cells(waiting))
            waiting = []
    return rows + ([_cells(waiting)] if waiting else [])


def _prescribed(case: Case, item: Item, facts: FormFacts, opinions: Opinions, layout: FormLayout) -> FormView:
    facts = _as_signed(case, facts)
    rows = [view for row in layout.rows if (view := _row(row, facts, opinions))]
    return FormView(layout.title, case.number, rows, layout.note, _source(case, layout))


def _row(row: Row, facts: FormFacts, opinions: Opinions) -> RowView | None:
    if row.kind == "cells":
        return _cells([(cell.label, facts.fields.get(cell.field, "")) for cell in row.cells])
    if row.kind == "reason":
        return RowView("reason", row.label, facts.reason)
    if row.kind == "application":
        return _application(facts, row.label, row.student, row.guardian)
    boxes = [opinions.of_party(box.label, box.party) for box in row.boxes]
    if row.only_with_seats and not any(box.is_seated for box in boxes):
        return None
    return RowView("boxes", boxes=boxes)


def _own(case: Case, item: Item, facts: FormFacts, opinions: Opinions, layout: None) -> FormView:
    facts = _as_signed(case, facts)
    person = facts.fields
    rows = [
        _cells(
            [(_("姓　　名"), person["name"]), (_("性别"), person["sex"]), (_("身份证件号"), person["identity_number"])]
        ),
        _cells([(_("学籍号"), person["student_number"]), (_("学校"), person["school"])]),
        _cells(
            [(_("专业"), person["programme"]), (_("年级、班级"), f"{person['cohort']} {person['class_name']}".strip())]
        ),
        *pairs_on_grid(facts.rows),
        RowView("reason", _("事由说明："), facts.reason),
    ]
    if facts.applied_on:
        rows.append(_application(facts, _("个人申请："), _("学生签字："), _("监护人签字：")))
    boxes = opinions.all_boxes()
    rows += [RowView("boxes", boxes=boxes[at : at + 2]) for at in range(0, len(boxes), 2)]
    return FormView(form_title(case), case.number, rows, "", _source(case, None))


def _application(facts: FormFacts, label: str, student: str, guardian: str) -> RowView:
    return RowView(
        "application",
        label,
        student=student,
        guardian=guardian,
        student_signed=facts.student_signed,
        guardian_signed=facts.guardian_signed,
        on=facts.applied_on,
    )


def _cells(pairs: Sequence[tuple[str, str]]) -> RowView:
    widths = _WIDTHS[len(pairs)]
    return RowView(
        "cells",
        cells=[CellView(label, value, *width) for (label, value), width in zip(pairs, widths, strict=True)],
    )


def _with_person(facts: FormFacts, item: Item, numbers: Numbers) -> FormFacts:
    fields = person_fields(item) | facts.fields
    if found := numbers.get(item.person_id):
        fields["identity_number"], fields["student_number"] = found
    return replace(facts, fields=fields)


def _as_signed(case: Case, facts: FormFacts) -> FormFacts:
    """A draft is printed to be signed: its places stay empty, whatever the form has ticked."""
    return facts if case.submitted_at else replace(facts, student_signed=False, guardian_signed=False)


def _source(case: Case, layout: FormLayout | None) -> str:
    rules = policy(case.policy_key)
    place = layout.citation.label if layout else ""
    return _("依据：%(name)s%(place)s，口径 %(version)s") % {
        "name": rules.short_name,
        "place": place,
        "version": case.policy_version,
    }
