"""`bounces`: what came back to our bounce addresses, from the mail server's pipe or from a mailbox."""

from __future__ import annotations

import argparse
import mailbox
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.cli.console import DONE, RefusedError, answer, say, warn
from telecontrole.rooms.notices import services as notices

# sysexits.h EX_TEMPFAIL: the mail server keeps the message and tries again.
_LATER = 75
# A report quotes at most the message it is about, and ours are small.
_MOST_BYTES = 10_000_000
_APPLIED = "applied"
_LABELS = {
    _APPLIED: "rapports lus",
    "not_a_report": "autres courriels, sans effet",
    "unknown_message": "rapports sur un message inconnu",
}


def add(verbs: Any) -> None:
    """Declare `bounces`."""
    bounces = verbs.add_parser("bounces", help="lire les courriels revenus non distribués")
    bounces.add_argument(
        "path", nargs="?", type=Path, metavar="BOITE", help="Maildir, mbox ou message ; sinon stdin"
    )
    bounces.add_argument("--json", action="store_true")
    bounces.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read one message from stdin, silently, or a whole mailbox, and count."""
    if options.path is None and not options.json:
        return _piped()
    counts: Counter[str] = Counter()
    for raw in _messages(options.path):
        counts[_hear(raw)] += 1
    if options.json:
        answer({"messages": counts.total(), **{code: counts[code] for code in _LABELS}})
    else:
        say(f"{counts.total()} messages.")
        for code, label in _LABELS.items():
            say(f"  {label} : {counts[code]}")
    return DONE


def _piped() -> int:
    """A mail server sends what a command says back to the sender: say nothing, and ask for time."""
    try:
        _hear(_stdin())
    except DatabaseError as error:
        warn(f"Plus tard : la base de données ne répond pas ({type(error).__name__}).")
        return _LATER
    return DONE


def _hear(raw: bytes) -> str:
    heard = notices.email_report(raw)
    return heard.code if isinstance(heard, Refusal) else _APPLIED


def _stdin() -> bytes:
    return sys.stdin.buffer.read(_MOST_BYTES)


def _messages(path: Path | None) -> Iterator[bytes]:
    if path is None:
        yield _stdin()
    elif (path / "new").is_dir():
        yield from _maildir(path)
    elif path.is_file():
        yield from _file(path)
    else:
        raise RefusedError("ce n'est ni un Maildir, ni un mbox, ni un message.")


def _maildir(path: Path) -> Iterator[bytes]:
    """New messages; each is marked as read once it has been heard, so that a cut loses none."""
    for file in sorted((path / "new").iterdir()):
        if file.is_file():
            yield _start_of(file)
            (path / "cur").mkdir(exist_ok=True)
            file.replace(path / "cur" / f"{file.name.partition(':')[0]}:2,S")


def _file(path: Path) -> Iterator[bytes]:
    """An mbox, left as it is (the same report again changes nothing), or one message."""
    if not _start_of(path, 5).startswith(b"From "):
        yield _start_of(path)
        return
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            yield box.get_bytes(key)[:_MOST_BYTES]
    finally:
        box.close()


def _start_of(path: Path, most: int = _MOST_BYTES) -> bytes:
    with path.open("rb") as file:
        return file.read(most)
