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
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.template.loader import render_to_string

from telecontrole.foundations import clock, vault
from telecontrole.foundations.access import Actor, medical
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault import documents, rotation
from telecontrole.foundations.vault import selectors as kept
from telecontrole.foundations.vault.enums import DocumentState
from telecontrole.foundations.web.formats import date_fr, date_heure_fr
from telecontrole.hall.protection import archive_words, purging, readers
from telecontrole.hall.protection.classes import DataClass, columns_of
from telecontrole.rooms.notices.enums import Recipient

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
_ALSO = {
    "notices.Notice": ("recipient", "kind", "channel", "state", "created_at", "handed_at"),
    "hall.CorrectionRequest": ("topic", "outcome"),
}
_LEFT_OUT = frozenset(
    {"hall.PersonalExport", "hall.BrokenGlass", "vault.Content", "vault.MedicalContent"}
)
# About others, in a row that is about the person: a doctor's own number, a guest's address, a colleague's name.
# The parameters of a message hold its links; its words stand in the proof.
_OF_OTHERS = {
    "examinations.CallRequest": {"number_sealed"},
    "examinations.Decision": {"signed_by"},
    "notices.Notice": {"params_sealed"},
    "visio.Guest": {"address_sealed"},
    "worklist.Task": {"claimed_label"},
}
# What was sent to a doctor, an employer, a representative: that it was is told, not where to, nor the link in it.
_TO_PERSON = {"notices.Attempt": "notice__recipient", "notices.PastAddress": "notice__recipient"}
MOST_DOCUMENTS, MOST_BYTES, MOST_ROWS = 60, 40_000_000, 2_000
Row = dict[str, object]


def build(insured_id: UUID) -> bytes:
    """The archive (ZIP). Reads what is medical through the wall: one journal entry. Bounded by the constants above.

    What the bounds leave out is named in it.
    """
    with medical(RIGHTS, purpose="rights", subject=f"insured:{insured_id}"):
        gathered: purging.Keys = defaultdict(set)
        purging.gather_about(insured_id, gathered)
        told = {
            label: rows
            for label in sorted(gathered)
            if label not in _LEFT_OUT and (rows := list(_rows(label, gathered[label])))
        }
    missing = [
        f"{archive_words.tables()[label][0]} : {len(gathered[label]) - MOST_ROWS} lignes"
        for label in told
        if len(gathered[label]) > MOST_ROWS
    ]
    return _packed(insured_id, told, sorted(gathered["vault.Document"]), missing)


def _packed(
    insured_id: UUID, told: dict[str, list[Row]], documents_: list[Any], missing: list[str]
) -> bytes:
    out = io.BytesIO()
    read = readers.readings(insured_id)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        kept = 0
        for name, content in _documents(documents_):
            kept += 1
            archive.writestr(name, content)
        if left := _readable(documents_) - kept:
            missing.append(f"{left} courriers ou documents")
        made = clock.now()
        said = {"made": made, "missing": missing, "terms": archive_words.terms(made.date())}
        archive.writestr("LISEZ-MOI.txt", render_to_string("protection/archive.txt", said))
        page = {"made": made, "sections": list(_sections(told)), "readings": read}
        archive.writestr("mes-donnees.html", render_to_string("protection/archive.html", page))
        data = {**told, "lectures": [asdict(one) for one in read]}
        archive.writestr(
            "donnees.json", json.dumps(data, ensure_ascii=False, indent=1, default=_json)
        )
    return out.getvalue()


def _sections(told: dict[str, list[Row]]) -> Iterator[dict[str, object]]:
    """Titles and labels in French, in the order of `archive_words.yaml`."""
    for label, (title, labels) in archive_words.tables().items():
        rows = [
            [
                (labels[name], _shown(archive_words.said(label, name, row[name])))
                for name in labels
                if name in row
            ]
            for row in told.get(label, ())
        ]
        if rows:
            yield {"title": title, "rows": rows}


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return date_heure_fr(value)
    if isinstance(value, date):
        return date_fr(value)
    return value


def columns_told(model: type[models.Model]) -> list[str]:
    """The columns of a table that the archive tells: when it happened is part of it."""
    label = model._meta.label  # noqa: SLF001 -- Django's documented door
    told = [name for name, kind in columns_of(model).items() if kind in _TOLD]
    told = [name for name in told if name not in _OF_OTHERS.get(label, ())]
    told += [name for name in _ALSO.get(label, ()) if name not in told]
    fields = model._meta.concrete_fields  # noqa: SLF001
    times = [field.name for field in fields if isinstance(field, models.DateTimeField)]
    return [*told, *(name for name in times if name not in told)] if told else []


def _rows(label: str, keys: set[Any]) -> Iterator[Row]:
    model = apps.get_model(label)
    told = columns_told(model)
    if not told:
        return
    rows = model._base_manager.filter(pk__in=sorted(keys, key=str)[:MOST_ROWS])  # noqa: SLF001
    if label in _TO_PERSON:
        rows = rows.filter(**{_TO_PERSON[label]: Recipient.ASSURE})
    for row in rows:
        said = {name: _value(row, name) for name in told}
        if label == "notices.Notice" and said["recipient"] != Recipient.ASSURE:
            said["address_sealed"] = ""
        yield {name: value for name, value in said.items() if value not in (None, "", [], {})}


def _value(row: models.Model, name: str) -> object:
    value = getattr(row, name)
    return _opened(row, name, bytes(value)) if isinstance(value, bytes | memoryview) else value


def _json(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _opened(row: models.Model, name: str, blob: bytes) -> object:
    label = row._meta.label  # noqa: SLF001
    for column in rotation.columns():
        if (column.model, column.field) == (label, name):
            text = vault.unseal(blob, row=column.name_of(row)).decode("utf-8", "replace")
            try:
                found = json.loads(text)
            except ValueError:
                return text
            # A number of digits is no number: it begins with what it begins with.
            return found if isinstance(found, dict | list) else text
    return ""


def _readable(keys: list[Any]) -> int:
    """How many of these documents there are to be read."""
    found = (kept.document(key) for key in keys)
    return sum(1 for one in found if one is not None and one.state is DocumentState.PROPRE)


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
