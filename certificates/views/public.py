"""Public verification: anybody who holds a certificate, without a session, sees what it should say."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from certificates.codes import clean_code
from certificates.doors import get_public_certificate
from certificates.presenters import public_answer
from xueji.web.access import unscoped
from xueji.web.visitors import is_too_often

MOST = 30  # questions in a minute from one address


def public_page(view: Any) -> Any:
    """Without a scope, seldom enough, in no index and in no cache."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_too_often(request, "verify", MOST):
            response = render(request, "errors/429.html", status=429)
        else:
            response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return unscoped(require_safe(inner))


@public_page
def verify_form(request: HttpRequest) -> HttpResponse:
    """Where a code is typed; one that could exist leads to its page."""
    typed = request.GET.get("code", "")
    code = clean_code(typed)
    if code:
        return redirect("certificates:verify", code=code)
    return render(request, "certificates/verify_form.html", {"is_wrong": bool(typed.strip())})


@public_page
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What the certificate with this code says and whether it is valid; an unknown code reveals nothing."""
    certificate = get_public_certificate(clean_code(code))
    if certificate is None:
        return render(request, "certificates/verify_unknown.html", status=404)
    return render(request, "certificates/verify.html", {"answer": public_answer(certificate)})
