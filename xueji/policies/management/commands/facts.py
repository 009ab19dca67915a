"""``manage.py facts``: every kind of matter with the facts that its rules look at."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from xueji.calendars.models import SchoolTerm
from xueji.calendars.terms import TermSpan
from xueji.policies.engine.registry import all_policies
from xueji.policies.matters import Matter, matters
from xueji.policies.scenarios.describe import FactInfo, described


class Command(BaseCommand):
    """Prints what a scenario may state: name, type, unit, meaning, what is taken when it says nothing, words."""

    help = "Every kind of matter with its facts, for whoever writes scenarios (see judge)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kinds", nargs="*", help="only these kinds")
        parser.add_argument("--json", action="store_true", help="one JSON list instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = [kind for kind in matters() if not options["kinds"] or kind.key in options["kinds"]]
        if options["json"]:
            self.stdout.write(json.dumps([_kind(kind) for kind in asked], ensure_ascii=False, indent=1))
            return
        for kind in asked:
            self.stdout.write(f"== {kind.key} {kind.label}")
            for info in described(kind):
                self.stdout.write(_line(info))


def _kind(kind: Matter) -> dict[str, Any]:
    return {
        "kind": kind.key,
        "label": str(kind.label),
        "regulations": [policy.key for policy in all_policies()],
        "routes": {policy.key: policy.routes(kind.key) for policy in all_policies()},
        "parties": sorted({step.party for policy in all_policies() for step in policy.seats(kind.key)}),
        "facts": [_fact(info) for info in described(kind)],
    }


def _fact(info: FactInfo) -> dict[str, Any]:
    row = info.to_dict()
    if info.name == "terms":
        # Who counts days from the opening of a term must know which days are taken for it.
        row["published"] = {
            policy.key: [_term(span) for span in SchoolTerm.objects.spans_for(policy.key.rpartition("_")[0])]
            for policy in all_policies()
        }
    return row


def _term(span: TermSpan) -> dict[str, Any]:
    days = {"starts_on": span.starts_on.isoformat(), "ends_on": span.ends_on.isoformat()}
    return days | {"school_year": span.school_year, "ordinal": span.number, "planned": span.planned}


def _line(info: FactInfo) -> str:
    unit = f"（{info.unit}）" if info.unit else ""
    words = " {" + "、".join(str(word.value) for word in info.words) + "}" if info.words else ""
    default = info.derived or ("*" if info.required else str(info.default))
    return f"  {info.name}  {info.type.name}{words}  {info.meaning}{unit}  [{default}]"
