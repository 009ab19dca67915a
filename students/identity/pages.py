"""What the pages of the duplicate check show. Who the other side is comes from a row that the database shows only to a level
that spans both (`Clash`), so that no page can say too much."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.identity.actions import CORRECTION, DELETION, PROOF, cases_of, claims_for, obstacle
from students.identity.models import Clash, DuplicateFinding, Remedy, State, short_kind
from students.statuses import Sex, Status
from xueji import clock
from xueji.cases.models import Case
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import ClashKind, ProofClaim
from xueji.web.formats import cn_date_full
from xueji.web.marks import Mark

PAGE = 50
_MARKS = {
    State.OPEN: Mark(State.OPEN.label, "wait", "alert-triangle"),
    State.RULED: Mark(State.RULED.label, "info", "gavel"),
    State.PROVED: Mark(State.PROVED.label, "ok", "circle-check"),
    State.CORRECTED: Mark(State.CORRECTED.label, "ok", "circle-check"),
    State.DELETED: Mark(State.DELETED.label, "", "trash"),
    State.MERGED: Mark(State.MERGED.label, "ok", "circle-check"),
    State.GONE: Mark(State.GONE.label, "ok", "circle-check"),
}
_OTHER: dict[str, str | Promise] = {
    ClashKind.IDENTITY: gettext_lazy("他处有同一证件号的在册学籍"),
    ClashKind.NUMBER: gettext_lazy("按该证件号编的学籍号（或该证件号）已登记在另一人名下"),
    ClashKind.LIKENESS: gettext_lazy("他处有姓名、性别、出生日期相同而证件号不同的在册学籍"),
}


@dataclass(frozen=True)
class Side:
    """One school of a clash with its student, for a reader who may know both."""

    school: str
    finding: DuplicateFinding | None
    status: str
    is_asking: bool


@dataclass(frozen=True)
class Way:
    """One of the three ways out; `url` is empty where `why_not` says what stands against it."""

    key: str
    label: str | Promise
    text: str | Promise
    needs: str | Promise
    decides: str | Promise
    icon: str
    url: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Line:
    """A finding in a list. `other` names the other school where the reader's level spans both."""

    finding: DuplicateFinding
    url: str
    days: int
    mark: Mark
    school: str
    other: str
    case: Case | None


def list_page(scope: Scope, shown: str, before: int) -> dict[str, Any]:
    """The findings of the scope; `shown` is open, hear or solved, `before` the key after which the page begins."""
    rows = DuplicateFinding.objects.all()
    counts = {"open": _asking(rows, scope).count(), "hear": _to_hear(rows).count()}
    chosen = {"open": _asking(rows, scope), "hear": _to_hear(rows)}.get(shown, _solved(rows, scope))
    if before:
        chosen = chosen.filter(pk__lt=before)
    found = list(chosen.select_related("student__school_class", "school").order_by("-pk")[: PAGE + 1])
    lines = lines_of(found[:PAGE])
    return {
        "lines": lines,
        "counts": counts,
        "shown": shown,
        "more": lines[-1].finding.pk if len(found) > PAGE else 0,
        "is_school": scope.level is Level.SCHOOL,
        "can_recheck": scope.level is Level.SCHOOL and scope.allows("manage_students"),
        "kinds": [(short_kind(kind.value), _asking(rows, scope).filter(kind=kind).count()) for kind in ClashKind],
    }


def lines_of(findings: Sequence[DuplicateFinding]) -> list[Line]:
    """Lines with the other school's name as far as the reader may know it; two queries more."""
    clashes = {
        clash.pk: clash
        for clash in Clash.objects.filter(pk__in={row.clash_id for row in findings}).select_related(
            "asking_school", "standing_school"
        )
    }
    cases = cases_of(findings)
    return [
        Line(
            finding=row,
            url=reverse("students:duplicate", args=[row.pk]),
            days=(clock.today() - row.found_on).days,
            mark=_MARKS[State(row.state)],
            school=row.school.name,
            other=_named(clashes.get(row.clash_id), row),
            case=next(iter(cases.get(row.pk, ())), None),
        )
        for row in findings
    ]


def finding_page(finding: DuplicateFinding, scope: Scope) -> dict[str, Any]:
    """One finding: what is known, who is on the other side where the reader may know, the ways out."""
    own = scope.organization_id == finding.school_id
    return {
        "finding": finding,
        "line": lines_of([finding])[0],
        "known": known(finding),
        "sides": sides_for(finding, scope),
        "ways": ways_of(finding) if own and finding.asks else [],
        "cases": cases_of([finding]).get(finding.pk, []),
        "can_state": own and not finding.asks and finding.is_open and scope.allows("manage_students"),
        "can_withdraw": own and finding.asks and finding.student_id is None and finding.state == State.OPEN,
        "can_merge": own and finding.asks and finding.student_id is not None and finding.kind != ClashKind.IDENTITY,
        "is_own": own,
    }


def known(finding: DuplicateFinding) -> list[tuple[str, str]]:
    """What the own school knows of a clash, the other side unnamed."""
    rows = [
        (_("重复情形"), str(finding.get_kind_display())),
        (_("另一方"), str(_OTHER[finding.kind]) if finding.asks else _("另一所学校录入了与该生重复的信息")),
        (
            _("发现"),
            _("%(day)s，%(via)s") % {"day": cn_date_full(finding.found_on), "via": finding.get_via_display()},
        ),
        (_("影响"), _effect(finding)),
    ]
    if finding.solved_on:
        rows.append((_("处理"), f"{finding.get_state_display()}，{cn_date_full(finding.solved_on)}"))
    return rows


