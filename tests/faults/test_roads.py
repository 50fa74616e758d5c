"""A campaign of notices over bad networks: judged by the servers' own logs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from telecontrole.rooms.notices import selectors

from .conftest import Field, plan
from .roads import open_roads

pytestmark = pytest.mark.slow


def test_over_bad_networks_nothing_leaves_twice_and_nobody_is_forgotten(
    field: Callable[..., Field],
) -> None:
    place = field()
    plan(100)
    roads = open_roads(place.smtp.port, place.smsc.port, place.folder, seed=11)
    try:
        ports = (roads.smtp.port, roads.smpp.port, roads.base.port)
        assert place.finish(place.worker(ports=ports), place.worker(ports=ports)) == [0, 0]
        met = roads.met()
    finally:
        roads.stop()
    states = place.judge()
    assert sum(states.values()) == 200
    assert states["handed"] + states["delivered"] > 60
    found = selectors.invariants()
    assert (found.late, found.duplicate, found.stale) == (0, 0, 0)
    assert len({fault for faults in met.values() for fault in faults}) > 3
