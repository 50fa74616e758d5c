"""A PDF as its reader finds it: the words, and the tags that a screen reader follows."""

from __future__ import annotations

import io
import subprocess
from uuid import UUID

import pikepdf

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault.documents import read_document


def text_of(pdf: bytes) -> str:
    """The words, on one line: where a line breaks says nothing."""
    done = subprocess.run(
        ["pdftotext", "-", "-"],
        input=pdf,
        capture_output=True,
        check=True,
        timeout=30,
    )
    return " ".join(done.stdout.decode().replace("\u00a0", " ").replace("\u202f", " ").split())


def tags_of(pdf: bytes) -> set[str]:
    """The kinds of structure elements; empty for a PDF without tags."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert bool(opened.Root.MarkInfo.Marked)
        assert str(opened.Root.Lang) == "fr-FR"
        return set(_kinds(opened.Root.StructTreeRoot))


def kept(document: UUID) -> bytes:
    """A letter out of the vault."""
    found = read_document(document_id=document, actor=Actor.system("test"), purpose="test")
    assert not isinstance(found, Refusal)
    return found[1]


def _kinds(node: pikepdf.Object) -> list[str]:
    found = [str(node.S)] if "/S" in node else []
    below = node.get("/K")
    if below is None:
        return found
    children = list(below) if isinstance(below, pikepdf.Array) else [below]
    for child in children:
        if isinstance(child, pikepdf.Dictionary):
            found += _kinds(child)
    return found
