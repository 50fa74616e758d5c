"""What received files become."""

from __future__ import annotations

import subprocess
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault import images, inspection, pdfs
from telecontrole.foundations.vault.cleaning import clean
from telecontrole.foundations.vault.enums import Media

from . import files


@pytest.mark.parametrize(
    ("content", "name", "answer"),
    [
        (files.pdf(), "Lettre.PDF", Media.PDF),
        (files.jpeg(), "photo.jpeg", Media.JPEG),
        (files.png(), "dessin.png", Media.PNG),
        (files.webp(), "image.webp", Media.WEBP),
        (b"", "a.pdf", "document_empty"),
        (b"%PDF-" + bytes(inspection.MAX_BYTES), "a.pdf", "document_too_big"),
        (b"MZ", "a.exe", "document_type_refused"),
        (files.pdf(), "a", "document_type_refused"),
        (files.pdf(), "a.pdf.exe", "document_type_refused"),
        (files.pdf(), "a.jpg", "document_type_mismatch"),
        (b"<svg onload=1>", "a.png", "document_type_mismatch"),
        (b"RIFF\0\0\0\0AVI ", "a.webp", "document_type_mismatch"),
        (b" %PDF-1.7", "a.pdf", "document_type_mismatch"),
    ],
)
def test_size_name_and_first_bytes_must_agree(content: bytes, name: str, answer: str) -> None:
    found = inspection.inspect(content, name)
    assert (found.code if isinstance(found, Refusal) else found) == answer


def test_a_photograph_loses_place_camera_and_comment_and_stands_upright() -> None:
    dirty = files.jpeg(60, 40, orientation=6)
    assert b"JEANNE" in dirty
    content, media = images.clean_image(dirty, Media.JPEG)
    assert media is Media.JPEG
    assert b"JEANNE" not in content
    assert b"Exif" not in content
    with Image.open(BytesIO(content)) as image:
        assert image.size == (40, 60)
        assert not image.getexif()


@pytest.mark.parametrize(
    ("content", "media"), [(files.png(), Media.PNG), (files.webp(), Media.WEBP)]
)
def test_other_images_become_png(content: bytes, media: Media) -> None:
    cleaned, became = images.clean_image(content + b"<script>TRAILER</script>", media)
    assert became is Media.PNG
    assert b"TRAILER" not in cleaned
    with Image.open(BytesIO(cleaned)) as image:
        assert image.size == (30, 20)


def test_a_large_photograph_is_made_smaller() -> None:
    content, _ = images.clean_image(files.jpeg(6_000, 3_000), Media.JPEG)
    with Image.open(BytesIO(content)) as image:
        assert max(image.size) == images.MAX_SIDE


def test_too_many_pixels_are_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 599)
    assert clean(files.png(), Media.PNG) == Refusal("document_unreadable")


@pytest.mark.parametrize("media", list(Media))
@pytest.mark.parametrize("cut", [12, 40, 200])
def test_a_broken_file_is_unreadable(media: Media, cut: int) -> None:
    whole = {
        Media.PDF: files.pdf(),
        Media.JPEG: files.jpeg(),
        Media.PNG: files.png(),
        Media.WEBP: files.webp(),
    }[media]
    broken = whole[: min(cut, len(whole) // 2)]
    assert clean(broken, media) == Refusal("document_unreadable")


def test_a_file_of_one_image_type_is_not_decoded_as_another() -> None:
    assert clean(files.png(), Media.JPEG) == Refusal("document_unreadable")


def test_a_pdf_keeps_its_pages_and_loses_all_that_acts() -> None:
    dirty = files.hostile_pdf()
    assert "ATTACK" in files.everything_in(dirty)
    cleaned = pdfs.clean_pdf(dirty)
    inside = files.everything_in(cleaned)
    for word in (
        "ATTACK",
        "attack",
        "JavaScript",
        "Launch",
        "EmbeddedFile",
        "/AA",
        "JEANNE",
        "/URI",
    ):
        assert word not in inside
    with pikepdf.open(BytesIO(cleaned)) as document:
        assert len(document.pages) == 1
        assert not document.attachments


def test_what_was_typed_into_a_form_is_kept_as_ink() -> None:
    cleaned = pdfs.clean_pdf(files.filled_form())
    assert "/Widget" not in files.everything_in(cleaned)
    done = subprocess.run(["pdftotext", "-", "-"], input=cleaned, capture_output=True, check=True)
    assert b"TYPED-ANSWER" in done.stdout


def test_a_pdf_with_a_password_is_refused_as_such() -> None:
    assert clean(files.locked_pdf(), Media.PDF) == Refusal("document_protected")


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    assert clean(files.pdf(pdfs.MAX_PAGES + 1), Media.PDF) == Refusal("document_unreadable")
    assert isinstance(clean(files.pdf(pdfs.MAX_PAGES), Media.PDF), tuple)


def test_a_pdf_nested_without_end_is_refused() -> None:
    document = pikepdf.open(BytesIO(files.pdf()))
    inner = pikepdf.Array([])
    for _ in range(100):
        inner = pikepdf.Array([inner])
    document.Root.Deep = inner
    out = BytesIO()
    document.save(out)
    assert clean(out.getvalue(), Media.PDF) == Refusal("document_unreadable")
