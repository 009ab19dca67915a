"""The marks and components of the house: `{% load xj %}`. Form fields are in `xj_forms`.

Tags take plain attributes (anything that has them): no tag asks the database.
"""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any
from zlib import crc32

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from xueji.web import formats, marks

register = template.Library()

register.filter("cn_date", formats.cn_date)
register.filter("cn_month_day", formats.cn_month_day)
register.filter("cn_date_full", formats.cn_date_full)
register.filter("cn_datetime", formats.cn_datetime)
register.filter("cn_time", formats.cn_time)
register.filter("weekday", formats.weekday)
register.filter("thousands", formats.thousands)
register.filter("fingerprint", formats.fingerprint)
register.filter("minutes", formats.minutes)

SOLID_RED_FROM = 5  # working days late; before that the text is red and the ground stays white
TODAY_FILL = 0.96  # a ring that ends today is shown nearly full, not nine tenths


@register.simple_tag(name="icon")
def draw_icon(name: str, size: str = "", css: str = "", label: str = "") -> SafeString:
    """`{% icon "printer" size="s" %}`: an icon of ops/frontend/icons.txt; size "" 16, "s" 14, "l" 20 px.

    Decoration unless `label` is given, which then is read aloud.
    """
    classes = " ".join(part for part in ("xj-i", f"xj-i-{size}" if size else "", css) if part)
    href = f"{static('icons.svg')}#tabler-{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


@register.inclusion_tag("components/status.html")
def status(state: Any, label: str = "") -> dict[str, Any]:
    """`{% status student.status %}`: a student's status in a table or a line, without ground."""
    mark = marks.mark_of(state, marks.STUDENT)
    return {"mark": mark, "label": label or mark.label}


@register.inclusion_tag("components/badge.html")
def state(state: Any, label: str = "") -> dict[str, Any]:
    """`{% state case.state %}`: the state of a case, step, decision, certificate or job as a badge."""
    mark = marks.mark_of(state, marks.PROCESS)
    return {"tone": mark.tone, "icon_name": mark.icon, "label": label or mark.label}


@register.inclusion_tag("components/status.html")
def state_text(state: Any, label: str = "") -> dict[str, Any]:
    """`{% state_text case.state %}`: the same without ground, for tables."""
    mark = marks.mark_of(state, marks.PROCESS)
    return {"mark": mark, "label": label or mark.label}


@register.inclusion_tag("components/badge.html")
def badge(label: Any, tone: str = "", icon: str = "") -> dict[str, Any]:
    """`{% badge "待补证据 1" tone="wait" icon="file-alert" %}`: tone "", ok, wait, except, bad, info."""
    return {"tone": tone, "icon_name": icon, "label": label}


@register.inclusion_tag("components/clock.html")
def clock(clock: Any, size: str = "", show_date: bool = True, show_used: bool = False) -> dict[str, Any]:
    """`{% clock step.clock %}`, `{% clock step.clock size="large" %}`: working days left, today included.

    Attributes of the clock: budget, used, remaining (int, negative = days late), due_on (date), state
    (running, today, soon, late,
    late_soft, stopped, done), provisional (bool: 暂算), stopped_reason. None shows nothing. `show_used` puts
    已用 6 / 10 for the date.
    """
    if clock is None:
        return {"clock": None}
    look = clock_look(clock)
    return {"clock": clock, "look": look, "size": size, "show_date": show_date, "show_used": show_used}


def clock_look(clock: Any) -> SimpleNamespace:
    """What a clock looks like: kind (CSS suffix), icon or ring, days late or left, length of the arc."""
    state = str(getattr(clock.state, "value", clock.state))
    remaining, budget = clock.remaining or 0, clock.budget or 1
    is_late = state in ("late", "late_soft")
    late = max(-remaining, 0) if is_late else 0  # none on the days off right after the last day
    kinds = {"soon": "soon", "today": "today", "stopped": "stop"}
    kind = kinds.get(state, "")
    if is_late:
        kind = "late" if late >= SOLID_RED_FROM else "late-soft"
    arc = budget * TODAY_FILL if state == "today" else min(max(clock.used or 0, 0), budget)
    icon = {"stopped": "player-pause", "done": "check"}.get(state, "alarm" if is_late else "")
    return SimpleNamespace(
        state=state,
        kind=kind,
        icon=icon,
        is_late=is_late,
        late=late,
        left=max(remaining, 0),
        arc=f"{arc:g}",
        budget=budget,
    )


