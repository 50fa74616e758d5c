"""Files as people and attackers send them."""

from __future__ import annotations

from io import BytesIO

import pikepdf
from PIL import Image

# In two parts, so that an antivirus of the developer's machine does not take this file away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def jpeg(width: int = 60, height: int = 40, *, orientation: int = 1) -> bytes:
    """A photograph with a place, a camera and an orientation in its EXIF data."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("black", (0, 0, width // 2, height // 2))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "CAMERA-OF-JEANNE"
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"COMMENT-OF-JEANNE")
    return out.getvalue()


def png(width: int = 30, height: int = 20) -> bytes:
    """A drawing."""
    out = BytesIO()
    Image.new("RGBA", (width, height), (10, 20, 30, 128)).save(out, "PNG")
    return out.getvalue()


def webp() -> bytes:
    """A picture in WebP."""
    out = BytesIO()
    Image.new("RGB", (30, 20), "green").save(out, "WEBP", lossless=True)
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    """A PDF without anything special."""
    return _bytes(_blank(pages))


def hostile_pdf() -> bytes:
    """A PDF with every active part that we know of, some of them nested."""
    document = _blank(1)
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('ATTACK')")
    document.Root.OpenAction = script
    document.Root.AA = pikepdf.Dictionary(WC=script)
    names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", script]))
    document.Root.Names = names
    document.attachments["ATTACK.exe"] = pikepdf.AttachedFileSpec(
        document,
        b"ATTACK-BYTES",
        filename="ATTACK.exe",
        description="ATTACK",
        mime_type="application/x-attack",
        creation_date="",
        mod_date="",
    )
    page = document.pages[0].obj
    page.AA = pikepdf.Dictionary(O=script)
    rectangle = [0, 0, 10, 10]
    page.Annots = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Subtype=pikepdf.Name.Link,
                Rect=rectangle,
                A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://attack.example"),
            ),
            document.make_indirect(
                pikepdf.Dictionary(
                    Subtype=pikepdf.Name.Square,
                    Rect=rectangle,
                    AA=pikepdf.Dictionary(E=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="ATTACK")),
                )
            ),
        ]
    )
    document.docinfo["/Author"] = "JEANNE"
    return _bytes(document)


def filled_form() -> bytes:
    """A form in which somebody has typed an answer."""
    document = _blank(1)
    font = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    field = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="answer",
            V="TYPED-ANSWER",
            DA="/Helv 12 Tf 0 g",
            F=4,
            Rect=[50, 700, 300, 720],
        )
    )
    document.Root.AcroForm = pikepdf.Dictionary(
        Fields=[field],
        NeedAppearances=True,
        DA="/Helv 12 Tf 0 g",
        DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font)),
    )
    document.pages[0].obj.Annots = pikepdf.Array([field])
    return _bytes(document)


def locked_pdf() -> bytes:
    """A PDF that opens with a password only."""
    out = BytesIO()
    _blank(1).save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def everything_in(content: bytes) -> str:
    """All objects of a PDF, uncompressed, as text: what a search for a word must look at."""
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        document.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            qdf=True,
        )
    return out.getvalue().decode("latin-1")


def _blank(pages: int) -> pikepdf.Pdf:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    return document


def _bytes(document: pikepdf.Pdf) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()
