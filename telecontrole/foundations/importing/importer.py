"""What a room writes for one kind of file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from telecontrole.foundations.access import Actor
from telecontrole.foundations.importing.reading import Row
from telecontrole.foundations.outcome import Refusal

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Judged(Generic[T]):
    """A line judged: the faults found, in the order of the columns, and the value when it can be kept."""

    codes: tuple[str, ...]
    value: T | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What storing a batch changed."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
        )


class Importer(ABC, Generic[T]):
    """One kind of file. An instance serves one run: it may remember what `prepare` has read."""

    kind: str
    columns: tuple[str, ...]
    # Columns that a file may bring and need not.
    optional: tuple[str, ...] = ()
    # Columns whose cells may be empty.
    may_be_empty: frozenset[str] = frozenset()

    @abstractmethod
    def prepare(self, actor: Actor) -> Refusal | None:
        """Read what lines are judged against (known caisses…), once per run.

        Answers a refusal of the whole file when there is nothing to judge it against.
        """

    @abstractmethod
    def key(self, row: Row) -> str:
        """What identifies the line in its file and in the report; empty when the line has none."""

    @abstractmethod
    def judge(self, row: Row) -> Judged[T]:
        """The faults of one line; no write, no query."""

    @abstractmethod
    def store(self, values: Sequence[T], *, actor: Actor, run: str, write: bool) -> Counts:
        """Create or update, or only count when not `write`; keys are unique in `values`."""
