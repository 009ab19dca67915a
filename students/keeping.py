"""Files on disk: named by the hash of their content, encrypted, written at once or not at all.

Under MEDIA_ROOT nothing tells whose file it is or who stands in it; a database row does, behind its fence.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from xueji.database import cipher


def digest_of(data: bytes) -> str:
    """The name of a content: its SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Shelf:
    """A folder of MEDIA_ROOT for one sort of files."""

    folder: str

    def keep(self, data: bytes, name: str) -> None:
        """Put a file there under `name`; one that is there already is replaced as a whole."""
        path = self.path_of(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(cipher.encrypt_bytes(data))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def fetch(self, name: str) -> bytes:
        """The content again; FileNotFoundError when there is none."""
        return cipher.decrypt_bytes(self.path_of(name).read_bytes())

    def exists(self, name: str) -> bool:
        return self.path_of(name).is_file()

    def forget(self, name: str) -> None:
        self.path_of(name).unlink(missing_ok=True)

    def path_of(self, name: str) -> Path:
        """Where a file lies: MEDIA_ROOT/rosters/9f/9f3c…"""
        return Path(settings.MEDIA_ROOT) / self.folder / name[:2] / name
