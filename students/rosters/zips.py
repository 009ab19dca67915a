"""Opening a ZIP archive whose sender is not trusted: whatever breaks inside it becomes one error that tells what to do."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

# What zipfile raises for an archive that is cut or forged (its own error, those of the parts it is read with, and
# ValueError for an impossible position), encrypted or packed in another way (RuntimeError and what derives from it).
_BREAKS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    RuntimeError,
    OSError,
)
_PIECE = 1 << 20


class Pack:
    """An archive in memory. Each question to it raises what `damaged` makes where the archive cannot answer; nothing else
    that goes wrong is taken for a fault of the archive."""

    def __init__(self, data: bytes, damaged: Callable[[], Exception]) -> None:
        self._damaged = damaged
        with self._asked():
            self._archive = zipfile.ZipFile(io.BytesIO(data))

    def entries(self) -> list[zipfile.ZipInfo]:
        """Its files and folders, as its directory lists them."""
        return self._archive.infolist()

    def names(self) -> set[str]:
        """The names of its files and folders."""
        return set(self._archive.namelist())

    def read(self, name: str) -> bytes:
        """The whole content of a file that was found small enough before; one that is missing counts as damage."""
        if name not in self.names():
            raise self._damaged()
        with self._asked():
            return self._archive.read(name)

    def beginning(self, entry: zipfile.ZipInfo, length: int) -> bytes:
        """At most `length` bytes of a file, whatever size the archive claims for it."""
        with self._asked(), self._archive.open(entry) as file:
            return file.read(length)

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of a file by the megabyte."""
        if name not in self.names():
            raise self._damaged()
        with self._asked():
            file = self._archive.open(name)
        with file:
            while piece := self._next(file):
                yield piece

    def _next(self, file: IO[bytes]) -> bytes:
        with self._asked():
            return file.read(_PIECE)

    @contextmanager
    def _asked(self) -> Iterator[None]:
        try:
            yield
        except _BREAKS as error:
            raise self._damaged() from error
