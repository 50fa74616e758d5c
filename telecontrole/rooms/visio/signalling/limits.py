"""How much one socket may say. Time is an argument, in seconds of a monotonic clock."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

FRAME_BYTES = 65_536
MESSAGES_PER_SECOND = 30.0
BURST = 120.0
HELLO_SECONDS = 5.0
SILENCE_SECONDS = 25.0
"""A client says something every few seconds; silence longer than this is a dead socket."""

GRACE_SECONDS = 90.0
"""How long the seat of a lost socket stays taken, so that a tunnel is not a departure."""

RESUMPTIONS, RESUMPTION_WINDOW = 120, 600.0
"""A telephone in a train comes back every few seconds, and each time the others are told."""

REPORTS_PER_SECOND, REPORTS_AT_ONCE = 0.5, 5.0
"""A page reports every ten seconds and when it leaves; each report is written down."""

ADDRESSES_KEPT = 40
"""Of one browser for another seat, until that one may know them; a telephone has about a dozen. The latest count."""

QUEUED_MESSAGES, QUEUED_CHARACTERS = 1_024, 2_097_152
"""What waits for a browser that reads slowly. More than that, and it is cut off: it costs memory."""


@dataclass(slots=True)
class Bucket:
    """Token bucket: `rate` per second, at most `burst` saved up."""

    rate: float = MESSAGES_PER_SECOND
    burst: float = BURST
    level: float = BURST
    at: float = 0.0

    def take(self, now: float) -> bool:
        """Take one token at `now`; False when none is left."""
        self.level = min(self.burst, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now
        if self.level < 1.0:
            return False
        self.level -= 1.0
        return True


@dataclass(slots=True)
class Window:
    """At most `limit` events in any `seconds`."""

    limit: int = RESUMPTIONS
    seconds: float = RESUMPTION_WINDOW
    events: deque[float] = field(default_factory=deque)

    def take(self, now: float) -> bool:
        """Record one event at `now`; False when the window is full."""
        while self.events and self.events[0] <= now - self.seconds:
            self.events.popleft()
        if len(self.events) >= self.limit:
            return False
        self.events.append(now)
        return True
