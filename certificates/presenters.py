"""What pages say about a certificate."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from certificates.codes import grouped
from certificates.models import Certificate
from certificates.rendering import ATTEMPTS
from certificates.states import State
from xueji import clock
from xueji.policies.assignments import assigned_key
from xueji.policies.engine.citations import Citation

FINGERPRINT = 32  # hexadecimal digits shown: 128 bits are beyond forging


@dataclass(frozen=True)
class Answer:
    """What the public page says. `tone` and `mark` are those of the answer's head."""

    is_valid: bool
    tone: str
    mark: str
    headline: str | Promise
    advice: str | Promise
    title: str | Promise
    number: str
    ended_at: datetime | None
    rows: list[tuple[Any, Any]]
    fingerprint: list[str]
    school: str
    authority: str
    supervisor: str
    asked_at: datetime


def public_answer(certificate: Certificate) -> Answer:
    """The wording is constant: state by state, whoever asks."""
    tone, mark, headline, advice = _state_words(certificate)
    fields = certificate.fields
    return Answer(
        is_valid=certificate.is_active,
        tone=tone,
        mark=mark,
        headline=headline,
        advice=advice,
        title=certificate.document.title,
        number=grouped(certificate.number),
        ended_at=certificate.revoked_at,
        rows=_public_rows(certificate),
        fingerprint=fingerprint(certificate),
        school=fields["school"],
        authority=fields["authority"],
        supervisor=fields["supervisor"] or fields["authority"],
        asked_at=clock.now(),
    )


def masked_rows(certificate: Certificate) -> list[tuple[Any, Any]]:
    """Every printed fact as (label, value), the two personal numbers masked."""
    return certificate.document.rows(certificate.fields)


def _public_rows(certificate: Certificate) -> list[tuple[Any, Any]]:
    """As above with the last four of each number only: beside the day of birth, the first four would leave nine numbers
    to try."""
    masks = {certificate.fields["identity_mask"], certificate.fields["student_number_mask"]}
    return [(label, _last_four(value) if value in masks else value) for label, value in masked_rows(certificate)]


def _last_four(mask: str) -> str:
    hidden = "*" * (len(mask) - 4) + mask[-4:]
    return grouped(hidden[::-1])[::-1]


def fingerprint(certificate: Certificate) -> list[str]:
    """The beginning of the file's SHA-256 in two lines of groups; empty without a file."""
    start = certificate.pdf_sha256[:FINGERPRINT]
    return [grouped(start[at : at + 16]) for at in range(0, len(start), 16)]


def citation_of(certificate: Certificate) -> Citation | None:
    """The article that the kind of document stands on, in the school's province."""
    key = assigned_key(certificate.school, certificate.issued_on)
    article = certificate.document.articles.get(key)
    return Citation(key, article) if article else None


def progress_of(certificate: Certificate) -> SimpleNamespace | None:
    """A draft's way to its file, as the job component draws it; None when it is no draft."""
    if not certificate.is_draft:
        return None
    given_up = certificate.attempts >= ATTEMPTS
    return SimpleNamespace(
        title=_("没有生成") if given_up else _("正在生成证书文件"),
        state="failed" if given_up else "running",
        done=0,
        total=0,
        detail=certificate.problem or _("已取号，生成后自动签发"),
        error="",
        note="",
    )


def history_of(certificate: Certificate, names: dict[int, str]) -> list[SimpleNamespace]:
    """What happened to it, newest first; `names` by user id."""
    entries = [
        SimpleNamespace(
            at=certificate.created_at,
            title=_("取号，生成草稿"),
            meta=names.get(certificate.created_by or 0, ""),
            icon="hash",
            text=_("证书编号 %s") % certificate.number,
        )
    ]
    if certificate.activated_at:
        entries.append(
            SimpleNamespace(
                at=certificate.activated_at, title=_("生成文件并签发"), icon="certificate", tone="ok",
                text=_("文件已冻结，内容不能再改"),
            )
        )  # fmt: skip
    if certificate.revoked_at:
        word = _("打废，收回") if certificate.state == State.SPOILED else _("作废")
        entries.append(
            SimpleNamespace(
                at=certificate.revoked_at, title=word, meta=names.get(certificate.revoked_by or 0, ""), icon="ban",
                tone="wait", quote=certificate.reason,
            )
        )  # fmt: skip
    return entries[::-1]


def own_card(certificate: Certificate) -> SimpleNamespace:
    """A certificate on its holder's phone."""
    return SimpleNamespace(
        certificate=certificate,
        label=certificate.document.title,
        number=grouped(certificate.number),
        code=grouped(certificate.verify_code),
        verify_url=reverse("certificates:verify", args=[certificate.verify_code]),
        rows=masked_rows(certificate),
        fingerprint=fingerprint(certificate),
    )


def _state_words(certificate: Certificate) -> tuple[str, str, Any, Any]:
    if certificate.is_active:
        return "ok", "circle-check", _("证书有效"), _("请将下列各项与您手中的证书逐项比对，全部一致才是真证。")
    if certificate.state == State.REPLACED:
        return "wait", "replace", _("证书已换发"), _("这一份已由新的证书代替，请持证人出示新证书。")
    return "bad", "ban", _("证书已作废"), _("不得作为学历凭证使用。")
