"""One process' switchboard: who is on the line, and what goes from whom to whom.

Everything between two `await`s is atomic (one event loop). Rights are asked of the truth at the
door and at every act of the médecin-conseil; who is present is this process' own knowledge,
announced to the others over the bus.
"""

from __future__ import annotations

import hmac
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import metrics, rules
from telecontrole.rooms.visio.enums import Gone, Link, SessionState
from telecontrole.rooms.visio.facts import Entry, SessionFacts
from telecontrole.rooms.visio.signalling import closing
from telecontrole.rooms.visio.signalling.bus import Bus
from telecontrole.rooms.visio.signalling.limits import GRACE_SECONDS, Window
from telecontrole.rooms.visio.signalling.live import (
    MEDIA_AT_FIRST,
    Line,
    LiveSession,
    Place,
    Sink,
)
from telecontrole.rooms.visio.signalling.messages import Message
from telecontrole.rooms.visio.signalling.outbox import encode
from telecontrole.rooms.visio.signalling.truth import Truth
from telecontrole.rooms.visio.turn import Relays

FORMER_KEYS = 8


@dataclass
class Switchboard:
    """The hot state of all sessions that have a browser on this process."""

    truth: Truth
    bus: Bus
    relays: Relays
    monotonic: Callable[[], float]
    now: Callable[[], datetime]

    def __post_init__(self) -> None:
        self.process = secrets.token_hex(8)
        self.sessions: dict[str, LiveSession] = {}
        self._session_of: dict[str, str] = {}

    def line_of(self, seat: str) -> Line | None:
        """Our line to a seat, if any."""
        session = self.sessions.get(self._session_of.get(seat, ""))
        return session.lines.get(seat) if session else None

    # ---- arriving, coming back, being lost --------------------------------------------------

    async def hello(self, message: Message, sink: Sink, browser: str) -> Line | Refusal:
        """Redeem the ticket and seat the browser; an earlier tab of the same seat is replaced."""
        entry = await self.truth.enter(ticket=message.fields["ticket"], browser=browser)
        if isinstance(entry, Refusal):
            return entry
        session = self._live(entry.facts)
        line = self._seat_down(session, entry, message.fields["inst"], sink, browser)
        self._welcome(session, line, resumed=False)
        session.publish()
        await self.announce(session, session.places[entry.seat], ask=True)
        return line

    async def resume(self, message: Message, sink: Sink, browser: str) -> Line | str:
        """Put a new socket on a known line and replay what it missed; else say why not."""
        seat, key = message.fields["seat"], message.fields["key"]
        line = self.line_of(seat)
        session = self.sessions.get(self._session_of.get(seat, ""))
        if line is None or session is None:
            return "unknown"
        if not hmac.compare_digest(line.key, key):
            return "replaced" if key in session.former.get(seat, ()) else "unknown"
        missed = line.outbox.since(message.fields["seen"])
        if missed is None or line.browser != browser:
            return "unknown"
        if not session.returns.setdefault(seat, Window()).take(self.monotonic()):
            metrics.refused.add(code="visio_too_many_connections")
            return "unknown"
        if line.sink is not None:
            line.sink.close(closing.REPLACED)
        line.sink, line.lost_at = sink, None
        self._welcome(session, line, resumed=True)
        metrics.calls.add(step="resumed")
        for text in missed:
            sink.send(text)
        await self._set_present(session, line.seat, present=True)
        return line

    async def lost(self, line: Line, sink: Sink) -> None:
        """The socket is gone; the seat is kept for a while, the others see that it reconnects."""
        session = self.sessions.get(line.session)
        if session is None or line.sink is not sink:
            return
        line.sink, line.lost_at = None, self.monotonic()
        await self._set_present(session, line.seat, present=False)

    async def vacate(self, session: LiveSession, seat: str, why: Gone, code: int) -> None:
        """Empty a seat for good (until it joins again) and tell everyone."""
        line = session.lines.pop(seat, None)
        self._session_of.pop(seat, None)
        place = session.places[seat]
        if why is Gone.LOST and place.admitted:
            metrics.calls.add(step="failed")
        place.instance, place.present, place.why = None, False, why
        if line is not None and line.sink is not None:
            line.sink.close(code)
        session.publish()
        await self.announce(session, place)
        self.forget_if_empty(session)
        if why is not Gone.EXCLUDED:
            await self.truth.left(seat=seat, why=why)

    async def sweep(self) -> None:
        """Give up seats that stayed lost, and sessions long over. Called every few seconds."""
        deadline = self.monotonic() - GRACE_SECONDS
        for session in list(self.sessions.values()):
            over = self.now() > session.facts.closes_at + rules.AFTERWARDS
            over = over and session.facts.state is SessionState.ENDED
            for line in list(session.lines.values()):
                if line.lost_at is not None and line.lost_at < deadline:
                    await self.vacate(session, line.seat, Gone.LOST, closing.GONE)
                elif over:
                    await self.vacate(session, line.seat, Gone.LEFT, closing.GONE)

    # ---- telling ---------------------------------------------------------------------------

    async def deliver(self, session: LiveSession, to: Place, body: dict[str, Any]) -> None:
        """One numbered message to one seat, here or in another process."""
        line = session.lines.get(to.seat)
        if line is not None:
            line.tell(body)
        elif to.process not in (None, self.process):
            await self.bus.post(
                {
                    "k": "relay",
                    "from": self.process,
                    "session": session.facts.session,
                    "to": to.seat,
                    "inst": to.instance,
                    "body": body,
                }
            )

    async def release(self, session: LiveSession) -> None:
        """Pass on, in one message each, the addresses that were held back from seats which may know them now."""
        for line in session.lines.values():
            own = session.places[line.seat]
            for seat, (instance, candidates) in list(line.kept.items()):
                other = session.places[seat]
                link = session.link(own, other)
                if link is Link.PREPARED:
                    continue
                del line.kept[seat]
                if link is not Link.NONE and other.instance == instance:
                    body = {"t": "candidates", "from": line.seat, "inst": line.instance}
                    await self.deliver(session, other, {**body, "all": list(candidates)})

    async def announce(self, session: LiveSession, place: Place, *, ask: bool = False) -> None:
        """Tell the other processes who sits in one of our places."""
        await self.bus.post(
            {
                "k": "place",
                "from": self.process,
                "session": session.facts.session,
                "seat": place.seat,
                "inst": place.instance,
                "present": place.present,
                "why": place.why,
                "media": place.media,
                "order": place.order,
                "ask": ask,
            }
        )

    def credentials(self, line: Line) -> list[dict[str, Any]]:
        """Fresh relay credentials of one connection."""
        user = f"{line.seat}.{line.connection}"
        return self.relays.servers(user=user, now=self.now(), life=rules.CREDENTIAL_LIFE)

    # ---- inside ----------------------------------------------------------------------------

    def _live(self, facts: SessionFacts) -> LiveSession:
        session = self.sessions.get(facts.session)
        if session is None:
            session = LiveSession(facts, relayed=self.relays.required)
            self.sessions[facts.session] = session
        session.take(facts)
        return session

    def _seat_down(
        self, session: LiveSession, entry: Entry, instance: str, sink: Sink, browser: str
    ) -> Line:
        place = session.places[entry.seat]
        self._replace(session, entry.seat, instance)
        line = Line(
            session=entry.facts.session,
            seat=entry.seat,
            instance=instance,
            key=secrets.token_urlsafe(24),
            browser=browser,
            connection=entry.connection,
            sink=sink,
        )
        session.lines[entry.seat] = line
        self._session_of[entry.seat] = entry.facts.session
        if place.instance != instance:
            place.media = dict(MEDIA_AT_FIRST)
        place.instance, place.present, place.why = instance, True, ""
        place.process, place.order = self.process, entry.connection
        return line

    def give_up(self, session: LiveSession, line: Line, *, elsewhere: str | None) -> None:
        """The seat came back on another process: let our line go without calling it a departure."""
        self._replace(session, line.seat, elsewhere or "")
        self._session_of.pop(line.seat, None)

    def forget_if_empty(self, session: LiveSession) -> None:
        """Drop a session that has no line here any more."""
        if not session.lines:
            self.sessions.pop(session.facts.session, None)

    def _replace(self, session: LiveSession, seat: str, instance: str) -> None:
        """Let an earlier line of the seat go; another tab is told that it was replaced."""
        old = session.lines.pop(seat, None)
        if old is None:
            return
        session.former.setdefault(seat, deque(maxlen=FORMER_KEYS)).append(old.key)
        if old.sink is not None:
            if old.instance != instance:
                old.sink.send(encode({"t": "replaced"}))
            old.sink.close(closing.REPLACED)

    def _welcome(self, session: LiveSession, line: Line, *, resumed: bool) -> None:
        place = session.places[line.seat]
        body = {
            "t": "welcome",
            "session": line.session,
            "seat": line.seat,
            "inst": line.instance,
            "key": line.key,
            "role": place.role,
            "name": place.name,
            "heard": line.heard,
            "resumed": resumed,
            "relayed": session.relayed,
            "ice": self.credentials(line),
        }
        if line.sink is not None:
            line.sink.send(encode(body))

    async def _set_present(self, session: LiveSession, seat: str, *, present: bool) -> None:
        place = session.places[seat]
        if place.present != present:
            place.present = present
            session.publish()
            await self.announce(session, place)
