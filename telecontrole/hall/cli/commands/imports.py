"""`import KIND FILE`: a caisse's file goes in, with a verdict per line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from telecontrole.foundations import events
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.cli.console import DONE, Progress, RefusedError, answer, say
from telecontrole.rooms.cases import importers, messages

# Beyond, a person wants the JSON report or the page.
SHOWN_LINES = 20


def add(verbs: Any) -> None:
    """Declare `import`."""
    command = verbs.add_parser("import", help="importer un fichier")
    command.add_argument("kind", choices=importers.KINDS, metavar="GENRE")
    command.add_argument("file", type=Path, metavar="FICHIER")
    command.add_argument("--dry-run", action="store_true", help="juger sans rien enregistrer")
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import the file; lines that are refused do not make the command fail."""
    progress = Progress(f"Import de {options.file.name}")
    try:
        report = importers.run(
            options.kind,
            options.file,
            dry_run=options.dry_run,
            progress=lambda so_far: progress(so_far.lines),
        )
    except OSError as error:
        raise RefusedError(
            f"{options.file.name} ne peut pas être lu ({error.strerror})."
        ) from error
    finally:
        progress.end()
    if isinstance(report, Refusal):
        raise RefusedError(messages.refused(report))
    if not options.dry_run:
        events.drain()
    if options.json:
        answer(report.as_json())
        return DONE
    say(
        f"{report.lines} lignes : {report.accepted} acceptées, {report.warnings} avec avertissement, "
        f"{report.rejected} rejetées."
    )
    say(
        f"{report.created} créations, {report.updated} mises à jour, {report.unchanged} inchangées."
        + (" Rien n'a été enregistré (essai)." if options.dry_run else "")
    )
    for line in report.rows[:SHOWN_LINES]:
        say(f"  ligne {line.line} ({line.reference}) {line.verdict} : {', '.join(line.codes)}")
    if len(report.rows) > SHOWN_LINES:
        say(f"  … et {len(report.rows) - SHOWN_LINES} autres : --json les donne toutes.")
    return DONE
