"""What the rules on information changes look at, gathered set-based. Callers are unfenced."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from students.information.fields import words_of
from students.information.models import InformationChange
from students.information.reading import read_identity
from students.matters.gathering import Gathering
from students.models import Person, Student
from students.parties import rest_days_of
from students.statuses import Status
from xueji.codes.identity import DocumentType
from xueji.database import cipher
from xueji.policies.facts import InformationFacts

_LEFT_WITH_RESULT = frozenset({Status.GRADUATED.value, Status.COMPLETED.value})
_CITIZEN = frozenset({DocumentType.RESIDENT_ID.value, DocumentType.HOUSEHOLD_REGISTER.value})


@dataclass(frozen=True)
class _Number:
    """What is known of the number that will stand: well-formed, in accord with birth and sex, somebody else's."""

    valid: bool = True
    consistent: bool = True
    taken: bool = False


def information_facts(gathering: Gathering) -> dict[int, InformationFacts]:
    """Facts by student id. Numbers are read only where the strict class changes."""
    matters: dict[int, InformationChange] = gathering.matters
    strict = [
        student
        for student in gathering.students
        if (row := matters.get(student.pk)) and (row.identity_cipher or row.sex or row.birth_date)
    ]
    numbers = _numbers(strict, matters)
    proofs = {row.proof_received_on.year for row in matters.values() if row.proof_received_on}
    rest_days = rest_days_of(proofs | {gathering.requested_on.year}) if proofs else gathering.rest_days
    return {
        student.pk: _facts(gathering, student, numbers.get(student.pk, _Number()), rest_days)
        for student in gathering.students
    }


def changed_names(matter: InformationChange) -> list[str]:
    """The entries that a row changes."""
    identity = ["identity_number"] if matter.identity_cipher else []
    return [*matter.columns, *identity, *matter.entries]


def _facts(gathering: Gathering, student: Student, number: _Number, rest_days: frozenset) -> InformationFacts:
    matter = gathering.matters.get(student.pk) or InformationChange()
    base = gathering.base[student.pk]
    return InformationFacts(
        student=replace(base, has_duplicate=base.has_duplicate or number.taken),
        requested_on=gathering.requested_on,
        checked_on=gathering.checked_on,
        fields=words_of(changed_names(matter)),
        proof_received_on=matter.proof_received_on,
        graduated=student.status in _LEFT_WITH_RESULT,
        identity_valid=number.valid,
        identity_consistent=number.consistent,
        applied_on=matter.applied_on,
        terms=gathering.terms,
        evidence=gathering.evidence,
        rest_days=rest_days,
        **gathering.consents(matter),
    )


def _numbers(students: Iterable[Student], matters: dict[int, InformationChange]) -> dict[int, _Number]:
    rows = list(students)
    persons = Person.objects.in_bulk([student.person_id for student in rows])
    wanted = {row.pk: number for row in rows if (number := matters[row.pk].identity_number)}
    holders = _holders(wanted.values())
    found = {}
    for student in rows:
        matter, person = matters[student.pk], persons[student.person_id]
        number = wanted.get(student.pk) or person.identity_number
        holder = holders.get(number)
        found[student.pk] = replace(
            _read(number, matter, student), taken=holder is not None and holder != student.person_id
        )
    return found


def _holders(numbers: Iterable[str]) -> dict[str, int]:
    """Whose a number is already, by number."""
    by_index = {cipher.blind_index(number): number for number in numbers}
    known = Person.objects.filter(identity_index__in=list(by_index)).values_list("identity_index", "pk")
    return {by_index[bytes(index)]: pk for index, pk in known}


def _read(number: str, matter: InformationChange, student: Student) -> _Number:
    document = matter.identity_type or student.identity_type
    if document not in _CITIZEN:
        return _Number()
    identity = read_identity(number, document)
    birth, sex = matter.birth_date or student.birth_date, matter.sex or student.sex
    return _Number(
        valid=identity.ok or not matter.identity_cipher,
        consistent=identity.birth_date in (None, birth) and identity.sex in ("", sex),
    )
