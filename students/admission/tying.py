"""The school's roster of students and its list of admissions find each other by identity."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from xueji import clock
from xueji.organizations.models import Organization

# The admission of the season of entry, in whatever state; else the latest of another season whose place still stands.
_FIND = """
UPDATE admission_admission a
SET student_id = f.student_id, programme_id = coalesce(a.programme_id, f.programme_id),
    state = CASE WHEN a.state = 'checked_in' AND f.status <> 'pending' THEN 'registered' ELSE a.state END
FROM (
    SELECT DISTINCT ON (s.id) s.id AS student_id, s.programme_id, s.status, c.id AS admission_id
    FROM students_student s
    JOIN admission_admission c ON c.identity_index = s.identity_index AND c.school_id = s.school_id
    WHERE s.id = ANY(ARRAY(SELECT student_id FROM xj_to_tie)) AND s.school_id = %(school)s AND c.student_id IS NULL
      AND NOT EXISTS (SELECT FROM admission_admission t WHERE t.student_id = s.id)
      AND ((c.year = extract(year FROM s.entered_on) AND c.season = {season})
           OR c.state IN ('admitted', 'deferred', 'checked_in', 'kept'))
    ORDER BY s.id, (c.year = extract(year FROM s.entered_on) AND c.season = {season}) DESC, c.year DESC, c.id DESC
) f WHERE a.id = f.admission_id"""

# Who ties holds the school's lock, so that nobody ties one of these records meanwhile: only the season's place may be taken.
# Joined by hashing: where the statistics are old, one look for each may go through the whole school each time. The last
# conditions lead a few to their rows; of many, each row of the school would be compared with each of them.
_MAKE = """
INSERT INTO admission_admission (school_id, identity_type, identity_cipher, identity_index, identity_mask, name, name_key,
    initials, sex, birth_date, phone, year, season, source, channel, score, candidate_number, ticket_number,
    notice_number, schooling, origin, came_from, programme_text, programme_id, category_code, integrated,
    check_in_due_on, state, checked_in_on, lost_reason, student_id, is_from_roster, created_at)
SELECT s.school_id, s.identity_type, g.identity_cipher, s.identity_index, s.identity_mask, s.name, s.name_key,
    s.initials, s.sex, s.birth_date, coalesce(left(d.data->>'phone', 30), ''), extract(year FROM s.entered_on), {season},
    CASE WHEN s.number_mask LIKE 'G%%' OR s.number_mask LIKE 'J%%' THEN 'continued'
         WHEN d.data->>'entry_mode' IN ('体育特招', '文艺特招') THEN 'early_selection'
         WHEN coalesce(d.data->>'joint_type', '') NOT IN ('', '非联合办学') THEN 'cooperative'
         WHEN d.data->>'recruit_way' = '统一招生' THEN 'examination'
         WHEN d.data->>'recruit_way' = '自主招生' THEN 'registered' ELSE 'unknown' END,
    coalesce(left(d.data->>'recruit_way', 60), ''),
    CASE WHEN d.data->>'exam_score' ~ '^[0-9]{{1,4}}([.][0-9]{{1,2}})?$' THEN (d.data->>'exam_score')::numeric END,
    coalesce(left(d.data->>'candidate_number', 30), ''), coalesce(left(d.data->>'exam_ticket', 30), ''), '',
    CASE WHEN d.data->>'recruit_target' LIKE '%%高中%%' THEN 'senior' ELSE 'junior' END,
    CASE WHEN d.data->>'overseas_status' IN ('外国人', '外籍华裔人', '非华裔中国人') THEN 'foreign'
         WHEN d.data->>'overseas_status' IN ('香港同胞', '澳门同胞', '台湾同胞') THEN 'hk_macao_taiwan'
         ELSE 'mainland' END,
    coalesce(left(d.data->>'graduated_from', 80), ''), o.name, s.programme_id, '', o.integrated,
    s.entered_on, CASE WHEN s.status = 'pending' THEN 'checked_in' ELSE 'registered' END, s.entered_on, '', s.id, true,
    %(now)s
