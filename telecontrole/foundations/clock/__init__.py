"""One clock for web, workers and schedulers. Business code never asks the system or the database for the time."""

from __future__ import annotations

from telecontrole.foundations.clock.service import SteppingRefused, now, release, step_to, today

__all__ = ["SteppingRefused", "now", "release", "step_to", "today"]
