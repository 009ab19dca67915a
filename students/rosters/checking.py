"""Reading, judging and storing a file for a school: what jobs and the command share."""

import time
from dataclasses import dataclass, field

from django.conf import settings

from students.rosters.checks.table import Corrections
from students.rosters.duplicates import elsewhere
from students.rosters.judge import Judgement, Reading, judge, read_rows
from students.rosters.known import load_known
from students.rosters.store import Stored, hold_school, store
from students.rosters.workbook import read_sheet
from xueji import clock
from xueji.organizations.models import Organization


@dataclass
class Outcome:
    """A judgement, what was stored of it (nothing in a dry run), and the seconds that it took."""

    judgement: Judgement
    stored: Stored = field(default_factory=Stored)
    seconds: float = 0


def extra_areas() -> frozenset[str]:
    """Areas of identity numbers that were never assigned: the demonstration's people live there."""
    return frozenset(settings.DEMO_AREAS) if settings.DEMO_MODE else frozenset()


def read_file(data: bytes, corrections: Corrections | None = None) -> Reading:
    """Everything that needs no register; Unreadable for a file that is no roster."""
    sheet = read_sheet(data)
    return read_rows(sheet, today=clock.today(), extra_areas=extra_areas(), corrections=corrections)


def judge_for(school_id: int, reading: Reading) -> Judgement:
    """With what the register knows now, under the current scope."""
    return judge(reading, load_known(school_id, *reading.known_keys))


def store_for(school: Organization, reading: Reading, roster_id: int | None) -> Outcome:
    """Judge again under the school's lock and write the good rows, in the caller's transaction."""
    started = time.monotonic()
    hold_school(school.pk)
    judgement = judge_for(school.pk, reading)
    stored = store(judgement, school=school, roster_id=roster_id)
    for entry in stored.lost:
        judgement.table.add(entry.at, "identity_number", elsewhere())
    return Outcome(judgement, stored, time.monotonic() - started)
