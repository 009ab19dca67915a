"""Printed forms that a regulation prescribes: ``forms.yaml`` in its folder, by kind of matter.

A layout is data: the title, the rows with their labels and what stands in them, the opinion boxes with their seats. Who fills
them in knows the case; a kind without a layout gets a form of the same build from its own facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .engine.citations import Citation
from .engine.policy import Policy


@dataclass(frozen=True, slots=True)
class Cell:
    """A label and the word of the field that stands beside it."""

    label: str
    field: str


@dataclass(frozen=True, slots=True)
class Box:
    """An opinion box: its heading and the seat of the chain that writes in it."""

    label: str
    party: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a form: cells, opinion boxes, the reason (``reason``) or the application with its signatures.

    A row with ``only_with_seats`` is printed where at least one of its boxes has somebody to fill it in.
    """

    kind: str
    label: str = ""
    cells: tuple[Cell, ...] = ()
    boxes: tuple[Box, ...] = ()
    student: str = ""
    guardian: str = ""
    only_with_seats: bool = False


@dataclass(frozen=True, slots=True)
class FormLayout:
    """A form as the regulation draws it."""

    title: str
    citation: Citation
    rows: tuple[Row, ...]
    note: str = ""


def form_layout(policy: Policy, kind: str) -> FormLayout | None:
    """The form that the regulation, or the one it builds on, prescribes for a kind of matter; None where none does."""
    found = _layouts(policy.folder).get(kind)
    if found is None and policy.base is not None:
        return form_layout(policy.base, kind)
    return found


@cache
def _layouts(folder: Path) -> Mapping[str, FormLayout]:
    file = folder / "forms.yaml"
    if not file.is_file():
        return {}
    drawn: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        kind: FormLayout(
            title=form["title"],
            citation=Citation(folder.name, form["article"]),
            rows=tuple(_row(row) for row in form["rows"]),
            note=form.get("note", ""),
        )
        for kind, form in drawn.items()
    }


def _row(row: dict[str, Any]) -> Row:
    if "cells" in row:
        return Row("cells", cells=tuple(Cell(label, field) for label, field in row["cells"]))
    if "boxes" in row:
        boxes = tuple(Box(label, party) for label, party in row["boxes"])
        return Row("boxes", boxes=boxes, only_with_seats=row.get("only_with_seats", False))
    if "application" in row:
        return Row("application", label=row["application"], student=row["student"], guardian=row["guardian"])
    return Row("reason", label=row["reason"])
