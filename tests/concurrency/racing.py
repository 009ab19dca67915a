"""Two who act at once: each in a thread with a connection of its own, in an order that is the same on every run."""

import contextvars
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection, transaction

PATIENCE = 20.0  # seconds until a test gives up

Act = Callable[[], Any]


@dataclass
class Runner:
    """One of the two. `value` is what the act returned, `error` what it raised; `pid` its session in the database."""

    thread: threading.Thread | None = None
    value: Any = None
    error: BaseException | None = None
    pid: int = 0


def race(first: Act, second: Act) -> tuple[Runner, Runner]:
    """`first` acts and keeps its transaction open until `second` waits for it (or is through); then it commits."""
    acted, go_on = threading.Event(), threading.Event()

    def held() -> Any:
        with transaction.atomic():
            value = first()
            acted.set()
            go_on.wait(PATIENCE)
            return value

    one = start(held)
    wait_until(lambda: acted.is_set() or not alive(one))
    two = start(second)
    wait_until(lambda: not alive(two) or is_waiting(two.pid))
    go_on.set()
    return join(one), join(two)


def start(act: Act) -> Runner:
    """Run an act in a thread. It takes the caller's clock along, not the caller's connection."""
    runner = Runner()

    def body() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                runner.pid = cursor.fetchone()[0]
            runner.value = act()
        except BaseException as error:  # handed to the test, which says what it expected
            runner.error = error
        finally:
            connection.close()

    runner.thread = threading.Thread(target=contextvars.copy_context().run, args=(body,), daemon=True)
    runner.thread.start()
    return runner


def join(runner: Runner) -> Runner:
    """Wait for the end; an error when it does not come."""
    assert runner.thread is not None
    runner.thread.join(PATIENCE)
    if runner.thread.is_alive():
        raise TimeoutError("It still runs: the two wait for each other, or for the test.")
    return runner


def alive(runner: Runner) -> bool:
    """Whether it is still at work."""
    return runner.thread is not None and runner.thread.is_alive()


def is_waiting(pid: int) -> bool:
    """Whether the session waits for a lock that another one holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE pid = %s AND NOT granted)", [pid])
        return cursor.fetchone()[0]


def wait_until(condition: Callable[[], bool]) -> None:
    """Look again and again, for PATIENCE seconds at most."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("It did not come to that.")
        time.sleep(0.01)


def cut(pid: int) -> None:
    """Break a session as a restart of the database would."""
    with psycopg2.connect(settings.DATABASE_OWNER_URL) as owner, owner.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    owner.close()
