"""The list of newcomers: who was admitted, who came, whose place was lost (Beijing 5–8, Zhejiang 6–7)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.admission.filtering import VIEWS, viewed
from students.admission.models import Admission
from students.exports.sources.base import Asked, Column, Pairs, Source
from students.exports.sources.lines import day
from students.exports.texts import Row
from students.rosters.writing import label_of
from xueji import clock
from xueji.database import cipher
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.asked import whole

_LATE = Q(deferred_to__isnull=True, checked_in_on__gt=F("check_in_due_on")) | Q(checked_in_on__gt=F("deferred_to"))
_FILTERS = ("view", "year", "programme", "school", "late")
_COLUMNS = (
    Column("school", gettext_lazy("学校"), 26),
    Column("year", gettext_lazy("招生年份"), 10),
    Column("season", gettext_lazy("招生季"), 8),
    Column("name", gettext_lazy("姓名"), 12),
    Column("sex", gettext_lazy("性别"), 6),
    Column("identity", gettext_lazy("身份证件号"), 22, secret=True),
    Column("birth_date", gettext_lazy("出生日期"), 12, usual=False),
    Column("source", gettext_lazy("招生来源"), 16),
    Column("channel", gettext_lazy("招生渠道"), 16),
    Column("score", gettext_lazy("考试总分"), 10),
    Column("candidate_number", gettext_lazy("考生号"), 18, usual=False),
    Column("ticket_number", gettext_lazy("准考证号"), 18, usual=False),
    Column("notice_number", gettext_lazy("录取通知书号"), 18),
    Column("came_from", gettext_lazy("毕业学校"), 22, usual=False),
    Column("programme", gettext_lazy("录取专业"), 18),
    Column("state", gettext_lazy("状态"), 12),
    Column("due_on", gettext_lazy("应报到日期"), 12),
    Column("checked_in_on", gettext_lazy("报到日期"), 12),
    Column("lost_on", gettext_lazy("丧失入学资格日"), 14),
    Column("lost_reason", gettext_lazy("丧失入学资格原因"), 22),
    Column("phone", gettext_lazy("联系电话"), 16, personal=True, usual=False),
)


class Newcomers(Source):
    """录取新生名单, as the list of newcomers shows it."""

    key = "admissions"
    label = gettext_lazy("录取新生名单")
    unit = gettext_lazy("人")
    back = "students:admission_list"

    def columns(self, scope: Scope) -> Sequence[Column]:
        return [column for column in _COLUMNS if column.key != "school" or scope.level != "school"]

    def said(self, query: QueryDict) -> dict[str, Any]:
        return {key: query[key] for key in _FILTERS if query.get(key, "").isascii() and query.get(key)}

    def described(self, asked: Asked) -> Pairs:
        found: Pairs = [(_("招生年份"), str(_year(asked))), (_("范围"), str(VIEWS[_view(asked)]))]
        if school := asked.said.get("school"):
            found += [(_("学校"), name) for name in _names(school)]
        return found

    def keys(self, asked: Asked) -> Sequence[int]:
        year = _year(asked)
        # A place kept since last year belongs to the newcomers of this one, as on the page.
        rows: Any = Admission.objects.filter(Q(year=year) | Q(state="kept", year=year - 1))
        rows = viewed(rows, _view(asked), clock.today())
        if asked.said.get("late"):
            rows = rows.filter(_LATE)
        for name, column in (("programme", "programme"), ("school", "school")):
            if (wanted := whole(asked.said.get(name))) is not None:
                rows = rows.filter(**{column: wanted})
        if asked.picked is not None:
            rows = Admission.objects.filter(pk__in=list(asked.picked))
        return list(rows.order_by("school", "name_key", "pk").values_list("pk", flat=True))

    def students(self, keys: Sequence[int]) -> Iterable[int]:
        found = Admission.objects.filter(pk__in=list(keys), student__isnull=False)
        return [student for student in found.values_list("student_id", flat=True) if student is not None]

    def rows(self, asked: Asked, keys: Sequence[int]) -> Iterable[Row]:
        found = Admission.objects.select_related("programme", "school").in_bulk(list(keys))
        for key in keys:
            if key in found:
                texts = _texts(found[key], whole=asked.whole)
                yield [texts[each] for each in asked.columns]


def _texts(row: Admission, *, whole: bool) -> dict[str, str]:
    return {
        "school": row.school.name,
        "year": str(row.year),
        "season": str(row.get_season_display()),
        "name": row.name,
        "sex": label_of("sex", row.sex),
        "identity": cipher.decrypt(row.identity_cipher) if whole else row.identity_mask,
        "birth_date": day(row.birth_date),
        "source": str(row.get_source_display()),
        "channel": row.channel,
        "score": f"{row.score.normalize():f}" if row.score is not None else "",
        "candidate_number": row.candidate_number,
        "ticket_number": row.ticket_number,
        "notice_number": row.notice_number,
        "came_from": row.came_from,
        "programme": row.programme.name if row.programme else row.programme_text,
        "state": str(row.get_state_display()),
        "due_on": day(row.deferred_to or row.check_in_due_on),
        "checked_in_on": day(row.checked_in_on),
        "lost_on": day(row.lost_on),
        "lost_reason": row.lost_reason,
        "phone": row.phone,
    }


def _year(asked: Asked) -> int:
    text = str(asked.said.get("year", ""))
    return (whole(text) if len(text) == 4 else None) or clock.today().year


def _view(asked: Asked) -> str:
    view = str(asked.said.get("view", ""))
    return view if view in VIEWS else ""


def _names(school: Any) -> list[str]:
    return [row.name for row in Organization.objects.filter(pk=whole(school) or 0)]
