"""Errors as problem+json (RFC 9457)."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from xueji.errors import RegisterError


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """The register's own errors and the framework's, in one form."""
    if isinstance(error, RegisterError):
        body = {"title": str(error.title), "status": error.status, "detail": str(error.message)}
        if verdicts := getattr(error, "verdicts", None):
            body["verdicts"] = verdicts.to_list()
        return Response(body, status=error.status, content_type="application/problem+json")
    response = exception_handler(error, context)
    if response is not None:
        response.data = {
            "title": response.status_text,
            "status": response.status_code,
            "detail": response.data,
        }
        response.content_type = "application/problem+json"
    return response
