"""Temporary student numbers that nobody has, with their keyed indexes."""

import secrets
from array import array
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from xueji.codes.student_number import temporary
from xueji.database import cipher
from xueji.errors import Conflict

_AREA_LOCK = 0x786F
_DRAWS = 60


def draw_numbers(births: list[date], area: str) -> list[tuple[str, bytes]]:
    """A number and its index for each. Imports in one area draw one after the other. Raises Conflict when a day has none
    left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_AREA_LOCK, int(area)])
        kept: dict[int, tuple[str, bytes]] = {}
        missing = list(range(len(births)))
        for _round in range(_DRAWS):
            drawn: dict[bytes, tuple[int, str]] = {}
            free = {index for _number, index in kept.values()}
            below = _drawer(len(missing))
            for at in missing:
                number = temporary(area_code=area, birth_date=births[at], randbelow=below, extra_areas=(area,))
                if (index := cipher.blind_index(number)) not in free:
                    drawn.setdefault(index, (at, number))
            taken = _taken(cursor, drawn)
            kept.update({at: (number, index) for index, (at, number) in drawn.items() if index not in taken})
            missing = [at for at in missing if at not in kept]
            if not missing:
                return [kept[at] for at in range(len(births))]
    raise Conflict(_("这一天出生的学生太多，临时学籍号已用完。请联系系统管理员。"))


def _drawer(times: int) -> Callable[[int], int]:
    """`secrets.randbelow` for so many small draws, with one question to the system instead of one for each."""
    drawn = iter(array("Q", secrets.token_bytes(8 * times)))
    return lambda limit: next(drawn) % limit


def _taken(cursor: Any, indexes: Iterable[bytes]) -> set[bytes]:
    cursor.execute("SELECT * FROM xj_numbers_taken(%s::bytea[])", [cipher.index_array(indexes)])
    return {bytes(index) for (index,) in cursor.fetchall()}
