"""Facts describe themselves: what each means and in which unit, for `manage.py facts` and for whoever writes scenarios."""

from dataclasses import MISSING, field
from typing import Any

from django.utils.functional import Promise


def fact(meaning: str | Promise, *, unit: str | Promise = "", default: Any = MISSING) -> Any:
    """A field of a facts class: its meaning in one Chinese sentence, its unit (日、学期、课时…), and its default."""
    metadata = {"meaning": meaning, "unit": unit}
    if default is MISSING:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)
