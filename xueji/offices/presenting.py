"""The pages of offices: lists with their filters, one office with its deputies and its history."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from xueji import clock
from xueji.offices.doors import offices_of, organizations_of
from xueji.offices.filing import superior_of
from xueji.offices.forms import DeputyForm, EndForm
from xueji.offices.models import HandOver, OfficeChange
from xueji.organizations.models import Office, Organization
from xueji.organizations.roles import ROLES
from xueji.organizations.roles import role as role_of
from xueji.organizations.scope import Scope
from xueji.web.asked import whole, wholes

PAGE = 50
SHOWN = 5  # so many bodies are named in a line
# What a permission lets its holder do (职责).
DUTIES = {
    "view_students": _lazy("查看本单位及下级的学生学籍"),
    "manage_students": _lazy("导入名册，维护学生学籍档案"),
    "open_cases": _lazy("开办并提交办件"),
    "decide_cases": _lazy("核办、备案到本单位的办件（自己经办的除外）"),
    "issue_certificates": _lazy("签发、换发、作废证书"),
    "oversee": _lazy("督办超期事项，阅知下级人员变动"),
    "keep_calendar": _lazy("维护工作日历与学期"),
    "export_numbers": _lazy("导出完整号码和家庭、联系信息（须写明用途）"),
    "manage_offices": _lazy("任免学籍管理人员，设代理"),
}
ROLE_LABELS = {role.key: role.label for role in ROLES}


def list_page(scope: Scope, query: QueryDict) -> dict[str, Any]:
    """The context of offices/list.html: one page by keyset over organization and office."""
    today = clock.today()
    state, place = query.get("state", "held"), query.get("place", "")
    rows = _in_state(offices_of(scope), state, today)
    if place == "own":
        rows = rows.filter(organization=scope.organization_id)
    elif place == "below":
        rows = rows.exclude(organization=scope.organization_id)
    behind = wholes(query.get("after", "").split("-"))
    if len(behind) == 2:
        rows = rows.filter(Q(organization__gt=behind[0]) | Q(organization=behind[0], pk__gt=behind[1]))
    found = list(rows.order_by("organization", "pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return {
        "lines": [_line(office, today) for office in found[:PAGE]],
        "states": _chips("state", state, query, {"held": _("在任"), "coming": _("将任"), "ended": _("已止")}),
        "places": _chips("place", place, query, {"": _("全部单位"), "own": _("本单位"), "below": _("下级单位")}),
        "has_below": scope.level != "school",
        "without": list(without_officer(scope, today)[: SHOWN + 1]),
        "shown": SHOWN,
        "page": SimpleNamespace(
            previous_cursor=None,
            previous_url="?" if behind else "",
            next_cursor=f"{last.organization_id}-{last.pk}" if last else None,
            summary=_("本页 %(count)d 人") % {"count": len(found[:PAGE])},
        ),
        "is_paged": bool(behind) or last is not None,
    }


def without_officer(scope: Scope, today: date) -> QuerySet[Organization]:
    """The bodies of the subtree that have named nobody for the register: schools no registrar, bureaus no reviewer."""
    held = Office.objects.held_on(today).filter(organization=OuterRef("pk"), user__is_active=True)
    named = held.filter(role__in=["registrar", "reviewer"])
    return organizations_of(scope).exclude(Exists(named)).order_by("pk")


def office_page(
    scope: Scope, office: Office, *, end: EndForm | None = None, deputy: DeputyForm | None = None
) -> dict[str, Any]:
    """The context of offices/office.html; `end` and `deputy` are the forms with errors, if any."""
    today = clock.today()
    may_appoint = scope.allows("manage_offices") and office.user_id != scope.user_id
    is_over = office.ends_on is not None and office.ends_on < today
    handed = HandOver.objects.filter(Q(from_office=office) | Q(to_office=office))
    return {
        "office": office,
        "line": _line(office, today),
        "duties": [DUTIES.get(each, each) for each in role_of(office.role).permissions],
        "may_reset": may_appoint and not is_over,
        "is_own": office.organization_id == scope.organization_id,
        "superior": superior_of(office.organization),
        "deputies": [_line(each, today) for each in office.deputies.select_related("user").order_by("-pk")],
        "changes": office.changes.select_related("superior", "read_by"),
        "hand_overs": handed.select_related("from_office__user", "to_office__user"),
        "end": (end or EndForm(auto_id="end-%s")) if may_appoint and not is_over else None,
        "deputy": (deputy or DeputyForm(auto_id="deputy-%s"))
        if scope.allows("manage_offices") and not is_over and office.deputy_of_id is None
        else None,
        "wrong": "end" if end else "deputy" if deputy else "",
    }


def changes_page(scope: Scope, query: QueryDict) -> dict[str, Any]:
    """The context of offices/changes.html: what was filed with this level, the newest first."""
    rows: QuerySet[OfficeChange] = OfficeChange.objects.filter(superior=scope.organization_id)
    unread = rows.filter(read_at=None).count()
    if query.get("show") == "unread":
        rows = rows.filter(read_at=None)
    if (after := whole(query.get("after"))) is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.select_related("organization", "read_by").order_by("-pk")[: PAGE + 1])
    return {
        "lines": [SimpleNamespace(change=row, role=ROLE_LABELS.get(row.role, row.role)) for row in found[:PAGE]],
        "unread": unread,
        "chips": _chips("show", query.get("show", ""), query, {"": _("全部"), "unread": _("未阅")}),
        "page": SimpleNamespace(
            previous_cursor=None,
            previous_url="?" if after else "",
            next_cursor=found[PAGE - 1].pk if len(found) > PAGE else None,
            summary=_("本页 %(count)d 条") % {"count": len(found[:PAGE])},
        ),
        "is_paged": bool(after) or len(found) > PAGE,
    }


def _in_state(rows: QuerySet[Office], state: str, today: date) -> QuerySet[Office]:
    if state == "coming":
        return rows.filter(starts_on__gt=today)
    if state == "ended":
        return rows.filter(ends_on__lt=today)
    return rows.filter(starts_on__lte=today).filter(Q(ends_on=None) | Q(ends_on__gte=today))


def _line(office: Office, today: date) -> SimpleNamespace:
    """An office with the word for how it stands."""
    if office.ends_on is not None and office.ends_on < today:
        look = (_("已止"), "", "minus")
    elif office.starts_on > today:
        look = (_("将任"), "info", "clock")
    else:
        look = (_("在任"), "ok", "circle-check")
    return SimpleNamespace(office=office, label=look[0], tone=look[1], icon=look[2])


def _chips(name: str, chosen: str, query: QueryDict, words: dict[str, str]) -> list[SimpleNamespace]:
    found = []
    for key, label in words.items():
        kept = query.copy()
        for gone in (name, "after"):
            kept.pop(gone, None)
        if key:
            kept[name] = key
        active = key == chosen
        found.append(SimpleNamespace(label=label, value="", url=f"?{kept.urlencode()}", active=active, removable=False))
    return found
