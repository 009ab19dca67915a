"""The file on the record of a student: a tab, a window beside the overview, events of the timeline; and on the student's phone."""

from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students import sections
from students.archive import card
from students.archive.actions import closed_file_of, may_keep
from students.archive.checklist import Checklist, Row, Standing, checklist_of, year_label
from students.archive.contents import rules_of
from students.archive.forms import CloseForm, MaterialForm, TakeOutForm
from students.archive.jobs import may_take_out
from students.archive.models import ClosedFile, HandOverLine, Material, Reopening
from students.archive.past import file_on
from students.archive.queries import keeper_on
from students.archive.readings import readings_of
from students.models import Student
from students.photos.models import EarlierPhoto
from students.sections import Event, Paper, Past, Section
from students.statuses import OPEN_STATUSES
from xueji import clock
from xueji.calendars.terms import school_year_of
from xueji.database.fence import Level
from xueji.organizations.scope import Scope
from xueji.web.formats import fingerprint

_CACHE = "_file_of_page"
_NAMED = 8  # papers of one day that the timeline names
# How a standing looks: word, tone, icon.
LOOKS = {
    Standing.FULL: (gettext_lazy("齐全"), "ok", "circle-check"),
    Standing.GAP: (gettext_lazy("有缺"), "bad", "file-alert"),
    Standing.NOTHING: (gettext_lazy("无"), "2nd", "minus"),
    Standing.NOT_YET: (gettext_lazy("未到时候"), "2nd", "circle-dashed"),
    Standing.NOT_OWED: (gettext_lazy("不适用"), "dim", "minus"),
}


def look(row: Row | Any) -> SimpleNamespace:
    """A kind or part with word, tone and icon of its standing."""
    word, tone, icon = LOOKS[row.standing]
    return SimpleNamespace(row=row, word=word, tone=tone, icon=icon)


def checklist_on_page(student: Student) -> Checklist:
    """Counted once for a page: the tab, its number and the overview ask for the same."""
    if not hasattr(student, _CACHE):
        setattr(student, _CACHE, checklist_of(student, clock.today()))
    found: Checklist = getattr(student, _CACHE)
    return found


def paper_row(material: Material) -> SimpleNamespace:
    """A paper as lists show it."""
    return SimpleNamespace(
        material=material,
        pk=material.pk,
        title=material.title,
        url=reverse("archive:paper", args=[material.pk]),
        page_url=_beside_its_list(material),
        detail=_detail(material),
        fingerprint=fingerprint(material.sha256),
        is_image=material.content_type.startswith("image/"),
        is_pdf=material.content_type == "application/pdf",
        label=material.title,
    )


def _detail(material: Material) -> str:
    year = year_label(material.school_year) if material.school_year else ""
    parts = [year, _("%(count)d 页") % {"count": material.pages}, filesizeformat(material.size)]
    return "，".join(part for part in parts if part)


def tab(student: Student, scope: Scope) -> dict[str, Any]:
    """学籍档案: checklist, papers, keeper, closing."""
    rules, found = rules_of(student.school, clock.today()), checklist_on_page(student)
    rows = list(
        Material.objects.filter(student=student).select_related("added_by", "removal__removed_by", "replaced_by")
    )
    current = [row for row in rows if not hasattr(row, "removal") and not hasattr(row, "replaced_by")]
    order = {kind.key.value: at for at, kind in enumerate(rules.contents.kinds)}
    current.sort(key=lambda row: (order.get(row.kind, len(order)), row.dated_on, row.pk))
    closed = closed_file_of(student.pk)
    keeps = may_keep(scope, student.school_id)
    return {
        "checklist": found,
        "looks": [(look(row), [look(line) for line in row.lines]) for row in found.rows],
        "contents": rules.contents,
        "file_rules": rules,
        "papers": [paper_row(row) for row in current],
        "earlier": [paper_row(row) for row in rows if row not in current],
        "closed_file": closed,
        "hand_over_line": HandOverLine.objects.filter(closed_file=closed).select_related("hand_over").first(),
        "keeper": keeper_on(student.school_id, clock.today()),
        "keeps": keeps,
        "form": MaterialForm(rules=rules, student=student) if keeps else None,
        "close_form": CloseForm(student=student) if keeps and _may_close(student, closed) else None,
        "take_out": TakeOutForm(auto_id="take_out_%s") if may_take_out(scope, student.school_id) else None,
    }


def pick(context: dict[str, Any], query: Mapping[str, Any]) -> dict[str, Any]:
    """What the address asks for: the paper beside the list (else the first), the kind to which a paper is to be added."""
    rows = [*context["papers"], *context["earlier"]]
    asked = next((row for row in rows if str(row.pk) == query.get("paper")), None)
    kind = context["contents"].kind(query.get("kind", ""))
    form = context["form"]
    if form is not None:
        kinds = [kind for kind in (kind, *context["contents"].kinds) if kind is not None and kind.uploaded_parts]
        form.initial["what"] = f"{kinds[0].key.value}/{kinds[0].uploaded_parts[0].key}"
        if kinds[0].key in context["file_rules"].yearly:
            form.initial["school_year"] = int(school_year_of(clock.today())[:4]) - 1
    shown = asked or next(iter(context["papers"]), None)
    return context | {"shown_paper": shown, "wanted_kind": kind, "wants_whole": "whole" in query}


def _may_close(student: Student, closed: ClosedFile | None) -> bool:
    return closed is None and student.status not in OPEN_STATUSES and student.left_on is not None


