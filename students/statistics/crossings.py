"""The changes of a flow table in SQL: from what people were to what they are, each with its column and its row.

Besides the changes of the chain (past.py) two things bring people into a table or move them in it: a school that comes to
another body takes its students along, and a newcomer is on the roster from a day on without any change.
"""

from collections.abc import Sequence
from typing import Any

from students.statistics.dimensions import Dimension, Narrowing, where
from students.statistics.past import AMONG_SEVERAL, IN_SCHOOLS, ZONE, Plain, chain_sql, is_among, parameters
from students.statistics.seats import former_seats
from students.statistics.tables import PROFILE
from students.statuses import Status

LISTED_NOW = "listed"
_PENDING = Status.PENDING.value
_STEP = """c.student_id, c.place, c.turn, c.change_id, c.kind, c.note, c.counted_on, c.status_from, c.status_to,
        c.programme_from, c.programme_to, c.cohort_from, c.cohort_to, c.class_from, c.class_to"""

# The first day on which a newcomer counts as listed: of entry, or of being written down when that was earlier.
KNOWN = f"least(s.entered_on, (s.created_at AT TIME ZONE '{ZONE}')::date, %(today)s::date)"

# The evenings before which something happens that is no change of a record.
_SEATS = f"""SELECT s.id, f.last_day, 'seat' FROM statistics_formerseat f
    JOIN students_student s ON s.school_id = f.school_id WHERE f.last_day >= %(day)s AND f.last_day < %(last)s
        AND {IN_SCHOOLS.format("s")} {{among}}"""
_ENTRIES = f"""SELECT s.id, {KNOWN} - 1, '{LISTED_NOW}' FROM students_student s
    WHERE {KNOWN} > %(day)s AND {KNOWN} <= %(last)s AND {IN_SCHOOLS.format("s")} AND (s.status = '{_PENDING}'
        OR s.id IN (SELECT c.student_id FROM chain c WHERE c.status_from = '{_PENDING}')) {{among}}"""
# Where the records stood then: as the next change found them, or as they are.
_MOMENTS = """, moments (student_id, eve, kind) AS ({moments}), stood AS (
    SELECT DISTINCT ON (m.student_id, m.eve, m.kind) m.student_id, m.eve, m.kind,
        coalesce(c.status_from, s.status) AS status, coalesce(c.programme_from, s.programme_id) AS programme,
        coalesce(c.cohort_from, s.cohort) AS cohort, coalesce(c.class_from, s.school_class_id) AS class
    FROM moments m JOIN students_student s ON s.id = m.student_id
    LEFT JOIN chain c ON c.student_id = m.student_id AND c.counted_on > m.eve
    ORDER BY m.student_id, m.eve, m.kind, c.number
)"""
_OF_MOMENTS = f""" UNION ALL SELECT t.student_id, 0, -1, NULL, t.kind, '', t.eve + 1,
        CASE t.kind WHEN '{LISTED_NOW}' THEN '' ELSE t.status END, t.status, t.programme, t.programme, t.cohort, t.cohort,
        t.class, t.class, t.eve
    FROM stood t WHERE t.kind <> '{LISTED_NOW}' OR t.status = '{_PENDING}'"""

# Each step with where it came from and where it went: from people who are counted to such who are not, and back.
_CROSSING = """, steps AS (
    SELECT {step}, c.counted_on AS day_from FROM chain c {of_moments}
), crossing AS (
    SELECT s.school_id, c.student_id, c.change_id, c.counted_on, c.place, c.turn,
        {was} AS was, {is_now} AS is_now, CASE {ins} END AS category_in, CASE {outs} END AS category_out,
        {from_value} AS value_from, {to_value} AS value_to, ({only_from}) AS from_fits, ({only_to}) AS to_fits
    FROM steps c JOIN students_student s ON s.id = c.student_id {profile}
    CROSS JOIN LATERAL (SELECT c.status_from AS status, coalesce(c.programme_from, s.programme_id) AS programme_id,
        coalesce(c.cohort_from, s.cohort) AS cohort, coalesce(c.class_from, s.school_class_id) AS school_class_id) tf
    CROSS JOIN LATERAL (SELECT c.status_to AS status, coalesce(c.programme_to, s.programme_id) AS programme_id,
        coalesce(c.cohort_to, s.cohort) AS cohort, coalesce(c.class_to, s.school_class_id) AS school_class_id) tt
    JOIN students_programme pf ON pf.id = tf.programme_id JOIN students_programme pt ON pt.id = tt.programme_id
    WHERE c.counted_on <= %(last)s AND ({counts_from} OR {counts_to}) {among}
), flows AS (
    SELECT x.*, x.category_in AS category, x.value_to AS value FROM crossing x
    WHERE NOT x.was AND x.is_now AND x.to_fits
    UNION ALL SELECT x.*, x.category_out, x.value_from FROM crossing x WHERE x.was AND NOT x.is_now AND x.from_fits
    UNION ALL SELECT x.*, 'moved_out', x.value_from FROM crossing x
    WHERE x.was AND x.is_now AND x.from_fits AND (NOT x.to_fits OR x.value_from <> x.value_to)
    UNION ALL SELECT x.*, 'moved_in', x.value_to FROM crossing x
    WHERE x.was AND x.is_now AND x.to_fits AND (NOT x.from_fits OR x.value_from <> x.value_to)
)"""


def flows_sql(
    period: tuple[Any, Any],
    people: Sequence[str],
    rows: Dimension,
    only: Sequence[Narrowing],
    categories: tuple[str, str],
    schools: Sequence[int] | None = None,
    *,
    plain: Plain | None = None,
) -> tuple[str, dict[str, Any]]:
    """`WITH … flows AS (…)`: each change after the first day up to the last one, with its category and the row in which it
    stands; and its parameters. `categories`: what tells those who came and those who left apart, as WHENs;
    `schools` where only some are asked for; with `plain` of the records in `several` alone (plain.py counts the others)."""
    before, last = period
    only_from, values = where(only, "tf", "pf", "c.day_from")
    only_to, _same = where(only, "tt", "pt", "c.counted_on")
    among = AMONG_SEVERAL if plain else ""
    moments = [moment.format(among=among) for moment in _moments(people)]
    crossing = _CROSSING.format(
        step=_STEP,
        of_moments=_OF_MOMENTS if moments else "",
        counts_from=is_among("c.status_from", people),
        counts_to=is_among("c.status_to", people),
        was=_counts("status_from", "day_from", people),
        is_now=_counts("status_to", "counted_on", people),
        ins=categories[0],
        outs=categories[1],
        from_value=rows.expression("tf", "pf", "c.day_from"),
        to_value=rows.expression("tt", "pt", "c.counted_on"),
        among=among,
        only_from=only_from,
        only_to=only_to,
        profile=PROFILE if rows.profiled or any(each.dimension.profiled for each in only) else "",
    )
    own = _MOMENTS.format(moments=" UNION ALL ".join(moments)) if moments else ""
    return chain_sql(before, plain=plain) + own + crossing, parameters(before, schools=schools, last=last, **values)


def _moments(people: Sequence[str]) -> list[str]:
    return [*([_SEATS] if former_seats() else []), *([_ENTRIES] if _PENDING in people else [])]


def _counts(status: str, day: str, people: Sequence[str]) -> str:
    """In SQL: that who has this status counts on that day. Who waits for registration does from the first day on."""
    counted = is_among(f"c.{status}", people)
    if _PENDING not in people:
        return counted
    return f"({counted} AND (c.{status} <> '{_PENDING}' OR {KNOWN} <= c.{day}))"
