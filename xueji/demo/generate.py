"""One call makes the demonstration; a seed makes it the same every time."""

from collections.abc import Callable

from django.db import transaction

from students.models import Student
from xueji.demo import officers
from xueji.demo.cases import run_cases
from xueji.demo.crowding import fill_school, furnish, store
from xueji.demo.figures import show_figures
from xueji.demo.people import Crowd
from xueji.demo.tree import SCHOOLS, DemoSchool, plant_school, plant_tree
from xueji.organizations.models import Organization
from xueji.organizations.scope import Level, Scope, case_effect, unfenced

STUDENTS_A_SCHOOL = 300
STUDENTS_A_LARGE_SCHOOL = 2000
COMMIT_EVERY = 4  # large schools to a transaction

SYSTEM = Scope(level=Level.UNFENCED, role="system")


def generate(*, seed: int, scale: int, say: Callable[[str], object]) -> dict[str, int]:
    """Plant the tree, appoint officers, admit students and run cases; with `scale` over 1 also fill a province.

    Returns how many students and cases were made. The base and its cases are made in one transaction: all or nothing.
    """
    crowd = Crowd(seed)
    with transaction.atomic():
        planted, made = _plant(crowd)
        say(f"{made} students in {len(SCHOOLS)} schools")
        cases = run_cases(planted) if made else 0
        with unfenced(reason="demonstration"):
            officers.admit_students()
    made += _fill_province(planted, crowd, (scale - 1) * STUDENTS_A_SCHOOL * len(SCHOOLS), say)
    show_figures(planted)
    return {"students": made, "cases": cases}


def _plant(crowd: Crowd) -> tuple[dict[str, Organization], int]:
    """The tree, its officers and the students of the small schools; schools that have students are left alone."""
    made = 0
    with case_effect(0, reason="demonstration"):
        planted = plant_tree()
        officers.appoint(planted, crowd, SYSTEM)
        for school in SCHOOLS:
            body = planted[school.code]
            if not Student.objects.filter(school=body).exists():
                made += store(fill_school(body, furnish(body, school.majors), crowd, STUDENTS_A_SCHOOL))
    return planted, made


def _fill_province(planted: dict[str, Organization], crowd: Crowd, students: int, say: Callable[[str], object]) -> int:
    """Large schools in every county of Zhejiang in turn, until `students` more are on the register."""
    counties = sorted(code for code, body in planted.items() if body.kind == "county" and code.startswith("33"))
    made, number = 0, 0
    while made < students:
        with case_effect(0, reason="demonstration at scale"):
            for _ in range(COMMIT_EVERY):
                size = min(STUDENTS_A_LARGE_SCHOOL, students - made)
                if size <= 0:
                    break
                county = counties[number % len(counties)]
                school = plant_school(_large_school(county, number, planted), planted)
                made += store(fill_school(school, furnish(school, SCHOOLS[number % len(SCHOOLS)].majors), crowd, size))
                number += 1
        say(f"{made} of {students} students more")
    return made


def _large_school(county: str, number: int, planted: dict[str, Organization]) -> DemoSchool:
    name = f"{planted[county].place}第{number // 90 + 1}职业技术学校"
    return DemoSchool(f"{county}1{number:03d}", f"x{number}", name, county, county, SCHOOLS[0].majors)
