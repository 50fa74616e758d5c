"""`keys`: change the master key. `new` writes one, `rotate` moves everything under it, `status` says what is left."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from telecontrole.foundations import journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.vault import keys as files
from telecontrole.foundations.vault import rotation
from telecontrole.hall.cli.console import DONE, REFUSED, RefusedError, answer, say, warn

_OPERATOR = Actor.system("command line")


def add(verbs: Any) -> None:
    """Declare `keys`."""
    keys = verbs.add_parser("keys", help="changer la clé qui protège tout ce qui est scellé")
    actions = keys.add_subparsers(dest="action", required=True)
    status = actions.add_parser("status", help="ce qui est encore sous une ancienne clé")
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=run_status)
    actions.add_parser("new", help="écrire une nouvelle clé en tête du fichier").set_defaults(
        run=run_new
    )
    actions.add_parser("rotate", help="tout remettre sous la nouvelle clé").set_defaults(
        run=run_rotate
    )


def run_status(options: argparse.Namespace) -> int:
    """Exit 1 while something is left: the old key must stay in the file."""
    left = rotation.waiting()
    if options.json:
        answer({"waiting": left, "forgotten": rotation.forgotten()})
    else:
        say(f"{sum(left.values())} valeurs scellées sous une ancienne clé.")
        for name, number in left.items():
            if number:
                say(f"  {name} : {number}")
    for name in rotation.forgotten():
        warn(f"{name} est scellé et n'est connu d'aucune rotation.")
    return REFUSED if any(left.values()) or rotation.forgotten() else DONE


def run_new(options: argparse.Namespace) -> int:
    """Put a fresh key above the others; the file is replaced whole, so that a node never reads half of it."""
    path = Path(settings.MASTER_KEY_FILE)
    files.read_key_file(path)  # what cannot be read is not made worse
    before = path.read_text(encoding="ascii")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(files.new_line("seal") + before)
        handle.flush()
        os.fsync(handle.fileno())
    files.read_key_file(draft)
    draft.replace(path)
    vault.forget_keys()
    journal.record(action="vault:keys:added", actor=_OPERATOR, subject="keys")
    say(
        "Nouvelle clé écrite. Copiez le fichier sur chaque nœud, redémarrez-les, puis : keys rotate"
    )
    return DONE


def run_rotate(options: argparse.Namespace) -> int:
    """Rewrap every sealed value; may be stopped and run again. Refused while a sealed column is known to nobody."""
    if rotation.forgotten():
        raise RefusedError(f"colonnes inconnues : {', '.join(rotation.forgotten())}.")
    done = rotation.rotate()
    say(f"{sum(done.values())} valeurs remises sous la nouvelle clé.")
    say("L'ancienne clé peut être retirée du fichier ; gardez-la à part pour les anciennes copies.")
    return DONE
