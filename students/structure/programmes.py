"""Verbs on programmes: offer, change, retire, take up again, exchange for one with a new code, delete what was never used."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from students.models import Programme
from students.structure.guarding import own_school, require_own, said
from xueji import clock
from xueji.codes.majors import groups, major
from xueji.errors import Conflict, Invalid
from xueji.organizations.scope import Scope

SUBJECT = "programme"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a school says of a programme. `years` in school years; `offered_from` and `_until` are cohorts."""

    major_code: str
    name: str
    short_name: str
    years: Decimal
    max_years: Decimal | None = None
    study_form: str = "full_time"
    category_code: str = ""
    parent_id: int | None = None
    direction: str = ""
    school_code: str = ""
    integrated: bool = False
    integrated_type: str = ""
    partner_college: str = ""
    fee_exempt_special: bool = False
    is_open: bool = True
    offered_from: int | None = None
    offered_until: int | None = None


@transaction.atomic
def programme_add(*, actor: Scope, offer: Offer) -> Programme:
    """Offer a major, a direction below one, or a whole category.

    Raises Invalid for a code that the catalogue does not have, a name that another programme of the school in use bears
    already, or lengths in the wrong order; the field says where.
    """
    school_id = own_school(actor)
    offer = _completed(offer, school_id)
    _check(offer, school_id, None)
    programme = Programme.objects.create(school_id=school_id, **asdict(offer))
    said(actor, "programme_added", SUBJECT, programme.pk, code=programme.major_code)
    return programme


@transaction.atomic
def programme_change(*, actor: Scope, programme: Programme, offer: Offer) -> Programme:
    """Change what is said of a programme; the database keeps what was said before.

    The code of one that was used stays (Invalid, field "major_code"): `programme_exchange` makes one with a new code.
    """
    school_id = require_own(actor, programme)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    offer = _completed(offer, school_id)
    if offer.major_code != programme.major_code and is_used(programme):
        raise Invalid(
            _("已有学生或班级使用 %(code)s，代码不能改。目录代码调整的，请用“换代码”：旧记录保留旧代码，新生用新代码。")
            % {"code": programme.major_code},
            field="major_code",
        )
    _check(offer, school_id, programme)
    for name, value in asdict(offer).items():
        setattr(programme, name, value)
    programme.save()
    said(actor, "programme_changed", SUBJECT, programme.pk)
    return programme


@transaction.atomic
def programme_retire(*, actor: Scope, programme: Programme, on: date) -> Programme:
    """Offer it no more; classes and students that have it keep it. Raises Conflict when it is retired already, Invalid
    for a day to come or before another that stands."""
    require_own(actor, programme)
    if on > clock.today():
        raise Invalid(_("停用日期不能在今天之后。到那一天再停用；想先停招，请取消“招生中”。"), field="on")
    programme.is_open, programme.retired_on = False, on
    changed = Programme.objects.filter(pk=programme.pk, retired_on__isnull=True)
    if not changed.update(retired_on=on, is_open=False):
        raise Conflict(_("这个专业已经停用。"))
    said(actor, "programme_retired", SUBJECT, programme.pk, on=on.isoformat())
    return programme


@transaction.atomic
def programme_take_up(*, actor: Scope, programme: Programme) -> Programme:
    """Use a retired programme again. Raises Conflict when another in use has its short name by now."""
    require_own(actor, programme)
    try:
        with transaction.atomic():
            changed = Programme.objects.filter(pk=programme.pk, retired_on__isnull=False).update(retired_on=None)
    except IntegrityError as error:
        raise Conflict(_("现用专业中已有同名（或同校内代码）的，不能重新启用。请先改其中一个的简称。")) from error
    if not changed:
        raise Conflict(_("这个专业没有停用。"))
    said(actor, "programme_taken_up", SUBJECT, programme.pk)
    programme.retired_on = None
    return programme


