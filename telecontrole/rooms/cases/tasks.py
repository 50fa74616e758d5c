"""Jobs of the room."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from telecontrole.rooms.cases import services


@app.task(name="cases.read_file")
def read_file(run_id: str) -> None:
    """Read an uploaded file; a job that dies is taken up by `services.tick`."""
    services.process(run_id=UUID(run_id))
