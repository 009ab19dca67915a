"""The list of status changes (学籍变动): every kind of chapter 3 and the information changes, the newest first."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from students.matters.kind import matter_kinds
from students.parties import terms_of
from xueji import clock
from xueji.cases import registry
from xueji.cases.models import Case, Item
from xueji.cases.states import CaseState
from xueji.organizations.models import Organization
from xueji.policies.facts import Term
from xueji.web.asked import whole

PAGE = 50
_TERMS = 4  # offered for choosing: the one that runs, and those before it


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; words that nobody knows count as none."""

    kind: str = ""
    state: str = ""
    term: str = ""
    after: int | None = None
    before: int | None = None

    @classmethod
    def of(cls, given: QueryDict) -> "Filters":
        known = {kind.key for kind in kinds()}
        kind, state = given.get("kind", ""), given.get("state", "")
        return cls(
            kind=kind if kind in known else "",
            state=state if state in CaseState.values else "",
            term=given.get("term", ""),
            after=whole(given.get("after", "")),
            before=whole(given.get("before", "")),
        )


def kinds() -> list[registry.CaseKind]:
    """Transfer, the matters of one school, and what undoes them, in the order of registration."""
    keys = {"transfer", "revocation", *(kind.key for kind in matter_kinds())}
    return [kind for kind in registry.all_kinds() if kind.key in keys]


def change_lines(filters: Filters, reader: Organization) -> dict[str, Any]:
    """One page of the cases that the reader's office may see, in three queries and the terms."""
    terms = _terms(reader)
    shown, page = _page(_found(filters, terms), filters)
    names = _names(shown)
    labels = {kind.key: kind.label for kind in kinds()}
    return {
        "lines": [
            SimpleNamespace(
                case=case,
                kind=labels[case.kind],
                who=names.get(case.pk, ""),
                from_here=case.opened_for_id == reader.pk,
                direction=_direction(case, reader),
            )
            for case in shown
        ],
        "page": page,
        "filters": filters,
        "kinds": kinds(),
        "states": CaseState.choices,
        "terms": [(word, _label(term)) for word, term in terms.items()],
    }


def _found(filters: Filters, terms: dict[str, Term]) -> Any:
    wanted = [filters.kind] if filters.kind else [kind.key for kind in kinds()]
    found = Case.objects.filter(kind__in=wanted).select_related("opened_for").order_by("-id")
    if filters.state:
        found = found.filter(state=filters.state)
    if term := terms.get(filters.term):
        found = found.filter(created_at__gte=_midnight(term.starts_on), created_at__lt=_midnight(_next(term, terms)))
    return found


def _page(found: Any, filters: Filters) -> tuple[list[Case], SimpleNamespace]:
    """Fifty cases by their keys, which do not move while somebody reads."""
    if filters.before:
        rows = list(found.filter(pk__gt=filters.before).order_by("id")[: PAGE + 1])
        shown, earlier, later = rows[:PAGE][::-1], len(rows) > PAGE, True
    else:
        rows = list((found.filter(pk__lt=filters.after) if filters.after else found)[: PAGE + 1])
        shown, earlier, later = rows[:PAGE], filters.after is not None, len(rows) > PAGE
    return shown, SimpleNamespace(
        summary="",
        previous_cursor=shown[0].pk if shown and earlier else None,
        next_cursor=shown[-1].pk if shown and later else None,
    )


def _direction(case: Case, reader: Organization) -> str:
    """Which way a transfer goes for a school: in, out, or neither side."""
    if case.roles.get("to_school") == reader.pk:
        return "in"
    return "out" if case.roles.get("from_school") == reader.pk else ""


def _names(cases: list[Case]) -> dict[int, str]:
    """The student, or how many there are, by case."""
    first = dict(
        Item.objects.filter(case__in=[case.pk for case in cases], position=1).values_list("case_id", "snapshot__name")
    )
    batches = [case.pk for case in cases if case.is_batch]
    counts = Item.objects.filter(case__in=batches).values("case_id").annotate(count=Count("id"))
    many = {row["case_id"]: _("%(count)d 名学生") % {"count": row["count"]} for row in counts} if batches else {}
    return first | many


def _terms(reader: Organization) -> dict[str, Term]:
    """The terms that have begun, the latest first, by the word that stands in the address."""
    begun = [term for term in terms_of(reader) if term.starts_on <= clock.today()]
    return {f"{term.school_year}-{term.ordinal}": term for term in reversed(begun[-_TERMS:])}


def _next(term: Term, terms: dict[str, Term]) -> date:
    """The day on which the term after it opens; holidays belong to the term before."""
    later = [other.starts_on for other in terms.values() if other.starts_on > term.starts_on]
    return min(later, default=clock.today() + timedelta(days=1))


def _label(term: Term) -> str:
    return _("%(first)d—%(second)d 学年第%(ordinal)s学期") % {
        "first": term.school_year,
        "second": term.school_year + 1,
        "ordinal": "一二"[term.ordinal - 1],
    }


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
