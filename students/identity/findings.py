"""Findings of the duplicate check: written for both sides, each of which learns its own half."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from students.identity.checking import Asked, Hit, asked_of, clashes_found
from students.identity.models import UNSOLVED, Clash, DuplicateFinding, State, Via
from students.identity.spans import span_of
from students.models import Student
from xueji import clock
from xueji.codes.identity import mask
from xueji.notices.inbox import notify_holders
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope
from xueji.policies.vocabulary import ClashKind

_BATCH = 500
_LOCK = 0x7870
# What a proof settles for good; the same number on two open records no proof lets through.
_PROVABLE = frozenset({ClashKind.NUMBER, ClashKind.LIKENESS})


@dataclass(frozen=True, slots=True)
class Standing:
    """What is to be settled before a student is registered: a clash of numbers, somebody alike."""

    clashes: bool = False
    alike: bool = False
    alike_without_number: bool = False


def standings_of(students: Iterable[Student]) -> dict[int, Standing]:
    """By student id; two queries. Callers are unfenced; `students` have their person at hand."""
    asked = asked_of(students)
    return _standings(_unproved(asked, clashes_found(asked)))


def findings_of(students: Sequence[Student], *, via: Via, actor: Scope | None) -> dict[int, Standing]:
    """Like `standings_of`, and what was found is written down for both sides. Callers are unfenced."""
    asked = asked_of(students)
    hits = _unproved(asked, clashes_found(asked))
    findings_keep({each.key: each for each in asked}, hits, via=via, actor=actor)
    return _standings(hits)


def findings_keep(
    asked: dict[int, Asked], hits: Sequence[Hit], *, via: Via, actor: Scope | None, masks: dict[int, str] | None = None
) -> list[Clash]:
    """Write clashes that nobody knows yet, and open those again that come back; both schools are told how many are new.

    Where the two sides asked about each other it is one clash, and the one that was found first goes on asking.
    """
    hits = _unproved(list(asked.values()), hits)
    if not hits:
        return []
    _one_after_the_other()
    pairs = {_pair(asked[hit.key], hit): hit for hit in hits}
    known = {clash.pair: clash for clash in Clash.objects.filter(pair__in=list(pairs))}
    back = [clash for clash in known.values() if clash.state not in UNSOLVED]
    for clash in back:
        clash.state = State.OPEN
    Clash.objects.bulk_update(back, ["state"], batch_size=_BATCH)
    DuplicateFinding.objects.filter(clash__in=back).update(
        state=State.OPEN, solved_on=None, solved_case=None, statement="", statement_due_on=None, stated_at=None
    )
    fresh = {pair: hit for pair, hit in pairs.items() if pair not in known}
    schools = _schools([asked[hit.key].school_id for hit in fresh.values()] + [hit.school_id for hit in fresh.values()])
    records: dict[int, Student] = Student.objects.in_bulk(
        {hit.student_id for hit in fresh.values()} | {key for each in asked.values() if (key := each.student_id)}
    )
    made = Clash.objects.bulk_create(
        [_clash(pair, asked[hit.key], hit, schools) for pair, hit in fresh.items()], batch_size=_BATCH
    )
    sides = []
    for clash, hit in zip(made, fresh.values(), strict=True):
        sides += _sides(clash, asked[hit.key], hit, records, via, actor, masks or {})
    DuplicateFinding.objects.bulk_create(sides, batch_size=_BATCH)
    _tell(sides)
    return [*made, *back]


def _one_after_the_other() -> None:
    """Two schools that find the same pair at one moment write one clash; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_LOCK])


def _unproved(asked: Sequence[Asked], hits: Sequence[Hit]) -> list[Hit]:
    """Without those of which somebody proved that they are two people."""
    by_key = {each.key: each for each in asked}
    provable = {_pair(by_key[hit.key], hit) for hit in hits if hit.kind in _PROVABLE}
    proved = set(Clash.objects.filter(pair__in=list(provable), state=State.PROVED).values_list("pair", flat=True))
    return [hit for hit in hits if hit.kind not in _PROVABLE or _pair(by_key[hit.key], hit) not in proved]


