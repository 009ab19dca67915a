"""Files on disk: named by the hash of their content, encrypted, written at once or not at all.

Under MEDIA_ROOT nothing tells whose file it is or who stands in it; a database row does, behind its fence.

A file is sealed: a mark, then nonce and ciphertext, bound to the file's name so that none can be put in another's place.
Two older ways of lying there are still read: ciphertext without a mark, and plain bytes under the hash of themselves. What
lies plain is sealed when it is first read, all of it by `./run manage seal_files`.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.conf import settings

from xueji.database import cipher

_MARK = b"xueji sealed 1\n"


class Damaged(Exception):
    """The file is not what was kept under its name."""


def digest_of(data: bytes) -> str:
    """The name of a content: its SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Shelf:
    """A folder of MEDIA_ROOT for one sort of files."""

    folder: str

    def keep(self, data: bytes, name: str) -> None:
        """Put a file there under `name`; one that is there already is replaced as a whole."""
        _write(self.path_of(name), _sealed(data, name))

    def keep_once(self, data: bytes) -> str:
        """Put a content there under its hash, unless it is there; returns the hash."""
        name = digest_of(data)
        if not self.exists(name):
            self.keep(data, name)
        return name

    def fetch(self, name: str) -> bytes:
        """The content again; FileNotFoundError when there is none, Damaged when it is not what was kept."""
        raw = self.path_of(name).read_bytes()
        if _is_plain(raw, name):
            self.keep(raw, name)
            return raw
        return _opened(raw, name)

    def exists(self, name: str) -> bool:
        return self.path_of(name).is_file()

    def forget(self, name: str) -> None:
        self.path_of(name).unlink(missing_ok=True)

    def path_of(self, name: str) -> Path:
        """Where a file lies: MEDIA_ROOT/rosters/9f/9f3c…"""
        return Path(settings.MEDIA_ROOT) / self.folder / name[:2] / name


def seal_plain_files() -> int:
    """Seal every file under MEDIA_ROOT that lies plain under the hash of itself; returns how many did."""
    count = 0
    for path in _files(Path(settings.MEDIA_ROOT)):
        raw, name = path.read_bytes(), path.stem
        if _is_plain(raw, name):
            _write(path, _sealed(raw, name))
            count += 1
    return count


def _files(root: Path) -> Iterator[Path]:
    """Whatever is named by a hash; half-written files are not."""
    for path in root.rglob("*"):
        if len(path.stem) == hashlib.sha256().digest_size * 2 and path.is_file():
            yield path


def _is_plain(raw: bytes, name: str) -> bool:
    return not raw.startswith(_MARK) and digest_of(raw) == name


def _sealed(data: bytes, name: str) -> bytes:
    return _MARK + cipher.encrypt_bytes(data, bound_to=name.encode())


def _opened(raw: bytes, name: str) -> bytes:
    try:
        if raw.startswith(_MARK):
            return cipher.decrypt_bytes(memoryview(raw)[len(_MARK) :], bound_to=name.encode())
        return cipher.decrypt_bytes(raw)
    except (InvalidTag, ValueError) as error:  # ValueError: too short to hold a nonce
        raise Damaged(name) from error


def _write(path: Path, data: bytes) -> None:
    """Written beside its place and renamed: half a file is never there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
