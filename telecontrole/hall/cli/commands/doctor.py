"""`doctor`: what is configured, what is missing, what answers. Changes nothing."""

from __future__ import annotations

import argparse
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection

from telecontrole.foundations import clock, vault
from telecontrole.foundations.database import readiness
from telecontrole.foundations.database.errors import DatabaseUnavailable
from telecontrole.foundations.journal import selectors as journal
from telecontrole.foundations.vault import antivirus, rotation
from telecontrole.foundations.vault.keys import is_private
from telecontrole.hall.cli import site_checks
from telecontrole.hall.cli.console import DONE, REFUSED, answer, say
from telecontrole.hall.cli.site_checks import Check, State
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.visio import relay_check, turn

_LEAST_POSTGRES = 15
_PATIENCE = 3.0
_SHORTEST_SECRET = 50
_RELAY_WAYS = {
    "udp": "aucune adresse en UDP : chaque appel passera par TCP, moins bien",
    "tls": "aucune adresse turns: sur le port 443 : la visio ne passera pas derrière les pare-feu stricts",
}
_RELAY_FAULTS = {
    "bad_url": "adresse incomprise",
    "unreachable": "ne répond pas",
    "refused": "refuse nos accès (TELECONTROLE_TURN_SECRET ?)",
    "relays_to_itself_refused": "ne relaie pas vers lui-même : deux personnes derrière lui ne se joindront pas",
    "open": "relaie vers des adresses privées : à fermer",
}


