"""Opening a ZIP archive whose sender is not trusted: whatever breaks inside becomes one error that tells what to do."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_BREAKS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError,
)  # fmt: skip
"""What zipfile raises for an archive that is cut, forged, encrypted or packed in another way."""


@contextmanager
def opened(data: bytes, damaged: Callable[[], Exception]) -> Iterator[zipfile.ZipFile]:
    """The archive; what its content breaks while it is open is raised as `damaged()`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive
    except _BREAKS as error:
        raise damaged() from error
