"""Who sits where for a school outside the register, and how the rules see it."""

from django.utils.translation import gettext as _

from students.parties import school_facts
from transfers.models import OutsideSchool
from xueji.codes import divisions
from xueji.organizations.models import Organization
from xueji.policies.engine.chains import OutsideParty, Route, Seat
from xueji.policies.facts import SchoolFacts
from xueji.policies.vocabulary import SchoolKind


def outside_seats(outside: OutsideSchool, own: Organization, side: str) -> dict[str, Seat]:
    """The seats of the outside school's side ("from" or "to"), by party name; `own` enters what they say on paper.

    Bodies above it that the register knows decide themselves: its authority where it was chosen, and what they share with
    the own school inside one province. A body that nobody named has no seat, save the school.
    """
    known = outside.authority
    inside = is_inside(outside, own)
    city = (known.city_id or (known.pk if known.kind == Organization.Kind.CITY else None)) if known else None
    seats: dict[str, Seat] = {
        "school": OutsideParty(outside.name, own.pk),
        "authority": known.pk if known else _named(outside.authority_name, own),
        "local_education": _named(outside.local_authority_name, own),
        "city": city or _named(outside.city_name, own),
        "province": own.province_id if inside else OutsideParty(province_body(outside), own.pk),
    }
    return {f"{side}_{seat}": body for seat, body in seats.items()}


def outside_facts(outside: OutsideSchool, own: Organization) -> SchoolFacts:
    """The outside school as the rules see it. Its province is the own one's key where it lies there."""
    return SchoolFacts(
        name=outside.name,
        kind=SchoolKind(outside.kind),
        province=school_facts(own).province if is_inside(outside, own) else f"outside-{outside.province_code}",
        run_by_education=not outside.local_authority_name,
    )


def outside_route(outside: OutsideSchool, own: Organization) -> Route:
    """Inside the own school's province or across."""
    return Route.INSIDE if is_inside(outside, own) else Route.ACROSS


def is_inside(outside: OutsideSchool, own: Organization) -> bool:
    """Whether the outside school lies in the own school's province."""
    province = own.province
    return province is not None and province.code[:2] == outside.province_code[:2]


def province_body(outside: OutsideSchool) -> str:
    """The provincial authority as it was written down, else by the province's name."""
    if outside.province_authority_name:
        return outside.province_authority_name
    found = divisions.division(outside.province_code)
    return _("%(province)s省级教育行政部门") % {"province": found.name if found else ""}


def _named(name: str, own: Organization) -> Seat:
    return OutsideParty(name, own.pk) if name else None
