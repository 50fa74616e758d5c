"""The clock itself: real time, or a stepped instant in a scratch database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

# Databases whose time may be stepped: those that tests and rehearsals create and throw away.
_SCRATCH_PREFIXES = ("test_", "scratch_")

_stepped: datetime | None = None


class SteppingRefused(RuntimeError):
    """The clock may only be stepped on a database made to be thrown away."""


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _stepped if _stepped is not None else datetime.now(UTC)  # noqa: TID251  the one place


def today(zone: str = "Europe/Paris") -> date:
    """The calendar day it is now in `zone` (an IANA name).

    Raises `zoneinfo.ZoneInfoNotFoundError` for an unknown zone.
    """
    return now().astimezone(ZoneInfo(zone)).date()


def step_to(instant: datetime) -> None:
    """Set the clock of this process to `instant` (aware), until `release`.

    Raises `SteppingRefused` unless the current database is a scratch one, and
    `ValueError` for a naive instant.
    """
    global _stepped
    if instant.tzinfo is None:
        raise ValueError("the clock wants an aware instant")
    name = str(connection.settings_dict["NAME"])
    if not name.startswith(_SCRATCH_PREFIXES):
        raise SteppingRefused("the clock cannot be stepped outside a scratch database")
    _stepped = instant.astimezone(UTC)


def release() -> None:
    """Go back to real time."""
    global _stepped
    _stepped = None
