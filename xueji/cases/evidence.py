"""Evidence: papers kept once under the hash of their content, checked before they are kept, replaced but never removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from warnings import catch_warnings, simplefilter

import pikepdf
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image

from xueji import clock
from xueji.audit.actions import event_record
from xueji.cases import checks
from xueji.cases.engine import is_opener, lock, move, record
from xueji.cases.models import Case, Evidence, Step
from xueji.cases.states import CaseState, DecisionVerb, StepState
from xueji.database.shelf import Shelf
from xueji.errors import Conflict, Invalid, NotAllowed
from xueji.organizations.scope import Scope

OTHER = "other"
SHELF = Shelf("evidence")
_IMAGE_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}
_MAX_PIXELS = 60_000_000


@transaction.atomic
def evidence_add(*, actor: Scope, case: Case, key: str, label: str, upload: UploadedFile) -> Evidence:
    """Hand in a paper: check it, keep it, ask the rules again, and make who is deciding look again.

    `key` is a kind of paper that a rule asked for, or "other". Raises NotAllowed (not the one whose turn it is),
    Conflict (the case is over), Invalid with field "file" (size, type, damage) or "label".
    """
    case = lock(case.pk)
    step = _turn_of(actor, case)
    paper = _paper_keep(key, label, upload)
    move(case, DecisionVerb.EVIDENCE)
    evidence = _evidence(actor, case, paper)
    evidence.save(force_insert=True)
    items = checks.live_items(case)
    checks.keep_verdicts(case, items, checks.check_items(case, items, checks.exceptions_granted(case)))
    if case.submitted_at is not None:
        record(case, DecisionVerb.EVIDENCE, actor, step=step, papers=[evidence.pk])
    event_record(
        kind="evidence_added",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject="case",
        subject_id=case.pk,
        data={"evidence": evidence.pk, "key": key, "sha256": paper.sha256},
    )
    return evidence


@dataclass(frozen=True)
class KeptPaper:
    """A paper whose content was checked and kept before there was a case."""

    key: str
    label: str
    filename: str
    content_type: str
    size: int
    sha256: str


@transaction.atomic
def evidence_take_over(*, actor: Scope, case: Case, papers: Sequence[KeptPaper]) -> list[Evidence]:
    """Hand in what somebody else gave to the actor's office (a student's application), and ask the rules once.

    Raises NotAllowed and Conflict as `evidence_add` does.
    """
    case = lock(case.pk)
    _turn_of(actor, case)
    move(case, DecisionVerb.EVIDENCE)
    added = Evidence.objects.bulk_create([_evidence(actor, case, paper) for paper in papers])
    items = checks.live_items(case)
    checks.keep_verdicts(case, items, checks.check_items(case, items, checks.exceptions_granted(case)))
    return added


def _paper_keep(key: str, label: str, upload: UploadedFile) -> KeptPaper:
    """Check what was uploaded and keep its content."""
    if not label.strip():
        raise Invalid(_("请写明这是什么材料。"), field="label")
    size = upload.size or 0
    content = upload.read() if size <= settings.EVIDENCE_MAX_BYTES else b""
    return KeptPaper(
        key=key,
        label=label.strip()[:80],
        filename=Path(upload.name or "").name[-120:],
        content_type=check_content(content, size=size),
        size=len(content),
        sha256=keep(content),
    )


def _evidence(actor: Scope, case: Case, paper: KeptPaper) -> Evidence:
    """The paper in the case, not saved yet."""
    assert actor.user_id is not None and actor.organization_id is not None  # an office has both
    return Evidence(
        case=case,
        added_by_id=actor.user_id,
        added_for_id=actor.organization_id,
        added_at=clock.now(),
        **vars(paper),
    )


def may_add(actor: Scope, case: Case, open_step: Step | None) -> bool:
    """Whether the actor's office may hand in papers now: the opener before and after a return, others at their step."""
    if case.state in {CaseState.DRAFT, CaseState.RETURNED} and is_opener(actor, case):
        return True
    return case.state == CaseState.RUNNING and open_step is not None and actor.allows("decide_cases")


def _turn_of(actor: Scope, case: Case) -> Step | None:
    step = case.steps.filter(organization=actor.organization_id, state=StepState.OPEN).order_by("position").first()
    if may_add(actor, case, step):
        return step
    if case.state in {CaseState.DRAFT, CaseState.RETURNED, CaseState.RUNNING}:
        raise NotAllowed(_("现在轮不到您补材料：草稿和退回时由开办单位补，核办中由在办的单位补。"))
    raise Conflict(_("这一件已经“%(state)s”，不能再补材料。") % {"state": case.get_state_display()})


def check_content(content: bytes, *, size: int) -> str:
    """The content type by the first bytes, after the paper was opened as what it claims to be.

    Raises Invalid(field="file") for what is too large, of another type or cannot be opened. `size` is in bytes.
    """
    if size > settings.EVIDENCE_MAX_BYTES:
        limit = filesizeformat(settings.EVIDENCE_MAX_BYTES)
        given = filesizeformat(size)
        raise _refused(_("文件 %(given)s，超过每份 %(limit)s，请压缩或重拍后再传") % {"given": given, "limit": limit})
    if not content:
        raise _refused(_("文件是空的，请重选"))
    if content.startswith(b"%PDF-"):
        return _checked_pdf(content)
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _checked_image(content)
    raise _refused(_("这种格式打不开，请存成 JPG、PNG 或 PDF 再传"))


def _checked_image(content: bytes) -> str:
    try:
        with catch_warnings():
            simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=list(_IMAGE_FORMATS)) as image:
                pixels, form = image.width * image.height, str(image.format)
                image.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pixels = _MAX_PIXELS + 1
    except Exception as error:  # whatever a damaged picture makes the library raise, to the sender it is damaged
        raise _refused(_("图片已损坏，打不开，请重拍或重存后再传")) from error
    if pixels > _MAX_PIXELS:
        raise _refused(_("图片尺寸过大，请缩小后再传"))
    return _IMAGE_FORMATS[form]


def _checked_pdf(content: bytes) -> str:
    try:
        with pikepdf.open(BytesIO(content)) as document:
            if not len(document.pages):
                raise _refused(_("PDF 里没有页，请重存后再传"))
    except pikepdf.PasswordError as error:
        raise _refused(_("PDF 有打开密码，请去掉密码后再传")) from error
    except pikepdf.PdfError as error:
        raise _refused(_("PDF 已损坏，打不开，请重存后再传")) from error
    return "application/pdf"


def _refused(message: str) -> Invalid:
    return Invalid(message, field="file")


def keep(content: bytes) -> str:
    """Store content once, encrypted, and return its hash."""
    return SHELF.keep_once(content)
