"""Exports made at once, and what stands in the file."""

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from students.exports import vault
from students.exports.actions import Order, export_ask
from students.exports.making import export_make
from students.exports.models import Export
from students.exports.sources import base
from tests.students.rosters.conftest import import_rows  # noqa: F401
from tests.support.world import World

WHOLE = {"whole": True, "purpose": "national", "words": "回填全国系统"}
Make = Callable[..., Export]


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ask(world: World) -> Make:
    """ask("students", office=…, said=…, columns=…, **order): an export that waits to be made."""

    def go(source: str, office: str = "zj_school_a.registrar", **order: Any) -> Export:
        order.setdefault("said", {})
        order["columns"] = tuple(order.get("columns", ()))
        with world.scope(office).enter() as scope:
            return export_ask(actor=scope, source=base.get(source), order=Order(**order))

    return go


@pytest.fixture
def made(world: World, ask: Make) -> Make:
    """The same, made."""

    def go(source: str, office: str = "zj_school_a.registrar", **order: Any) -> Export:
        return export_make(actor=world.scope(office), export=ask(source, office, **order))

    return go


def content(export: Export) -> bytes:
    return b"".join(vault.pieces(export.stored))


def book(export: Export) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content(export)))


def table(export: Export, sheet: int = 0, first: int = 3) -> list[dict[str, str]]:
    """The rows of a sheet by heading; headings stand in row `first`."""
    rows = [[cell or "" for cell in row] for row in book(export).worksheets[sheet].iter_rows(values_only=True)]
    return [dict(zip(rows[first - 1], row, strict=True)) for row in rows[first:]]


def lines(export: Export, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(export).decode(encoding), newline="")))
