"""When registration closes: the season of a day, its closing day by the regulation, and the day to which it was extended."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from students.parties import policy_key_of, rest_days_of
from students.registration.models import WindowExtension
from xueji.calendars.loader import get_calendar
from xueji.organizations.models import Organization
from xueji.organizations.scope import asked_once
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.registry import get as policy
from xueji.policies.facts import RegistrationFacts
from xueji.policies.patterns.registration import ClosingDay
from xueji.policies.vocabulary import Season

# Who enters from February to July enters in spring; who comes in January is late for the autumn before.
_SPRING = range(2, 8)
# A season that closed so long ago is over for good; before that, those left behind are shown with it.
_OVER = timedelta(days=100)
_SOON = 7  # days

SeasonKey = tuple[Season, int]


@dataclass(frozen=True)
class SeasonWindow:
    """One season at one place: `closes` as the text has it, `last` with the extension. `left` days from today to `last`."""

    season: Season
    year: int
    closes: date
    last: date
    left: int
    working_days: int
    citation: Citation
    extension: WindowExtension | None = None

    @property
    def is_closed(self) -> bool:
        return self.left < 0

    @property
    def is_soon(self) -> bool:
        return 0 <= self.left <= _SOON

    @property
    def late(self) -> int:
        """For how many days it has been closed."""
        return max(-self.left, 0)

    @property
    def tone(self) -> str:
        return "bad" if self.is_closed else "wait" if self.is_soon else "ok"


def season_of(entered_on: date) -> SeasonKey:
    """The registration season that an entry belongs to, and its year: February to July is spring."""
    if entered_on.month == 1:
        return Season.AUTUMN, entered_on.year - 1
    return (Season.SPRING if entered_on.month in _SPRING else Season.AUTUMN), entered_on.year


def closing_rule(policy_key: str, day: date) -> ClosingDay:
    """The rule on the closing day in the regulation, with the numbers of a day."""
    rules = policy(policy_key).rules_for("registration", day)
    return next(rule for rule in rules if isinstance(rule, ClosingDay))


def closing_day(policy_key: str, season: Season, year: int, day: date) -> date | None:
    """The day on which a season closes by the numbers of `day`; None where the regulation has no such season."""
    facts = RegistrationFacts(season=season, year=year, submitted_on=day, rest_days=rest_days_of([year]))
    return closing_rule(policy_key, day).last_day(facts)


def current_seasons(policy_key: str, today: date) -> list[tuple[SeasonKey, date]]:
    """The season that closes next, and before it those that closed within a hundred days; each with its closing day."""
    found = [
        ((season, year), last)
        for year in (today.year - 1, today.year, today.year + 1)
        for season in Season
        if (last := closing_day(policy_key, season, year, today)) is not None
    ]
    found.sort(key=lambda pair: pair[1])
    coming = [pair for pair in found if pair[1] >= today][:1]
    return [pair for pair in found if today - _OVER <= pair[1] < today] + coming


def windows_of(school: Organization, today: date, wanted: Collection[SeasonKey] = ()) -> list[SeasonWindow]:
    """The seasons that concern a school now, and those of `wanted` (of students who still wait), in their order."""
    key = policy_key_of(school)
    seasons = dict(current_seasons(key, today))
    for season, year in wanted:
        if (season, year) not in seasons and (last := closing_day(key, season, year, today)) is not None:
            seasons[season, year] = last
    extended = extensions_for([school], seasons)
    calendar, rule = asked_once("calendar", get_calendar), closing_rule(key, today)
    found = []
    for (season, year), closes in sorted(seasons.items(), key=lambda pair: pair[1]):
        extension = extended.get((school.pk, season, year))
        last = max(closes, extension.until) if extension else closes
        found.append(
            SeasonWindow(
                season=season,
                year=year,
                closes=closes,
                last=last,
                left=(last - today).days,
                working_days=calendar.remaining(today, last) if last >= today else 0,
                citation=rule.citation,
                extension=extension if extension and extension.until > closes else None,
            )
        )
    return found


def extensions_for(
    schools: Iterable[Organization], seasons: Collection[SeasonKey]
) -> dict[tuple[int, Season, int], WindowExtension]:
    """The extension that reaches furthest for each school, season and year; one query. Of several for one target the
    last counts: who takes one back grants the closing day again."""
    rows = WindowExtension.objects.filter(year__in={year for _season, year in seasons}).select_related(
        "granted_by", "target"
    )
    counting: dict[tuple[int, Season, int], WindowExtension] = {}
    for row in rows.order_by("id"):
        counting[row.target_id, Season(row.season), row.year] = row
    found: dict[tuple[int, Season, int], WindowExtension] = {}
    for school in schools:
        for season, year in seasons:
            chain = [(key, season, year) for key in school.key_chain()]
            reached = [counting[key] for key in chain if key in counting]
            if reached:
                found[school.pk, season, year] = max(reached, key=lambda each: each.until)
    return found


def extended_until(school: Organization, season: Season, year: int) -> date | None:
    """The day to which a season was extended for a school; None when it was not."""
    found = extensions_for([school], [(season, year)]).get((school.pk, season, year))
    return found.until if found else None
