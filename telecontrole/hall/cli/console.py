"""Speaking to the person or the program that typed a command."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from time import monotonic
from typing import Any

DONE, REFUSED, USAGE = 0, 1, 2
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class RefusedError(Exception):
    """The command cannot be done; the message, in French, says why and what to do."""


def say(text: str) -> None:
    """A line for a person, on stdout."""
    sys.stdout.write(f"{text}\n")


def warn(text: str) -> None:
    """A line on stderr."""
    sys.stderr.write(f"{text}\n")


def answer(value: Mapping[str, Any]) -> None:
    """The answer of a command under `--json`: one JSON object on stdout and nothing else."""
    json.dump(value, sys.stdout, ensure_ascii=False, default=str)
    sys.stdout.write("\n")


def day(text: str) -> date:
    """A date that somebody types, of the time that calendars and law know; raises ValueError otherwise."""
    typed = date.fromisoformat(text)
    if not _FIRST_YEAR <= typed.year <= _LAST_YEAR:
        raise ValueError(text)
    return typed


class Progress:
    """A line that counts, on stderr, when a person watches; silent otherwise."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._shown = 0.0
        self._live = sys.stderr.isatty()

    def __call__(self, done: int, total: int | None = None) -> None:
        """Show how many were done, at most ten times a second."""
        now = monotonic()
        if not self._live or (now - self._shown < 0.1 and done != total):
            return
        self._shown = now
        share = f" sur {total} ({100 * done // max(total, 1)} %)" if total else ""
        sys.stderr.write(f"\r\033[K{self._title} : {done}{share}")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._live and self._shown:
            sys.stderr.write("\n")
