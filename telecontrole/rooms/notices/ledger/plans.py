"""Putting notices to come into the ledger: one statement for many, each key once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telecontrole.rooms.notices.ledger.rows import fetch

Key = tuple[str, int, str, str, str]
_BATCH = 2000

# The head stays where it is until the notices are in.
_STANDING = """
SELECT subject, version FROM notices_subjecthead
WHERE subject = ANY(%s::text[]) AND is_open
ORDER BY subject FOR NO KEY UPDATE
"""
_PLAN = """
INSERT INTO notices_notice (id, subject, version, kind, recipient, channel, caisse, person_key, zone, exempt,
    template, params_sealed, address_sealed, address_source, starts_at, opens_at, closes_at,
    due_at, created_at, state, attempts, avoids, failure, task_key)
SELECT given.*, given.opens_at, %s, 'planned', 0, '', '', ''
FROM unnest(%s::uuid[], %s::text[], %s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::text[], %s::bool[], %s::text[], %s::bytea[], %s::bytea[], %s::text[], %s::timestamptz[],
    %s::timestamptz[], %s::timestamptz[])
    AS given (id, subject, version, kind, recipient, channel, caisse, person_key, zone, exempt, template,
    params_sealed, address_sealed, address_source, starts_at, opens_at, closes_at)
ON CONFLICT DO NOTHING
RETURNING subject, version, kind, recipient, channel, id
"""
_KNOWN = """
SELECT notice.subject, notice.version, notice.kind, notice.recipient, notice.channel, notice.id
FROM unnest(%s::text[], %s::int[], %s::text[], %s::text[], %s::text[])
    AS given (subject, version, kind, recipient, channel)
JOIN notices_notice AS notice USING (subject, version, kind, recipient, channel)
"""


@dataclass(frozen=True, slots=True)
class Planned:
    """A row to come: its columns, in the order of the statement."""

    id: UUID
    subject: str
    version: int
    kind: str
    recipient: str
    channel: str
    caisse: str
    person_key: str
    zone: str
    exempt: bool
    template: str
    params_sealed: bytes
    address_sealed: bytes
    address_source: str
    starts_at: datetime | None
    opens_at: datetime
    closes_at: datetime

    @property
    def key(self) -> Key:
        """What the ledger holds once."""
        return (self.subject, self.version, self.kind, self.recipient, self.channel)


def standing(subjects: Iterable[str]) -> set[tuple[str, int]]:
    """The versions on which subjects stand open, each head locked so that it does not move."""
    return {(subject, version) for subject, version in fetch(_STANDING, [sorted(subjects)])}


def plan(rows: Sequence[Planned], now: datetime) -> dict[Key, UUID]:
    """Write those whose key is new; answers the identifier that each key has."""
    found: dict[Key, UUID] = {}
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        columns = [list(column) for column in zip(*map(_values, batch), strict=True)]
        found |= _by_key(fetch(_PLAN, [now, *columns]))
        old = [row.key for row in batch if row.key not in found]
        if old:
            found |= _by_key(fetch(_KNOWN, [list(part) for part in zip(*old, strict=True)]))
    return found


def _values(row: Planned) -> tuple[object, ...]:
    return (
        *(row.id, row.subject, row.version, row.kind, row.recipient, row.channel, row.caisse),
        *(row.person_key, row.zone, row.exempt, row.template, row.params_sealed),
        *(row.address_sealed, row.address_source, row.starts_at, row.opens_at, row.closes_at),
    )


def _by_key(rows: Iterable[tuple[object, ...]]) -> dict[Key, UUID]:
    return {tuple(row[:5]): row[5] for row in rows}  # type: ignore[misc]
