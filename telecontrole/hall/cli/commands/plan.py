"""`plan`: place every open case."""

from __future__ import annotations

import argparse
from typing import Any

from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.cli.console import DONE, RefusedError, answer, day, say
from telecontrole.rooms.planning import services as planning

_WHY = {"plan_running": "un autre plan est en cours ; attendez qu'il finisse."}


def add(verbs: Any) -> None:
    """Declare `plan`."""
    plan = verbs.add_parser("plan", help="placer tous les dossiers ouverts")
    plan.add_argument("--until", type=day, metavar="DATE", default=None)
    plan.add_argument("--json", action="store_true")
    plan.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Plan, and tell what was placed and why the rest was not."""
    report = planning.place_all(actor=Actor.system("planner"), now=clock.now(), until=options.until)
    if isinstance(report, Refusal):
        raise RefusedError(_WHY.get(report.code, report.code))
    events.drain()
    if options.json:
        answer(report.as_json())
        return DONE
    say(
        f"{report.placed} dossiers placés : {report.visio} en visio, {report.presentiel} sur place."
    )
    reached, bound = (", ".join(map(str, score)) for score in (report.objective, report.bound))
    if reached == bound:
        say(f"  objectif {reached}, égal à la borne prouvée : aucun plan ne fait mieux.")
    else:
        say(f"  objectif {reached}, borne prouvée {bound}.")
    for reason, count in sorted(report.reasons().items()):
        say(f"  non placés, {reason} : {count}")
    return DONE
