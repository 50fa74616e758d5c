"""What the clock does: close windows, send what is due, hear what comes back."""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from telecontrole.rooms.notices import failures, receiving
from telecontrole.rooms.notices.enums import Channel
from telecontrole.rooms.notices.gateways.configured import roads
from telecontrole.rooms.notices.ledger import claims, sweeps
from telecontrole.rooms.notices.ledger.rows import meanwhile
from telecontrole.rooms.notices.sending import Sender
from telecontrole.rooms.notices.texts import rendering

log = logging.getLogger(__name__)

# One tick at a time in a process: its connections belong to no other thread.
_one = threading.Lock()
_senders: dict[int, Sender] = {}
# What is under way when the time is over is heard by the next tick.
_LONGEST_TICK = 20.0
_WAIT = 0.01


@dataclass(frozen=True, slots=True)
class Counts:
    """What one tick did."""

    handed: int = 0
    receipts: int = 0
    tasks: int = 0
    reclaimed: int = 0

    @property
    def total(self) -> int:
        """Everything, for the caller that only wants to know whether something happened."""
        return self.handed + self.receipts + self.tasks + self.reclaimed


def tick(now: datetime) -> int:
    """Do what is due; returns how many things were done. Safe to run anywhere, any number of times."""
    return run_due(now).total


def run_due(now: datetime, *, longest: float = _LONGEST_TICK) -> Counts:
    """`tick`, with counts. ``longest``: seconds of real time after which it stops taking new work."""
    if not _one.acquire(blocking=False):
        return Counts()
    try:
        with meanwhile(_nothing):
            return _run_due(now, longest)
    except DatabaseError:
        # Nobody else closes a connection that broke between two transactions: the next tick needs another.
        if not connection.in_atomic_block:
            connection.close()
        raise
    finally:
        _one.release()


def _run_due(now: datetime, longest: float) -> Counts:
    _tell_faults()
    senders = _current()
    before = sum(sender.handed for sender in senders)
    for sender in senders:
        sender.hear()
    heard = _apply_kept(now)
    reclaimed = claims.reclaim(now)
    tasks = _sweep(now)
    _send(senders, longest)
    handed = sum(sender.handed for sender in senders) - before
    return Counts(handed, heard + _apply_kept(now), tasks, reclaimed)


def _nothing() -> bool:
    """No gateway is served here; the database is only not waited for without end."""
    return False


@functools.cache
def _tell_faults() -> None:
    """Say once, in the log of the process that sends, which messages cannot leave from this site."""
    for template, found in rendering.faults().items():
        codes = ",".join(fault.code for fault in found)
        log.error("message cannot leave", extra={"template": template, "code": codes})


def _sweep(now: datetime) -> int:
    """Notices that time has made a person's business; each batch in a transaction of its own."""
    tasks = 0
    for sweep in (sweeps.expire, sweeps.strand, sweeps.silent):
        while True:
            with transaction.atomic():
                found = sweep(now)
                tasks += failures.to_people(found, now)
            if not found:
                break
    return tasks


@transaction.atomic
def _apply_kept(now: datetime) -> int:
    return receiving.apply_kept(now)


def _send(senders: Sequence[Sender], longest: float) -> None:
    end = time.monotonic() + longest
    for sender in senders:
        sender.wake()
    wait = 0.0
    while time.monotonic() < end and (busy := [s for s in senders if s.busy]):
        happened = [sender.turn(wait if len(busy) == 1 else wait / 4) for sender in busy]
        wait = 0.0 if any(happened) else _WAIT
    for sender in senders:
        sender.put_back()


def _current() -> list[Sender]:
    """One sender for each gateway in use; those of gateways no longer in use are forgotten."""
    channels: dict[int, list[Channel]] = {}
    known = roads()
    for channel, road in known.items():
        for gateway in road:
            channels.setdefault(id(gateway), []).append(channel)
    found: dict[int, Sender] = {}
    for gateway in (gateway for road in known.values() for gateway in road):
        kept = found.get(id(gateway)) or _senders.get(id(gateway))
        if kept is None or kept.gateway is not gateway:
            kept = Sender(gateway, channels[id(gateway)])
        found[id(gateway)] = kept
    for road in known.values():
        senders = tuple(found[id(gateway)] for gateway in road)
        for sender in senders:
            sender.road = senders
    _senders.clear()
    _senders.update(found)
    return list(found.values())
