"""Where schools sat on a day: the bodies above a school may have changed since (ADR 0021).

A trigger keeps the seat that a school leaves (FormerSeat). Hardly any school ever does, so the few that did are written into
the query by name; where none did, the query reads the keys of the record and nothing else.

Row-level security follows the school: the body that it left does not see its records any more, the body that it came to
sees all of them. So a reader's own figures of a past day leave out the schools that came later, as the level above does,
and a note says which schools are missing because they left.
"""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from students.statistics.models import FormerSeat
from xueji.database.fence import Level
from xueji.organizations.scope import Scope, asked_once, current_scope
from xueji.web.formats import cn_date_full

COUNTY, CITY = "county", "city"
_MOVING = {Level.COUNTY: COUNTY, Level.CITY: CITY}


def former_seats() -> list[FormerSeat]:
    """Every seat that a school left, of each school the earliest first; read once a request."""
    return asked_once(
        "statistics former seats",
        lambda: list(FormerSeat.objects.select_related("school").order_by("school", "last_day")),
    )


def seat_sql(kind: str, day: str) -> str:
    """In SQL: the key of the county or city above the school of a record `s` at the end of a day."""
    present = f"s.{kind}_id"
    left = former_seats()
    if not left:
        return present
    whens = " ".join(
        f"WHEN s.school_id = {seat.school_id} AND {day}::date <= DATE '{seat.last_day}' THEN {seat.key(kind) or 'NULL'}::bigint"
        for seat in left
    )
    return f"(CASE {whens} ELSE {present} END)"


def reader_sql(day: str) -> str:
    """In SQL: that a record's school sat below the reader on a day. "true" where every school has always sat where it does."""
    scope = current_scope()
    kind = _MOVING.get(scope.level) if scope else None
    if scope is None or kind is None or not former_seats():
        return "true"
    return f"{seat_sql(kind, day)} = {int(scope.organization_id or 0)}"


def notes_since(scope: Scope, day: date) -> list[str]:
    """What a reader has to know of schools that came or left after a day, a sentence each."""
    kind = _MOVING.get(scope.level)
    if kind is None:
        return []
    found = []
    for seat in former_seats():
        was, is_now = (
            seat.key(kind) == scope.organization_id,
            getattr(seat.school, f"{kind}_id") == scope.organization_id,
        )
        if seat.last_day < day or was == is_now:
            continue
        words = {"school": seat.school.name, "day": cn_date_full(seat.last_day + timedelta(days=1))}
        found.append((_("%(school)s自%(day)s起划出，其学生已随校移交，以前各日也不再计入；当时的人数见 9 月 1 日快照。")
                      if was else _("%(school)s自%(day)s起划入，此前不计入本单位。")) % words)  # fmt: skip
    return found
