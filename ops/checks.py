"""./run check: every check runs, a table says what came of them, one failure fails the whole."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ops import check_compose, check_length, check_lock
from ops.layout import PYTHON, ROOT
from ops.outcome import FAILED, PASSED, SKIPPED, Outcome
from ops.prepare import MANAGE

# The domain layers whose functions carry types (house style: verbs are typed, rules are pure).
TYPED = (
    "xueji/clock.py", "xueji/errors.py", "xueji/env.py", "xueji/calendars", "xueji/codes", "xueji/policies",
    "xueji/organizations", "xueji/cases", "xueji/notices", "xueji/offices", "xueji/jobs", "xueji/audit",
    "students", "certificates", "transfers", "discipline", "graduation",
)  # fmt: skip
AUDIT_UNREACHABLE = (
    "ConnectionError",
    "ServiceError",
    "Max retries",
    "timed out",
    "NameResolution",
    "HTTPError",
    "Could not connect",
)


@dataclass(frozen=True)
class Check:
    """A named check; `run` takes the environment with the services in it."""

    name: str
    run: Callable[[dict[str, str]], Outcome]


def execute(command: Sequence[str], environment: dict[str, str]) -> Outcome:
    """A command that passes with code 0."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(PASSED if done.returncode == 0 else FAILED, done.stdout.strip())


def command(name: str, *parts: str) -> Check:
    """A check that is one module of the virtual environment."""
    return Check(name, lambda environment: execute([str(PYTHON), "-m", *parts], environment))


def manage(name: str, *parts: str) -> Check:
    """A check that is one command of manage.py."""
    return Check(name, lambda environment: execute([*MANAGE, *parts], environment))


def types(environment: dict[str, str]) -> Outcome:
    """mypy over those typed layers that exist."""
    present = [path for path in TYPED if any((ROOT / path).rglob("*.py")) or (ROOT / path).is_file()]
    return execute([str(PYTHON), "-m", "mypy", *present], environment)


def import_order(environment: dict[str, str]) -> Outcome:
    """import-linter, whose command has no -m form."""
    code = "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports_command as c; c()"
    return execute([str(PYTHON), "-c", code], environment)


def templates(environment: dict[str, str]) -> Outcome:
    """djlint over every template there is."""
    folders = [str(path) for path in sorted(ROOT.glob("**/templates")) if not {".venv", ".data"} & set(path.parts)]
    if not folders:
        return Outcome(SKIPPED, "there are no templates")
    return execute([str(PYTHON), "-m", "djlint", "--lint", "--quiet", *folders], environment)


def audit(environment: dict[str, str]) -> Outcome:
    """Known vulnerabilities of what production installs, where the service that knows them answers."""
    options = [
        "--requirement",
        "requirements.txt",
        "--require-hashes",
        "--disable-pip",
        "--progress-spinner",
        "off",
    ]
    outcome = execute([str(PYTHON), "-m", "pip_audit", "--timeout", "20", *options], environment)
    if outcome.state == FAILED and any(sign in outcome.details for sign in AUDIT_UNREACHABLE):
        return Outcome(SKIPPED, "the advisory service does not answer")
    return outcome


CHECKS = (
    command("lint", "ruff", "check", "."),
    command("format", "ruff", "format", "--check", "."),
    Check("types", types),
    Check("imports", import_order),
    manage("migrations", "makemigrations", "--check", "--dry-run"),
    manage("django", "check", "--fail-level", "WARNING"),
    Check("templates", templates),
    Check("length", lambda _: check_length.run()),
    Check("locks", check_lock.run),
    Check("compose", check_compose.run),
    Check("audit", audit),
)


def run_all(environment: dict[str, str], *, only: Sequence[str] = ()) -> int:
    """Run the named checks, or all; print what did not pass, then the table; 0 when none failed."""
    unknown = set(only) - {check.name for check in CHECKS}
    if unknown:
        print(f"no such check: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    rows = []
    for check in CHECKS:
        if only and check.name not in only:
            continue
        print(f"== {check.name}", flush=True)
        begun = time.monotonic()
        outcome = check.run(environment)
        if outcome.details and (outcome.state != PASSED or outcome.is_loud):
            print(outcome.details, flush=True)
        rows.append((check.name, outcome.state, time.monotonic() - begun))
    print("\n" + "\n".join(f"{name:<12} {state:<8} {seconds:6.1f} s" for name, state, seconds in rows))
    failed = [name for name, state, _ in rows if state == FAILED]
    print(f"\nchecks failed: {', '.join(failed)}" if failed else "\nall checks passed")
    return 1 if failed else 0
