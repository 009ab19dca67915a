"""Papers of an admission: checked, kept under their hash, never removed."""

from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from students.admission.models import Admission, AdmissionPaper
from students.admission.moves import SUBJECT, require
from xueji import clock
from xueji.audit.actions import event_record
from xueji.cases.evidence import check_content, keep
from xueji.errors import Invalid
from xueji.organizations.scope import Scope


@transaction.atomic
def paper_add(
    *, actor: Scope, admission: Admission, kind: str, upload: UploadedFile, document_number: str = ""
) -> AdmissionPaper:
    """Keep a paper. Raises Invalid with field "file" for what is too large, of another type or damaged, with
    "document_number" for an approval without its number."""
    require(actor)
    number = document_number.strip()[:60]
    if kind == AdmissionPaper.Kind.APPROVAL and not number:
        raise Invalid(_("核准文件须填文号。"), field="document_number")
    size = upload.size or 0
    content = upload.read()
    content_type = check_content(content, size=size)
    paper = AdmissionPaper.objects.create(
        school_id=admission.school_id,
        admission=admission,
        kind=AdmissionPaper.Kind(kind),
        document_number=number,
        filename=Path(upload.name or "").name[-120:],
        content_type=content_type,
        size=len(content),
        sha256=keep(content),
        added_by_id=actor.user_id,
        added_at=clock.now(),
    )
    event_record(
        kind="admission_paper_added",
        actor_id=actor.user_id,
        organization_id=actor.organization_id,
        subject=SUBJECT,
        subject_id=admission.pk,
        data={"paper": paper.pk, "kind": kind, "sha256": paper.sha256},
    )
    return paper
