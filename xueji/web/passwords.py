"""Changing one's own password; a first password, which somebody else made, has to be changed before anything else."""

from typing import Any

from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeDoneView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic.base import ContextMixin

# What somebody with a first password may still open.
_ALLOWED = {"password_change", "password_change_done", "login", "logout", "healthz", "readyz"}


class OtherPasswordForm(PasswordChangeForm):
    """The new password is another one than the old."""

    def clean_new_password1(self) -> str:
        new = self.cleaned_data.get("new_password1", "")
        if new and new == self.cleaned_data.get("old_password"):
            raise ValidationError(_("新密码要与现在的不同。"))
        return new


class _InTheFrameOfThePerson(ContextMixin):
    """The house for officers, the telephone for students."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        student = getattr(self.request.user, "person_id", None)  # type: ignore[attr-defined]
        return super().get_context_data(**kwargs) | {"shell": "portal.html" if student else "app.html"}


class OwnPasswordDoneView(_InTheFrameOfThePerson, PasswordChangeDoneView):
    """That it was changed."""


class OwnPasswordView(_InTheFrameOfThePerson, PasswordChangeView):
    """Changing it oneself ends the duty to change it."""

    form_class = OtherPasswordForm

    def form_valid(self, form: Any) -> HttpResponse:
        form.user.must_change_password = False
        return super().form_valid(form)


def has_first_password(request: HttpRequest) -> bool:
    """Whether the request has to wait until a first password is changed."""
    match = request.resolver_match
    if match is None or match.view_name in _ALLOWED:
        return False
    return bool(getattr(request.user, "must_change_password", False))
