"""The second fence, table by table: every Python filter is taken away, and a stranger still sees and writes nothing.

The tables come from the models and from the database itself, so a new one is walked on the day it is migrated.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

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
    "policies_schoolrule": "what a school has set for itself is published (Beijing 43)",
}
EVERYBODY_ADDS = {
    "audit_event": "what somebody does is written down, whoever it is about",
}

# Tables without a fence: nothing in them belongs to a school's students.
OPEN_TABLES = {
    "auth_group": "Django's groups, not used for schools",
    "auth_group_permissions": "Django's groups, not used for schools",
    "auth_permission": "names of permissions",
    "axes_accessattempt": "failed sign-ins, read before anybody has a scope",
    "axes_accessattemptexpiration": "failed sign-ins, read before anybody has a scope",
    "axes_accessfailurelog": "failed sign-ins, read before anybody has a scope",
    "axes_accesslog": "sign-ins, written before anybody has a scope",
    "calendars_calendarchange": "who changed the calendar; written unfenced only",
    "calendars_calendarday": "the State Council's calendar; written unfenced only",
    "calendars_calendarstamp": "the State Council's calendar; written unfenced only",
    "calendars_calendaryear": "the State Council's calendar; written unfenced only",
    "calendars_schoolterm": "the terms of a province; written unfenced only",
    "django_content_type": "names of models",
    "django_migrations": "what was migrated; read only",
    "django_session": "sessions, read before anybody has a scope",
    "guardian_groupobjectpermission": "permissions on organizations",
    "guardian_userobjectpermission": "permissions on organizations",
    "notices_waiting": "ids of lines that wait to be spread, looked at before anybody has a scope",
    "organizations_office": "who holds which office, read before anybody has a scope",
    "organizations_organization": "the tree of bodies, which is public",
    "organizations_user": "accounts, read before anybody has a scope",
    "organizations_user_groups": "Django's groups, not used for schools",
    "organizations_user_user_permissions": "Django's permissions, not used for schools",
    "watching_countedby": "the stamp of the calendar by which clocks were counted; of no school",
    "policies_interpretationchange": "how a regulation is read, which is public; written unfenced only, append-only",
    "policies_policyassignment": "which regulation holds where, which is public; written unfenced only, append-only",
    "pghistory_context": "not used: history takes its context from the scope",
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
    """By fenced table: an SQL condition for Alice's rows in it. Every table has some."""
    _changed(alice)
    _studied(alice)
    _stated(alice)
    found = {}
    with unfenced(reason="a test looks"), connection.cursor() as cursor:
        for model, _fence in fenced_models():
            table = model._meta.db_table
            condition = _alices(model, alice)
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}")
            if cursor.fetchone()[0]:
                found[table] = condition
    return found


def _studied(alice: Belongings) -> None:
    """Let the tables fill of what a school changes of studies and of what is written down."""
    from students.information.models import InformationChange
    from transfers.studies.models import MajorChange, Retention

    student = alice.student
    about = {"case": alice.case, "student": student}
    with unfenced(reason="a test states"):
        MajorChange.objects.create(**about, reason="strength", to_programme_id=student.programme_id)
        Retention.objects.create(**about, school_year=2025, failed_courses=6, year_courses=12)
        InformationChange.objects.create(**about, entries={"home_address": "试"}, before={"home_address": ""})


def _changed(alice: Belongings) -> None:
    """Let the tables fill that only fill when something happens: history, the ledger, what is due."""
    from graduation.models import GraduationAudit
    from students.models import Person, Profile, StatusChange, Student
    from students.registration.models import NumberSerial
    from xueji import clock
    from xueji.cases.models import DeadlineEvent
    from xueji.cases.watching.models import WatchEvent
    from xueji.organizations.scope import case_effect
    from xueji.policies.models import SchoolRule

    student = alice.student
    assert alice.application_paper
    with case_effect(alice.case.pk, reason="a test changes"):
        Student.objects.filter(pk=student.pk).update(initials="x")
        Profile.objects.filter(student=student).update(data={"a": 1})
        Person.objects.filter(pk=student.person_id).update(identity_mask="x")
        StatusChange.objects.create(
            school=student.school, student=student, person_id=student.person_id, kind="transfer_out",
            from_status="studying", to_status="transferred", effective_on=clock.today(), case_id=alice.case.pk,
            recorded_at=clock.now(),
        )  # fmt: skip
        step = alice.case.steps.get(state="open")
        DeadlineEvent.objects.create(case=alice.case, step=step, kind="due", due_on=clock.today(), at=clock.now())
        WatchEvent.objects.create(
            watch="test", subject="a:1", due_on=clock.today(), organization=student.school, case=alice.case, text="试",
            at=clock.now(),
        )  # fmt: skip
        GraduationAudit.objects.create(school=student.school, student=student, recorded_at=clock.now())
        SchoolRule.objects.create(
            school=student.school, key="leave.longest_terms", value=2, since=clock.today(), decided_by="校务会",
            decided_on=clock.today(), published_on=clock.today(), recorded_at=clock.now(),
        )  # fmt: skip
        NumberSerial.objects.create(area_code="330106", birth_date=student.birth_date, used=1)
        _told(alice)


