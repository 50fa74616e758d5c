"""`demo`: load the demonstration and print a way in for each person."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from telecontrole.hall.cli.console import DONE, RefusedError, answer, say, warn
from telecontrole.hall.demonstration import cast, loading, past
from telecontrole.hall.rehearsal.robots import RehearsalFault


def add(verbs: Any) -> None:
    """Declare `demo`."""
    demo = verbs.add_parser("demo", help="charger la démonstration (jamais en production)")
    demo.add_argument("--json", action="store_true")
    demo.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Load, then one link per person; each serves once."""
    if not settings.DEMONSTRATION:
        raise RefusedError(
            "ce service n'est pas une démonstration (TELECONTROLE_DEMONSTRATION=1 en fait une)."
        )
    _prepare_past()
    try:
        loading.load(_progress)
    except OSError as error:
        raise RefusedError(
            f"les fichiers de démonstration ne peuvent pas être lus ({error})."
        ) from error
    except loading.DemonstrationError as error:
        raise RefusedError(str(error)) from error
    links = {one.key: cast.one_time_link(one) for one in cast.PARTS}
    if options.json:
        answer({"links": links, "page": f"{settings.BASE_URL}/demonstration/"})
        return DONE
    say("")
    say(
        "Entrer, chacun dans son navigateur ou dans une fenêtre privée (chaque lien sert une fois) :"
    )
    for one in cast.PARTS:
        say(f"  {one.title} : {one.name}")
        say(f"    {links[one.key]}")
    say(f"Qui être, et tous les messages envoyés : {settings.BASE_URL}/demonstration/")
    sys.stdout.flush()
    return DONE


def _prepare_past() -> None:
    """A demonstration without its past is one all the same: whatever prevents it is said, and nothing is left of it."""
    try:
        past.prepare(_progress)
    except (DatabaseError, OSError, loading.DemonstrationError, RehearsalFault) as error:
        warn(f"· sans les semaines passées ({error})")


def _progress(step: str) -> None:
    warn(f"· {step}")
