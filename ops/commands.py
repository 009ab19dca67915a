"""The commands of ./run. Everything they say themselves goes to stderr: stdout belongs to what they run."""

from collections.abc import Callable

from ops import checks, prepare
from ops.layout import PYTHON, ROOT, Layout, Problem, say
from ops.session import Busy, exclusive, session
from ops.supervisor import serve
from ops.system_packages import chromium, provide_for_test

# These make the schema themselves or need none.
WITHOUT_SCHEMA = {
    "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages",
    "makemigrations", "migrate", "showmigrations", "sqlmigrate", "startapp", "version", "--help", "--version",
}  # fmt: skip
# Set for a person's own running copy, they would change what the tests see.
NOT_FOR_TESTS = ("XUEJI_ENV", "XUEJI_DEBUG", "XUEJI_DEMO", "XUEJI_TODAY", "XUEJI_PUBLIC_URL", "XUEJI_MEDIA")


def run(arguments: list[str]) -> int:
    """./run: everything up until Ctrl-C."""
    if arguments:
        raise Problem(f"unknown command {arguments[0]!r}; see ./run help")
    return serve(Layout.from_environment())


def manage(arguments: list[str]) -> int:
    """./run manage …: manage.py with the services up."""
    with session(Layout.from_environment()) as current:
        environment = current.environment()
        if arguments and arguments[0] not in WITHOUT_SCHEMA:
            prepare.migrate_once(current, environment)
        return prepare.run_foreground([*prepare.MANAGE, *arguments], environment)


def bench(arguments: list[str]) -> int:
    """./run bench …"""
    return manage(["bench", *arguments])


def pytest_command(arguments: list[str]) -> list[str]:
    """pytest on two processes, unless the caller has said how many."""
    spread = ["-n", "2", "--dist", "loadfile"]
    if any(part.startswith(("-n", "--numprocesses", "--dist")) or part == "no:xdist" for part in arguments):
        spread = []
    return [
        str(PYTHON),
        "-m",
        "pytest",
        "--rootdir",
        str(ROOT),
        "-c",
        str(ROOT / "pyproject.toml"),
        *spread,
        *arguments,
    ]


def test(arguments: list[str]) -> int:
    """./run test …: pytest on services of its own, beside a running ./run."""
    layout = Layout.from_environment().for_tests()
    lock = layout.data / "suite.lock"
    try:
        with exclusive(lock, wait=False):
            pass
    except Busy:
        say("another ./run test works in this folder: waiting for it to end")
    with exclusive(lock):
        layout.make()
        provide_for_test(layout.logs)
        with session(layout, for_tests=True) as current:
            environment = current.environment()
            prepare.build_front_end(environment)
            for name in NOT_FOR_TESTS:
                environment.pop(name, None)
            environment["XUEJI_CHROMIUM"] = chromium() or ""
            return prepare.run_foreground(pytest_command(arguments), environment, cwd=ROOT)


def check(arguments: list[str]) -> int:
    """./run check: 0 when every check passes."""
    with session(Layout.from_environment()) as current:
        return checks.run_all(current.environment(), only=arguments)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "manage": manage,
    "test": test,
    "check": check,
    "bench": bench,
}


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    try:
        return command(arguments[1:]) if command else run(arguments)
    except Problem as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("interrupted")
        return 130
