"""Share of téléconsultations in a doctor's year (convention 2024; avenant 9 before)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import floor
from typing import Final

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.parameters import Entry
from telecontrole.foundations.law.steps import Step, percent
from telecontrole.rooms.teleconsultation.enums import CapSpecialty
from telecontrole.rooms.teleconsultation.tables import table

_PLACES: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Activity:
    """Acts of one doctor in a calendar year; ``own_patients`` = by their treating doctor."""

    year: int
    specialty: CapSpecialty
    teleconsultations: int
    own_patients: int
    all_acts: int

    def __post_init__(self) -> None:
        if min(self.teleconsultations, self.own_patients, self.all_acts) < 0:
            raise LawFault("bad_value", "Un nombre d'actes est négatif.", "all_acts")
        if self.own_patients > self.teleconsultations:
            raise LawFault(
                "inconsistent",
                "Les téléconsultations de la patientèle dépassent le total.",
                "own_patients",
            )
        if self.all_acts and self.teleconsultations > self.all_acts:
            raise LawFault(
                "inconsistent",
                "Les téléconsultations dépassent le nombre d'actes.",
                "teleconsultations",
            )

    @property
    def counted(self) -> int:
        """Téléconsultations that the cap counts."""
        return self.teleconsultations - self.own_patients


@dataclass(frozen=True, slots=True)
class Share:
    """``share`` and ``cap`` are fractions; no cap before the rule exists."""

    share: Decimal
    cap: Decimal | None
    exceeded: bool
    entry: Entry | None = None


def share(activity: Activity) -> Share:
    """Compare the year's share with its cap; exactly the cap is allowed.

    The cap is that in force at the end of the year, when the year is judged.
    """
    acts = activity.all_acts
    exact = Decimal(activity.counted) / acts if acts else Decimal(0)
    shown = exact.quantize(_PLACES, rounding=ROUND_HALF_UP)
    psychiatrist = activity.specialty is CapSpecialty.PSYCHIATRE
    key = "part_activite_psychiatre" if psychiatrist else "part_activite"
    end = date(activity.year, 12, 31)
    if not table().in_force(key, on=end):
        return Share(shown, None, exceeded=False)
    entry = table().entry(key, on=end)
    cap = Decimal(entry.value)
    # Counted in acts: a quotient rounded to 28 digits decides nothing.
    return Share(shown, cap, activity.counted > cap * acts and acts > 0, entry)


def steps(activity: Activity, found: Share) -> Iterator[Step]:
    """The reasoning of :func:`share`."""
    yield Step(
        "part_calcul",
        {
            "counted": Decimal(activity.counted),
            "own": Decimal(activity.own_patients),
            "acts": Decimal(activity.all_acts),
            "share": percent(found.share),
        },
    )
    if found.cap is None or found.entry is None:
        yield Step("part_sans_plafond", {"year": activity.year})
        return
    if not activity.all_acts:
        yield Step("part_sans_acte", {}, (found.entry,))
        return
    most = floor(found.cap * activity.all_acts)
    # Told in acts too: four decimals may show no difference.
    over = {"most": Decimal(most), "over": Decimal(activity.counted - most)}
    code = "part_depassee" if found.exceeded else "part_respectee"
    yield Step(code, {"cap": percent(found.cap), **over}, (found.entry,))
    if found.entry.since > date(activity.year, 1, 1):
        yield Step("part_annee_entamee", {"since": found.entry.since})
