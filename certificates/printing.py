"""From printed facts to PDF bytes by WeasyPrint: outside every transaction, without network, without other files."""

import atexit
import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import segno
import structlog
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates import fonts, kinds
from certificates.codes import grouped

log = structlog.get_logger()


class PrintingFailed(Exception):
    """The document cannot be made as it should be; the text says why, for officers."""


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
    from weasyprint import HTML

    kind = kinds.get(printable.kind)
    html = render_to_string(kind.template, _context(printable))
    rare = fonts.rare() if fonts.needs_rare(html) else None
    configuration, sheets = _dress(kind.style, rare)
    document = HTML(string=html, base_url=None, url_fetcher=_fetcher()).render(
        stylesheets=sheets, font_config=configuration
    )
    data: bytes = document.write_pdf(pdf_identifier=printable.number.encode())
    _check_glyphs(document)
    if len(document.pages) != 1:
        raise PrintingFailed(_("内容超出一页，请核对专业名称和学校名称是否过长。"))
    return data


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


def _faces(rare: fonts.Face | None) -> list[fonts.Face]:
    return [fonts.regular(), fonts.bold(), *([rare] if rare else [])]


@cache
def _dress(style: Path, rare: fonts.Face | None) -> tuple[Any, list[Any]]:
    """The fonts and the style sheet, read once in a process: that is a sixth of the work on one document. The rare face
    is part of the question, so that a font installed later is seen."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    if not fonts.subsets_quickly():
        log.warning(
            "harfbuzz_subset_missing", remedy="apt-get install libharfbuzz-subset0", cost="10 to 60 times slower"
        )
    configuration = FontConfiguration()
    faces = "".join(
        f"@font-face {{ font-family: '{face.family}'; font-weight: {face.weight}; src: url('{face.file.as_uri()}'); }}"
        for face in _faces(rare)
    )
    text = faces + style.read_text(encoding="utf-8")
    return configuration, [CSS(string=text, font_config=configuration, url_fetcher=_fetcher())]


def _fetcher() -> Any:
    """Answers font files of ours and data: addresses, and nothing else: no network, no other file (SSRF)."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    allowed = {face.file.as_uri() for face in _faces(fonts.rare())}

    class OnlyOurFonts(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url in allowed or url.startswith("data:"):
                return super().fetch(url, headers)
            raise FatalURLFetchingError("a document may load fonts and data: addresses only")

    return OnlyOurFonts(allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True)


def _check_glyphs(document: Any) -> None:
    """A box instead of a character, or a character out of a stranger's face, is a hard stop."""
    missing = {chr(code) for font in document.fonts.values() for code in font.missing}
    if missing:
        raise PrintingFailed(_("字库缺字：%s。请联系管理员安装含此字的字体后重新生成。") % "、".join(sorted(missing)))
    strange = {font.family for font in document.fonts.values()} - {fonts.MAIN, fonts.RARE}
    if strange:
        raise PrintingFailed(_("用到了未经核准的字体 %s，已停止。") % "、".join(sorted(map(str, strange))))


# Font configurations clean up after themselves, which must happen before the interpreter takes its modules apart.
atexit.register(_dress.cache_clear)
# WeasyPrint reports at length what it makes of a style sheet; what matters here is checked above.
logging.getLogger("fontTools").setLevel(logging.ERROR)
