"""What a check of `doctor` answers, and those of the site itself: its background work, its folders, its pages' files."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from telecontrole.foundations import clock
from telecontrole.hall import jobs

# Duties begin each second.
_SILENCE = timedelta(minutes=1)
_LEAST_FREE = 500_000_000


class State(StrEnum):
    """What a check found."""

    OK = "ok"
    MISSING = "manque"
    FAULT = "panne"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `needed`: the service does not work without it."""

    name: str
    state: State
    detail: str
    needed: bool = True


def worker() -> Iterator[Check]:
    """Whether any worker gave a sign lately."""
    last = jobs.last_tick()
    if last is None:
        yield Check("tâches de fond", State.MISSING, "jamais encore démarrées", needed=False)
        return
    silent = clock.now() - last
    if silent < _SILENCE:
        yield Check("tâches de fond", State.OK, "au travail")
        return
    minutes = int(silent.total_seconds()) // 60
    detail = f"aucun signe depuis {minutes} min : rien ne part, rien n'est scellé"
    # A demonstration works while bin/run does, and nobody waits for its messages.
    yield Check("tâches de fond", State.FAULT, detail, needed=settings.PRODUCTION)


def files() -> Iterator[Check]:
    """The two folders that the service needs outside the database."""
    folder = Path(settings.DATA_DIR)
    there = next(
        (one for one in (folder / "journal", folder, *folder.parents) if one.is_dir()), None
    )
    if there is None or not os.access(there, os.W_OK | os.X_OK):
        detail = f"{folder} ne peut pas être écrit : le journal ne sera pas scellé"
        yield Check("dossier des données", State.FAULT, detail)
    else:
        free = shutil.disk_usage(there).free
        state = State.OK if free >= _LEAST_FREE else State.FAULT
        yield Check("dossier des données", state, f"{free // 1_000_000} Mo libres")
    left = _ungathered()
    yield Check(
        "fichiers des pages",
        State.MISSING if left else State.OK,
        f"{left} à rassembler : collectstatic (sans eux, aucune page)" if left else "rassemblés",
        needed=settings.PRODUCTION,
    )


def _ungathered() -> int:
    """How many files of the pages are not among those gathered, or are newer there than here: an upgrade brings both."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.is_file():
        made, gathered = 0.0, {}
    else:
        made = manifest.stat().st_mtime
        gathered = json.loads(manifest.read_bytes())["paths"]
    return sum(
        name not in gathered or Path(storage.path(name)).stat().st_mtime > made
        for finder in finders.get_finders()
        for name, storage in finder.list([])
    )
