"""Lists by which paper files change hands (移交清单): drafted, handed over and frozen, confirmed by the receiver."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from students.archive.actions import expect_keeper
from students.archive.contents import FileRules, rules_of
from students.archive.listing import FrozenList, frozen
from students.archive.models import ClosedFile, HandOverLine, HandOverList, Material, Receipt
from students.archive.queries import new_records_of
from students.archive.storage import SHELF
from students.models import Student
from students.statuses import Status
from xueji import clock
from xueji.audit.actions import event_record
from xueji.database.fence import Level
from xueji.database.shelf import digest_of
from xueji.errors import Conflict, Invalid
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced
from xueji.policies.vocabulary import ArchiveReceiver
from xueji.web.formats import cn_date_full

MOST = 2000
Purpose, State = HandOverList.Purpose, HandOverList.State


@dataclass(frozen=True)
class Receiver:
    """Who takes the files: a school of the register (`organization`), or a body named in words."""

    name: str
    kind: str = ""
    organization: Organization | None = None


@transaction.atomic
def list_create(
    *,
    actor: Scope,
    school: Organization,
    files: Sequence[ClosedFile],
    purpose: str,
    receiver: Receiver,
    remark: str = "",
) -> HandOverList:
    """Draft a list of closed files. Raises NotAllowed, Invalid with field "files", "receiver_kind" or "receiver_name"."""
    expect_keeper(actor, school.pk)
    rules = rules_of(school, clock.today())
    _check_files(files, purpose, rules)
    _check_receiver(rules, purpose, receiver)
    return HandOverList.objects.create(
        school=school,
        number=_number(school.pk, clock.today().year),
        purpose=purpose,
        receiver_kind=receiver.kind,
        receiver_name=receiver.name.strip()[:100],
        receiver=receiver.organization,
        remark=remark.strip()[:300],
        draft=[{"file": file.pk, "box": file.box, "shelf": file.shelf} for file in files],
        count=len(files),
        created_by_id=actor.user_id,
        created_at=clock.now(),
    )


@transaction.atomic
def list_change(*, actor: Scope, hand_over: HandOverList, lines: Sequence[dict[str, Any]]) -> HandOverList:
    """Set boxes and shelves of a draft, and leave out the files that are not named: {"file": id, "box": …, "shelf": …}."""
    hand_over = _locked_draft(actor, hand_over)
    known = {line["file"] for line in hand_over.draft}
    kept = [
        {"file": line["file"], "box": str(line["box"])[:20], "shelf": str(line["shelf"])[:20]}
        for line in lines
        if line["file"] in known
    ]
    if not kept:
        raise Invalid(_("清单上至少留一册；不移交了请作废清单。"), field="files")
    hand_over.draft, hand_over.count = kept, len(kept)
    hand_over.save(update_fields=["draft", "count"])
    return hand_over


@transaction.atomic
def list_discard(*, actor: Scope, hand_over: HandOverList) -> HandOverList:
    """Give up a draft; its number stays used."""
    hand_over = _locked_draft(actor, hand_over)
    hand_over.state = State.DISCARDED
    hand_over.save(update_fields=["state"])
    return hand_over


@transaction.atomic
def list_hand_over(
    *, actor: Scope, hand_over: HandOverList, handed_on: date, receiver_person: str = ""
) -> HandOverList:
    """Hand the files over: write the lines, freeze PDF and workbook. What was handed over is never changed again.

    Raises Conflict when a file was opened again or handed to somebody else meanwhile, Invalid with field "handed_on" when
    the paper is to stay longer (Beijing 9: three years to the day).
    """
    hand_over = _locked_draft(actor, hand_over)
    files = _files(hand_over)
    _check_day(hand_over, files, handed_on)
    hand_over.handed_on, hand_over.receiver_person = handed_on, receiver_person.strip()[:50]
    hand_over.handed_by_id, hand_over.handed_at = actor.user_id, clock.now()
    lines = _lines(hand_over, files)
    hand_over.count = len(lines)
    made: FrozenList = frozen(hand_over, lines)
    for content, field in ((made.pdf, "pdf_sha256"), (made.workbook, "workbook_sha256")):
        digest = digest_of(content)
        SHELF.keep(content, digest)
        setattr(hand_over, field, digest)
    HandOverLine.objects.bulk_create(lines)
    hand_over.state = State.HANDED_OVER
    hand_over.save()
    _record("archive_handed_over", actor, hand_over, count=hand_over.count)
    return hand_over


@transaction.atomic
def receipt_confirm(
    *, actor: Scope, hand_over: HandOverList, received_on: date, received_by: str, count: int, remark: str = ""
) -> Receipt:
    """Confirm that the files arrived. A school of the register confirms for itself and gets the electronic papers into the
    new records; for a body outside it the giving school enters what was signed on paper.

    Raises NotAllowed, Conflict when it was confirmed before, Invalid with the field that is wrong.
    """
    if hand_over.state != State.HANDED_OVER or Receipt.objects.filter(hand_over=hand_over).exists():
        raise Conflict(_("这份清单没有移交，或者已经确认收讫。"))
    expect_keeper(actor, hand_over.receiver_id or hand_over.school_id)
    assert hand_over.handed_on is not None  # handed over has a day
    if not hand_over.handed_on <= received_on <= clock.today():
        raise Invalid(_("收讫日期应在移交之日和今天之间。"), field="received_on")
    if not received_by.strip():
        raise Invalid(_("请填写接收人。"), field="received_by")
    if count > hand_over.count or count < 0:
        raise Invalid(_("实收册数不能多于清单的 %(count)d 册。") % {"count": hand_over.count}, field="count")
    if count != hand_over.count and not remark.strip():
        raise Invalid(_("实收与清单不符，请写明少了哪些。"), field="remark")
    receipt = Receipt.objects.create(
        school_id=hand_over.school_id,
        hand_over=hand_over,
        receiver_id=hand_over.receiver_id,
        received_on=received_on,
        received_by=received_by.strip()[:50],
        count=count,
        remark=remark.strip()[:200],
        recorded_by_id=actor.user_id,
        recorded_at=clock.now(),
    )
    if hand_over.receiver_id:
        _papers_follow(hand_over)
    _record("archive_received", actor, hand_over, count=count)
    return receipt


def may_confirm(actor: Scope, hand_over: HandOverList) -> bool:
    """Whether it is the actor's to say that the files arrived."""
    mine = actor.organization_id == (hand_over.receiver_id or hand_over.school_id)
    return hand_over.state == State.HANDED_OVER and mine and actor.level is Level.SCHOOL


