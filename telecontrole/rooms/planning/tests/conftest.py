"""Fixtures of the planning's tests."""

from __future__ import annotations

import pytest

from telecontrole.rooms.planning.tests.world import World


@pytest.fixture
def world() -> World:
    """A maker of rows; the test asks for the database itself."""
    return World()
