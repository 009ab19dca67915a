"""What the rules on transfer look at, gathered from both schools. Callers are unfenced."""

from django.utils.timezone import localtime

from students.facts import duplicates, is_spring_entry, student_facts
from students.models import Student
from students.parties import rest_days_of, school_facts, terms_of
from transfers.models import OutsideSchool, Transfer
from transfers.outside.seats import outside_facts
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.models import Organization
from xueji.policies.facts import Programme, SchoolFacts, StudentFacts, TransferFacts
from xueji.policies.vocabulary import Evidence, Initiator, TransferReason


def transfer_facts(transfer: Transfer, *, case: Case | None = None) -> TransferFacts:
    """The facts of a transfer today; without a case (a form not saved yet) no paper has been handed in."""
    outside, own = transfer.outside, transfer.opener
    submitted = case.submitted_at if case else None
    requested_on = localtime(submitted).date() if submitted else clock.today()
    papers = frozenset(case.evidence.values_list("key", flat=True)) if case else frozenset()
    # Who signed is seen on the application form: in a case, what the school says of it counts once that is handed in.
    signed = case is None or Evidence.TRANSFER_APPLICATION in papers
    student = _student(transfer, outside)
    return TransferFacts(
        student=student,
        from_school=_school(transfer.from_school, outside, own),
        to_school=_school(transfer.to_school, outside, own),
        destination=_destination(transfer, outside, student),
        reason=TransferReason(transfer.reason),
        requested_on=requested_on,
        effective_on=transfer.effective_on,
        checked_on=clock.today(),
        initiated_by=Initiator(transfer.initiated_by),
        terms=terms_of(own),
        evidence=papers,
        student_consent=signed and transfer.student_consent,
        guardian_consent=signed and transfer.guardian_consent,
        destination_integrated=transfer.to_programme is not None and transfer.to_programme.integrated,
        returns_to_original=transfer.to_school_id is not None and _was_there(transfer),
        from_outside=transfer.from_school_id is None,
        to_outside=transfer.to_school_id is None,
        rest_days=rest_days_of([requested_on.year]),
    )


def _student(transfer: Transfer, outside: OutsideSchool | None) -> StudentFacts:
    """Who is on the register by the register; who comes from outside by the papers, which a rule asks for."""
    if transfer.from_school_id is not None or outside is None:
        student = Student.objects.select_related("programme").get(pk=transfer.student_id)
        return student_facts([student])[student.pk]
    newcomer = transfer.student
    entered = outside.entered_on or newcomer.entered_on
    return StudentFacts(
        entered_on=entered,
        birth_date=newcomer.birth_date,
        programme=Programme(outside.cohort, outside.years, is_spring_entry(entered)),
        has_duplicate=bool(newcomer.pk) and newcomer.pk in duplicates([newcomer]),
    )


def _school(school: Organization | None, outside: OutsideSchool | None, own: Organization) -> SchoolFacts:
    if school is not None:
        return school_facts(school)
    assert outside is not None  # constraint: a school that is not in the register has its row
    return outside_facts(outside, own)


def _destination(transfer: Transfer, outside: OutsideSchool | None, student: StudentFacts) -> Programme:
    programme = transfer.to_programme
    years = programme.years if programme else outside.years if outside else student.programme.years
    return Programme(transfer.to_cohort, years, student.programme.spring_entry)


def _was_there(transfer: Transfer) -> bool:
    """Whether the student has been at the to-school before."""
    student = transfer.student
    if not student.pk:
        return False
    same = Student.objects.filter(person=student.person_id, school=transfer.to_school_id)
    return same.exclude(pk=student.pk).exists()
