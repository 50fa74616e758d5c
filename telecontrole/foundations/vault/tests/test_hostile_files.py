"""Files that are two things at once, or far larger inside than outside."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
from PIL import Image

from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault.cleaning import clean
from telecontrole.foundations.vault.enums import Media
from telecontrole.foundations.vault.inspection import inspect
from telecontrole.foundations.vault.tests import files

SECOND_LIFE = b"<html><script>ATTACK</script></html>"


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("ATTACK.js", SECOND_LIFE)
    return out.getvalue()


@pytest.mark.parametrize("tail", [SECOND_LIFE, archive()], ids=["page", "archive"])
@pytest.mark.parametrize(
    ("content", "media"),
    [
        (files.jpeg(), Media.JPEG),
        (files.png(), Media.PNG),
        (files.webp(), Media.WEBP),
        (files.pdf(), Media.PDF),
    ],
    ids=["jpeg", "png", "webp", "pdf"],
)
def test_what_hangs_behind_a_file_is_cut_off(content: bytes, media: Media, tail: bytes) -> None:
    cleaned = clean(content + tail, media)
    assert not isinstance(cleaned, Refusal)
    assert b"ATTACK" not in cleaned[0]
    assert not zipfile.is_zipfile(io.BytesIO(cleaned[0]))


@pytest.mark.parametrize("name", ["scan.pdf", "scan.jpg", "scan.png"])
def test_a_page_in_front_of_a_file_is_refused(name: str) -> None:
    assert inspect(SECOND_LIFE + files.pdf(), name) == Refusal("document_type_mismatch")


def test_a_pdf_that_is_also_a_picture_is_taken_as_one_thing_only() -> None:
    both = files.jpeg() + files.pdf()
    assert inspect(both, "scan.pdf") == Refusal("document_type_mismatch")
    cleaned = clean(both, Media.JPEG)
    assert not isinstance(cleaned, Refusal)
    assert b"%PDF" not in cleaned[0]


def test_a_small_picture_with_huge_sides_is_not_decoded() -> None:
    """A header that says 60 000 × 60 000: refused before a byte of memory is taken for it."""
    header = struct.pack("!IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header)
    bomb += _chunk(b"IDAT", zlib.compress(bytes(1_000_000), 9)) + _chunk(b"IEND", b"")
    assert clean(bomb, Media.PNG) == Refusal("document_unreadable")


def test_words_that_swell_inside_a_picture_are_not_unpacked() -> None:
    """A compressed comment of 70 MB in a drawing of a few bytes."""
    drawing = files.png()
    swelling = _chunk(b"zTXt", b"note\0\0" + zlib.compress(bytes(70_000_000), 9))
    bomb = drawing[:33] + swelling + drawing[33:]
    cleaned = clean(bomb, Media.PNG)
    if not isinstance(cleaned, Refusal):
        assert len(cleaned[0]) < 100_000
        with Image.open(io.BytesIO(cleaned[0])) as image:
            assert not image.info.get("note")


def test_a_pdf_that_swells_is_refused() -> None:
    """A page whose drawing is 90 MB of nothing in 90 kB: refused before anything unpacks it whole."""
    with pikepdf.new() as document:
        page = document.add_blank_page()
        page.obj.Contents = pikepdf.Stream(document, b"")
        page.obj.Contents.write(
            zlib.compress(b" " * 90_000_000, 9), filter=pikepdf.Name.FlateDecode
        )
        out = io.BytesIO()
        document.save(out)
    assert clean(out.getvalue(), Media.PDF) == Refusal("document_unreadable")


def test_the_place_of_a_photograph_is_gone_from_every_copy_of_it() -> None:
    """EXIF, its thumbnail, XMP: none of them comes through."""
    image = Image.new("RGB", (80, 60), "white")
    exif = Image.Exif()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (48.0, 51.0, 24.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, xmp=b"<x:xmpmeta>48,51.4N</x:xmpmeta>")
    cleaned = clean(out.getvalue(), Media.JPEG)
    assert not isinstance(cleaned, Refusal)
    with Image.open(io.BytesIO(cleaned[0])) as kept:
        assert not dict(kept.getexif())
    assert b"xmp" not in cleaned[0].lower()


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = struct.pack("!I", zlib.crc32(kind + content))
    return struct.pack("!I", len(content)) + kind + content + checked
