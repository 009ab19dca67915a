"""The past of the register in SQL: every change counted on its day, and where each record stood on any day.

Read inside a scope: row-level security leaves the reader's own rows. How the past is counted (ADR 0021):

- A change counts on its day of effect. One that was written down later stands above one written earlier, so a change counts
  at the latest when a later one does: its day is the earliest day of effect among itself and those behind it.
- What was taken back never was: neither the change nor what takes it back counts.
- What was moved without a case (a class) counts on the day that the move names, else on the day on which it was done; not
  before a change of a case on which it was built and not after one that was built on it.
- A record that came into the register with a status stands in it since the day of registration that it names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from students.statistics.seats import former_seats
from students.statuses import OPEN_STATUSES, Status
from xueji import clock

ZONE = "Asia/Shanghai"
_ROOM = "128MB"
DAY, LAST = "%(day)s", "%(last)s"
"""The day of a question, and the last of a period, as parameters of a query."""
IN_SCHOOLS = "(%(schools)s::bigint[] IS NULL OR {0}.school_id = ANY(%(schools)s::bigint[]))"
"""That a row belongs to the schools that are asked for: all of the reader's, or some (parameters)."""
_OPEN = ", ".join(f"'{status}'" for status in OPEN_STATUSES)
# Said twice so that what takes back, which is little, is read from its index and not found among all changes.
_VALID = """{0}.undoes_id IS NULL AND NOT EXISTS (SELECT FROM students_statuschange u
            WHERE u.undoes_id = {0}.id AND u.undoes_id IS NOT NULL)"""
# No change that was written down later counts on that day already.
_NOT_OVERTAKEN = f"""NOT EXISTS (SELECT FROM students_statuschange l WHERE l.student_id = {{student}} AND l.id > {{place}}
        AND l.effective_on <= %(day)s AND {_VALID.format("l")})"""

# That what a record's own days tell lies behind the day: when it was registered, when it left.
_DAYS = f"(s.registered_on > %(day)s OR ({{}} NOT IN ({_OPEN}) AND s.left_on > %(day)s))"

_BASE = f"""SELECT s.id AS student_id, s.school_id, s.status, s.registered_on, s.left_on, c.place, c.kind, c.note, c.from_status,
        c.to_status, c.day, c.programme_before, c.cohort_before, c.class_before {{more}}
    FROM students_student s LEFT JOIN {{ledger}} c ON c.student_id = s.id {{joins}} WHERE {IN_SCHOOLS.format("s")}"""
_OF_BASE = """SELECT b.student_id, b.place, 0::bigint AS turn, true AS fixed, b.place AS change_id, b.kind, b.note, b.from_status,
        b.to_status, b.day, b.programme_before, b.cohort_before, b.class_before FROM base b WHERE b.place IS NOT NULL"""
_LEDGER = f"""SELECT c.student_id, c.id AS place, 0::bigint AS turn, true AS fixed, c.id AS change_id, c.kind, c.note,
        c.from_status, c.to_status, c.effective_on AS day, (c.before->>'programme_id')::bigint AS programme_before,
        (c.before->>'cohort')::int AS cohort_before, (c.before->>'school_class_id')::bigint AS class_before
    FROM students_statuschange c
    WHERE c.effective_on > %(day)s AND {_VALID.format("c")} AND {IN_SCHOOLS.format("c")}
        AND {_NOT_OVERTAKEN.format(student="c.student_id", place="c.id")}"""

# What a record held until it was moved outside of any case, beside what it held afterwards.
_MOVES = f"""SELECT h.pgh_obj_id, p.place, h.pgh_id, false, NULL::bigint, 'move', '', NULL, NULL,
        least(coalesce(m.effective_on, (h.pgh_created_at AT TIME ZONE '{ZONE}')::date), %(today)s::date),
        h.programme_id, h.cohort::int, h.school_class_id
    FROM students_studenthistory h
    JOIN students_student s ON s.id = h.pgh_obj_id
    LEFT JOIN LATERAL (SELECT n.programme_id, n.cohort, n.school_class_id FROM students_studenthistory n
        WHERE n.pgh_obj_id = h.pgh_obj_id AND n.pgh_id > h.pgh_id ORDER BY n.pgh_id LIMIT 1) n ON true
    LEFT JOIN LATERAL (SELECT m.effective_on FROM structure_classmove m
        WHERE m.student_id = h.pgh_obj_id AND m.from_class_id = h.school_class_id
            AND m.to_class_id = coalesce(n.school_class_id, s.school_class_id)
        ORDER BY abs(extract(epoch FROM m.recorded_at - h.pgh_created_at)) LIMIT 1) m ON true
    CROSS JOIN LATERAL (SELECT coalesce(max(c.id), 0) AS place FROM students_statuschange c
        WHERE c.student_id = h.pgh_obj_id AND NOT EXISTS (SELECT FROM students_studenthistory e
            WHERE e.pgh_obj_id = h.pgh_obj_id AND e.case_id = c.case_id AND e.pgh_id > h.pgh_id)) p
    WHERE {IN_SCHOOLS.format("s")} AND h.pgh_id IN (
            SELECT m.pgh_id FROM students_studenthistory m
            WHERE m.pgh_created_at >= (%(day)s::date + 1)::timestamp AT TIME ZONE '{ZONE}'
            UNION SELECT m.pgh_id FROM students_studenthistory m JOIN ledger e ON e.student_id = m.pgh_obj_id)
        AND (h.programme_id, h.cohort, h.school_class_id) IS DISTINCT FROM
            (coalesce(n.programme_id, s.programme_id), coalesce(n.cohort, s.cohort),
             coalesce(n.school_class_id, s.school_class_id))
        AND NOT EXISTS (SELECT FROM students_statuschange c WHERE c.student_id = h.pgh_obj_id AND c.case_id = h.case_id)
        AND {_NOT_OVERTAKEN.format(student="h.pgh_obj_id", place="p.place")}"""

