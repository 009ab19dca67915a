"""A province of invented students, laid down by SQL: as many as one asks for, in a transaction that is undone or in a
database of its own beside the register's, which is kept.

Names are drawn from the demonstration's lists, numbers are none: their indexes are hashes, their ciphers one text. Indexes
that guard nothing are taken away while rows are laid down and built again after it, as one would load a real province.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.management import call_command
from django.db import connection, transaction

from students.models import Programme, SchoolClass
from xueji import clock
from xueji.codes import names
from xueji.database import cipher
from xueji.database.connect import APP_ROLE, owner_connection
from xueji.demo.people import GIVEN_ANY, GIVEN_FEMALE, GIVEN_MALE, SURNAMES
from xueji.demo.profiles import profile_sql
from xueji.organizations.models import Office, Organization, User
from xueji.organizations.scope import Level, Scope, case_effect, unfenced
from xueji.policies.actions import policy_assign

SCHOOL_SIZE = 2_000
TABLES = (
    "students_person", "students_student", "students_profile", "students_programme", "students_schoolclass",
    "organizations_organization",
)  # fmt: skip
_CITIES, _COUNTIES, _CLASSES = 11, 8, 12
_NAMED = "bench-"
_SURNAMES_OFTEN, _GIVEN_OFTEN = 257, 251
"""Prime, so that every surname meets every given name."""
_BASE = 10**12  # ids of persons, far from those that a register gives
_ROLES = {Level.SCHOOL: "registrar", Level.COUNTY: "reviewer", Level.CITY: "reviewer", Level.PROVINCE: "reviewer"}
_PERSONS = """INSERT INTO students_person (id, identity_type, identity_index, identity_cipher, identity_mask, number_index,
        number_cipher, number_mask)
    SELECT %(base)s + n, '1', sha256(convert_to('bench identity ' || n, 'UTF8')), %(cipher)s, '3398**********0427',
        sha256(convert_to('bench number ' || n, 'UTF8')), %(cipher)s, 'G3398**********' || lpad((n %% 1000)::text, 3, '0') || '7'
    FROM generate_series(%(first)s, %(last)s) AS n"""
_STUDENTS = """INSERT INTO students_student (school_id, county_id, city_id, province_id, person_id, status, name, name_key,
        initials, sex, birth_date, identity_type, identity_mask, identity_index, number_mask, number_index, school_number,
        cohort, programme_id, school_class_id, entered_on, registered_on, left_on, ethnic_code, created_at)
    SELECT c.school_id, o.county_id, o.city_id, o.province_id, p.id,
        CASE WHEN n %% 6 = 0 THEN 'studying' ELSE 'graduated' END, f.text || g.text, f.key || ' ' || g.key,
        f.initials || g.initials, 1 + n %% 2, date '2009-09-01' + (n %% 365)::int, '1', p.identity_mask, p.identity_index,
        p.number_mask, p.number_index, 'b' || n, CASE WHEN n %% 6 = 0 THEN 2024 + n %% 3 ELSE 2012 + n %% 10 END,
        c.programme_id, c.id, date '2024-09-01', date '2024-09-30',
        CASE WHEN n %% 6 = 0 THEN NULL ELSE date '2026-06-30' END, '01', now()
    FROM students_person p CROSS JOIN LATERAL (SELECT p.id - %(base)s AS n) AS numbered
    JOIN bench_class c ON c.place = (n / %(size)s) * %(classes)s + n %% %(classes)s
    JOIN organizations_organization o ON o.id = c.school_id
    JOIN bench_surname f ON f.place = n * 7919 %% (SELECT count(*) FROM bench_surname)
    JOIN bench_given g ON g.place = n * 104729 %% (SELECT count(*) FROM bench_given)
    WHERE p.id BETWEEN %(base)s + %(first)s AND %(base)s + %(last)s"""

_PROFILES = """INSERT INTO students_profile (school_id, county_id, city_id, province_id, student_id, data)
    SELECT school_id, county_id, city_id, province_id, id, {profile} FROM students_student s
    WHERE province_id = %s AND status = 'studying' ORDER BY id LIMIT %s"""


@dataclass
class Province:
    """What stands so far: an office for each level, the bodies above schools, how many students."""

    offices: dict[Level, Office] = field(default_factory=dict)
    counties: list[Organization] = field(default_factory=list)
    schools: int = 0
    students: int = 0


@contextmanager
def province_kept(students: int) -> Iterator[Province]:
    """Run a block in a copy of the database that has so many students more, as the application on a connection of the
    owner. The copy is made once (nobody may be connected to the register's meanwhile) and stays until it is dropped."""
    name = f"{connection.settings_dict['NAME']}_of_{students}"
    with owner_connection(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    with owner_connection(database=name):
        call_command("migrate", verbosity=0)
    with owner_connection(as_app=True, database=name):
        province = Province(_offices(), students=students)
        if not province.offices:
            with transaction.atomic():
                province = province_lay()
                students_lay(province, students)
        yield province


def _offices() -> dict[Level, Office]:
    """The offices of a province that was laid down before; none where there is none."""
    with unfenced(reason="benchmark"):
        found = Office.objects.filter(user__username__startswith=_NAMED).select_related("organization", "user")
        return {Level(office.user.username.removeprefix(_NAMED)): office for office in found}


def province_lay() -> Province:
    """The bodies without schools, a prefecture and a county with an officer."""
    made = Province()
    with case_effect(0, reason="benchmark"):
        top = _body("province", "979797", None)
        policy_assign(
            actor=Scope.of_organization(top), organization=top, policy_key="zhejiang_2015", since=clock.today()
        )
        made.offices[Level.PROVINCE] = _office(top, Level.PROVINCE)
        for at in range(_CITIES):
            city = _body("city", f"9797{at:02}", top)
            made.counties += [_body("county", f"9797{at:02}{below:02}", city) for below in range(_COUNTIES)]
        made.offices[Level.CITY] = _office(Organization.objects.get(pk=made.counties[0].parent_id), Level.CITY)
        made.offices[Level.COUNTY] = _office(made.counties[0], Level.COUNTY)
    names_lay()
    return made


def students_lay(province: Province, upto: int) -> None:
    """Schools of SCHOOL_SIZE with their students, until so many are there; the first schools lie in the first county."""
    first = province.students
    with case_effect(0, reason="benchmark"):
        _schools_lay(province, -(-upto // SCHOOL_SIZE))
        given = {
            "base": _BASE, "size": SCHOOL_SIZE, "classes": _CLASSES, "first": first, "last": upto - 1,
            "cipher": cipher.encrypt("bench"),
        }  # fmt: skip
        with _as_loader(), connection.cursor() as cursor:
            cursor.execute(_PERSONS, given)
            cursor.execute(_STUDENTS, given)
    province.students = upto


def profiles_lay(province: Province, count: int) -> None:
    """The other columns of the roster, for so many of those who study now."""
    top = province.offices[Level.PROVINCE].organization_id
    with case_effect(0, reason="benchmark"), _as_loader(rebuilt=False), connection.cursor() as cursor:
        cursor.execute(_PROFILES.format(profile=profile_sql().replace("%", "%%")), [top, count])


def _schools_lay(province: Province, upto: int) -> None:
    before, few = province.schools, 5
    for at in range(before, upto):
        above = province.counties[0 if at < few else at % len(province.counties)]
        school = _body("school", f"97979797{at:04}", above)
        programme = Programme.objects.create(
            school=school, major_code="710201", name="计算机应用", short_name="计算机应用", years=3
        )
        SchoolClass.objects.bulk_create(
            SchoolClass(school=school, programme=programme, cohort=2024 + number % 3, name=f"{number}班")
            for number in range(_CLASSES)
        )
        if Level.SCHOOL not in province.offices:
            province.offices[Level.SCHOOL] = _office(school, Level.SCHOOL)
    province.schools = max(before, upto)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS bench_class (place bigint, id bigint, school_id bigint, programme_id bigint)"
        )
        cursor.execute("TRUNCATE bench_class")
        cursor.execute(
            "INSERT INTO bench_class SELECT row_number() OVER (ORDER BY o.code, c.id) - 1, c.id, c.school_id, c.programme_id"
            " FROM students_schoolclass c JOIN organizations_organization o ON o.id = c.school_id"
            " WHERE o.code LIKE '97979797%'"
        )


def names_lay(*, often: bool = False) -> None:
    """The names that students get from now on. With `often` a few of them come often and others seldom: whatever a search
    finds among millions, some other name is as frequent among ten thousand."""
    every = GIVEN_MALE + GIVEN_FEMALE + GIVEN_ANY
    surnames, given = list(SURNAMES), [first + second for first in every for second in every[::3]]
    if often:
        mixed = sorted(given, key=lambda name: name[::-1])  # neighbours begin with different characters
        surnames, given = _by_rank(surnames, _SURNAMES_OFTEN), _by_rank(mixed, _GIVEN_OFTEN)
    with case_effect(0, reason="benchmark"), connection.cursor() as cursor:
        for table, texts in (("bench_surname", surnames), ("bench_given", given)):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (place bigint, text text, key text, initials text)")
            rows = [(at, text, names.pinyin_key(text), names.initials(text)) for at, text in enumerate(texts)]
            cursor.executemany(f"INSERT INTO {table} VALUES (%s, %s, %s, %s)", rows)


def _by_rank(texts: list[str], size: int) -> list[str]:
    """So many entries, of which the second text has half as many as the first, the third a third."""
    found = [text for at, text in enumerate(texts) for _again in range(64 // (at + 1))]
    return found[:size]


@contextmanager
def _as_loader(*, rebuilt: bool = True) -> Iterator[None]:
    """As the owner: no trigger of the tables runs, and the plain indexes of students are built again at the end (`rebuilt`;
    for millions that takes minutes). Where somebody else is logged in (a test), rows come in as they always do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user")
        if cursor.fetchone() != (True,):
            yield
            return
        cursor.execute("SET ROLE none")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " WHERE i.indrelid = 'students_student'::regclass AND NOT i.indisunique"
        )
        plain = cursor.fetchall() if rebuilt else []
        for name, _definition in plain:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, definition in plain:
            cursor.execute(definition)
        for table in TABLES:
            cursor.execute(f"ANALYZE {table}")
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(f"SET ROLE {APP_ROLE}")


def _body(kind: str, code: str, above: Organization | None) -> Organization:
    body = Organization.objects.create(
        kind=kind,
        code=code,
        name=f"某{code}",
        place=f"某{code}",
        division_code="330106",
        parent=above,
        school_type="职业高中",
    )
    body.refresh_from_db()
    return body


def _office(body: Organization, level: Level) -> Office:
    user = User.objects.create(username=f"{_NAMED}{level.value}", name="某")
    office = Office.objects.create(
        user=user, organization=body, role=_ROLES[level], starts_on=clock.today() - timedelta(days=1)
    )
    return Office.objects.select_related("organization", "user").get(pk=office.pk)
