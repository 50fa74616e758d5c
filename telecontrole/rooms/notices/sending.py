"""The sender: takes due notices to one gateway, and commits before each point of no return.

One turn = what the gateway said, then one transaction (answers, receipts, new `sending` rows), then
the releases that this transaction allows. Turns group whatever is ready, so that a busy gateway
shares each commit between many messages and a slow connection delays only its own message.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.rooms.notices import drafting, failures, receiving
from telecontrole.rooms.notices.drafting import Unsendable
from telecontrole.rooms.notices.enums import Channel, State, Verdict
from telecontrole.rooms.notices.gateways.protocol import (
    Answer,
    Event,
    Gateway,
    Outgoing,
    Ready,
    Receipt,
)
from telecontrole.rooms.notices.ledger import answers, claims, receipts, starts
from telecontrole.rooms.notices.ledger.answers import Settled
from telecontrole.rooms.notices.ledger.claims import Claimed
from telecontrole.rooms.notices.ledger.rows import meanwhile, together
from telecontrole.rooms.notices.ledger.starts import Draft
from telecontrole.rooms.notices.routing import Circuit, Share, share

log = logging.getLogger(__name__)

# Claimed at once, as a multiple of what the gateway holds: one statement for many.
_AHEAD = 4
# Written ahead of the gateway's room at least, so that it never waits for words.
_DRAFTED = 16
# Messages written between two looks at the conversations.
_BREATH = 2
# How long a commit waits for company when several messages are under way.
_LINGER = 0.002
_CONNECT_PAUSE = timedelta(seconds=60)


class Sender:
    """Everything one process has under way with one gateway. Not shared between threads."""

    def __init__(self, gateway: Gateway, channels: Sequence[Channel]) -> None:
        self.gateway = gateway
        self.channels = [channel.value for channel in channels]
        self.handed = 0
        self._claimed: deque[Claimed] = deque()
        self._queue: deque[tuple[Draft, Outgoing]] = deque()
        self._unsendable: list[Unsendable] = []
        # How many messages may stand written before the gateway has room for them.
        self._ahead = _DRAFTED
        self._drafts: dict[UUID, Draft] = {}
        self._started: set[UUID] = set()
        self._answers: list[Answer] = []
        self._receipts: list[Receipt] = []
        self._dry = False
        self.circuit = Circuit()
        # The senders of the same channels in their order, this one among them.
        self.road: Sequence[Sender] = (self,)

    @property
    def busy(self) -> bool:
        """Whether something is left to do now; a gateway at rest with nothing under way is not."""
        if self._drafts or self._answers:
            return True
        return self.gateway.room() > 0 and bool(self._queue or self._claimed or not self._dry)

    def wake(self) -> None:
        """New work may have come since the last tick."""
        self._dry = self.gateway.room() == 0

    def turn(self, wait: float) -> bool:
        """One turn; says whether anything happened. Raises database errors, having released nothing."""
        self._fill()
        return self._hear(self._gathered(wait))

    def hear(self) -> None:
        """Answers and receipts that came since the last tick, before time judges who is late."""
        self._hear(self.gateway.poll(0.0))

    def _hear(self, events: Sequence[Event]) -> bool:
        ready = [e.key for e in events if isinstance(e, Ready)]
        answered = [e for e in events if isinstance(e, Answer)]
        self._judge(answered)
        self._answers += answered
        self._receipts += [e for e in events if isinstance(e, Receipt)]
        if ready or self._answers or self._receipts:
            self._commit(ready)
        return bool(events)

    def _judge(self, answered: Sequence[Answer]) -> None:
        """A provider that fails rests, and the others of its channel are told that there is work."""
        now = clock.now()
        for answer in answered:
            if self.circuit.heard(answer.verdict, answer.code, now):
                log.warning("provider rests", extra={"gateway": self.gateway.name})
        if any(a.verdict is Verdict.TEMPORARY for a in answered):
            for sender in self.road:
                if sender is not self:
                    sender.wake()

    def _gathered(self, wait: float) -> list[Event]:
        """What the gateway says, in a group worth a commit while more of it is about to come."""
        events = list(self.gateway.poll(wait))
        while events and len(events) < len(self._drafts) // 2:
            more = self.gateway.poll(_LINGER)
            if not more:
                break
            events += more
        if events and self._queue and self.gateway.room() > 0:
            # What was just answered has left room: its successors may stand in the same commit.
            self._place()
            events += self.gateway.poll(0.0)
        return events

    def put_back(self) -> None:
        """Free what is claimed and not begun: the tick is over, another worker may take it."""
        waiting = [(draft.notice, draft.claim) for draft, _ in self._queue]
        waiting += [(claimed.id, claimed.claim) for claimed in self._claimed]
        self._queue.clear()
        self._claimed.clear()
        if waiting:
            tokens = list({token for _, token in waiting})
            claims.give_back([notice for notice, _ in waiting], tokens, not_before=clock.now())

    def _fill(self) -> None:
        """Keep the gateway busy: between two messages that are written, its conversations go on."""
        part = self._share()
        if part is None:
            self._dry = True
            self.put_back()
            return
        room = self.gateway.room()
        holds = room + len(self._drafts)
        self._ahead = max(holds, _DRAFTED)
        # A gateway without room may be slow: what it cannot take yet is left to other workers.
        if room > 0 and not self._dry and len(self._claimed) + len(self._queue) < room:
            self._claim(part, limit=max(holds * _AHEAD, 16))
        while self._claimed and self.gateway.room() > len(self._queue):
            self._write_next()
            if len(self._claimed) % _BREATH == 0:
                self._place()
                self.gateway.pump()
        self._place()
        if self._unsendable:
            refused, self._unsendable = self._unsendable, []
            receiving.refuse_unsendable(refused, clock.now())

    def _write_next(self) -> None:
        """The words and the proof of the next message. Uses no database."""
        made = drafting.draft(self._claimed.popleft(), gateway=self.gateway.name, now=clock.now())
        if isinstance(made, Unsendable):
            self._unsendable.append(made)
        else:
            self._queue.append(made)

    def _beside(self) -> bool:
        """What is done while the database works: conversations go on, the next messages are written."""
        self.gateway.pump()
        self._place()
        for _ in range(_BREATH):
            if not self._claimed or len(self._queue) >= self._ahead:
                return False
            self._write_next()
        return True

    def _share(self) -> Share | None:
        """Which messages are for this provider now."""
        now = clock.now()
        names = [sender.gateway.name for sender in self.road]
        closed = [sender.circuit.closed(now) for sender in self.road]
        return share(names, closed, self.road.index(self))

    def _elsewhere(self, now: datetime) -> bool:
        """Whether another provider of the channel may take what this one does not."""
        return any(s is not self and s.circuit.closed(now) for s in self.road)

    def _place(self) -> None:
        while self._queue and self.gateway.room() > 0:
            made, message = self._queue.popleft()
            self._drafts[made.key] = made
            self.gateway.prepare(message)

    def _claim(self, part: Share, limit: int) -> None:
        with meanwhile(self._beside):
            taken = claims.claim(
                token=uuid4(), channels=self.channels, limit=limit, now=clock.now(), share=part
            )
        self._dry = len(taken) < limit
        self._claimed.extend(taken)

    def _commit(self, ready: Sequence[UUID]) -> None:
        drafts = [self._drafts[key] for key in ready if key in self._drafts]
        try:
            with meanwhile(self._beside), transaction.atomic():
                started = self._write(drafts)
        except BaseException:
            # Nothing is committed, or nobody knows: what is not released cannot have been sent.
            self._drop(ready)
            raise
        self._started.update(started.allowed)
        self.gateway.release([key for key in ready if key in started.allowed])
        self._drop([key for key in ready if key not in started.allowed])
        self.gateway.confirm(self._receipts)
        for answer in self._answers:
            self._drafts.pop(answer.key, None)
            self._started.discard(answer.key)
            self.handed += answer.verdict is Verdict.ACCEPTED
        self._answers, self._receipts = [], []

    def _write(self, drafts: Sequence[Draft]) -> starts.Started:
        now = clock.now()
        settled, untried = self._sorted_answers()
        with together():
            settle = answers.settling(settled, now)
            hear = receipts.hearing(self.gateway.name, self._receipts, now)
            # A message that did not leave frees its person's day before another one takes it.
            smooth = all(s.state is State.HANDED for s in settled)
            start = starts.starting(drafts, now) if drafts and smooth else None
            failed = settle()
        if untried:
            tokens = list({d.claim for d in untried})
            later = now if self._elsewhere(now) else now + _CONNECT_PAUSE
            claims.give_back([d.notice for d in untried], tokens, not_before=later)
        failures.to_people(failed, now)
        receiving.apply(hear(), now)
        started = starts.Started(frozenset(), ())
        if drafts:
            started = (start or starts.starting(drafts, now))()
        failures.to_people(started.over_quota, now)
        failures.budget_spent(started.spent, now)
        return started

    def _sorted_answers(self) -> tuple[list[Settled], list[Draft]]:
        """Attempts to settle, and those that were never made (no connection at all)."""
        settled, untried, now = [], [], clock.now()
        for answer in self._answers:
            draft = self._drafts.get(answer.key)
            if draft is None:
                continue
            started = answer.key in self._started
            if answer.code == "connect" and not started:
                untried.append(draft)
            else:
                # Each provider once, then a pause.
                elsewhere = draft.number % len(self.road) > 0 and self._elsewhere(now)
                settled.append(
                    Settled(draft, answer, self.gateway.gives_receipts, started, elsewhere)
                )
        return settled, untried

    def _drop(self, keys: Sequence[UUID]) -> None:
        self.gateway.abandon(keys)
        for key in keys:
            self._drafts.pop(key, None)
