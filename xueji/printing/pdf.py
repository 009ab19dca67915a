"""HTML to PDF bytes by WeasyPrint: outside the network, with our own faces only, missing characters never in silence."""

import atexit
import logging
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xueji.errors import RegisterError
from xueji.printing import fonts

log = structlog.get_logger()
# Printed in the place of a character that no face has, as typesetters do.
SUBSTITUTE = "〓"


class PrintingFailed(RegisterError):
    """The document cannot be made as it should be; the text says why, for officers."""

    status = 422
    title = gettext_lazy("打印不了")


@dataclass(frozen=True)
class Printed:
    """The bytes and how many pages they are."""

    data: bytes
    pages: int


def printed(html: str, style: Path, *, identifier: str) -> Printed:
    """The PDF. The same HTML gives the same bytes under the same versions of WeasyPrint and the fonts.

    Raises PrintingFailed when a character has no glyph, or came out of a face that nobody chose.
    """
    from weasyprint import HTML

    rare = fonts.rare() if fonts.needs_rare(html) else None
    configuration, sheets = _dress(style, rare)
    document = HTML(string=html, base_url=None, url_fetcher=fetcher()).render(
        stylesheets=sheets, font_config=configuration
    )
    data: bytes = document.write_pdf(pdf_identifier=identifier.encode())
    _check_glyphs(document)
    return Printed(data, len(document.pages))


def without_lacking(text: str) -> str:
    """The text with a mark for each character that no face has: what people wrote must not keep a file from being printed.

    The face for rare characters counts for characters of writing only: pictures (emoji) come out of whatever font is near.
    """
    lacking = dict.fromkeys(fonts.lacking(text), SUBSTITUTE)
    lacking |= {char: SUBSTITUTE for char in fonts.beyond_regular(text) if unicodedata.category(char) != "Lo"}
    unseen = {char: "" for char in lacking if unicodedata.category(char) in {"Mn", "Cf", "Cc"}}
    return text.translate({ord(char): put for char, put in (lacking | unseen).items()})


def fetcher() -> Any:
    """Answers font files of ours and data: addresses, and nothing else: no network, no other file (SSRF)."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    allowed = {face.file.as_uri() for face in _faces(fonts.rare())}

    class OnlyOurFonts(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url in allowed or url.startswith("data:"):
                return super().fetch(url, headers)
            raise FatalURLFetchingError("a document may load fonts and data: addresses only")

    return OnlyOurFonts(allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True)


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
    return configuration, [CSS(string=text, font_config=configuration, url_fetcher=fetcher())]


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
