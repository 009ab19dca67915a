"""The grid of health examinations: whoever has no result yet, by programme or class."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils.translation import gettext as _

from students.admission.actions.health import Finding
from students.admission.doors import school_of
from students.admission.models import Admission, HealthExamination
from students.admission.reading import Reading, reading_of
from students.models import Programme
from xueji import clock
from xueji.organizations.scope import Scope
from xueji.web.asked import whole

SHOWN = 200
_PREFIX, _NOTE = "result-", "note-"


@dataclass(frozen=True)
class Grid:
    """Who is in it, how many are left beyond the shown ones, and what the regulation asks for."""

    rows: list[Admission]
    count: int
    examined: int
    ill: int
    programmes: list[tuple[int, str]]
    programme: int | None
    reading: Reading
    choices: list[tuple[str, Any]]

    @property
    def left_out(self) -> int:
        """So many more will come up once these are done."""
        return max(self.count - len(self.rows), 0)

    @property
    def hint(self) -> str:
        """What the text says of it."""
        if self.reading.examines:
            return _("办法要求组织所有新生体检，建立健康档案。")
        return _("办法没有规定入学体检的程序；体检信息是学籍档案的一项，可以在这里登记。")


def grid_of(scope: Scope, query: QueryDict) -> Grid:
    """Those of this year who have come and were not examined yet."""
    school = school_of(scope)
    year, programme = clock.today().year, query.get("programme", "")
    present = Admission.objects.filter(year=year).present()
    if (wanted := whole(programme)) is not None:
        present = present.filter(programme=wanted)
    results = HealthExamination.objects.filter(admission=OuterRef("pk"))
    waiting = present.exclude(Exists(results)).select_related("programme", "student__school_class")
    return Grid(
        rows=list(waiting.order_by("student__school_number", "name_key", "pk")[:SHOWN]),
        count=waiting.count(),
        examined=present.filter(Exists(results)).count(),
        ill=Admission.objects.filter(year=year, examinations__result="ill").distinct().count(),
        programmes=list(
            Programme.objects.filter(school=school, admissions__year=year)
            .distinct()
            .order_by("short_name")
            .values_list("pk", "short_name")
        ),
        programme=whole(programme),
        reading=reading_of(school),
        choices=[("fit", _("合格")), ("ill", _("患病")), ("open", _("待复检"))],
    )


def findings_of(posted: QueryDict, values: dict[str, Any]) -> list[tuple[int, Finding]]:
    """The results that were filled in, by admission; rows that were left empty are not there."""
    found = []
    known = set(HealthExamination.Result.values)
    for name in posted:
        key = name.removeprefix(_PREFIX)
        result = posted.get(name, "")
        if name.startswith(_PREFIX) and whole(key) is not None and result in known:
            finding = Finding(
                examined_on=values["examined_on"],
                result=result,
                hospital_name=values["hospital_name"],
                hospital_grade=values["hospital_grade"] or "unknown",
                note=posted.get(f"{_NOTE}{key}", ""),
            )
            found.append((int(key), finding))
    return found
