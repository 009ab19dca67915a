"""The few errors the register knows; each is mapped once to a page (xueji.web) and to problem+json (xueji.api)."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class RegisterError(Exception):
    """Base of all: `message` says what, why and what next, in the reader's language."""

    status = 400
    title = _("办不了")

    def __init__(self, message: Any = "", **details: Any) -> None:
        super().__init__(str(message))
        self.message = message or self.title
        self.details = details


class NotAllowed(RegisterError):
    """The person may not do this here (their office lacks the right, or they opened the case themselves)."""

    status = 403
    title = _("您没有办这件事的权限")


class Conflict(RegisterError):
    """Somebody was faster, or the thing is no longer in the state that the page showed."""

    status = 409
    title = _("情况已经有了变化")


class Invalid(RegisterError):
    """What was entered does not fit; `field` names the form field it belongs under."""

    status = 422
    title = _("填写的内容有误")

    def __init__(self, message: Any, *, field: str | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.field = field


class RuleViolated(RegisterError):
    """A regulation forbids it, or asks for evidence or a reasoned exception that is missing; `verdicts` says which."""

    status = 422
    title = _("按规定不能办理")

    def __init__(self, message: Any, *, verdicts: Any, **details: Any) -> None:
        super().__init__(message, **details)
        self.verdicts = verdicts