def gap_count(student: Student, scope: Scope) -> int | None:
    """The number on the tab: kinds with gaps."""
    return len(checklist_on_page(student).gaps)


def events_of(student: Student, scope: Scope) -> Iterable[Event]:
    """Papers put in (those of one day together), taken out, the file closed, opened again, handed over."""
    is_officer = scope.office_id is not None
    url = reverse("students:section", args=[student.pk, "archive"]) if is_officer else reverse("archive:mine")
    yield from _papers_events(student, _beside_its_list if is_officer else _alone)
    yield from _photo_events(student)
    for closed in ClosedFile.objects.filter(student=student).select_related("keeper", "reopening"):
        yield _closed_event(closed, url)
        if hasattr(closed, "reopening"):
            yield _reopened_event(closed.reopening, url)
    lines = HandOverLine.objects.filter(student=student)
    for line in lines.select_related("hand_over__receipt") if is_officer else []:
        yield from _hand_over_events(line, url)


def _photo_events(student: Student) -> Iterable[Event]:
    """When photos came; students see that too."""
    present = [student.photo] if hasattr(student, "photo") else []
    for photo in (*EarlierPhoto.objects.filter(student=student), *present):
        yield Event(photo.added_at, _("照片入档"), "", "photo", group="archive")


def _beside_its_list(material: Material) -> str:
    """Where officers look at a paper."""
    return f"{reverse('students:section', args=[material.student_id, 'archive'])}?paper={material.pk}#papers"


def _alone(material: Material) -> str:
    """Where students look at their own."""
    return reverse("archive:paper", args=[material.pk])


def _papers_events(student: Student, paper_url: Callable[[Material], str]) -> Iterable[Event]:
    by_day: dict[Any, list[Material]] = {}
    rows = Material.objects.filter(student=student).select_related("removal").order_by("added_at", "pk")
    for row in rows:
        by_day.setdefault(localtime(row.added_at).date(), []).append(row)
        if hasattr(row, "removal"):
            removal = row.removal
            text = _("%(title)s；原因：%(reason)s") % {"title": row.title, "reason": removal.reason}
            yield Event(removal.removed_at, _("移出档案材料"), text, "file-x", "wait", group="archive")
    for some in by_day.values():
        title = _("材料入档 %(count)d 份") % {"count": len(some)}
        more = _("另有 %(count)d 份") % {"count": len(some) - _NAMED} if len(some) > _NAMED else ""
        papers = tuple(Paper(row.title, paper_url(row)) for row in some[:_NAMED])
        yield Event(some[0].added_at, title, more, "folder", "", group="archive", papers=papers)


def _closed_event(closed: ClosedFile, url: str) -> Event:
    text = _("档号 %(number)s，%(state)s") % {
        "number": closed.number,
        "state": _("材料齐全")
        if closed.is_complete
        else _("缺：%(gaps)s") % {"gaps": "、".join(gap["label"] for gap in closed.gaps)},
    }
    papers = (Paper(_("学籍档案"), url),)
    return Event(closed.closed_on, _("学籍档案归档"), text, "folder", "ok", group="archive", papers=papers)


def _reopened_event(reopening: Reopening, url: str) -> Event:
    papers = (Paper(_("学籍档案"), url),)
    return Event(
        reopening.reopened_at,
        _("学籍档案重新启用"),
        reopening.reason,
        "arrow-back-up",
        "wait",
        group="archive",
        papers=papers,
    )


def _hand_over_events(line: HandOverLine, url: str) -> Iterable[Event]:
    hand_over = line.hand_over
    papers = (
        Paper(_("移交清单 %(number)s") % {"number": hand_over.number}, reverse("archive:list", args=[hand_over.pk])),
    )
    if hand_over.handed_on:
        text = _("移交给%(receiver)s") % {"receiver": hand_over.receiver_name}
        yield Event(hand_over.handed_on, _("纸质档案移交"), text, "send", "", group="archive", papers=papers)
    if hasattr(hand_over, "receipt"):
        text = _("接收人 %(name)s") % {"name": hand_over.receipt.received_by}
        yield Event(
            hand_over.receipt.received_on, _("纸质档案收讫"), text, "check", "ok", group="archive", papers=papers
        )


def aside(student: Student, scope: Scope) -> dict[str, Any]:
    """The window beside the overview: every kind with its standing."""
    found = checklist_on_page(student)
    return {
        "looks": [look(row) for row in found.rows],
        "gaps": len(found.gaps),
        "citation": rules_of(student.school, clock.today()).contents.citation,
        "keeps": may_keep(scope, student.school_id),
        "takes_out": may_take_out(scope, student.school_id),
    }


def own_file(scope: Scope) -> dict[str, Any] | None:
    """For the first page of the portal: how the own file stands; None for those without a record."""
    student = Student.objects.of_person(scope.person_id).select_related("school", "programme", "school_class").first()
    if student is None:
        return None
    found = checklist_of(student, clock.today())
    return {"gaps": len(found.gaps), "papers": found.papers, "closed": closed_file_of(student.pk)}


def register_record() -> None:
    """The tab, the window, the events and the tables of the card."""
    sections.register(
        Section(
            "archive",
            gettext_lazy("学籍档案"),
            "archive/_tab.html",
            tab,
            gap_count,
            _is_officer,
            50,
            pick,
            Past("archive/_past.html", file_on),
        )
    )
    sections.register_events(events_of)
    sections.register_aside("archive/_aside.html", aside)
    sections.register_readings(readings_of)
    card.register_own_parts()


def _is_officer(student: Student, scope: Scope) -> bool:
    return scope.level is not Level.STUDENT
