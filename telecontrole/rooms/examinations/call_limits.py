"""How many documents a person may show in a call, and how long they are kept. Dated parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from telecontrole.foundations.law.parameters import Table, load


@dataclass(frozen=True, slots=True)
class CallDocuments:
    """The limits of one day."""

    at_most: int
    years_kept: int
    window: timedelta = timedelta(minutes=15)

    def kept_until(self, today: date) -> date:
        """The last day on which a document shown today is kept; 29 February becomes 28."""
        try:
            return today.replace(year=today.year + self.years_kept)
        except ValueError:
            return today.replace(year=today.year + self.years_kept, day=28)


def call_documents(on: date) -> CallDocuments:
    """The limits that hold on a day."""
    table = _table()
    return CallDocuments(
        at_most=table.integer("call_documents_at_most", on=on),
        years_kept=table.integer("call_documents_years", on=on),
    )


@cache
def _table() -> Table:
    return load(Path(__file__).parent / "parameters")
