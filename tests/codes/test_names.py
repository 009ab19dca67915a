"""Names: cleaning, faults, sort and search keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xueji.codes import names
from xueji.codes.names import initials, name_problems, normalise_name, pinyin_key


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("张 三", "张三"),
        ("\u3000张　三\u200b ", "张三"),
        ("𠮷野", "𠮷野"),
        ("㐂 多", "㐂多"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("买买提 ・ 吐尔逊", "买买提·吐尔逊"),
        ("买买提．吐尔逊", "买买提·吐尔逊"),
        ("买买提·吐尔逊·", "买买提·吐尔逊"),
        ("ＪＯＨＮ  Smith", "JOHN Smith"),
        ("", ""),
    ],
)
def test_a_name_is_cleaned_and_rare_characters_stay(raw, cleaned):
    assert normalise_name(raw) == cleaned


@pytest.mark.parametrize(
    ("name", "key", "letters"),
    [
        ("陈怡婷", "chen yi ting", "cyt"),
        ("曾国", "zeng guo", "zg"),
        ("单雄", "shan xiong", "sx"),
        ("单于浩", "chan yu hao", "cyh"),
        ("单于", "shan yu", "sy"),
        ("解晓", "xie xiao", "xx"),
        ("仇英", "qiu ying", "qy"),
        ("区志", "ou zhi", "oz"),
        ("查良", "zha liang", "zl"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("吕绿", "lv lv", "ll"),
        ("𠮷㐂", "ji xi", "jx"),
        ("买买提·吐尔逊", "mai mai ti tu er xun", "mmttex"),
        ("John Smith", "john smith", "js"),
        ("张\U0003134f", "zhang \U0003134f", "z?"),
    ],
)
def test_keys_read_surnames_as_surnames(name, key, letters):
    assert (pinyin_key(name), initials(name)) == (key, letters)


def test_a_shorter_name_sorts_before_a_longer_one():
    assert sorted(["陈一一", "陈一", "程一"], key=pinyin_key) == ["陈一", "陈一一", "程一"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("欧阳娜", []),
        ("𠮷㐂", []),
        ("买买提·吐尔逊", []),
        ("John Smith", []),
        ("", ["name_empty"]),
        ("张" * 37, ["name_length"]),
        ("张?", ["name_lost_character"]),
        ("张□", ["name_lost_character"]),
        ("张\ue000", ["name_lost_character"]),
        ("张3", ["name_characters"]),
        ("张三@", ["name_characters"]),
    ],
)
def test_faults_of_a_name_are_told(name, expected):
    assert [problem.code for problem in name_problems(name)] == expected


@given(st.text(max_size=12))
def test_cleaning_twice_is_cleaning_once(raw):
    assert normalise_name(normalise_name(raw)) == normalise_name(raw)


@given(st.text(max_size=12))
def test_no_text_breaks_the_keys(raw):
    name = normalise_name(raw)

    assert len(initials(name)) == len(pinyin_key(name).split(" ")) or not pinyin_key(name)


def test_a_plain_name_needs_no_tidying_and_has_no_faults():
    blocks = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x2FA20, 7))
    pairs = [chr(code) * 2 for block in blocks for code in block]

    assert all(names.is_plain(pair) for pair in pairs)
    assert [pair for pair in pairs if names.normalise_name(pair) != pair or names.name_problems(pair)] == []


@pytest.mark.parametrize(
    "name", ["", "陈", "陈 雨桐", "⼀⼁", "买买提·吐尔逊", "陈雨桐?", "Anna", "陈\u200b雨", "桐" * 37]
)
def test_a_name_with_anything_else_is_looked_at(name):
    assert not names.is_plain(name)


@pytest.mark.parametrize(
    ("character", "syllables"),
    [("陈", {"chen"}), ("单", {"shan", "chan"}), ("尉", {"wei", "yu"}), ("欧", {"ou"}), ("A", set()), ("·", set())],
)
def test_how_the_key_of_a_name_may_begin(character, syllables):
    assert names.first_syllables(character) == syllables


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=4))
def test_a_key_begins_as_its_first_character_says(name):
    assert pinyin_key(name).split()[0] in names.first_syllables(name[0])


@pytest.mark.parametrize("surname", sorted(names.SURNAMES))
def test_a_surname_begins_as_its_first_character_says(surname):
    assert pinyin_key(f"{surname}一").split()[0] in names.first_syllables(surname[0])
