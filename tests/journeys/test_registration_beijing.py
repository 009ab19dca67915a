"""In Beijing: desk, a later day, illness, a batch up to the city with one returned, the number, the re-check."""

from datetime import date

import pytest

from students.models import Student
from students.statuses import Status
from tests.journeys.papers import photo, scan
from tests.journeys.person import Person
from tests.students.admission.support import make_admission
from tests.support.world import identity_number
from xueji.organizations.scope import unfenced

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCHOOL = "bj_school_a"
COME, SECOND, LATER, ILL, WORSE, ABROAD = "林知秋", "陈北辰", "王小满", "周一诺", "钟立夏", "何若水"
BIRTH, DUE = date(2010, 10, 10), date(2026, 9, 7)


@pytest.fixture
def numbers(world) -> dict[str, str]:
    """Six people on the list of the examination authority; one of them comes from Hong Kong."""
    found = {}
    for name in (COME, SECOND, LATER, ILL, WORSE, ABROAD):
        found[name] = identity_number(BIRTH)
        make_admission(
            world,
            SCHOOL,
            name=name,
            identity_number=found[name],
            birth_date=BIRTH,
            check_in_due_on=DUE,
            origin="hk_macao_taiwan" if name == ABROAD else "mainland",
            channel="中招统一录取",
        )
    return found


def status_of(name: str) -> tuple[str, str]:
    with unfenced(reason="a journey looks"):
        record = Student.objects.get(name=name)
        return record.status, record.number_mask[:1]


def test_beijing_from_the_desk_to_the_number_and_the_recheck(world, person, day, numbers):
    registrar = person(f"{SCHOOL}.registrar")
    for name in (COME, SECOND, ILL, WORSE, ABROAD):
        _checks_in(registrar, numbers[name], name)
    registrar.looks("beijing-01-desk")
    _grants_a_later_day(registrar)
    for name in (ILL, WORSE):
        _keeps_the_place(registrar, name)
    _places(registrar)
    _drafts_a_batch(registrar)
    _goes_up_with_one_returned(person)
    assert [status_of(name) for name in (COME, SECOND, ABROAD)] == [
        (Status.STUDYING, "G"), (Status.PENDING, "L"), (Status.STUDYING, "G"),
    ]  # fmt: skip
    day(date(2026, 9, 14))
    _checks_in(registrar, numbers[LATER], LATER)
    day(date(2026, 12, 1))
    _checks_eligibility(registrar)
    day(date(2027, 3, 1))
    _comes_back_or_not(registrar)


def _checks_in(registrar: Person, typed: str, name: str) -> None:
    registrar.go("/students/admission/desk/")
    registrar.page.wait_for_function("document.activeElement.name === 'q'")
    registrar.page.keyboard.type(typed)
    registrar.keys("Enter")
    registrar.sees("已验录取通知书和身份证或户口簿")
    registrar.settled()
    registrar.keys("Enter")
    registrar.sees("报错人了，撤回")
    registrar.sees(name)


def _opens(registrar: Person, name: str, view: str = "") -> None:
    registrar.go(f"/students/admission/?view={view}&year=2026")
    registrar.follow(name, exact=True)
    registrar.page.wait_for_url("**/students/admission/*/")


def _grants_a_later_day(registrar: Person) -> None:
    _opens(registrar, LATER)
    registrar.page.get_by_text("登记延期申请").click()
    registrar.fill("申请延期至", "2026-09-14")
    registrar.fill("不能如期报到的原因", "随家长在外地就医")
    registrar.tick("书面申请已由学生本人签字")
    registrar.page.get_by_label("书面申请（照片或 PDF）").set_input_files(scan("申请"))
    registrar.press("登记申请")
    registrar.sees("缺不能如期报到的有关证明")
    registrar.looks("beijing-02-deferral-owes-a-proof")
    registrar.page.get_by_text("补交材料").click()
    registrar.choose("材料类别", "延期报到有关证明")
    registrar.page.get_by_label("文件（照片或 PDF）").set_input_files(photo("证明"))
    registrar.press("存入")
    registrar.press("准予延期")
    registrar.sees("准至 2026年9月14日")
    registrar.looks("beijing-03-deferred")


def _keeps_the_place(registrar: Person, name: str) -> None:
    _opens(registrar, name)
    registrar.page.get_by_text("登记体检结果").click()
    registrar.tick("患病，不能坚持正常学习或影响他人健康", exact=True)
    registrar.fill("医疗单位", "松榆区医院")
    registrar.page.get_by_label("体检表或证明（照片或 PDF）").set_input_files(photo("体检表"))
    registrar.press("登记")
    registrar.sees("治疗期间不享受在校生待遇")
    registrar.looks(f"beijing-04-ill-{name}")
    registrar.press("决定保留")
    registrar.sees("保留至2027年9月7日")


