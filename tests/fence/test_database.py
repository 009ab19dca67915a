"""The second fence, table by table: every Python filter is taken away, and a stranger still sees and writes nothing.

The tables come from the models and from the database itself, so a new one is walked on the day it is migrated.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tests.fence.rows import rows_of
from tests.support.samples import Belongings
from tests.support.world import World
from xueji.database.apply import fenced_models
from xueji.database.fence import Level
from xueji.organizations.scope import Scope, unfenced

STRANGERS = (
    "zj_school_b.registrar",
    "zj_school_c.registrar",
    "zj_county_1b.reviewer",
    "zj_city_2.reviewer",
    "bj.chief",
    "a student of another school",
    "the public with a wrong code",
    "nobody",
)

# Fenced tables that strangers may read, and those that they may add to.
EVERYBODY_READS = {
    "students_programme": "what a school teaches is looked up by those who want to go there",
    "students_schoolclass": "likewise its classes",
    "certificates_numberpattern": "how an authority numbers its documents is public",
    "statistics_formerseat": "under whom a school stood is as public as the tree of bodies",
    "statistics_snapshot": "that a province kept the figures of a year is no secret; the figures are",
    "policies_schoolrule": "what a school has set for itself is published (Beijing 43)",
}
EVERYBODY_ADDS = {
    "audit_event": "what somebody does is written down, whoever it is about",
}

PRIMARY = 10**9  # a key that no row has


class _Back(Exception):
    """Undo what was done."""


@pytest.fixture
def stranger(world: World, bob: Belongings):
    """stranger("bj.chief"): a context in that stranger's scope; what is done in it is undone."""

    @contextmanager
    def enter(who: str) -> Iterator[None]:
        scope = _scope_of(world, bob, who)
        with suppress(_Back), transaction.atomic():
            with replace(scope, case_id=0).enter() if scope else nullcontext():
                # As if it were inside a case, so that it is the fence that refuses, not the guard of the status.
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('xueji.case', '0', true)")
                yield
            raise _Back

    return enter


def _scope_of(world: World, bob: Belongings, who: str) -> Scope | None:
    if who == "nobody":
        return None
    if who.startswith("a student"):
        return Scope.of_student(user_id=0, person_id=bob.student.person_id)
    if who.startswith("the public"):
        return Scope.of_public("0" * 20)
    return world.scope(who)


@pytest.fixture
def rows(alice: Belongings) -> dict[str, str]:
    return rows_of(alice)


def test_there_is_something_behind_every_fence(rows):
    empty = {model._meta.db_table for model, _fence in fenced_models()} - set(rows) - set(EVERYBODY_READS)
    assert empty == set(), "Make such a row in Belongings or in tests/fence/rows.py, so that the walk proves something."


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_sees_no_row(rows, stranger, who):
    seen = []
    for table, condition in rows.items():
        if table not in EVERYBODY_READS:
            with stranger(who):
                seen += [table] if _count(table, condition) else []
    assert seen == []


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("verb", ["UPDATE {table} SET {key} = {key}", "DELETE FROM {table}"])
def test_a_stranger_changes_no_row(rows, stranger, who, verb):
    touched = []
    for table, condition in rows.items():
        statement = verb.format(table=table, key=_key(table)) + f" WHERE {condition}"
        with stranger(who):
            touched += [table] if _touches(statement) else []
    assert touched == []


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_adds_no_row(rows, stranger, who):
    added = []
    for table, condition in rows.items():
        row = _a_row(table, condition)
        with stranger(who):
            added += [table] if table not in EVERYBODY_ADDS and _adds(table, row) else []
    assert added == []


@pytest.mark.parametrize("office", ["zj_county_1a.chief", "zj_city_1.chief", "zj.chief"])
def test_those_above_a_school_read_its_rows_and_write_none(rows, stranger, alice, office):
    tables = [
        model._meta.db_table for model, fence in fenced_models() if fence.tenant and Level.COUNTY not in fence.write
    ]
    touched = []
    for table in tables:
        with stranger(office):
            touched += (
                [table] if _touches(f"UPDATE {table} SET {_key(table)} = {_key(table)} WHERE {rows[table]}") else []
            )
    assert touched == []
    with stranger(office):
        assert _count("students_student", rows["students_student"]) >= 2


@pytest.mark.parametrize("who", ["zj_school_b.registrar", "zj_county_1b.reviewer"])
def test_a_stranger_opens_no_case_in_the_name_of_another(alice, stranger, world, who):
    row = _a_row("cases_case", f"id = {alice.case.pk}")
    own = world.offices[who].organization_id
    with stranger(who):
        assert not _adds("cases_case", row | {"parties": [own], "viewers": [own, alice.student.school_id]})


@pytest.mark.parametrize("who", ["zj_school_b.registrar", "zj_county_1b.reviewer"])
def test_a_stranger_lays_no_step_into_the_chain_of_another(alice, stranger, world, who):
    row = _a_row("cases_step", f"case_id = {alice.case.pk}")
    own = world.offices[who].organization_id
    mine = {"organization_id": own, "parties": [own], "viewers": [own, alice.student.school_id], "position": 99}
    with stranger(who):
        assert not _adds("cases_step", row | mine)


@pytest.mark.parametrize(
    ("table", "column"), [("cases_decision", "organization_id"), ("cases_evidence", "added_for_id")]
)
def test_a_party_writes_nothing_in_the_name_of_another(alice, stranger, world, table, column):
    row = _a_row(table, f"case_id = {alice.case.pk}")
    with stranger("zj_county_1a.chief"):
        assert _adds(table, row | {column: world["zj_county_1a"].pk})
    with stranger("zj_county_1a.chief"):
        assert not _adds(table, row | {column: world["zj_city_1"].pk})


def _count(table: str, condition: str) -> int:
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}")
        except DatabaseError:
            return 0
        return cursor.fetchone()[0]


def _touches(statement: str) -> int:
    """How many rows it touched; none when the database refused it."""
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement)
        except DatabaseError:
            return 0
        return cursor.rowcount


def _adds(table: str, row: dict) -> bool:
    """Whether a copy of the row with a key of its own comes in. Other refusals than by rights are the test's mistake."""
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(
                    f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s)",
                    [json.dumps(row | {_key(table): PRIMARY})],
                )
        except DatabaseError as error:
            assert "row-level security" in str(error) or "permission denied" in str(error), f"{table}: {error}"
            return False
        return True


def _a_row(table: str, condition: str) -> dict:
    with unfenced(reason="a test looks"), connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t WHERE {condition} LIMIT 1")
        return json.loads(cursor.fetchone()[0])


def _key(table: str) -> str:
    return next(m._meta.pk.column for m in apps.get_models() if m._meta.db_table == table)
