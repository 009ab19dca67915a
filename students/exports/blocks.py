"""Whose whole numbers went out: written with an export, asked for by a student's record."""

from collections.abc import Iterable
from typing import Any

from students.exports.models import Export, ExportedBlock, Purpose
from students.models import Student
from xueji import clock
from xueji.organizations.scope import Scope

SIZE = 2_000  # ids in a block
_SHOWN = 20


def blocks_write(export: Export, students: Iterable[int]) -> int:
    """Write down the students of an export; returns how many they are. In the transaction that makes the file fetchable."""
    ids = sorted(set(students))
    now = clock.now()
    ExportedBlock.objects.bulk_create(
        ExportedBlock(
            organization_id=export.organization_id,
            export_id=export.pk,
            actor_id=export.asked_by_id,
            at=now,
            purpose=export.purpose,
            words=export.words,
            first_id=some[0],
            last_id=some[-1],
            ids=some,
        )
        for start in range(0, len(ids), SIZE)
        if (some := ids[start : start + SIZE])
    )
    return len(ids)


def readings_of(student: Student, scope: Scope) -> list[dict[str, Any]]:
    """The exports of the reader's organization in which a student's whole numbers stood, for 谁看过."""
    near = ExportedBlock.objects.filter(first_id__lte=student.pk, last_id__gte=student.pk)
    found = near.filter(ids__contains=[student.pk]).order_by("-at")[:_SHOWN]
    return [
        {
            "actor_id": block.actor_id,
            "kind": "exported",
            "last": block.at,
            "times": 1,
            "reason": f"{Purpose(block.purpose).label}：{block.words}",
        }
        for block in found
    ]
