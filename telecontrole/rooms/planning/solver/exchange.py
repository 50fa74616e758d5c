"""Exchanges that keep the objective and end what the network left open.

The flow may put a case before one of its own doctors, or a person in two places. Almost always
another case takes that slot and gives its own without changing any sum; then the plan is still the
best. What no exchange ends is told to the caller, who makes the network stricter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from telecontrole.rooms.planning.solver.demand import Days, Demand
from telecontrole.rooms.planning.solver.problem import Problem, Score
from telecontrole.rooms.planning.solver.sharing import Sharing
from telecontrole.rooms.planning.solver.slots import Bookings, Slot, person


class Exchange:
    """A plan under repair: `slot_of` maps case to slot, `case_of` slot to case."""

    def __init__(
        self,
        problem: Problem,
        demands: list[Demand],
        slots: list[Slot],
        days: Days,
        sharing: Sharing,
        taken: Bookings,
        placed: dict[int, int],
    ) -> None:
        self.slot_of = placed
        self.case_of = {slot: case for case, slot in placed.items()}
        self._problem, self._demands, self._slots = problem, demands, slots
        self._days, self._sharing, self._taken = days, sharing, taken
        self._people: dict[str, list[int]] = defaultdict(list)
        for demand in demands:
            self._people[demand.case.insured].append(demand.index)
        self._passed = Counter(
            sharing.gates[slot] for slot in placed.values() if slot in sharing.gates
        )

    def broken(self) -> list[int]:
        """Placed cases whose slot is not allowed to them; of two of one person, the later index."""
        crowd = (demand.index for demand in self._demands if self._is_crowded(demand))
        owned = (demand.index for demand in self._demands if demand.own)
        crossed = (self.case_of[slot] for slot in self._sharing.crossing if slot in self.case_of)
        suspects = sorted({*crowd, *owned, *crossed} & self.slot_of.keys())
        return [
            case
            for case in suspects
            if not self._fits(case, self.slot_of[case], later=False)
            or any(other < case for other in self.crossed_by(case))
        ]

    def crossed_by(self, case: int) -> list[int]:
        """Cases whose slots overlap this one's, with the same doctor."""
        near = self._sharing.crossing.get(self.slot_of[case], ())
        return [self.case_of[slot] for slot in near if slot in self.case_of]

    def repair(self) -> list[int]:
        """Exchange what can be; returns the cases that are broken then.

        Looked at anew: a swap may put a case that was seen to before where another one was crossed.
        """
        for case in self.broken():
            if case in self.slot_of and self._uncross(case):
                self._mend(case)
        return self.broken()

    def place_anew(self, cases: list[int]) -> None:
        """Give up the slots of these cases, and give each the best free one: no longer proved the best."""
        for case in cases:
            here = self.slot_of.pop(case)
            del self.case_of[here]
            if here in self._sharing.gates:
                self._passed[self._sharing.gates[here]] -= 1
        for case in sorted(cases, key=lambda one: (-self._demands[one].case.weight, one)):
            free = [
                (self._score(case, slot.index), slot.index)
                for slot in self._slots
                if slot.index not in self.case_of
                and self._fits(case, slot.index)
                and self._is_free(slot.index, -1)
            ]
            if free:
                _, slot_index = min(free)
                self.slot_of[case], self.case_of[slot_index] = slot_index, case
                if slot_index in self._sharing.gates:
                    self._passed[self._sharing.gates[slot_index]] += 1

    def crowded(self, case: int) -> bool:
        """Whether the person has another appointment, or another case to place."""
        return self._is_crowded(self._demands[case])

    def _is_crowded(self, demand: Demand) -> bool:
        who = demand.case.insured
        return len(self._people[who]) > 1 or person(who) in self._taken

    def _fits(self, case: int, slot: int, *, later: bool = True, without: int = -1) -> bool:
        """Whether the case may stand there; `later=False` looks only at earlier cases of the person."""
        demand, at = self._demands[case], self._slots[slot]
        if not self._days.usable(demand, at):
            return False
        length = self._problem.settings.interview
        end = at.start + length
        who = demand.case.insured
        if self._taken.meet(person(who), at.start, end):
            return False
        for other in self._people[who]:
            if (
                other in (case, without)
                or other not in self.slot_of
                or (not later and other > case)
            ):
                continue
            start = self._slots[self.slot_of[other]].start
            if start < end and at.start < start + length:
                return False
        return True

    def _score(self, case: int, slot: int) -> Score:
        demand, at = self._demands[case], self._slots[slot]
        waited = self._days.day(demand, at) - self._problem.plan_day.toordinal()
        weight = demand.case.weight
        return Score(weight, weight * waited, int(at.doctor.caisse != demand.case.caisse))

    def _mend(self, case: int) -> bool:
        here = self.slot_of[case]
        if self._fits(case, here, later=True):
            return True  # an earlier exchange has already helped
        now = self._score(case, here)
        for slot in self._slots:
            if slot.index != here and self._fits(case, slot.index):
                holder = self.case_of.get(slot.index)
                if holder is None:
                    if self._suits(case, slot.index, now):
                        self._move(case, slot.index)
                        return True
                elif self._swap(case, holder):
                    return True
        return self._give_way(case, now)

    def _uncross(self, case: int) -> bool:
        """Move the case, or the one that it crosses, to a free slot."""
        for other in self.crossed_by(case):
            if not self._step_aside(case) and not self._step_aside(other):
                return False
        return True

    def _step_aside(self, case: int) -> bool:
        if not self.crossed_by(case):
            return True
        here = self.slot_of[case]
        now = self._score(case, here)
        near = self._sharing.crossing.get(here, ())
        for slot in (*near, *range(len(self._slots))):
            if slot not in self.case_of and self._suits(case, slot, now):
                self._move(case, slot)
                return True
        return False

    def _suits(self, case: int, slot: int, now: Score) -> bool:
        """A slot that nobody holds, free in every respect, for the same objective."""
        return (
            self._fits(case, slot)
            and self._score(case, slot) == now
            and self._is_free(slot, self.slot_of[case])
        )

    def _is_free(self, slot: int, leaving: int) -> bool:
        """Whether a slot that nobody holds may be taken without asking anything of the others."""
        if slot in self._sharing.hard:
            return False
        near = self._sharing.crossing.get(slot, ())
        if any(other in self.case_of and other != leaving for other in near):
            return False
        gate = self._sharing.gates.get(slot)
        return gate is None or self._passed[gate] < self._sharing.gate_room[gate]

    def _swap(self, case: int, holder: int) -> bool:
        here, there = self.slot_of[case], self.slot_of[holder]
        if not self._fits(holder, here, without=case):
            return False
        before = _sum((self._score(case, here), self._score(holder, there)))
        if before != _sum((self._score(case, there), self._score(holder, here))):
            return False
        self.slot_of[case], self.slot_of[holder] = there, here
        self.case_of[here], self.case_of[there] = holder, case
        return True

    def _give_way(self, case: int, now: Score) -> bool:
        """A case that waits without a place takes the slot, for the same objective."""
        here = self.slot_of[case]
        weight = self._demands[case].case.weight
        for other, demand in enumerate(self._demands):
            alike = other not in self.slot_of and demand.case.weight == weight
            if alike and self._fits(other, here, without=case) and self._score(other, here) == now:
                del self.slot_of[case]
                self.slot_of[other], self.case_of[here] = here, other
                return True
        return False

    def _move(self, case: int, slot: int) -> None:
        here = self.slot_of[case]
        gates = self._sharing.gates
        if here in gates:
            self._passed[gates[here]] -= 1
        if slot in gates:
            self._passed[gates[slot]] += 1
        del self.case_of[here]
        self.slot_of[case], self.case_of[slot] = slot, case


def _sum(scores: Iterable[Score]) -> Score:
    return Score(*(sum(level) for level in zip(*scores, strict=True)))