FROM xj_to_tie g
JOIN students_student s ON s.id = g.student_id
JOIN students_programme o ON o.id = s.programme_id
LEFT JOIN students_profile d ON d.student_id = s.id AND d.school_id = %(school)s {few_profiles}
WHERE s.school_id = %(school)s {few_students}
ON CONFLICT (identity_index, school_id, year, season) DO NOTHING"""

_OF_THOSE = "AND {} = ANY(ARRAY(SELECT student_id FROM xj_to_tie))"
_FEW = 500

# Looked for all at once: one look for each would read a table that its statistics call empty from end to end.
_LEAVE_TIED = """
DELETE FROM xj_to_tie WHERE student_id IN (SELECT student_id FROM admission_admission WHERE student_id IS NOT NULL
    AND school_id = %(school)s)"""

# Who enters from February to July entered in spring (students.registration.facts.season_of).
_SEASON = "CASE WHEN extract(month FROM s.entered_on) BETWEEN 2 AND 7 THEN 'spring' ELSE 'autumn' END"

# What a corrected roster says of those who are known from it alone.
_FOLLOW = """
UPDATE admission_admission a SET name = s.name, name_key = s.name_key, initials = s.initials, sex = s.sex,
    birth_date = s.birth_date, programme_id = s.programme_id, checked_in_on = s.entered_on, check_in_due_on = s.entered_on
FROM students_student s
WHERE a.student_id = s.id AND a.is_from_roster AND s.id = ANY(ARRAY(SELECT student_id FROM xj_to_tie)) AND s.school_id = %(school)s
  AND (a.name, a.sex, a.birth_date, a.programme_id, a.checked_in_on)
      IS DISTINCT FROM (s.name, s.sex, s.birth_date, s.programme_id, s.entered_on)
  AND a.state IN ('checked_in', 'registered')"""


_RECORDS = """
SELECT s.id AS student_id, p.identity_cipher FROM students_student s JOIN students_person p ON p.id = s.person_id
WHERE s.id = ANY(%(ids)s) AND s.school_id = %(school)s"""


def tie(school: Organization, students: Collection[int]) -> int:
    """Tie records of the school (by id, just written from its roster) to their admissions; how many were made for it.

    One that is there keeps its state: whoever is on the roster and has not checked in still has to. Where the school has
    none for a person, one is made from the roster's own columns, checked in on the day of entry (`is_from_roster`).
    Set-based, in the caller's transaction and scope; doing it twice changes nothing.
    """
    return tie_relation(school, _RECORDS, {"ids": list(students)}) if students else 0


def tie_relation(school: Organization, records: str, given: Mapping[str, Any] | None = None) -> int:
    """`tie` for the records of a query: their ids (student_id) and identity numbers, encrypted (identity_cipher). A whole
    roster has the numbers at hand; behind the fence a person is seen through a look at the students each time."""
    values: dict[str, Any] = {"school": school.pk, "now": clock.now(), **(given or {})}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS xj_to_tie")
        cursor.execute(f"CREATE TEMPORARY TABLE xj_to_tie ON COMMIT DROP AS {records}", values)
        few = _OF_THOSE if cursor.rowcount <= _FEW else ""
        cursor.execute("ANALYZE xj_to_tie")
        cursor.execute(_FIND.format(season=_SEASON), values)
        cursor.execute(_FOLLOW, values)
        cursor.execute(_LEAVE_TIED, values)
        cursor.execute("SET LOCAL enable_nestloop = off")
        make = _MAKE.format(season=_SEASON, few_students=few.format("s.id"), few_profiles=few.format("d.student_id"))
        cursor.execute(make, values)
        made = int(cursor.rowcount)
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
        return made


def untie(school: Organization, students: Collection[int]) -> None:
    """Undo `tie` for records of the school that are about to go with their import: an admission that was made from the
    roster goes with them, unless something was written down about it since; any other stands again as it did before.
    Set-based, in the caller's transaction and scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM admission_admission a WHERE a.student_id = ANY(%s) AND a.school_id = %s AND a.is_from_roster"
            " AND NOT EXISTS (SELECT FROM admission_admissionpaper p WHERE p.admission_id = a.id)"
            " AND NOT EXISTS (SELECT FROM admission_deferral d WHERE d.admission_id = a.id)"
            " AND NOT EXISTS (SELECT FROM admission_healthexamination h WHERE h.admission_id = a.id)",
            [list(students), school.pk],
        )
        cursor.execute(
            "UPDATE admission_admission SET student_id = NULL WHERE student_id = ANY(%s) AND school_id = %s",
            [list(students), school.pk],
        )
