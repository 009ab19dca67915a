"""The whole file: one PDF with the card, the list of materials and the papers behind it; or a ZIP with the papers as they were
handed in, those of the student's cases too, and a manifest with their hashes. File names are running numbers, never names.
"""

import csv
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

import pikepdf
import structlog
from django.utils.translation import gettext as _

from students.archive.actions import closed_file_of
from students.archive.card import card_context, rendered
from students.archive.checklist import checklist_of
from students.archive.contents import rules_of
from students.archive.listing import STYLE
from students.archive.models import Material
from students.archive.queries import keeper_on
from students.archive.storage import SHELF, SUFFIXES
from students.models import Student
from students.presenters import timeline
from xueji import clock
from xueji.cases.evidence import SHELF as CASE_PAPERS
from xueji.cases.models import Evidence
from xueji.cases.printing.inserts import picture_page
from xueji.database.shelf import digest_of
from xueji.printing.pdf import printed

log = structlog.get_logger()
_NUMBER_WIDTH, _NUMBER_HEIGHT = 170.0, 17.0  # points: 60 × 6 mm
_A4, _MARGIN = (595.28, 841.89), 28.3  # points; 10 mm


@dataclass(frozen=True)
class Bound:
    """A paper as it stands in the PDF: the page it begins on, and why it is not there if it could not be read."""

    material: Material
    label: str
    first_page: int
    problem: str = ""


def papers_of(student: Student) -> list[Material]:
    """The papers in a file now, bound by kind in the regulation's order, then by day."""
    order = {kind.key.value: at for at, kind in enumerate(rules_of(student.school, clock.today()).contents.kinds)}
    rows = Material.objects.current().filter(student=student)
    return sorted(rows, key=lambda row: (order.get(row.kind, len(order)), row.dated_on, row.pk))


def whole_pdf(student: Student, papers: Sequence[Material]) -> bytes:
    """Card, list and papers as one PDF with page numbers. Runs inside the reader's scope."""
    contents = rules_of(student.school, clock.today()).contents
    labels = {kind.key.value: kind.label for kind in contents.kinds}
    pages = [(paper, _as_pdf(paper)) for paper in papers]
    context = card_context(student, clock.today()) | {
        "checklist": checklist_of(student, clock.today()),
        "closed": closed_file_of(student.pk),
        "keeper": keeper_on(student.school_id, clock.today()),
        "citation": contents.citation,
    }
    front, length = None, 1
    while front is None or front.pages != length:
        # The list says on which page each paper begins, and is itself in front of them.
        length = front.pages if front else 1
        bound = _bound(pages, labels, length)
        front = rendered("archive/printing/whole.html", context | {"bound": bound}, identifier=f"file-{student.pk}")
    return _together(front.data, [data for _paper, data in pages if data])


def evidence_zip(student: Student, papers: Sequence[Material]) -> bytes:
    """The PDF, every paper as it was handed in, the papers of the student's own cases, and a manifest with the hashes."""
    files = [("file.pdf", whole_pdf(student, papers), {"kind": _("整册"), "title": _("整册档案")})]
    for number, paper in enumerate(papers, start=1):
        content = _content(paper)
        if content is not None:
            name = f"papers/{number:03d}{SUFFIXES[paper.content_type]}"
            files.append((name, content, {"kind": paper.get_kind_display(), "title": paper.title}))
    for number, (row, content) in enumerate(_case_papers(student), start=1):
        name = f"cases/{row.case.number}/{number:03d}{SUFFIXES[row.content_type]}"
        files.append((name, content, {"kind": _("办件材料"), "title": row.label}))
    return zipped(files)


