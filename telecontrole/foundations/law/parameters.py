"""Numbers of the law by date of effect, read from YAML files that a jurist can edit.

One file is one number through time; its name is the parameter's key::

    description: Plafond du salaire pris en compte, en nombre de SMIC mensuels
    unit: SMIC
    values:
      - from: 2025-04-01
        value: "1.4"
        reference: "Décret n° 2025-160 du 20 février 2025"
        verified_on: 2026-11-22
        doubt: "phrase shown with every answer that uses the value"     # optional
    beyond: "phrase shown when the day asked is in a year after the last value's"   # optional

Money and rates are quoted (exact decimals), counts are plain integers, ``null`` means repealed.
The file is refused when a value has no reference, no ``verified_on``, or dates are not sorted.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

import yaml

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FILE_KEYS: Final = {"description", "unit", "values", "note", "beyond"}
_ENTRY_KEYS: Final = {"from", "value", "reference", "verified_on", "doubt"}


class BadParameterFile(ValueError):
    """A parameter file breaks the rules above: the message names the file and the fault."""


class BeforeFirstParameter(LookupError):
    """No value is known on the date asked: the first one takes effect later, or it is repealed."""

    def __init__(self, key: str, on: date, description: str = "") -> None:
        super().__init__(f"{key} on {on.isoformat()}")
        self.key = key
        self.on = on
        self.description = description or key


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a parameter: in force from ``since`` (included) to the next entry."""

    since: date
    value: Any
    reference: str
    verified_on: date
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the law through time; ``entries`` are sorted by date of effect.

    ``beyond`` is the doubt of a number that is set again each year, once its last year is over.
    """

    key: str
    description: str
    unit: str
    entries: tuple[Entry, ...]
    beyond: str = ""

    def entry(self, on: date) -> Entry:
        """The entry in force on ``on``.

        :raises BeforeFirstParameter: none is, or it is repealed on that day.
        """
        index = bisect_right(self.entries, on, key=_since)
        if index == 0 or self.entries[index - 1].value is None:
            raise BeforeFirstParameter(self.key, on, self.description)
        entry = self.entries[index - 1]
        if self.beyond and on.year > max(entry.since.year, entry.verified_on.year):
            return replace(entry, doubt=self.beyond)
        return entry


def _since(entry: Entry) -> date:
    return entry.since


class Table(Mapping[str, Parameter]):
    """Parameters by key."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self._parameters = dict(parameters)

    def __getitem__(self, key: str) -> Parameter:
        return self._parameters[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def value(self, key: str, *, on: date) -> Any:
        """The value in force on ``on``, as written in the file.

        :raises KeyError: unknown ``key``.
        :raises BeforeFirstParameter: no value on that day.
        """
        return self._parameters[key].entry(on).value

    def decimal(self, key: str, *, on: date) -> Decimal:
        """The value in force on ``on`` as an exact decimal (money in euros, rates as fractions)."""
        return Decimal(self.value(key, on=on))

    def integer(self, key: str, *, on: date) -> int:
        """The value in force on ``on`` as a whole number (days, months, counts)."""
        return int(self.value(key, on=on))

    def entry(self, key: str, *, on: date) -> Entry:
        """The entry in force on ``on``, with its reference and its doubt."""
        return self._parameters[key].entry(on)

    def in_force(self, key: str, *, on: date) -> bool:
        """Whether the parameter has a value on ``on`` (a rule does not apply before it exists)."""
        try:
            self._parameters[key].entry(on)
        except BeforeFirstParameter:
            return False
        return True


@cache
def load(source: Path | Traversable) -> Table:
    """Read one parameter file, or every ``*.yaml`` of a folder.

    :raises BadParameterFile: a file breaks the form described above.
    """
    files = [source] if source.is_file() else sorted(source.iterdir(), key=lambda file: file.name)
    names = [file for file in files if file.name.endswith(".yaml")]
    return Table({file.name.removesuffix(".yaml"): _read(file) for file in names})


def _read(file: Path | Traversable) -> Parameter:
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        raise BadParameterFile(f"{file.name}: not YAML: {error}") from error
    return parse(file.name.removesuffix(".yaml"), document)


def parse(key: str, document: object) -> Parameter:
    """Check one parameter document and return it.

    :raises BadParameterFile: see the head of this module.
    """
    if not isinstance(document, dict) or not document.keys() <= _FILE_KEYS:
        raise BadParameterFile(f"{key}: expected only {sorted(_FILE_KEYS)}")
    texts = {name: document.get(name) for name in ("description", "unit")}
    if not all(isinstance(text, str) and text.strip() for text in texts.values()):
        raise BadParameterFile(f"{key}: description and unit are needed")
    beyond = document.get("beyond", "")
    if not isinstance(beyond, str):
        raise BadParameterFile(f"{key}: beyond is a sentence")
    values = document.get("values")
    if not isinstance(values, list) or not values:
        raise BadParameterFile(f"{key}: no value")
    entries = tuple(_entry(key, value) for value in values)
    if any(a.since >= b.since for a, b in itertools.pairwise(entries)):
        raise BadParameterFile(f"{key}: dates of effect are not strictly increasing")
    return Parameter(key, str(texts["description"]), str(texts["unit"]), entries, beyond)


def _entry(key: str, value: object) -> Entry:
    if not isinstance(value, dict) or not value.keys() <= _ENTRY_KEYS or "value" not in value:
        raise BadParameterFile(f"{key}: an entry has only {sorted(_ENTRY_KEYS)}")
    since, verified_on = value.get("from"), value.get("verified_on")
    # A datetime is a date for isinstance: type() says which one YAML has read.
    if type(since) is not date or type(verified_on) is not date:
        raise BadParameterFile(f"{key}: from and verified_on are dates")
    reference, doubt = value.get("reference"), value.get("doubt", "")
    if not isinstance(reference, str) or not reference.strip():
        raise BadParameterFile(f"{key}: {since} has no reference")
    if not isinstance(doubt, str):
        raise BadParameterFile(f"{key}: {since}: doubt is a sentence")
    return Entry(since, _value(key, value["value"]), reference, verified_on, doubt)


def _value(key: str, value: object) -> object:
    """Floats are refused: a rate written without quotes would already be rounded."""
    if isinstance(value, float):
        raise BadParameterFile(f"{key}: quote decimals, {value} is inexact")
    if isinstance(value, dict):
        return {name: _value(key, item) for name, item in value.items()}
    if isinstance(value, list):
        return tuple(_value(key, item) for item in value)
    return value


def is_decimal(value: object) -> bool:
    """Whether a value reads as a finite exact decimal."""
    try:
        return not isinstance(value, bool) and Decimal(value).is_finite()  # type: ignore[arg-type]
    except (InvalidOperation, TypeError, ValueError):
        return False
