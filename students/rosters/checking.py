"""Reading, judging and storing a file for a school: what jobs and the command share."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings

from students.identity.rows import rows_keep, rows_warn
from students.rosters.checks.table import Corrections
from students.rosters.duplicates import elsewhere
from students.rosters.headings import Choices
from students.rosters.judge import Judgement, Reading, judge, read_rows
from students.rosters.known import load_known
from students.rosters.previews import fingerprint_of
from students.rosters.store import Stored, hold_school, store
from students.rosters.workbook import read_sheet
from xueji import clock
from xueji.organizations.models import Organization


@dataclass
class Outcome:
    """A judgement, what was stored of it (nothing in a dry run), and the seconds that it took. `is_outdated`: the register
    is no longer what it was when somebody looked at what this would write, so nothing was written."""

    judgement: Judgement
    stored: Stored = field(default_factory=Stored)
    seconds: float = 0
    is_outdated: bool = False


def extra_areas() -> frozenset[str]:
    """Areas of identity numbers that were never assigned: the demonstration's people live there."""
    return frozenset(settings.DEMO_AREAS) if settings.DEMO_MODE else frozenset()


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles: a roster makes a hundred thousand objects, none of them in a cycle, and going
    through all of them again and again is a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@uncollected()
def read_file(
    data: bytes, corrections: Corrections | None = None, choices: Choices | None = None, filename: str = ""
) -> Reading:
    """Everything that needs no register; Unreadable for a file that is no roster. `choices` are what persons of the
    school said about headings that nobody knew."""
    sheet = read_sheet(data, choices, filename)
    return read_rows(sheet, today=clock.today(), extra_areas=extra_areas(), corrections=corrections)


def judge_for(school_id: int, reading: Reading) -> Judgement:
    """With what the register knows now, under the current scope."""
    return judge(reading, load_known(school_id, *reading.known_keys))


def dry_run_for(school_id: int, reading: Reading) -> Judgement:
    """What somebody looks at before the commit: the judgement, and who elsewhere is like those who are new."""
    judgement = judge_for(school_id, reading)
    rows_warn(school_id, judgement.table, reading.indexes, [entry.at for entry in judgement.new])
    return judgement


@uncollected()
def store_for(school: Organization, reading: Reading, roster_id: int | None, expected: str = "") -> Outcome:
    """Judge again under the school's lock and write the good rows, in the caller's transaction. Where `expected` is the
    fingerprint of what somebody looked at and this is something else, nothing is written."""
    started = time.monotonic()
    hold_school(school.pk)
    judgement = judge_for(school.pk, reading)
    if expected and fingerprint_of(judgement) != expected:
        return Outcome(judgement, seconds=time.monotonic() - started, is_outdated=True)
    stored = store(judgement, school=school, roster_id=roster_id)
    for entry in stored.lost:
        judgement.table.add(entry.at, "identity_number", elsewhere())
    rows_keep(school, judgement.table, reading.indexes)
    return Outcome(judgement, stored, time.monotonic() - started)
