"""The scope of a request: found from the signed-in person's office, entered around the view, errors mapped once."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers

from xueji import clock
from xueji.errors import RegisterError
from xueji.organizations.models import Office, User
from xueji.organizations.scope import Scope
from xueji.web.errors import bad_request, error_response
from xueji.web.passwords import has_first_password

View = Callable[..., HttpResponse]
# What a page may be asked by: another method would reach those that only tell POST from the rest. The API has its own.
METHODS = ("GET", "HEAD", "POST")


class ScopedRequest(HttpRequest):
    """A request as views get it: with who acts, in which office, and the offices to choose from."""

    scope: Scope | None
    office: Office | None
    offices: list[Office]
    user: User | AnonymousUser


class ScopeMiddleware:
    """Sets `request.scope`, `request.office`, `request.offices` and runs the view inside the scope's transaction.

    A view marked by `xueji.web.access.unscoped` runs without one (sign-in, health, the public pages, which enter their own
    scope); every other view of a person without an office or a record is answered with a page that says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ScopedRequest) -> HttpResponse:
        request.scope = request.office = None
        request.offices = []
        return self.get_response(request)

    def process_view(
        self, request: ScopedRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        is_unscoped = getattr(view, "unscoped", False)
        if not is_unscoped and request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if _has_nul(request):
            return bad_request(request)
        if has_first_password(request):
            return redirect("password_change")
        self._find_scope(request)
        try:
            if is_unscoped:
                return _rendered(view(request, *args, **kwargs))
            if request.scope is None:
                return _without_scope(request)
            with request.scope.enter():
                return _kept_by_nobody(_rendered(view(request, *args, **kwargs)))
        except RegisterError as error:
            return error_response(request, error)

    def _find_scope(self, request: ScopedRequest) -> None:
        user = request.user
        if not user.is_authenticated:
            return
        if user.person_id:
            request.scope = Scope.of_student(user_id=user.pk, person_id=user.person_id)
            return
        request.offices = list(Office.objects.of(user).held_on(clock.today()))
        chosen = request.session.get("office_id")
        request.office = next((office for office in request.offices if office.pk == chosen), None)
        if request.office is None and request.offices:
            request.office = request.offices[0]
        if request.office:
            request.scope = Scope.of_office(request.office)


def _without_scope(request: ScopedRequest) -> HttpResponse:
    """To the sign-in page, or to the page for persons who hold no office."""
    if request.user.is_authenticated:
        return redirect("web:no_office")
    return redirect_to_login(request.get_full_path())


def _has_nul(request: ScopedRequest) -> bool:
    """Whether what was sent holds a character that no text of ours and no column of the database can hold."""
    sent = (values for given in (request.GET, request.POST) for _name, values in given.lists())
    return any("\x00" in value for values in sent for value in values)


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    """What was read in a scope is in no cache: after signing out the browser's back button shows nothing."""
    if not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
    return response


def _rendered(response: HttpResponse) -> HttpResponse:
    """Render while the scope is still on: a lazy template would read without one, and see nothing."""
    if isinstance(response, TemplateResponse) and not response.is_rendered:
        return response.render()
    return response
