"""``deadline``: the last day on which one may act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, cast

from telecontrole.foundations.law import deadlines
from telecontrole.foundations.law.calendars import CALENDARS, Calendar
from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.steps import Step, counted
from telecontrole.foundations.law.tables import SENTENCES
from telecontrole.hall.law.answers import Answer, explained
from telecontrole.hall.law.reading import Fields

_UNITS: Final = {
    "days": (deadlines.add_days, "delai_jours"),
    "months": (deadlines.add_months, "delai_mois"),
    "jours_francs": (deadlines.add_jours_francs, "delai_francs"),
}


def answer(fields: Fields, *, explain: bool = True) -> Answer:
    """``{"received", "days" | "months" | "jours_francs", "calendar"?}`` → ``{"last_day"}``."""
    received = fields.day("received")
    unit = _unit(fields)
    length = fields.count(unit)
    calendar = cast(
        "Calendar",
        fields.optional("calendar", lambda name: fields.word(name, CALENDARS), "metropole"),
    )
    if length < 0:
        raise LawFault("bad_value", "Un délai n'est pas négatif.", unit)
    try:
        last = _UNITS[unit][0](received, length, calendar)
    except OverflowError:
        raise LawFault("bad_value", "Le délai dépasse l'an 9999.", unit) from None
    told = _steps(unit, received, length, last)
    return explained({"last_day": last.isoformat()}, told, SENTENCES, wanted=explain)


def _unit(fields: Fields) -> str:
    given = [unit for unit in _UNITS if fields.has(unit)]
    if not given:
        raise LawFault(
            "missing_field", "Indiquez « days », « months » ou « jours_francs ».", "days"
        )
    if len(given) > 1:
        raise LawFault(
            "inconsistent", "Un seul de « days », « months », « jours_francs ».", given[1]
        )
    return given[0]


def _steps(unit: str, received: date, length: int, last: date) -> Iterator[Step]:
    told = str(length) if unit == "months" else counted(length, "jour")
    yield Step(_UNITS[unit][1], {"length": told, "received": received})
    ends = _before_extension(unit, received, length)
    if ends < last:
        yield Step("delai_prolonge", {"ends": ends, "last": last})
    yield Step("delai_expire", {"last": last})


def _before_extension(unit: str, received: date, length: int) -> date:
    if unit == "months":
        return deadlines.same_day_later(received, length)
    return received + timedelta(days=length + (unit == "jours_francs"))
