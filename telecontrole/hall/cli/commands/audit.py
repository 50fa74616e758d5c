"""`audit verify`: is the journal whole?"""

from __future__ import annotations

import argparse
from typing import Any

from telecontrole.foundations.access import Actor
from telecontrole.foundations.journal import selectors, services
from telecontrole.hall.cli.console import DONE, REFUSED, RefusedError, answer, say, warn

_FAULTS = {
    "entry_changed": "une entrée a été modifiée",
    "entry_removed": "une entrée a été supprimée",
    "entry_slipped_in": "une entrée a été glissée parmi celles qui étaient déjà scellées",
    "seal_removed": "un sceau a été supprimé",
    "journal_shortened": "la fin du journal manque (copie plus ancienne, ou suppression)",
    "anchor_mismatch": "le journal n'est pas celui dont la fin a été notée hors de la base",
    "anchor_forged": "la fin notée hors de la base ne porte pas la signature de ce site",
}
_NO_ANCHOR = (
    "La fin du journal n'est pas notée hors de la base (fichier journal/*.head) : une copie plus ancienne "
    "ne se verrait pas. Remettez la copie de ce fichier, ou : audit accept --reason …"
)


def add(verbs: Any) -> None:
    """Declare `audit verify`."""
    audit = verbs.add_parser("audit", help="vérifier le journal")
    actions = audit.add_subparsers(dest="action", required=True)
    verify = actions.add_parser("verify", help="vérifier la chaîne du journal")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run)
    accept = actions.add_parser(
        "accept", help="repartir du journal tel qu'il est (après une copie remise en place)"
    )
    accept.add_argument("--reason", required=True, help="pourquoi : gardé dans le journal")
    accept.set_defaults(run=run_accept)


def run(options: argparse.Namespace) -> int:
    """Walk the chain; exit 1 when it is broken."""
    verdict = selectors.verify()
    if options.json:
        answer(
            {
                "chain": "intact" if verdict.intact else verdict.fault,
                "sealed": verdict.sealed,
                "unsealed": verdict.unsealed,
                "head": verdict.head,
                "position": verdict.position,
                "anchored": verdict.anchored,
            }
        )
    elif verdict.intact:
        say(f"Journal intact : {verdict.sealed} entrées scellées, {verdict.unsealed} en attente.")
        say(f"Tête de la chaîne : {verdict.head}")
        if not verdict.anchored:
            warn(_NO_ANCHOR)
    else:
        warn(f"Journal altéré à la position {verdict.position} : {_FAULTS[str(verdict.fault)]}.")
        warn("Plus rien n'est scellé d'ici là. Cherchez la cause, puis : audit accept --reason …")
    return DONE if verdict.intact else REFUSED


def run_accept(options: argparse.Namespace) -> int:
    """Note the present head as the good one; the head noted before and the reason are journalled."""
    if not options.reason.strip():
        raise RefusedError("dites pourquoi (--reason) : le journal le garde.")
    services.accept_head(actor=Actor.system("command line"), reason=options.reason)
    say("Le journal repart de sa tête actuelle. Ce choix est inscrit dans le journal.")
    return DONE
