"""Everything about a person, from the tables themselves: what a new table keeps of a person is in it the same day.

RGPD, article 15; CSP, article L. 1111-7 for what is medical. Keys, counters, hashes and what concerns
others (professionals excepted, in their work) stay out; letters come as the PDFs that were sent.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from telecontrole.foundations import vault
from telecontrole.foundations.access import Actor, medical
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault import documents, rotation
from telecontrole.foundations.vault import selectors as kept
from telecontrole.foundations.vault.enums import DocumentState
from telecontrole.hall.protection import purging
from telecontrole.hall.protection.classes import DataClass, columns_of

RIGHTS = Actor.system("rights")
_TOLD = frozenset(
    {
        DataClass.PARCOURS,
        DataClass.PROFESSIONNEL,
        DataClass.AVIS,
        DataClass.IDENTITE,
        DataClass.CONTACT,
        DataClass.NIR,
        DataClass.MEDICAL,
    }
)
# Of the service's own words these say what happened; a reading outside one's right is told on its own page.
_ALSO = {"notices.Notice": ("kind", "channel", "state", "created_at", "handed_at")}
_LEFT_OUT = frozenset(
    {"hall.PersonalExport", "hall.BrokenGlass", "vault.Content", "vault.MedicalContent"}
)
MOST_DOCUMENTS, MOST_BYTES, MOST_ROWS = 60, 40_000_000, 2_000
_README = """Ce fichier contient les données que le service du contrôle médical conserve sur vous.

- donnees.json : vos données, table par table, avec leurs dates.
- courriers/ : les courriers et documents de votre dossier.

Vous pouvez demander une correction depuis la page « Mes données », ou écrire au délégué à la protection
des données de votre caisse. Gardez ce fichier en lieu sûr : il contient des données de santé.
"""


def build(insured_id: UUID) -> bytes:
    """The archive (ZIP). Reads what is medical through the wall: one journal entry. Bounded by the constants above."""
    with medical(RIGHTS, purpose="rights", subject=f"insured:{insured_id}"):
        gathered: purging.Keys = defaultdict(set)
        purging.gather_about(insured_id, gathered)
        told = {
            label: rows
            for label in sorted(gathered)
            if label not in _LEFT_OUT and (rows := list(_rows(label, gathered[label])))
        }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("LISEZ-MOI.txt", _README)
        archive.writestr(
            "donnees.json", json.dumps(told, ensure_ascii=False, indent=1, default=str)
        )
        for name, content in _documents(sorted(gathered["vault.Document"])):
            archive.writestr(name, content)
    return out.getvalue()


def _rows(label: str, keys: set[Any]) -> Iterator[dict[str, object]]:
    model = apps.get_model(label)
    told = [name for name, kind in columns_of(model).items() if kind in _TOLD]
    # When it happened is part of what is told; when a program looked again is not.
    told += [name for name in _ALSO.get(label, ()) if name not in told]
    times = [f.name for f in model._meta.concrete_fields if isinstance(f, models.DateTimeField)]  # noqa: SLF001
    if not told:
        return
    for row in model._base_manager.filter(pk__in=list(keys)[:MOST_ROWS]):  # noqa: SLF001
        said = {name: _value(row, name) for name in [*told, *times]}
        yield {name: value for name, value in said.items() if value not in (None, "", [], {})}


def _value(row: models.Model, name: str) -> object:
    value = getattr(row, name)
    if isinstance(value, bytes | memoryview):
        return _opened(row, name, bytes(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _opened(row: models.Model, name: str, blob: bytes) -> object:
    label = row._meta.label  # noqa: SLF001
    for column in rotation.columns():
        if (column.model, column.field) == (label, name):
            text = vault.unseal(blob, row=column.name_of(row)).decode("utf-8", "replace")
            try:
                return json.loads(text)
            except ValueError:
                return text
    return ""


def _documents(keys: list[Any]) -> Iterator[tuple[str, bytes]]:
    total = 0
    for number, key in enumerate(keys[:MOST_DOCUMENTS], 1):
        info = kept.document(key)
        if info is None or info.state is not DocumentState.PROPRE or total + info.size > MOST_BYTES:
            continue
        found = documents.read_document(document_id=key, actor=RIGHTS, purpose="rights")
        if not isinstance(found, Refusal):
            total += info.size
            ending = info.media.value.partition("/")[2]
            yield f"courriers/{info.stored_at:%Y-%m-%d}-{number:02}.{ending}", found[1]
