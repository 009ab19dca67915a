"""Rosters as other systems export them under the name .xls: web pages and the XML tables of Excel 2003. Each function lays
the students 0, 1 and 2 in another form; all are right."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from tests.students.rosters.nasty import NARROW
from tests.students.rosters.strange import PLAIN, opendocument

Lines = Sequence[Sequence[Any]]
_EXCEL = 'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:o="urn:schemas-microsoft-com:office:office"'


def page(lines: Lines, encoding: str = "utf-8", head: str = "", cell: str = "td") -> bytes:
    """A web page as a reporting tool writes it for Excel."""
    body = "".join(_line(line, cell) for line in lines)
    meta = f'<meta http-equiv=Content-Type content="text/html; charset={encoding}">'
    text = f"<html {_EXCEL}><head>{meta}{head}</head><body><table border=1>{body}</table></body></html>"
    return text.encode(encoding)


def _line(line: Sequence[Any], cell: str = "td") -> str:
    return (
        "<tr>" + "".join(f"<{cell}>{'' if each is None else each}</{cell.split()[0]}>" for each in line) + "</tr>\r\n"
    )


def page_in_utf_8() -> bytes:
    return page(PLAIN)


def page_in_gb2312() -> bytes:
    return page(PLAIN, "gb2312")


def page_in_utf_16() -> bytes:
    return page(PLAIN, "utf-16")


def page_with_number_formats() -> bytes:
    return page(PLAIN, cell="""td style='mso-number-format:"\\@"' title="a>b" x:str""")


def page_with_what_excel_adds() -> bytes:
    island = "<x:ExcelWorkbook><x:Name>名册</x:Name></x:ExcelWorkbook>"
    head = (
        f"<!--[if gte mso 9]><xml>{island}</xml><![endif]--><style>td{{mso-number-format:'\\@';}}</style>"
        "<script>var row = '<table><tr>';</script>"
    )
    return page(PLAIN, head=head)


def page_without_closing_tags() -> bytes:
    rows = "<TR>".join("".join(f"<TD nowrap>{each or ''}" for each in line) for line in PLAIN)
    return f"<TABLE><TR>{rows}</TABLE>".encode("gbk")


def page_with_a_title_and_cells_over_three_rows() -> bytes:
    first, *others = PLAIN[1:]
    rows = [
        "<tr><td colspan=9 align=center>新生名册</td></tr>",
        _line(NARROW, "th"),
        "<tr>" + "".join(f"<td{' rowspan=3' if at in (3, 4) else ''}>{each}</td>" for at, each in enumerate(first)),
        *(_line([*line[:3], *line[5:]]) for line in others),
    ]
    return f"<table>{''.join(rows)}</table>".encode()


def page_with_a_table_in_a_layout() -> bytes:
    return f"<table><tr><td>菜单</td><td>{page(PLAIN).decode()}</td></tr></table>".encode()


def page_with_headings_in_a_table_of_their_own() -> bytes:
    below = "".join(map(_line, PLAIN[1:]))
    return f"<div><table>{_line(NARROW, 'th')}</table></div><div><table>{below}</table></div>".encode()


def page_of_classes() -> bytes:
    return "<p>一班</p>".join(f"<table>{_line(NARROW)}{_line(line)}</table>" for line in PLAIN[1:]).encode()


def page_with_references_and_links() -> bytes:
    sexes = {"女": "&#x5973;", "男": "&#30007;"}
    lines = [
        [line[0], sexes[line[1]], f"&nbsp;{line[2]}&nbsp;", *line[3:8], f"<a href='tel:{line[8]}'>{line[8]}</a><br>"]
        for line in PLAIN[1:]
    ]
    return page([[f"<b>{text[:2]}<br/>{text[2:]}</b>" for text in NARROW], *lines])


def xml_table(lines: Lines, encoding: str = "UTF-8", first: str = "") -> bytes:
    """A workbook as Excel 2003 saves it as XML, with comments, and last year's roster on a hidden sheet."""

    def cell(value: Any) -> str:
        kind = "Number" if isinstance(value, int | float) else "String"
        comment = '<Comment><ss:Data xmlns="http://www.w3.org/TR/REC-html40">批注</ss:Data></Comment>'
        return "<Cell/>" if value is None else f'<Cell><Data ss:Type="{kind}">{value}</Data>{comment}</Cell>\n'

    body = "".join(f"<Row>\n{''.join(map(cell, line))}</Row>\n" for line in lines)
    sheet = '<Worksheet ss:Name="{}"><Table>{}</Table>{}</Worksheet>'
    hidden = '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>'
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n{first}<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f"{sheet.format('名册', body, '')}{sheet.format('去年', body, hidden)}</Workbook>"
    )
    return text.encode(encoding)


