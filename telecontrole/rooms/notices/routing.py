"""Which provider takes which message, when a channel has more than one: rules without database or clock.

The first provider whose circuit is closed takes what is due. What it refused for now goes to the next one
at once. A provider that cannot be reached, or fails again and again, rests; the others take its part.
An unknown outcome is no refusal: it is settled by a person or by its receipt, never by another provider.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from telecontrole.rooms.notices.enums import Verdict

# So many failures without a success between open the circuit; not being reached opens it at once.
_FAILURES = 5
_FIRST_REST = timedelta(seconds=60)
_LONGEST_REST = timedelta(minutes=15)


@dataclass(slots=True)
class Circuit:
    """What one process knows of one provider. Open: it rests until an instant."""

    failures: int = 0
    rests: int = 0
    open_until: datetime | None = None

    def closed(self, now: datetime) -> bool:
        """Whether the provider may be given messages."""
        return self.open_until is None or self.open_until <= now

    def heard(self, verdict: Verdict, code: str, now: datetime) -> bool:
        """Take one answer into account; True when the circuit opens."""
        if verdict in (Verdict.ACCEPTED, Verdict.REFUSED):
            self.failures, self.rests, self.open_until = 0, 0, None
            return False
        if not self.closed(now):
            return False
        self.failures += 1
        if code == "connect" or self.failures >= _FAILURES or self.rests:
            self.open_until = now + min(_FIRST_REST * 2**self.rests, _LONGEST_REST)
            self.rests, self.failures = min(self.rests + 1, 10), 0
            return True
        return False


@dataclass(frozen=True, slots=True)
class Share:
    """Which due messages a provider takes: those that avoid ``only``, and not those that avoid ``not_``."""

    only: str = ""
    not_: str = ""


def share(names: Sequence[str], closed: Sequence[bool], mine: int) -> Share | None:
    """The part of one provider among those of its channel, in their order; None: nothing.

    When every circuit is open, the first goes on: somebody must find out that it works again.
    """
    healthy = [place for place, well in enumerate(closed) if well] or [0]
    if mine not in healthy:
        return None
    if len(healthy) == 1:
        return Share()
    first, second = healthy[:2]
    if mine == first:
        return Share(not_=names[first])
    return Share(only=names[first]) if mine == second else None
