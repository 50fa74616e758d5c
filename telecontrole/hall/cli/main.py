"""The commands, found by name."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence

from django.db import DatabaseError, OperationalError

from telecontrole.foundations.database.errors import DatabaseUnavailable
from telecontrole.foundations.vault import KeyFileError
from telecontrole.hall.cli.commands import COMMANDS
from telecontrole.hall.cli.console import DONE, REFUSED, RefusedError, warn
from telecontrole.hall.cli.french import FrenchParser

# What an operator can mend, by PostgreSQL's own code.
_STATES = {
    "53100": "le disque de la base de données est plein",
    "53300": "la base de données a trop de connexions",
    "25006": "la base de données est en lecture seule (un serveur de secours ?)",
    "42501": "les droits manquent dans la base de données : migrez-la, son propriétaire les donne",
    "42P01": "des tables manquent dans la base de données : migrez-la",
    "55P03": "la base de données est retenue par une autre opération ; recommencez",
}


def parser() -> argparse.ArgumentParser:
    """The whole grammar of the command line."""
    top = FrenchParser(prog="telecontrole", description="Télécontrôle, en ligne de commande.")
    verbs = top.add_subparsers(dest="command", metavar="COMMANDE", required=True)
    for module in COMMANDS:
        module.add(verbs)
    return top


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code. Faults of the environment become a clear line, not a traceback."""
    options = parser().parse_args(arguments)
    try:
        code = int(options.run(options) or DONE)
        sys.stdout.flush()
        return code
    except RefusedError as refusal:
        warn(f"Refusé : {refusal}")
    except KeyFileError:
        warn("Refusé : le fichier des clés (TELECONTROLE_MASTER_KEY_FILE) ne peut pas être lu.")
    except DatabaseUnavailable as error:
        # Its words say what to do, and hold no password.
        warn(f"Refusé : {error}")
    except DatabaseError as error:
        warn(f"Refusé : {_why(error)}.")
    except BrokenPipeError:
        # The reader went away (`| head`): nothing is wrong, and nothing more can be written.
        _forget_output()
    except OSError as error:
        # A disk that is full, a folder that may not be written, a file that went away.
        warn(f"Refusé : {_what(error)}.")
    except KeyboardInterrupt:
        warn("Interrompu : rien n'est resté à moitié fait.")
    return REFUSED


def _why(error: DatabaseError) -> str:
    known = _STATES.get(str(getattr(error.__cause__, "sqlstate", "")))
    if known:
        return known
    if isinstance(error, OperationalError):
        return f"la base de données ne répond pas ({type(error).__name__})"
    return f"la base de données a rejeté l'opération ({type(error).__name__})"


def _what(error: OSError) -> str:
    if error.filename is not None:
        return f"{error.filename} ne peut pas être lu ou écrit ({error.strerror})"
    if error.errno == errno.ENOSPC:
        _forget_output()
    return f"une lecture ou une écriture a échoué ({error.strerror or type(error).__name__})"


def _forget_output() -> None:
    """Let Python's own last writing, at the end, go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
