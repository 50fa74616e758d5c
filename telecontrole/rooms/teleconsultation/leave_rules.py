"""Leaves prescribed by téléconsultation: three days at most (CSP art. L6316-1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.parameters import Entry
from telecontrole.foundations.law.steps import Step
from telecontrole.rooms.teleconsultation.tables import table


@dataclass(frozen=True, slots=True)
class Prescription:
    """A leave of ``days`` days; ``running_days`` have already been prescribed for it.

    ``prescriber_is_treating``: the treating doctor, or the referent midwife.
    ``in_person_impossible``: nobody competent could be seen in person; counts for a renewal only.
    """

    on: date
    days: int
    prescriber_is_treating: bool
    renewal: bool
    running_days: int = 0
    in_person_impossible: bool = False
    prescriber_mainly_abroad: bool = False

    def __post_init__(self) -> None:
        if self.days < 1:
            raise LawFault("bad_value", "Un arrêt dure au moins un jour.", "days")
        if self.running_days < 0:
            raise LawFault("bad_value", "Le nombre de jours en cours est négatif.", "running_days")


@dataclass(frozen=True, slots=True)
class LeaveVerdict:
    """Days that give rise to allowances and days that do not; ``reason`` is a step's code.

    ``vain_exception``: the prescriber invoked an exception that holds for a renewal only.
    """

    accepted: int
    refused: int
    reason: str
    refusals: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    vain_exception: bool = False


def judge(case: Prescription) -> LeaveVerdict:
    """How many days of the prescription stand.  The rule does not bind before it exists."""
    if case.prescriber_mainly_abroad and table().in_force("arret_praticien_etranger", on=case.on):
        entry = table().entry("arret_praticien_etranger", on=case.on)
        code = "praticien_a_l_etranger"
        return LeaveVerdict(0, case.days, code, (code,), (entry,))
    if not table().in_force("arret_jours", on=case.on):
        return LeaveVerdict(case.days, 0, "arret_sans_plafond")
    entry = table().entry("arret_jours", on=case.on)
    exception = _exception(case)
    if exception:
        return LeaveVerdict(case.days, 0, exception, entries=(entry,))
    accepted = min(case.days, max(0, int(entry.value) - case.running_days))
    if accepted == case.days:
        return LeaveVerdict(accepted, 0, "arret_dans_le_plafond", entries=(entry,))
    code = "plus_de_trois_jours"
    refused = case.days - accepted
    return LeaveVerdict(accepted, refused, code, (code,), (entry,), case.in_person_impossible)


def _exception(case: Prescription) -> str:
    if case.prescriber_is_treating:
        return "arret_medecin_traitant"
    return "arret_presentiel_impossible" if case.renewal and case.in_person_impossible else ""


def steps(found: LeaveVerdict) -> Iterator[Step]:
    """The reasoning of :func:`judge`."""
    params = {"accepted": found.accepted, "refused": found.refused}
    yield Step(found.reason, params, found.entries)
    if found.vain_exception:
        yield Step("impossibilite_sans_prolongation")