def _standings(hits: Iterable[Hit]) -> dict[int, Standing]:
    by_key: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_key[hit.key].append(hit)
    return {
        key: Standing(
            clashes=any(hit.kind != ClashKind.LIKENESS for hit in found),
            alike=any(hit.kind == ClashKind.LIKENESS for hit in found),
            alike_without_number=any(hit.kind == ClashKind.LIKENESS and hit.without_number for hit in found),
        )
        for key, found in by_key.items()
    }


def _pair(asked: Asked, hit: Hit) -> str:
    """The two records in one word, whichever of them asked; a row without a record by its school and number."""
    if asked.student_id is None:
        return f"{asked.school_id}:{asked.identity_index.hex()[:32]}:{hit.student_id}"
    return "{}-{}".format(*sorted((asked.student_id, hit.student_id)))


def _schools(keys: Iterable[int]) -> dict[int, Organization]:
    return Organization.objects.in_bulk(set(keys))


def _clash(pair: str, asked: Asked, hit: Hit, schools: dict[int, Organization]) -> Clash:
    span = span_of(schools[asked.school_id], schools[hit.school_id])
    return Clash(
        pair=pair,
        kind=hit.kind,
        asking_school_id=asked.school_id,
        asking_student_id=asked.student_id,
        standing_school_id=hit.school_id,
        standing_student_id=hit.student_id,
        county_id=span.county_id,
        city_id=span.city_id,
        province_id=span.province_id,
        found_at=clock.now(),
    )


def _sides(
    clash: Clash,
    asked: Asked,
    hit: Hit,
    records: dict[int, Student],
    via: Via,
    actor: Scope | None,
    masks: dict[int, str],
) -> list[DuplicateFinding]:
    """The half of each: who was found second acts and is named by who found it, the other one only learns of it."""
    own = records.get(asked.student_id or 0)
    asking = _half(clash, hit, via, asked.school_id, asked, own.identity_mask if own else masks[asked.key])
    asking.asks, asking.student, asking.found_by = True, own, actor.user_id if actor else None
    other = records[hit.student_id]
    standing = _half(clash, hit, via, hit.school_id, other, other.identity_mask)
    standing.asks, standing.student = False, other
    return [asking, standing]


def _half(clash: Clash, hit: Hit, via: Via, school_id: int, somebody: Asked | Student, hidden: str) -> DuplicateFinding:
    """What one side may know: its own numbers and the kind of clash."""
    return DuplicateFinding(
        clash=clash,
        kind=hit.kind,
        without_number=hit.without_number,
        via=via,
        found_on=clock.today(),
        school_id=school_id,
        name=somebody.name,
        sex=somebody.sex,
        birth_date=somebody.birth_date,
        identity_type=somebody.identity_type,
        identity_index=somebody.identity_index,
        identity_mask=hidden,
    )


def _tell(sides: Iterable[DuplicateFinding]) -> None:
    """How many are new, to each school; the line says nothing of students or of the other side."""
    counts = Counter((side.school_id, side.asks) for side in sides)
    for (school, asks), count in counts.items():
        text = _("查重未过 %(count)d 人，请处理") if asks else _("本校 %(count)d 名学生被他处查出重复，请核对")
        notify_holders(
            school, "manage_students", "duplicate", text % {"count": count}, link=reverse("students:duplicates")
        )


def row_of(key: int, school_id: int, values: dict[str, object], index: bytes) -> tuple[Asked, str]:
    """A row of a roster as somebody to ask about, and its number masked."""
    number = str(values["identity_number"])
    asked = Asked(
        key=key,
        school_id=school_id,
        student_id=None,
        identity_type=str(values["identity_type"]),
        identity_index=index,
        number_index=None,
        name=str(values["name"]),
        sex=str(values["sex"]),
        birth_date=values["birth_date"],  # type: ignore[arg-type]  # read as a day
    )
    return asked, mask(number)
