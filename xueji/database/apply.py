"""Puts the fences up: roles, grants, row-level security and the triggers that keep tenant keys true.

Runs after every migrate, as the owner of the tables; everything is written so that a second run changes nothing.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from xueji.database.connect import APP_ROLE
from xueji.database.fence import Fence, Level

BASE_ROLE = "xj_base"
ORGANIZATIONS = "organizations_organization"
_KEYS = ("county_id", "city_id", "province_id")
# Open tables that nobody writes but an action that says why (unfenced).
_PUBLISHED = (
    "calendars_calendaryear",
    "calendars_calendarday",
    "calendars_calendarstamp",
    "calendars_calendarchange",
    "calendars_schoolterm",
    "policies_interpretationchange",
    "policies_policyassignment",
)


def fenced_models() -> list[tuple[type[Model], Fence]]:
    """Every concrete model that declares a fence, with it."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        fence = getattr(model, "fence", None)
        if fence is not None and not model._meta.proxy:
            found.append((model, fence))
    return found


def tenant_tables() -> list[str]:
    """The tables that carry school, county, city and province keys."""
    return [model._meta.db_table for model, fence in fenced_models() if fence.tenant]


def apply_fences(sender: Any = None, **kwargs: Any) -> None:
    """Receiver of post_migrate: does nothing when the connection does not own the tables (a flush by the application)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, tableowner, 'USAGE') FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename = %s",
            [ORGANIZATIONS],
        )
        row = cursor.fetchone()
        if not row or not row[0] or connection.settings_dict["OPTIONS"].get("options"):
            return
        for statement in _roles():
            cursor.execute(statement)
        with transaction.atomic():  # nobody sees a table between two of its policies
            for statement in _statements():
                cursor.execute(statement)


def _statements() -> Iterable[str]:
    yield from _grants()
    for model, fence in fenced_models():
        yield from _fence_table(model._meta.db_table, fence)
    yield from _tenant_keys()
    yield from _functions()


def _roles() -> Iterable[str]:
    names = [BASE_ROLE, *(level.role for level in Level)]
    for name in names:
        yield _create_role(name, "NOLOGIN")
    yield _create_role(APP_ROLE, "LOGIN NOINHERIT")
    for level in Level:
        if level is not Level.PUBLIC:
            yield _grant_role(BASE_ROLE, level.role, "INHERIT TRUE")
        yield _grant_role(level.role, APP_ROLE, "INHERIT FALSE, SET TRUE")
    yield _grant_role(BASE_ROLE, APP_ROLE, "INHERIT TRUE")


def _create_role(name: str, options: str) -> str:
    # Roles belong to the cluster: two databases that migrate at once must both come through.
    return f"""DO $$ BEGIN CREATE ROLE {name} {options};
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"""


def _grant_role(role: str, member: str, options: str) -> str:
    return f"""DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_auth_members m WHERE m.roleid = '{role}'::regrole AND m.member = '{member}'::regrole)
        THEN GRANT {role} TO {member} WITH {options}; END IF;
        EXCEPTION WHEN unique_violation THEN NULL; END $$"""


def _grants() -> Iterable[str]:
    """Everybody reads what the policies show. Fenced tables are written by the levels, as their fences allow; accounts,
    offices, the tree and sessions only outside a scope (signing in) or unfenced; what is published only unfenced."""
    writes, wide = "INSERT, UPDATE, DELETE", f"{APP_ROLE}, {Level.UNFENCED.role}"
    yield f"GRANT USAGE ON SCHEMA public TO {BASE_ROLE}, {Level.PUBLIC.role}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {BASE_ROLE}"
    yield f"REVOKE {writes} ON ALL TABLES IN SCHEMA public FROM {BASE_ROLE}"
    yield f"GRANT {writes} ON ALL TABLES IN SCHEMA public TO {wide}"
    for model, _fence in fenced_models():
        yield f"GRANT {writes} ON {model._meta.db_table} TO {BASE_ROLE}"
    yield f"REVOKE {writes} ON django_migrations FROM {wide}"
    for table in _PUBLISHED:
        yield f"REVOKE {writes} ON {table} FROM {APP_ROLE}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {BASE_ROLE}"
    # Imports copy into temporary tables. PUBLIC usually may; where an operator took that away, the base role still may.
    yield f"""DO $$ BEGIN IF NOT has_database_privilege('{BASE_ROLE}', current_database(), 'TEMPORARY') THEN
        EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO {BASE_ROLE}', current_database()); END IF; END $$"""


