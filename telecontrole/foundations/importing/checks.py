"""Checks that many kinds of line share: each appends its fault, and answers the value."""

from __future__ import annotations

from datetime import date, time
from typing import TypeVar

from telecontrole.foundations import identifiers
from telecontrole.foundations.importing import fields
from telecontrole.foundations.importing.reading import Row

T = TypeVar("T")


class Checks:
    """The faults of one line, gathered column by column."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.codes: list[str] = []

    def fault(self, code: str, column: str = "") -> None:
        """Note a fault, with its column when several columns can have it."""
        self.codes.append(f"{code}:{column}" if column else code)

    def text(self, column: str, longest: int, *, needed: bool = True) -> str:
        """A text of at most `longest` characters: `champ_manquant`, `champ_trop_long`."""
        value = self.row[column]
        if not value:
            if needed:
                self.fault("champ_manquant", column)
        elif len(value) > longest:
            self.fault("champ_trop_long", column)
        return value

    def one_of(self, column: str, known: frozenset[str], code: str) -> str:
        """A code of a closed list: `champ_manquant`, else `code`."""
        value = self.row[column]
        if not value:
            self.fault("champ_manquant", column)
        elif value not in known:
            self.fault(code)
        return value

    def day(self, column: str, *, needed: bool = True) -> date | None:
        """A calendar day: `champ_manquant`, `date_invalide`."""
        return self._parsed(column, fields.day(self.row[column]), "date_invalide", needed)

    def hour(self, column: str) -> time | None:
        """A local time: `champ_manquant`, `heure_invalide`."""
        return self._parsed(column, fields.hour(self.row[column]), "heure_invalide", True)

    def integer(self, column: str, lowest: int, highest: int, code: str) -> int | None:
        """A whole number between two bounds: `champ_manquant`, else `code`."""
        value = fields.integer(self.row[column])
        if not self.row[column]:
            self.fault("champ_manquant", column)
        elif value is None or not lowest <= value <= highest:
            self.fault(code)
        return value

    def rpps(self, column: str, *, needed: bool = True) -> str:
        """An RPPS number: `champ_manquant`, `rpps_invalide`."""
        value = identifiers.normalise(self.row[column])
        if not value:
            if needed:
                self.fault("champ_manquant", column)
        elif identifiers.check_rpps(value) is not None:
            self.fault("rpps_invalide", column)
        return value

    def email(self, column: str, code: str) -> str:
        """A valid address, or nothing and the warning `code`."""
        return self._usable(column, fields.email(self.row[column]), code)

    def mobile(self, column: str, code: str) -> str:
        """A valid mobile number in E.164, or nothing and the warning `code`."""
        return self._usable(column, fields.mobile(self.row[column]), code)

    def position(self) -> tuple[float | None, float | None]:
        """Latitude and longitude in degrees, or nothing; `position_invalide` when they are no point."""
        latitude, longitude = self.row["latitude"], self.row["longitude"]
        if not latitude and not longitude:
            return None, None
        point = fields.position(latitude, longitude)
        if point is None:
            self.fault("position_invalide")
            return None, None
        return point

    def _usable(self, column: str, value: str | None, code: str) -> str:
        if self.row[column] and value is None:
            self.fault(code)
        return value or ""

    def _parsed(self, column: str, value: T | None, code: str, needed: bool) -> T | None:
        if not self.row[column]:
            if needed:
                self.fault("champ_manquant", column)
        elif value is None:
            self.fault(code, column)
        return value
