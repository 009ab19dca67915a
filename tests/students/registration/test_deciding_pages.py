"""Pages on which levels above decide and see, rosters for colleges, the sheet of directions, the grid of the re-check."""

import re
from datetime import date

import pytest
from django.urls import reverse

from students.eligibility.models import EligibilityCheck
from students.registration.models import DirectionChoice, SchoolStanding, WindowExtension
from tests.students.registration.support import extend, newcomer_of, placed, programme
from tests.students.registration.test_registration import newcomer, opened, submitted
from tests.students.registration.test_ways import roster_of
from tests.support.casework import submit
from tests.support.world import make_student
from tests.transfers.outside import arrival_from_outside, drafted_arrival, general_high
from tests.transfers.support import WINDOW
from xueji import clock
from xueji.cases.models import Case
from xueji.organizations.scope import unfenced

AFTER = date(2026, 11, 3)
GRANT = {
    "window": "2026-autumn",
    "until": "2026-11-10",
    "decided_on": "2026-11-03",
    "document_number": "澜教〔2026〕8号",
    "grounds": "台风停课",
}


@pytest.fixture(autouse=True)
def after_the_closing_day():
    with clock.at(AFTER):
        yield


def signed_in(client, world, office):
    client.force_login(world.user(office))
    return client


def text_of(client, name, *arguments, query=""):
    return client.get(reverse(name, args=arguments) + query).content.decode()


def count(model, **where):
    with unfenced(reason="a test looks"):
        return model.objects.filter(**where).count()


def test_the_page_of_extensions_says_that_late_batches_are_not_taken(client, world):
    text = text_of(signed_in(client, world, "bj.reviewer"), "students:registration_extensions")

    assert "截止后提交的批次不予受理" in text


def test_the_bureau_sees_who_has_not_finished(client, world):
    newcomer(world)
    with clock.at(date(2026, 10, 20)):
        submitted(world, [newcomer(world, "zj_school_c", name="宋远舟")], "zj_school_c")

    text = text_of(signed_in(client, world, "zj_city_1.reviewer"), "students:registration_overview")

    for part in ("青塘区云汀职业技术学校", "石溪县竹屿职业技术学校", "已过 4 天", "批准延期"):
        assert part in text, part
    assert "南浦区澄怀中等专业学校" not in text


@pytest.mark.parametrize("hand_up", [drafted_arrival, arrival_from_outside])
@pytest.mark.parametrize("bureau", ["zj_county_1a.reviewer", "zj_city_1.reviewer"])
def test_a_school_is_not_behind_for_who_comes_by_an_open_transfer(client, world, hand_up, bureau):
    with clock.at(WINDOW):
        hand_up(world, place=general_high)

    text = text_of(signed_in(client, world, bureau), "students:registration_overview")

    assert "青塘区云汀职业技术学校" not in text


def test_a_school_has_no_overview(client, world):
    page = signed_in(client, world, "zj_school_a.registrar").get(reverse("students:registration_overview"))

    assert page.status_code == 404


def test_the_prefecture_grants_an_extension_on_its_page(client, world):
    page = signed_in(client, world, "zj_city_1.reviewer").post(
        reverse("students:registration_extensions"), GRANT | {"target": world["zj_county_1a"].pk}
    )

    assert (page.status_code, count(WindowExtension)) == (302, 1)


@pytest.mark.parametrize(
    "wrong, said",
    [({"grounds": ""}, "必填"), ({"until": "2026-10-01"}, "不能早于"), ({"document_number": " "}, "必填")],
)
def test_what_is_wrong_with_an_extension_stands_beside_its_field(client, world, wrong, said):
    data = GRANT | {"target": world["zj_city_1"].pk} | wrong

    page = signed_in(client, world, "zj_city_1.reviewer").post(reverse("students:registration_extensions"), data)

    assert (page.status_code, count(WindowExtension)) == (422, 0)
    assert said in page.content.decode()


@pytest.mark.parametrize("target", ["zj_school_d", "bj_school_a", "zj"])
def test_a_target_that_is_not_below_is_no_choice(client, world, target):
    data = GRANT | {"target": world[target].pk}

    page = signed_in(client, world, "zj_city_1.reviewer").post(reverse("students:registration_extensions"), data)

    assert (page.status_code, count(WindowExtension)) == (422, 0)


