"""The second fence: what the database shows and accepts when every Python filter is taken away."""

from collections.abc import Sequence

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from students.models import Roster, SchoolClass, Student
from xueji import clock
from xueji.audit.models import Event
from xueji.database.apply import fenced_models
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced


def test_without_a_scope_no_student_is_visible(world):
    assert Student.objects.count() == 0


def test_a_school_sees_its_own_students_only(world):
    with world.scope("zj_school_a.registrar").enter():
        assert {student.school_id for student in Student.objects.all()} == {world["zj_school_a"].pk}


@pytest.mark.parametrize(
    ("office", "schools"),
    [
        ("zj_county_1a.reviewer", {"zj_school_a", "zj_school_b"}),
        ("zj_city_1.reviewer", {"zj_school_a", "zj_school_b", "zj_school_c", "zj_school_city"}),
        ("bj_body.reviewer", {"bj_school_body"}),
        ("bj.reviewer", {"bj_school_a", "bj_school_b", "bj_school_body"}),
    ],
)
def test_a_bureau_sees_its_subtree_only(world, office, schools):
    with world.scope(office).enter():
        seen = set(Student.objects.values_list("school_id", flat=True))
    assert seen == {world[key].pk for key in schools}


def test_a_stranger_changes_nothing_by_raw_sql(world):
    with world.scope("zj_school_b.registrar").enter(), connection.cursor() as cursor:
        cursor.execute("UPDATE students_student SET name = '改'")
        assert cursor.rowcount == len(world.students["zj_school_b"])
    with unfenced(reason="look"):
        assert Student.objects.filter(school=world["zj_school_a"], name="改").count() == 0


def test_a_stranger_adds_nothing_to_another_school(world):
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        world.scope("zj_school_b.registrar").enter(),
    ):
        SchoolClass.objects.create(
            school=world["zj_school_a"],
            name="26计算机9班",
            cohort=2026,
            programme=world.programmes["zj_school_a"],
        )


def test_the_scope_ends_with_its_block(world):
    with world.scope("zj_school_a.registrar").enter():
        pass
    assert Student.objects.count() == 0


def test_an_inner_scope_gives_back_the_outer_one(world):
    with world.scope("zj_school_a.registrar").enter():
        with world.scope("zj_city_1.reviewer").enter():
            pass
        assert {student.school_id for student in Student.objects.all()} == {world["zj_school_a"].pk}


def test_the_escape_hatch_leaves_an_audit_row(world):
    with unfenced(reason="count the country"):
        assert Event.objects.filter(kind="unfenced", reason="count the country").count() == 1


def test_the_application_owns_no_table(world):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_every_table_with_tenant_keys_is_behind_row_level_security(world):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name FROM information_schema.columns c JOIN pg_class t ON t.relname = c.table_name"
            " WHERE c.table_schema = 'public' AND c.column_name IN ('school_id', 'person_id') AND NOT t.relrowsecurity"
            " AND c.table_name NOT IN ('organizations_user')"
        )
        assert cursor.fetchall() == []


def test_every_declared_fence_stands(world):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        fenced = {name for (name,) in cursor.fetchall()}
    assert {model._meta.db_table for model, _fence in fenced_models()} - fenced == set()


def test_a_school_that_moves_takes_its_rows_along(world):
    school = world["zj_school_a"]
    school.parent = world["zj_county_2a"]
    school.save(update_fields=["parent"])
    with world.scope("zj_county_2a.reviewer").enter():
        assert Student.objects.filter(school=school).count() == 3
    with world.scope("zj_county_1a.reviewer").enter():
        assert Student.objects.filter(school=school).count() == 0


def test_each_row_of_a_statement_gets_the_keys_of_its_own_school(world):
    schools = [world[name] for name in ("zj_school_a", "bj_school_a", "zj_school_a", "zj_school_city")]
    with unfenced(reason="tenant keys"):
        rosters = Roster.objects.bulk_create(
            Roster(school=school, sha256="", size=0, created_at=clock.now()) for school in schools
        )
    assert _keys_of(rosters) == [_keys(school) for school in schools]


def test_what_comes_after_a_move_belongs_to_the_new_county(world):
    school = world["zj_school_a"]
    with unfenced(reason="tenant keys"):
        before = _roster(school)
        _move(school, world["zj_county_2a"])
        after = _roster(school)
    assert _keys_of([before, after]) == [_keys(world["zj_county_2a"])] * 2


def test_a_move_that_is_taken_back_takes_its_keys_along(world):
    with unfenced(reason="tenant keys"):
        with transaction.atomic():
            _move(world["zj_school_a"], world["zj_county_2a"])
            _roster(world["zj_school_a"])
            transaction.set_rollback(True)
        roster = _roster(world["zj_school_a"])
    assert _keys_of([roster]) == [_keys(world["zj_county_1a"])]


def test_a_row_of_no_school_is_refused(world):
    with pytest.raises(IntegrityError, match="there is no school"), unfenced(reason="tenant keys"):
        Roster.objects.create(school_id=10**12, sha256="", size=0, created_at=clock.now())


def test_no_organization_is_deleted(world):
    with (
        pytest.raises(IntegrityError, match="never deleted"),
        unfenced(reason="tamper"),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM organizations_organization WHERE id = %s", [world["zj_school_city"].pk])


def _roster(school: Organization) -> Roster:
    return Roster.objects.create(school=school, sha256="", size=0, created_at=clock.now())


def _move(school: Organization, to: Organization) -> None:
    moving = Organization.objects.get(pk=school.pk)
    moving.parent = to
    moving.save(update_fields=["parent"])


def _keys(organization: Organization) -> tuple[int, ...]:
    return Organization.objects.values_list("county_id", "city_id", "province_id").get(pk=organization.pk)


def _keys_of(rosters: Sequence[Roster]) -> list[tuple[int, ...]]:
    with unfenced(reason="tenant keys"), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, county_id, city_id, province_id FROM {Roster._meta.db_table} WHERE id = ANY(%s)",
            [[roster.pk for roster in rosters]],
        )
        found = {pk: tuple(keys) for pk, *keys in cursor.fetchall()}
    return [found[roster.pk] for roster in rosters]


def test_a_status_changes_only_inside_a_case(world):
    student = world.student("zj_school_a")
    with (
        pytest.raises(Exception, match="only inside a case"),
        world.scope("zj_school_a.registrar").enter(),
        transaction.atomic(),
    ):
        Student.objects.filter(pk=student.pk).update(status="withdrawn")


def test_the_audit_cannot_be_rewritten(world):
    with pytest.raises(ProgrammingError, match="permission denied"), unfenced(reason="tamper"):
        Event.objects.update(reason="")


def test_a_task_without_an_officer_is_fenced_too(world):
    with Scope.of_organization(world["zj_county_1b"]).enter():
        assert Student.objects.count() == 3


@pytest.mark.parametrize("table", ["organizations_office", "organizations_user", "organizations_organization"])
@pytest.mark.parametrize("office", ["zj_school_a.registrar", "zj.chief"])
def test_who_holds_an_office_cannot_write_offices_or_accounts(world, table, office):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        world.scope(office).enter(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET id = id")
