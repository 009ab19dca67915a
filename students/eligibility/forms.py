"""The grid of the re-check: a result and grounds for each student, or one result for those ticked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.eligibility.actions import Finding
from students.eligibility.lists import Line
from students.eligibility.models import Outcome
from students.matters.forms import date_field
from xueji import clock
from xueji.web.asked import wholes


class GridForm(forms.Form):
    """`outcome_<id>` and `grounds_<id>` for each line; with `bulk`, the ticked `student` ids pass at once."""

    checked_on = date_field(_("复查日期"))

    def __init__(self, data: Any = None, *, lines: Sequence[Line]) -> None:
        super().__init__(data, initial={"checked_on": clock.today()})
        self.lines = {line.student.pk: line for line in lines}

    def clean_checked_on(self) -> Any:
        """Nobody has been checked tomorrow."""
        day = self.cleaned_data["checked_on"]
        if day > clock.today():
            raise forms.ValidationError(_("复查日期不能在今天之后。"))
        return day

    @property
    def findings(self) -> dict[int, Finding]:
        """What was entered, by student id; lines that were left alone are not in it."""
        if "bulk" in self.data:
            sent: Any = self.data
            ticked = set(wholes(sent.getlist("student")))
            return {key: Finding(Outcome.PASSED) for key in ticked & set(self.lines)}
        found = {}
        for key in self.lines:
            outcome = self.data.get(f"outcome_{key}", "")
            if outcome in Outcome.values:
                grounds = self.data.get(f"grounds_{key}", "") if outcome == Outcome.FAILED else ""
                found[key] = Finding(Outcome(outcome), grounds[:300])
        return found

    def written(self, key: int) -> tuple[str, str]:
        """What stands in a row: what was just entered, else what was found before."""
        if self.is_bound and "bulk" not in self.data:
            return self.data.get(f"outcome_{key}", ""), self.data.get(f"grounds_{key}", "")
        found = self.lines[key].found
        return (found.outcome, found.grounds) if found else ("", "")
