"""Which numbers may be shown when several tables count the same people. Pure.

A number of a few people must not be found again from the others: from the total of its row, from the
same week of the other modality, from a longer period less a shorter one. All tables are seen as one: a
number stands at a place (one name on each axis, the whole axis included), and along each axis a whole
is the sum of its parts. Where exactly one part would be missing, another goes with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

Place = tuple[str, ...]
# What each whole of an axis is made of. A name is a part of one whole at most.
Axis = Mapping[str, Sequence[str]]


class Veil:
    """The places that must not be shown. Zero is always shown: it is about nobody."""

    def __init__(self, parts: Mapping[Place, int], axes: Sequence[Axis], *, floor: int) -> None:
        self._axes: Final = axes
        self._floor: Final = floor
        self._wholes: Final = [
            {part: whole for whole, parts_ in axis.items() for part in parts_} for axis in axes
        ]
        self.counts: Final = _added_up(parts, axes)
        self.hidden: Final = {at for at, count in self.counts.items() if 0 < count < floor}
        self._settle()

    def _settle(self) -> None:
        dirty = self._lines_of(sorted(self.hidden))
        while dirty:
            # The same on every machine and every day: a dictionary keeps its order.
            more = [at for line in dirty for at in self._mend(*line)]
            dirty = self._lines_of(more)

    def _lines_of(self, places: Iterable[Place]) -> dict[tuple[int, Place], None]:
        """The sums in which these places stand: as a part, or as the whole."""
        found: dict[tuple[int, Place], None] = {}
        for at in places:
            for axis, (wholes, parts) in enumerate(zip(self._wholes, self._axes, strict=True)):
                if at[axis] in wholes:
                    found[axis, _moved(at, axis, wholes[at[axis]])] = None
                if at[axis] in parts:
                    found[axis, at] = None
        return found

    def _mend(self, axis: int, whole: Place) -> Iterator[Place]:
        """Hide what one sum would give away; yields what was hidden."""
        parts = [_moved(whole, axis, name) for name in self._axes[axis][whole[axis]]]
        counted = [at for at in parts if self.counts.get(at, 0)]
        unknown = [at for at in counted if at in self.hidden]
        others = sorted((self.counts[at], at) for at in counted if at not in self.hidden)
        for _, at in others:
            if self._holds(whole, unknown):
                return
            self.hidden.add(at)
            unknown.append(at)
            yield at
        if not self._holds(whole, unknown) and whole not in self.hidden:
            self.hidden.add(whole)
            yield whole

    def _holds(self, whole: Place, unknown: Sequence[Place]) -> bool:
        if whole in self.hidden:
            return bool(unknown)
        together = sum(self.counts[at] for at in unknown)
        return not unknown or (len(unknown) > 1 and together >= self._floor)


def _added_up(parts: Mapping[Place, int], axes: Sequence[Axis]) -> dict[Place, int]:
    """Parts and every whole, axis by axis. Wholes come after the wholes that they are made of."""
    counts = {at: count for at, count in parts.items() if count}
    for axis, wholes in enumerate(axes):
        by_name: dict[str, list[tuple[Place, int]]] = defaultdict(list)
        for at, count in counts.items():
            by_name[at[axis]].append((at, count))
        for whole, names in wholes.items():
            sums: dict[Place, int] = defaultdict(int)
            for name in names:
                for at, count in by_name[name]:
                    sums[_moved(at, axis, whole)] += count
            by_name[whole] = list(sums.items())
            counts.update(sums)
    return counts


def _moved(at: Place, axis: int, name: str) -> Place:
    return (*at[:axis], name, *at[axis + 1 :])
