"""What the cast does not fill by itself: canaries in every guarded column that has a row."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DataError, IntegrityError, models, transaction

from telecontrole.foundations import clock, events, vault
from telecontrole.foundations.access import Actor, medical
from telecontrole.foundations.vault import rotation
from telecontrole.hall.protection.classes import GUARDED, DataClass, columns_of
from telecontrole.hall.protection.correcting import Topic
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.notices import services as notices
from tests.hostile.cast import Cast
from tests.secrecy.canaries import Aviary
from tests.secrecy.texts import text_of_bytes

_MEDICAL = Actor.system("examination")


def plant(cast: Cast, aviary: Aviary) -> None:
    """Notes of the interviews that are now; then a word wherever a guarded column has none yet."""
    for caisse, things in (("141", cast.here), ("763", cast.elsewhere)):
        record = examinations.open_examination(
            appointment_id=things.now.appointment.id,
            medecin_id=things.now.medecin.id,
            actor=_MEDICAL,
        )
        word = aviary.word(DataClass.MEDICAL, "notes", caisse, things.now.case.insured_id)
        examinations.save_notes(
            examination_id=record.id,  # type: ignore[union-attr]
            text=word,
            base_version=0,
            actor=_MEDICAL,
        )
    # The faulty file of the cast stands for one of cases, the only kind whose lines are guarded.
    apps.get_model("cases.ImportRun")._base_manager.update(kind="cases")
    deliver(clock.now())
    for model in {model for model, _, _ in guarded()}:
        with medical(_MEDICAL, purpose="test", subject="canaries"):
            if not model._base_manager.exists():
                make_row(model, cast)
    for model, column, kind in guarded():
        with medical(_MEDICAL, purpose="test", subject="canaries"):
            _top_up(model, column, kind, aviary)


def deliver(now: datetime) -> None:
    """Whatever is due leaves, by the twins."""
    events.drain()
    for _ in range(5):
        notices.tick(now)


#: Sealed columns that hold an object, not a text: a page that opens them reads its parts.
_FORMS = {"text_sealed": b'{"title": "zq", "body": "zq"}', "answers_sealed": b'{"zq": "zq"}'}
#: Columns whose word is of a closed list that the table itself does not know.
_WORDS = {"topic": Topic.ADRESSE.value}


def guarded() -> list[tuple[type[models.Model], str, DataClass]]:
    """Every guarded column of the house that can hold a word. Secrets are hashes: nothing to recognise."""
    return [
        (model, column, kind)
        for model in apps.get_models()
        if model.__module__.startswith("telecontrole.")
        for column, kind in columns_of(model).items()
        if kind in GUARDED - {DataClass.SECRET} and kind is not None
        if isinstance(
            model._meta.get_field(column),
            models.CharField
            | models.TextField
            | models.BinaryField
            | models.JSONField
            | ArrayField,
        )
    ]


def make_row(model: type[models.Model], cast: Cast) -> None:
    """One row of a table that the cast leaves empty, as far as its constraints let a plain one be made."""
    given: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.has_default() or (field.null and not isinstance(field, models.BinaryField)):
            continue
        given[field.name] = _some(field, cast)
    with suppress(IntegrityError, DataError, ValueError, LookupError), transaction.atomic():
        row = model(**given)
        for field in model._meta.concrete_fields:
            if isinstance(field, models.BinaryField) and field.name.endswith("sealed"):
                setattr(
                    row,
                    field.name,
                    vault.seal(_FORMS.get(field.name, b"zq"), row=_name(row, field.name)),
                )
        row.save(force_insert=True)


def _some(field: Any, cast: Cast) -> object:
    """A plain value of a column: the things of one person where it points at a thing, never anybody's at random."""
    here = cast.here.now
    own = {
        "case": here.case.pk,
        "appointment": here.appointment.id,
        "insured": here.case.insured_id,
    }
    if isinstance(field, models.ForeignKey):
        target = field.related_model._base_manager
        return target.filter(pk=own.get(field.name)).first() or target.first()
    plain: list[tuple[Any, object]] = [
        (models.UUIDField, own.get(field.name, uuid4())),
        (models.DateTimeField, clock.now()),
        (models.DateField, clock.today()),
        (models.BooleanField, False),
        (models.IntegerField, 1),
        (models.BinaryField, uuid4().bytes),
        (ArrayField, []),
        (models.JSONField, {}),
    ]
    found = next((value for kind, value in plain if isinstance(field, kind)), None)
    if field.choices or found is not None:
        return field.choices[0][0] if field.choices else found
    return _WORDS.get(field.name, "x")


def said(model: type[models.Model], column: str) -> list[str]:
    """What a column says, unsealed, in every row."""
    with medical(_MEDICAL, purpose="test", subject="canaries"):
        rows = model._base_manager.exclude(**{f"{column}__isnull": True})
        return [_plain(row, column) for row in rows.iterator()]


def _top_up(model: type[models.Model], column: str, kind: DataClass, aviary: Aviary) -> None:
    if any(any(aviary.in_text(text)) for text in said(model, column)):
        return
    field = model._meta.get_field(column)
    for row in model._base_manager.exclude(**{f"{column}__isnull": True}).iterator():
        word = aviary.word(kind, f"{model._meta.label}.{column}", "")
        longest = getattr(field, "max_length", None)
        if longest is not None and longest < len(word):
            return
        try:
            setattr(row, column, _written(row, column, field, word))
        except LookupError:
            return
        # A column with a closed list of words holds none of ours, and says nothing of anybody.
        with suppress(IntegrityError), transaction.atomic():
            row.save(update_fields=[column])


def _written(row: models.Model, column: str, field: Any, word: str) -> object:
    if isinstance(field, models.BinaryField):
        name = _name(row, column)
        return vault.seal(_inside(_plain(row, column), word).encode(), row=name)
    if isinstance(field, ArrayField):
        return [word]
    if isinstance(field, models.JSONField):
        return json.loads(_inside(json.dumps(getattr(row, column)), word))
    return word


def _inside(text: str, word: str) -> str:
    """A JSON object keeps its form, its texts replaced; anything else is replaced as a whole."""
    try:
        found = json.loads(text)
    except ValueError:
        return word
    if not isinstance(found, dict):
        return word
    return json.dumps({key: word if isinstance(v, str) else v for key, v in found.items()})


def _plain(row: models.Model, column: str) -> str:
    value = getattr(row, column)
    if isinstance(value, bytes | memoryview):
        try:
            opened = vault.unseal(bytes(value), row=_name(row, column))
        except (vault.SealBroken, LookupError):
            return ""
        return text_of_bytes(opened)
    return json.dumps(value, default=str)


def _name(row: models.Model, column: str) -> str:
    label = row._meta.label
    known = [c for c in rotation.columns() if (c.model, c.field) == (label, column)]
    if not known:
        raise LookupError(f"{label}.{column} takes no part in a rotation")
    return known[0].name_of(row)
