"""Events: how a lower room tells an upper one. Written in the caller's transaction, handled once per consumer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from telecontrole.foundations.events.registry import Handler, handler


def publish(*, name: str, payload: Mapping[str, Any]) -> None:
    """Write an event and one delivery per registered consumer, in the caller's transaction. Ids and codes only."""
    publish_many(name=name, payloads=[payload])


def publish_many(*, name: str, payloads: Sequence[Mapping[str, Any]]) -> None:
    """`publish` for many events of one name, in two statements whatever their number."""
    from telecontrole.foundations.events.services import write  # noqa: PLC0415  (tables load after the apps)

    write(name, payloads)


def drain(*, limit: int = 10_000) -> int:
    """Handle due deliveries, each in its own transaction; returns how many were handled."""
    from telecontrole.foundations.events.services import handle_due  # noqa: PLC0415  (tables load after the apps)

    return handle_due(limit)


__all__ = ["Handler", "drain", "handler", "publish", "publish_many"]
