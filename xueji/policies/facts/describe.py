"""Facts describe themselves: what each means and in which unit, for `manage.py facts` and for whoever writes scenarios."""

from dataclasses import MISSING, field
from typing import Any

from django.db.models.enums import Choices
from django.utils.functional import Promise


def fact(
    meaning: str | Promise,
    *,
    unit: str | Promise = "",
    default: Any = MISSING,
    derived: str | Promise = "",
    words: type[Choices] | None = None,
    share_of: str = "",
) -> Any:
    """A field of a facts class: its meaning in one Chinese sentence, its unit (日、学期、课时…), and its default.

    Scenarios only: ``derived`` says what is taken where nothing is given and no default stands; ``words`` is the
    vocabulary of a set of plain words; ``share_of`` names the field that holds the whole of which this one is a
    part, so that a scenario may write ``1/3``.
    """
    metadata = {"meaning": meaning, "unit": unit, "derived": derived, "words": words, "share_of": share_of}
    if default is MISSING:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)
