"""Where things lie: the checkout, and the data folder of one running copy."""

import contextlib
import hashlib
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = Path(sys.executable)

# The user that runs PostgreSQL for root where user namespaces are forbidden.
NOBODY = 65534

# A Unix socket's address holds 107 bytes, and URLs, PostgreSQL's list of folders and Celery each quote
# paths in another way: only short and plain paths are used for sockets.
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]{1,80}")


def say(message: str) -> None:
    """Tell the person at the terminal; never on stdout, which belongs to the command's own answer."""
    with contextlib.suppress(OSError):  # the terminal may be gone while we are still stopping things
        print(f"[xueji] {message}", file=sys.stderr, flush=True)


class Problem(Exception):
    """Something a person must mend; the message says what and how."""


@dataclass(frozen=True)
class Layout:
    """The folders of one set of services; `data` is absolute."""

    data: Path

    @classmethod
    def from_environment(cls) -> "Layout":
        """XUEJI_DATA (relative to the current folder), or .data in the checkout."""
        return cls(Path(os.environ.get("XUEJI_DATA") or ROOT / ".data").absolute())

    @property
    def postgres(self) -> Path:
        return self.data / "postgres"

    @property
    def valkey(self) -> Path:
        return self.data / "valkey"

    @property
    def logs(self) -> Path:
        return self.data / "log"

    @property
    def pids(self) -> Path:
        return self.data / "pids"

    @property
    def secrets(self) -> Path:
        return self.data / "secrets"

    @property
    def sockets(self) -> Path:
        """`run` in the data folder, or a short folder of this user in /tmp when that path would not do."""
        wanted = self.data / "run"
        if PLAIN_PATH.fullmatch(str(wanted)):
            return wanted
        digest = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        return Path(f"/tmp/xueji-{os.getuid()}-{digest}")

    @property
    def migrated(self) -> Path:
        """Says which migrations the embedded database has had; not there before the first."""
        return self.data / "migrated"

    @property
    def filled(self) -> Path:
        """Exists once the embedded database has been offered its demo data."""
        return self.data / "filled"

    def for_tests(self) -> "Layout":
        """The separate services of the test suite."""
        return Layout(self.data / "test")

    def make(self) -> None:
        """Create the folders; Problem when the short folder in /tmp belongs to somebody else."""
        for folder in (self.data, self.valkey, self.logs, self.pids):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.secrets, self.sockets):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = self.sockets.lstat()
        trusted = {os.getuid(), 0} if os.getuid() else {0, NOBODY}
        if self.sockets.is_symlink() or status.st_uid not in trusted:
            raise Problem(f"{self.sockets} belongs to somebody else; set XUEJI_DATA to a shorter, plain path.")
        self.sockets.chmod(0o700)
