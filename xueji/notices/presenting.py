"""The pages of notices: rows with their looks, groups by day, the settings with the addresses."""

import re
from datetime import UTC, datetime, timedelta
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from xueji import clock
from xueji.cases.models import Item
from xueji.notices.choices import Choices, choices_of
from xueji.notices.events import EVENTS, STUDENT, Event, event
from xueji.notices.forms import CodeForm, ContactForm, SettingsForm
from xueji.notices.gateways import channels
from xueji.notices.models import Channel, Contact, Message, PersonNotice, Settings
from xueji.organizations.models import Office
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date, weekday

PAGE = 40
_CURSOR = re.compile(r"^(\d{9,10}\.\d{6})_(\d{1,18})$")
SIDE = 8
HISTORY = 6
# Kinds that look otherwise than their event.
_LOOKS = {"rejected": ("x", "bad"), "withdrawn": ("arrow-back-up", "2nd"), "due": ("alarm", "wait")}


def list_page(scope: Scope, query: QueryDict) -> dict[str, Any]:
    """The context of notices/list.html: one page by keyset, grouped by day."""
    mine = PersonNotice.objects.of(scope.user_id)
    show, about = query.get("show", ""), query.get("event", "")
    rows = mine.unread() if show == "unread" else mine
    if any(about == each.key for each in EVENTS):
        rows = rows.filter(event=about)
    cursor = _cursor(query.get("after", ""))
    found = list(rows.before(cursor).order_by("-at", "-pk")[: PAGE + 1])
    lines = lines_of(scope, found[:PAGE])
    last = found[PAGE - 1] if len(found) > PAGE else None
    unread = mine.unread()[:100].count()
    return {
        "shell": shell_of(scope),
        "days": [
            SimpleNamespace(label=label, lines=list(each))
            for label, each in groupby(lines, key=lambda line: _day(line.notice.at))
        ],
        "unread": unread,
        "chips": _chips(show, about, unread, mine),
        "page": SimpleNamespace(
            previous_cursor=None,
            previous_url=_same(query) if cursor else "",
            next_cursor=f"{last.at.timestamp():.6f}_{last.pk}" if last else None,
            summary=_("本页 %(count)d 条") % {"count": len(lines)},
        ),
        "is_paged": bool(cursor or last),
    }


def recent_card(scope: Scope, organization: Any) -> dict[str, Any]:
    """What the workbench shows at its side: unread ones and those since yesterday."""
    since = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    rows = PersonNotice.objects.of(scope.user_id).recent(since)[:SIDE]
    return {"notices": lines_of(scope, list(rows))}


def line_of(row: PersonNotice) -> SimpleNamespace:
    """One notice with its look and the address that leads to what it is about."""
    about: Event = event(row.event)
    icon, tone = _LOOKS.get(row.kind, (about.icon, about.tone))
    return SimpleNamespace(notice=row, event=about, icon=icon, tone=tone, url=reverse("notices:open", args=[row.pk]))


def lines_of(scope: Scope, rows: list[PersonNotice]) -> list[SimpleNamespace]:
    """The notices with `who`: for officers the student of a case of one, as far as they may see it. One query for all."""
    cases = {row.case_id for row in rows if row.case_id} if scope.office_id else set()
    items = Item.objects.filter(case_id__in=cases, case__is_batch=False, position=1)
    names = {case: snapshot.get("name", "") for case, snapshot in items.values_list("case_id", "snapshot")}
    lines = [line_of(row) for row in rows]
    for line in lines:
        line.who = names.get(line.notice.case_id, "")
    return lines


def target_of(notice: PersonNotice, scope: Scope) -> str:
    """Where a notice leads: its own link, its case, or for a student the portal."""
    if notice.link:
        return notice.link
    if notice.case_id and scope.office_id:
        return reverse("cases:case", args=[notice.case_id])
    return reverse("web:workbench") if notice.case_id else reverse("notices:list")


