"""Lists of an examination authority: headings found by name, wrong rows named, stored as one action."""

from datetime import date

import pytest

from students.admission.lists.actions import (
    CHOICES,
    Terms,
    list_check,
    list_commit,
    list_commit_start,
    list_discard,
    list_errors,
    list_headings_choose,
    list_upload,
)
from students.admission.models import Admission
from students.models import Programme
from students.rosters.choices import choices_of
from students.rosters.limits import Unreadable
from tests.students.admission.support import admission_workbook, make_admission
from tests.students.rosters.nasty import laid
from tests.support.rosters import name_of, number_of
from tests.support.world import identity_number
from xueji.errors import Conflict, NotAllowed
from xueji.organizations.scope import unfenced

TERMS = Terms(
    year=2026, season="autumn", source="examination", channel="补录", check_in_due_on=date(2026, 9, 1)
)  # fmt: skip
BIRTH = date(2010, 5, 20)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch):
    monkeypatch.setattr("xueji.organizations.tasks.run_job.delay", lambda *args: None)


def upload(world, data, school="zj_school_a", terms=TERMS):
    """A list that was sent and looked through, as the job does it."""
    with world.scope(f"{school}.registrar").enter() as scope:
        roster = list_upload(actor=scope, filename="录取.xlsx", data=data, terms=terms)
    return list_check(actor=world.scope(f"{school}.registrar"), roster=roster)


def commit(world, roster, school="zj_school_a"):
    with world.scope(f"{school}.registrar").enter() as scope:
        roster = list_commit_start(actor=scope, roster=roster)
    return list_commit(actor=world.scope(f"{school}.registrar"), roster=roster)


def stored(school_key=None):
    with unfenced(reason="a test looks"):
        return list(Admission.objects.order_by("name_key", "pk").select_related("programme"))


def row(name="陆未央", number="", **more):
    return {"姓名": name, "身份证号": number or identity_number(BIRTH, sequence=None)} | more


@pytest.mark.parametrize(
    "headings",
    [
        {"总分": "512.5", "录取专业": "计算机应用", "批次": "第一批", "通知书号": "TZ1", "毕业学校": "青塘二中"},
        {
            "成绩": "512.5分", "录取专业/专业大类": "计算机应用", "招生渠道": "第一批", "录取通知书编号": "TZ1",
            "毕业中学": "青塘二中",
        },
        {
            "中考总分（含加分）": "512.5", "专业名称": "计算机应用", "录取批次": "第一批", "通知书编号": "TZ1",
            "初中毕业学校": "青塘二中",
        },
    ],
)  # fmt: skip
def test_headings_are_found_by_name(world, headings):
    data = admission_workbook([row(**headings)], title="2026 年中等职业学校录取名册")
    commit(world, upload(world, data))
    [found] = stored()
    assert (str(found.score), found.channel, found.notice_number, found.came_from) == (
        "512.50", "第一批", "TZ1", "青塘二中",
    )  # fmt: skip
    assert found.programme == world.programmes["zj_school_a"]
    assert (found.state, found.check_in_due_on) == ("admitted", date(2026, 9, 1))


def test_what_the_list_does_not_say_is_taken_from_the_form(world):
    commit(world, upload(world, admission_workbook([row()])))
    [found] = stored()
    assert (found.channel, found.source, found.year) == ("补录", "examination", 2026)


@pytest.mark.parametrize(
    "heading, said, code, hints",
    [
        ("生源地", "河北省石家庄市", "130000", 0),
        ("生源省份", "北京", "110000", 0),
        ("生源地区划码", "330106", "330000", 0),
        ("生源所在地", "内蒙古自治区赤峰市", "150000", 0),
        ("生源地", "内蒙古", "150000", 0),
        ("生源地", "外地", "", 1),
        ("生源地", "", "", 0),
    ],
)
def test_a_list_says_from_where_somebody_comes(world, heading, said, code, hints):
    roster = upload(world, admission_workbook([row(**{heading: said})]))
    commit(world, roster)
    [found] = stored()
    assert (found.home_code, roster.counts["hints"]) == (code, hints)


@pytest.mark.parametrize(
    "said, schooling",
    [
        ("小学毕业", "unfinished"),
        ("未完成义务教育", "unfinished"),
        ("应届初中毕业生", "junior"),
        ("高中毕业", "senior"),
        ("", "junior"),
    ],
)
def test_a_list_says_what_somebody_has_finished(world, said, schooling):
    commit(world, upload(world, admission_workbook([row(考生类别=said)])))
    assert [found.schooling for found in stored()] == [schooling]


def test_a_csv_in_gb18030_is_read(world):
    text = f"姓名,身份证号,总分\n陆未央,{identity_number(BIRTH)},480\n"
    commit(world, upload(world, text.encode("gb18030")))
    assert [found.name for found in stored()] == ["陆未央"]


def test_a_category_is_kept_where_no_programme_is_named(world):
    commit(world, upload(world, admission_workbook([row(专业大类="电子与信息大类")])))
    [found] = stored()
    assert (found.programme, found.category_code) == (None, "71")


def test_wrong_rows_are_named_with_reason_and_remedy_and_the_others_come_in(world):
    number = identity_number(BIRTH)
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    data = admission_workbook([row(), row("错号", wrong), row("重复", number), row("重复二", number), row("", "")])
    roster = commit(world, upload(world, data))
    errors = [(each["row"], each["heading"]) for each in roster.problems if not each["is_hint"]]
    assert ("3", "身份证号") in errors and ("4", "身份证号") in errors and ("5", "身份证号") in errors
    assert all(each["message"] and each["remedy"] for each in roster.problems)
    assert [found.name for found in stored()] == ["陆未央"]


