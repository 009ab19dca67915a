"""Papers on disk: checked by the one function that checks papers of cases, kept encrypted under the hash of their content."""

from dataclasses import dataclass
from io import BytesIO

import pikepdf
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from xueji.cases.evidence import check_content
from xueji.database.shelf import Shelf

SHELF = Shelf("archive")
OUTPUTS = Shelf("archive-outputs")
_PDF = "application/pdf"
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", _PDF: ".pdf"}


@dataclass(frozen=True)
class Kept:
    """A paper that was checked and lies on the shelf."""

    sha256: str
    content_type: str
    size: int
    pages: int


def take_in(upload: UploadedFile) -> Kept:
    """Check an uploaded paper and keep it.

    Raises Invalid(field="file") for what is too large, of another type or cannot be opened.
    """
    size = upload.size or 0
    return keep(upload.read() if size <= settings.EVIDENCE_MAX_BYTES else b"", size=size)


def keep(content: bytes, *, size: int | None = None) -> Kept:
    """The same for bytes that are at hand; `size` is what the sender says it is."""
    content_type = check_content(content, size=len(content) if size is None else size)
    return Kept(SHELF.keep_once(content), content_type, len(content), _pages(content, content_type))


def _pages(content: bytes, content_type: str) -> int:
    if content_type != _PDF:
        return 1
    with pikepdf.open(BytesIO(content)) as document:
        return len(document.pages)
