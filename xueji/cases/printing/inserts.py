"""Papers of a case behind its file: PDFs page by page, pictures one to a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import structlog
from PIL import Image, ImageOps

from xueji.cases.evidence import SHELF
from xueji.cases.models import Evidence
from xueji.database.shelf import Damaged

log = structlog.get_logger()

MOST_PAGES = 300
MOST_BYTES = 120_000_000
_LONGEST = 2200  # pixels: sharp on A4, and a file of twenty photographs stays small
_DPI = 200


@dataclass(frozen=True)
class Attached:
    """A paper as pages of PDF."""

    paper: Evidence
    pages: int
    data: bytes


def readable(papers: Iterable[Evidence]) -> list[Attached]:
    """The papers that can stand behind the file, in order, until it is full. The list in the file names the others too."""
    found: list[Attached] = []
    pages = size = 0
    for paper in papers:
        size += paper.size
        attached = _attached(paper) if size <= MOST_BYTES else None
        if attached is None or pages + attached.pages > MOST_PAGES:
            continue
        pages += attached.pages
        found.append(attached)
    return found


def appended(data: bytes, attached: Sequence[Attached]) -> bytes:
    """The file with its papers behind it."""
    if not attached:
        return data
    with pikepdf.open(BytesIO(data)) as document:
        for each in attached:
            with pikepdf.open(BytesIO(each.data)) as paper:
                document.pages.extend(paper.pages)
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def _attached(paper: Evidence) -> Attached | None:
    try:
        content = SHELF.fetch(paper.sha256)
    except (FileNotFoundError, Damaged) as error:
        log.warning("paper_not_appended", evidence_id=paper.pk, error=type(error).__name__)
        return None
    try:
        data = picture_page(content) if paper.content_type.startswith("image/") else content
        with pikepdf.open(BytesIO(data)) as document:
            return Attached(paper, len(document.pages), data)
    except (pikepdf.PdfError, OSError, ValueError, Image.DecompressionBombError) as error:
        log.warning("paper_not_appended", evidence_id=paper.pk, error=type(error).__name__)
        return None


def picture_page(content: bytes) -> bytes:
    """A picture in the middle of a page of its own size, turned as it was taken."""
    with Image.open(BytesIO(content)) as opened:
        image = ImageOps.exif_transpose(opened).convert("RGB")
    image.thumbnail((_LONGEST, _LONGEST))
    out = BytesIO()
    image.save(out, format="PDF", resolution=_DPI)
    return out.getvalue()
