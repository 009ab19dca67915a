"""Papers that people of a journey hand in: a real PDF and a real picture, with nothing on them."""

import io

import pikepdf
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload

from tests.support.casework import HASH
from xueji.cases.evidence import SHELF


def pdf_bytes() -> bytes:
    """One empty A4 page."""
    book = pikepdf.new()
    book.add_blank_page(page_size=(595, 842))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def picture_bytes() -> bytes:
    """A form with empty boxes."""
    picture = Image.new("RGB", (900, 600), "white")
    pen = ImageDraw.Draw(picture)
    for top in range(60, 540, 80):
        pen.rectangle((60, top, 840, top + 80), outline="#8894a3", width=2)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def scan(name: str) -> FilePayload:
    """A PDF as a browser sends it."""
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()}


def photo(name: str) -> FilePayload:
    """A picture as a browser sends it."""
    return {"name": f"{name}.png", "mimeType": "image/png", "buffer": picture_bytes()}


def keep_for_casework() -> None:
    """The file behind papers that tests.support.casework.hand_in enters without one."""
    SHELF.keep(pdf_bytes(), HASH)
