import pytest

from ops import system_packages
from ops.layout import Problem
from ops.system_packages import Need, advice, has_font, loads, provide, provide_for_test

GONE = Need("libgone", "text in PDFs", lambda: False)
HERE = Need("libhere", "fonts in PDFs", lambda: True)


def test_a_library_that_is_not_installed_is_missed():
    assert (loads("libc.so.6")(), loads("libc.so.6", "libgone.so.9")()) == (True, False)


def test_a_font_is_found_below_the_font_folders(monkeypatch, tmp_path):
    (tmp_path / "opentype").mkdir()
    (tmp_path / "opentype" / "NotoSerifCJK-Regular.ttc").touch()
    monkeypatch.setattr(system_packages, "FONT_FOLDERS", (tmp_path,))

    assert (has_font("NotoSerifCJK*")(), has_font("BabelStoneHan*")()) == (True, False)


def test_advice_names_packages_and_purposes():
    assert advice([GONE, HERE]) == "missing (text in PDFs, fonts in PDFs); as root: apt-get install libgone libhere"


def test_nothing_is_installed_against_the_users_will(monkeypatch, tmp_path):
    monkeypatch.setenv("XUEJI_SYSTEM_PACKAGES", "never")

    assert provide([GONE, HERE], logs=tmp_path) == [GONE]


def test_tests_do_not_begin_without_what_they_need(monkeypatch, tmp_path):
    monkeypatch.setenv("XUEJI_SYSTEM_PACKAGES", "never")
    monkeypatch.setattr(system_packages, "FOR_TEST", (GONE,))

    with pytest.raises(Problem, match="apt-get install libgone"):
        provide_for_test(tmp_path)
