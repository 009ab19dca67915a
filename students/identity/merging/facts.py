"""What the rules on a merge look at. Callers are unfenced."""

from students.applications.models import Application, ApplicationState
from students.identity.facts import days_of, papers_of
from students.identity.merging.records import pair_of, records_of
from students.identity.models import PersonMerge
from students.models import Student
from students.statuses import Status
from xueji.cases.models import Case, Item
from xueji.policies.facts import PersonMergeFacts


def merge_facts(case: Case, merge: PersonMerge) -> PersonMergeFacts:
    """Both persons as they stand now."""
    pair = pair_of(merge)
    records = records_of(merge)
    own = [record for record in records if record.person_id == merge.student.person_id]
    other = [record for record in records if record not in own]
    return PersonMergeFacts(
        **days_of(case),
        two_persons=pair is not None,
        alike=any(_same(merge.student, record) for record in other),
        both_open=_any_open(own) and _any_open(other),
        case_open=_is_busy(case, records),
        both_graduated=_any_graduated(own) and _any_graduated(other),
        evidence=papers_of(case),
    )


def _same(one: Student, other: Student) -> bool:
    return (one.name, one.sex, one.birth_date) == (other.name, other.sex, other.birth_date)


def _any_open(records: list[Student]) -> bool:
    return any(record.is_open for record in records)


def _any_graduated(records: list[Student]) -> bool:
    return any(record.status == Status.GRADUATED for record in records)


def _is_busy(case: Case, records: list[Student]) -> bool:
    """A case that binds one of the two, or an application that the school has to answer."""
    persons = {record.person_id for record in records}
    bound = Item.objects.filter(person_id__in=persons, binds=True).exclude(case=case)
    return bound.exists() or Application.objects.filter(person_id__in=persons, state=ApplicationState.SENT).exists()
