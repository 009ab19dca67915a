"""Uploaded rosters on disk: named by the hash of their content, encrypted, written at once or not at all.

Under MEDIA_ROOT/rosters nothing tells whose file it is or who stands in it; the database row does, behind its fence.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from xueji.database import cipher


def digest_of(data: bytes) -> str:
    """The name of a content: its SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def keep(data: bytes, name: str) -> None:
    """Put a file there under `name`; one that is there already is replaced as a whole."""
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
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


def fetch(name: str) -> bytes:
    """The content again; FileNotFoundError when there is none."""
    return cipher.decrypt_bytes(_path(name).read_bytes())


def exists(name: str) -> bool:
    return _path(name).is_file()


def error_name(roster_id: int, version: int) -> str:
    """The name of a roster's error workbook after the check of that version."""
    return hashlib.sha256(f"errors of roster {roster_id} version {version}".encode()).hexdigest()


def forget(name: str) -> None:
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "rosters" / name[:2] / name
