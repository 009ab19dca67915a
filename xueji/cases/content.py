"""What a case says, as one fingerprint: whoever agreed to another content has to be asked again."""

import json
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from xueji.cases import registry
from xueji.cases.models import Case, Item
from xueji.cases.states import ItemState
from xueji.organizations.scope import unfenced


def fingerprint(case: Case) -> str:
    """The hash of details, papers, students still in it and the rows of the chapter that belong to the case.

    Read unfenced: two readers with different rights must come to the same answer.
    """
    with unfenced(reason=f"content of case {case.pk}"):
        said = {
            "details": case.details,
            "papers": list(case.evidence.order_by("id").values_list("key", "sha256")),
            "items": list(Item.objects.filter(case=case, state=ItemState.PENDING).order_by("id").values_list("id")),
            "rows": _rows_of_chapter(case),
        }
    return sha256(json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()


def _rows_of_chapter(case: Case) -> dict[str, list[Any]]:
    """The rows that point at the case from the package of its kind (transfers, transfers.leave), however they are called."""
    package = type(registry.get(case.kind)).__module__.rpartition(".")[0]
    models = [
        (relation.related_model, relation.field.name)
        for relation in Case._meta.related_objects
        if relation.related_model.__module__.startswith(f"{package}.") and not package.startswith("xueji.cases")
    ]
    return {
        model._meta.label: list(model._base_manager.filter(**{name: case.pk}).order_by("pk").values())
        for model, name in sorted(models, key=lambda pair: pair[0]._meta.label)
    }
