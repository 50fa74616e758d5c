"""Keys that follow each other."""

from __future__ import annotations

import time
from uuid import RFC_4122

import pytest

from telecontrole.foundations.database import keys


def test_every_key_is_greater_than_the_one_before() -> None:
    made = [keys.ordered_key() for _ in range(10_000)]
    assert made == sorted(set(made))


def test_a_key_is_of_version_7_and_begins_with_the_time() -> None:
    before = time.time_ns() // 1_000_000
    key = keys.ordered_key()
    assert (key.version, key.variant) == (7, RFC_4122)
    # Keys made quickly run ahead of the clock, by less than a second for a million.
    assert before <= key.int >> 80 <= time.time_ns() // 1_000_000 + 1_000


def test_a_clock_that_goes_back_makes_no_smaller_key(monkeypatch: pytest.MonkeyPatch) -> None:
    first = keys.ordered_key()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert keys.ordered_key() > first


def test_keys_made_at_the_same_tick_cannot_be_guessed() -> None:
    chances = {keys.ordered_key().int & (1 << 62) - 1 for _ in range(1000)}
    assert len(chances) == 1000
