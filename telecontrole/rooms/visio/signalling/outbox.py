"""Numbered messages to one seat, kept until the browser has acknowledged them.

After a lost socket the browser says which number it saw last, and the rest is sent again: nothing
of a negotiation gets lost in a tunnel. The ring is bounded; when what is asked is no longer there,
the caller must say `reset` and the call restarts by ICE.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

KEPT_MESSAGES = 256
KEPT_CHARACTERS = 524_288


def encode(body: dict[str, Any]) -> str:
    """One line of JSON, without spaces."""
    return json.dumps(body, separators=(",", ":"))


@dataclass(slots=True)
class Outbox:
    """The ring of one incarnation of a seat."""

    last: int = 0
    acknowledged: int = 0
    kept: deque[tuple[int, str]] = field(default_factory=deque)
    characters: int = 0
    dropped: int = 0

    def push(self, body: dict[str, Any]) -> str:
        """Number `body`, keep it, and return the text to send."""
        self.last += 1
        text = encode({**body, "n": self.last})
        self.kept.append((self.last, text))
        self.characters += len(text)
        while len(self.kept) > KEPT_MESSAGES or self.characters > KEPT_CHARACTERS:
            self.dropped = self._forget()
        return text

    def acknowledge(self, number: int) -> None:
        """Forget what the browser has seen; a number never sent changes nothing."""
        if not self.acknowledged < number <= self.last:
            return
        self.acknowledged = number
        while self.kept and self.kept[0][0] <= number:
            self._forget()

    def since(self, number: int) -> list[str] | None:
        """Texts after `number`, in order; None when some of them are no longer kept."""
        if number > self.last or number < max(self.dropped, self.acknowledged):
            return None
        return [text for n, text in self.kept if n > number]

    def _forget(self) -> int:
        number, text = self.kept.popleft()
        self.characters -= len(text)
        return number
