"""Lines from a stream in bounded memory, handed on as soon as they are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

CHUNK: Final = 1 << 16
LONGEST: Final = 1 << 20


def batches(source: BinaryIO) -> Iterator[list[bytes | None]]:
    """Lines that came together; ``None`` stands for a line longer than :data:`LONGEST` bytes.

    Reads what is available and no more, so that a program may ask line after line through a pipe.
    """
    read = getattr(source, "read1", source.read)
    rest, skipping = b"", False
    while chunk := read(CHUNK):
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        ready: list[bytes | None] = list(lines)
        if skipping and ready:
            ready[0], skipping = None, False
        if len(rest) > LONGEST:
            rest, skipping = b"", True
        elif skipping:
            rest = b""
        yield [line if line is None or len(line) <= LONGEST else None for line in ready]
    if rest or skipping:
        yield [None if skipping else rest]