@transaction.atomic
def programme_exchange(*, actor: Scope, programme: Programme, major_code: str, name: str, cohort: int) -> Programme:
    """Answer to a change of the catalogue: retire the programme and offer one with the new code from `cohort` on.

    Records and classes that have the old one keep it. Raises Invalid (field "major_code") for a code that is unknown or
    the same, Conflict when it was exchanged or retired already.
    """
    school_id = require_own(actor, programme)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if programme.retired_on is not None or Programme.objects.filter(replaces=programme).exists():
        raise Conflict(_("这个专业已经停用或换过代码。"))
    if major_code == programme.major_code:
        raise Invalid(_("新代码与原代码相同。"), field="major_code")
    offer = replace(
        offer_of(programme), major_code=major_code, name=name, is_open=True, offered_from=cohort, offered_until=None
    )
    programme_retire(actor=actor, programme=programme, on=clock.today())
    offer = _completed(offer, school_id)
    _check(offer, school_id, None)
    successor = Programme.objects.create(school_id=school_id, replaces=programme, **asdict(offer))
    said(actor, "programme_exchanged", SUBJECT, programme.pk, successor=successor.pk, code=major_code)
    return successor


@transaction.atomic
def programme_delete(*, actor: Scope, programme: Programme) -> None:
    """Take away one that nobody ever used. Raises Conflict for any other: those are retired."""
    require_own(actor, programme)
    try:
        with transaction.atomic():
            Programme.objects.filter(pk=programme.pk).delete()
    except (IntegrityError, ProtectedError) as error:
        raise Conflict(
            _("有学生、班级或方向用过这个专业，不能删除。可以停用：停用后不再提供选择，已用的照常显示。")
        ) from error
    said(actor, "programme_deleted", SUBJECT, programme.pk, code=programme.major_code)


def offer_of(programme: Programme) -> Offer:
    """What is said of a programme now."""
    return Offer(**{name: getattr(programme, name) for name in Offer.__dataclass_fields__})


def is_used(programme: Programme) -> bool:
    """Whether students or classes have it now."""
    return programme.students.exists() or programme.classes.exists()


def _completed(offer: Offer, school_id: int) -> Offer:
    """Names and codes that follow from others: those of the catalogue, of the parent, of the category."""
    if offer.category_code and not offer.parent_id and not offer.direction:
        return replace(offer, major_code=offer.category_code, name=offer.name or groups().get(offer.category_code, ""))
    if offer.parent_id:
        parent = Programme.objects.filter(pk=offer.parent_id, school=school_id).first()
        if parent is None or parent.retired_on is not None:
            raise Invalid(_("上级专业不是本校现用的专业。请重新选择。"), field="parent")
        code = offer.major_code or parent.major_code
        offer = replace(offer, major_code=code, name=offer.name or ("" if parent.is_category else parent.name))
        if parent.is_category and not code.startswith(parent.major_code):
            raise Invalid(
                _("专业代码 %(code)s 不属于大类 %(group)s。请在该大类中选择。") % {"code": code, "group": parent.name},
                field="major_code",
            )
    found = major(offer.major_code)
    return replace(offer, name=offer.name or (found.name if found else ""))


def _check(offer: Offer, school_id: int, programme: Programme | None) -> None:
    is_category = bool(offer.category_code) and offer.major_code == offer.category_code
    kept = programme is not None and programme.major_code == offer.major_code
    if is_category and offer.category_code not in groups():
        raise Invalid(_("目录里没有这个专业大类。请从列表中选择。"), field="category_code")
    if not is_category and not kept and major(offer.major_code) is None:
        raise Invalid(
            _("2021 年版专业目录里没有代码 %(code)s。请按名称在目录中查找。") % {"code": offer.major_code or "—"},
            field="major_code",
        )
    if not offer.short_name.strip():
        raise Invalid(_("请填写专业简称，名册里用它认专业。"), field="short_name")
    if offer.max_years is not None and offer.max_years < offer.years:
        raise Invalid(_("最长修业年限不能短于学制。"), field="max_years")
    if offer.offered_from and offer.offered_until and offer.offered_until < offer.offered_from:
        raise Invalid(_("停招的级不能早于开始招生的级。"), field="offered_until")
    if offer.integrated_type and not offer.integrated:
        raise Invalid(_("填了一体化类型，请同时勾选“中高职一体化（贯通）培养”。"), field="integrated")
    _check_names(offer, school_id, programme)


def _check_names(offer: Offer, school_id: int, programme: Programme | None) -> None:
    others = Programme.objects.in_use().filter(school=school_id)
    if programme is not None:
        others = others.exclude(pk=programme.pk)
    if others.filter(short_name=offer.short_name, years=offer.years).exists():
        raise Invalid(_("本校已有简称和学制都相同的专业。简称是名册里认专业的依据，请另取。"), field="short_name")
    if offer.school_code and others.filter(school_code=offer.school_code).exists():
        raise Invalid(_("这个校内代码已用于另一个专业。"), field="school_code")
