"""What the database's catalogue says of the fences: none is missing, nothing looks past them."""

from django.apps import apps
from django.db import connection

from xueji.database.apply import fenced_models

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