SHAPES = {
    "circle": '<circle cx="12" cy="12" r="9"/><path d="m8 12.2 2.8 2.8L16.2 9.4"/>',
    "sheet": '<path d="M6 3h8l4 4v14H6z" stroke-dasharray="3 2.4"/><path d="M12 10v4M12 17v.1"/>',
    "diamond": '<path d="M12 2.8 21.2 12 12 21.2 2.8 12z"/><path d="M12 8v4.6M12 15.8v.1"/>',
    "octagon": '<path d="M8.2 3h7.6L21 8.2v7.6L15.8 21H8.2L3 15.8V8.2z"/><path d="m9 9 6 6M15 9l-6 6"/>',
    "triangle": '<path d="M12 3.5 21.5 20h-19z"/><path d="M12 10v4.2M12 17v.1"/>',
}


@register.simple_tag
def verdict_mark(outcome: Any) -> SafeString:
    """`{% verdict_mark "exception" %}`: the shape and word of an outcome (allowed, evidence, exception,
    forbidden, warning).
    """
    look = marks.outcome_of(outcome)
    shape = mark_safe(SHAPES[look.shape])
    return format_html(
        '<span class="xj-verdict xj-{}"><svg class="xj-shape" viewBox="0 0 24 24" aria-hidden="true">{}</svg>{}</span>',
        look.tone,
        shape,
        look.label,
    )


@register.inclusion_tag("components/verdict.html")
def verdict(verdict: Any, compact: bool = False) -> dict[str, Any]:
    """`{% verdict v %}`: one row of the rule results; `compact=True` is the list item of a narrow column
    (`ul.xj-line-list.xj-live`).

    Attributes: outcome, sentence, reason (may be empty), citation (label, url; or text; or None). Trouble
    is open and tinted, the rest a
    quiet line.
    """
    look = marks.outcome_of(verdict)
    return {"verdict": verdict, "look": look, "compact": compact}


@register.filter
def clause(sentence: Any) -> str:
    """A sentence without its full stop, to go on behind it."""
    return str(sentence).rstrip("。")


@register.filter
def trouble_first(verdicts: Iterable[Any]) -> list[Any]:
    """Verdicts in the order of the page: forbidden, exception, evidence, allowed, warning."""
    return sorted(verdicts, key=lambda item: marks.outcome_of(item).rank)


@register.simple_tag
def verdict_counts(verdicts: Iterable[Any]) -> SafeString:
    """`{% verdict_counts verdicts %}`: 例外 1　待补 1　允许 5; outcomes that do not occur are left out."""
    shorts = {
        "forbidden": _("禁止"),
        "exception": _("例外"),
        "evidence": _("待补"),
        "allowed": _("允许"),
        "warning": _("提示"),
    }
    found = [str(getattr(item.outcome, "value", item.outcome)) for item in verdicts]
    parts = [
        format_html(
            '<span class="xj-{}">{} {}</span>',
            "dim" if key == "warning" else marks.outcome_of(key).tone,
            short,
            found.count(key),
        )
        for key, short in shorts.items()
        if key in found
    ]
    return format_html('<span class="xj-push xj-row xj-row-wide">{}</span>', mark_safe("".join(parts)))


@register.simple_tag
def cite(citation: Any) -> SafeString:
    """`{% cite citation %}`: an article, the same everywhere; None shows nothing.

    Attributes: label, and url, or policy and article, which lead into the page `policies:regulation` where there is one.
    Plain text will do.
    """
    label, url = getattr(citation, "label", citation), getattr(citation, "url", "")
    if not label:
        return mark_safe("")
    if url:
        return format_html('<a class="xj-cite" href="{}">{}</a>', url, label)
    return format_html('<span class="xj-cite">{}</span>', label)


STEP_ICONS = {"done": "check", "stopped": "player-pause", "objected": "gavel"}


@register.inclusion_tag("components/chain.html")
def chain(groups: Iterable[Iterable[Any]]) -> dict[str, Any]:
    """`{% chain groups %}`: the approval chain; a list of groups, the steps of one group run in parallel.

    Attributes of a step: number, label, organization_name, state (done, now, next, stopped, objected),
    state_text, lines (texts), clock.
    """
    columns = [
        [SimpleNamespace(step=step, icon=STEP_ICONS.get(str(step.state), "")) for step in group] for group in groups
    ]
    return {"columns": columns, "count": min(len(columns), 6)}


@register.inclusion_tag("components/chain_path.html")
def chain_path(steps: Iterable[Any]) -> dict[str, Any]:
    """`{% chain_path steps %}`: the chain as a narrow column. A step as in `chain`, with `due_on` (date)
    or a clock at the right.
    """
    return {"steps": steps}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """`{% timeline entries %}`: newest first. Attributes of an entry, all but `at` and `title` may be
    missing: at (date or datetime), title,
    meta, note (under the date), text, quote, icon, tone (ok, wait, info), papers (each label, url),
    citation, clock, year_label (a new
    value draws a separator).
    """
    return {"entries": entries}


