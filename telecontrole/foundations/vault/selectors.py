"""What is known of documents; their content is read by `documents.read_document`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from .enums import DocumentState, Media, Origin
from .models import Document


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document without its content. Instants are aware, in UTC."""

    id: UUID
    subject: str
    kind: str
    medical: bool
    origin: Origin
    media: Media
    state: DocumentState
    sha256: bytes
    size: int
    stored_at: datetime
    retain_until: date | None

    @property
    def shown(self) -> bool:
        """Only what was found clean is shown."""
        return self.state is DocumentState.PROPRE


def info_of(row: Document) -> DocumentInfo:
    """The value of a row."""
    return DocumentInfo(
        id=row.id,
        subject=row.subject,
        kind=row.kind,
        medical=row.medical,
        origin=Origin(row.origin),
        media=Media(row.media),
        state=DocumentState(row.state),
        sha256=bytes(row.sha256),
        size=row.size,
        stored_at=row.stored_at,
        retain_until=row.retain_until,
    )


def document(document_id: UUID) -> DocumentInfo | None:
    """One document, whatever its state."""
    row = Document.objects.filter(pk=document_id).first()
    return info_of(row) if row else None


def documents_of(subject: str) -> list[DocumentInfo]:
    """The documents of a subject, the oldest first, purged ones included (their trace is proof)."""
    rows = Document.objects.filter(subject=subject).order_by("stored_at", "id")
    return [info_of(row) for row in rows]


def waiting_for_scan() -> int:
    """How many documents nobody may see yet."""
    return Document.objects.filter(state=DocumentState.QUARANTAINE).count()
