"""Who was admitted by another school in the same season. Asked of the tables' owner: the other school lies behind the fence."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from students.admission.states import PRESENT

_ASK = "SELECT admission_id, school_id, county_id, city_id, province_id, state FROM xj_admitted_elsewhere(%s::bigint[])"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The admission of the same person at another school: where it lies, and whether the person came there."""

    school_id: int
    county_id: int | None
    city_id: int | None
    province_id: int | None
    state: str

    @property
    def came(self) -> bool:
        """Whether the person checked in there."""
        return self.state in PRESENT


def found_elsewhere(keys: Iterable[int]) -> dict[int, list[Elsewhere]]:
    """By the key of the own admission, those who came there first; one query. Places that are lost, and records that
    have left the register, stand in nobody's way and are not there."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [list(keys)])
        rows = cursor.fetchall()
    found: dict[int, list[Elsewhere]] = defaultdict(list)
    for key, *place in rows:
        found[key].append(Elsewhere(*place))
    return {key: sorted(places, key=lambda place: (not place.came, place.school_id)) for key, places in found.items()}
