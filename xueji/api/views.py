"""What every view of the API shares: the scope of the office, its permission, errors as problem+json."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import NotAuthenticated, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import APIRootView
from rest_framework.views import APIView

from xueji.errors import NotAllowed
from xueji.organizations.scope import Scope


class _Refused(Exception):
    """Carries an error's answer out of the transaction, so that what was begun is undone."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


class Scoped(APIView):
    """A view that runs inside the scope of the current office.

    Unlike a page it answers a stranger without an office in its own form (problem+json) instead of leading to the
    sign-in. `permission` is what the office must hold; a student, who has no office, finds nothing here.
    """

    permission = ""

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> Any:
        view = super().as_view(*args, **kwargs)
        view.unscoped = True  # dispatch enters the scope itself
        return view

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scope = getattr(request, "scope", None)
        if scope is None:
            return super().dispatch(request, *args, **kwargs)
        try:
            with scope.enter():
                response = super().dispatch(request, *args, **kwargs)
                if response.status_code >= HTTPStatus.BAD_REQUEST:
                    raise _Refused(response)
        except _Refused as refused:
            return refused.response
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Sign-in, office, permission, before the view reads anything."""
        super().initial(request, *args, **kwargs)
        scope = self.scope
        if scope is None:
            raise NotAuthenticated
        if scope.office_id is None:
            raise NotFound
        if self.permission and not scope.allows(self.permission):
            raise NotAllowed

    @property
    def scope(self) -> Scope | None:
        """The scope that the middleware found."""
        return getattr(self.request, "scope", None)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Personal data is not kept by browsers and proxies."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response


class Root(Scoped, APIRootView):
    """The parts of the API."""


class Schema(Scoped, SpectacularAPIView):
    """The OpenAPI document of the API."""
