"""The class of every column, read from `classes.yaml`: what the register, the exports and the tests go by."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.db import models

_FILE = Path(__file__).with_name("classes.yaml")
# Columns of these types hold no word and no date of a person's life, unless the file says otherwise.
_MUTE = (
    models.AutoField,
    models.UUIDField,
    models.ForeignKey,
    models.BooleanField,
    models.DateTimeField,
    models.IntegerField,
)


class DataClass(StrEnum):
    """What a column holds; `classes.yaml` says what each word means."""

    PUBLIC = "public"
    TECHNIQUE = "technique"
    PARCOURS = "parcours"
    PROFESSIONNEL = "professionnel"
    AVIS = "avis"
    IDENTITE = "identite"
    CONTACT = "contact"
    NIR = "nir"
    MEDICAL = "medical"
    SECRET = "secret"  # noqa: S105 -- a word of the file, no secret


# What may stand in no place that somebody without a right reads.
GUARDED = frozenset(
    {DataClass.IDENTITE, DataClass.CONTACT, DataClass.NIR, DataClass.MEDICAL, DataClass.SECRET}
)


@cache
def declared() -> dict[str, dict[str, DataClass]]:
    """The file: class by column, by model. Raises ValueError for a word that is no class, or a column twice."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {model: _columns(model, given or {}) for model, given in read.items()}


def class_of(model: type[models.Model], column: str) -> DataClass | None:
    """The class of a column; None when nobody classified it."""
    given = declared().get(model._meta.label, {}).get(column)  # noqa: SLF001 -- Django's documented door
    if given is not None:
        return given
    field = model._meta.get_field(column)  # noqa: SLF001
    return DataClass.TECHNIQUE if isinstance(field, _MUTE) else None


def columns_of(model: type[models.Model]) -> dict[str, DataClass | None]:
    """Every column of a table with its class."""
    fields = model._meta.concrete_fields  # noqa: SLF001
    return {field.name: class_of(model, field.name) for field in fields}


def unclassified() -> list[str]:
    """Tables and columns that nobody classified, and names in the file that are none."""
    missing = [
        f"{model._meta.label}.{column}"  # noqa: SLF001
        for model in apps.get_models()
        for column, given in columns_of(model).items()
        if given is None or model._meta.label not in declared()  # noqa: SLF001
    ]
    return sorted(missing) + sorted(_unknown())


def _unknown() -> list[str]:
    found = []
    for label, columns in declared().items():
        try:
            model = apps.get_model(label)
        except LookupError:
            found.append(f"{label} is no table")
            continue
        known = {field.name for field in model._meta.get_fields()}  # noqa: SLF001
        found += [f"{label}.{name} is no column" for name in columns if name not in known]
    return found


def _columns(model: str, given: dict[str, list[str]]) -> dict[str, DataClass]:
    columns: dict[str, DataClass] = {}
    for word, names in given.items():
        for name in names:
            if name in columns:
                raise ValueError(f"{model}.{name} is classified twice")
            columns[name] = DataClass(word)
    return columns
