"""A person's notices, and how the person wants them. Officers and students alike: each sees the own ones only."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xueji.notices import contacts
from xueji.notices.codes import Checked, Sent
from xueji.notices.forms import CodeForm, ContactForm, SettingsForm
from xueji.notices.inbox import notices_read
from xueji.notices.models import PersonNotice
from xueji.notices.presenting import list_page, own_choices, role_of_scope, settings_page, target_of
from xueji.web.access import scope_of
from xueji.web.asked import whole

SAID = {
    Checked.RIGHT: gettext_lazy("已验证，今后的通知会发到这里。"),
    Checked.WRONG: gettext_lazy("验证码不对，请核对后再填。"),
    Checked.EXPIRED: gettext_lazy("验证码已过期或用过，请重新获取。"),
    Checked.TOO_MANY: gettext_lazy("错了太多次，请重新获取验证码。"),
}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All notices of the present office, the newest first."""
    scope = scope_of(request)
    return render(request, "notices/list.html", list_page(scope, request.GET))


@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The number beside the bell; asked for behind the page, so that no page waits for it. Nobody counts beyond 99."""
    unread = PersonNotice.objects.of(scope_of(request).user_id).unread()[:100].count()
    return render(request, "notices/_bell.html", {"unread": unread})


@require_GET
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """To what a notice is about; it counts as read from then on."""
    scope = scope_of(request)
    notice = get_object_or_404(PersonNotice.objects.of(scope.user_id), pk=pk)
    notices_read(actor=scope, pk=pk)
    return redirect(target_of(notice, scope))


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one as read, or all."""
    notices_read(actor=scope_of(request), pk=whole(request.POST.get("notice")))
    return redirect("web:workbench" if request.POST.get("back") == "today" else "notices:list")


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """What by which channel."""
    scope = scope_of(request)
    form = SettingsForm(request.POST or None, role=role_of_scope(scope), choices=own_choices(scope))
    if request.method == "POST" and form.is_valid():
        form.save(scope.user_id or 0)
        messages.success(request, _("通知设置已保存。"))
        return redirect("notices:settings")
    return _settings(request, form)


@require_POST
def contact(request: HttpRequest) -> HttpResponse:
    """Give an address: a code goes there. Or forget it."""
    scope, form = scope_of(request), ContactForm(request.POST)
    if request.POST.get("forget") and form["channel"].value():
        contacts.contact_remove(actor=scope, channel=str(form["channel"].value()))
        messages.success(request, _("已删除，不再往那里发通知。"))
        return redirect("notices:settings")
    if form.is_valid():
        sent = contacts.contact_set(actor=scope, **form.cleaned_data)
        if sent is Sent.QUEUED:
            messages.success(request, _("验证码已发出，10 分钟内有效。"))
            return redirect("notices:settings")
        form.add_error("address", _("获取得太频繁，请稍后再试。"))
    return _settings(request, contact=form)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Enter the code that came."""
    scope, form = scope_of(request), CodeForm(request.POST)
    if form.is_valid():
        checked = contacts.contact_verify(actor=scope, **form.cleaned_data)
        if checked is Checked.RIGHT:
            messages.success(request, SAID[checked])
            return redirect("notices:settings")
        form.add_error("code", SAID[checked])
    return _settings(request, code=form)


def _settings(request: HttpRequest, form: SettingsForm | None = None, **wrong: Any) -> HttpResponse:
    scope = scope_of(request)
    form = form or SettingsForm(role=role_of_scope(scope), choices=own_choices(scope))
    has_errors = form.is_bound or bool(wrong)
    page = settings_page(scope, form, **wrong)
    return render(request, "notices/settings.html", page, status=422 if has_errors else 200)
