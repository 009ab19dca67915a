"""Having the services up while something uses them, however many use them at once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ops.layout import Layout
from ops.services import APP_ROLE, Postgres, Valkey


class Busy(Exception):
    """Somebody else holds the lock; `holder` is what they wrote into it."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


def open_lock(path: Path) -> IO[str]:
    """The lock's file. The kernel drops the lock when its holder dies, however it dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a+", encoding="utf-8")


@contextmanager
def exclusive(path: Path, *, holder: str = "", wait: bool = True) -> Iterator[None]:
    """Hold the lock alone; without `wait`, Busy when it is taken."""
    with open_lock(path) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            lock.seek(0)
            raise Busy(lock.read().strip()) from None
        lock.truncate(0)
        lock.write(holder)
        lock.flush()
        yield


def is_preset(name: str) -> bool:
    """Whether the user named a service of their own, by value or by file."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


class Session:
    """Services shared by all who work in one data folder: the first starts them, the last stops them."""

    def __init__(self, layout: Layout, *, for_tests: bool = False) -> None:
        self.layout = layout
        self.postgres = None if is_preset("DATABASE_URL") else Postgres(layout, for_tests=for_tests)
        self.valkey = None if is_preset("REDIS_URL") else Valkey(layout)
        self.services = [service for service in (self.postgres, self.valkey) if service]
        self._users: IO[str] | None = None

    def _mutex(self):
        return exclusive(self.layout.data / "services.mutex")

    def open(self) -> None:
        """Count as a user, and see that every embedded service answers."""
        self.layout.make()
        with self._mutex():
            self._users = open_lock(self.layout.data / "services.users")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            for service in self.services:
                self._ensure(service)

    def _ensure(self, service: Postgres | Valkey) -> bool:
        process = service.process
        if process.pid and process.is_same_command() and service.is_ready():
            return False
        process.stop(service.stop_signal)
        service.start()
        return True

    def revive(self, service: Postgres | Valkey) -> bool:
        """Start a service again unless another user has done so meanwhile; tell whether it was started."""
        with self._mutex():
            return self._ensure(service)

    def close(self) -> bool:
        """Stop the services unless somebody else still uses them; tell whether they are stopped."""
        if self._users is None:
            return True
        with self._mutex():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._users.close()
                return False
            for service in reversed(self.services):
                service.process.stop(service.stop_signal, patience=60)
            self._users.close()
        return True

    def environment(self) -> dict[str, str]:
        """The environment of everything that uses the services."""
        environment = {**os.environ, "XUEJI_DATA": str(self.layout.data)}
        environment.setdefault("XUEJI_SECRET_DIR", str(self.layout.secrets))
        if self.postgres:
            environment["DATABASE_URL"] = self.postgres.url(APP_ROLE)
            environment["DATABASE_OWNER_URL"] = self.postgres.url("postgres")
        if self.valkey:
            environment["REDIS_URL"] = self.valkey.url()
        return environment


@contextmanager
def session(layout: Layout, *, for_tests: bool = False) -> Iterator[Session]:
    """Services up inside, stopped after by the last user."""
    current = Session(layout, for_tests=for_tests)
    try:
        current.open()
        yield current
    finally:
        current.close()
