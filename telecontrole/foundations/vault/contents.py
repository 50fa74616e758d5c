"""Sealed contents in their table: the ordinary one, or the one behind the medical wall."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from telecontrole.foundations.access import Actor, medical
from telecontrole.foundations.vault import seal, unseal

from .models import Content, Document, MedicalContent


@contextmanager
def wall(row: Document, *, actor: Actor, purpose: str) -> Iterator[None]:
    """Pass the medical wall when the document is behind it; raises MedicalAccessRefused."""
    passage: AbstractContextManager[None] = nullcontext()
    if row.medical:
        passage = medical(actor, purpose=purpose, subject=row.subject)
    with passage:
        yield


def write(row: Document, content: bytes) -> None:
    """Seal and store, replacing what was there; inside `wall`."""
    sealed = seal(content, row=_name(row))
    _table(row).objects.update_or_create(pk=row.pk, defaults={"sealed": sealed})


def read(row: Document) -> bytes:
    """The plain content; inside `wall`. Raises SealBroken when it was altered."""
    return unseal(_table(row).objects.get(pk=row.pk).sealed, row=_name(row))


def remove(row: Document) -> None:
    """Delete the content; inside `wall`."""
    _table(row).objects.filter(pk=row.pk).delete()


def _table(row: Document) -> type[Content] | type[MedicalContent]:
    return MedicalContent if row.medical else Content


def _name(row: Document) -> str:
    return f"vault.document:{row.pk}:content"
