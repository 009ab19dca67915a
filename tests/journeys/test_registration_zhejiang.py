"""In Zhejiang: a suspended school, foreign students, the roster of an integrated programme, and a season that has closed."""

from datetime import date

import pytest

from students.models import Student
from students.statuses import Status
from tests.journeys.papers import scan
from tests.journeys.person import Person
from tests.students.admission.support import make_admission
from tests.students.registration.support import newcomer_of, programme
from tests.support.world import identity_number
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCHOOL = "zj_school_a"
HOME, UNKNOWN, FOREIGN = "林知秋", "陈北辰", "何若水"
BIRTH, DUE = date(2010, 10, 10), date(2026, 9, 7)


@pytest.fixture
def newcomers(world) -> list[str]:
    """Three who came: one whose programme nobody knows, one from abroad."""
    own = {
        HOME: {},
        UNKNOWN: {"programme": None, "programme_text": "计算机类"},
        FOREIGN: {"origin": "foreign"},
    }
    for name, columns in own.items():
        make_admission(
            world,
            SCHOOL,
            name=name,
            identity_number=identity_number(BIRTH),
            birth_date=BIRTH,
            check_in_due_on=DUE,
            state="checked_in",
            checked_in_on=DUE,
            **columns,
        )
    return list(own)


def statuses() -> dict[str, str]:
    with unfenced(reason="a journey looks"):
        return dict(Student.objects.filter(name__in=[HOME, UNKNOWN, FOREIGN]).values_list("name", "status"))


def test_zhejiang_with_a_suspension_a_foreigner_and_an_extension(world, person, day, newcomers):
    county, registrar = person("zj_county_1a.reviewer"), person(f"{SCHOOL}.registrar")
    _places_who_is_known(registrar)
    _decides(county, world, "suspended", "暂停新生注册", 至何日止="2026-12-31", 理由="年检不合格")
    county.looks("zhejiang-03-standing")
    registrar.go("/students/registration/")
    registrar.sees("现在不能建立批次")
    registrar.sees("至2026年12月31日止")
    registrar.looks("zhejiang-02-suspended")
    _decides(county, world, "suspended", "恢复新生注册", 理由="整改合格")
    _follows_the_foreigner(registrar, county, world)
    day(date(2026, 11, 3))
    registrar.go("/students/registration/")
    registrar.sees("已截止")
    registrar.looks("zhejiang-06-closed")
    city = person("zj_city_1.reviewer")
    _extends(city)
    registrar.go("/students/registration/")
    registrar.sees("延期至2026年11月10日")
    registrar.press("为这 3 人建立草稿")
    registrar.press("提交", exact=False)
    for office, shot in ((county, "zhejiang-08-county"), (city, "zhejiang-09-city")):
        _opens_the_case(office)
        office.looks(shot)
        office.decide("同意")
    assert statuses() == dict.fromkeys([HOME, UNKNOWN, FOREIGN], Status.STUDYING)
    phone = person(f"{SCHOOL}.registrar", phone=True)
    for shot, address in (("list", "admission/?year=2026"), ("batch", "registration/"), ("recheck", "eligibility/")):
        phone.go(f"/students/{address}").looks(f"zhejiang-phone-{shot}")
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390


def _places_who_is_known(registrar: Person) -> None:
    registrar.go("/students/admission/?view=unplaced")
    registrar.page.locator("[data-pick-all]").check(force=True)
    registrar.press("编入班级", within=registrar.page.locator("#bulk"))
    registrar.sees("录取名册写“计算机类”，没有对上本校专业，请先确认录取专业")
    registrar.looks("zhejiang-01-unknown-programme")
    registrar.page.get_by_label("编入班级").select_option(index=1)
    registrar.tick("已对照录取通知书")
    registrar.press("编入班级")
    registrar.sees("已把 3 人编入")


def _decides(county: Person, world, kind: str, button: str, **texts: str) -> None:
    """On the page of the school, in the part on the kind of standing."""
    county.go(f"/students/registration/standings/{world[SCHOOL].pk}/")
    part = county.page.locator(f"section[aria-labelledby=part-{kind}]")
    for label, text in texts.items():
        county.fill(label, text, within=part)
    county.press(button, within=part)
    county.sees("已记录并通知学校")


def _follows_the_foreigner(registrar: Person, county: Person, world) -> None:
    registrar.go("/students/registration/")
    registrar.sees("学校没有接受外国学生的资格")
    _decides(county, world, "foreign", "给予接受外国学生资格", 理由="经省厅评估")
    registrar.go("/students/registration/")
    registrar.sees("外国学生，缺：主管教育行政部门对接受外国学生的核准、港澳台或外籍学生的身份与就读手续")
    registrar.looks("zhejiang-04-foreigner-owes")
    registrar.follow("补该生的材料")
    for kind, number in (
        ("港澳台或外籍学生的身份与就读手续", ""),
        ("主管教育行政部门接受该生的核准", "青教外〔2026〕3号"),
    ):
        registrar.page.get_by_text("补交材料").click()
        registrar.choose("材料类别", kind)
        registrar.fill("文号", number)
        registrar.page.get_by_label("文件（照片或 PDF）").set_input_files(scan("材料"))
        registrar.press("存入")
        registrar.sees(kind)
    registrar.looks("zhejiang-05-own-papers")


def _opens_the_case(officer: Person) -> None:
    officer.go("/cases/")
    officer.page.locator("main table a[href^='/cases/']").first.click()
    officer.page.locator("#decision").wait_for()


def _extends(city: Person) -> None:
    city.go("/students/registration/extensions/")
    city.looks("zhejiang-07-extensions")
    city.fill("延期至", "2026-11-10")
    city.fill("理由", "台风停课，录取推迟")
    city.fill("批准文号", "澜教〔2026〕18号")
    city.press("批准延期", exact=False)
    city.sees("延期已生效")


def test_the_roster_of_an_integrated_programme_comes_first(world, person, day):
    _own, school_class = programme(world, integrated=True, integrated_type="3+2", partner_college="澜州职业技术学院")
    student = newcomer_of(world, school_class)
    registrar = person(f"{SCHOOL}.registrar")
    registrar.go("/students/registration/")
    registrar.sees("一体化培养录取名册尚未经设区市审核同意，请先报送录取名册")
    registrar.misses("建立草稿")
    registrar.follow("报送录取名册")
    registrar.looks("integrated-01-newcomers")
    registrar.page.locator("input[name=student]").first.check(force=True)
    registrar.press("草稿", exact=False)
    registrar.press("提交", exact=False)
    for office in ("zj_county_1a.reviewer", "zj_city_1.reviewer"):
        officer = person(office)
        _opens_the_case(officer)
        officer.looks(f"integrated-02-{office}")
        officer.decide("同意")
    registrar.go("/students/registration/integrated/")
    registrar.page.locator("main a[href^='/cases/']").first.click()
    registrar.fill("对口培养高校", "澜州职业技术学院")
    registrar.fill("报送日期", "2026-09-07")
    registrar.fill("报送方式", "公函")
    registrar.press("登记已报送")
    registrar.sees("澜州职业技术学院，公函，1 人")
    registrar.looks("integrated-03-sent")
    registrar.go("/students/registration/")
    registrar.sees("为这 1 人建立草稿")
    assert student.status == Status.PENDING