# Records that were taken over with a status: what the ledger does not tell, their own days do. Those without any change of their
# own, and those whose first change found them with a status: it is in the ledger, or was taken back. Few can be either; that
# nothing was written down before is asked for each of these (OFFSET keeps it from becoming a join with all changes).
_MAYBE = f"""SELECT s.student_id AS id, coalesce(s.place, 0) AS place, s.registered_on, s.left_on,
        coalesce(s.from_status, s.status) AS status
    FROM base s
    WHERE (s.registered_on > %(day)s OR s.left_on > %(day)s) AND coalesce(s.from_status, s.status) NOT IN ('', 'pending')
        AND {_DAYS.format("coalesce(s.from_status, s.status)")}
    UNION ALL SELECT s.id, c.id, s.registered_on, s.left_on, c.from_status
    FROM students_statuschange c JOIN students_student s ON s.id = c.student_id
    WHERE c.id IN (SELECT u.undoes_id FROM students_statuschange u WHERE u.undoes_id IS NOT NULL)
        AND c.from_status NOT IN ('', 'pending') AND {_DAYS.format("c.from_status")} AND {IN_SCHOOLS.format("s")}"""
_OPENING = f"""SELECT m.* FROM maybe m WHERE (m.place = 0 OR {_NOT_OVERTAKEN.format(student="m.id", place="0")})
        AND NOT EXISTS (SELECT FROM students_statuschange e
            WHERE e.student_id = m.id AND (m.place = 0 OR e.id < m.place) OFFSET 0)"""
_TAKEN_OVER = f"""SELECT o.id, -2, 0, true, NULL, 'taken_over', '', 'pending',
        CASE WHEN o.status IN ({_OPEN}) THEN o.status ELSE 'studying' END, o.registered_on, NULL, NULL, NULL
    FROM opening o WHERE o.registered_on > %(day)s
    UNION ALL SELECT o.id, -1, 0, true, NULL, 'taken_over', '',
        CASE WHEN o.registered_on IS NULL THEN 'pending' ELSE 'studying' END, o.status,
        coalesce(o.left_on, o.registered_on), NULL, NULL, NULL
    FROM opening o WHERE o.status NOT IN ({_OPEN}) AND coalesce(o.left_on, o.registered_on) > %(day)s"""