@pytest.mark.parametrize("office", ["zj_county_1a.reviewer", "zj_school_a.registrar"])
def test_who_may_not_extend_reads_what_was_extended(client, world, office):
    extend(world, "zj_city_1.reviewer", "zj_school_a", date(2026, 11, 10))
    browser = signed_in(client, world, office)

    assert "台风停课" in text_of(browser, "students:registration_extensions")
    assert browser.post(reverse("students:registration_extensions"), GRANT).status_code == 403


def test_the_schools_page_shows_the_extension(client, world):
    extend(world, "zj_city_1.reviewer", "zj_school_a", date(2026, 11, 10))

    text = text_of(signed_in(client, world, "zj_school_a.registrar"), "students:registration_open")

    assert (
        "延期至2026年11月10日" in text.replace("\u202f", "").replace(" ", "").replace("\u2009", "") or "延期至" in text
    )
    assert "还有 7 天" in text


def test_a_school_is_suspended_and_taken_up_again(client, world):
    browser, url = (
        signed_in(client, world, "zj_county_1a.reviewer"),
        reverse("students:registration_standing", args=[world["zj_school_a"].pk]),
    )
    said = {"kind": "suspended", "suspended-since": "2026-11-03", "suspended-grounds": "年检不合格"}

    browser.post(url, said)
    assert "暂停中" in browser.get(url).content.decode()
    browser.post(url, said | {"suspended-grounds": "整改合格"})

    assert "正常注册" in browser.get(url).content.decode()
    assert count(SchoolStanding) == 2


@pytest.mark.parametrize(
    "office, status",
    [("zj_school_a.registrar", 200), ("zj_county_1b.reviewer", 404), ("zj_school_b.registrar", 404)],
)
def test_who_sees_a_schools_standing(client, world, office, status):
    url = reverse("students:registration_standing", args=[world["zj_school_a"].pk])

    assert signed_in(client, world, office).get(url).status_code == status


def test_a_school_does_not_decide_on_itself(client, world):
    url = reverse("students:registration_standing", args=[world["zj_school_a"].pk])
    said = {"kind": "foreign", "foreign-since": "2026-11-03", "foreign-grounds": "试"}

    page = signed_in(client, world, "zj_school_a.school_head").post(url, said)

    assert (page.status_code, count(SchoolStanding)) == (403, 0)


def test_what_is_missing_stands_beside_each_name_with_the_way_to_mend_it(client, world):
    _programme, school_class = programme(world, integrated=True, partner_college="澜州职业技术学院")
    newcomer_of(world, school_class, name="苏映雪")

    text = text_of(signed_in(client, world, "zj_school_a.registrar"), "students:registration_open")

    for part in ("苏映雪", "还不能进批", "请先报送录取名册", reverse("students:registration_integrated")):
        assert part in text, part


def test_the_roster_of_integrated_newcomers_is_drafted_from_its_page(client, world):
    _programme, school_class = programme(world, integrated=True, partner_college="澜州职业技术学院")
    student = newcomer_of(world, school_class)

    signed_in(client, world, "zj_school_a.registrar").post(
        reverse("students:registration_integrated"), {"student": [student.pk]}
    )

    assert count(Case, kind="integrated_roster") == 1


@pytest.mark.parametrize("asked, start", [("", b"%PDF"), ("?format=xlsx", b"PK")])
def test_the_list_for_the_college(client, world, asked, start):
    _programme, school_class = programme(world, integrated=True, partner_college="澜州职业技术学院")
    case = submit(world, "zj_school_a.registrar", roster_of(world, [newcomer_of(world, school_class)]))

    page = signed_in(client, world, "zj_school_a.registrar").get(
        reverse("students:registration_college_list", args=[case.pk]) + asked
    )

    assert b"".join(page.streaming_content).startswith(start)


def test_sending_the_copy_is_recorded_on_the_case_page(client, world):
    _programme, school_class = programme(world, integrated=True, partner_college="澜州职业技术学院")
    case = submit(world, "zj_school_a.registrar", roster_of(world, [newcomer_of(world, school_class)]))
    browser = signed_in(client, world, "zj_school_a.registrar")

    browser.post(
        reverse("students:registration_copy", args=[case.pk]),
        {"college": "澜州职业技术学院", "sent_on": "2026-11-03", "way": "公函"},
    )

    assert "澜州职业技术学院，公函，1 人" in text_of(browser, "cases:case", case.pk)


