"""All that one school has."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.support.samples.entering import Entering
from tests.support.samples.offices import Offices
from tests.support.samples.papers import Papers
from tests.support.samples.workbooks import Workbooks
from tests.support.structure import structure_of


@dataclass
class Belongings(Entering, Offices, Papers, Workbooks):
    """What one school has, made when it is first asked for."""

    @cached_property
    def structure(self) -> Any:
        """Programmes, classes, moves, grades and terms: see tests/support/structure.py."""
        return structure_of(self)

    @property
    def secrets(self) -> list[str]:
        """Texts that no stranger may read anywhere."""
        people = [self.student, self.graduate]
        numbers = [self.case.number, self.certificate.number, self.certificate.verify_code, self.roster.filename]
        return [
            *(student.name for student in people),
            *(student.number_mask for student in people),
            *(student.identity_mask for student in people),
            *numbers,
        ]

    def make_all(self) -> None:
        """Make everything now, one after the other."""
        for each in type(self).__mro__:
            for name, made in vars(each).items():
                if isinstance(made, cached_property):
                    getattr(self, name)
