"""Words of the vault's documents."""

from __future__ import annotations

from enum import StrEnum


class Media(StrEnum):
    """What may be stored, by media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"


class DocumentState(StrEnum):
    """Only `propre` is ever shown."""

    QUARANTAINE = "quarantaine"
    PROPRE = "propre"
    INFECTE = "infecte"
    ILLISIBLE = "illisible"
    PURGE = "purge"


class Origin(StrEnum):
    """Received from a person (scanned and cleaned), or made by the house (a letter)."""

    RECU = "recu"
    PRODUIT = "produit"
