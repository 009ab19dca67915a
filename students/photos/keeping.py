"""Writing photos into the register: in one transaction, what was there before is kept as history."""

from collections.abc import Mapping
from dataclasses import dataclass

from students.models import Student
from students.photos.images import MEDIA_TYPE, Prepared
from students.photos.models import EarlierPhoto, Photo, Picture
from xueji import clock
from xueji.database.shelf import Shelf
from xueji.organizations.scope import Scope

SHELF = Shelf("photos")
_COPIED = ("sha256", "media_type", "width", "height", "size", "added_by_id", "added_at")


@dataclass(frozen=True)
class Kept:
    """A photo whose bytes lie on the shelf already."""

    sha256: str
    width: int
    height: int
    size: int


def shelve(photo: Prepared) -> Kept:
    """Put the bytes on the shelf; before the transaction, because a file without a row harms nobody."""
    return Kept(SHELF.keep_once(photo.data), photo.width, photo.height, len(photo.data))


def sort_out(found: Mapping[int, str]) -> dict[str, int]:
    """How many of the photos (student → hash) are new, take the place of another, or are there already."""
    present = dict(Photo.objects.filter(student_id__in=found).values_list("student_id", "sha256"))
    counts = {"new": 0, "replaced": 0, "same": 0}
    for student_id, digest in found.items():
        counts["new" if student_id not in present else "same" if present[student_id] == digest else "replaced"] += 1
    return counts


def put(actor: Scope, school_id: int, found: Mapping[int, Kept]) -> dict[str, int]:
    """Write photos, in the caller's transaction and the school's scope. A student who has the same one keeps it."""
    list(Student.objects.select_for_update().filter(pk__in=found).order_by("pk").values_list("pk", flat=True))
    counts = sort_out({student_id: kept.sha256 for student_id, kept in found.items()})
    present = Photo.objects.filter(student_id__in=found).in_bulk(field_name="student_id")
    now = clock.now()
    replaced = [photo for pk, photo in present.items() if photo.sha256 != found[pk].sha256]
    EarlierPhoto.objects.bulk_create(
        EarlierPhoto(
            school_id=school_id, student_id=photo.student_id, replaced_by_id=actor.user_id, replaced_at=now,
            **{name: getattr(photo, name) for name in _COPIED},
        )
        for photo in replaced
    )  # fmt: skip
    new = [Photo(school_id=school_id, student_id=pk) for pk in found if pk not in present]
    for photo in (*replaced, *new):
        _fill(photo, found[photo.student_id], actor)
    Photo.objects.bulk_create(new)
    Photo.objects.bulk_update(replaced, _COPIED)
    return counts


def _fill(photo: Picture, kept: Kept, actor: Scope) -> None:
    photo.sha256, photo.media_type = kept.sha256, MEDIA_TYPE
    photo.width, photo.height, photo.size = kept.width, kept.height, kept.size
    photo.added_by_id, photo.added_at = actor.user_id, clock.now()
