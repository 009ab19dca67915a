"""What a student may apply for: the matters of the school that say so, and what chapters register besides (transfer).

A kind that is not a matter of one school brings a form of its own and says where the school goes on with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.urls import reverse
from django.utils.functional import Promise

from students.matters.kind import MatterKind, matter_kinds
from students.models import Student
from students.statuses import Status


class ApplicationForm(Protocol):
    """What the pages need of a form: a Django form that lays itself out in sections."""

    data: Any
    fields: dict[str, forms.Field]

    def is_valid(self) -> bool: ...
    def sections(self) -> list[tuple[str, list[tuple[Any, int]]]]: ...


@dataclass(frozen=True)
class Offer:
    """One thing to apply for. `form(data, student)` makes the student's form; `take_url(application)` is where the
    school goes on; `matter` is the kind when it is a matter of the school."""

    key: str
    label: str | Promise
    hint: str | Promise
    icon: str
    statuses: frozenset[Status]
    form: Callable[[Any, Student], Any]
    take_url: Callable[[Any], str]
    matter: MatterKind | None = None


_others: dict[str, Offer] = {}


def register(offer: Offer) -> None:
    """Add something to apply for that is no matter of one school (from an app's ready())."""
    _others[offer.key] = offer


def offers() -> list[Offer]:
    """Everything that a student may apply for."""
    return [*_others.values(), *(_of_matter(kind) for kind in matter_kinds() if kind.student_may_apply)]


def offer(key: str) -> Offer | None:
    """The offer of that key; None for another."""
    return next((each for each in offers() if each.key == key), None)


def _of_matter(kind: MatterKind) -> Offer:
    def form(data: Any, student: Student) -> Any:
        return kind.form_class(
            data, school=student.school, students=[student], needs_consent=kind.needs_consent, for_student=True
        )

    def take_url(application: Any) -> str:
        return reverse("applications:take", args=[application.pk])

    return Offer(kind.key, kind.label, kind.hint, kind.icon, kind.statuses, form, take_url, kind)
