"""Jobs of the room."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from telecontrole.foundations import clock
from telecontrole.rooms.planning import night
from telecontrole.rooms.planning.whatif import simulating


@app.task(name="planning.simulate")
def simulate(simulation_id: str) -> None:
    """Compute a simulation that is too long for a page; a job that dies is begun again."""
    simulating.answer(simulation_id=UUID(simulation_id))


@app.task(name=night.JOB)
def plan() -> None:
    """Make the plan that is due. Again, or by two workers, makes nothing twice."""
    night.run(clock.now())
