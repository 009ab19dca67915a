"""Clashes between records: one inside a county, one across cities with a proof under way, one that was settled; two
numbers of one person."""

from datetime import date
from typing import Protocol

from students.identity.actions import DELETION, PROOF, remedy_open, statement_make
from students.identity.checking import asked_of, clashes_found
from students.identity.findings import findings_keep, row_of
from students.identity.merging.actions import merge_open, other_person_find
from students.identity.models import DuplicateFinding, Via
from students.identity.numbers import former_number_add
from students.models import Student
from students.statuses import Status
from xueji.cases import actions
from xueji.cases.models import Case
from xueji.codes import names
from xueji.database import cipher
from xueji.demo.script import acting, days_before, decider, fresh, hand_in_papers, open_steps
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, case_effect, unfenced
from xueji.policies.vocabulary import ProofClaim


class Stage(Protocol):
    """What the script of all cases holds ready."""

    schools: dict[str, Organization]
    today: date

    def student(self, slug: str, cohort: int = ..., status: str = ...) -> Student: ...


def act_duplicates(stage: Stage) -> None:
    """Everything of this file."""
    slugs = _pair_of_county(stage)
    _row_of_roster(stage, *slugs, on=days_before(stage.today, 6))
    across = _across_cities(stage, slugs[0])
    _proof_under_way(stage, slugs[0], across)
    _deleted(stage, *slugs)
    _former_number(stage, slugs[0])
    _two_numbers(stage, *slugs)


def _pair_of_county(stage: Stage) -> tuple[str, str]:
    """Two schools of one county of which the first has newcomers."""
    for one, school in stage.schools.items():
        for other, neighbour in stage.schools.items():
            if one != other and school.county_id and school.county_id == neighbour.county_id and _waiting(school) > 8:
                return one, other
    raise LookupError("the demonstration has no two schools in one county")


def _across_cities(stage: Stage, slug: str) -> str:
    own = stage.schools[slug]
    return next(
        key
        for key, school in stage.schools.items()
        if school.province_id == own.province_id and school.city_id != own.city_id
    )


def _waiting(school: Organization) -> int:
    with unfenced(reason="demonstration"):
        return Student.objects.filter(school=school, status="pending").count()


def _row_of_roster(stage: Stage, slug: str, other: str, on: date) -> DuplicateFinding:
    """A row with the number of somebody who studies next door: the import wrote it down and went on without it."""
    theirs = stage.student(other)
    school = stage.schools[slug]
    with acting(school, "registrar", on) as scope, unfenced(reason="demonstration"):
        number = theirs.person.identity_number
        asked, hidden = row_of(
            1, school.pk,
            {"identity_number": number, "identity_type": "1", "name": theirs.name, "sex": theirs.sex,
             "birth_date": theirs.birth_date}, cipher.blind_index(number),
        )  # fmt: skip
        hits = clashes_found([asked])
        [clash, *_rest] = findings_keep({1: asked}, hits, via=Via.IMPORT, actor=scope, masks={1: hidden})
        return DuplicateFinding.objects.get(clash=clash, asks=True)


def _proof_under_way(stage: Stage, slug: str, other: str) -> None:
    """Handed up four working days ago; the other school has said what it knows."""
    on = days_before(stage.today, 4)
    finding = _row_of_roster(stage, slug, other, on)
    school = stage.schools[slug]
    with acting(school, "registrar", on) as scope:
        case = _handed_up(
            scope, finding, PROOF, "该生自9月1日起在我校就读，有录取通知书和考勤记录", claim=ProofClaim.OURS.value
        )
    with acting(stage.schools[other], "registrar", days_before(stage.today, 2)) as scope:
        side = DuplicateFinding.objects.get(clash=finding.clash_id, asks=False)
        statement_make(actor=scope, finding=side, statement="该生上学期末后未到校，家长称已另读，尚未来校办手续")
    _agree(case, days_before(stage.today, 1), most=1)


def _deleted(stage: Stage, slug: str, other: str) -> None:
    """A newcomer entered by mistake, alike to somebody next door: deleted with the authority's consent."""
    mine, theirs = stage.student(slug, 2026, "pending"), stage.student(other)
    on = days_before(stage.today, 9)
    school = stage.schools[slug]
    with case_effect(0, reason="demonstration"):
        Student.objects.filter(pk=mine.pk).update(
            name=theirs.name, name_key=names.pinyin_key(theirs.name)[:120], initials=names.initials(theirs.name)[:20],
            sex=theirs.sex, birth_date=theirs.birth_date, identity_type="A",
        )  # fmt: skip
    with acting(school, "registrar", on) as scope:
        with unfenced(reason="demonstration"):
            asked = asked_of([Student.objects.select_related("person").get(pk=mine.pk)])
            findings_keep({mine.pk: asked[0]}, clashes_found(asked), via=Via.RECHECK, actor=scope)
        finding = DuplicateFinding.objects.select_related("student").filter(student=mine, asks=True).latest("pk")
        case = _handed_up(scope, finding, DELETION, "护照号重复录入，该生已按身份证号在另一班登记")
    _agree(case, days_before(stage.today, 7))


def _former_number(stage: Stage, slug: str) -> None:
    student = stage.student(slug)
    with acting(stage.schools[slug], "registrar", days_before(stage.today, 5)) as scope:
        former_number_add(actor=scope, student=student, number="33982024ZJ004187", source="省学籍系统 2024")


def _two_numbers(stage: Stage, slug: str, other: str) -> None:
    """Somebody who left the school next door and came here later under another number: waits for the authority."""
    mine, left = stage.student(slug), _who_left(stage.schools[other])
    if left is None:
        return
    with case_effect(0, reason="demonstration"):
        Student.objects.filter(pk=left.pk).update(
            name=mine.name, name_key=mine.name_key, initials=mine.initials, sex=mine.sex, birth_date=mine.birth_date
        )
        number = left.person.identity_number
    with acting(stage.schools[slug], "registrar", days_before(stage.today, 3)) as scope:
        found = other_person_find(actor=scope, student=mine, typed=number)
        case = merge_open(
            actor=scope,
            student=mine,
            other=found,
            document_from="own",
            reason="两次入学时证件号登记不同，公安机关证明是同一人",
        )
        case = hand_in_papers(scope, case)
        actions.case_check(actor=scope, case=case)
        actions.case_submit(actor=scope, case=case)


def _who_left(school: Organization) -> Student | None:
    with unfenced(reason="demonstration"):
        gone = Student.objects.filter(school=school, status=Status.WITHDRAWN).select_related("person")
        return gone.order_by("pk").first()


def _handed_up(scope: Scope, finding: DuplicateFinding, kind: str, reason: str, **options: str) -> Case:
    own = DuplicateFinding.objects.select_related("student").get(pk=finding.pk)
    case = hand_in_papers(scope, remedy_open(actor=scope, finding=own, kind=kind, reason=reason, **options))
    actions.case_check(actor=scope, case=case)
    return actions.case_submit(actor=scope, case=case)


def _agree(case: Case, on: date, most: int = 9) -> None:
    for _round in range(most):
        steps = open_steps(case)
        if not steps:
            return
        for step in steps:
            with acting(*decider(step), on) as scope:
                actions.step_approve(actor=scope, case=case, revision=fresh(case).revision, opinion="材料属实，同意。")
