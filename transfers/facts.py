"""What the rules on transfer look at, gathered from both schools. Callers are unfenced."""

from django.utils.timezone import localtime

from students.facts import programme_facts, student_facts
from students.models import Student
from students.parties import rest_days_of, school_facts, terms_of
from transfers.models import Transfer
from xueji import clock
from xueji.cases.models import Case
from xueji.policies.facts import Programme, TransferFacts
from xueji.policies.vocabulary import Evidence, Initiator, TransferReason


def transfer_facts(transfer: Transfer, *, case: Case | None = None) -> TransferFacts:
    """The facts of a transfer today; without a case (a form not saved yet) no paper has been handed in."""
    student = Student.objects.select_related("programme").get(pk=transfer.student_id)
    opener = transfer.from_school if transfer.initiated_by == Initiator.FROM_SCHOOL else transfer.to_school
    submitted = case.submitted_at if case else None
    requested_on = localtime(submitted).date() if submitted else clock.today()
    papers = frozenset(case.evidence.values_list("key", flat=True)) if case else frozenset()
    # Who signed is seen on the application form: in a case, what the school says of it counts once that is handed in.
    signed = case is None or Evidence.TRANSFER_APPLICATION in papers
    return TransferFacts(
        student=student_facts([student])[student.pk],
        from_school=school_facts(transfer.from_school),
        to_school=school_facts(transfer.to_school),
        destination=Programme(
            cohort=transfer.to_cohort,
            years=transfer.to_programme.years,
            spring_entry=programme_facts(student).spring_entry,
        ),
        reason=TransferReason(transfer.reason),
        requested_on=requested_on,
        effective_on=transfer.effective_on,
        checked_on=clock.today(),
        initiated_by=Initiator(transfer.initiated_by),
        terms=terms_of(opener),
        evidence=papers,
        student_consent=signed and transfer.student_consent,
        guardian_consent=signed and transfer.guardian_consent,
        destination_integrated=transfer.to_programme.integrated,
        returns_to_original=_was_there(student, transfer.to_school_id),
        rest_days=rest_days_of([requested_on.year]),
    )


def _was_there(student: Student, school_id: int) -> bool:
    """Whether the student has been at the school before."""
    return Student.objects.filter(person=student.person_id, school=school_id).exclude(pk=student.pk).exists()
