"""Files of any length on disk, encrypted as they are written: no plain byte ever lies there, none stays in memory.

A file is a row of pieces, each sealed for itself. Every piece names its file, its place and whether it is the last, so that
pieces cannot be left out, exchanged or added without the reader noticing.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from xueji.database import cipher

FOLDER = "exports"
PIECE = 1024 * 1024
_LENGTH, _FILE, _PLACE = 4, 16, 8
_PART = ".part"


class Damaged(Exception):
    """The file is not what was written."""


class Writer:
    """A file to write to, front to back."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._key = secrets.token_bytes(_FILE)
        self._place = 0
        self._waiting = bytearray()
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take bytes; they are sealed piece by piece."""
        self._waiting += data
        self.size += len(data)
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Nothing to do: pieces are sealed when they are full, the last one at the end."""

    def finish(self) -> None:
        """Seal the last piece."""
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()
        self._file.flush()
        os.fsync(self._file.fileno())

    def _seal(self, data: bytes, *, is_last: bool) -> None:
        head = self._key + self._place.to_bytes(_PLACE) + bytes([is_last])
        sealed = cipher.encrypt_bytes(head + data)
        self._file.write(len(sealed).to_bytes(_LENGTH) + sealed)
        self._place += 1


@contextmanager
def writing(name: str) -> Iterator[Writer]:
    """Write the file `name`: it is there as a whole when the block is done, and not at all when the block fails. A second
    writer of the same name starts again from the front."""
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_PART}")
    try:
        with part.open("wb") as file:
            writer = Writer(file)
            yield writer
            writer.finish()
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def pieces(name: str) -> Iterator[bytes]:
    """The content again, piece by piece; FileNotFoundError when there is none, Damaged when it is not whole."""
    with _path(name).open("rb") as file:
        key, place, is_last = b"", 0, False
        while length := file.read(_LENGTH):
            sealed = file.read(int.from_bytes(length))
            plain = cipher.decrypt_bytes(sealed)
            head, data = plain[: _FILE + _PLACE + 1], plain[_FILE + _PLACE + 1 :]
            key = key or head[:_FILE]
            if is_last or head[:_FILE] != key or int.from_bytes(head[_FILE:-1]) != place:
                raise Damaged(name)
            is_last, place = bool(head[-1]), place + 1
            yield data
        if not is_last:
            raise Damaged(name)


def exists(name: str) -> bool:
    """Whether the file is there."""
    return bool(name) and _path(name).is_file()


def forget(name: str) -> None:
    """Delete the file and whatever a killed writer left of it."""
    path = _path(name)
    path.unlink(missing_ok=True)
    for part in path.parent.glob(f"{path.name}.*{_PART}"):
        part.unlink(missing_ok=True)


def names() -> Iterator[tuple[str, float]]:
    """Every file that lies there, by name, with the moment it was written; left-overs of killed writers included."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    for path in folder.glob("*/*"):
        yield path.name.partition(".")[0], path.stat().st_mtime


def _path(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / name[:2] / name
