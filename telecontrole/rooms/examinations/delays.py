"""The room's dated parameters."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from telecontrole.foundations.law.parameters import Table, load


@cache
def _table() -> Table:
    return load(Path(__file__).parent / "parameters")


def absence_grace(on: date) -> timedelta:
    """How long one waits after the hour before an absence may be recorded."""
    return timedelta(minutes=_table().integer("absence_grace_minutes", on=on))


def opens_before_on_site(on: date) -> timedelta:
    """How long before its hour an interview in person may be opened."""
    return timedelta(minutes=_table().integer("opens_before_on_site_minutes", on=on))


def absence_reason_delay(on: date) -> timedelta:
    """How long a person has to explain an absence."""
    return timedelta(days=_table().integer("absence_reason_days", on=on))


def conflict_task_delay(on: date) -> timedelta:
    """How long the team has to place a case again that a conflict of interest stopped."""
    return timedelta(days=_table().integer("conflict_task_days", on=on))


def call_back_delay(on: date) -> timedelta:
    """How long a médecin-conseil has to answer a treating doctor who asks to be called."""
    return timedelta(days=_table().integer("call_back_days", on=on))
