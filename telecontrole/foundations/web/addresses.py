"""What an address of a page may say."""

from __future__ import annotations

from datetime import date
from typing import Final

FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2099, 12, 1)


def day_in(text: str) -> date | None:
    """The day of an address (ISO); None for nonsense, as in a link cut short, and for a day of another century.

    The bounds leave room for what pages do with a day: the week around it, the day after, its midnight in any zone.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
