"""The JSON form of the chinese-days project (MIT).

Holidays and make-up workdays of many years in one file.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class YearNotice:
    """What the State Council's notice of one year says.

    Days off and weekend days worked, with the festival's name.
    """

    year: int
    holidays: dict[date, str]
    workdays: dict[date, str]


def read_year(path: Path, year: int) -> YearNotice:
    """The notice of `year` in the file at `path`.

    ValueError when the file is not of this form or says nothing about the year.
    """
    raw = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or not isinstance(raw.get("holidays"), dict):
        raise ValueError("The file has no holidays.")
    holidays = _days_of(raw["holidays"], year)
    if not holidays:
        raise ValueError(f"The file says nothing about {year}.")
    return YearNotice(year, holidays, _days_of(raw.get("workdays", {}), year))


def _days_of(entries: dict[str, str], year: int) -> dict[date, str]:
    found = {date.fromisoformat(day): _festival(text) for day, text in entries.items()}
    return {day: name for day, name in sorted(found.items()) if day.year == year}


def _festival(text: str) -> str:
    """The Chinese name in "Spring Festival,春节,4"."""
    parts = text.split(",")
    return parts[1] if len(parts) > 1 else text