def _locked_draft(actor: Scope, hand_over: HandOverList) -> HandOverList:
    expect_keeper(actor, hand_over.school_id)
    found = (
        HandOverList.objects.select_for_update(of=("self",)).select_related("school", "receiver").get(pk=hand_over.pk)
    )
    if found.state != State.DRAFT:
        raise Conflict(
            _("这份清单已经%(state)s，不能再改。") % {"state": found.get_state_display().removeprefix(_("已"))}
        )
    return found


def _check_files(files: Sequence[ClosedFile], purpose: str, rules: FileRules) -> None:
    if not files:
        raise Invalid(_("请先勾选要移交的档案。"), field="files")
    if len(files) > MOST:
        raise Invalid(_("每份清单最多 %(most)d 册，请分次移交。") % {"most": MOST}, field="files")
    follows = {rules.follows_transfer and file.outcome == Status.TRANSFERRED for file in files}
    if follows != {purpose == Purpose.TRANSFER}:
        raise Invalid(_("转出学生的档案随转学移交，请与其他离校学生分开列清单。"), field="files")


def _check_receiver(rules: FileRules, purpose: str, receiver: Receiver) -> None:
    if not receiver.name.strip():
        raise Invalid(_("请填写接收单位全称。"), field="receiver_name")
    if purpose == Purpose.RETENTION and receiver.kind not in rules.receivers:
        raise Invalid(_("请选接收单位的类别。"), field="receiver_kind")
    if receiver.kind and receiver.kind not in ArchiveReceiver.values:
        raise Invalid(_("请选接收单位的类别。"), field="receiver_kind")