def xml_in_utf_8() -> bytes:
    return xml_table(PLAIN)


def xml_that_says_gb2312() -> bytes:
    return xml_table(PLAIN, "gb2312")


def xml_in_utf_16() -> bytes:
    return xml_table(PLAIN, "utf-16")


def xml_with_whole_numbers() -> bytes:
    """Numbers of 18 digits, which are whole here: only Excel would cut them."""
    lines = [[*line[:2], int(line[2]) if line[2].isdigit() else line[2], *line[3:]] for line in PLAIN[1:]]
    return xml_table([NARROW, *lines])


def xml_with_places_and_merged_cells() -> bytes:
    def cell(at: int, value: Any, more: str = "") -> str:
        return f'<Cell ss:Index="{at}"{more}><Data ss:Type="String">{value}</Data></Cell>'

    first, *others = PLAIN[1:]
    rows = [
        '<Row ss:Index="2"><Cell ss:MergeAcross="8"><Data ss:Type="String">新生名册</Data></Cell></Row>',
        f'<Row ss:Index="4">{"".join(cell(at, text) for at, text in enumerate(NARROW, 2))}</Row>',
        "<Row>" + "".join(cell(at, text, ' ss:MergeDown="2"' if at == 5 else "") for at, text in enumerate(first, 2)),
        *("<Row>" + "".join(cell(at, text) for at, text in enumerate(line, 2) if at != 5) for line in others),
    ]
    laid = "</Row>".join(rows) + "</Row>"
    names = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    text = (
        f'<Workbook {names}><Worksheet ss:Name="1"><Table>{laid.replace("</Row></Row>", "</Row>")}</Table></Worksheet>'
    )
    return f"{text}</Workbook>".encode()


def flat_open_document() -> bytes:
    with zipfile.ZipFile(io.BytesIO(opendocument(PLAIN))) as archive:
        content = archive.read("content.xml").decode()
    return f'<?xml version="1.0"?>{content.replace("office:document-content", "office:document")}'.encode()


def text_in_utf_16_without_its_mark() -> bytes:
    return "\r\n".join("\t".join(map(str, line)) for line in PLAIN).encode("utf-16-le")


def text_in_utf_16_of_the_other_order() -> bytes:
    return "\r\n".join("\t".join(map(str, line)) for line in PLAIN).encode("utf-16-be")


READABLE: list[Callable[[], bytes]] = [
    page_in_utf_8, page_in_gb2312, page_in_utf_16, page_with_number_formats, page_with_what_excel_adds,
    page_without_closing_tags, page_with_a_title_and_cells_over_three_rows, page_with_a_table_in_a_layout,
    page_with_headings_in_a_table_of_their_own, page_of_classes, page_with_references_and_links, xml_in_utf_8,
    xml_that_says_gb2312, xml_in_utf_16, xml_with_whole_numbers, xml_with_places_and_merged_cells, flat_open_document,
    text_in_utf_16_without_its_mark, text_in_utf_16_of_the_other_order,
]  # fmt: skip
