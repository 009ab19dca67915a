"""Which photo a record had on a day."""

from datetime import date

from django.utils.timezone import localtime

from students.models import Student
from students.photos.models import EarlierPhoto, Photo, Picture


def photo_on(student: Student, day: date) -> Picture | None:
    """The photo that was in the record at the end of a day; None where none had come by then."""
    now = Photo.objects.filter(student=student).first()
    found = [*EarlierPhoto.objects.filter(student=student).order_by("added_at", "pk"), *([now] if now else [])]
    by_then = [photo for photo in found if localtime(photo.added_at).date() <= day]
    return by_then[-1] if by_then else None
