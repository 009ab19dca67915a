"""One school's things several times over: what it has copied row by row, each copy with its own students, cases, steps."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from django.db import Error, connection, models, transaction

from students.models import Person, Profile, Student
from tests.support.samples.belongings import Belongings
from tests.support.world import make_student
from xueji.cases.models import Case
from xueji.database.apply import fenced_models
from xueji.organizations.models import Organization, User
from xueji.organizations.scope import case_effect

_days = count(1)  # by which copies are older: each day has numbers for a thousand persons
_PEOPLE, _AT_MOST = 12, 4  # students, and rows of each table, that are copied
_NEVER = (Organization, User, Person, Student, Profile)
Keys = dict[type[models.Model], dict[Any, Any]]
"""By model: which key stands for which in a copy."""


def multiply(own: Belongings, times: int) -> dict[str, int]:
    """Copy what the school has so many times; how many rows came into each table. What may stand but once (a unique key that
    no copy can have) stays as it is."""
    made: dict[str, int] = defaultdict(int)
    with case_effect(0, reason="a test needs more of everything"):
        students = list(Student.objects.filter(school_id=own.student.school_id).order_by("pk")[:_PEOPLE])
        tables = _in_order({model for model, _fence in fenced_models()} - set(_NEVER))
        rows = {model: _rows(model, own) for model in tables}
        for _copy in range(times):
            keys = _more_students(own, students)
            for model in tables:
                for row in rows[model]:
                    made[model._meta.db_table] += _copied(model, row, keys)
    return made


def _more_students(own: Belongings, students: Iterable[Student]) -> Keys:
    found: Keys = defaultdict(dict)
    for student in students:
        twin = make_student(
            own.world, own.school, name=student.name, cohort=student.cohort, status=student.status,
            birth_date=student.birth_date - timedelta(days=next(_days)),
            programme=student.programme, school_class=student.school_class, left_on=student.left_on,
        )  # fmt: skip
        found[Student][student.pk], found[Person][student.person_id] = twin.pk, twin.person_id
    return found


def _in_order(wanted: set[type[models.Model]]) -> list[type[models.Model]]:
    """What others point to before what points to it."""
    ordered: list[type[models.Model]] = []

    def visit(model: type[models.Model], above: tuple[type[models.Model], ...]) -> None:
        if model not in wanted or model in ordered or model in above:
            return
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is not None:
                visit(field.related_model, (*above, model))
        ordered.append(model)

    for model in sorted(wanted, key=lambda model: model._meta.label):
        visit(model, ())
    return ordered


def _rows(model: type[models.Model], own: Belongings) -> list[dict[str, Any]]:
    columns = {field.column for field in model._meta.concrete_fields}
    if model is Case:
        found = model._default_manager.filter(opened_for_id=own.student.school_id)
    elif "school_id" in columns:
        found = model._default_manager.filter(school_id=own.student.school_id)
    elif "case_id" in columns:
        found = model._default_manager.filter(
            case_id__in=Case.objects.filter(opened_for_id=own.student.school_id).values("pk")
        )
    elif "organization_id" in columns:
        found = model._default_manager.filter(organization_id=own.student.school_id)
    else:
        found = model._default_manager.all()
    return list(found.order_by("pk").values()[:_AT_MOST])


def _copied(model: type[models.Model], row: dict[str, Any], keys: Keys) -> int:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    values = {field.attname: _value(field, row[field.attname], keys) for field in fields}
    copy = model(**values)
    try:
        with transaction.atomic():
            model._default_manager.bulk_create([copy])
    except (Error, ValueError):
        return 0
    keys[model][row[model._meta.pk.attname]] = copy.pk
    return 1


def _value(field: Any, value: Any, keys: Keys) -> Any:
    if field.is_relation:
        return keys.get(field.related_model, {}).get(value, value)
    if not getattr(field, "unique", False) or value in (None, ""):
        return value
    return _another(field)


def _another(field: Any) -> Any:
    """A value that no row has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(random()::text)")
        text = cursor.fetchone()[0]
    if isinstance(field, models.CharField):
        return text[: field.max_length]
    if isinstance(field, models.BinaryField):
        return bytes.fromhex(text)
    raise ValueError(field)
