"""An uploaded file kept in sealed pieces: written as it arrives, read back as a stream."""

from __future__ import annotations

import io
from collections.abc import Iterable
from uuid import UUID, uuid4

from telecontrole.foundations import vault
from telecontrole.rooms.cases.models import ImportChunk

PIECE = 512 * 1024


def keep(run_id: UUID, content: Iterable[bytes]) -> int:
    """Seal the content piece by piece; answers how many bytes it has."""
    total = number = 0
    waiting = bytearray()
    for part in content:
        total += len(part)
        waiting += part
        while len(waiting) >= PIECE:
            _keep(run_id, number, bytes(waiting[:PIECE]))
            del waiting[:PIECE]
            number += 1
    if waiting:
        _keep(run_id, number, bytes(waiting))
    return total


def _keep(run_id: UUID, number: int, body: bytes) -> None:
    key = uuid4()
    ImportChunk.objects.create(
        id=key,
        run_id=run_id,
        number=number,
        body_sealed=vault.seal(body, row=f"cases.import_chunk:{key}:body"),
    )


class Pieces(io.RawIOBase):
    """The kept file, one piece in memory at a time. Wrap it in `io.BufferedReader`."""

    def __init__(self, run_id: UUID) -> None:
        self._run = run_id
        self._number = 0
        self._left = b""
        self.read_so_far = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer from the piece at hand, else from the next one; 0 at the end."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        if not self._left:
            self._left = self._next()
        part = self._left[: len(view)]
        view[: len(part)] = part
        self._left = self._left[len(part) :]
        self.read_so_far += len(part)
        return len(part)

    def _next(self) -> bytes:
        rows = ImportChunk.objects.filter(run_id=self._run, number=self._number)
        row = rows.first()
        self._number += 1
        if row is None:
            return b""
        return vault.unseal(bytes(row.body_sealed), row=f"cases.import_chunk:{row.id}:body")
