"""Before and after, side by side, as the case page shows them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Line:
    """One thing that changes, or stays."""

    label: str
    before: Any
    after: Any
    mark: str
    tone: str


def line(label: str, before: Any, after: Any) -> Line:
    """A line with its mark: the same, or changed."""
    same = str(before) == str(after)
    return Line(label, before, after, _("相同") if same else _("变更"), "" if same else "info")