def test_the_registration_roster_is_printed(client, world):
    case = opened(world, [newcomer(world)])

    page = signed_in(client, world, "zj_school_a.registrar").get(
        reverse("students:registration_roster", args=[case.pk])
    )

    assert b"".join(page.streaming_content).startswith(b"%PDF")


def test_the_sheet_of_directions_makes_one_case(client, world):
    _whole, own_class = programme(
        world, major_code="71", category_code="71", name="电子与信息大类", short_name="电子信息"
    )
    inside, inside_class = programme(world)
    student = placed(make_student(world, "zj_school_a", name="甲一", cohort=2026), own_class)
    browser, url = signed_in(client, world, "zj_school_a.registrar"), reverse("students:registration_directions")
    assert "甲一" in browser.get(url).content.decode()

    browser.post(url, {f"to_{student.pk}": f"{inside.pk}-{inside_class.pk}", "decided_on": "2026-11-03"})

    assert count(Case, kind="direction") == 1


def test_a_whole_class_is_directed_with_one_choice_save_those_chosen_apart(client, world):
    _whole, own_class = programme(
        world, major_code="71", category_code="71", name="电子与信息大类", short_name="电子信息"
    )
    inside, _class = programme(world)
    apart = world.programmes["zj_school_a"]
    students = [
        placed(make_student(world, "zj_school_a", name=name, cohort=2026), own_class) for name in ("甲一", "甲二")
    ]

    signed_in(client, world, "zj_school_a.registrar").post(
        reverse("students:registration_directions"),
        {f"class_{own_class.pk}": str(inside.pk), f"to_{students[1].pk}": str(apart.pk), "decided_on": "2026-11-03"},
    )

    with unfenced(reason="a test looks"):
        found = dict(DirectionChoice.objects.values_list("student", "to_programme"))
    assert found == {students[0].pk: inside.pk, students[1].pk: apart.pk}


@pytest.mark.parametrize("data", [{}, {"decided_on": "gestern"}, {"to_x": "1", "decided_on": "2026-11-03"}])
def test_a_sheet_without_sense_is_refused(client, world, data):
    page = signed_in(client, world, "zj_school_a.registrar").post(reverse("students:registration_directions"), data)

    assert (page.status_code, count(Case)) == (422, 0)


def test_the_grid_of_the_recheck_records_a_class_at_once(client, world):
    students = [make_student(world, "bj_school_a", name=name, cohort=2026) for name in ("甲一", "甲二")]
    browser, url = signed_in(client, world, "bj_school_a.registrar"), reverse("students:eligibility")
    assert "报到后 3 个月内" in browser.get(url).content.decode()

    browser.post(url, {"bulk": "1", "student": [each.pk for each in students], "checked_on": "2026-11-03"})

    assert count(EligibilityCheck, outcome="passed") == 2


def test_a_failure_in_the_grid_drafts_the_cancellation(client, world):
    student = make_student(world, "bj_school_a", name="甲一", cohort=2026)

    signed_in(client, world, "bj_school_a.registrar").post(
        reverse("students:eligibility"),
        {"save": "1", f"outcome_{student.pk}": "failed", f"grounds_{student.pk}": "无录取", "checked_on": "2026-11-03"},
    )

    assert count(Case, kind="cancellation") == 1


def test_a_failure_without_grounds_stays_in_the_grid(client, world):
    student = make_student(world, "bj_school_a", name="甲一", cohort=2026)

    page = signed_in(client, world, "bj_school_a.registrar").post(
        reverse("students:eligibility"), {"save": "1", f"outcome_{student.pk}": "failed", "checked_on": "2026-11-03"}
    )

    assert (page.status_code, count(EligibilityCheck)) == (422, 0)
    assert "依据与理由" in page.content.decode()


def test_the_district_sees_who_is_late_with_the_recheck(client, world):
    make_student(world, "bj_school_a", name="甲一", cohort=2026)

    text = text_of(signed_in(client, world, "bj_district_1.reviewer"), "students:eligibility_overview")

    assert "逾期学校" in text


@pytest.mark.parametrize("name", ["registration_overview", "registration_standings", "registration_extensions"])
def test_all_that_is_decided_on_registration_stands_under_registration(client, world, name):
    client.force_login(world.user("zj_city_1.reviewer"))

    text = client.get(reverse(f"students:{name}")).content.decode()

    assert re.search(r'aria-current="page"[^>]*>(?:(?!</a>).)*新生注册', text, re.S)
