"""`purge`: what has been kept long enough goes. `--dry-run` only says what would. `hold` keeps a file longer."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault import documents
from telecontrole.hall.cli.console import DONE, Progress, RefusedError, answer, say
from telecontrole.hall.protection import holding, purging

# The worker purges every hour: what waits here is a backlog.
_MOST = 100_000
_BATCH = 1_000
_OPERATOR = Actor.system("command line")


def add(verbs: Any) -> None:
    """Declare `purge` and `hold`."""
    purge = verbs.add_parser("purge", help="effacer ce dont la durée de conservation est finie")
    purge.add_argument("--dry-run", action="store_true", help="dire sans effacer")
    purge.add_argument("--json", action="store_true")
    purge.set_defaults(run=run)
    hold = verbs.add_parser(
        "hold", help="garder un dossier au-delà de sa durée, ou ne plus le garder"
    )
    hold.add_argument("reference")
    hold.add_argument("--ground", required=True, choices=[one.value for one in holding.HoldGround])
    hold.add_argument("--lift", action="store_true", help="ne plus garder")
    hold.set_defaults(run=run_hold)


def run(options: argparse.Namespace) -> int:
    """Count by kind of document and by table; nothing that names anybody is printed."""
    counts: Counter[str] = Counter()
    if options.dry_run:
        found = documents.purge(clock.today(), dry_run=True, limit=_MOST)
        counts.update(one.kind for one in found)
        rows = purging.rehearsed(clock.today())
    else:
        while done := documents.purge(clock.today(), limit=_BATCH):
            counts.update(one.kind for one in done)
        rows = _purge_rows()
    if options.json:
        answer(
            {
                "dry_run": options.dry_run,
                "documents": dict(sorted(counts.items())),
                "rows": dict(sorted(rows.items())),
            }
        )
        return DONE
    verb = "seraient effacés" if options.dry_run else "ont été effacés"
    say(f"{counts.total()} documents {verb}.")
    for kind, number in sorted(counts.items()):
        say(f"  {kind} : {number}")
    say(f"{sum(rows.values())} lignes {verb.replace('és', 'ées')}.")
    for table, number in sorted(rows.items()):
        say(f"  {table} : {number}")
    return DONE


def _purge_rows() -> dict[str, int]:
    total: Counter[str] = Counter()
    progress = Progress("Lignes effacées")
    while done := purging.purge(clock.today(), batches=1):
        total.update(done)
        progress(total.total())
    progress.end()
    return dict(total)


def run_hold(options: argparse.Namespace) -> int:
    """Place or lift a hold; doing it twice changes nothing."""
    done = holding.lift if options.lift else holding.place
    refused = done(
        reference=options.reference, ground=holding.HoldGround(options.ground), actor=_OPERATOR
    )
    if isinstance(refused, Refusal):
        raise RefusedError("aucun dossier ne porte cette référence.")
    say("Le dossier suit de nouveau sa durée." if options.lift else "Le dossier est gardé.")
    return DONE
