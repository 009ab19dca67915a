"""A prefecture puts a school below another county; the school lays its years out; the new county reads both."""

from datetime import date

import pytest

from xueji.organizations.models import Organization

pytestmark = [pytest.mark.browser, pytest.mark.slow]
A = "zj_school_a"


def test_a_school_comes_below_another_county(world, person, day):
    day(date(2026, 9, 10))
    registrar = person(f"{A}.registrar")
    registrar.go("/students/terms/")
    registrar.follow("多学期制")
    registrar.looks("periods-01-empty")
    registrar.fill("名称", "企业学期")
    registrar.page.get_by_label("教学功能").select_option(label="企业实习")
    registrar.fill("自", "2026-10-12")
    registrar.fill("至（含当日）", "2026-12-04")
    registrar.press("保存")
    registrar.sees("已登记“企业学期”")
    registrar.looks("periods-02-laid")

    chief = person("zj_city_1.chief")
    chief.follow("学校划转")
    chief.looks("reorganization-01-form")
    chief.page.get_by_label("学校", exact=True).select_option(value=str(world[A].pk))
    chief.page.get_by_label("划归").select_option(value=str(world["zj_county_1b"].pk))
    chief.fill("批准文号", "澜政办〔2026〕11号")
    chief.fill("事由", "区划调整")
    chief.press("看看涉及什么")
    chief.looks("reorganization-02-confirm")
    chief.press("确认划转")
    chief.sees("已生效")
    chief.looks("reorganization-03-done")

    assert Organization.objects.get(pk=world[A].pk).parent == world["zj_county_1b"]
    county = person("zj_county_1b.reviewer")
    county.go("/students/terms/periods/").sees("企业学期")
    county.go("/students/").sees(world.student(A).name)
