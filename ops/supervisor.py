"""./run: start everything, keep it alive, stop it in order."""

import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ops import prepare
from ops.layout import PYTHON, ROOT, Layout, Problem, say
from ops.processes import Process, wait_until
from ops.services import Postgres, Valkey
from ops.session import Busy, Session, exclusive
from ops.system_packages import provide_for_run

PULSE = 0.3
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
# A child that has lived this long was healthy: its next death is a new story.
HEALTHY_AFTER = 60.0
READY_PATIENCE = 90.0
# Long enough for a task to end its current batch; the sweeps resume what is cut off.
STOP_PATIENCE = 20.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Backoff:
    """How long to wait before something is started again: twice as long after each early death."""

    def __init__(self) -> None:
        self.pause = FIRST_PAUSE
        self.started = 0.0
        self.due = 0.0

    def died(self, now: float) -> None:
        """Note a death at `now` (seconds); sets `due`, the time of the next start."""
        self.pause = FIRST_PAUSE if now - self.started > HEALTHY_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        self.due = now + self.pause

    def begun(self, now: float) -> None:
        """Note a start at `now`."""
        self.started = now
        self.due = 0.0


def address() -> tuple[str, int]:
    """Where the site listens."""
    port = os.environ.get("XUEJI_PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Problem(f"XUEJI_PORT must be a port number, not {port!r}.")
    return os.environ.get("XUEJI_BIND") or "127.0.0.1", int(port)


def app_processes(layout: Layout) -> list[Process]:
    """Web, worker and beat, in the order of starting."""
    celery = (str(PYTHON), "-m", "celery", "-A", "xueji")
    schedule = str(layout.data / "beat-schedule")
    commands = {
        "web": (str(PYTHON), "-m", "gunicorn", "--config", str(ROOT / "ops" / "gunicorn.py")),
        "worker": (
            *celery,
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "INFO",
            "--without-gossip",
            "--without-mingle",
        ),
        "beat": (*celery, "beat", "--loglevel", "INFO", "--schedule", schedule, "--pidfile="),
    }
    return [Process(name, command, pids=layout.pids, logs=layout.logs) for name, command in commands.items()]


def check_port(host: str, port: int) -> None:
    """Problem when another program listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Problem(
                f"{host}:{port} cannot be used ({error.strerror}); choose another with XUEJI_PORT."
            ) from error


def answers(host: str, port: int) -> bool:
    """Whether the site answers HTTP at all."""
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class Supervisor:
    """Everything that ./run keeps alive."""

    def __init__(self, layout: Layout) -> None:
        self.session = Session(layout)
        self.host, self.port = address()
        self.apps = app_processes(layout)
        self.backoffs = {item.name: Backoff() for item in (*self.apps, *self.session.services)}
        self.environment = {**self.session.environment(), "PYTHONUNBUFFERED": "1"}

    def start(self) -> None:
        """From nothing to a site that answers; Problem when a step fails."""
        self.session.layout.make()
        for orphan in self.apps:  # of a supervisor that was killed
            orphan.stop(patience=5)
        check_port(self.host, self.port)
        provide_for_run(self.session.layout.logs)
        prepare.build_front_end(self.environment)
        self.session.open()
        prepare.migrate(self.session, self.environment)
        prepare.fill_with_demo(self.session, self.environment)
        web, *others = self.apps
        self._start(web)
        accounts = prepare.demo_accounts(self.environment)
        self._await_answer(web)
        for app in others:  # they compete for the processor with what the person waits for
            self._start(app)
        self._announce(accounts)

    def _start(self, app: Process) -> None:
        app.start(cwd=ROOT, env=self.environment)
        self.backoffs[app.name].begun(time.monotonic())

    def _await_answer(self, web: Process) -> None:
        wait_until(lambda: answers(self.host, self.port) or web.pid is None, READY_PATIENCE, pause=0.1)
        if not answers(self.host, self.port):
            raise Problem(f"the site does not answer ({web.log}):\n{web.last_words(25)}")

    def _announce(self, accounts: str) -> None:
        host = f"[{self.host}]" if ":" in self.host else self.host
        if accounts:
            print(f"\n{accounts}")
        print(
            f"\nxueji: http://{host}:{self.port}/    logs: {self.session.layout.logs}    stop: Ctrl-C\n",
            flush=True,
        )

    def watch(self) -> None:
        """Start again whatever dies, until a signal comes."""
        while True:
            for service in self.session.services:
                self._watch_service(service)
            for app in self.apps:
                self._watch_app(app)
            time.sleep(PULSE)

    def _is_due(self, item: Process) -> bool:
        """Whether a dead process is to be started now; notes a new death and says so."""
        backoff, now = self.backoffs[item.name], time.monotonic()
        if not backoff.due:
            backoff.died(now)
            say(f"{item.name} died; starting again in {backoff.pause:g} s ({item.log}):\n{item.last_words()}")
        return now >= backoff.due

    def _watch_app(self, app: Process) -> None:
        if app.pid is None:
            app.sweep()
            if self._is_due(app):
                self._start(app)

    def _watch_service(self, service: Postgres | Valkey) -> None:
        if service.process.pid is None and self._is_due(service.process):
            try:
                self.session.revive(service)
                say(f"{service.name} is back")
            except Problem as problem:
                say(str(problem))
            self.backoffs[service.name].begun(time.monotonic())

    def stop(self) -> None:
        """Stop in order: first who gives work, then who does it, then what it stands on."""
        say("stopping")
        for app in self.apps:
            if pid := app.pid:
                os.kill(pid, signal.SIGTERM)
        for app in reversed(self.apps):
            app.stop(patience=STOP_PATIENCE)
        if self.session.close():
            say("stopped")
        else:
            say("stopped; the services stay up for another ./run command, which will stop them")


@contextmanager
def signals_as_interrupt() -> Iterator[None]:
    """Every polite request to end arrives as KeyboardInterrupt."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def supervise(layout: Layout) -> None:
    """Run until a signal comes; stop everything whatever happens."""
    supervisor = Supervisor(layout)
    try:
        with signals_as_interrupt():
            supervisor.start()
            supervisor.watch()
    except KeyboardInterrupt:
        say("interrupted")
    finally:
        # A second Ctrl-C while stopping would leave servers behind.
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        supervisor.stop()


def serve(layout: Layout) -> int:
    """./run; 1 when this data folder already runs."""
    host, port = address()
    holder = f"http://{host}:{port}/ (process {os.getpid()})"
    try:
        with exclusive(layout.data / "supervisor.lock", holder=holder, wait=False):
            supervise(layout)
    except Busy as busy:
        raise Problem(f"already running from {layout.data}: {busy.holder or 'just starting'}") from None
    return 0
