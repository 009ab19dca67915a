"""One admission typed in by hand, and what of one may be put right later."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from students.admission.models import Admission, AdmissionRoster
from students.admission.moves import listed, locked, move, require
from students.admission.states import TRANSITIONS, Verb
from students.models import Programme
from xueji import clock
from xueji.codes import names
from xueji.codes.identity import DocumentType, mask, parse
from xueji.database import cipher
from xueji.errors import Invalid
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import AdmissionSource, InlandClass, Origin, Schooling, Season

_CITIZEN = {DocumentType.RESIDENT_ID.value, DocumentType.HOUSEHOLD_REGISTER.value}
AMENDABLE = (
    "name", "phone", "channel", "score", "candidate_number", "ticket_number", "notice_number", "came_from",
    "programme_text", "programme", "category_code", "integrated", "schooling", "origin", "inland", "source", "home_code",
)  # fmt: skip


@dataclass(frozen=True)
class Entered:
    """An admission as it was typed in or read from a row. Sex and birth date may be left out where the number has them."""

    name: str
    identity_number: str
    year: int
    check_in_due_on: date
    identity_type: str = DocumentType.RESIDENT_ID.value
    season: str = Season.AUTUMN.value
    sex: str = ""
    birth_date: date | None = None
    source: str = AdmissionSource.EXAMINATION.value
    channel: str = ""
    score: Decimal | None = None
    candidate_number: str = ""
    ticket_number: str = ""
    notice_number: str = ""
    schooling: str = Schooling.JUNIOR.value
    origin: str = Origin.MAINLAND.value
    came_from: str = ""
    phone: str = ""
    programme_text: str = ""
    programme: Programme | None = None
    category_code: str = ""
    integrated: bool = False
    inland: str = ""
    home_code: str = ""


def admission_of(entered: Entered, school_id: int, roster: AdmissionRoster | None = None) -> Admission:
    """The row for what was entered, not saved. Raises Invalid with the field for a number or name that cannot be."""
    areas = settings.DEMO_AREAS if settings.DEMO_MODE else ()
    identity = parse(
        entered.identity_number, today=clock.today(), document_type=entered.identity_type, extra_areas=areas
    )
    if not identity.ok:
        said = "；".join(str(problem.message) for problem in identity.problems)
        raise Invalid(said or _("证件号不对，请照证件核对。"), field="identity_number")
    name = names.normalise_name(entered.name)
    if problems := [problem for problem in names.name_problems(name) if problem.severity == "error"]:
        raise Invalid(str(problems[0].message), field="name")
    sex, birth = identity.sex or entered.sex, identity.birth_date or entered.birth_date
    if not sex:
        raise Invalid(_("从这种证件号看不出性别，请照证件填。"), field="sex")
    if birth is None:
        raise Invalid(_("从这种证件号看不出出生日期，请照证件填。"), field="birth_date")
    programme = entered.programme
    return Admission(
        school_id=school_id,
        identity_type=entered.identity_type,
        identity_cipher=cipher.encrypt(identity.number),
        identity_index=cipher.blind_index(identity.number),
        identity_mask=mask(identity.number),
        name=name,
        name_key=names.pinyin_key(name)[:120],
        initials=names.initials(name)[:20],
        sex=sex,
        birth_date=birth,
        roster=roster,
        created_at=clock.now(),
        integrated=entered.integrated or bool(programme and programme.integrated),
        **_plain(entered),
    )


@transaction.atomic
def admission_enter(*, actor: Scope, entered: Entered) -> Admission:
    """Put one person onto the list of admissions. Raises Invalid with the field; somebody who is there already included."""
    require(actor)
    admission = admission_of(entered, actor.organization_id or 0)
    try:
        with transaction.atomic():
            admission.save(force_insert=True)
    except IntegrityError as error:
        known = {"year": entered.year, "season": Season(entered.season).label}
        raise Invalid(
            _("这个证件号已在 %(year)s 年%(season)s录取名单中，请在名单里查找。") % known, field="identity_number"
        ) from error
    listed(actor, [admission])
    return admission


@transaction.atomic
def admission_amend(*, actor: Scope, admission: Admission, values: dict[str, Any]) -> Admission:
    """Put right what the authority's roster had wrong, before registration. The identity number is not among it: who has
    another number is another person. Raises Invalid for another programme while the person sits in a class."""
    require(actor)
    [row] = locked([admission.pk])
    wanted = {name: value for name, value in values.items() if name in AMENDABLE and value != getattr(row, name)}
    if "name" in wanted:
        wanted["name"] = name = names.normalise_name(wanted["name"])
        if problems := [problem for problem in names.name_problems(name) if problem.severity == "error"]:
            raise Invalid(str(problems[0].message), field="name")
        wanted |= {"name_key": names.pinyin_key(name)[:120], "initials": names.initials(name)[:20]}
    if "programme" in wanted and row.student_id is not None:
        raise Invalid(_("已编入班级，更正录取专业前请先撤出班级。"), field="programme")
    if not wanted:
        return row
    fields = {field.name: field for field in Admission._meta.concrete_fields}
    labels = [str(fields[name].verbose_name) for name in wanted if name in AMENDABLE]
    [row] = move(
        actor=actor,
        admissions=[row],
        verb=Verb.AMEND,
        changes=lambda _row: wanted,
        note="、".join(labels),
        data={"fields": sorted(wanted)},
    )
    return row


@transaction.atomic
def inland_set(*, actor: Scope, admission_ids: Collection[int], inland: str) -> list[Admission]:
    """Say of many who are not registered yet to which inland class they belong (none: ""). Raises Invalid for nobody."""
    require(actor)
    rows = [row for row in locked(admission_ids) if row.state in TRANSITIONS[Verb.AMEND].sources]
    if not rows:
        raise Invalid(_("所选的人都已注册或已丧失入学资格。"), field="inland")
    return move(
        actor=actor,
        admissions=rows,
        verb=Verb.AMEND,
        changes=lambda _row: {"inland": inland},
        note=str(InlandClass(inland).label) if inland else _("不是内地班"),
        data={"fields": ["inland"]},
    )


def _plain(entered: Entered) -> dict[str, Any]:
    taken = (
        "year", "season", "source", "channel", "score", "candidate_number", "ticket_number", "notice_number",
        "schooling", "origin", "came_from", "phone", "programme_text", "programme", "category_code", "check_in_due_on",
        "inland", "home_code",
    )  # fmt: skip
    return {name: getattr(entered, name) for name in taken}
