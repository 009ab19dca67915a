"""The sign-in page: one account locks after wrong passwords (axes), one address is slowed down over all accounts."""

from typing import Any

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xueji.web.visitors import is_too_often

MOST = 60  # tries in a minute; a whole school may sit behind one address


class SignInView(LoginView):
    """Django's, asked seldom enough."""

    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_too_often(request, "sign_in", MOST):
            return render(request, "errors/429.html", status=429)
        return super().post(request, *args, **kwargs)