def _places(registrar: Person) -> None:
    registrar.go("/students/admission/?view=unplaced")
    registrar.page.locator("[data-pick-all]").check(force=True)
    registrar.press("编入班级", within=registrar.page.locator("#bulk"))
    registrar.page.get_by_label("编入班级").select_option(index=1)
    registrar.press("编入班级")
    registrar.sees("已把 3 人编入")
    registrar.looks("beijing-05-placed")
    registrar.follow("去办新生注册")


def _drafts_a_batch(registrar: Person) -> None:
    """Who lacks a paper of his own is not offered; with it he is."""
    registrar.sees("为这 2 人建立草稿")
    registrar.sees("港澳台学生，缺：港澳台或外籍学生的身份与就读手续")
    registrar.looks("beijing-06-who-can-pass")
    registrar.follow("补该生的材料")
    registrar.page.get_by_text("补交材料").click()
    registrar.choose("材料类别", "港澳台或外籍学生的身份与就读手续")
    registrar.page.get_by_label("文件（照片或 PDF）").set_input_files(scan("就读手续"))
    registrar.press("存入")
    registrar.go("/students/registration/")
    registrar.press("为这 3 人建立草稿")
    registrar.sees("草稿已保存")
    registrar.looks("beijing-07-draft")
    registrar.press("提交", exact=False)
    registrar.sees("松榆区教育委员会")


def _goes_up_with_one_returned(person) -> None:
    district = person("bj_district_1.reviewer")
    _opens_the_case(district)
    district.sees("学生各自的材料")
    row = district.page.locator("tr", has_text=SECOND)
    row.locator("input[name=item]").check(force=True)
    row.locator("input.xj-reason").fill("照片不清，请重拍")
    district.looks("beijing-08-district")
    district.decide("同意")
    city = person("bj.reviewer")
    _opens_the_case(city)
    city.looks("beijing-09-city")
    city.decide("同意")
    city.looks("beijing-10-effective")


def _opens_the_case(officer: Person) -> None:
    officer.go("/cases/")
    officer.page.locator("main table a[href^='/cases/']").first.click()
    officer.page.locator("#decision").wait_for()


def _checks_eligibility(registrar: Person) -> None:
    registrar.go("/students/eligibility/?show=all")
    registrar.sees("3 个月内")
    registrar.page.get_by_label(f"{COME} 的复查结果").select_option(label="不合格")
    registrar.page.get_by_label(f"{COME} 不合格的依据与理由").fill("初中毕业证明经查不实")
    registrar.looks("beijing-11-recheck")
    registrar.press("按表格记入")
    registrar.sees("注销办件")
    registrar.looks("beijing-12-recheck-failed")


def _comes_back_or_not(registrar: Person) -> None:
    """One of the two is well again and comes; the other fails the re-check and loses the place."""
    for name, result in ((ILL, "合格"), (WORSE, "患病，不能坚持正常学习或影响他人健康")):
        _opens(registrar, name, "kept")
        registrar.page.get_by_text("登记健康复查").click()
        registrar.tick(result, exact=True)
        registrar.fill("医疗单位", "首都第九医院")
        registrar.page.get_by_label("医疗单位等级").select_option(label="二级甲等医院")
        registrar.page.get_by_label("体检表或证明（照片或 PDF）").set_input_files(scan("复查"))
        registrar.press("登记")
        registrar.sees("健康复查")
    registrar.looks("beijing-13-failed")
    _opens(registrar, ILL, "kept")
    registrar.press("办理报到")
    registrar.press("确认报到")
    registrar.sees("已报到 1 人")
    registrar.go("/students/admission/?view=kept&year=2026")
    registrar.page.locator("[data-pick-all]").check(force=True)
    registrar.press("确认取消入学资格", within=registrar.page.locator("#bulk"))
    registrar.looks("beijing-14-cancel")
    registrar.press("确认取消")
    registrar.sees("已确认取消 1 人的入学资格")
    registrar.go("/students/admission/returns/")
    registrar.sees(WORSE)
    registrar.press("列出退回名单")
    registrar.press("列出名单")
    registrar.follow("2027-01")
    registrar.looks("beijing-15-return-list")
    printed = registrar.page.get_by_role("link", name="打印（PDF）").get_attribute("href")
    assert registrar.page.request.get(f"{registrar.home}{printed}").body().startswith(b"%PDF-")
    assert registrar.take("Excel").read_bytes().startswith(b"PK")
