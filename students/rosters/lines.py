"""The rows to store as lines of a COPY. Ten thousand of them are made at once: what repeats in a column is made once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from students.rosters.entries import Entry, is_sealed, seal_profile
from students.rosters.known import Present
from xueji.codes.identity import mask
from xueji.database import cipher

TABLE = """CREATE TEMPORARY TABLE xj_roster_rows (
    student_id bigint, identity_index bytea NOT NULL, identity_cipher bytea, number_index bytea, number_cipher bytea,
    identity_mask text, number_mask text, name text, name_key text, initials text, sex text, birth_date date,
    identity_type text, school_number text, cohort int, programme_id bigint, school_class_id bigint, entered_on date,
    ethnic_code text, profile jsonb) ON COMMIT DROP"""
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_json = json.JSONEncoder(ensure_ascii=False).encode

Programmes = Mapping[tuple[str, Decimal], int]
Classes = Mapping[tuple[int, str], int]


class Lines:
    """Makes the lines for a school's programmes and classes; `fields` are the columns that the sheet has."""

    def __init__(self, programmes: Programmes, classes: Classes, fields: frozenset[str]) -> None:
        self.programmes = programmes
        self.classes = classes
        self.fields = fields

    def of(
        self, entries: Sequence[Entry], present: Sequence[Present | None], numbers: Sequence[tuple[str, bytes]]
    ) -> Iterator[str]:
        """The lines of the COPY, one after the other. `numbers` are the student numbers, with their indexes, that new
        persons get."""
        identities = cipher.encrypt_all([entry.identity_number for entry in entries])
        sealed = cipher.encrypt_all([number for number, _index in numbers])
        rows = zip(entries, present, numbers, identities, sealed, strict=True)
        return (self._line(*row) for row in rows)

    def _line(
        self, entry: Entry, record: Present | None, number: tuple[str, bytes], identity: bytes, sealed: bytes
    ) -> str:
        """The keys, which need no escaping, then the texts."""
        student = record.student_id if record else "\\N"
        keys = (
            f"{student}\t\\\\x{entry.identity_index.hex()}\t\\\\x{identity.hex()}"
            f"\t\\\\x{number[1].hex()}\t\\\\x{sealed.hex()}\t"
        )
        return keys + _escaped(self._texts(entry, record, number[0])) + "\n"

    def _texts(self, entry: Entry, record: Present | None, number: str) -> tuple[str, ...]:
        programme = entry.programme
        return (
            mask(entry.identity_number),
            mask(number),
            entry.name,
            entry.name_key,
            entry.initials,
            entry.sex,
            _day(entry.birth_date),
            entry.identity_type,
            entry.school_number or (record.school_number if record else ""),
            str(entry.cohort),
            str(programme.id or self.programmes[programme.short_name, programme.years]),
            str(self.classes[entry.cohort, entry.class_name]),
            _day(entry.entered_on),
            entry.ethnic_code if record is None or "ethnic" in self.fields else record.ethnic_code,
            self._profile(entry, record),
        )

    def _profile(self, entry: Entry, record: Present | None) -> str:
        """All of a known record's; of a new one what its row alone says: ten thousand need not carry the rest."""
        if record is not None:
            # A cell that was emptied empties the field; a column that the sheet does not have leaves it alone.
            kept = {name: value for name, value in record.profile.items() if name not in self.fields}
            return _json(kept | seal_profile(entry.profile))
        if is_sealed(entry.own):
            return _json(seal_profile(entry.own))
        return "{" + ",".join(map(_pair, entry.own.items())) + "}"


def shared_json(entries: Sequence[Entry]) -> str:
    """What the profile of each new record says besides its line."""
    return _json(seal_profile(entries[0].shared))


def _escaped(texts: tuple[str, ...]) -> str:
    line = "\t".join(texts)
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") >= len(texts):
        return "\t".join(text.translate(_ESCAPED) for text in texts)
    return line


@lru_cache(maxsize=65_536)
def _pair(item: tuple[str, str]) -> str:
    name, value = item
    return f"{_json(name)}:{_json(value)}"


_day = lru_cache(maxsize=4_096)(date.isoformat)
