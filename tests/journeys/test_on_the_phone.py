"""No page on students is wider than a telephone: what does not fit is folded or scrolls inside its own frame."""

from datetime import date

import pytest

from students.models import Roster
from students.rosters.working import import_file
from tests.journeys.person import PHONE
from tests.support.rosters import row, workbook
from tests.support.world import make_student

pytestmark = [pytest.mark.browser, pytest.mark.slow]
A = "zj_school_a"
SCHOOLS = (
    "/students/", "/students/admission/", "/students/rosters/new/", "/students/rosters/", "/students/registration/",
    "/students/eligibility/", "/students/duplicates/", "/students/structure/", "/students/structure/classes/",
    "/students/terms/", "/students/photos/", "/archive/", "/archive/leavers/", "/archive/due/", "/quality/",
    "/statistics/", "/exports/", "/matters/",
)  # fmt: skip
BUREAUS = (
    "/students/",
    "/students/registration/overview/",
    "/students/duplicates/",
    "/archive/",
    "/quality/",
    "/statistics/",
)


def width_of(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


def too_wide(person, addresses) -> list[str]:
    """The pages among them that scroll sideways, as they come or with a menu open; and those that are not there."""
    found = []
    for address in addresses:
        if (status := person.status_of(address)) != 200:
            found.append(f"{status} {address}")
        if width_of(person.page) > PHONE["width"]:
            found.append(address)
        for menu in person.page.locator("main details.xj-pop > summary").all():
            menu.click()
            if width_of(person.page) > PHONE["width"]:
                found.append(f"{address} {menu.inner_text()}")
            menu.click()
    return found


def test_pages_on_students_fit_a_telephone(world, person, day):
    day(date(2026, 9, 10))
    present = world.student(A)
    gone = make_student(world, A, cohort=2024, status="graduated", left_on=date(2026, 6, 30), name="林归档")
    own = [f"/students/{each.pk}/{tab}" for each in (present, gone) for tab in ("", "changes/", "archive/")]

    registrar = person(f"{A}.registrar", phone=True)
    assert too_wide(registrar, (*own, *SCHOOLS)) == []
    registrar.go(f"/students/{gone.pk}/archive/").looks("phone-file")
    assert too_wide(person("zj_county_1a.reviewer", phone=True), (*own[:3], *BUREAUS)) == []


def test_the_result_of_an_import_fits_a_telephone(world, person, day):
    day(date(2026, 9, 10))
    scope = world.scope(f"{A}.registrar")
    data = workbook([row(0), row(1, 民族="汗族"), row(2, 性别=None, 联系电话="13800000001/13800000002")])
    name = "2026_autumn_roster_of_all_classes_exported_from_the_campus_platform.xlsx"
    import_file(actor=scope, school=world[A], filename=name, data=data, dry_run=False)
    with scope.enter():
        roster = Roster.objects.get()

    registrar = person(f"{A}.registrar", phone=True)

    assert too_wide(registrar, (f"/students/rosters/{roster.pk}/", f"/students/rosters/{roster.pk}/undo/")) == []

    registrar.go(f"/students/rosters/{roster.pk}/")
    inside = "each => { const box = each.getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth }"
    cells = registrar.page.locator(".xj-faults tbody td")
    assert cells.count() == 14  # two faults: row, name, column, value, cause, remedy and field of each
    assert all(each.evaluate(inside) for each in cells.all())