def own_choices(scope: Scope) -> Choices:
    """What holds for the person in the present office."""
    return choices_of(Settings.objects.filter(user_id=scope.user_id or 0).first(), _roles(scope))


def role_of_scope(scope: Scope) -> str:
    """The role by which events are offered."""
    return scope.role if scope.office_id else STUDENT


def shell_of(scope: Scope) -> str:
    """The frame of the page: the house for officers, the telephone for students."""
    return "app.html" if scope.office_id else "portal.html"


def settings_page(
    scope: Scope, form: SettingsForm, *, contact: ContactForm | None = None, code: CodeForm | None = None
) -> dict[str, Any]:
    """The context of notices/settings.html; `contact` and `code` are the forms with errors, if any."""
    known = {row.channel: row for row in Contact.objects.filter(user_id=scope.user_id or 0)}
    return {
        "shell": shell_of(scope),
        "form": form,
        "heads": [channel.label for channel in channels()],
        "contacts": [_contact(channel, known.get(channel), contact, code) for channel in channels()],
        "history": Message.objects.filter(user_id=scope.user_id or 0).order_by("-pk")[:HISTORY],
    }


def _contact(
    channel: Channel, row: Contact | None, wrong: ContactForm | None, tried: CodeForm | None
) -> SimpleNamespace:
    looks = {
        Channel.EMAIL: ("mail", _("邮箱"), _("收到验证码后填回这里即生效"), {"type": "email", "autocomplete": "email"}),
        Channel.SMS: (
            "device-mobile",
            _("手机号"),
            _("夜间不发，次日八点补发"),
            {"inputmode": "tel", "autocomplete": "tel"},
        ),
    }
    icon, label, hint, attributes = looks[channel]
    form = wrong if wrong is not None and wrong["channel"].value() == channel else None
    form = form or ContactForm(initial={"channel": channel}, auto_id=f"{channel}-%s")
    form.auto_id = f"{channel}-%s"
    form.fields["address"].label = label
    form.fields["address"].widget.attrs |= attributes
    code = tried if tried is not None and tried["channel"].value() == channel else None
    code = code or CodeForm(initial={"channel": channel})
    code.auto_id = f"{channel}-%s"
    return SimpleNamespace(channel=channel, icon=icon, label=label, hint=hint, row=row, form=form, code=code)


def _roles(scope: Scope) -> list[str]:
    if not scope.office_id:
        return [STUDENT]
    held = Office.objects.filter(user_id=scope.user_id or 0, organization_id=scope.organization_id or 0).held_on(
        clock.today()
    )
    return list(held.values_list("role", flat=True)) or [scope.role]


def _day(moment: Any) -> str:
    day, today = localtime(moment).date(), clock.today()
    if day == today:
        return _("今天")
    if day == today - timedelta(days=1):
        return _("昨天")
    return f"{cn_date(day)} {weekday(day)}"


def _cursor(text: str) -> tuple[datetime, int] | None:
    """(moment, id) of the last line seen; anything else counts as the first page."""
    match = _CURSOR.match(text)
    return (datetime.fromtimestamp(float(match[1]), tz=UTC), int(match[2])) if match else None


def _same(query: QueryDict) -> str:
    kept = query.copy()
    kept.pop("after", None)
    return f"?{kept.urlencode()}"


def _chips(show: str, about: str, unread: int, mine: Any) -> list[SimpleNamespace]:
    used = list(mine.order_by("event").values_list("event", flat=True).distinct()[:20])
    words = [("", "", _("全部"), ""), ("unread", "", _("未读"), unread or "")]
    words += [("", key, str(event(key).label), "") for key in used]
    return [
        SimpleNamespace(
            label=label,
            value=value,
            url=f"?show={state}" if state else (f"?event={key}" if key else "?"),
            active=(state, key) == (show, about),
            removable=False,
        )
        for state, key, label, value in words
    ]
