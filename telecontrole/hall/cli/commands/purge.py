"""`purge`: what has been kept long enough goes. `--dry-run` only says what would."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

from telecontrole.foundations import clock
from telecontrole.foundations.vault import documents
from telecontrole.hall.cli.console import DONE, answer, say

# The worker purges every hour: what waits here is a backlog.
_MOST = 100_000
_BATCH = 1_000


def add(verbs: Any) -> None:
    """Declare `purge`."""
    purge = verbs.add_parser("purge", help="effacer les documents dont la durée est finie")
    purge.add_argument("--dry-run", action="store_true", help="dire sans effacer")
    purge.add_argument("--json", action="store_true")
    purge.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Count by kind of document; nothing that names anybody is printed."""
    counts: Counter[str] = Counter()
    if options.dry_run:
        found = documents.purge(clock.today(), dry_run=True, limit=_MOST)
        counts.update(one.kind for one in found)
    else:
        while done := documents.purge(clock.today(), limit=_BATCH):
            counts.update(one.kind for one in done)
    if options.json:
        answer({"dry_run": options.dry_run, "documents": dict(sorted(counts.items()))})
        return DONE
    verb = "seraient effacés" if options.dry_run else "ont été effacés"
    say(f"{counts.total()} documents {verb}.")
    for kind, number in sorted(counts.items()):
        say(f"  {kind} : {number}")
    return DONE
