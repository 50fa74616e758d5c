"""`rehearse DIR`: a whole campaign on a caisse's files, in a database that is thrown away."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.cli.console import (
    DONE,
    REFUSED,
    Progress,
    RefusedError,
    answer,
    day,
    say,
    warn,
)
from telecontrole.hall.rehearsal import campaign
from telecontrole.hall.rehearsal.robots import RehearsalFault
from telecontrole.rooms.cases import messages

_WHY = {
    "files_missing": "il manque {files} dans le dossier.",
    "not_loopback": "{address} n'est pas cette machine : une répétition n'envoie rien au dehors.",
    "bad_address": "{address} n'est pas une adresse HÔTE:PORT.",
    "ends_before_it_begins": "la campagne commence le {begin}, après la date de --until.",
    "plan_running": "un autre plan est en cours ; attendez qu'il finisse.",
    "diary_busy": "les agendas changent sans cesse ; recommencez.",
}
_NAMES = {
    "double_bookings": "doubles réservations",
    "late_notices": "convocations en retard",
    "duplicate_notices": "messages envoyés deux fois",
    "stale_notices": "messages périmés",
    "lost_cases": "dossiers perdus",
    "audit_chain": "chaîne du journal",
}


def add(verbs: Any) -> None:
    """Declare `rehearse`."""
    command = verbs.add_parser("rehearse", help="jouer une campagne entière, sans rien envoyer")
    command.add_argument("folder", type=Path, metavar="DOSSIER")
    command.add_argument("--until", type=day, metavar="DATE", required=True)
    command.add_argument("--from", dest="begin", type=day, metavar="DATE", default=None)
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--smtp", metavar="HÔTE:PORT", default=None)
    command.add_argument("--smpp", metavar="HÔTE:PORT", default=None)
    command.add_argument("--export", type=Path, metavar="DOSSIER", default=None)
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Play it; exit 1 when a promise was broken."""
    wanted = campaign.Wanted(
        folder=options.folder,
        until=options.until,
        begin=options.begin,
        seed=options.seed,
        smtp=options.smtp,
        smpp=options.smpp,
        export=options.export,
    )
    progress = Progress("Jours de la campagne")
    try:
        if options.export is not None:
            # Refused now rather than at the end of the campaign.
            options.export.mkdir(parents=True, exist_ok=True)
        result = campaign.rehearse(
            wanted,
            tell=lambda step: warn(f"· {step}"),
            progress=lambda done, of: progress(done, of),
        )
    except RehearsalFault as fault:
        raise RefusedError(f"la campagne s'est arrêtée : un service a répondu {fault}.") from fault
    except OSError as error:
        raise RefusedError(
            f"un fichier ne peut pas être lu ou écrit ({error.strerror})."
        ) from error
    finally:
        progress.end()
    if isinstance(result, Refusal):
        raise RefusedError(_sentence(result))
    if options.json:
        answer(result.as_json())
    else:
        _show(result)
    return DONE if result.holds else REFUSED


def _show(result: campaign.Result) -> None:
    plan = result.plan
    say(f"{plan.placed} dossiers placés : {plan.visio} en visio, {plan.presentiel} sur place.")
    for name, count in result.steps.items():
        say(f"  {name} : {count}")
    for name, value in result.invariants.items():
        say(f"{_NAMES[name]} : {value}")
    say("Tout ce qui est promis a été tenu." if result.holds else "Une promesse a été rompue.")


def _sentence(refusal: Refusal) -> str:
    inner = refusal.params.get("refusal")
    if isinstance(inner, Refusal):
        return f"{refusal.params['file']} : {messages.refused(inner)}"
    return _WHY[refusal.code].format(**refusal.params)
