"""What is said of somebody whom another school admitted too. That school is named only to a level above both."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from students.admission.models import Admission
from students.admission.models.elsewhere import Elsewhere, found_elsewhere
from xueji.database.fence import Level
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope


def elsewhere_known(rows: Iterable[Admission]) -> None:
    """Ask for many at once what `Admission.elsewhere` would ask for each."""
    admissions = list(rows)
    found = found_elsewhere([row.pk for row in admissions])
    for row in admissions:
        row.__dict__["elsewhere"] = found.get(row.pk, [])


def elsewhere_words(admission: Admission, scope: Scope) -> list[str]:
    """A sentence for each other school, as the reader may know of it."""
    return [_sentence(place, scope) for place in admission.elsewhere]


def elsewhere_note(admission: Admission) -> str:
    """In a few words, for a row of a list; empty where nobody else admitted the person."""
    if not admission.elsewhere:
        return ""
    return _("他校也已报到") if admission.elsewhere[0].came else _("他校也录取")


def _sentence(place: Elsewhere, scope: Scope) -> str:
    known = {"school": _name(place, scope) or _("另一所学校")}
    if place.came:
        return _("%(school)s也录取了此人，并已办理报到；须由一校撤回报到，另一校才能注册") % known
    return _("%(school)s也录取了此人，尚未在那里报到；请核实学生在哪一所学校就读") % known


def _name(place: Elsewhere, scope: Scope) -> str:
    above = {Level.COUNTY: place.county_id, Level.CITY: place.city_id, Level.PROVINCE: place.province_id}
    if scope.organization_id is None or above.get(scope.level) != scope.organization_id:
        return ""
    return Organization.objects.filter(pk=place.school_id).values_list("name", flat=True).first() or ""
