"""Is this file what it says it is, and do we take it? Size, extension and first bytes must agree."""

from __future__ import annotations

from pathlib import PurePath

from telecontrole.foundations.outcome import Refusal

from .enums import Media

# clamd's own limit (StreamMaxLength) is 25 MB by default; a photographed letter is 3 to 8 MB.
MAX_BYTES = 15_000_000

_EXTENSIONS = {
    ".pdf": Media.PDF,
    ".jpg": Media.JPEG,
    ".jpeg": Media.JPEG,
    ".png": Media.PNG,
    ".webp": Media.WEBP,
}
EXTENSIONS = tuple(_EXTENSIONS)


def media_of(content: bytes) -> Media | None:
    """The type that the first bytes tell, or None."""
    if content.startswith(b"%PDF-"):
        return Media.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return Media.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Media.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Media.WEBP
    return None


def inspect(content: bytes, filename: str) -> Media | Refusal:
    """The media type; refuses `document_empty`, `document_too_big` (limit in megabytes),
    `document_type_refused` (extensions that are taken) and `document_type_mismatch`.
    """
    if not content:
        return Refusal("document_empty")
    if len(content) > MAX_BYTES:
        return Refusal("document_too_big", {"megabytes": MAX_BYTES // 1_000_000})
    said = _EXTENSIONS.get(PurePath(filename).suffix.lower())
    if said is None:
        return Refusal("document_type_refused", {"extensions": " ".join(EXTENSIONS)})
    if media_of(content) is not said:
        return Refusal("document_type_mismatch")
    return said
