"""Appoint the first officers of a new installation; the password is asked for, never given on the command line.

manage office_appoint --organization 330106 --role chief --username he.zhiyuan --name 何知远
"""

import os
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from xueji import clock
from xueji.errors import Invalid
from xueji.organizations.actions import office_appoint
from xueji.organizations.models import Organization, User
from xueji.organizations.roles import ROLES
from xueji.organizations.scope import unfenced


class Command(BaseCommand):
    help = "Give a person an office on an organization, making the account if it is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", required=True, help="code of the organization")
        parser.add_argument("--role", required=True, choices=[role.key for role in ROLES])
        parser.add_argument("--username", required=True)
        parser.add_argument("--name", required=True, help="the person's name")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = Organization.objects.filter(code=options["organization"]).first()
        if organization is None:
            raise CommandError(f"There is no organization with the code {options['organization']}.")
        with unfenced(reason="an operator appoints an officer") as scope:
            user = User.objects.filter(username=options["username"]).first() or _new_user(options)
            try:
                office_appoint(
                    actor=scope, user=user, organization=organization, role=options["role"], starts_on=clock.today()
                )
            except Invalid as error:
                raise CommandError(str(error.message)) from error
        self.stdout.write(f"{user.username}: {options['role']}, {organization.name}")


def _new_user(options: dict[str, Any]) -> User:
    """A new account. XUEJI_NEW_PASSWORD serves scripts; a terminal is asked."""
    password = os.environ.get("XUEJI_NEW_PASSWORD") or getpass(f"Password for {options['username']}: ")
    user = User(username=options["username"], name=options["name"])
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError("; ".join(error.messages)) from error
    user.set_password(password)
    user.save()
    return user
