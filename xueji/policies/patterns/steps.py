"""Short ways to write the steps of a chain; a regulation states who, when and where it stands."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from xueji.policies.engine.chains import ChainStep, Late, Party, StepKind
from xueji.policies.engine.citations import Citation
from xueji.policies.engine.verdicts import Level

_LEVELS = {"school": Level.SCHOOL, "city": Level.CITY, "province": Level.PROVINCE}


def submission(party: Party, place: Citation, budget: str = "step.working_days") -> ChainStep:
    """The opening step: done by submitting. Its ``budget`` runs when the case comes back for correction."""
    return ChainStep("submit", party, StepKind.SUBMISSION, 1, party.label, place, Level.SCHOOL, budget)


def approval(
    group: int,
    party: Party,
    place: Citation,
    budget: str,
    *,
    key: str = "",
    label: str | Promise | None = None,
    level: Level | None = None,
    decides_exceptions: bool = False,
    only_with_exception: bool = False,
) -> ChainStep:
    """A step that decides within ``budget`` working days; being late goes to the level above."""
    return ChainStep(
        key=key or party.value,
        party=party,
        kind=StepKind.APPROVAL,
        group=group,
        label=party.label if label is None else label,
        citation=place,
        level=level or _level_of(party),
        budget=budget,
        late=Late.ESCALATE,
        decides_exceptions=decides_exceptions,
        only_with_exception=only_with_exception,
    )


def filing(
    group: int,
    party: Party,
    place: Citation,
    *,
    label: str | Promise | None = None,
    level: Level | None = None,
    budget: str | None = None,
) -> ChainStep:
    """A step that is told and holds nothing up. With a `budget` it is to be handled within so many working days.

    Zhejiang 16 gives the competent authority ten working days also where the article on the matter says that the school
    decides and the authority is told (20 to 23, 31): the special rule says what the step is, the general one how long it takes.
    """
    return ChainStep(
        key=f"file_{party.value}",
        party=party,
        kind=StepKind.FILING,
        group=group,
        label=party.label if label is None else label,
        citation=place,
        level=level or _level_of(party),
        budget=budget,
        late=Late.REMIND,
    )


def handled(
    group: int, party: Party, place: Citation, budget: str, *, kind_from: str, name: str | Promise
) -> ChainStep:
    """A step of which a reading, named by ``kind_from``, says whether it decides (approval) or is told (filing).

    ``name`` is what the step's label calls the party.
    """
    decides, told = StepKind.APPROVAL, StepKind.FILING
    return ChainStep(
        key=party.value,
        party=party,
        kind=decides,
        group=group,
        label=name,
        citation=place,
        level=_level_of(party),
        budget=budget,
        kind_from=kind_from,
        labels=((decides, format_lazy(_("{name}核办"), name=name)), (told, format_lazy(_("{name}备案"), name=name))),
    )


def _level_of(party: Party) -> Level:
    """School, city and province seats say their level; every other seat is the competent authority's."""
    return _LEVELS.get(party.value.rpartition("_")[2], Level.COUNTY)
