"""What the rules on proof, correction and deletion look at. Callers are unfenced."""

from datetime import date

from django.utils.timezone import localtime

from students.identity.checking import Asked, clashes_found, number_index_of
from students.identity.models import DuplicateFinding, Remedy
from students.information.reading import read_identity
from students.statuses import Status
from xueji import clock
from xueji.cases.models import Case
from xueji.codes.identity import DocumentType
from xueji.database import cipher
from xueji.policies.facts import DuplicateCorrectionFacts, DuplicateDeletionFacts, DuplicateProofFacts
from xueji.policies.vocabulary import ClashKind, ProofClaim

_CITIZEN = frozenset({DocumentType.RESIDENT_ID.value, DocumentType.HOUSEHOLD_REGISTER.value})


def proof_facts(case: Case, remedy: Remedy) -> DuplicateProofFacts:
    """The clash, the claim, whether the other side was heard."""
    finding = remedy.finding
    other = other_side(finding)
    standing = other.student
    return DuplicateProofFacts(
        **days_of(case),
        clash=ClashKind(finding.kind),
        claim=ProofClaim(remedy.claim),
        is_open=finding.is_open,
        other_registered=standing is not None and standing.status != Status.PENDING and standing.is_open,
        other_heard=other.is_heard(clock.today()),
        evidence=papers_of(case),
    )


def correction_facts(case: Case, remedy: Remedy) -> DuplicateCorrectionFacts:
    """The record as it would be."""
    student, number = remedy.finding.student, remedy.identity_number
    assert student is not None  # only a record is corrected
    birth, sex = remedy.birth_date or student.birth_date, remedy.sex or student.sex
    valid, consistent = True, True
    kind = remedy.identity_type or student.identity_type
    index = cipher.blind_index(number) if number else bytes(student.identity_index)
    if number:
        read = read_identity(number, kind)
        valid = read.ok
        consistent = (read.birth_date or birth) == birth and (read.sex or sex) == sex
    asked = Asked(
        student.pk, student.school_id, student.pk, kind, index, number_index_of(kind, number),
        remedy.name or student.name, sex, birth,
    )  # fmt: skip
    return DuplicateCorrectionFacts(
        **days_of(case),
        pending=student.status == Status.PENDING,
        is_open=remedy.finding.is_open,
        identity_valid=valid,
        identity_consistent=consistent,
        still_clashes=any(hit.kind != ClashKind.LIKENESS for hit in clashes_found([asked])),
        evidence=papers_of(case),
    )


def deletion_facts(case: Case, remedy: Remedy) -> DuplicateDeletionFacts:
    """Whether the record is pending still."""
    student = remedy.finding.student
    return DuplicateDeletionFacts(
        **days_of(case),
        pending=student is not None and student.status == Status.PENDING,
        is_open=remedy.finding.is_open,
    )


def other_side(finding: DuplicateFinding) -> DuplicateFinding:
    """The finding of the other school. Callers are unfenced and hand nothing of it to this one."""
    return DuplicateFinding.objects.select_related("student", "school").get(
        clash=finding.clash_id, asks=not finding.asks
    )


def days_of(case: Case) -> dict[str, date]:
    """When it was handed up, and today."""
    submitted = case.submitted_at
    today = clock.today()
    return {"requested_on": localtime(submitted).date() if submitted else today, "checked_on": today}


def papers_of(case: Case) -> frozenset[str]:
    """The kinds of paper that are attached."""
    return frozenset(case.evidence.values_list("key", flat=True))
