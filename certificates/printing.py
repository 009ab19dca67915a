"""From printed facts to PDF bytes by WeasyPrint: outside every transaction, without network, without other files."""

from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates import kinds
from certificates.codes import grouped
from xueji.printing.pdf import PrintingFailed, printed


@dataclass(frozen=True)
class Printable:
    """All that goes onto the paper. It exists in a worker's memory only: both numbers are whole."""

    kind: str
    number: str
    identity_number: str
    student_number: str
    verify_code: str
    fields: dict[str, Any]

    @property
    def verify_url(self) -> str:
        """Where the QR code leads."""
        return f"{settings.PUBLIC_URL}{reverse('certificates:verify', args=[self.verify_code])}"


def pdf_of(printable: Printable) -> bytes:
    """The PDF. The same facts give the same bytes under the same versions of WeasyPrint and the fonts.

    Raises PrintingFailed when a character has no glyph, or came out of a face that nobody chose.
    """
    kind = kinds.get(printable.kind)
    html = render_to_string(kind.template, _context(printable))
    document = printed(html, kind.style, identifier=printable.number)
    if document.pages != 1:
        raise PrintingFailed(_("内容超出一页，请核对专业名称和学校名称是否过长。"))
    return document.data


def _context(printable: Printable) -> dict[str, Any]:
    facts = kinds.get(printable.kind).printed(printable.fields)
    # The mask is fixed: trying all eight costs more than the rest of the code, and any of them can be read.
    code = segno.make(printable.verify_url, error="m", mask=3, micro=False, boost_error=False)
    return facts | {
        "number": printable.number,
        "identity_number": printable.identity_number,
        "student_number": printable.student_number,
        "qr": code.png_data_uri(scale=6, border=0),
        "verify_page": f"{settings.PUBLIC_URL}{reverse('certificates:verify_form')}",
        "code": grouped(printable.verify_code),
    }