@register.inclusion_tag("components/steps.html")
def steps(current: int, *labels: str) -> dict[str, Any]:
    """`{% steps 3 _("选文件") _("认列") _("提交") %}`: the steps of a wizard, the current counted from 1."""
    names = labels[0] if len(labels) == 1 and not isinstance(labels[0], str) else labels
    items = [
        SimpleNamespace(number=number, label=name, is_done=number < current) for number, name in enumerate(names, 1)
    ]
    return {"items": items, "current": current}


@register.inclusion_tag("components/job.html")
def job(job: Any, poll_url: str = "", title: str = "", icon: str = "loader-2", cancel_url: str = "") -> dict[str, Any]:
    """`{% job job poll_url %}`: a long work with progress. Asks `poll_url` every two seconds until it is
    over; the answer is this again.

    Attributes: title (unless given here), state (waiting, running, done, failed, cancelled), done, total, detail
    (or error, or note).
    """
    current = str(getattr(job.state, "value", job.state))
    is_running = current in ("waiting", "queued", "running")
    looks = {"done": ("circle-check", "ok"), "failed": ("alert-circle", "bad"), "cancelled": ("ban", "dim")}
    name, tone = looks.get(current, (icon, "dim"))
    return {
        "job": job,
        "title": title or getattr(job, "title", ""),
        "state": current,
        "is_running": is_running,
        "poll_url": poll_url,
        "icon_name": name,
        "tone": tone,
        "cancel_url": cancel_url,
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Any, summary: str = "") -> dict[str, Any]:
    """`{% pager page %}`: previous and next of a keyset-paged list, keys [ and ].

    Attributes: summary (text at the left), previous_url and next_url; or, instead of these, previous_cursor
    and next_cursor, which become
    ?before=… and ?after=… beside the present filters.
    """
    query: QueryDict = getattr(context.get("request"), "GET", None) or QueryDict()
    previous = getattr(page, "previous_url", "") or _page_url(query, "before", getattr(page, "previous_cursor", None))
    following = getattr(page, "next_url", "") or _page_url(query, "after", getattr(page, "next_cursor", None))
    return {"summary": summary or getattr(page, "summary", ""), "previous": previous, "following": following}


def _page_url(query: QueryDict, name: str, cursor: Any) -> str:
    if not cursor:
        return ""
    kept = query.copy()
    for key in ("before", "after"):
        kept.pop(key, None)
    kept[name] = cursor
    return f"?{kept.urlencode()}"


@register.inclusion_tag("components/button.html")
def button(
    label: str,
    href: str = "",
    variant: str = "",
    icon: str = "",
    key: str = "",
    type: str = "submit",
    small: bool = False,
    wide: bool = False,
    name: str = "",
    value: str = "",
    form: str = "",
    why_not: str = "",
    citation: Any = None,
) -> dict[str, Any]:
    """`{% button "提交" variant="primary" key="N" %}`: a button, or a link when `href` is given.

    variant "", primary, quiet, danger-line. `key` is shown and pressed (N, A, …; "Ctrl Enter" is only
    shown). `why_not` blocks the button
    and says beside it what is missing, with its citation.
    """
    blocked_id = f"why-{crc32(f'{label} {name} {value}'.encode()):x}" if why_not else ""
    return {**locals(), "shortcut": key.lower() if len(key) == 1 else ""}


@register.inclusion_tag("components/kv.html")
def kv(rows: Iterable[tuple[Any, Any]], columns: int = 1) -> dict[str, Any]:
    """`{% kv rows %}`: a list of (label, value); columns 1 or 3. Values that are empty are left out."""
    return {"rows": [(label, value) for label, value in rows if value not in (None, "")], "columns": columns}


@register.inclusion_tag("components/chips.html")
def chips(chips: Iterable[Any], label: str = "") -> dict[str, Any]:
    """`{% chips filters %}`: filter chips as links. Attributes: label, value (bold, may be empty), url,
    active; removable shows ×.
    """
    return {"chips": chips, "label": label or _("筛选")}


@register.simple_block_tag
def note(content: str, tone: str = "info", icon: str = "") -> SafeString:
    """`{% note tone="wait" %}…{% endnote %}`: a line that must be seen; tone info, wait, bad, ok."""
    names = {"wait": "alert-triangle", "bad": "alert-circle", "ok": "circle-check"}
    mark = draw_icon(icon or names.get(tone, "info-circle"))
    css = "xj-note" if tone == "info" else f"xj-note xj-note-{tone}"
    return format_html('<div class="{}"><span>{}</span><div>{}</div></div>', css, mark, mark_safe(content.strip()))


@register.simple_block_tag
def emptystate(content: str, title: str, icon: str = "inbox") -> SafeString:
    """`{% emptystate title="没有要您办的事" %}<p>…</p>{% endemptystate %}`: says what to do next."""
    mark = draw_icon(icon)
    return format_html('<div class="xj-empty">{}<h3>{}</h3>{}</div>', mark, title, mark_safe(content.strip()))
