"""The dated numbers of the décisions: days, months, flags; a day is always given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from telecontrole.foundations.law.parameters import Table, load


@cache
def table() -> Table:
    """Every parameter of the room."""
    return load(Path(__file__).parents[1] / "parameters")


def number(key: str, on: date) -> int:
    """A whole number in force on a day. Raises `BeforeFirstParameter`."""
    return table().integer(key, on=on)


def text(key: str, on: date) -> str:
    """A text in force on a day. Raises `BeforeFirstParameter`."""
    return str(table().value(key, on=on))


def employer_told(code: str, on: date) -> bool:
    """Whether the law has the caisse tell the employer the date of this code."""
    return code in str(table().value("employer_told_codes", on=on)).split()


def online_is_receipt(on: date) -> bool:
    """Whether a décision signed on a day is received when the person opens it online."""
    return bool(number("online_reading_is_receipt", on))


@dataclass(frozen=True, slots=True)
class AppealDelays:
    """Months: to ask the commission, its silence, then to go to court."""

    ask: int
    silence: int
    court: int


def appeal_delays(commission: str, on: date) -> AppealDelays:
    """The delays of `cmra` or `cra` in force on a day."""
    return AppealDelays(
        number(f"{commission}_months", on),
        number(f"{commission}_silence_months", on),
        number("court_months", on),
    )
