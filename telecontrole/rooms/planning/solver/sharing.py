"""What slots share: the rooms of a site, and a doctor's own time when windows overlap.

Most slots share nothing that binds (`loose`), or share it at one start only (`gate`): both fit a
flow. Slots of one doctor that overlap are covered by cliques, of which one slot each may be used;
neighbours of two cliques may still cross, which exchanges end. The others (`hard`) need limits,
each true for one instant: that is a whole-number program.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telecontrole.rooms.planning.solver.slots import Slot

ANY_ROOM = -1
Gate = tuple[str, datetime]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of these (slot, room) pairs are used; `ANY_ROOM` stands for the whole slot."""

    members: tuple[tuple[int, int], ...]
    most: int


@dataclass(slots=True)
class Sharing:
    """For each slot index: the gate that it passes, or the rooms among which it must choose.

    `cliques`: the set of mutually overlapping slots of the doctor that it belongs to. `crossing`:
    every slot of the same doctor that overlaps it.
    """

    gates: dict[int, Gate] = field(default_factory=dict)
    gate_room: dict[Gate, int] = field(default_factory=dict)
    cliques: dict[int, Gate] = field(default_factory=dict)
    crossing: dict[int, tuple[int, ...]] = field(default_factory=dict)
    hard: set[int] = field(default_factory=set)
    rooms: dict[int, tuple[int, ...]] = field(default_factory=dict)
    limits: list[Limit] = field(default_factory=list)


def build_sharing(
    slots: list[Slot], length: timedelta, literal: frozenset[str] = frozenset()
) -> Sharing:
    """Find what binds among `slots`, each of which takes `length` of its doctor and room.

    The own time of doctors in `literal` is limited at each instant instead of covered by cliques.
    """
    sharing = Sharing()
    rooms = [slot for slot in slots if slot.in_person]
    for cluster in _clusters(rooms, length, lambda slot: slot.site.id if slot.site else ""):
        _share_rooms(sharing, cluster, length)
    programs = {slot.site.caisse for slot in rooms if slot.site and slot.index in sharing.hard}
    for cluster in _clusters(slots, length, lambda slot: slot.doctor.id):
        if len(cluster) > 1:
            _cross(sharing, cluster, length)
            if cluster[0].doctor.id in literal:
                _limit_whole(sharing, cluster, length, most=1)
            else:
                _cover(sharing, cluster, length, programs)
    return sharing


def _cross(sharing: Sharing, cluster: list[Slot], length: timedelta) -> None:
    for slot in cluster:
        sharing.crossing[slot.index] = tuple(
            other.index
            for other in cluster
            if other is not slot and abs(other.start - slot.start) < length
        )


def _cover(sharing: Sharing, cluster: list[Slot], length: timedelta, programs: set[str]) -> None:
    """Cover the cluster by cliques, as few as the slots that can be used together.

    Where the rooms of a caisse need a program, places are covered apart: a clique over both would
    draw the calls of the whole country into it.
    """
    bound = any(
        slot.index in sharing.gates or (slot.site is not None and slot.site.caisse in programs)
        for slot in cluster
    )
    apart: dict[str, list[Slot]] = defaultdict(list)
    for slot in cluster:
        if slot.index not in sharing.gates:
            apart[slot.site.id if bound and slot.site else ""].append(slot)
    for place, members in apart.items():
        first = members[0].start
        for slot in members:
            if slot.start >= first + length:
                first = slot.start
            sharing.cliques[slot.index] = (f"{slot.doctor.id}/{place}", first)


def _clusters(
    slots: list[Slot], length: timedelta, resource: Callable[[Slot], str]
) -> Iterator[list[Slot]]:
    """Slots of one resource linked by overlaps, in order of start (`slots` are sorted by start)."""
    by_resource: dict[str, list[Slot]] = defaultdict(list)
    for slot in slots:
        by_resource[resource(slot)].append(slot)
    for group in by_resource.values():
        cluster: list[Slot] = []
        for slot in group:
            if cluster and slot.start >= cluster[-1].start + length:
                yield cluster
                cluster = []
            cluster.append(slot)
        yield cluster


def _share_rooms(sharing: Sharing, cluster: list[Slot], length: timedelta) -> None:
    always = set.intersection(*(set(slot.free_rooms) for slot in cluster))
    if len({slot.doctor.id for slot in cluster}) <= len(always):
        return
    site = cluster[0].site
    assert site is not None
    starts = {slot.start for slot in cluster}
    if len(starts) == 1:
        gate = (site.id, cluster[0].start)
        sharing.gate_room[gate] = len(cluster[0].free_rooms)
        sharing.gates.update({slot.index: gate for slot in cluster})
    elif all(len(slot.free_rooms) == site.rooms for slot in cluster):
        # Intervals of an empty site never need more rooms than meet at one instant.
        _limit_whole(sharing, cluster, length, most=site.rooms)
    else:
        _limit_rooms(sharing, cluster, length)


def _limit_whole(sharing: Sharing, cluster: list[Slot], length: timedelta, *, most: int) -> None:
    for start in sorted({slot.start for slot in cluster}):
        meeting = [slot for slot in cluster if start - length < slot.start <= start]
        if len(meeting) > most:
            members = tuple((slot.index, ANY_ROOM) for slot in meeting)
            sharing.limits.append(Limit(members, most))
            sharing.hard.update(slot.index for slot in meeting)


def _limit_rooms(sharing: Sharing, cluster: list[Slot], length: timedelta) -> None:
    """Rooms already taken for a part of the time: each slot must find one free from end to end."""
    for slot in cluster:
        sharing.rooms[slot.index] = slot.free_rooms
        sharing.hard.add(slot.index)
    for room in sorted({room for slot in cluster for room in slot.free_rooms}):
        able = [slot for slot in cluster if room in slot.free_rooms]
        for start in sorted({slot.start for slot in able}):
            meeting = [slot for slot in able if start - length < slot.start <= start]
            if len(meeting) > 1:
                members = tuple((slot.index, room) for slot in meeting)
                sharing.limits.append(Limit(members, 1))
