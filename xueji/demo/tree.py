"""The demonstration's organizations: Beijing and Zhejiang with their real divisions; schools and the superior body invented."""

from dataclasses import dataclass

from xueji.codes import divisions
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.actions import policy_assign
from xueji.policies.assignments import assigned_key
from xueji.policies.engine import registry as policies


@dataclass(frozen=True)
class DemoSchool:
    """An invented school: where it hangs, and three majors of the catalogue that it offers."""

    code: str
    slug: str
    name: str
    above: str
    division: str
    majors: tuple[str, str, str]
    school_type: str = "职业高中"


BODY_CODE = "110000-B1"
SCHOOLS: tuple[DemoSchool, ...] = (
    DemoSchool("1101050901", "bj1", "朝阳区松榆职业学校", "110105", "110105", ("710201", "730301", "740104")),
    DemoSchool("1101080901", "bj2", "海淀区槐安职业学校", "110108", "110108", ("710201", "720201", "770101")),
    DemoSchool("1101060901", "bj3", "丰台区云岗职业学校", "110106", "110106", ("660103", "730301", "740101")),
    DemoSchool("1100000901", "bj4", "京衡工业学校", BODY_CODE, "110105", ("660103", "710201", "730301"), "普通中专"),
    DemoSchool("3301060901", "zj1", "西湖区云汀职业技术学校", "330106", "330106", ("710201", "720201", "730301")),
    DemoSchool("3301060902", "zj2", "西湖区观澜职业中学", "330106", "330106", ("710201", "740104", "770101")),
    DemoSchool("3301220901", "zj3", "桐庐县竹屿职业技术学校", "330122", "330122", ("660103", "710201", "740101")),
    DemoSchool(
        "3301220902", "zj4", "桐庐县清渚中等专业学校", "330122", "330122", ("720201", "730301", "770101"), "普通中专"
    ),
    DemoSchool(
        "3302030901", "zj5", "海曙区澄怀中等专业学校", "330203", "330203", ("710201", "720201", "730301"), "普通中专"
    ),
    DemoSchool("3302030902", "zj6", "海曙区望春职业学校", "330203", "330203", ("660103", "740104", "770101")),
)


def plant_tree() -> dict[str, Organization]:
    """Both provinces with all their cities and counties, the superior body and the schools; by code. Runs twice alike."""
    planted: dict[str, Organization] = {}
    for code, policy in (("110000", "beijing_2020"), ("330000", "zhejiang_2015")):
        _plant_province(planted, code, policy)
    beijing = planted["110000"]
    planted[BODY_CODE] = _plant(
        BODY_CODE, "superior_body", "京衡工业集团有限公司", beijing, division="110000", place="北京市"
    )
    for school in SCHOOLS:
        planted[school.code] = plant_school(school, planted)
    return planted


def plant_school(school: DemoSchool, planted: dict[str, Organization]) -> Organization:
    """One school below its competent authority."""
    above = planted[school.above]
    local = None if above.is_education_department else planted[school.division]
    return _plant(
        school.code,
        "school",
        school.name,
        above,
        division=school.division,
        school_type=school.school_type,
        local_education_authority=local,
    )


def _plant_province(planted: dict[str, Organization], code: str, policy: str) -> None:
    municipality = code == "110000"
    name = divisions.full_name(code)
    title = f"{name}教育委员会" if municipality else f"{name}教育厅"
    top = _plant(code, "province", title, None, division=code, place=name, is_municipality=municipality)
    planted[code] = top
    if not assigned_key(top):
        since = policies.get(policy).effective_from
        policy_assign(actor=Scope.of_organization(top), organization=top, policy_key=policy, since=since)
    for below in divisions.children(code):
        if below.level == "county":
            planted[below.code] = _plant_bureau(below, "county", top, "教育委员会" if municipality else "教育局")
            continue
        planted[below.code] = city = _plant_bureau(below, "city", top, "教育局")
        for county in divisions.children(below.code):
            planted[county.code] = _plant_bureau(county, "county", city, "教育局")


def _plant_bureau(division: divisions.Division, kind: str, above: Organization, ending: str) -> Organization:
    return _plant(division.code, kind, f"{division.name}{ending}", above, division=division.code, place=division.name)


def _plant(
    code: str, kind: str, name: str, parent: Organization | None, *, division: str, **fields: object
) -> Organization:
    organization, _made = Organization.objects.update_or_create(
        code=code, defaults={"kind": kind, "name": name, "parent": parent, "division_code": division, **fields}
    )
    organization.refresh_from_db()
    return organization
