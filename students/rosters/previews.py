"""What a commit would do, row by row: for a person to look at, and as a fingerprint, so that it does just that."""

import hashlib
import json
from typing import Any

from students.rosters.duplicates import Difference
from students.rosters.judge import Judgement

KEPT = 1_000  # so many rows of each sort are listed on the page


def preview_of(judgement: Judgement) -> dict[str, Any]:
    """The rows to be added, changed (column, old, new) and left alone, as JSON; of each sort the first KEPT."""
    table = judgement.table
    names = table.values["name"]
    return {
        "new": [
            {
                "row": table.sheet.row_label(entry.at),
                "name": entry.name,
                "place": f"{entry.cohort} {entry.class_name}",
                "programme": entry.programme.short_name,
                "number": entry.school_number,
            }
            for entry in judgement.new[:KEPT]
        ],
        "changed": [
            {
                "row": table.sheet.row_label(entry.at),
                "name": entry.name,
                "student": record.student_id,
                "changes": [_plain(each) for each in judgement.differences[entry.at]],
            }
            for entry, record in judgement.changed[:KEPT]
        ],
        "same": [{"row": table.sheet.row_label(at), "name": names[at] or ""} for at in judgement.same[:KEPT]],
    }


def fingerprint_of(judgement: Judgement) -> str:
    """The same for two judgements that would write the same: who is added, and what is changed from what to what."""
    digest = hashlib.sha256()
    for index in sorted(entry.identity_index for entry in judgement.new):
        digest.update(b"new" + index)
    for entry, record in sorted(judgement.changed, key=lambda pair: pair[1].student_id):
        changes = [_plain(each) for each in judgement.differences[entry.at]]
        digest.update(f"changed {record.student_id} {json.dumps(changes, ensure_ascii=False)}".encode())
    return digest.hexdigest()


def _plain(difference: Difference) -> list[str]:
    return [difference.heading, difference.old, difference.new]
