"""What a case says, as one fingerprint: whoever agreed to another content has to be asked again."""

import json
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignObjectRel

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
    return sha256(json.dumps(said, cls=_Encoder, sort_keys=True).encode()).hexdigest()


class _Encoder(DjangoJSONEncoder):
    """With cipher text, which is bytes."""

    def default(self, o: Any) -> Any:
        return bytes(o).hex() if isinstance(o, bytes | memoryview) else super().default(o)


def _rows_of_chapter(case: Case) -> dict[str, list[Any]]:
    """The rows that point at the case from the app of its kind (transfers, transfers.leave), however they are called.

    A relation may hide its way back ("+"): hidden ones count too.
    """
    app = apps.get_containing_app_config(type(registry.get(case.kind)).__module__)
    models = [
        (relation.related_model, relation.field.name)
        for relation in Case._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and relation.related_model._meta.app_config is app
    ]
    return {
        model._meta.label: list(model._base_manager.filter(**{name: case.pk}).order_by("pk").values())
        for model, name in sorted(models, key=lambda pair: pair[0]._meta.label)
        if app is not None and not app.name.startswith("xueji.cases")
    }
