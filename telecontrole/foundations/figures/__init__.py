"""Numbers about people: the week they are kept by, and which of them may be shown. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final, TypeVar

from telecontrole.foundations.law.parameters import Table, load

PARAMETERS: Final = Path(__file__).parent / "parameters"
K = TypeVar("K", bound=Hashable)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def smallest_cell(on: date, table: Table | None = None) -> int:
    """Below this number of people, or of calls, a result is not shown (secret statistique)."""
    return (table or load(PARAMETERS)).integer("smallest_cell", on=on)


def shown(cells: Mapping[K, int], *, floor: int) -> dict[K, int | None]:
    """The cells that may stand beside their total; None for one that may not.

    Below ``floor`` a cell is hidden, zero aside. When what is hidden is one cell, or fewer than ``floor`` people
    in all, the total would give it away: the next smallest are hidden with it.
    """
    hidden = {key for key, count in cells.items() if 0 < count < floor}
    others = sorted((count, str(key), key) for key, count in cells.items() if count >= floor)
    for _, _, key in others:
        if not hidden or (len(hidden) > 1 and sum(cells[one] for one in hidden) >= floor):
            break
        hidden.add(key)
    return {key: None if key in hidden else count for key, count in cells.items()}