def zipped(files: Sequence[tuple[str, bytes, dict[str, Any]]]) -> bytes:
    """A ZIP of (name, content, what to say of it), with manifest.json and manifest.csv that carry size and SHA-256."""
    rows = [{"file": name, "sha256": digest_of(data), "bytes": len(data), **said} for name, data, said in files]
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data, _said in files:
            packed = zipfile.ZIP_STORED if name.endswith((".pdf", ".jpg", ".png")) else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, packed)
        said = {"made_at": clock.now().isoformat(), "files": rows}
        archive.writestr("manifest.json", json.dumps(said, ensure_ascii=False, indent=1), zipfile.ZIP_DEFLATED)
        archive.writestr("manifest.csv", _as_csv(rows), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _as_csv(rows: Sequence[dict[str, Any]]) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + out.getvalue()


def _case_papers(student: Student) -> list[tuple[Evidence, bytes]]:
    """The papers of cases about this student alone: those of a batch speak of others too."""
    cases = [item.case_id for item in timeline.items_of(student) if not item.case.is_batch]
    rows = Evidence.objects.filter(case__in=cases).select_related("case").order_by("case_id", "pk")
    return [(row, CASE_PAPERS.fetch(row.sha256)) for row in rows if CASE_PAPERS.exists(row.sha256)]


def _content(paper: Material) -> bytes | None:
    try:
        return SHELF.fetch(paper.sha256)
    except FileNotFoundError:
        log.warning("paper_lost", material_id=paper.pk)
        return None


def _as_pdf(paper: Material) -> bytes | None:
    content = _content(paper)
    if content is None:
        return None
    try:
        return _on_a4(picture_page(content)) if paper.content_type.startswith("image/") else _readable(content)
    except (pikepdf.PdfError, OSError, ValueError) as error:
        log.warning("paper_not_bound", material_id=paper.pk, error=type(error).__name__)
        return None


def _on_a4(page: bytes) -> bytes:
    """A picture on a sheet like the rest of the file, upright or across as it is, with room for the page number."""
    with pikepdf.new() as document, pikepdf.open(BytesIO(page)) as picture:
        left, bottom, right, top = (float(edge) for edge in picture.pages[0].mediabox)
        width, height = _A4 if top - bottom >= right - left else _A4[::-1]
        document.add_blank_page(page_size=(width, height))
        area = pikepdf.Rectangle(_MARGIN, _MARGIN + _NUMBER_HEIGHT, width - _MARGIN, height - _MARGIN)
        document.pages[0].add_overlay(picture.pages[0], area, expand=False)  # type: ignore[call-arg]  # stub lacks it
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def _readable(content: bytes) -> bytes:
    with pikepdf.open(BytesIO(content)) as document:
        len(document.pages)
    return content


def _bound(pages: Sequence[tuple[Material, bytes | None]], labels: dict[str, str], front: int) -> list[Bound]:
    found, at = [], front + 1
    for paper, data in pages:
        label = labels.get(paper.kind, str(paper.get_kind_display()))
        if data is None:
            found.append(Bound(paper, label, 0, _("未能附入，见系统")))
            continue
        found.append(Bound(paper, label, at))
        at += paper.pages
    return found


def _together(front: bytes, papers: Sequence[bytes]) -> bytes:
    with pikepdf.open(BytesIO(front)) as document:
        for data in papers:
            with pikepdf.open(BytesIO(data)) as paper:
                document.pages.extend(paper.pages)
        _number_pages(document)
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def _number_pages(document: pikepdf.Pdf) -> None:
    """第 n 页 / 共 m 页 at the foot of every page, whatever size it has."""
    total = len(document.pages)
    labels = "".join(
        f"<p>{_('第 %(page)d 页，共 %(total)d 页') % {'page': page, 'total': total}}</p>"
        for page in range(1, total + 1)
    )
    html = f'<!doctype html><html lang="zh-CN"><body>{labels}</body></html>'
    with pikepdf.open(BytesIO(printed(html, STYLE.with_name("numbers.css"), identifier="numbers").data)) as numbers:
        for page, number in zip(document.pages, numbers.pages, strict=True):
            left, bottom, right, _top = (float(edge) for edge in page.mediabox)
            corner = max(left, right - _NUMBER_WIDTH - 20)
            area = pikepdf.Rectangle(corner, bottom + 6, corner + _NUMBER_WIDTH, bottom + 6 + _NUMBER_HEIGHT)
            page.add_overlay(number, area)
