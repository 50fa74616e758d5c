"""What is to be done, by instant: the clock steps from one to the next and never looks at the minutes between."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime

Action = Callable[[], object]


class Agenda:
    """Actions in the order of their instants; those of one instant in the order in which they were put down."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Action]] = []
        self._put = 0

    def put(self, at: datetime, action: Action) -> None:
        """Note an action."""
        self._put += 1
        heapq.heappush(self._waiting, (at, self._put, action))

    @property
    def next(self) -> datetime | None:
        """The instant of the first one."""
        return self._waiting[0][0] if self._waiting else None

    def do_due(self, now: datetime) -> int:
        """Do what is due, what is put down meanwhile for the same instant included."""
        done = 0
        while self._waiting and self._waiting[0][0] <= now:
            _, _, action = heapq.heappop(self._waiting)
            action()
            done += 1
        return done