def sides_for(finding: DuplicateFinding, scope: Scope | None) -> list[Side]:
    """Both sides, for a level that spans them; nobody for any other."""
    if scope is None or scope.level is Level.SCHOOL:
        return []
    clash = Clash.objects.select_related("asking_school", "standing_school").filter(pk=finding.clash_id).first()
    if clash is None:
        return []
    rows = {
        row.asks: row for row in DuplicateFinding.objects.filter(clash=clash).select_related("student__school_class")
    }
    return [
        Side(clash.asking_school.name, rows.get(True), _status(rows.get(True)), is_asking=True),
        Side(clash.standing_school.name, rows.get(False), _status(rows.get(False)), is_asking=False),
    ]


def ways_of(finding: DuplicateFinding) -> list[Way]:
    """The three ways, each with what it needs and who decides."""
    if not finding.is_open:
        return []
    both = len(claims_for(finding.kind)) > 1
    registered = finding.student is not None and finding.student.status != Status.PENDING
    ways = [
        Way(
            PROOF,
            _("佐证"),
            _("该生确在本校就读，或者两个是不同的人") if both else _("该生确在本校就读"),
            _("录取通知书或考勤记录；证明是两个人的，用户口簿、公安证明或身份证")
            if both
            else _("录取通知书或考勤记录"),
            _("由能管到双方的最低一级裁定，裁定前听取另一方"),
            "scale",
        ),
        Way(
            CORRECTION,
            _("更正"),
            _("本校录错了证件号、姓名、性别或出生日期"),
            _("载明正确信息的身份证件"),
            _("主管部门核准后生效"),
            "pencil",
        ),
        Way(
            DELETION,
            _("删除"),
            _("该生不在本校就读，或者重复录入"),
            _("情况说明"),
            _("主管部门核准后生效，留有沿革"),
            "trash",
        ),
    ]
    # Of a row without a record nothing stands in the register: it is imported again, or given up.
    offered = ways if finding.student_id else ways[:1]
    return [_with_address(way, finding, registered) for way in offered]


def said_by(remedy: Remedy) -> list[tuple[str, str]]:
    """Old and new values of a correction, numbers masked."""
    finding = remedy.finding
    rows = []
    if remedy.name:
        rows.append((_("姓名"), f"{finding.name} → {remedy.name}"))
    if remedy.sex:
        rows.append((_("性别"), f"{finding.get_sex_display()} → {Sex(remedy.sex).label}"))
    if remedy.birth_date:
        rows.append((_("出生日期"), f"{cn_date_full(finding.birth_date)} → {cn_date_full(remedy.birth_date)}"))
    if remedy.identity_mask:
        rows.append((_("证件号"), f"{finding.identity_mask} → {remedy.identity_mask}"))
    return rows


def claim_choices(kind: str) -> list[tuple[str, str]]:
    """What can be proved, in words."""
    return [(claim, str(ProofClaim(claim).label)) for claim in claims_for(kind)]


def open_of(students: Iterable[int]) -> dict[int, DuplicateFinding]:
    """The unsolved findings in which these students ask, by student."""
    rows = DuplicateFinding.objects.unsolved().filter(student__in=list(students), asks=True).order_by("pk")
    return {row.student_id: row for row in rows if row.student_id is not None}


def _with_address(way: Way, finding: DuplicateFinding, registered: bool) -> Way:
    fields = dict(vars(way))
    if registered and way.key == CORRECTION:
        return Way(**fields | {"url": f"{reverse('matters:kind', args=['information'])}?student={finding.student_id}"})
    if registered and way.key == DELETION:
        return Way(**fields | {"url": f"{reverse('matters:kind', args=['cancellation'])}?student={finding.student_id}"})
    why_not = obstacle(finding, way.key)
    url = "" if why_not else reverse("students:duplicate_way", args=[finding.pk, way.key.removeprefix("duplicate_")])
    return Way(**fields | {"why_not": why_not, "url": url})


def _asking(rows: Any, scope: Scope) -> Any:
    return rows.unsolved().filter(asks=True)


def _to_hear(rows: Any) -> Any:
    return rows.unsolved().filter(asks=False)


def _solved(rows: Any, scope: Scope) -> Any:
    return rows.exclude(state__in=[State.OPEN, State.RULED]).filter(asks=True)


def _effect(finding: DuplicateFinding) -> str:
    if not finding.is_open:
        return _("已办结，不再影响注册")
    if not finding.asks:
        return _("本校先登记，学籍照常；请核对本校信息，裁定前可以陈述")
    if finding.student_id is None:
        return _("名册中的这一行没有写入，解决后可以重新导入")
    if finding.kind == ClashKind.LIKENESS and not finding.without_number:
        return _("双方都有有效而不同的身份证号，只作提示")
    return _("解决前不能注册")


def _named(clash: Clash | None, finding: DuplicateFinding) -> str:
    if clash is None:
        return ""
    other: Organization = clash.standing_school if finding.asks else clash.asking_school
    return other.name


def _status(finding: DuplicateFinding | None) -> str:
    if finding is None or finding.student is None:
        return _("名册中，尚未建立记录")
    return str(finding.student.get_status_display())
