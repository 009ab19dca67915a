"""The two persons of a merge and their records, before and after the effect. Callers are unfenced."""

from dataclasses import dataclass
from datetime import date

from students.identity.models import FormerNumber, PersonMerge
from students.identity.spans import span_of
from students.models import Person, Student
from students.registration.numbers import is_formal
from xueji.database import cipher
from xueji.database.fence import Level
from xueji.organizations.models import Organization

From = PersonMerge.From
_ORDER = (Level.COUNTY, Level.CITY, Level.PROVINCE)


@dataclass(frozen=True)
class Pair:
    """The person of the school that asks, and the other one."""

    own: Person
    other: Person

    def of(self, which: str) -> Person:
        """The person that a word (`From`) names."""
        return self.own if which == From.OWN else self.other


def pair_of(merge: PersonMerge) -> Pair | None:
    """Both persons as they stand; None when they are one already, or the other is gone."""
    own = Person.objects.get(records=merge.student_id)
    other = Person.objects.filter(pk=merge.other_person).first()
    return Pair(own, other) if other is not None and other.pk != own.pk else None


def person_with(number: str) -> Person | None:
    """Whoever has or had this number, of a document or of a student."""
    index = cipher.blind_index(number)
    known = Person.objects.filter(identity_index=index) | Person.objects.filter(number_index=index)
    if found := known.first():
        return found
    former = FormerNumber.objects.filter(index=index).select_related("person").order_by("pk").first()
    return former.person if former else None


def older_of(pair: Pair) -> str:
    """Whose student number stays: a formal one before a temporary one, then the one that was given first."""
    first = min((From.OWN, From.OTHER), key=lambda which: _age(pair.of(which)))
    return first.value


def level_of(school: Organization, records: list[Student]) -> Level | None:
    """The lowest level that spans the school and every school of the records; None across provinces."""
    levels = [span_of(school, record.school).level for record in records]
    if None in levels:
        return None
    return max((level for level in levels if level), key=_ORDER.index, default=Level.COUNTY)


def records_of(merge: PersonMerge) -> list[Student]:
    """Every record of both, with its school."""
    rows = Student.objects.select_related("school")
    if merge.applied_at:
        return list(rows.filter(pk__in=[*merge.moved["records"], *merge.moved["own"]]))
    return list(rows.filter(person__in=[merge.student.person_id, merge.other_person]))


def _age(person: Person) -> tuple[bool, date, int]:
    days = person.records.filter(registered_on__isnull=False).order_by("registered_on")
    first = days.values_list("registered_on", flat=True).first()
    return not is_formal(person.number_mask), first or date.max, person.pk