def _fence_table(table: str, fence: Fence) -> Iterable[str]:
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"""DO $$ DECLARE p record; BEGIN
        FOR p IN SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = '{table}' LOOP
            EXECUTE format('DROP POLICY %I ON {table}', p.policyname);
        END LOOP; END $$"""
    if fence.append_only:
        yield f"REVOKE UPDATE, DELETE ON {table} FROM {BASE_ROLE}, {APP_ROLE}, {Level.UNFENCED.role}"
    for level, condition in fence.read.items():
        yield f"CREATE POLICY read_{level} ON {table} FOR SELECT TO {level.role} USING ({condition})"
        if level is Level.PUBLIC:
            yield f"GRANT SELECT ON {table} TO {level.role}"
    for level, condition in fence.write.items():
        yield (
            f"CREATE POLICY add_{level} ON {table} FOR INSERT TO {level.role}"
            f" WITH CHECK (({condition}) AND {fence.add})"
        )
        if not fence.append_only:
            yield (
                f"CREATE POLICY change_{level} ON {table} FOR UPDATE TO {level.role}"
                f" USING ({condition}) WITH CHECK ({condition})"
            )
            yield f"CREATE POLICY remove_{level} ON {table} FOR DELETE TO {level.role} USING ({condition})"
    yield f"CREATE POLICY all_unfenced ON {table} TO {Level.UNFENCED.role} USING (true) WITH CHECK (true)"


def _tenant_keys() -> Iterable[str]:
    # The keys of the last school are kept until the end of the transaction, or until a school moves: rows come by the
    # thousand for one school, and a query for each took a twelfth of what the database does for an import.
    kept = "PERFORM set_config('xueji.keys_of', NEW.school_id::text, true)" + "".join(
        f", set_config('xueji.{key}', coalesce(NEW.{key}::text, ''), true)" for key in _KEYS
    )
    given = " ".join(f"NEW.{key} := nullif(current_setting('xueji.{key}'), '');" for key in _KEYS)
    yield f"""CREATE OR REPLACE FUNCTION xj_fill_tenant_keys() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF current_setting('xueji.keys_of', true) = NEW.school_id::text THEN
                {given}
                RETURN NEW;
            END IF;
            SELECT {", ".join(f"o.{key}" for key in _KEYS)} INTO {", ".join(f"NEW.{key}" for key in _KEYS)}
            FROM public.{ORGANIZATIONS} o WHERE o.id = NEW.school_id;
            IF NOT FOUND AND NEW.school_id IS NOT NULL THEN
                RAISE EXCEPTION 'there is no school %', NEW.school_id USING ERRCODE = 'foreign_key_violation';
            END IF;
            {kept};
            RETURN NEW; END $$"""
    for table in tenant_tables():
        yield f"""CREATE OR REPLACE TRIGGER fill_tenant_keys BEFORE INSERT OR UPDATE OF school_id ON {table}
            FOR EACH ROW EXECUTE FUNCTION xj_fill_tenant_keys()"""
    # Rows that come by the thousand rest on the above instead of a foreign key, whose every check locks the school's row.
    yield """CREATE OR REPLACE FUNCTION xj_organizations_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'an organization is closed, never deleted' USING ERRCODE = 'restrict_violation'; END $$"""
    yield f"""CREATE OR REPLACE TRIGGER organizations_stay BEFORE DELETE ON {ORGANIZATIONS}
        FOR EACH ROW EXECUTE FUNCTION xj_organizations_stay()"""
    moves = "\n".join(
        f"UPDATE public.{table} SET county_id = NEW.county_id, city_id = NEW.city_id, province_id = NEW.province_id"
        f" WHERE school_id = NEW.id;"
        for table in tenant_tables()
    )
    yield f"""CREATE OR REPLACE FUNCTION xj_school_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog AS $$ BEGIN
            PERFORM set_config('xueji.keys_of', '', true);
            {moves} RETURN NULL; END $$"""
    yield f"""CREATE OR REPLACE TRIGGER school_moves AFTER UPDATE ON {ORGANIZATIONS} FOR EACH ROW
        WHEN (NEW.kind = 'school' AND (OLD.county_id, OLD.city_id, OLD.province_id)
              IS DISTINCT FROM (NEW.county_id, NEW.city_id, NEW.province_id))
        EXECUTE FUNCTION xj_school_moves()"""


def _functions() -> Iterable[str]:
    # Functions that run as the owner are for those who signed in, not for every login of the cluster.
    yield f"""DO $$ DECLARE f record; BEGIN
        FOR f IN SELECT p.oid::regprocedure AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                 WHERE n.nspname = 'public' AND p.prosecdef AND p.proname LIKE 'xj\\_%' LOOP
            EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f.name);
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {BASE_ROLE}', f.name);
        END LOOP; END $$"""
