"""What a mail or an SMS says: what happened, the number of the case, its last day, a link. Never a name, never a number of a
person: the words come from here and from the kind of event, not from the line that somebody wrote."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from xueji.cases import registry
from xueji.cases.models import Case, Step
from xueji.notices.events import EVENTS, Event, event
from xueji.notices.models import Channel, PersonNotice
from xueji.organizations.models import Organization
from xueji.web.formats import cn_month_day

LISTED = 30  # so many lines of one event in a digest; the rest is counted


@dataclass(frozen=True)
class Line:
    """One notice as it may leave the register."""

    event: Event
    number: str
    kind: str
    due_on: date | None
    url: str
    is_done: bool

    @property
    def text(self) -> str:
        """转学 2026-ZX-000012，9月21日到期"""
        what = " ".join(part for part in (self.kind, self.number) if part) or str(self.event.label)
        return _("%(what)s，%(day)s到期") % {"what": what, "day": cn_month_day(self.due_on)} if self.due_on else what


def lines_of(notices: Iterable[PersonNotice], organization_id: int | None) -> list[Line]:
    """The notices as they stand now, in two queries; callers are in the reader's scope."""
    rows = list(notices)
    keys = {row.case_id for row in rows if row.case_id}
    kinds = dict(Case.objects.filter(pk__in=keys).values_list("pk", "kind"))
    steps = Step.objects.filter(case_id__in=keys, state="open")
    open_days = {
        (case_id, body): due
        for case_id, body, due in steps.order_by("-due_on").values_list("case_id", "organization_id", "due_on")
    }
    return [_line(row, kinds, open_days, organization_id) for row in rows]


def _line(
    row: PersonNotice,
    kinds: dict[int, str],
    open_days: dict[tuple[int, int], date | None],
    organization_id: int | None,
) -> Line:
    about = event(row.event)
    mine = (row.case_id or 0, organization_id or 0)
    anywhere = any(case_id == row.case_id for case_id, _body in open_days)
    known = {kind.key: str(kind.label) for kind in registry.all_kinds()}
    return Line(
        event=about,
        number=row.case_number,
        kind=known.get(kinds.get(row.case_id or 0, ""), ""),
        due_on=open_days.get(mine) if about.asks else None,
        url=url_of(row),
        is_done=about.asks and bool(row.case_id) and not (anywhere if row.kind == "escalated" else mine in open_days),
    )


def url_of(row: PersonNotice) -> str:
    """The full address of what the notice is about."""
    return f"{settings.PUBLIC_URL}{row.link or reverse('notices:open', args=[row.pk])}"


def notice(line: Line, organization: Organization | None, channel: str) -> tuple[str, str]:
    """Subject and text of a message about one event."""
    says = _("%(place)s：%(what)s") % {"place": organization.name, "what": line.event.says} if organization else ""
    says = says or str(line.event.says)
    subject = _("【学籍】%(what)s") % {"what": " ".join(part for part in (str(line.event.label), line.number) if part)}
    if channel == Channel.SMS:
        text = _("【学籍】%(says)s：%(line)s。请登录查看 %(url)s")
        return subject, text % {"says": says, "line": line.text, "url": line.url}
    return subject, "\n".join([_("%(says)s。") % {"says": says}, line.text, line.url, "", _foot()])


def digest(lines: list[Line], organization: Organization | None, channel: str) -> tuple[str, str] | None:
    """Subject and text of the daily message, by event and within it by the last day; None when all of it is done."""
    left = [line for line in lines if not line.is_done]
    if not left:
        return None
    groups = [(each, _sorted(line for line in left if line.event.key == each.key)) for each in EVENTS]
    groups = [(each, found) for each, found in groups if found]
    counts = "，".join(
        _("%(label)s %(count)d 条") % {"label": each.label, "count": len(found)} for each, found in groups
    )
    subject = _("【学籍】每日汇总：%(counts)s") % {"counts": counts}
    if channel == Channel.SMS:
        text = _("【学籍】今日汇总：%(counts)s。请登录查看 %(url)s")
        return subject, text % {"counts": counts, "url": settings.PUBLIC_URL}
    parts = [organization.name if organization else "", counts, ""]
    for each, found in groups:
        parts += [_("%(label)s（%(count)d）") % {"label": each.label, "count": len(found)}]
        parts += [f"  {line.text}\n  {line.url}" for line in found[:LISTED]]
        if len(found) > LISTED:
            parts.append("  " + _("另有 %(count)d 条，请登录查看") % {"count": len(found) - LISTED})
        parts.append("")
    return subject, "\n".join([*parts, _foot()]).lstrip()


def _sorted(lines: Iterable[Line]) -> list[Line]:
    """The nearest last day first; a case is named once, however often it was told."""
    once = {line.number or line.url: line for line in lines}
    return sorted(once.values(), key=lambda line: (line.due_on is None, line.due_on or date.min, line.number))


def _foot() -> str:
    address = f"{settings.PUBLIC_URL}{reverse('notices:settings')}"
    return _("本邮件由学籍系统自动发出，内容不含个人信息，详情请登录查看。\n改变或关闭通知：%(url)s") % {"url": address}


def code(code: str, purpose: str, minutes: int) -> tuple[str, str]:
    """Subject and text of a one-time code."""
    words = {"code": code, "purpose": purpose, "minutes": minutes}
    text = _("【学籍】验证码 %(code)s，用于%(purpose)s，%(minutes)d 分钟内有效。请勿告诉他人；不是您本人操作请忽略。")
    return _("【学籍】验证码"), text % words
