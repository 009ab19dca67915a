"""Divisions and majors: the files are whole and the questions are answered."""

import pytest

from xueji.codes import divisions, majors


@pytest.mark.parametrize(
    ("code", "name", "current"),
    [
        ("330103", "下城区", False),
        ("330113", "临平区", True),
        ("110103", "崇文区", False),
        ("330106", "西湖区", True),
        ("330106001002", "西湖区", True),
    ],
)
def test_old_and_new_divisions_are_known(code, name, current):
    found = divisions.division(code)

    assert found is not None
    assert (found.name, found.current) == (name, current)


@pytest.mark.parametrize("code", ["339801", "", "3301", "33010x", "３３０１０６", "3301061"])
def test_a_code_that_never_was_is_not_valid(code):
    assert not divisions.is_ever_valid(code)


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("330106", "浙江省杭州市西湖区"),
        ("330103", "浙江省杭州市下城区"),
        ("110101", "北京市东城区"),
        ("429004", "湖北省仙桃市"),
        ("330000", "浙江省"),
        ("999999", ""),
    ],
)
def test_an_address_goes_from_the_province_down(code, address):
    assert divisions.full_name(code) == address


def test_the_table_holds_every_code_of_the_standard():
    counted = [found for found in divisions._table().values() if found.current]

    assert (len(divisions._table()), len(counted)) == (6769, 3214)


def test_zhejiang_has_eleven_cities_and_ninety_counties():
    cities = divisions.children("330000")

    assert (len(cities), sum(len(divisions.children(city.code)) for city in cities)) == (11, 90)


def test_beijing_has_sixteen_districts_directly_below():
    assert len(divisions.children("110000")) == 16


def test_a_county_has_nothing_below():
    assert divisions.children("330106") == []


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("浙江", "杭州", "西湖"), "330106"),
        (("浙江省", "", "西湖区"), "330106"),
        (("北京市", "北京市", "东城区"), "110101"),
        (("北京", "市辖区", "东城"), "110101"),
        (("湖北省", "", "仙桃"), "429004"),
        (("浙江省", "杭州市", ""), "330100"),
    ],
)
def test_a_division_is_found_by_typed_names(names, code):
    found = divisions.find(*names)

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("names", [("江浙", "", ""), ("浙江省", "南京市", ""), ("浙江省", "杭州市", "下城区")])
def test_names_that_fit_nothing_current_find_nothing(names):
    assert divisions.find(*names) is None


def test_the_catalogue_is_whole():
    assert (len(majors.majors()), len(majors.classes()), len(majors.groups())) == (368, 88, 19)


def test_a_major_is_found_by_code_and_by_name():
    assert majors.major("710201") == majors.major_by_name("计算机 应用")


def test_a_major_knows_its_class_and_group():
    found = majors.major("710201")

    assert found is not None
    assert (found.class_name, found.group_name) == ("计算机类", "电子与信息大类")


def test_majors_are_searched_by_the_beginning_of_code_or_name():
    assert [found.code for found in majors.majors("护理")] == ["720201"]


def test_a_group_has_its_own_classes():
    assert majors.classes("71") == {
        "7101": "电子信息类",
        "7102": "计算机类",
        "7103": "通信类",
        "7104": "集成电路类",
    }
