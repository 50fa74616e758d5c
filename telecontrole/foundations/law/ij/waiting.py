"""Waiting days of sickness leaves and what removes them (CSS art. L323-1, R323-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from telecontrole.foundations.law.ij.leave import Leave, WaitingException
from telecontrole.foundations.law.parameters import Entry
from telecontrole.foundations.law.tables import shared

_RULES: Final = {
    WaitingException.FAUSSE_COUCHE: "carence_sans_fausse_couche",
    WaitingException.IMG: "carence_sans_img",
    WaitingException.DECES_ENFANT: "carence_sans_deces_enfant",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Days that this leave waits, why (a step's code), and the parameters behind."""

    days: int
    reason: str
    entries: tuple[Entry, ...] = ()


def waiting(leave: Leave) -> Waiting:
    """Waiting days of a sickness leave; never more than the leave has days."""
    removed = _removed(leave)
    if removed:
        return removed
    entry = shared().entry("maladie_carence_jours", on=leave.rules_date)
    consumed = (leave.start - leave.began).days
    days = min(leave.days, max(0, int(entry.value) - consumed))
    return Waiting(days, "carence" if days else "carence_deja_faite", (entry,))


def _removed(leave: Leave) -> Waiting | None:
    """Which exception removes every waiting day, if one does."""
    if not leave.waiting_days:
        return Waiting(0, "carence_sans_objet")
    if leave.hours_back_at_work is not None:
        entry = shared().entry("carence_reprise_heures", on=leave.start)
        if leave.hours_back_at_work <= entry.value:
            return Waiting(0, "carence_reprise_courte", (entry,))
    if leave.ald and not leave.ald_first_leave:
        return Waiting(0, "carence_ald")
    if leave.waiting_exception:
        return _by_exception(leave, leave.waiting_exception)
    return None


def _by_exception(leave: Leave, exception: WaitingException) -> Waiting | None:
    """An exception does not apply before it exists."""
    key = _RULES[exception]
    if not shared().in_force(key, on=leave.start):
        return None
    return Waiting(0, "carence_exception", (shared().entry(key, on=leave.start),))
