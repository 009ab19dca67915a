"""What is to go back, by when; the lists that were made."""

from itertools import groupby
from typing import Any

from students.admission.actions.returning import confirmed_days
from students.admission.doors import school_of
from students.admission.lines import line_of
from students.admission.models import Admission, ReturnList
from students.admission.reading import reading_of
from xueji.organizations.scope import Scope


def returns_of(scope: Scope) -> dict[str, Any]:
    """Those on no list yet by channel, with their due days; the lists, newest first."""
    school = school_of(scope)
    reading = reading_of(school)
    rows = list(
        Admission.objects.to_return().select_related("programme", "return_list").order_by("channel", "lost_on", "pk")
    )
    confirmed = confirmed_days(rows)
    lines = [(line_of(row, reading, reading.day), reading.papers_by(row, confirmed.get(row.pk))) for row in rows]
    channels = [(channel, list(some)) for channel, some in groupby(lines, key=lambda pair: pair[0].admission.channel)]
    return {
        "channels": channels,
        "count": len(rows),
        "late": sum(1 for _line, by in lines if by is not None and by < reading.day),
        "reading": reading,
        "today": reading.day,
        "lists": ReturnList.objects.defer("content_cipher")[:60],
    }
