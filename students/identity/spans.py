"""The lowest level that spans two schools: it decides between them, and only from it upwards each is named."""

from dataclasses import dataclass

from students.parties import parties_of_school
from xueji.database.fence import Level
from xueji.organizations.models import Organization

_SEATS = {
    Level.COUNTY: ("school", "authority"),
    Level.CITY: ("school", "authority", "city"),
    Level.PROVINCE: ("school", "authority", "city", "province"),
}


@dataclass(frozen=True)
class Span:
    """The keys of the bodies that both schools lie below; None where they part."""

    county_id: int | None
    city_id: int | None
    province_id: int | None

    @property
    def level(self) -> Level | None:
        """The lowest of them; None for schools of two provinces."""
        keys = ((self.county_id, Level.COUNTY), (self.city_id, Level.CITY), (self.province_id, Level.PROVINCE))
        return next((level for key, level in keys if key is not None), None)


def span_of(one: Organization, other: Organization) -> Span:
    """What spans two schools."""

    def common(name: str) -> int | None:
        key = getattr(one, name)
        return key if key == getattr(other, name) else None

    return Span(common("county_id"), common("city_id"), common("province_id"))


def deciding_seats(school: Organization, level: Level | None) -> dict[str, int | None]:
    """Who sits in the chain of a proof: everybody from the school up to the level that spans both; across provinces up to
    the own province."""
    kept = _SEATS[level or Level.PROVINCE]
    return {seat: body if seat in kept else None for seat, body in parties_of_school(school).items()}