# Where there are several: the day on which each counts; then what record it was made from, walking back from what the record
# is now.
_ORDERED = """, dated AS (
    SELECT e.*, min(e.day) FILTER (WHERE e.fixed) OVER (PARTITION BY e.student_id ORDER BY e.place, e.turn
        ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS settled FROM events e
), counted AS (
    SELECT d.*, CASE WHEN d.fixed THEN d.settled ELSE least(greatest(d.day,
        max(d.settled) FILTER (WHERE d.fixed) OVER (PARTITION BY d.student_id ORDER BY d.place, d.turn)), d.settled)
        END AS counted_on,
        count(d.from_status) OVER back AS status_group, count(d.programme_before) OVER back AS programme_group,
        count(d.cohort_before) OVER back AS cohort_group, count(d.class_before) OVER back AS class_group
    FROM dated d WINDOW back AS (PARTITION BY d.student_id ORDER BY d.place DESC, d.turn DESC)
), origins AS (
    SELECT c.*, coalesce(max(c.from_status) OVER (PARTITION BY c.student_id, c.status_group), s.status) AS status_from,
        coalesce(max(c.programme_before) OVER (PARTITION BY c.student_id, c.programme_group), s.programme_id)
            AS programme_from,
        coalesce(max(c.cohort_before) OVER (PARTITION BY c.student_id, c.cohort_group), s.cohort) AS cohort_from,
        coalesce(max(c.class_before) OVER (PARTITION BY c.student_id, c.class_group), s.school_class_id) AS class_from
    FROM counted c JOIN students_student s ON s.id = c.student_id
), ordered AS (
    SELECT o.student_id, o.place, o.turn, o.change_id, o.kind, o.note, o.counted_on,
        o.status_from, coalesce(o.to_status, o.status_from) AS status_to,
        o.programme_from, coalesce(lead(o.programme_from) OVER next, s.programme_id) AS programme_to,
        o.cohort_from, coalesce(lead(o.cohort_from) OVER next, s.cohort) AS cohort_to,
        o.class_from, coalesce(lead(o.class_from) OVER next, s.school_class_id) AS class_to,
        row_number() OVER next AS number
    FROM origins o JOIN students_student s ON s.id = o.student_id WHERE o.counted_on > %(day)s
    WINDOW next AS (PARTITION BY o.student_id ORDER BY o.place, o.turn)
)"""
# Most records have one change of status and nothing else behind the day: its own row says it all, and nothing has to be put in
# order. The others are set apart; so are those of schools that left a seat, whose rows depend on the day.
_SEVERAL = """, several AS MATERIALIZED (
    SELECT student_id FROM ledger GROUP BY student_id HAVING count(*) > 1
    UNION SELECT student_id FROM ledger
        WHERE programme_before IS NOT NULL OR cohort_before IS NOT NULL OR class_before IS NOT NULL
    UNION SELECT student_id FROM others {moved}
), events AS (
    SELECT * FROM ledger WHERE student_id IN (SELECT student_id FROM several) UNION ALL SELECT * FROM others
)"""
_MOVED = f"UNION SELECT s.id FROM students_student s WHERE s.school_id IN ({{schools}}) AND {IN_SCHOOLS.format('s')}"
_CHAIN = """, chain AS (SELECT * FROM ordered {plain})"""
# What the row of a plain change does not say is as the record says now.
_PLAIN = """UNION ALL
    SELECT c.student_id, c.place, c.turn, c.change_id, c.kind, c.note, c.day, c.from_status, c.to_status,
        c.programme_before, NULL, c.cohort_before, NULL, c.class_before, NULL, 1
    FROM ledger c WHERE NOT EXISTS (SELECT FROM several v WHERE v.student_id = c.student_id)"""

# Where records stood: as they are, or as the first change behind the day found them. `s` is what counts of a record.
_RECORD = "s.id, s.school_id, s.county_id, s.city_id, s.province_id, s.sex, s.ethnic_code, s.birth_date, s.name_key"
# Today hardly any record has a change behind it: those as they are come from the index of their status.
_STANDING_NOW = f""", {{name}}_changes AS MATERIALIZED ({{changes}}), {{name}} AS (
    SELECT {_RECORD}, s.status, s.programme_id, s.cohort::int AS cohort, s.school_class_id FROM students_student s
    WHERE s.status IN ({{people}}) {{among}} AND {IN_SCHOOLS.format("s")}
        AND NOT EXISTS (SELECT FROM {{name}}_changes f WHERE f.student_id = s.id)
    UNION ALL SELECT {_RECORD}, f.status_from, coalesce(f.programme_from, s.programme_id),
        coalesce(f.cohort_from, s.cohort), coalesce(f.class_from, s.school_class_id)
    FROM {{name}}_changes f JOIN students_student s ON s.id = f.student_id
    WHERE {{counts_then}} {{among}}
)"""
_STANDING = f""", {{name}} AS (
    SELECT {_RECORD}, coalesce(f.status_from, s.status) AS status, coalesce(f.programme_from, s.programme_id) AS programme_id,
        coalesce(f.cohort_from, s.cohort)::int AS cohort, coalesce(f.class_from, s.school_class_id) AS school_class_id
    FROM students_student s LEFT JOIN ({{changes}}) f ON f.student_id = s.id
    WHERE {{counts_then}} {{known_then}} {{among}} AND {IN_SCHOOLS.format("s")}
)"""
# Less than two, not one: a planner that expects few would fetch the records one by one.
_FIRST = "SELECT * FROM chain WHERE number < 2"
_FIRST_BEHIND = """SELECT DISTINCT ON (c.student_id) c.student_id, c.status_from, c.programme_from, c.cohort_from,
        c.class_from FROM chain c WHERE c.counted_on > {day} ORDER BY c.student_id, c.number"""
