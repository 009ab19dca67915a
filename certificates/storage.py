"""Frozen bytes by content hash: written once, never over another, readable only through a page that asks who reads."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


class Damaged(Exception):
    """The stored bytes are missing or are not those that were frozen."""


def put(data: bytes) -> str:
    """Keep the bytes; returns their SHA-256 as 64 hexadecimal digits. Twice is harmless."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, path)
    return sha256


def get(sha256: str) -> bytes:
    """The bytes of that hash. Raises Damaged when the file is gone or no longer has this hash."""
    try:
        data = path_of(sha256).read_bytes()
    except OSError as error:
        raise Damaged(sha256) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Damaged(sha256)
    return data


def path_of(sha256: str) -> Path:
    """Where the bytes of a hash lie."""
    return Path(settings.MEDIA_ROOT) / "certificates" / sha256[:2] / sha256[2:4] / f"{sha256}.pdf"
