"""The papers of a case: those given, those owed, and the one that the viewer shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from xueji.cases.models import Evidence, Step
from xueji.cases.outside import entered_by, paper_of
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.verdicts import Verdicts
from xueji.web.formats import cn_date


@dataclass(frozen=True)
class Paper:
    """One paper that was handed in. `replaced`: a later one of the same key stands in its place."""

    pk: int
    label: str
    detail: str
    url: str
    page_url: str
    is_image: bool
    is_pdf: bool
    fingerprint: str
    filename: str
    replaced: bool


@dataclass(frozen=True)
class Owed:
    """A paper that a rule asks for, as `{% upload_row %}` wants it."""

    key: str
    label: str
    detail: str
    citation: Citation
    state: str = "owed"


def papers_of(evidence: Iterable[Evidence]) -> list[Paper]:
    """Every paper, the valid ones first, each key's replaced ones after them."""
    rows = list(evidence)
    last = {row.key: row.pk for row in rows if row.key != "other"}
    views = [_paper(row, replaced=last.get(row.key, row.pk) != row.pk) for row in rows]
    return sorted(views, key=lambda paper: paper.replaced)


def owed_papers(verdicts: Verdicts) -> list[Owed]:
    """What the rules still ask for, each once, with the article that asks."""
    found: dict[str, Owed] = {}
    for verdict in verdicts:
        for need in verdict.needs:
            found.setdefault(need.key, Owed(need.key, need.label, str(verdict.sentence), verdict.citation))
    return list(found.values())


def owed_by_step(step: Step | None, given: Iterable[Evidence]) -> list[Owed]:
    """The paper on which a body outside gave the opinion that the reader's step enters."""
    paper = paper_of(step) if step else None
    if step is None or paper is None or any(row.key == paper.key for row in given):
        return []
    return [Owed(paper.key, paper.label, entered_by(step), Citation.from_dict(step.citation))]


def _paper(row: Evidence, *, replaced: bool) -> Paper:
    words = [filesizeformat(row.size), cn_date(row.added_at)]
    if row.added_for_id != row.case.opened_for_id:
        words.append(row.added_for.name)
    if replaced:
        words.insert(0, _("已换新"))
    return Paper(
        pk=row.pk,
        label=row.label,
        detail="，".join(words),
        url=reverse("cases:evidence", args=[row.case_id, row.pk]),
        page_url=f"{reverse('cases:case', args=[row.case_id])}?evidence={row.pk}#evid",
        is_image=row.content_type.startswith("image/"),
        is_pdf=row.content_type == "application/pdf",
        fingerprint=f"{row.sha256[:4]}…{row.sha256[-4:]}",
        filename=row.filename,
        replaced=replaced,
    )
