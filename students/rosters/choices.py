"""What a school's headings mean that nobody knew: said once, remembered for its next files. Each sort of list has its own
(`of`: empty for rosters of students), because the same word may mean different columns."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from students.models import HeadingChoice
from students.rosters.spellings import ROSTER, Vocabulary
from xueji import clock
from xueji.errors import Invalid

_MARK = ":"  # no heading's key has one


def choices_of(school_id: int, of: str = "") -> dict[str, str]:
    """A heading's key → field, empty for one to be left out."""
    rows = _rows(school_id, of).values_list("key", "field")
    return {key.removeprefix(f"{of}{_MARK}") if of else key: field for key, field in rows}


def choices_keep(
    *,
    school_id: int,
    user_id: int | None,
    chosen: Mapping[str, tuple[str, str]],
    of: str = "",
    vocabulary: Vocabulary = ROSTER,
) -> None:
    """Keep what was said: a heading's key → (its text, the field). Raises Invalid where two are to be one column."""
    fields = [field for _text, field in chosen.values() if field]
    twice = sorted({vocabulary.columns[field].heading for field in fields if fields.count(field) > 1})
    if twice:
        raise Invalid(_("“%(names)s”只能对应一列，请改其中一个。") % {"names": "、".join(twice)}, field="mapping")
    for key, (text, field) in chosen.items():
        HeadingChoice.objects.update_or_create(
            school_id=school_id,
            key=(f"{of}{_MARK}{key}" if of else key)[:80],
            defaults={"text": text[:200], "field": field, "chosen_by_id": user_id, "chosen_at": clock.now()},
        )


def choices_forget(school_id: int, of: str = "") -> None:
    """Forget everything that was said about headings of this sort of list."""
    _rows(school_id, of).delete()


def _rows(school_id: int, of: str) -> QuerySet[HeadingChoice]:
    rows = HeadingChoice.objects.filter(school_id=school_id)
    return rows.filter(key__startswith=f"{of}{_MARK}") if of else rows.exclude(key__contains=_MARK)
