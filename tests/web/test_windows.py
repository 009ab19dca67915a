"""The windows at the side of the workbench: what is open now or opens soon, with the article."""

from datetime import date

import pytest

from xueji import clock
from xueji.calendars.loader import get_calendar
from xueji.policies.windows import Window
from xueji.web import windows
from xueji.web.windows import Announced, windows_for

pytestmark = pytest.mark.django_db


def shown(world, key, day):
    with clock.at(day), world.scope(f"{key}.registrar").enter():
        return {view.label: view for view in windows_for(world[key], get_calendar())}


def days(view):
    return (view.first, view.last, view.is_open)


def test_zhejiang_takes_resumptions_in_the_month_before_the_opening(world):
    view = shown(world, "zj_school_a", date(2027, 1, 20))["复学申请"]

    assert days(view) == (date(2027, 1, 22), date(2027, 2, 21), False)
    assert (view.provisional, view.citation.article) == (True, 21)


def test_beijing_takes_resumptions_some_days_before_the_opening(world):
    view = shown(world, "bj_school_a", date(2026, 8, 20))["复学申请"]

    assert (view.last, view.is_open, view.provisional) == (date(2026, 8, 31), True, False)


def test_majors_are_changed_in_beijing_by_terms_of_the_programme(world):
    found = shown(world, "bj_school_a", date(2026, 11, 20))

    assert days(found["转专业（同一专业大类）"]) == (date(2026, 9, 1), date(2027, 1, 22), True)
    assert found["转专业（跨专业大类）"].last == date(2027, 2, 21)


def test_zhejiang_leaves_the_time_of_a_choice_to_its_schools(world):
    assert [label for label in shown(world, "zj_school_a", date(2026, 11, 20)) if "专业" in label] == []


def test_what_is_open_comes_first_and_the_nearest_end_before_the_others(world):
    found = list(shown(world, "bj_school_a", date(2026, 11, 20)).values())

    assert found == sorted(found, key=lambda view: (not view.is_open, view.last))


def test_a_chapter_adds_its_own_windows(world, monkeypatch):
    monkeypatch.setattr(windows, "_sources", {})
    asked = Window(date(2026, 9, 1), date(2026, 9, 18))
    windows.register("test", lambda frame: [Announced("试验", [asked], "transfer.window_days")])

    view = shown(world, "zj_school_a", date(2026, 9, 16))["试验"]

    assert (view.left, view.is_soon) == (3, True)


def test_what_is_far_away_is_not_announced(world, monkeypatch):
    monkeypatch.setattr(windows, "_sources", {})
    asked = Window(date(2027, 9, 1), date(2027, 9, 18))
    windows.register("test", lambda frame: [Announced("试验", [asked], "transfer.window_days")])

    assert shown(world, "zj_school_a", date(2026, 9, 16)) == {}
