"""`python -m telecontrole.hall.cli`: what bin/telecontrole runs once the database is ready."""

from __future__ import annotations

import io
import os
import sys

import django
from django.db import connections

from config.env import MissingSetting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def start() -> int:
    """Load the site, then run the command."""
    for stream in (sys.stdout, sys.stderr):
        # Whatever the machine's language: JSON, CSV and French words are the same everywhere.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        django.setup()
    except MissingSetting as missing:
        sys.stderr.write(f"Refusé : {missing}.\n")
        return 1
    if sys.argv[1:2] != ["work"]:
        _speak_plainly_to_the_database()
    # The commands enter the rooms, whose tables exist only once the site is loaded.
    from telecontrole.hall.cli.main import main  # noqa: PLC0415

    return main(sys.argv[1:])


def _speak_plainly_to_the_database() -> None:
    """Without a pool, which waits half a minute, and fills the screen, for a database that is not there."""
    for alias in connections:
        options = connections[alias].settings_dict["OPTIONS"]
        options["pool"] = False
        options["connect_timeout"] = 5


if __name__ == "__main__":
    sys.exit(start())
