"""Verbs on photos."""

from students.keeping import Shelf
from students.photos.models import Photo

SHELF = Shelf("photos")


def photo_bytes(photo: Photo) -> bytes:
    """The picture as it is kept, of type `photo.media_type`. The reader's right is the row: behind the fence there is none."""
    return SHELF.fetch(photo.sha256)
