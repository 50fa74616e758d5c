"""Number the rooms that a plan takes."""

from __future__ import annotations

from datetime import datetime, timedelta

from telecontrole.rooms.planning.solver.slots import Slot


def number_rooms(
    slots: list[Slot], placed: dict[int, int], chosen: dict[int, int], length: timedelta
) -> dict[int, int]:
    """A room for each slot held on a site: the chosen one, else the first that is free.

    In order of start, intervals of one length never need more rooms than meet at one instant.
    """
    numbers: dict[int, int] = {}
    free_from: dict[tuple[str, int], datetime] = {}
    for index in sorted(placed.values()):
        slot = slots[index]
        if slot.site is None:
            continue
        site = slot.site.id
        rooms = [chosen[index]] if index in chosen else slot.free_rooms
        numbers[index] = next(
            room for room in rooms if free_from.get((site, room), slot.start) <= slot.start
        )
        free_from[site, numbers[index]] = slot.start + length
    return numbers
