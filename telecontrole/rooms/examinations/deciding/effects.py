"""What each code changes, from which day, by which article: one row per code. Pure.

A benefit stops for the future only: the last paid day is never before the day on which the person was
informed (CSS L. 315-2), even when the medical date (healing, consolidation) lies earlier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from telecontrole.rooms.examinations.deciding.enums import (
    LIFT_CODE,
    SUSPENSION_CODE,
    WITHDRAWAL_CODE,
)
from telecontrole.rooms.examinations.enums import AvisCode


class EffectCode(StrEnum):
    """What happens to a right."""

    IJ_MAINTENUES = "ij_maintenues"
    IJ_FIN = "ij_fin"
    IJ_TEMPS_PARTIEL = "ij_temps_partiel"
    IJ_SUSPENDUES = "ij_suspendues"
    IJ_REPRISES = "ij_reprises"
    PRISE_EN_CHARGE = "prise_en_charge"
    REFUS = "refus"
    PENSION = "pension"
    RETRAIT = "retrait"


class DayRule(StrEnum):
    """Which day an effect names."""

    NONE = "none"
    # The day before the date of effect, and never before the information of the person.
    LAST_PAID = "last_paid"
    # The date of effect itself.
    FROM = "from"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: the effect, the day that it names, its article."""

    effect: EffectCode
    day: DayRule
    article: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens, on which day (None: no day), by which article."""

    code: EffectCode
    day: date | None
    article: str


_CSS = "code de la sécurité sociale, article "
_ENDS = f"{_CSS}L. 315-2"
_HEALED = f"{_CSS}L. 433-1"
EFFECTS: Mapping[str, Row] = {
    AvisCode.AT_JUSTIFIE: Row(EffectCode.IJ_MAINTENUES, DayRule.NONE, f"{_CSS}L. 321-1"),
    AvisCode.AT_NON_JUSTIFIE_REPRISE: Row(EffectCode.IJ_FIN, DayRule.LAST_PAID, _ENDS),
    AvisCode.REPRISE_TPT: Row(EffectCode.IJ_TEMPS_PARTIEL, DayRule.FROM, f"{_CSS}L. 323-3"),
    AvisCode.STABILISE_INVALIDITE: Row(EffectCode.IJ_FIN, DayRule.LAST_PAID, _ENDS),
    AvisCode.PROLONG_6M_ACCORD: Row(EffectCode.IJ_MAINTENUES, DayRule.NONE, f"{_CSS}L. 324-1"),
    AvisCode.PROLONG_6M_REFUS: Row(EffectCode.IJ_FIN, DayRule.LAST_PAID, _ENDS),
    AvisCode.GUERISON: Row(EffectCode.IJ_FIN, DayRule.LAST_PAID, _HEALED),
    AvisCode.CONSOLID_SANS_IP: Row(EffectCode.IJ_FIN, DayRule.LAST_PAID, _HEALED),
    AvisCode.CONSOLID_AVEC_IP: Row(EffectCode.IJ_FIN, DayRule.LAST_PAID, _HEALED),
    AvisCode.RECHUTE_ACCORD: Row(EffectCode.PRISE_EN_CHARGE, DayRule.FROM, f"{_CSS}L. 443-2"),
    AvisCode.RECHUTE_REFUS: Row(EffectCode.REFUS, DayRule.NONE, f"{_CSS}L. 443-2"),
    AvisCode.NOUVELLE_LESION_ACCORD: Row(
        EffectCode.PRISE_EN_CHARGE, DayRule.FROM, f"{_CSS}L. 411-1"
    ),
    AvisCode.NOUVELLE_LESION_REFUS: Row(EffectCode.REFUS, DayRule.NONE, f"{_CSS}L. 411-1"),
    AvisCode.INV_CAT1: Row(EffectCode.PENSION, DayRule.FROM, f"{_CSS}L. 341-4"),
    AvisCode.INV_CAT2: Row(EffectCode.PENSION, DayRule.FROM, f"{_CSS}L. 341-4"),
    AvisCode.INV_CAT3: Row(EffectCode.PENSION, DayRule.FROM, f"{_CSS}L. 341-4"),
    AvisCode.INV_REFUS: Row(EffectCode.REFUS, DayRule.NONE, f"{_CSS}L. 341-1"),
    SUSPENSION_CODE: Row(EffectCode.IJ_SUSPENDUES, DayRule.FROM, _ENDS),
    LIFT_CODE: Row(EffectCode.IJ_REPRISES, DayRule.FROM, _ENDS),
    WITHDRAWAL_CODE: Row(
        EffectCode.RETRAIT,
        DayRule.NONE,
        "code des relations entre le public et l’administration, article L. 240-1",
    ),
}


def effect_of(code: str, *, date_effet: date | None, informed_on: date | None) -> Effect:
    """The effect of a code. `informed_on` is the person's day; it bounds the last paid day from below.

    Raises KeyError for a code without a row, ValueError when the row names a day and there is no date.
    """
    row = EFFECTS[code]
    if row.day is DayRule.NONE:
        return Effect(row.effect, None, row.article)
    if date_effet is None:
        raise ValueError(f"{code} has no date of effect")
    if row.day is DayRule.FROM:
        return Effect(row.effect, date_effet, row.article)
    eve = date_effet - timedelta(days=1)
    return Effect(row.effect, max(eve, informed_on) if informed_on else eve, row.article)
