"""Code sets and pick lists: what is accepted, what is only suggested."""

import pytest

from xueji.codes.codesets import (
    codeset,
    codeset_names,
    generations,
    picklist,
    picklist_headings,
    template_set,
)


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("gbt3304_ethnic", "汉", "01"),
        ("gbt3304_ethnic", "汉 族", "01"),
        ("gbt3304_ethnic", "01-汉", "01"),
        ("gbt3304_ethnic", "1", "01"),
        ("gbt3304_ethnic", "０１", "01"),
        ("gbt3304_ethnic", "白族 ", "14"),
        ("gbt3304_ethnic", "僳僳族", "20"),
        ("gbt3304_ethnic", "穿青人", "97"),
        ("gbt2261_1_sex", "1-男", "1"),
        ("gbt2261_1_sex", "男性", "1"),
        ("gbt2261_1_sex", "女\u200b", "2"),
        ("jyt1001_sfzjlx_id_type", "户口薄", "B"),
        ("jyt1001_sfzjlx_id_type", "身份证", "1"),
        ("gbt4762_political", "中共党员", "01"),
        ("gbt4762_political", "中国共产主义青年团团员", "03"),
        ("gbt4762_political", "团员", "03"),
        ("gbt4762_political", "民进会员", "07"),
        ("yes_no", "√", "1"),
    ],
)
def test_a_label_is_found_in_its_usual_spellings(name, typed, code):
    assert codeset(name).match(typed).code == code


def test_a_true_label_is_an_exact_match():
    assert codeset("gbt3304_ethnic").match("汉族").exact


def test_a_cleaned_label_is_not_an_exact_match():
    assert not codeset("gbt3304_ethnic").match("汉").exact


@pytest.mark.parametrize(
    ("name", "typed", "suggestion"),
    [
        ("gbt3304_ethnic", "哈萨族", "哈萨克族"),
        ("gbt3304_ethnic", "汗族", None),
        ("gbt3304_ethnic", "02-汉", "汉族"),
        ("gbt2261_1_sex", "2-男", "男"),
        ("gbt4762_political", "共青团成员", "共青团员"),
        ("gbt2261_1_sex", "", None),
    ],
)
def test_a_likeness_is_suggested_and_not_accepted(name, typed, suggestion):
    match = codeset(name).match(typed)

    assert (match.accepted, match.suggestion) == (False, suggestion)


@pytest.mark.parametrize(
    ("heading", "typed", "label"),
    [
        ("学生居住地类型", "城镇", "乡镇非农"),
        ("户口性质", "非农", "非农业户口"),
        ("学制", "3年制", "三年制"),
        ("学制", "二年制", "两年制"),
        ("分段培养方式", "中高职3+3（含卫生类4+2）", "中高职3+3(含卫生类4+2)"),
        ("分段培养方式", "3+2", "中高职3+2"),
        ("就读方式", "住宿", "住校"),
        ("家庭成员关系", "爷爷", "祖父"),
        ("成员1关系", "父", "父亲"),
        ("成员2民族", "汉", "汉族"),
        ("性别", "男性", "男"),
        ("是否随迁子女", "N", "否"),
    ],
)
def test_a_template_column_knows_its_list(heading, typed, label):
    found = template_set(heading)

    assert found is not None
    assert found.match(typed).label == label


def test_a_free_column_has_no_list():
    assert template_set("备注") is None


def test_both_generations_of_the_cooperation_list_are_known():
    accepted = [picklist("联招合作类型", generation).match("跨省联合办学").accepted for generation in generations()]

    assert accepted == [False, True]


def test_a_generation_must_exist():
    with pytest.raises(KeyError):
        picklist("学制", "1999")


@pytest.mark.parametrize("name", ["no_such_set", "../aliases", ""])
def test_a_set_must_exist(name):
    with pytest.raises(KeyError):
        codeset(name)


@pytest.mark.parametrize("name", codeset_names())
def test_every_label_and_full_name_of_a_standard_means_its_own_code(name):
    found = codeset(name)

    assert [found.match(label).code for label in found.labels.values()] == list(found.labels)
    assert [found.match(label).code for label in found.full_names.values()] == list(found.labels)


@pytest.mark.parametrize("heading", picklist_headings())
def test_every_label_of_a_pick_list_means_itself(heading):
    found = picklist(heading)

    assert [found.match(label).code for label in found.labels] == list(found.labels)
