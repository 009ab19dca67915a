"""Errors as pages: one mapping for the whole web."""

import sys
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext as _

from xueji.errors import RegisterError

PAGES = {status: f"errors/{status}.html" for status in (400, 403, 404, 409, 422, 429)}


def error_response(request: HttpRequest, error: RegisterError) -> HttpResponse:
    """The page (or, for HTMX, the fragment's status) of an error the register knows."""
    template = PAGES.get(error.status, "errors/400.html")
    match = request.resolver_match
    context = {
        "message": error.message,
        "title": error.title,
        "details": error.details,
        "is_case": match is not None and match.namespace == "cases",
        "back_url": _page_before(request),
    }
    verdicts = getattr(error, "verdicts", None)
    return render(request, template, context | {"verdicts": verdicts}, status=error.status)


def _page_before(request: HttpRequest) -> str:
    """The page of the register from which this was posted; empty where nobody knows."""
    before = urlsplit(request.headers.get("Referer", ""))
    is_own = before.netloc == request.get_host() and before.path.startswith("/") and not before.path.startswith("//")
    return f"{before.path}{'?' if before.query else ''}{before.query}" if is_own else ""


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere."""
    return render(request, "errors/csrf.html", {"reason": reason}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: it does not exist, or it is not yours; the page does not say which."""
    return render(request, "errors/404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 where more was sent than a form may hold."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "errors/413.html", status=413)
    return render(request, "errors/400.html", {"message": _("这个地址或表单无法识别。")}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database is away: drawn without it and without the shell, which may be what failed."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        message = _("数据库暂时连不上。这一步没有办成，改动已全部撤回；办理期限不因此丢失。")
        answer = get_template("errors/503.html").render({"message": message})
        return HttpResponse(answer, status=503, headers={"Retry-After": "30"})
    return HttpResponse(get_template("errors/500.html").render({}), status=500)
