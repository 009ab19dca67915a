#!/bin/sh
# Runs once, on an empty database folder: the owner of the tables, and the role that the application signs in with.
set -eu
psql -v ON_ERROR_STOP=1 --username postgres --dbname "$POSTGRES_DB" \
  -v owner_password="$(cat /run/secrets/owner_password)" -v app_password="$(cat /run/secrets/app_password)" <<'SQL'
-- The owner makes the tables and the roles of the fence, and is no superuser.
CREATE ROLE xj_owner LOGIN NOSUPERUSER CREATEROLE PASSWORD :'owner_password';
CREATE ROLE xj_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD :'app_password';
GRANT xj_app TO xj_owner WITH ADMIN OPTION;
ALTER DATABASE xueji OWNER TO xj_owner;
ALTER SCHEMA public OWNER TO xj_owner;
REVOKE ALL ON DATABASE xueji FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE xueji TO xj_app;
SQL
