"""Verbs of the duplicate check: look again, be heard, and the three ways out."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from students.identity.checking import asked_of, clashes_found
from students.identity.findings import findings_keep
from students.identity.models import DuplicateFinding, State, Via
from students.identity.solving import clash_close, clashes_review
from students.models import Student
from students.parties import policy_key_of
from students.snapshots import new_items
from students.statuses import Status
from xueji import clock
from xueji.audit.actions import event_record
from xueji.cases.actions import case_open
from xueji.cases.models import Case
from xueji.cases.registry import NewItem
from xueji.cases.states import CaseState
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced
from xueji.policies.vocabulary import ClashKind, ProofClaim

PROOF, CORRECTION, DELETION = "duplicate_proof", "duplicate_correction", "duplicate_deletion"
KINDS = (PROOF, CORRECTION, DELETION)
_GOING = (CaseState.DRAFT, CaseState.RUNNING, CaseState.RETURNED)


@dataclass(frozen=True)
class Corrected:
    """What a wrongly entered record should say; empty entries stay. The number as cipher text and mask."""

    name: str = ""
    sex: str = ""
    birth_date: date | None = None
    identity_type: str = ""
    identity_cipher: bytes | None = None
    identity_mask: str = ""


@transaction.atomic
def duplicates_recheck(*, actor: Scope) -> int:
    """Look again for all of the school's students who wait for registration: what is solved closes, what is new is written
    down. Returns how many are unsolved. Raises NotAllowed for other offices."""
    _require(actor)
    school = actor.organization_id or 0
    with unfenced(reason="duplicate check of a school's new students"):
        clashes_review(schools=[school])
        students = Student.objects.select_related("person").filter(school=school, status=Status.PENDING)
        asked = asked_of(students)
        findings_keep({each.key: each for each in asked}, clashes_found(asked), via=Via.RECHECK, actor=actor)
    return DuplicateFinding.objects.filter(school=school, asks=True).unsolved().count()


@transaction.atomic
def statement_make(*, actor: Scope, finding: DuplicateFinding, statement: str) -> DuplicateFinding:
    """What the side says that was there first. Raises NotAllowed for other offices, Conflict once it is decided."""
    _require(actor, finding)
    if not finding.is_open:
        raise Conflict(_("这一重复已经处理，不再收陈述。"))
    with unfenced(reason="a school is heard on a clash of records"):
        DuplicateFinding.objects.filter(pk=finding.pk).update(
            statement=statement.strip()[:300], stated_at=clock.now(), stated_by=actor.user_id
        )
    finding.refresh_from_db()
    return finding


@transaction.atomic
def claim_withdraw(*, actor: Scope, finding: DuplicateFinding) -> DuplicateFinding:
    """Give up a row of a roster of which no record was made (删除): nothing of it stands in the register.

    Raises Conflict for a finding about a record, or while a proof is under way.
    """
    _require(actor, finding)
    if finding.student_id is not None or not finding.asks or finding.state != State.OPEN:
        raise Conflict(_("只有尚未建立记录的名册行可以直接撤下。"))
    _nothing_going(finding)
    event_record(
        kind="duplicate_claim_withdrawn",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="duplicate_finding",
        subject_id=finding.pk,
    )
    with unfenced(reason="a row of a roster is given up"):
        clash_close(finding.clash, State.DELETED)
    finding.refresh_from_db()
    return finding


@transaction.atomic
def remedy_open(
    *,
    actor: Scope,
    finding: DuplicateFinding,
    kind: str,
    reason: str,
    claim: str = "",
    corrected: Corrected | None = None,
) -> Case:
    """Open a draft of one of the three ways out; papers are handed in on the case's page.

    Raises NotAllowed for another school's finding, Conflict when it is solved, another is under way or the way is not open
    to it, Invalid for a claim that the clash does not allow.
    """
    _require(actor, finding)
    why_not = obstacle(finding, kind)
    if why_not:
        raise Conflict(why_not)
    if kind == PROOF and claim not in claims_for(finding.kind):
        raise Invalid(_("请选要证明的是什么。"), field="claim")
    school = Organization.objects.select_related("parent", "province").get(pk=actor.organization_id or 0)
    details: dict[str, Any] = {"finding_id": finding.pk, "claim": claim, "reason_text": reason.strip()[:300]}
    if corrected is not None:
        details |= _as_json(corrected)
    return case_open(
        actor=actor,
        kind=kind,
        policy_key=policy_key_of(school),
        title=_("%(kind)s：%(school)s") % {"kind": _labels()[kind], "school": school.name},
        items=[_item(finding, school)],
        details=details,
    )


def obstacle(finding: DuplicateFinding, kind: str) -> str:
    """Why a way out is not open for a finding now; empty when it is."""
    if not finding.is_open:
        return _("这一重复已经处理。")
    if not finding.asks:
        return _("本校先登记，由另一方处理；轮到本校陈述时在这里填写。")
    if finding.state == State.RULED:
        return _("已裁定归本校，待另一方办结后重新查重。")
    student = finding.student
    if kind in {CORRECTION, DELETION}:
        if student is None:
            return _("还没有建立记录：更正名册中的证件号后重新导入，或撤下这一行。")
        if student.status != Status.PENDING:
            return _("该生已注册：更正办“信息变更”，重复的办“注销”。")
    return _going(finding)


def claims_for(kind: str) -> list[str]:
    """What can be proved of a clash: two people never have one identity number."""
    if kind == ClashKind.IDENTITY:
        return [ProofClaim.OURS.value]
    return [ProofClaim.TWO_PEOPLE.value, ProofClaim.OURS.value]


def cases_of(findings: Iterable[DuplicateFinding]) -> dict[int, list[Case]]:
    """The cases about findings, the newest first, as far as the reader may see them."""
    found: dict[int, list[Case]] = {}
    rows = Case.objects.filter(remedy__finding__in=list(findings)).order_by("-pk").values_list("pk", "remedy__finding")
    cases = Case.objects.in_bulk([pk for pk, _finding in rows])
    for pk, finding in rows:
        found.setdefault(finding, []).append(cases[pk])
    return found


def _going(finding: DuplicateFinding) -> str:
    if Case.objects.filter(remedy__finding=finding, state__in=_GOING).exists():
        return _("已有一件处理在办，请在那一件上办理。")
    return ""


def _nothing_going(finding: DuplicateFinding) -> None:
    if said := _going(finding):
        raise Conflict(said)


def _require(actor: Scope, finding: DuplicateFinding | None = None) -> None:
    if not actor.allows("manage_students"):
        raise NotAllowed(_("查重由学校学籍管理员处理。"))
    if finding is not None and finding.school_id != actor.organization_id:
        raise NotAllowed(_("只能处理本校的查重记录。"))


def _item(finding: DuplicateFinding, school: Organization) -> NewItem:
    """The own student; of a row without a record the finding itself, under a number that no record has."""
    if finding.student is not None:
        [item] = new_items([Student.objects.with_places().get(pk=finding.student_id)])
        return item
    return NewItem(
        -finding.pk,
        -finding.pk,
        {
            "name": finding.name,
            "sex": finding.sex,
            "sex_label": str(finding.get_sex_display()),
            "birth_date": finding.birth_date.isoformat(),
            "identity_mask": finding.identity_mask,
            "school": school.name,
            "status_label": _("名册中，尚未建立记录"),
        },
    )


def _labels() -> dict[str, str]:
    return {PROOF: _("重复学籍佐证"), CORRECTION: _("更正误录信息"), DELETION: _("删除误录学籍")}


def _as_json(corrected: Corrected) -> dict[str, Any]:
    """The number stays cipher text also in the details of a case."""
    found = asdict(corrected)
    found["birth_date"] = corrected.birth_date.isoformat() if corrected.birth_date else ""
    found["identity_cipher"] = corrected.identity_cipher.hex() if corrected.identity_cipher else ""
    return found