def add(verbs: Any) -> None:
    """Declare `doctor`."""
    doctor = verbs.add_parser("doctor", help="dire ce qui est réglé, ce qui manque, ce qui répond")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit 1 when something needed is missing or out of order."""
    checks = [check for name, look in _LOOKS.items() for check in _looked(name, look)]
    broken = [check for check in checks if check.needed and check.state is not State.OK]
    if options.json:
        answer(
            {
                "healthy": not broken,
                "checks": [
                    {
                        "name": check.name,
                        "state": check.state.value,
                        "detail": check.detail,
                        "needed": check.needed,
                    }
                    for check in checks
                ],
            }
        )
    else:
        for check in checks:
            say(f"[{check.state.value:>6}] {check.name} : {check.detail}")
        say("Tout ce qu'il faut est là." if not broken else f"À régler : {len(broken)}.")
    return REFUSED if broken else DONE


def _database() -> Iterator[Check]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_user::text,"
            " (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
        )
        major, role, powerful = cursor.fetchone()
    state = State.OK if major >= _LEAST_POSTGRES else State.FAULT
    yield Check("base de données", state, f"PostgreSQL {major}, rôle {role}")
    if powerful:
        yield Check("rôle de la base", State.FAULT, f"{role} est superutilisateur : à changer")
    try:
        done = readiness.migrated(_owner_url())
    except (DatabaseUnavailable, ValueError):
        yield Check("migrations", State.MISSING, "le propriétaire de la base ne peut pas entrer")
        return
    detail = "à jour" if done else "à faire : bin/telecontrole les fait"
    yield Check("migrations", State.OK if done else State.MISSING, detail)


def _owner_url() -> str:
    return readiness.urls()["DATABASE_OWNER_URL"]


def _secrecy() -> Iterator[Check]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_schema_privilege(current_user, 'medical', 'USAGE')")
            (opened,) = cursor.fetchone()
    except ProgrammingError:
        yield Check("secret médical", State.MISSING, "le schéma medical n'existe pas")
        return
    yield Check(
        "secret médical",
        State.FAULT if opened else State.OK,
        "le rôle ordinaire lit le schéma medical" if opened else "schéma fermé au rôle ordinaire",
    )


def _keys() -> Iterator[Check]:
    try:
        vault.unseal(vault.seal(b"doctor", row="doctor:0:check"), row="doctor:0:check")
    except vault.KeyFileError:
        yield Check("clés", State.MISSING, "TELECONTROLE_MASTER_KEY_FILE ne peut pas être lu")
        return
    if settings.PRODUCTION and len(settings.SECRET_KEY) < _SHORTEST_SECRET:
        detail = f"TELECONTROLE_SECRET_KEY a moins de {_SHORTEST_SECRET} caractères"
        yield Check("secret", State.FAULT, detail)
    if is_private(settings.MASTER_KEY_FILE):
        yield Check("clés", State.OK, "présentes, lisibles par nous seuls")
    else:
        yield Check("clés", State.FAULT, "lisibles par d'autres comptes : chmod 600")
    locked = rotation.locked()
    if locked:
        detail = f"le fichier n'a pas la clé de : {', '.join(locked)}"
        yield Check("clés", State.FAULT, f"{detail}. Remettez celui d'avant")


def _journal() -> Iterator[Check]:
    verdict = journal.verify()
    detail = f"{verdict.sealed} entrées scellées, {verdict.unsealed} en attente"
    yield Check("journal", State.OK if verdict.intact else State.FAULT, detail)


def _gateways() -> Iterator[Check]:
    for name, url, port in (
        ("courriel", settings.EMAIL_URL, 25),
        ("SMS", settings.SMS_URL, 2775),
        ("courriel, secours", settings.EMAIL_URL_2, 25),
        ("SMS, secours", settings.SMS_URL_2, 2775),
        ("courriels revenus", settings.BOUNCES_URL, 143),
    ):
        if not url:
            continue
        parts = urlsplit(url)
        if parts.hostname is None or parts.scheme in ("console", "record"):
            # Nothing leaves: right in a demonstration, a fault in production.
            state = State.MISSING if settings.PRODUCTION else State.OK
            yield Check(name, state, f"{parts.scheme} : rien ne part")
            continue
        default = {"smtps": 465, "https": 443, "ovh": 443, "imaps": 993}.get(parts.scheme, port)
        try:
            host, number = parts.hostname, parts.port or default
        except ValueError:
            yield Check(name, State.FAULT, "le port n'est pas un nombre")
            continue
        found = _reaches(host, number)
        yield Check(name, State.OK if found else State.FAULT, f"{host}:{number} " + _word(found))


def _relays() -> Iterator[Check]:
    if not settings.TURN_URLS:
        yield Check(
            "relais",
            State.MISSING,
            "TELECONTROLE_TURN_URLS absent : certains réseaux empêcheront la visio",
            needed=settings.PRODUCTION,
        )
    for way in turn.ways_missing(settings.TURN_URLS) if settings.TURN_URLS else ():
        yield Check("relais, chemins", State.MISSING, _RELAY_WAYS[way], needed=False)
    for url in settings.TURN_URLS:
        verdict = relay_check.check(url, settings.TURN_SECRET, clock.now())
        state = State.FAULT if verdict.fault else State.OK
        yield Check(f"relais {url}", state, _RELAY_FAULTS.get(verdict.fault, "répond, bien fermé"))


def _antivirus() -> Iterator[Check]:
    version = antivirus.version()
    yield Check(
        "antivirus",
        State.OK if version else State.MISSING,
        version or "clamd ne répond pas : les pièces reçues attendent en quarantaine",
        needed=False,
    )


def _address() -> Iterator[Check]:
    secure = settings.BASE_URL.startswith("https://")
    yield Check(
        "adresse",
        State.OK if secure else State.MISSING,
        settings.BASE_URL
        + ("" if secure else " : sans HTTPS, pas de caméra hors de cette machine"),
        needed=settings.PRODUCTION,
    )


def _texts() -> Iterator[Check]:
    found = ", ".join(sorted(notices.faults()))
    state = State.FAULT if found else State.OK
    yield Check(
        "textes", state, f"impossibles à envoyer d'ici : {found}" if found else "tous prêts"
    )


def _reaches(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=_PATIENCE):
            return True
    except (OSError, ssl.SSLError):
        return False


def _word(found: bool) -> str:
    return "répond" if found else "ne répond pas"


def _looked(name: str, look: Callable[[], Iterator[Check]]) -> list[Check]:
    """A database that is absent or empty stops no other check, and takes back none that was made."""
    checks: list[Check] = []
    try:
        checks.extend(look())  # keeps what came before a fault
    except DatabaseError as error:
        detail = f"la base ne répond pas à la question ({type(error).__name__})"
        checks.append(Check(name, State.FAULT, detail))
    return checks


_LOOKS: Mapping[str, Callable[[], Iterator[Check]]] = {
    "base de données": _database,
    "secret médical": _secrecy,
    "clés": _keys,
    "journal": _journal,
    "tâches de fond": site_checks.worker,
    "fichiers": site_checks.files,
    "envois": _gateways,
    "textes": _texts,
    "relais": _relays,
    "antivirus": _antivirus,
    "adresse": _address,
}
