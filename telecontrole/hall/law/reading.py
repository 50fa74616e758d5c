"""Typed reading of one JSON object.  Messages name fields; values are never repeated."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.money import NotEuros, euros

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH: Final = re.compile(r"[0-9]{4}-[0-9]{2}")
#: Counts beyond this are typing mistakes.
_LARGEST_COUNT: Final = 1_000_000_000
_MOST_ITEMS: Final = 10_000

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class Fields:
    """The fields of one object; an optional one may be absent or null."""

    def __init__(self, source: object, name: str = "") -> None:
        if not isinstance(source, Mapping):
            where = f"Le champ « {name} »" if name else "La ligne"
            raise LawFault("bad_value", f"{where} : un objet JSON est attendu.", name)
        self._source = source

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._source.get(name) is not None

    def _read(self, name: str, convert: Callable[[str, Any], T]) -> T:
        value = self._source.get(name)
        if value is None:
            raise LawFault("missing_field", f"Le champ « {name} » est nécessaire.", name)
        return convert(name, value)

    def optional(self, name: str, read: Callable[[str], T], default: T) -> T:
        """``read(name)`` when the field is there, else ``default``."""
        return read(name) if self.has(name) else default

    def text(self, name: str) -> str:
        """A string."""
        return self._read(name, _text)

    def day(self, name: str) -> date:
        """A date written ``YYYY-MM-DD``."""
        return self._read(name, _day)

    def month(self, name: str) -> date:
        """A month written ``YYYY-MM``, as its first day."""
        return self._read(name, _month)

    def money(self, name: str) -> Decimal:
        """Euros that are not negative, two decimals at most."""
        return self._read(name, _money)

    def count(self, name: str) -> int:
        """A whole number; its sign is for the rule to judge."""
        return self._read(name, _count)

    def flag(self, name: str) -> bool:
        """``true`` or ``false``."""
        return self._read(name, _flag)

    def choice(self, name: str, words: type[E]) -> E:
        """One of the words of an enumeration."""
        return words(self.word(name, [word.value for word in words]))

    def word(self, name: str, words: Collection[str]) -> str:
        """One of ``words``."""
        value = self.text(name)
        if value not in words:
            raise LawFault(
                "bad_value", f"Le champ « {name} » vaut l'un de : {', '.join(words)}.", name
            )
        return value

    def items(self, name: str) -> list[Fields]:
        """A list of objects."""
        return [Fields(item, name) for item in self._read(name, _list)]

    def days(self, name: str) -> tuple[date, ...]:
        """A list of dates."""
        return tuple(_day(name, item) for item in self._read(name, _list))


def _bad(name: str, expected: str) -> LawFault:
    return LawFault("bad_value", f"Le champ « {name} » : {expected}.", name)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _bad(name, "un texte est attendu")
    return value


def _day(name: str, value: Any) -> date:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _bad(name, "une date AAAA-MM-JJ est attendue")


def _month(name: str, value: Any) -> date:
    try:
        if isinstance(value, str) and _MONTH.fullmatch(value):
            return date.fromisoformat(f"{value}-01")
    except ValueError:
        pass
    raise _bad(name, "un mois AAAA-MM est attendu")


def _money(name: str, value: Any) -> Decimal:
    try:
        amount = euros(value)
    except NotEuros:
        raise _bad(name, "un montant en euros, avec deux décimales, est attendu") from None
    if amount < 0:
        raise _bad(name, "un montant négatif n'est pas accepté")
    return amount


def _count(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST_COUNT:
        raise _bad(name, "un nombre entier est attendu")
    return value


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _bad(name, "true ou false est attendu")
    return value


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > _MOST_ITEMS:
        raise _bad(name, f"une liste de {_MOST_ITEMS} éléments au plus est attendue")
    return value
