"""Graduates to give certificates to; files go to a folder of the test, tasks are noted instead of sent."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from certificates import dispatch, rendering, tasks
from certificates.actions import certificate_draft_create
from certificates.models import Certificate
from students.models import Student
from students.statuses import Status
from tests.support.world import World, make_student
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.printing import fonts

RARE = "𠮷"  # U+20BB7: BabelStone Han has it, Noto Serif SC has not
ISSUED_ON = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.PUBLIC_URL = "https://xueji.example.cn"


@pytest.fixture(autouse=True)
def sent(monkeypatch) -> list[tuple[list[int], int]]:
    """What was handed to workers, instead of handing it over."""
    calls: list[tuple[list[int], int]] = []
    monkeypatch.setattr(tasks.render_certificates, "delay", lambda ids, school_id: calls.append((ids, school_id)))
    assert dispatch.CHUNK
    return calls


@pytest.fixture
def rare_face(tmp_path, monkeypatch) -> Path:
    """A face that has one rare character, as a square: what is tested is that a face is found, not which one."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for at, point in enumerate([(100, 0), (100, 800), (900, 800), (900, 0)]):
        (pen.lineTo if at else pen.moveTo)(point)
    pen.closePath()
    square, glyphs = pen.glyph(), [".notdef", "rare"]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({ord(RARE): "rare"})
    builder.setupGlyf(dict.fromkeys(glyphs, square))
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Rare Square", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    file = tmp_path / "rare.ttf"
    builder.save(file)
    monkeypatch.setattr(fonts, "RARE_FILES", (file,))
    return file


@pytest.fixture
def own_counters(settings, tmp_path):
    """Counters in this process: Redis keeps its own for a minute, and belongs to whoever else runs here."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}


def graduate(world: World, school: str = "zj_school_a", name: str = "沈嘉禾", **fields: Any) -> Student:
    """A student of the class that entered in 2024 (three years), who has graduated."""
    return make_student(world, school, name=name, cohort=2024, status=Status.GRADUATED, left_on=ISSUED_ON, **fields)


def draft(world: World, student: Student, school: str = "zj_school_a", issued_on: date = ISSUED_ON) -> Certificate:
    """A draft made by the school's registrar."""
    scope = world.scope(f"{school}.registrar")
    with scope.enter():
        return certificate_draft_create(actor=scope, student=student, issued_on=issued_on)


def render(certificate: Certificate) -> Certificate:
    """What a worker does; the certificate as it is then."""
    scope = Scope.of_organization(Organization.objects.get(pk=certificate.school_id))
    rendering.certificate_render(certificate.pk, scope)
    with scope.enter():
        certificate.refresh_from_db()
    return certificate


@pytest.fixture
def issued(world) -> Callable[..., Certificate]:
    """issued(): an active certificate of a new graduate."""

    def make(school: str = "zj_school_a", **fields: Any) -> Certificate:
        return render(draft(world, graduate(world, school, **fields), school))

    return make
