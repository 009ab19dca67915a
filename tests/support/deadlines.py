"""An open step for tests of clocks, without the chain that would lead to it."""

from datetime import date
from typing import Any

from tests.support.world import World
from xueji import clock
from xueji.cases import clocks
from xueji.cases.models import Case, Step
from xueji.organizations.scope import unfenced


def open_step(world: World, key: str, *, started: date, budget: int | None, **fields: Any) -> Step:
    """A step that reached the organization on `started` with so many working days, seen by that organization only.

    In a case of its own, or in `case`.
    """
    body = world[key]
    own = {"parties": [body.pk], "viewers": [body.pk]}
    with clock.at(started), unfenced(reason="a test needs an open step"):
        step = Step(
            case=fields.pop("case", None) or _case(world, key),
            position=fields.pop("position", 1),
            group=1,
            key="approve",
            label="核办",
            organization=body,
            kind="approval",
            budget=budget,
            **own | fields,
        )
        step.save()
        clocks.start(step)
        return step


def _case(world: World, key: str) -> Case:
    body = world[key]
    return Case.objects.create(
        kind="transfer",
        state="running",
        policy_key="zhejiang_2015",
        policy_version="1",
        opened_by=_anybody(world, key),
        opened_for=body,
        title=f"转学：{body.name}",
        created_at=clock.now(),
        submitted_at=clock.now(),
        parties=[body.pk],
        viewers=[body.pk],
    )


def _anybody(world: World, key: str) -> Any:
    return next(office.user for name, office in world.offices.items() if name.startswith(f"{key}."))
