"""What an answer says, whatever its form: page, CSV, workbook, PDF, calendar, headers."""

from __future__ import annotations

import html
import io
import subprocess
import zipfile
from typing import Any


def text_of(answer: Any) -> str:
    """Every word of an answer, its headers included. Files in files are opened."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n{text_of_bytes(body)}\n{answer.cookies.output()}"


def text_of_bytes(body: bytes) -> str:
    """The words of a file."""
    if body.startswith(b"%PDF-"):
        done = subprocess.run(
            ["pdftotext", "-enc", "UTF-8", "-", "-"], input=body, capture_output=True, check=True
        )
        return done.stdout.decode()
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "\n".join(text_of_bytes(parts.read(name)) for name in parts.namelist())
    return html.unescape(body.decode("utf-8", "replace"))
