"""Add a body of the tree on a new installation:

manage organization_add --code 330000 --kind province --name 浙江省教育厅 --division 330000 --policy zhejiang_2015
manage organization_add --code 3301060001 --kind school --name … --division 330106 --parent 330106 --school-type 职业高中
"""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from xueji.audit.actions import event_record
from xueji.organizations.models import Organization
from xueji.organizations.scope import Scope, unfenced
from xueji.policies.actions import policy_assign
from xueji.policies.engine import registry


class Command(BaseCommand):
    help = "Add an organization: province, city, county, superior_body or school."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--code", required=True, help="the body's code: a division code, or a school's of 10 digits"
        )
        parser.add_argument("--kind", required=True, choices=Organization.Kind.values)
        parser.add_argument("--name", required=True)
        parser.add_argument("--division", required=True, help="division code of six digits")
        parser.add_argument("--parent", help="code of the competent authority; only a province has none")
        parser.add_argument("--policy", default="", help="provinces: the regulation, e.g. zhejiang_2015")
        parser.add_argument("--municipality", action="store_true")
        parser.add_argument("--school-type", default="")
        parser.add_argument(
            "--local-education", help="code of the local education authority of a superior body's school"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        organization = Organization(
            code=options["code"],
            kind=options["kind"],
            name=options["name"],
            place=options["name"],
            division_code=options["division"],
            parent=_body(options["parent"]),
            is_municipality=options["municipality"],
            school_type=options["school_type"],
            local_education_authority=_body(options["local_education"]),
        )
        with unfenced(reason="an operator adds an organization"):
            try:
                organization.full_clean()
            except ValidationError as error:
                raise CommandError("; ".join(error.messages)) from error
            organization.save()
            if options["policy"]:
                _assign(organization, options["policy"])
            event_record(
                kind="organization_added",
                actor_id=None,
                organization_id=organization.pk,
                subject="organization",
                subject_id=organization.pk,
            )
        self.stdout.write(f"{organization.code} {organization.name}")


def _assign(organization: Organization, key: str) -> None:
    try:
        since = registry.get(key).effective_from
    except registry.UnknownPolicy as error:
        known = ", ".join(policy.key for policy in registry.all_policies())
        raise CommandError(f"There is no regulation {key}; known: {known}.") from error
    actor = Scope.of_organization(organization)
    policy_assign(actor=actor, organization=organization, policy_key=key, since=since)


def _body(code: str | None) -> Organization | None:
    if not code:
        return None
    try:
        return Organization.objects.get(code=code)
    except Organization.DoesNotExist as error:
        raise CommandError(f"There is no organization with the code {code}: add it first.") from error
