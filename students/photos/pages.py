"""What the pages of photos show."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from students.models import Student
from students.photos.models import PhotoPack
from students.statuses import OPEN_STATUSES
from xueji.web.asked import whole
from xueji.web.formats import thousands

PER_PAGE = 50
DEEPEST = 10_000  # nobody turns so many pages; a bureau asks school by school


@dataclass(frozen=True)
class Listing:
    """A page of rows with the cursor of the next one."""

    rows: list[Any]
    summary: str = ""
    previous_url: str = ""
    next_url: str = ""


def missing(query: QueryDict) -> Listing:
    """Students on the register without a photo, by class, in the reader's scope."""
    found = Student.objects.filter(status__in=OPEN_STATUSES, photo=None).with_places()
    found = found.order_by("school_id", "-cohort", "school_class_id", "id")
    after = min(_number(query.get("after")), DEEPEST)
    rows = list(found[after : after + PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    return Listing(
        shown,
        _("第 %(first)s—%(last)s 名") % {"first": after + 1, "last": after + len(shown)} if shown else "",
        f"?after={max(after - PER_PAGE, 0)}" if after else "",
        f"?after={after + PER_PAGE}" if len(rows) > PER_PAGE else "",
    )


def missing_count() -> str:
    """How many students have no photo, no further than 10,000."""
    most = 10_000
    count = Student.objects.filter(status__in=OPEN_STATUSES, photo=None).counted(most)
    return f"{thousands(count)}+" if count == most else thousands(count)


def results(pack: PhotoPack, query: QueryDict) -> Listing:
    """The files that cannot be used, page by page."""
    after = _number(query.get("after"))
    shown = pack.results[after : after + PER_PAGE]
    values = {"first": after + 1, "last": after + len(shown), "count": thousands(len(pack.results))}
    return Listing(
        shown,
        _("第 %(first)s—%(last)s 个，共 %(count)s 个") % values if shown else "",
        f"?after={max(after - PER_PAGE, 0)}" if after else "",
        f"?after={after + PER_PAGE}" if after + PER_PAGE < len(pack.results) else "",
    )


def _number(text: str | None) -> int:
    return whole(text) or 0