# As an array: they are few, and a planner that thought otherwise would read all records for them.
AMONG_SEVERAL = "AND s.id = ANY (ARRAY(SELECT v.student_id FROM several v))"
# Somebody on a roster is there since the day of entry, or since the roster was read when that was earlier.
_KNOWN = f"""AND ({{status}} <> 'pending'
        OR least(s.entered_on, (s.created_at AT TIME ZONE '{ZONE}')::date) <= {{day}})"""


@dataclass(frozen=True)
class Plain:
    """What a query counts plain records by (plain.py): columns of the record `s` and of its change `c`, and their joins."""

    columns: str
    joins: str


def chain_sql(day: date, *, plain: Plain | None = None) -> str:
    """`WITH … chain AS (…)`: every change counted after `day` (a parameter of the query, %(day)s), in the order in which
    it was made: its day, what it made of what (status, programme, cohort, class; NULL as it is now), its row in the ledger.

    With `plain` the chain is that of the records in `several` alone. All others have at most one change behind the day, of
    their status alone: they stand in `base`, each once."""
    if plain:
        base = _BASE.format(ledger=f"({_LEDGER})", more=f", {plain.columns}", joins=plain.joins)
        parts = [f"base AS MATERIALIZED ({base})", f"ledger AS NOT MATERIALIZED ({_OF_BASE})"]
    else:
        base = _BASE.format(ledger="ledger", more="", joins="")
        parts = [f"ledger AS MATERIALIZED ({_LEDGER})", f"base AS NOT MATERIALIZED ({base})"]
    others = ["SELECT * FROM ledger WHERE false"]
    # Nothing is moved on a day to come, and nobody was taken over from one: today needs but what is decided ahead.
    if day < clock.today():
        parts += [f"maybe AS MATERIALIZED ({_MAYBE})", f"opening AS MATERIALIZED ({_OPENING})"]
        others += [_MOVES, _TAKEN_OVER]
    parts.append(f"others AS MATERIALIZED ({' UNION ALL '.join(others)})")
    moved = sorted({seat.school_id for seat in former_seats()})
    several = _SEVERAL.format(moved=_MOVED.format(schools=", ".join(map(str, moved))) if moved else "")
    return f"WITH {', '.join(parts)}{several}{_ORDERED}{_CHAIN.format(plain='' if plain else _PLAIN)}"


def standing_sql(day: date, people: Sequence[str]) -> str:
    """`WITH … standing AS (…)`: each record that stood in one of the statuses `people` at the end of `day` (%(day)s), with its
    status, programme_id, cohort and school_class_id of then and with what else is counted by."""
    return chain_sql(day) + _standing("standing", day, DAY, people, _FIRST)


def both_ends_sql(first: date, last: date, people: Sequence[str]) -> str:
    """`, at_start AS (…), at_end AS (…)` behind the chain of `first` (%(day)s) without the plain ones: the same of that day and
    of `last` (%(last)s), of the records in `several` alone."""
    start = _standing("at_start", first, DAY, people, _FIRST, AMONG_SEVERAL)
    return start + _standing("at_end", last, LAST, people, _FIRST_BEHIND.format(day=LAST), AMONG_SEVERAL)


def _standing(name: str, day: date, parameter: str, people: Sequence[str], changes: str, among: str = "") -> str:
    is_past = day < clock.today()
    status = "coalesce(f.status_from, s.status)" if is_past else "f.status_from"
    return (_STANDING if is_past else _STANDING_NOW).format(
        name=name, changes=changes, people=quoted(people), counts_then=is_among(status, people), among=among,
        known_then=_KNOWN.format(status=status, day=parameter),
    )  # fmt: skip


def quoted(statuses: Sequence[str]) -> str:
    """Statuses as a list of SQL; written out, so that partial indexes fit."""
    known = {str(status) for status in OPEN_STATUSES}
    if not statuses or not set(statuses) <= known:
        raise ValueError("only statuses on the register are counted")
    return ", ".join(f"'{status}'" for status in statuses)


def is_among(status: str, people: Sequence[str]) -> str:
    """In SQL: that a status in the past is one of these; by those that it is not, so that a planner expects many."""
    others = sorted({"", *(each.value for each in Status)} - set(people))
    return "{} NOT IN ({})".format(status, ", ".join(f"'{each}'" for each in others))


def counted(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a counting query, with room for what it looks through several times."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{_ROOM}'")
        cursor.execute(query, values)
        found = cursor.fetchall()
        cursor.execute("SET LOCAL work_mem TO DEFAULT")
    return found


def parameters(day: date, *, schools: Sequence[int] | None = None, **more: Any) -> dict[str, Any]:
    """The parameters of the two; `schools` where only some are asked for."""
    return {"day": day, "today": clock.today(), "schools": None if schools is None else list(schools), **more}
