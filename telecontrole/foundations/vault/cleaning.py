"""What is stored of a received file: its content, written anew."""

from __future__ import annotations

from telecontrole.foundations.outcome import Refusal

from .enums import Media
from .images import Unreadable, clean_image
from .pdfs import Protected, clean_pdf


def clean(content: bytes, media: Media) -> tuple[bytes, Media] | Refusal:
    """The harmless content and its type; refuses `document_protected`, `document_unreadable`."""
    try:
        if media is Media.PDF:
            return clean_pdf(content), media
        return clean_image(content, media)
    except Protected:
        return Refusal("document_protected")
    except Unreadable:
        return Refusal("document_unreadable")
