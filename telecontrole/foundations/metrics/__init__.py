"""Figures for operators: what this process did, and what the database says. No personal data (README.md)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

__all__ = ["Counted", "Level", "Reading", "Timed", "counted", "level", "register_reader", "text"]

PREFIX = "telecontrole_"
OTHER = "other"
Words = Mapping[str, Iterable[str]]

_own = CollectorRegistry()


@dataclass(frozen=True)
class Reading:
    """One figure of the database: a name without prefix, a value, and words that are no ids."""

    name: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


Reader = Callable[[], Iterable[Reading]]


@dataclass(frozen=True)
class _Words:
    """Labels and their closed lists of values."""

    lists: Mapping[str, frozenset[str]]

    def of(self, given: Mapping[str, str]) -> dict[str, str]:
        if given.keys() != self.lists.keys():
            raise ValueError(f"labels are {sorted(self.lists)}")
        return {name: word if word in self.lists[name] else OTHER for name, word in given.items()}


class Counted:
    """How often something happened in this process."""

    def __init__(self, counter: Counter, words: _Words) -> None:
        self._counter, self._words = counter, words

    def add(self, amount: float = 1, **labels: str) -> None:
        """Count; a word outside its list becomes `other`. Raises ValueError for other labels."""
        known = self._words.of(labels)
        (self._counter.labels(**known) if known else self._counter).inc(amount)


class Timed:
    """How long something took, in seconds."""

    def __init__(self, histogram: Histogram, words: _Words) -> None:
        self._histogram, self._words = histogram, words

    def note(self, seconds: float, **labels: str) -> None:
        """Take one duration; labels as for `Counted.add`."""
        known = self._words.of(labels)
        (self._histogram.labels(**known) if known else self._histogram).observe(seconds)


class Level:
    """How many of something there are in this process now."""

    def __init__(self, gauge: Gauge) -> None:
        self._gauge = gauge

    def up(self) -> None:
        """One more."""
        self._gauge.inc()

    def down(self) -> None:
        """One fewer."""
        self._gauge.dec()


def counted(name: str, about: str, words: Words | None = None) -> Counted:
    """A counter `telecontrole_<name>_total`; `words` gives each label its closed list of values."""
    closed = _closed(words)
    return Counted(Counter(PREFIX + name, about, tuple(closed.lists), registry=_own), closed)


def timed(name: str, about: str, buckets: Sequence[float], words: Words | None = None) -> Timed:
    """A histogram `telecontrole_<name>_seconds` with upper bounds in seconds."""
    closed = _closed(words)
    made = Histogram(
        f"{PREFIX}{name}_seconds", about, tuple(closed.lists), buckets=buckets, registry=_own
    )
    return Timed(made, closed)


def level(name: str, about: str) -> Level:
    """A level `telecontrole_<name>`; over several processes that live, the sum."""
    return Level(Gauge(PREFIX + name, about, registry=_own, multiprocess_mode="livesum"))


def register_reader(name: str, about: Mapping[str, str], reader: Reader) -> None:
    """Take readings whenever somebody asks; `about` describes each figure by its name.

    A reader that fails leaves its figures out, and `telecontrole_reading_failed{reader=name}` is 1.
    """
    _readers[name] = (about, reader)


def text() -> bytes:
    """Everything, in Prometheus' text format: own counts, or those of all processes of the folder."""
    counts = _own
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counts = CollectorRegistry()
        MultiProcessCollector(counts)  # type: ignore[no-untyped-call]
    readings = CollectorRegistry()
    readings.register(_Readings())
    return generate_latest(counts) + generate_latest(readings)


_readers: dict[str, tuple[Mapping[str, str], Reader]] = {}


class _Readings(Collector):
    """The registered readers, asked once per page."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        failed = GaugeMetricFamily(
            f"{PREFIX}reading_failed", "1 when figures could not be read", labels=["reader"]
        )
        for name, (about, reader) in _readers.items():
            try:
                found = list(reader())
            except Exception:  # noqa: BLE001  (whatever fails, the other figures are worth having)
                failed.add_metric([name], 1)
                continue
            failed.add_metric([name], 0)
            yield from _families(about, found)
        yield failed


def _families(about: Mapping[str, str], found: Sequence[Reading]) -> Iterator[GaugeMetricFamily]:
    for name, words in about.items():
        mine = [reading for reading in found if reading.name == name]
        labels = sorted({label for reading in mine for label in reading.labels})
        family = GaugeMetricFamily(PREFIX + name, words, labels=labels)
        for reading in mine:
            family.add_metric([reading.labels.get(label, "") for label in labels], reading.value)
        if mine:
            yield family


def _closed(words: Words | None) -> _Words:
    return _Words({name: frozenset(values) for name, values in (words or {}).items()})
