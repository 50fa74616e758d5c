from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from telecontrole.rooms.visio.signalling.limits import Bucket, Window
from telecontrole.rooms.visio.signalling.outbox import KEPT_MESSAGES, Outbox


@given(st.integers(0, 60), st.integers(0, 80), st.integers(0, 80))
def test_what_was_not_acknowledged_is_replayed_in_order(
    pushed: int, acknowledged: int, seen: int
) -> None:
    outbox = Outbox()
    for number in range(pushed):
        outbox.push({"t": "x", "v": number})
    outbox.acknowledge(acknowledged)
    missed = outbox.since(seen)
    held = acknowledged if acknowledged <= pushed else 0
    if seen > pushed or seen < held:
        assert missed is None
    else:
        assert missed is not None
        assert [json.loads(text)["n"] for text in missed] == list(range(seen + 1, pushed + 1))


def test_the_ring_is_bounded_and_says_when_it_no_longer_knows() -> None:
    outbox = Outbox()
    for _ in range(KEPT_MESSAGES + 10):
        outbox.push({"t": "x"})
    assert len(outbox.kept) == KEPT_MESSAGES
    assert outbox.since(5) is None
    assert outbox.since(10) is not None


def test_long_messages_count_by_their_length() -> None:
    outbox = Outbox()
    for _ in range(20):
        outbox.push({"t": "x", "v": "y" * 60_000})
    assert outbox.characters < 600_000


def test_a_burst_passes_and_a_flood_does_not() -> None:
    bucket = Bucket(at=0.0)
    assert sum(bucket.take(0.0) for _ in range(200)) == 120
    assert sum(bucket.take(1.0) for _ in range(200)) == 30


def test_a_window_forgets_what_is_old() -> None:
    window = Window(limit=2, seconds=10)
    assert [window.take(0), window.take(1), window.take(2), window.take(10.5)] == [
        True,
        True,
        False,
        True,
    ]
