"""The second fence: what the database shows and accepts when every Python filter is taken away."""

import pytest
from django.db import ProgrammingError, connection, transaction

from students.models import SchoolClass, Student
from xueji.audit.models import Event
from xueji.database.apply import fenced_models
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
