"""Who listens to what: filled when the rooms' `handlers` modules are imported at start-up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

Handler = Callable[[dict[str, Any]], None]

_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)


def handler(name: str, *, consumer: str) -> Callable[[Handler], Handler]:
    """Register a function for event `name` under the stable name `consumer` (`room.verb`).

    Raises `ValueError` when two functions claim the same consumer of the same event.
    """

    def register(function: Handler) -> Handler:
        known = _handlers[name].get(consumer)
        if known is not None and known is not function:
            raise ValueError(f"two handlers for {name} named {consumer}")
        _handlers[name][consumer] = function
        return function

    return register


def consumers(name: str) -> list[str]:
    """Names of the consumers of an event, in a stable order."""
    return sorted(_handlers[name]) if name in _handlers else []


def find(name: str, consumer: str) -> Handler | None:
    """The function of a consumer; None when the code no longer knows it."""
    return _handlers[name].get(consumer) if name in _handlers else None