def _stated(alice: Belongings) -> None:
    """Let the tables fill in which the matters of one school state what they are about."""
    from transfers.leave.models import Leave, Restoration, Resumption
    from transfers.models import OutsideSchool
    from transfers.special_school.models import SpecialPlacement, SpecialReturn
    from transfers.withdrawal.models import Cancellation, ContactAttempt, PublicNotice, RequiredWithdrawal, Withdrawal
    from xueji import clock

    student, today = alice.student, clock.today()
    about = {"case": alice.case, "student": student}
    recorded = {
        "recorded_by": alice.world.user(alice.registrar), "recorded_for": student.school, "recorded_at": clock.now(),
    }  # fmt: skip
    with unfenced(reason="a test states"):
        Withdrawal.objects.create(**about, reason="other")
        RequiredWithdrawal.objects.create(**about, ground="truancy", truant_hours=90)
        Cancellation.objects.create(**about, cause="death")
        ContactAttempt.objects.create(
            **about, **recorded, on=today, way="phone", whom="guardian", result="no_answer", by_name="试",
        )  # fmt: skip
        PublicNotice.objects.create(case=alice.case, **recorded, starts_on=today, ends_on=today, place="试")
        SpecialPlacement.objects.create(
            **about, decided_by="试", decided_on=today, special_school="试", starts_on=today,
        )  # fmt: skip
        SpecialReturn.objects.create(**about, report_on=today, to_class_id=student.school_class_id)
        OutsideSchool.objects.create(
            case=alice.case, name="试", kind="vocational_high", province_code="320000", cohort=2025, years=3
        )
        days = {"starts_on": today, "began_on": today, "ends_on": today, "took_effect_on": today}
        Leave.objects.create(**about, ground="illness", **days)
        Resumption.objects.create(**about, ground="illness", leave_ends_on=today, resumes_on=today)
        Restoration.objects.create(
            **about, departure="on_leave", discharge_reason="health", discharged_on=today, resumes_on=today,
        )  # fmt: skip


def _told(alice: Belongings) -> None:
    """What Alice's registrar was told, chose and was sent; a change of officer; work handed over."""
    from xueji import clock
    from xueji.notices.models import Code, Contact, Message, PersonNotice, Settings
    from xueji.offices.models import HandOver, HandOverItem, OfficeChange

    office, school, moment = alice.world.offices[alice.registrar], alice.world[alice.school], clock.now()
    own = {"user": office.user, "organization_id": school.pk}
    PersonNotice.objects.create(**own, event="work", kind="arrived", text="x", at=moment)
    Settings.objects.create(user=office.user)
    Contact.objects.create(user=office.user, channel="sms", address_cipher=b"x", mask="x")
    Message.objects.create(**own, key="x", channel="sms", purpose="notice", due_at=moment, queued_at=moment)
    Code.objects.create(
        purpose="contact", subject="x", address_index=b"x", digest=b"x", sent_at=moment, expires_at=moment
    )
    dated = {"starts_on": office.starts_on, "filed_at": moment}
    OfficeChange.objects.create(office=office, kind="appointed", organization=school, officer_name="x", **dated)
    handed = HandOver.objects.create(
        organization=school, from_office=office, to_office=office, on=clock.today(), by=office.user, at=moment
    )
    HandOverItem.objects.create(hand_over=handed, organization_id=school.pk, case_id=alice.case.pk, number="x")


def _alices(model: type[models.Model], alice: Belongings) -> str:
    """Her school's rows, those of her case, of her student, of the bodies above her school."""
    columns = {field.column for field in model._meta.concrete_fields}
    name = model._meta.label
    by_column = {
        "school_id": alice.student.school_id,
        "case_id": alice.case.pk,
        "organization_id": alice.student.school_id,
        "person_id": alice.student.person_id,
    }
    by_name = {
        "cases.Case": f"id = {alice.case.pk}",
        "students.Person": f"id = {alice.student.person_id}",
        "students.PersonHistory": f"pgh_obj_id = {alice.student.person_id}",
        "certificates.NumberPattern": "true",
        "certificates.NumberSeries": f"authority_id IN ({alice.student.county_id}, {alice.student.city_id})",
        "audit.Event": f"organization_id = {alice.student.school_id}",
        "notices.PersonNotice": f"user_id = {alice.world.user(alice.registrar).pk}",
        "notices.Settings": f"user_id = {alice.world.user(alice.registrar).pk}",
        "notices.Contact": f"user_id = {alice.world.user(alice.registrar).pk}",
        "offices.HandOverItem": f"organization_id = {alice.student.school_id}",
    }
    if name in by_name:
        return by_name[name]
    return next((f"{column} = {key}" for column, key in by_column.items() if column in columns), "true")


def test_there_is_something_behind_every_fence(rows):
    empty = {model._meta.db_table for model, _fence in fenced_models()} - set(rows) - set(EVERYBODY_READS)
    assert empty == set(), "Make such a row in Belongings or in _changed, so that the walk proves something."


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


def test_every_table_is_fenced_or_open_for_a_reason(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relrowsecurity"
        )
        assert {name for (name,) in cursor.fetchall()} == set(OPEN_TABLES)


def test_there_is_no_view_that_looks_past_the_fences(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm', 'f')"
        )
        assert cursor.fetchall() == []


def test_functions_that_run_as_the_owner_are_pinned_and_not_for_everybody(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND"
            " (NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%%')"
            "  OR has_function_privilege('public', p.oid, 'EXECUTE'))"
        )
        assert cursor.fetchall() == []


def test_the_application_may_pass_by_no_fence(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'xj\\_%%' AND (rolsuper OR rolbypassrls OR rolcreaterole)"
        )
        assert cursor.fetchall() == []


def test_models_with_a_school_or_a_person_have_a_fence():
    fenced = {model for model, _fence in fenced_models()}
    loose = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model not in fenced
        and {"school_id", "person_id", "case_id"} & {f.column for f in model._meta.concrete_fields}
    ]
    assert loose == ["organizations.User"]  # an account names its own person


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
