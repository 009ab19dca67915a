"""What the pages of photos show."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils.translation import gettext as _

from students.models import Student
from students.photos.models import Photo, PhotoPack
from students.queries import StudentQuerySet
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
    found = _without_photo().order_by("school_id", "-cohort", "school_class_id", "id")
    after = min(_number(query.get("after")), DEEPEST)
    # Their keys first: what a row shows of other tables is fetched for those of the page alone.
    keys = list(found.values_list("pk", flat=True)[after : after + PER_PAGE + 1])
    rows = Student.objects.with_places().in_bulk(keys)
    shown = [rows[key] for key in keys[:PER_PAGE]]
    return Listing(
        shown,
        _("第 %(first)s—%(last)s 名") % {"first": after + 1, "last": after + len(shown)} if shown else "",
        f"?after={max(after - PER_PAGE, 0)}" if after else "",
        f"?after={after + PER_PAGE}" if len(keys) > PER_PAGE else "",
    )


def missing_count() -> str:
    """How many students have no photo, no further than 10,000."""
    most = 10_000
    count = _without_photo().counted(most)
    return f"{thousands(count)}+" if count == most else thousands(count)


def _without_photo() -> StudentQuerySet:
    """Said as "there is none" so that the planner expects as many as there are; of a join that finds nothing it expects one."""
    photo = Photo.objects.filter(student=OuterRef("pk"))
    return Student.objects.filter(~Exists(photo), status__in=OPEN_STATUSES)


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
