"""What a PDF says: the text of a page by the fonts' own ToUnicode tables, in the order of drawing."""

import io
import re

import pikepdf


def text_of(data: bytes, page: int | None = None) -> str:
    """The text of one page, or of all, without blanks."""
    pdf = pikepdf.open(io.BytesIO(data))  # its pages live as long as it does
    pages = list(pdf.pages) if page is None else [pdf.pages[page]]
    return re.sub(r"\s", "", "".join(_text(each) for each in pages))


def pages_of(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def _text(page) -> str:
    if "/Font" not in page.Resources:
        return ""
    tables = {name: _to_unicode(font) for name, font in page.Resources.Font.items()}
    found, table = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            table = tables[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            strings = operands[0] if str(operator) == "TJ" else operands
            for part in strings:
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    found += [table.get(int.from_bytes(raw[at : at + 2]), "?") for at in range(0, len(raw), 2)]
    return "".join(found)


def _to_unicode(font) -> dict[int, str]:
    lines = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"<([0-9a-fA-F]+)> <([0-9a-fA-F]+)>", lines)
    return {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs if len(text) % 4 == 0}
