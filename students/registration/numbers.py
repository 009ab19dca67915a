"""Formal student numbers: G and the citizen number, or a self-made J number; given once and kept for life."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from psycopg2.extras import execute_values

from students.models import Person
from xueji.codes.gb11643 import has_valid_check
from xueji.codes.identity import DocumentType, mask
from xueji.codes.student_number import StudentNumberKind, from_identity, self_made
from xueji.database import cipher
from xueji.errors import Conflict

_CITIZEN = frozenset({DocumentType.RESIDENT_ID.value, DocumentType.HOUSEHOLD_REGISTER.value})
_SERIALS = 1000


def is_formal(number_mask: str) -> bool:
    """Whether a number is for life already; an L number waits for the duplicate check (MoE 2014 No. 12)."""
    return not number_mask.startswith(StudentNumberKind.TEMPORARY.value)


def citizen_number_of(person: Person) -> str | None:
    """The 18-character citizen number that a G number can be made of; None for other documents."""
    if person.identity_type not in _CITIZEN:
        return None
    number = person.identity_number
    return number if len(number) == 18 and has_valid_check(number) else None


def taken_by_others(persons: Iterable[Person]) -> set[int]:
    """The persons with a temporary number whose G number is somebody else's already."""
    wanted = {
        cipher.blind_index(from_identity(number)): person.pk
        for person in persons
        if not is_formal(person.number_mask) and (number := citizen_number_of(person))
    }
    holders = Person.objects.filter(number_index__in=list(wanted)).values_list("number_index", "pk")
    return {wanted[bytes(index)] for index, pk in holders if wanted[bytes(index)] != pk}


def numbers_assign(persons: Iterable[tuple[Person, str, date]]) -> int:
    """Give formal numbers to those with temporary ones; the others keep theirs (接续). Returns how many were given.

    Each is a person, the area code of the school and the birth date. Set-based: records follow in one statement. Whose G
    number somebody else has (both proved to be two people) gets a self-made one.
    Raises Conflict when an area has used up its thousand numbers of a birth date, or a number went to somebody else just now.
    """
    persons = list(persons)
    taken = taken_by_others(person for person, _area, _birth in persons)
    given: dict[int, str] = {}
    nameless: dict[tuple[str, date], list[int]] = defaultdict(list)
    for person, area, birth in persons:
        if is_formal(person.number_mask):
            continue
        if (number := citizen_number_of(person)) and person.pk not in taken:
            given[person.pk] = from_identity(number)
        else:
            nameless[area, birth].append(person.pk)
    for (area, birth), keys in sorted(nameless.items()):
        given |= dict(zip(keys, _self_made(area, birth, len(keys)), strict=True))
    try:
        with transaction.atomic():
            _store(given)
    except IntegrityError as error:
        raise Conflict(_("有学籍号刚刚编给了另一人，请重新查重后再办。")) from error
    return len(given)


def _self_made(area: str, birth: date, count: int) -> list[str]:
    """The next free J numbers of an area and birth date; numbers that came from elsewhere are passed over."""
    found: list[str] = []
    while len(found) < count:
        wanted = count - len(found)
        last = _reserve(area, birth, wanted)
        numbers = [
            self_made(area_code=area, birth_date=birth, sequence=serial, extra_areas=(area,))
            for serial in range(last - wanted, last)
        ]
        indexes = {cipher.blind_index(number): number for number in numbers}
        known = Person.objects.filter(number_index__in=list(indexes)).values_list("number_index", flat=True)
        taken = {bytes(index) for index in known}
        found += [number for index, number in indexes.items() if index not in taken]
    return found


def _reserve(area: str, birth: date, count: int) -> int:
    """Take the next serials; the row stays locked until the transaction ends. Returns how many are used up now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registration_numberserial AS s (area_code, birth_date, used) VALUES (%s, %s, %s)"
            " ON CONFLICT (area_code, birth_date) DO UPDATE SET used = s.used + EXCLUDED.used"
            " WHERE s.used + EXCLUDED.used <= %s RETURNING used",
            [area, birth, count, _SERIALS],
        )
        row = cursor.fetchone()
    if row is None:
        raise Conflict(_("同一地区同一出生日期的自编学籍号已用完，请与上级联系。"))
    return int(row[0])


def _store(given: dict[int, str]) -> None:
    rows = [(key, cipher.blind_index(number), cipher.encrypt(number), mask(number)) for key, number in given.items()]
    if not rows:
        return
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            "UPDATE students_person p SET number_index = v.index, number_cipher = v.cipher, number_mask = v.mask"
            " FROM (VALUES %s) AS v (id, index, cipher, mask) WHERE p.id = v.id",
            rows,
            template="(%s, %s::bytea, %s::bytea, %s)",
            page_size=1000,
        )
        cursor.execute(
            "UPDATE students_student s SET number_index = p.number_index, number_mask = p.number_mask"
            " FROM students_person p WHERE p.id = s.person_id AND p.id = ANY (%s)",
            [list(given)],
        )
