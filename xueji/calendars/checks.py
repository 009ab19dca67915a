"""`./run manage check` says when the calendar runs out."""

from typing import Any

from django.core import checks
from django.db import Error

from xueji import clock
from xueji.calendars.coverage import running_out


@checks.register()
def calendar_reaches_far_enough(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """A reminder to the operator, months before the published years end. Of level info: nothing is wrong with the code, so
    what fails on warnings passes until the notice comes out. Without a database there is nothing to say yet."""
    try:
        found = running_out(clock.today())
    except (Error, RuntimeError):
        return []
    if found is None:
        return []
    return [
        checks.Info(
            f"The working days of {found.missing} are not entered; the calendar ends on {found.last_day}.",
            hint="Enter the State Council's notice: page 工作日历, or ./run manage import_calendar FILE --year "
            f"{found.missing}. Until then due days after it are provisional.",
            id="calendars.I001",
        )
    ]
