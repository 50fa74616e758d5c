"""`audit verify`: is the journal whole?"""

from __future__ import annotations

import argparse
from typing import Any

from telecontrole.foundations.journal import selectors, services
from telecontrole.hall.cli.console import DONE, REFUSED, answer, say, warn

_FAULTS = {
    "entry_changed": "une entrée a été modifiée",
    "entry_removed": "une entrée a été supprimée",
    "seal_removed": "un sceau a été supprimé",
    "journal_shortened": "la fin du journal manque (copie plus ancienne, ou suppression)",
    "anchor_mismatch": "le journal n'est pas celui dont la fin a été notée hors de la base",
}


def add(verbs: Any) -> None:
    """Declare `audit verify`."""
    audit = verbs.add_parser("audit", help="vérifier le journal")
    actions = audit.add_subparsers(dest="action", required=True)
    verify = actions.add_parser("verify", help="vérifier la chaîne du journal")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Walk the chain; exit 1 when it is broken."""
    services.seal()
    verdict = selectors.verify()
    if options.json:
        answer(
            {
                "chain": "intact" if verdict.intact else verdict.fault,
                "sealed": verdict.sealed,
                "unsealed": verdict.unsealed,
                "head": verdict.head,
                "position": verdict.position,
            }
        )
    elif verdict.intact:
        say(f"Journal intact : {verdict.sealed} entrées scellées, {verdict.unsealed} en attente.")
        say(f"Tête de la chaîne : {verdict.head}")
    else:
        warn(f"Journal altéré à la position {verdict.position} : {_FAULTS[str(verdict.fault)]}.")
    return DONE if verdict.intact else REFUSED
