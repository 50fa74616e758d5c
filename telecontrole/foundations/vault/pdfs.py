"""PDFs are written anew without anything that acts: scripts, actions, attached files, forms, links out."""

from __future__ import annotations

import zlib
from io import BytesIO

import pikepdf

from .images import Unreadable

MAX_PAGES = 300
# What the drawings, fonts and texts of a file may swell to; scanned pages are pictures, and are not unpacked here.
MAX_INSIDE = 50_000_000
_DEPTH = 30

# Keys that carry or start something, wherever they stand.
_ACTIVE_KEYS = frozenset(
    {
        *("/OpenAction", "/AA", "/A", "/JS", "/JavaScript", "/Launch", "/URI"),
        *("/EmbeddedFiles", "/EF", "/AF", "/Collection", "/AcroForm", "/XFA"),
        *("/RichMedia", "/RichMediaContent", "/RichMediaSettings", "/Metadata", "/PieceInfo"),
    }
)
# Marks on a page that are more than ink on paper.
_ACTIVE_ANNOTATIONS = frozenset(
    {
        *("/Widget", "/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound"),
        *("/3D", "/Link", "/Popup"),
    }
)


class Protected(Unreadable):
    """The PDF asks for a password."""


def clean_pdf(content: bytes) -> bytes:
    """The PDF rewritten; raises Protected, or Unreadable when broken or above MAX_PAGES."""
    try:
        with pikepdf.open(BytesIO(content)) as document:
            if not 0 < len(document.pages) <= MAX_PAGES:
                raise Unreadable("number of pages")
            _refuse_swelling(document)
            _disarm(document)
            return _saved(document)
    except pikepdf.PasswordError:
        raise Protected("password") from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError) as fault:
        raise Unreadable(type(fault).__name__) from None


def _refuse_swelling(document: pikepdf.Pdf) -> None:
    """A small file may unpack to gigabytes: counted, no further than the limit, before anything reads it."""
    left = MAX_INSIDE
    for item in document.objects:
        if isinstance(item, pikepdf.Stream) and str(item.get("/Subtype")) != "/Image":
            left -= _unpacked(item, left)
            if left < 0:
                raise Unreadable("swells")


def _unpacked(item: pikepdf.Stream, most: int) -> int:
    filters = item.get("/Filter", pikepdf.Array())
    names = filters.as_list() if isinstance(filters, pikepdf.Array) else [filters]
    content = bytes(item.read_raw_bytes())
    for name in names:
        if str(name) != "/FlateDecode":
            break
        try:
            content = zlib.decompressobj().decompress(content, most + 1)
        except zlib.error:
            break
    return len(content)


def _disarm(document: pikepdf.Pdf) -> None:
    # What was typed into a form becomes ink, before the form goes.
    document.generate_appearance_streams()
    document.flatten_annotations("all")
    for page in document.pages:
        if "/Annots" in page.obj:
            _drop_active_annotations(document, page.obj)
    for item in document.objects:
        _strip(item, _DEPTH)
    for key in ("/Info", "/Encrypt"):
        if key in document.trailer:
            del document.trailer[key]


def _drop_active_annotations(document: pikepdf.Pdf, page: pikepdf.Object) -> None:
    annotations = page["/Annots"]
    if not isinstance(annotations, pikepdf.Array):
        del page["/Annots"]
        return
    kept = [
        mark
        for mark in annotations.as_list()
        if isinstance(mark, pikepdf.Dictionary)
        and str(mark.get("/Subtype")) not in _ACTIVE_ANNOTATIONS
    ]
    page["/Annots"] = document.make_indirect(pikepdf.Array(kept))


def _strip(item: pikepdf.Object, depth: int) -> None:
    """Take active keys out of an object and of what stands directly in it."""
    if depth == 0:
        raise Unreadable("nested too deep")
    if isinstance(item, pikepdf.Array):
        for inner in item.as_list():
            _strip_direct(inner, depth)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        for key in list(item.keys()):
            if key in _ACTIVE_KEYS:
                del item[key]
            else:
                _strip_direct(item[key], depth)


def _strip_direct(inner: object, depth: int) -> None:
    # Indirect objects are visited on their own by the caller's loop.
    if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
        _strip(inner, depth - 1)


def _saved(document: pikepdf.Pdf) -> bytes:
    out = BytesIO()
    document.remove_unreferenced_resources()
    document.save(
        out,
        encryption=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        fix_metadata_version=False,
    )
    return out.getvalue()
