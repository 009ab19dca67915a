"""What officers are told, and hand over."""

from functools import cached_property

from tests.support.samples.casework import Casework
from xueji import clock
from xueji.notices.models import PersonNotice
from xueji.offices.actions import work_hand_over
from xueji.offices.models import HandOver
from xueji.organizations.scope import unfenced


class Offices(Casework):
    """What officers are told, and hand over."""

    @cached_property
    def notice(self) -> PersonNotice:
        """What the registrar was told."""
        with unfenced(reason="a test tells somebody"):
            return PersonNotice.objects.create(
                user=self.world.user(self.registrar),
                organization_id=self.world[self.school].pk,
                event="outcome",
                kind="effective",
                text=f"{self.family}的办件",
                case_id=self.case.pk,
                at=clock.now(),
            )

    @cached_property
    def hand_over(self) -> HandOver:
        """The registrar's work, handed to the head."""
        giver, taker = self.world.offices[self.registrar], self.world.offices[f"{self.school}.school_head"]
        with self.world.scope(self.registrar).enter() as scope:
            return work_hand_over(actor=scope, office=giver, successor=taker, on=clock.today())
