"""Processes that outlive a crash of their parent: found again by process id and start time, never by name."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
LOG_LIMIT = 20 * 1024 * 1024


@dataclass(frozen=True)
class Stat:
    """What /proc says of a process; `started` in clock ticks since boot."""

    state: str
    session: int
    started: int


def parse_stat(line: str) -> Stat:
    """Read /proc/PID/stat; the name in parentheses may itself hold spaces and parentheses."""
    fields = line.rpartition(")")[2].split()
    return Stat(state=fields[0], session=int(fields[3]), started=int(fields[19]))


def stat(pid: int) -> Stat | None:
    """The process, or None when there is none (a zombie counts as none)."""
    try:
        found = parse_stat((PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None
    return None if found.state in "ZX" else found


def boot_id() -> str:
    """Names this boot of the machine: process ids of an earlier one mean nothing."""
    return (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def session_members(session: int) -> list[int]:
    """Living processes of a session."""
    pids = (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())
    return [pid for pid in pids if (found := stat(pid)) and found.session == session]


def works_in(folder: Path) -> list[int]:
    """Living processes that work in `folder`, as every PostgreSQL process does in its cluster."""
    found = []
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if (entry / "cwd").readlink() == folder:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


class Process:
    """One long-running process in a session of its own, remembered in a file."""

    def __init__(self, name: str, command: Sequence[str], *, pids: Path, logs: Path) -> None:
        self.name = name
        self.command = [str(part) for part in command]
        self.log = logs / f"{name}.log"
        self._file = pids / f"{name}.json"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, *, cwd: Path, env: Mapping[str, str] | None = None) -> None:
        """Start it, its output in the log. It leads a session: Ctrl-C does not reach it by itself."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                self.command,
                cwd=cwd,
                env=None if env is None else dict(env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._remember(self._child.pid)

    def _remember(self, pid: int) -> None:
        found = stat(pid)
        record = {
            "pid": pid,
            "started": found.started if found else 0,
            "boot": boot_id(),
            "command": self.command,
        }
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(record), encoding="utf-8")
        fresh.replace(self._file)

    def _record(self) -> dict:
        try:
            record = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return record if record.get("boot") == boot_id() else {}

    @property
    def pid(self) -> int | None:
        """The living leader, ours or of an earlier run, or None."""
        if self._child is not None and self._child.poll() is None:
            return self._child.pid
        record = self._record()
        found = stat(record["pid"]) if record else None
        return record["pid"] if found and found.started == record["started"] else None

    def is_same_command(self) -> bool:
        """Whether the remembered process was started as this one would be."""
        return self._record().get("command") == self.command

    def stop(self, first: int = signal.SIGTERM, patience: float = 15.0) -> None:
        """Ask the leader to end, then end by force what is left of its session; forget it."""
        if pid := self.pid:
            os.kill(pid, first)
            wait_until(lambda: self.pid is None, patience)
        self.sweep()
        self._file.unlink(missing_ok=True)

    def sweep(self) -> None:
        """End what a leader left behind. A session's id is not given out anew while one member lives."""
        record = self._record()
        if not record or (self.pid is None and self._was_replaced(record)):
            return
        for pid in session_members(record["pid"]):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self._child is not None:
            self._child.wait()

    @staticmethod
    def _was_replaced(record: dict) -> bool:
        """Another process has the leader's id by now, so the whole session is gone."""
        found = stat(record["pid"])
        return found is not None and found.started != record["started"]

    def last_words(self, lines: int = 8) -> str:
        """The end of the log, for a person who must know why it died."""
        try:
            text = self.log.read_bytes()[-8000:].decode("utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(f"    {line}" for line in text.strip().splitlines()[-lines:])


def wait_until(condition, patience: float, pause: float = 0.05) -> bool:
    """Poll until `condition()` is true, for at most `patience` seconds; tell whether it became true."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True
