"""Until when: the terms that may be chosen as the end of a leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from xueji.policies.facts import Term
from xueji.policies.facts.coming import terms_through
from xueji.policies.windows import day_label

OFFERED = 4
_LONG = timedelta(days=4 * 366)


@dataclass(frozen=True)
class Until:
    """The end of a term as the end of a leave: the last day, and how many terms that makes."""

    day: date
    label: str
    terms: int


def ends_offered(starts_on: date, terms: Iterable[Term], most: int = OFFERED) -> list[Until]:
    """The ends of the term in which a leave begins (in the holidays: of the next one) and of those after it."""
    ahead = (term for term in terms_through(terms, starts_on, starts_on + _LONG) if term.ends_on >= starts_on)
    return [Until(term.ends_on, _label(term, number), number) for number, term in enumerate(islice(ahead, most), 1)]


def _label(term: Term, number: int) -> str:
    known = {
        "year": f"{term.school_year}—{term.school_year + 1}",
        "ordinal": _("二") if term.ordinal == 2 else _("一"),
        "day": day_label(term.ends_on),
        "number": number,
        "mark": _("，暂算") if term.planned else "",
    }
    # What one decides by comes first: on a telephone the rest of it does not fit.
    return _("%(day)s，共 %(number)d 个学期（%(year)s学年第%(ordinal)s学期末%(mark)s）") % known
