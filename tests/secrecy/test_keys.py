"""Every sealed column follows a change of master key; one that does not is lost with the old key."""

from __future__ import annotations

from telecontrole.foundations.vault import rotation


def test_every_sealed_column_takes_part_in_a_rotation() -> None:
    assert rotation.forgotten() == [], "register it in the room's apps.ready()"