def _check_day(hand_over: HandOverList, files: Sequence[ClosedFile], handed_on: date) -> None:
    if handed_on > clock.today():
        raise Invalid(_("移交日期在今天之后，请在移交当天办理。"), field="handed_on")
    if any(file.closed_on > handed_on for file in files):
        raise Invalid(_("清单里有档案在那一天还没有归档，请核对移交日期。"), field="handed_on")
    early = [file for file in files if file.due_on and file.due_on > handed_on]
    if early and hand_over.purpose == Purpose.RETENTION:
        raise Invalid(
            _("有 %(count)d 册没有到期，最早的 %(day)s 到期：毕（结）业学生的纸质档案须在学校存满规定年限。")
            % {"count": len(early), "day": cn_date_full(min(file.due_on for file in early if file.due_on))},
            field="handed_on",
        )


def _files(hand_over: HandOverList) -> list[ClosedFile]:
    """The files of a draft, locked by their students' rows; Conflict when one of them is not there to be given any more."""
    wanted = [line["file"] for line in hand_over.draft]
    students = ClosedFile.objects.filter(pk__in=wanted).values("student_id")
    list(Student.objects.select_for_update(of=("self",)).filter(pk__in=students).order_by("pk").values_list("pk"))
    rows = ClosedFile.objects.at_school().filter(pk__in=wanted).select_related("student__school_class")
    found = {row.pk: row for row in rows}
    gone = [key for key in wanted if key not in found]
    if gone:
        raise Conflict(_("清单里有 %(count)d 册已经移交或重新启用，请从清单中去掉。") % {"count": len(gone)})
    return [found[key] for key in wanted]


def _lines(hand_over: HandOverList, files: Sequence[ClosedFile]) -> list[HandOverLine]:
    rules = rules_of(hand_over.school, hand_over.handed_on or clock.today())
    papers: dict[int, list[int]] = {file.student_id: [] for file in files}
    current = Material.objects.current().filter(student__in=list(papers), kind__in=rules.paper_kinds)
    for student_id, pages in current.values_list("student_id", "pages"):
        papers[student_id].append(pages)
    places = {line["file"]: line for line in hand_over.draft}
    return [
        HandOverLine(
            school_id=hand_over.school_id,
            hand_over=hand_over,
            receiver_id=hand_over.receiver_id,
            position=position,
            student=file.student,
            person_id=file.person_id,
            closed_file=file,
            name=file.student.name,
            number_mask=file.student.number_mask,
            file_number=file.number,
            class_name=file.student.school_class.name,
            left_on=file.left_on,
            papers=len(papers[file.student_id]),
            pages=sum(papers[file.student_id]),
            box=places[file.pk]["box"],
            shelf=places[file.pk]["shelf"],
            gaps="、".join(gap["label"] for gap in file.gaps)[:300],
        )
        for position, file in enumerate(files, start=1)
    ]


def _papers_follow(hand_over: HandOverList) -> None:
    """The electronic papers stand in the new records too; those at the old school stay there for ever."""
    with unfenced(reason=f"papers follow their files by hand-over list {hand_over.pk}"):
        lines = list(HandOverLine.objects.filter(hand_over=hand_over))
        records = new_records_of([line.student_id for line in lines])
        mine = {old: new for old, new in records.items() if new.school_id == hand_over.receiver_id}
        known = set(Material.objects.filter(student__in=mine.values()).values_list("student_id", "source_id"))
        papers = Material.objects.current().filter(student__in=list(mine)).order_by("pk")
        Material.objects.bulk_create(
            [
                Material(
                    school_id=mine[paper.student_id].school_id,
                    student=mine[paper.student_id],
                    person_id=paper.person_id,
                    kind=paper.kind,
                    part=paper.part,
                    title=paper.title,
                    dated_on=paper.dated_on,
                    school_year=paper.school_year,
                    sha256=paper.sha256,
                    content_type=paper.content_type,
                    size=paper.size,
                    pages=paper.pages,
                    source_id=paper.pk,
                    added_at=clock.now(),
                )
                for paper in papers
                if (mine[paper.student_id].pk, paper.pk) not in known
            ]
        )


def _number(school_id: int, year: int) -> str:
    """The next number of a school in a year: YJ2026-0001."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"hand-over lists {school_id}"])
    taken = HandOverList.objects.filter(school=school_id, number__startswith=f"YJ{year}-").order_by("-number")
    last = taken.values_list("number", flat=True).first()
    return f"YJ{year}-{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"


def _record(kind: str, actor: Scope, hand_over: HandOverList, **data: Any) -> None:
    event_record(
        kind=kind,
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="hand_over",
        subject_id=hand_over.pk,
        data={"list": hand_over.number} | data,
    )
