"""`staff invite`: give a member of the staff access."""

from __future__ import annotations

import argparse
from typing import Any

from django.conf import settings

from telecontrole.foundations.access import Actor, Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.cli.console import DONE, RefusedError, answer, say
from telecontrole.rooms.people import accounts
from telecontrole.rooms.territory import selectors as territory

_WHY = {
    "email_invalid": "l'adresse électronique n'est pas valable.",
    "no_role": "il faut au moins un rôle.",
    "medecin_unknown": "un médecin-conseil se désigne par son numéro RPPS (--rpps), connu du fichier des médecins.",
}


def add(verbs: Any) -> None:
    """Declare `staff invite`."""
    staff = verbs.add_parser("staff", help="gérer les agents")
    actions = staff.add_subparsers(dest="action", required=True)
    invite = actions.add_parser("invite", help="inviter un agent")
    invite.add_argument("email")
    invite.add_argument(
        "--role", action="append", required=True, choices=[role.value for role in Role]
    )
    invite.add_argument("--caisse", default="", help="code de la caisse (aucune : tout le pays)")
    invite.add_argument("--rpps", default="", help="pour un médecin-conseil")
    invite.add_argument("--nom", default="")
    invite.add_argument("--prenoms", default="")
    invite.add_argument("--json", action="store_true")
    invite.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Invite, and print the link to hand over: it serves once, for seven days."""
    if options.caisse and options.caisse not in territory.caisses():
        raise RefusedError(f"la caisse {options.caisse} est inconnue.")
    result = accounts.invite(
        email=options.email,
        roles=frozenset(Role(role) for role in options.role),
        caisse=options.caisse,
        nom=options.nom,
        prenoms=options.prenoms,
        rpps=options.rpps,
        actor=Actor.system("command line"),
    )
    if isinstance(result, Refusal):
        raise RefusedError(_WHY[result.code])
    link = f"{settings.BASE_URL}/invitation/{result.token}/"
    if options.json:
        answer({"account": result.account_id, "link": link})
    else:
        say(f"Invitation de {options.email}, valable 7 jours, une seule fois :")
        say(link)
    return DONE
