"""Frozen bytes by content hash, encrypted: written once, never over another, readable only through a page that asks who
reads."""

from pathlib import Path

from django.conf import settings

from xueji.database import shelf


class Damaged(Exception):
    """The stored bytes are missing or are not those that were frozen."""


class _Issued(shelf.Shelf):
    """Issued documents, two folders deep: there are many of them."""

    def path_of(self, name: str) -> Path:
        return Path(settings.MEDIA_ROOT) / self.folder / name[:2] / name[2:4] / f"{name}.pdf"


SHELF = _Issued("certificates")


def put(data: bytes) -> str:
    """Keep the bytes; returns their SHA-256 as 64 hexadecimal digits. Twice is harmless."""
    return SHELF.keep_once(data)


def get(sha256: str) -> bytes:
    """The bytes of that hash. Raises Damaged when the file is gone or no longer has this hash."""
    try:
        data = SHELF.fetch(sha256)
    except (OSError, shelf.Damaged) as error:
        raise Damaged(sha256) from error
    if shelf.digest_of(data) != sha256:
        raise Damaged(sha256)
    return data
