# Makes .venv from requirements-dev.txt on a machine that has Python and pip and nothing else. Sourced by ../run.
#
#: Usage: ./run [COMMAND]
#:
#:   ./run                 set up everything, start it, and stop it on Ctrl-C
#:   ./run test [ARGS]     set up everything and run pytest with ARGS
#:   ./run check           lint, types, import order, migrations, templates, locks, audit
#:   ./run manage ARGS     manage.py ARGS, with the database and the broker up
#:   ./run bench ARGS      manage.py bench ARGS
#:   ./run help            this text
#:
#: Settings (environment):
#:   XUEJI_PORT            port of the site, 8000 unless set; XUEJI_BIND its address, 127.0.0.1 unless set
#:   XUEJI_DATA            folder for the database, broker, secrets and logs; .data in this folder unless set
#:   DATABASE_URL          an own PostgreSQL 18 for the application's role, instead of the embedded one
#:   DATABASE_OWNER_URL    the same database for the owner of the tables; DATABASE_URL unless set
#:   REDIS_URL             an own Redis or Valkey, instead of the embedded one
#:   XUEJI_TODAY           development only: the day on which the register believes to be (2026-09-07)
#:   XUEJI_SYSTEM_PACKAGES set to "never" to leave Debian's packages alone
#:   PIP_INDEX_URL, UV_*   package registries, as pip and uv read them

say() { printf '[xueji] %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

find_python() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null \
      && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      "$candidate" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  die "Python 3.11 or newer is needed and was not found (Debian 12: apt-get install python3 python3-pip)."
}

pip_setting() { "$python" -m pip config get "global.$1" 2>/dev/null || true; }

# The machine's own certificate authorities count too, as they do for Debian's pip: uv and npm bring their own lists.
trust_system_certificates() {
  local system=/etc/ssl/certs/ca-certificates.crt
  if [[ -s "$system" ]]; then
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}" NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$system}"
  fi
}

# uv does not read pip's settings: hand over the user's registry and certificates, where uv has none of its own.
adopt_pip_settings() {
  local index cert
  if [[ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}${UV_CONFIG_FILE:-}" ]]; then
    index="${PIP_INDEX_URL:-$(pip_setting index-url)}"
    if [[ -n "$index" ]]; then export UV_DEFAULT_INDEX="$index"; fi
  fi
  if [[ -z "${SSL_CERT_FILE:-}" ]]; then
    cert="${PIP_CERT:-$(pip_setting cert)}"
    if [[ -f "$cert" ]]; then export SSL_CERT_FILE="$cert"; fi
  fi
  export UV_HTTP_TIMEOUT="${UV_HTTP_TIMEOUT:-180}"
}

# pip's --target needs neither a virtual environment nor leave to touch the system's packages (PEP 668).
find_uv() {
  local tools="$XUEJI_ROOT/.data/tools"
  if command -v uv >/dev/null; then command -v uv; return; fi
  if [[ ! -x "$tools/bin/uv" ]]; then
    say "fetching uv"
    "$python" -m pip --version >/dev/null 2>&1 \
      || die "neither uv nor pip was found (Debian 12: apt-get install python3-pip)."
    rm -rf "$tools.new"
    "$python" -m pip install -qq --disable-pip-version-check --root-user-action=ignore \
      --target "$tools.new" uv >&2
    rm -rf "$tools" && mv "$tools.new" "$tools"
  fi
  printf '%s\n' "$tools/bin/uv"
}

venv_stamp() { sha256sum < <(cat "$XUEJI_ROOT/requirements-dev.txt"; printf '%s' "$XUEJI_ROOT") | cut -d' ' -f1; }

venv_is_current() {
  [[ -x "$XUEJI_ROOT/.venv/bin/python" && "$(cat "$XUEJI_ROOT/.venv/.stamp" 2>/dev/null)" == "$(venv_stamp)" ]]
}

make_venv() {
  local venv="$XUEJI_ROOT/.venv" python uv
  python="$(find_python)"
  adopt_pip_settings
  uv="$(find_uv)"
  say "installing Python packages"
  # A checkout that was moved keeps the old folder's name in its scripts: begin anew.
  if ! "$venv/bin/python" -c '' 2>/dev/null || ! grep -qF "$venv" "$venv/bin/activate" 2>/dev/null; then
    "$uv" venv --quiet --clear --python "$python" "$venv" >&2
  fi
  "$uv" pip sync --quiet --require-hashes --python "$venv/bin/python" "$XUEJI_ROOT/requirements-dev.txt" >&2
  venv_stamp > "$venv/.stamp"
}

bootstrap() {
  local python
  trust_system_certificates
  # The check of the locks asks the registry even when everything is installed.
  if [[ "${1:-}" == check ]]; then python="$(find_python)"; adopt_pip_settings; fi
  if venv_is_current; then return; fi
  mkdir -p "$XUEJI_ROOT/.data"
  # Two first starts at once: the second waits, then finds the work done. The lock goes with the subshell.
  (
    if command -v flock >/dev/null; then flock 9; fi
    if ! venv_is_current; then make_venv; fi
  ) 9>"$XUEJI_ROOT/.data/bootstrap.lock"
}
