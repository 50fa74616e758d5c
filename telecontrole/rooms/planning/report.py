"""What a plan answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from telecontrole.rooms.planning.enums import Reason
from telecontrole.rooms.planning.solver.problem import Score


@dataclass(frozen=True, slots=True)
class PlanReport:
    """Counts of one run; `bound` is proved, and equals `objective` when nothing better exists.

    `unplaced` = (reference, reason) by reference; `seconds` of work, database included.
    """

    placed: int
    visio: int
    presentiel: int
    unplaced: tuple[tuple[str, Reason], ...]
    objective: Score
    bound: Score
    seconds: float

    def reasons(self) -> dict[str, int]:
        """How many cases were left out for each reason."""
        return dict(Counter(str(reason) for _, reason in self.unplaced))

    def as_json(self) -> dict[str, object]:
        """The contract of `plan --json`."""
        return {
            "placed": self.placed,
            "visio": self.visio,
            "presentiel": self.presentiel,
            "unplaced": [
                {"reference": reference, "reason": str(reason)}
                for reference, reason in self.unplaced
            ],
            "objective": list(self.objective),
            "bound": list(self.bound),
            "seconds": round(self.seconds, 3),
        }
