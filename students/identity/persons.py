"""The person behind an identity number: known already, or new with a temporary number."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from students.rosters.numbers import draw_numbers
from xueji.codes.identity import mask
from xueji.database import cipher


def person_ensure(*, identity_type: str, number: str, area: str, birth_date: date) -> int:
    """The person of an identity number; one who is known keeps the number for life, a new one gets a temporary one."""
    [(drawn, _index)] = draw_numbers([birth_date], area)
    row: Sequence[list[object]] = [
        [identity_type], [cipher.blind_index(number)], [cipher.encrypt(number)], [mask(number)],
        [cipher.blind_index(drawn)], [cipher.encrypt(drawn)], [mask(drawn)],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM xj_person_ensure("
            "%s::text[], %s::bytea[], %s::bytea[], %s::text[], %s::bytea[], %s::bytea[], %s::text[])",
            row,
        )
        return int(cursor.fetchone()[0])
