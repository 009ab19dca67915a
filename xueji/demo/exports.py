"""Two files of the demonstration: a list with masked numbers, and this school year's changes for the national system."""

from datetime import date
from typing import Protocol

from students.exports import reentry
from students.exports.actions import Order, export_ask
from students.exports.making import export_make
from students.exports.sources import base
from students.exports.sources.changes import ChangesForm
from xueji.demo.script import acting
from xueji.organizations.models import Organization

_WORDS = "异动学生回填全国系统"


class Stage(Protocol):
    """What the script of all cases holds ready."""

    schools: dict[str, Organization]
    today: date


def act_exports(stage: Stage) -> None:
    """The registrar of one school of each regulation took two lists out."""
    for slug in ("zj1", "bj1"):
        with acting(stage.schools[slug], "registrar", stage.today) as scope:
            # In the first days of a school year nothing is recorded yet: the calendar year stands for it then.
            waits = reentry.recorded_since(scope, "changes", None).exists()
            asked = ChangesForm({"period": reentry.AGAIN if waits else str(stage.today.year)}, scope=scope)
            assert asked.is_valid()
            orders = {
                "students": Order({"query": "status=studying"}),
                "changes": Order(asked.said(), whole=True, purpose="national", words=_WORDS),
            }
            for key, order in orders.items():
                source = base.get(key)
                assert source is not None
                export_make(actor=scope, export=export_ask(actor=scope, source=source, order=order))
