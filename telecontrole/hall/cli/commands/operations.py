"""For operators: `export`, `backup`, `restore`, `work`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import csv
import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from telecontrole.foundations import journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.database import backup as database
from telecontrole.foundations.journal import selectors as journal_reads
from telecontrole.foundations.journal import services as journal_writes
from telecontrole.foundations.vault import rotation
from telecontrole.hall import jobs
from telecontrole.hall.cli.console import DONE, REFUSED, RefusedError, answer, say, warn
from telecontrole.hall.protection import pseudonyms
from telecontrole.rooms.examinations import selectors as examinations
from telecontrole.rooms.examinations import services as examinations_services
from telecontrole.rooms.examinations.deciding import selectors as deciding

_OPERATOR = Actor.system("command line")
_KEYS_PRINT = "keys.print"
DECISION_COLUMNS = ("reference", "caisse", "acte", "code", "date_information", "date_effet")


def add(verbs: Any) -> None:
    """Declare the operators' commands."""
    export = verbs.add_parser("export", help="exporter pour la caisse")
    kinds = export.add_subparsers(dest="kind", required=True)
    lines = kinds.add_parser("decisions", help="codes et dates, rien d'autre")
    lines.add_argument(
        "--acknowledge",
        type=Path,
        metavar="FICHIER",
        help="noter les lignes que le système de la caisse dit avoir reçues, au lieu d'exporter",
    )
    lines.add_argument("--json", action="store_true", help="avec --acknowledge : le compte en JSON")
    lines.set_defaults(run=decisions)
    kinds.add_parser("pseudonyms", help="dossiers sous pseudonyme, pour des études").set_defaults(
        run=pseudonymous
    )
    for name, function, help_text in (
        ("backup", backup, "copier la base et les clés dans un dossier"),
        ("restore", restore, "remplacer la base par une copie (service arrêté)"),
    ):
        command = verbs.add_parser(name, help=help_text)
        command.add_argument("directory", type=Path, metavar="DOSSIER")
        command.set_defaults(run=function)
    verbs.add_parser("work", help="traiter les tâches de fond").set_defaults(run=work)


def decisions(options: argparse.Namespace) -> int:
    """CSV on stdout: one line per act. Streams: a year of decisions costs no memory."""
    if options.acknowledge is not None:
        return _acknowledge(options.acknowledge, as_json=options.json)
    # Before the first line: a reader that goes away half-way has read all the same.
    journal.record(action="examinations:decisions:exported", actor=_OPERATOR, subject="decisions")
    writer = csv.writer(sys.stdout, delimiter=";", lineterminator="\r\n")
    writer.writerow(DECISION_COLUMNS)
    for row in examinations.decision_rows():
        writer.writerow(row)
    for row in deciding.export_rows():
        writer.writerow(row)
    return DONE


def _acknowledge(file: Path, *, as_json: bool) -> int:
    """Lines of an earlier export, given back by the caisse's system: each is noted once."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            counts = examinations_services.acknowledge(lines=lines, actor=_OPERATOR)
    except OSError as error:
        raise RefusedError(f"{file} ne peut pas être lu ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise RefusedError(f"{file} n'est pas en UTF-8.") from error
    except ValueError as error:
        raise RefusedError(f"il manque une colonne dans {file} : {error}.") from error
    if as_json:
        answer(counts)
    else:
        say(f"Décisions accusées : {counts['accuse']}, déjà accusées : {counts['deja_accuse']}.")
        if counts["inconnu"] or counts["illisible"]:
            warn(f"Lignes inconnues : {counts['inconnu']}, illisibles : {counts['illisible']}.")
    return DONE


def pseudonymous(options: argparse.Namespace) -> int:
    """CSV on stdout: one line per case, without a name; needs the key file."""
    journal.record(action="hall:pseudonyms:exported", actor=_OPERATOR, subject="cases")
    writer = csv.writer(sys.stdout, delimiter=";", lineterminator="\r\n")
    writer.writerow(pseudonyms.COLUMNS)
    for row in pseudonyms.rows():
        writer.writerow(row)
    return DONE


def backup(options: argparse.Namespace) -> int:
    """A consistent copy of the database, the head of the journal, and the keys (apart, readable by the owner only)."""
    folder: Path = options.directory
    try:
        keys_print = _keys_print()  # without its keys a copy is none
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        journal_writes.seal_all()
        database.dump(folder / "telecontrole.dump")
        (folder / _KEYS_PRINT).write_text(keys_print, encoding="ascii")
        _copy_keys(folder / "master.keys")
    except OSError as error:
        raise RefusedError(f"{folder} ne peut pas être écrit ({error.strerror}).") from error
    journal.record(action="database:backup:made", actor=_OPERATOR, subject="database")
    say(f"Copie faite dans {folder}. Gardez master.keys ailleurs que telecontrole.dump.")
    return DONE


def _copy_keys(target: Path) -> None:
    """Whole or not at all, and nobody else's from its first byte: an earlier copy outlives a disk that is full."""
    draft = target.with_name(f".{target.name}.unfinished")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    try:
        draft.write_bytes(Path(settings.MASTER_KEY_FILE).read_bytes())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def restore(options: argparse.Namespace) -> int:
    """Put a copy back, then verify the journal: an older copy is told, not hidden.

    With other keys than those of the copy everything sealed would stay unreadable: refused before anything is touched.
    """
    known = options.directory / _KEYS_PRINT
    present = _keys_print().encode()
    if known.is_file() and known.read_bytes().strip() != present:
        raise RefusedError(
            "les clés en place ne sont pas celles de la copie : mettez d'abord son fichier master.keys "
            f"à la place de {settings.MASTER_KEY_FILE}."
        )
    database.restore(options.directory / "telecontrole.dump")
    verdict = journal_reads.verify()
    say("Copie remise en place.")
    locked = rotation.locked()
    if locked:
        warn(
            "La copie est scellée sous une clé que le fichier des clés n'a pas : mettez celui de la copie "
            f"à la place de {settings.MASTER_KEY_FILE}."
        )
    if verdict.fault == "journal_shortened":
        warn(
            "Le journal de la copie finit plus tôt que celui d'avant : la copie est plus ancienne."
        )
    elif not verdict.intact:
        warn(f"Le journal de la copie est altéré à la position {verdict.position}.")
    return DONE if verdict.intact and not locked else REFUSED


def _keys_print() -> str:
    """What tells two key files apart without saying anything of them; a rotation does not change it."""
    return vault.fingerprint("keys of a backup", purpose="backup").hex()


def work(options: argparse.Namespace) -> int:
    """A worker of its own, until it is told to stop: it ends what it has in hand, a message half handed over first of all."""
    asyncio.run(_work_until_told())
    return DONE


async def _work_until_told() -> None:
    working = asyncio.ensure_future(jobs.work(concurrency=4))
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, working.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await working
