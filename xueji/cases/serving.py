"""A kept paper as an answer to the browser: looked at, never run."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from xueji.cases.evidence import SHELF

# No script, no form, no foreign address. A sandbox would also stop the browser's own PDF reader, so it is for pictures
# only.
_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'"
)
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


def paper_response(*, sha256: str, content_type: str, label: str) -> HttpResponse:
    """The paper kept under a hash, named by its label; Http404 when its bytes are not there. The door and the record of
    the look are the caller's."""
    try:
        content = SHELF.fetch(sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=content_type)
    name = f"{label}{_SUFFIXES[content_type]}"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    is_image = content_type.startswith("image/")
    response["Content-Security-Policy"] = f"{_POLICY}; sandbox" if is_image else f"{_POLICY}; object-src 'self'"
    response["Cache-Control"] = "private, no-store"
    return response
