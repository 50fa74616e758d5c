"""Reading the journal: verification of the chain, and the acts on one subject."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef

from telecontrole.foundations.journal import anchor
from telecontrole.foundations.journal.chain import GENESIS, link
from telecontrole.foundations.journal.models import JournalEntry, JournalSeal
from telecontrole.foundations.journal.services import canonical_of, slipped_in


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `audit verify` found. `fault` is None when the chain is intact."""

    sealed: int
    unsealed: int
    head: str
    fault: str | None
    position: int | None = None
    # Without a head noted outside the database, an older copy or a missing end cannot be told.
    anchored: bool = True

    @property
    def intact(self) -> bool:
        """Whether nothing was changed, removed or put back."""
        return self.fault is None


def verify() -> Verdict:
    """Walk the whole chain in constant memory and compare its end with the anchor outside the database.

    Faults: `entry_changed`, `entry_removed`, `entry_slipped_in`, `seal_removed`, `journal_shortened`,
    `anchor_mismatch`, `anchor_forged`.
    """
    digest, position = GENESIS, 0
    anchored = anchor.read()
    if anchor.forged():
        return _faulty("anchor_forged", position, digest)
    for seal, entry in _links():
        position += 1
        if seal.position != position:
            return _faulty("seal_removed", position, digest)
        if entry is None:
            return _faulty("entry_removed", position, digest)
        digest = link(digest, canonical_of(entry))
        if digest != bytes(seal.digest):
            return _faulty("entry_changed", position, digest)
        if anchored and anchored.position == position and anchored.digest != digest:
            return _faulty("anchor_mismatch", position, digest)
    if anchored and anchored.position > position:
        return _faulty("journal_shortened", position, digest)
    if slipped_in():
        return _faulty("entry_slipped_in", position, digest)
    return Verdict(
        sealed=position,
        unsealed=unsealed(),
        head=digest.hex(),
        fault=None,
        anchored=anchored is not None or position == 0,
    )


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last link of the chain: its number and its hash (hexadecimal)."""

    position: int
    digest: str


def head() -> ChainHead:
    """Where the chain stands now, without walking it: what a document may quote as its anchor."""
    last = JournalSeal.objects.order_by("-position").first()
    return (
        ChainHead(last.position, bytes(last.digest).hex()) if last else ChainHead(0, GENESIS.hex())
    )


def unsealed() -> int:
    """How many entries wait for the sealer."""
    sealed = JournalSeal.objects.filter(entry_seq=OuterRef("seq"))
    return JournalEntry.objects.filter(~Exists(sealed)).count()


def acts_on(subject: str, *, limit: int = 200) -> list[JournalEntry]:
    """The latest acts on a subject, newest first."""
    return list(JournalEntry.objects.filter(subject=subject).order_by("-seq")[:limit])


def acts_on_any(
    subjects: Collection[str], *, actions: Collection[str], limit: int = 200
) -> list[JournalEntry]:
    """The latest of these acts on any of these subjects, newest first. One query."""
    rows = JournalEntry.objects.filter(subject__in=subjects, action__in=actions)
    return list(rows.order_by("-seq")[:limit])


def tail() -> int:
    """Entries after the last sealed one: cheap enough to be asked all the time (`unsealed` walks everything)."""
    last = JournalSeal.objects.aggregate(seq=Max("entry_seq"))["seq"] or 0
    return JournalEntry.objects.filter(seq__gt=last).count()


def _links() -> Iterator[tuple[JournalSeal, JournalEntry | None]]:
    step = 2_000
    after = 0
    while True:
        seals = list(JournalSeal.objects.filter(position__gt=after).order_by("position")[:step])
        if not seals:
            return
        entries = JournalEntry.objects.in_bulk([seal.entry_seq for seal in seals])
        for seal in seals:
            yield seal, entries.get(seal.entry_seq)
        after = seals[-1].position


def _faulty(fault: str, position: int, digest: bytes) -> Verdict:
    return Verdict(
        sealed=position, unsealed=unsealed(), head=digest.hex(), fault=fault, position=position
    )
