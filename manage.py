#!/usr/bin/env python
"""Django's command line for xueji."""

import os
import sys

# These commands change the schema or the calendar that binds everybody, so they connect as the owner of the tables.
OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "flush", "dbshell", "import_calendar"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xueji.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("XUEJI_DB_OWNER", "1")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
