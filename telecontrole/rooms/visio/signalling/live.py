"""The hot state of a session in one process: places that everyone knows, lines to our own browsers."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Protocol

from telecontrole.rooms.visio import rules
from telecontrole.rooms.visio.enums import Link, SeatRole
from telecontrole.rooms.visio.facts import SessionFacts
from telecontrole.rooms.visio.metrics import Told
from telecontrole.rooms.visio.signalling.limits import (
    ADDRESSES_KEPT,
    REPORTS_AT_ONCE,
    REPORTS_PER_SECOND,
    Bucket,
    Window,
)
from telecontrole.rooms.visio.signalling.outbox import Outbox

MEDIA_AT_FIRST = {"audio": True, "video": True, "screen": False, "paused": False}


class Sink(Protocol):
    """One socket: sending never waits, and never raises."""

    def send(self, text: str) -> None:
        """Queue one text."""
        ...

    def close(self, code: int) -> None:
        """Close after what is queued, with a code of `closing`."""
        ...


@dataclass(slots=True)
class Place:
    """A seat as every process knows it: from the record, and who sits there now."""

    seat: str
    role: SeatRole
    name: str
    detail: str
    admitted: bool
    excluded: bool = False
    # The médecin-conseil has just said so; the record is being written.
    arriving: bool = False
    instance: str | None = None
    present: bool = False
    process: str | None = None
    order: int = 0
    why: str = ""
    media: dict[str, Any] = field(default_factory=lambda: dict(MEDIA_AT_FIRST))

    @property
    def standing(self) -> tuple[SeatRole, bool]:
        """Role and admission, as the rules want them."""
        return self.role, self.admitted and not self.excluded


@dataclass(slots=True)
class Line:
    """The connection of one incarnation of a seat to this process; it outlives its sockets."""

    session: str
    seat: str
    instance: str
    key: str
    browser: str
    connection: int
    sink: Sink | None
    outbox: Outbox = field(default_factory=Outbox)
    heard: int = 0
    lost_at: float | None = None
    fingerprint: str | None = None
    told: Told = field(default_factory=Told)
    reports: Bucket = field(default_factory=lambda: Bucket(REPORTS_PER_SECOND, REPORTS_AT_ONCE))
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Where this browser is, for another seat that may not know yet: seat to (instance, candidates).
    kept: dict[str, tuple[str, deque[Any]]] = field(default_factory=dict)

    def keep(self, other: Place, instance: str, candidate: Any) -> None:
        """Hold an address back until `other` may know it; what is meant for an earlier page is dropped."""
        if instance != other.instance:
            return
        if self.kept.get(other.seat, ("",))[0] != instance:
            self.kept[other.seat] = (instance, deque(maxlen=ADDRESSES_KEPT))
        self.kept[other.seat][1].append(candidate)

    def tell(self, body: dict[str, Any]) -> None:
        """Send a numbered message; it waits in the ring while the socket is away."""
        text = self.outbox.push(body)
        if self.sink is not None:
            self.sink.send(text)


@dataclass(slots=True)
class LiveSession:
    """A session that has at least one line in this process."""

    facts: SessionFacts
    relayed: bool
    places: dict[str, Place] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    former: dict[str, deque[str]] = field(default_factory=dict)
    returns: dict[str, Window] = field(default_factory=dict)

    def take(self, facts: SessionFacts) -> None:
        """Take over what the record says, keeping who is present."""
        self.facts = facts
        for seat in facts.seats:
            place = self.places.get(seat.seat)
            if place is None:
                place = self.places[seat.seat] = Place(
                    seat.seat, seat.role, seat.name, seat.detail, seat.admitted
                )
            place.admitted, place.excluded = seat.admitted, seat.excluded

    def link(self, one: Place, other: Place) -> Link:
        """What two places may exchange now."""
        if other.instance is None or one.excluded or other.excluded:
            return Link.NONE
        found = rules.link(
            state=self.facts.state, one=one.standing, other=other.standing, relayed=self.relayed
        )
        if found is Link.PREPARED and (one.arriving or other.arriving):
            return Link.WARM
        return found

    def shown_to(self, viewer: Place, other: Place) -> dict[str, Any]:
        """The message that describes `other` to `viewer`."""
        return {
            "t": "peer",
            "seat": other.seat,
            "inst": other.instance,
            "role": other.role,
            "name": other.name,
            "detail": other.detail,
            "admitted": other.admitted,
            "present": other.present,
            "why": other.why,
            "media": dict(other.media),
            "link": self.link(viewer, other),
            "polite": rules.polite(
                role=viewer.role, seat=viewer.seat, other_role=other.role, other_seat=other.seat
            ),
        }

    def publish(self) -> None:
        """Tell each of our lines what it does not know yet about the others and about itself."""
        for line in self.lines.values():
            viewer = self.places[line.seat]
            # The others first: pictures start while the page still turns.
            for other in self.places.values():
                if other is not viewer and rules.sees(viewer=viewer.standing, seen=other.role):
                    self._tell_if_new(line, other.seat, self.shown_to(viewer, other))
            self._tell_own(line, viewer)

    def _tell_own(self, line: Line, viewer: Place) -> None:
        own = {
            "t": "you",
            "admitted": viewer.admitted,
            "state": self.facts.state,
            "reason": self.facts.end_reason,
        }
        self._tell_if_new(line, viewer.seat, own)

    def _tell_if_new(self, line: Line, about: str, body: dict[str, Any]) -> None:
        if line.shown.get(about) != body:
            line.shown[about] = body
            line.tell(body)
