"""Drawn faces of nobody, and ZIPs of them."""

import io
import zipfile
from typing import Any

from PIL import Image, ImageDraw

from xueji.demo.faces import face


def picture(width: int = 358, height: int = 441, *, form: str = "JPEG", seed: int = 0, **options: Any) -> bytes:
    """A drawn face as a file."""
    buffer = io.BytesIO()
    face(seed, width, height).save(buffer, form, **options)
    return buffer.getvalue()


def plain(width: int = 358, height: int = 441) -> bytes:
    """Nothing but one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "#cfe0f3").save(buffer, "JPEG")
    return buffer.getvalue()


def dotted(width: int, height: int) -> Image.Image:
    """Something to be seen on a picture of any size."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).ellipse((width // 4, height // 4, width // 2, height // 2), fill="black")
    return image


def pack(files: dict[str, bytes]) -> bytes:
    """A ZIP of files by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