def test_an_unknown_programme_is_a_hint_and_stops_nobody(world):
    roster = upload(world, admission_workbook([row(录取专业="航天工程")]))
    assert (roster.count("new"), roster.count("rejected"), roster.problems[0]["is_hint"]) == (1, 0, True)


def test_a_majors_name_means_the_major_and_not_its_direction_of_the_same_name(world):
    major = world.programmes["zj_school_a"]
    with world.scope("zj_school_a.registrar").enter():
        Programme.objects.create(
            school=major.school, major_code=major.major_code, name=major.name, short_name="云平台运维",
            direction="云平台运维", parent=major, years=major.years,
        )  # fmt: skip
    commit(world, upload(world, admission_workbook([row(录取专业=major.name)])))
    [found] = stored()
    assert found.programme == major


def test_nothing_is_written_before_the_commit(world):
    upload(world, admission_workbook([row()]))
    assert stored() == []


def test_the_same_list_again_brings_nobody_twice_and_says_what_changed(world):
    number = identity_number(BIRTH)
    commit(world, upload(world, admission_workbook([row(number=number, 总分="480")])))
    again = upload(world, admission_workbook([row(number=number, 总分="481")]))
    assert (again.count("new"), again.count("changed")) == (0, 1)
    commit(world, again)
    [found] = stored()
    assert found.score == 481


def test_a_list_is_committed_once(world):
    roster = commit(world, upload(world, admission_workbook([row()])))
    with pytest.raises(Conflict):
        commit(world, roster)


def test_a_list_that_was_put_aside_is_not_committed(world):
    roster = upload(world, admission_workbook([row()]))
    with world.scope("zj_school_a.registrar").enter() as scope:
        list_discard(actor=scope, roster=roster)
        with pytest.raises(Conflict):
            list_commit_start(actor=scope, roster=roster)


def test_the_wrong_rows_come_back_as_a_workbook(world):
    roster = upload(world, admission_workbook([row(), row("错号", "339801201005200000")]))
    with world.scope("zj_school_a.registrar").enter() as scope:
        assert list_errors(actor=scope, roster=roster).startswith(b"PK")


@pytest.mark.parametrize(("data", "code"), [(b"", "file_empty"), (b"MZ\x00\x00", "file_not_a_workbook")])
def test_what_is_no_table_is_refused_at_once(world, data, code):
    with pytest.raises(Unreadable) as refused:
        upload(world, data)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        ([{"甲": "1", "乙": "2", "丙": "3"}], ["姓名", "身份证件号"]),
        ([{"姓名": "陆未央", "总分": "1"}], ["身份证件号"]),
    ],
)
def test_a_list_without_a_name_or_a_number_is_refused_and_says_which(world, rows, missing):
    roster = upload(world, admission_workbook(rows))
    assert (roster.state, roster.mapping["missing"]) == ("refused", missing)
    assert "认列" in roster.refusal


def test_a_heading_that_nobody_knew_is_said_once_and_known_in_the_next_list(world):
    registrar = world.scope("zj_school_a.registrar")
    number = identity_number(BIRTH)
    refused = upload(world, admission_workbook([{"姓名": "陆未央", "证照编码": number}]))
    assert refused.state == "refused"

    with registrar.enter():
        chosen = {"证照编码": ("证照编码", "identity_number")}
        roster = list_headings_choose(actor=registrar, roster=refused, chosen=chosen)
    commit(world, list_check(actor=registrar, roster=roster))
    again = upload(world, admission_workbook([{"姓名": "陆未央", "证照编码": number}]))

    assert (again.state, again.count("same"), [found.name for found in stored()]) == ("checked", 1, ["陆未央"])
    with registrar.enter():
        assert choices_of(refused.school_id) == {} and len(choices_of(refused.school_id, CHOICES)) == 1


def test_totals_notes_and_several_sheets_are_read_as_in_a_roster_of_students(world):
    numbers = [identity_number(BIRTH) for _each in range(3)]
    headings = ["序号", "考生姓名", "性别", "公民身份号码", "录取专业名称"]
    notes = [None, "必填", "男或女", "18 位", "照计划"]
    lines = [[at, f"陆未{'甲乙丙'[at]}", None, number, "计算机应用"] for at, number in enumerate(numbers)]
    data = laid([["录取名册"], headings, notes, *lines[:2], ["合计", "2 人"]], 第二批=[headings, lines[2]])

    roster = upload(world, data)

    assert (roster.count("new"), roster.count("rejected")) == (3, 0)
    assert any("没有当作学生的行" in text for text in roster.mapping["notes"])


def test_a_list_of_more_than_five_thousand_is_read(world):
    headings = ["姓名", "身份证号"]
    lines = [[name_of(at), number_of(at)] for at in range(5_200)]
    assert upload(world, laid([headings, *lines])).count("rows") == 5_200


def test_a_commit_that_comes_twice_writes_once(world):
    registrar = world.scope("zj_school_a.registrar")
    roster = upload(world, admission_workbook([row()]))
    with registrar.enter():
        roster = list_commit_start(actor=registrar, roster=roster)
    for _time in range(2):
        done = list_commit(actor=registrar, roster=roster)

    assert (done.state, done.count("stored"), len(stored())) == ("committed", 1, 1)


def test_only_the_registrar_brings_lists(world):
    with world.scope("zj_school_a.school_head").enter() as scope, pytest.raises(NotAllowed):
        list_upload(actor=scope, filename="a.xlsx", data=admission_workbook([row()]), terms=TERMS)


def test_a_person_may_be_admitted_to_two_schools_lists_and_in_two_years(world):
    number = identity_number(BIRTH)
    make_admission(world, identity_number=number, year=2025)
    make_admission(world, "zj_school_b", identity_number=number)
    commit(world, upload(world, admission_workbook([row(number=number)])))
    assert len(stored()) == 3
