"""Images are decoded and written anew: nothing but pixels comes through (no EXIF, no place, no trailer)."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from .enums import Media

# A 48-megapixel telephone passes; what is larger is an attack on memory.
MAX_PIXELS = 50_000_000
# A page of A4 at 340 dots per inch: more shows nothing more.
MAX_SIDE = 4_000


class Unreadable(Exception):
    """The file cannot be decoded as what it claims to be."""


def clean_image(content: bytes, media: Media) -> tuple[bytes, Media]:
    """The image re-encoded, upright, at most MAX_SIDE pixels a side: JPEG stays, others become PNG.

    Raises Unreadable when it is broken, or has more than MAX_PIXELS.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _rewritten(content, media)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise Unreadable(type(fault).__name__) from None


def _rewritten(content: bytes, media: Media) -> tuple[bytes, Media]:
    wanted = media.value.partition("/")[2].upper()
    with Image.open(BytesIO(content), formats=[wanted]) as source:
        if source.width * source.height > MAX_PIXELS:
            raise Unreadable("too many pixels")
        if media is Media.JPEG:
            source.draft("RGB", (MAX_SIDE, MAX_SIDE))
        upright = ImageOps.exif_transpose(source)
        flat = upright.convert("RGB") if media is Media.JPEG else upright.convert("RGBA")
    flat.thumbnail((MAX_SIDE, MAX_SIDE))
    # A new image takes the pixels and none of the metadata that Pillow would carry along.
    bare = Image.new(flat.mode, flat.size)
    bare.paste(flat)
    out = BytesIO()
    if media is Media.JPEG:
        bare.save(out, "JPEG", quality=88, optimize=True)
        return out.getvalue(), Media.JPEG
    bare.save(out, "PNG", optimize=False)
    return out.getvalue(), Media.PNG
