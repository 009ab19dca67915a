"""Encrypt the files that an earlier release kept plain: papers of cases, issued documents. May be run again, and while
people work; what is read in the meantime is encrypted then."""

from typing import Any

from django.core.management.base import BaseCommand

from xueji.database.shelf import seal_plain_files


class Command(BaseCommand):
    help = "Encrypt the files under MEDIA_ROOT that still lie plain."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{seal_plain_files()} files sealed.")
