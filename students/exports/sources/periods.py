"""The days that a list is about: a term, a year, or any two days."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from students.exports import reentry
from students.exports.sources.base import Asked, AskForm, Pairs
from students.parties import terms_of
from xueji import clock
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.web.formats import cn_date_full, cn_datetime

_TERMS, _YEARS = 6, 4
OTHER = "other"
Span = tuple[date, date]


def spans(scope: Scope) -> dict[str, tuple[str, Span]]:
    """The terms and years to choose from, the present ones first: key → label, first and last day. A term goes on until the
    next one begins: what happens in the vacation belongs to it."""
    today = clock.today()
    terms = list(terms_of(Organization.objects.get(pk=scope.organization_id or 0)))
    found: dict[str, tuple[str, Span]] = {}
    for at, term in reversed(list(enumerate(terms))):
        if term.starts_on <= today and len(found) < _TERMS:
            following = terms[at + 1].starts_on if at + 1 < len(terms) else date(term.ends_on.year + 1, 1, 1)
            ordinal = _("第一学期") if term.ordinal == 1 else _("第二学期")
            label = f"{term.school_year}—{term.school_year + 1} 学年{ordinal}"
            found[f"{term.school_year}-{term.ordinal}"] = (label, (term.starts_on, following - timedelta(days=1)))
    for year in range(today.year, today.year - _YEARS, -1):
        found[str(year)] = (_("%(year)s 年") % {"year": year}, (date(year, 1, 1), date(year, 12, 31)))
    return found


class Day(forms.DateInput):
    """A date with the browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PeriodForm(AskForm):
    """From when to when."""

    # The list that a school takes out again and again for the national system, by the source's key.
    enters: ClassVar[str] = ""

    period = forms.ChoiceField(label=gettext_lazy("期间"))
    first = forms.DateField(label=gettext_lazy("自（另定时填）"), widget=Day(), required=False)
    last = forms.DateField(label=gettext_lazy("至（另定时填）"), widget=Day(), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.spans = spans(self.scope)
        period: Any = self.fields["period"]
        period.choices = [(key, label) for key, (label, _span) in self.spans.items()]
        self.since = reentry.last_list(self.scope, self.enters) if self._may_enter else None
        if self._may_enter:
            period.choices += [(reentry.AGAIN, self._again_label)]
        period.choices += [(OTHER, _("另定起止日期"))]

    @property
    def _may_enter(self) -> bool:
        return bool(self.enters) and reentry.may_enter_again(self.scope)

    @property
    def _again_label(self) -> str:
        if self.since is None:
            return _("向全国系统补录：本学年以来登记的")
        return _("向全国系统补录：上次（%(at)s）以后登记的") % {"at": cn_datetime(self.since)}

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("period") == OTHER:
            for name in ("first", "last"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, _("另定起止日期时，请填日期。"))
            if found.get("first") and found.get("last") and found["first"] > found["last"]:
                self.add_error("last", _("止日早于起日，请对调。"))
        return found

    def said(self) -> dict[str, Any]:
        period = self.cleaned_data["period"]
        if period == OTHER:
            first, last = self.cleaned_data["first"], self.cleaned_data["last"]
            return {"first": first.isoformat(), "last": last.isoformat(), "period": ""}
        if period == reentry.AGAIN:
            span = {"first": reentry.first_day().isoformat(), "last": clock.today().isoformat()}
            return span | {"period": self._again_label, reentry.AGAIN: self.since.isoformat() if self.since else ""}
        label, (first, last) = self.spans[period]
        return {"first": first.isoformat(), "last": last.isoformat(), "period": label}


def span_of(asked: Asked) -> Span:
    """The first and the last day that an export is about."""
    return date.fromisoformat(asked.said["first"]), date.fromisoformat(asked.said["last"])


def recorded_again(asked: Asked, source: str) -> Any:
    """The changes of a list for the national system; None where a period was asked for."""
    if reentry.AGAIN not in asked.said:
        return None
    after = asked.said[reentry.AGAIN]
    return reentry.recorded_since(asked.scope, source, datetime.fromisoformat(after) if after else None)


def described(asked: Asked) -> Pairs:
    """The same in words."""
    if reentry.AGAIN in asked.said:
        return [(_("期间"), str(asked.said["period"]))]
    first, last = span_of(asked)
    days = _("%(first)s至%(last)s") % {"first": cn_date_full(first), "last": cn_date_full(last)}
    named = asked.said.get("period")
    return [(_("期间"), f"{named}（{days}）" if named else days)]
