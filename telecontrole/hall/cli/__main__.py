"""`python -m telecontrole.hall.cli`: what bin/telecontrole runs once the database is ready."""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def start() -> int:
    """Load the site, then run the command."""
    django.setup()
    # The commands enter the rooms, whose tables exist only once the site is loaded.
    from telecontrole.hall.cli.main import main  # noqa: PLC0415

    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(start())
