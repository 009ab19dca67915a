"""Status changes of a period, as they are entered again in the national system (Beijing 10, 15; Zhejiang 9)."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.exports.reentry import AGAIN, KINDS
from students.exports.sources import lines, periods
from students.exports.sources.base import Asked, Column, Pairs, Source
from students.exports.sources.reasons import reason_code, type_code, words_of
from students.exports.texts import Row
from students.models import Programme, SchoolClass, StatusChange
from students.presenters import timeline
from students.statuses import ChangeKind, Status
from xueji.calendars.terms import school_year_of
from xueji.cases.models import Case, Item
from xueji.codes.codesets import codeset
from xueji.organizations.scope import Scope
from xueji.policies.engine.registry import get as policy

_PLACES = ("programme_id", "school_class_id", "cohort")


class ChangesForm(periods.PeriodForm):
    """From when to when, and which kinds."""

    enters = "changes"

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("异动类别"),
        choices=[(kind.value, kind.label) for kind in ChangeKind if kind != ChangeKind.REVOCATION],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=sorted(KINDS["changes"]),
    )
    undone = forms.BooleanField(label=gettext_lazy("也列出已撤销的"), required=False)

    def said(self) -> dict[str, Any]:
        kinds = self.cleaned_data["kinds"] or list(self.fields["kinds"].initial)
        if self.cleaned_data["period"] == AGAIN:
            kinds = sorted(KINDS["changes"])  # what is left out of one list would be in none
        return super().said() | {"kinds": kinds, "undone": self.cleaned_data["undone"]}


@dataclass
class _Places:
    """Where a student stood before and after a change."""

    before: dict[str, Any]
    after: dict[str, Any]


@dataclass
class _Known:
    """What the rows of a portion need, read together."""

    lines: Mapping[int, lines.Line]
    places: Mapping[int, _Places]
    programmes: Mapping[int, Programme]
    classes: Mapping[int, str]
    cases: Mapping[int, Case]
    words: Mapping[tuple[int, int], tuple[str, str, str]] = field(default_factory=dict)


class Changes(Source):
    """The ledger of a period: one row a change."""

    key = "changes"
    label = gettext_lazy("学籍异动名册")
    unit = gettext_lazy("条")
    form_class = ChangesForm
    back = "exports:list"

    def columns(self, scope: Scope) -> Sequence[Column]:
        return _COLUMNS

    def described(self, asked: Asked) -> Pairs:
        kinds = "、".join(str(ChangeKind(kind).label) for kind in asked.said["kinds"])
        undone = _("列出") if asked.said.get("undone") else _("不列")
        return [*periods.described(asked), (_("异动类别"), kinds), (_("已撤销的"), undone)]

    def keys(self, asked: Asked) -> Sequence[int]:
        found = periods.recorded_again(asked, "changes")
        if found is None:
            found = StatusChange.objects.filter(
                effective_on__range=periods.span_of(asked), kind__in=asked.said["kinds"]
            )
            if not asked.said.get("undone"):
                found = found.filter(undone_by=None)
        found = found.order_by("effective_on", "id")
        return array("q", found.values_list("pk", flat=True).iterator(chunk_size=20_000))

    def students(self, keys: Sequence[int]) -> Iterable[int]:
        return StatusChange.objects.filter(pk__in=list(keys)).values_list("student_id", flat=True)

    def rows(self, asked: Asked, keys: Sequence[int]) -> Iterable[Row]:
        found = StatusChange.objects.select_related("undone_by").in_bulk(list(keys))
        changes = [found[key] for key in keys if key in found]
        known = _known(changes, whole=asked.whole)
        for change in changes:
            if change.student_id in known.lines:
                texts = _texts(change, known)
                yield [texts[key] for key in asked.columns]


_COLUMNS = (
    Column("number", gettext_lazy("学籍号"), 24, secret=True),
    Column("identity", gettext_lazy("身份证件号"), 22, secret=True),
    Column("name", gettext_lazy("姓名"), 12),
    Column("sex", gettext_lazy("性别"), 6),
    Column("school_number", gettext_lazy("学号"), 14),
    Column("type", gettext_lazy("异动类别"), 14),
    Column("type_code", gettext_lazy("异动类别码"), 10),
    Column("national_type", gettext_lazy("国家代码名称"), 16),
    Column("effective_on", gettext_lazy("异动日期"), 12),
    Column("reason", gettext_lazy("异动原因"), 24),
    Column("reason_code", gettext_lazy("异动原因码"), 10),
    Column("from_status", gettext_lazy("原学籍状态"), 12),
    Column("to_status", gettext_lazy("现学籍状态"), 12),
    Column("from_school", gettext_lazy("原学校"), 26),
    Column("from_class", gettext_lazy("原班级"), 16),
    Column("from_programme", gettext_lazy("原专业"), 18),
    Column("from_cohort", gettext_lazy("原年级"), 8),
    Column("to_school", gettext_lazy("现学校"), 26),
    Column("to_class", gettext_lazy("现班级"), 16),
    Column("to_programme", gettext_lazy("现专业"), 18),
    Column("to_cohort", gettext_lazy("现年级"), 8),
    Column("case", gettext_lazy("批准文号（办件号）"), 20),
    Column("article", gettext_lazy("依据"), 24),
    Column("school_year", gettext_lazy("学年"), 12),
    Column("recorded_at", gettext_lazy("登记时间"), 18),
    Column("note", gettext_lazy("说明"), 24),
    Column("undone", gettext_lazy("是否已撤销"), 10, usual=False),
)


def _known(changes: Sequence[StatusChange], *, whole: bool) -> _Known:
    places = _places(changes)
    ids = [each for found in places.values() for each in (found.before, found.after)]
    programmes = Programme.objects.in_bulk({each["programme_id"] for each in ids if each.get("programme_id")})
    classes = SchoolClass.objects.filter(
        pk__in={each["school_class_id"] for each in ids if each.get("school_class_id")}
    )
    cases = Case.objects.in_bulk({change.case_id for change in changes if change.case_id})
    return _Known(
        lines.lines_of([change.student_id for change in changes], whole=whole),
        places,
        programmes,
        dict(classes.values_list("pk", "name")),
        cases,
        _words(changes, cases),
    )


def _places(changes: Sequence[StatusChange]) -> dict[int, _Places]:
    """Programme, class and cohort before and after each change: what the next change of the student says that it found,
    else what the record says today."""
    students = {change.student_id for change in changes}
    model = StatusChange._meta.get_field("student").related_model
    today: dict[int, dict[str, Any]] = {
        row["pk"]: {key: row[key] for key in _PLACES}
        for row in model._default_manager.filter(pk__in=students).values("pk", *_PLACES)
    }
    found: dict[int, _Places] = {}
    ledger = StatusChange.objects.filter(student__in=students).order_by("-id")
    for pk, student, before in ledger.values_list("pk", "student_id", "before"):
        after = dict(today.get(student, {}))
        earlier = after | {key: before[key] for key in _PLACES if key in before}
        found[pk] = _Places(earlier, after)
        today[student] = earlier
    return found


def _words(changes: Sequence[StatusChange], cases: Mapping[int, Case]) -> dict[tuple[int, int], tuple[str, str, str]]:
    """Reason, from-school and to-school in the words of the case, by case and student."""
    asked = {change.case_id for change in changes if change.kind in KINDS["changes"]} & cases.keys()
    items: dict[int, list[Item]] = {}
    for item in Item.objects.filter(case__in=asked).order_by("position"):
        items.setdefault(item.case_id, []).append(item)
    found: dict[tuple[int, int], tuple[str, str, str]] = {}
    for pk, own in items.items():
        for person, words in words_of(cases[pk], own).items():
            found[pk, person] = words
    return found


def _texts(change: StatusChange, known: _Known) -> dict[str, str]:
    line, places, case = known.lines[change.student_id], known.places[change.pk], known.cases.get(change.case_id)
    reason, from_school, to_school = known.words.get((change.case_id, change.person_id), ("", "", ""))
    here = line.school_name
    reason = reason or change.note
    code = type_code(change, reason)
    undone = getattr(change, "undone_by", None) is not None
    came, went = change.kind == ChangeKind.TRANSFER_IN, change.kind == ChangeKind.TRANSFER_OUT
    return {
        "number": line.number,
        "identity": line.identity,
        "name": line.name,
        "sex": lines.STUDENT_COLUMNS["sex"][1](line),
        "school_number": line.school_number,
        "type": str(change.get_kind_display()),
        "type_code": code,
        "national_type": codeset("jyt1001_xjydlb_change_type").label(code) if code else "",
        "effective_on": lines.day(change.effective_on),
        "reason": reason,
        "reason_code": reason_code(change, reason),
        "from_status": str(Status(change.from_status).label) if change.from_status else "",
        "to_status": str(Status(change.to_status).label),
        "from_school": from_school if came else here,
        "to_school": to_school if went else here,
        **_side("from", {} if came else places.before, known),
        **_side("to", {} if went else places.after, known),
        "case": case.number if case else "",
        "article": _article(change),
        "school_year": school_year_of(change.effective_on),
        "recorded_at": lines.moment(change.recorded_at),
        "note": _("已撤销，全国系统中须改回。%(note)s") % {"note": change.note} if undone else change.note,
        "undone": _("是") if undone else _("否"),
    }


def _article(change: StatusChange) -> str:
    citation = timeline.citation_of(change.citation)
    return f"{policy(citation.policy).short_name}{citation.label}" if citation else ""


def _side(side: str, place: Mapping[str, Any], known: _Known) -> dict[str, str]:
    programme = known.programmes.get(place.get("programme_id") or 0)
    return {
        f"{side}_class": known.classes.get(place.get("school_class_id") or 0, ""),
        f"{side}_programme": programme.name if programme else "",
        f"{side}_cohort": str(place.get("cohort") or ""),
    }
