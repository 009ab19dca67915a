"""What must be true before the register runs: front-end files, schema, demo data."""

import hashlib
import signal
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from ops.layout import PYTHON, ROOT, Problem, say
from ops.session import Session, exclusive

MANAGE = (str(PYTHON), str(ROOT / "manage.py"))


def run_foreground(command: Sequence[str], environment: dict[str, str], *, cwd: Path | None = None) -> int:
    """Run a command on this terminal and return its code; signals are the command's to answer, not ours."""
    with ExitStack() as handlers:
        child = subprocess.Popen(command, env=environment, cwd=cwd)

        def forward(number: int, _: object) -> None:
            child.send_signal(number)

        def leave(number: int, _: object) -> None:
            """The terminal has sent it to the command already."""

        for number in (signal.SIGTERM, signal.SIGHUP):
            handlers.callback(signal.signal, number, signal.signal(number, forward))
        for number in (signal.SIGINT, signal.SIGQUIT):
            handlers.callback(signal.signal, number, signal.signal(number, leave))
        code = child.wait()
    return code if code >= 0 else 128 - code


def _run(command: Sequence[str], environment: dict[str, str], failure: str) -> None:
    """Run a step, its output on stderr; Problem(failure) unless it succeeds."""
    done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=2, check=False)
    if done.returncode:
        raise Problem(failure)


def build_front_end(environment: dict[str, str]) -> None:
    """Copy the third-party style sheets, icons and fonts into static_vendor/, when they are not there yet."""
    with exclusive(ROOT / ".data" / "frontend.lock"):
        command = (str(PYTHON), str(ROOT / "ops" / "frontend" / "build.py"))
        _run(command, environment, "the front-end files could not be built (see above)")


def migrate(session: Session, environment: dict[str, str]) -> None:
    """Bring the schema up to date; two starters at once take turns."""
    with exclusive(session.layout.data / "migrate.lock"):
        stamp = migrations_stamp()
        command = (*MANAGE, "migrate", "--no-input", "--verbosity", "0")
        _run(command, environment, "the database could not be migrated (see above)")
        session.layout.migrated.write_text(stamp)


def migrate_once(session: Session, environment: dict[str, str]) -> None:
    """For single commands: make the schema of an embedded database that has none yet, or an older one."""
    if not session.postgres:
        return
    mark = session.layout.migrated
    if not mark.exists():
        say("first use of this data folder: making the schema")
    elif mark.read_text() != migrations_stamp():
        say("there are other migrations than this data folder had: bringing the schema up to date")
    else:
        return
    migrate(session, environment)


def migrations_stamp(root: Path = ROOT) -> str:
    """What the schema is made of: the names of our migrations, and the packages, which bring their own."""
    packages = (each.parent for each in root.glob("*/__init__.py"))
    names = sorted(str(file.relative_to(root)) for package in packages for file in package.rglob("migrations/*.py"))
    digest = hashlib.sha256("\n".join(names).encode())
    digest.update((root / "requirements.txt").read_bytes())
    return digest.hexdigest()


def fill_with_demo(session: Session, environment: dict[str, str]) -> None:
    """Invented schools and people on the first start, unless XUEJI_DEMO=0."""
    if environment.get("XUEJI_DEMO", "1").lower() in {"0", "false", "no", "off"}:
        return
    if session.postgres and session.layout.filled.exists():
        return
    _run((*MANAGE, "demo", "--if-empty"), environment, "the demo data could not be made (see above)")
    session.layout.filled.touch()


def demo_accounts(environment: dict[str, str]) -> str:
    """The table of demo accounts, or nothing where there is no demo."""
    command = (*MANAGE, "demo", "--accounts")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""
