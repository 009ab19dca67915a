"""A school of Zhejiang that no education department runs: under an industry's body, with the county as its local authority."""

from students.models import Programme, SchoolClass, Student
from tests.support.world import World, make_office, make_student
from xueji.organizations.models import Organization
from xueji.organizations.scope import case_effect

SCHOOL, BODY = "zj_school_body", "zj_body"


def industry_school(world: World) -> Student:
    """The body, its school with officers, a programme and classes; returns a student of it (cohort 2025)."""
    world.organizations[BODY] = Organization.objects.create(
        kind="superior_body", code="339890", name="浙东航运集团有限公司", division_code="330100", parent=world["zj_city_1"],
        place="澜州市",
    )  # fmt: skip
    world.organizations[SCHOOL] = Organization.objects.create(
        kind="school", code="3398900001", name="浙东航运技工职业学校", division_code="330106", parent=world[BODY],
        school_type="普通中专", local_education_authority=world["zj_county_1a"],
    )  # fmt: skip
    stored = Organization.objects.in_bulk([world[BODY].pk, world[SCHOOL].pk])
    world.organizations |= {key: stored[world[key].pk] for key in (BODY, SCHOOL)}
    for key, roles in ((BODY, ("reviewer", "chief")), (SCHOOL, ("registrar", "school_head"))):
        for role in roles:
            world.offices[f"{key}.{role}"] = make_office(world[key], role, username=f"{key}.{role}")
    with case_effect(0, reason="a test needs a school"):
        programme = Programme.objects.create(
            school=world[SCHOOL], major_code="710201", name="计算机应用", short_name="计算机应用", years=3
        )
        world.programmes[SCHOOL] = programme
        for cohort in (2026, 2025, 2024):
            world.classes[f"{SCHOOL}.{cohort}"] = SchoolClass.objects.create(
                school=world[SCHOOL], name=f"{cohort % 100}计算机1班", cohort=cohort, programme=programme
            )
    student = make_student(world, SCHOOL, name="严归鹤")
    world.students[SCHOOL] = [student]
    return student
