"""French formats of dates, hours, amounts and telephone numbers.

These functions return plain spaces, so that they fit messages and letters as well; the
template filters of the same names put no-break spaces instead.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import phonenumbers

DEFAULT_ZONE = "Europe/Paris"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
CENT = Decimal("0.01")


def local(value: date | datetime, zone: str = DEFAULT_ZONE) -> date:
    """The calendar day of an aware instant in `zone`; a plain date is returned as it is.

    Raises ValueError for a naive datetime: an hour without zone cannot be shown.
    """
    if isinstance(value, datetime):
        return in_zone(value, zone).date()
    return value


def in_zone(value: datetime, zone: str = DEFAULT_ZONE) -> datetime:
    """The same instant in `zone`. Raises ValueError for a naive datetime."""
    if value.tzinfo is None:
        raise ValueError("naive datetime")
    return value.astimezone(ZoneInfo(zone))


def date_fr(value: date | datetime, zone: str = DEFAULT_ZONE, *, weekday: bool = True) -> str:
    """`mardi 1er décembre 2026`; without weekday, `1er décembre 2026`."""
    day = local(value, zone)
    number = "1er" if day.day == 1 else str(day.day)
    text = f"{number} {MONTHS[day.month - 1]} {day.year}"
    return f"{DAYS[day.weekday()]} {text}" if weekday else text


def mois_fr(value: date | datetime, zone: str = DEFAULT_ZONE) -> str:
    """`décembre 2026`, the month of a day."""
    day = local(value, zone)
    return f"{MONTHS[day.month - 1]} {day.year}"


def date_courte(value: date | datetime, zone: str = DEFAULT_ZONE) -> str:
    """`01/12/2026`, for tables."""
    return local(value, zone).strftime("%d/%m/%Y")


def heure_fr(value: datetime, zone: str = DEFAULT_ZONE) -> str:
    """`10 h 20`, on the clock of `zone`; on the hour, `10 h`."""
    return horaire_fr(in_zone(value, zone).time())


def horaire_fr(value: time) -> str:
    """`10 h 20`, an hour of no day in particular; on the hour, `10 h`."""
    return f"{value.hour} h {value.minute:02d}" if value.minute else f"{value.hour} h"


def date_heure_fr(value: datetime, zone: str = DEFAULT_ZONE) -> str:
    """`mardi 1er décembre 2026 à 10 h 20`."""
    return f"{date_fr(value, zone)} à {heure_fr(value, zone)}"


def nombre_fr(value: int | Decimal | float, decimals: int = 0) -> str:
    """`1 234 567` or, with two decimals, `1 234,56`; half a unit is rounded away from zero."""
    amount = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(amount):,.{decimals}f}".replace(",", " ").replace(".", ",")
    return f"-{text}" if amount < 0 else text


def euros(value: Decimal | int | str) -> str:
    """`1 234,56 €`. An amount is shown to the cent, never rounded silently: ValueError if finer."""
    amount = Decimal(value)
    if amount != amount.quantize(CENT):
        raise ValueError("an amount finer than a cent")
    return f"{nombre_fr(amount, 2)} €"


def telephone_fr(value: str) -> str:
    """`06 12 34 56 78` from E.164, overseas numbers included; other countries keep their prefix.

    A text that is no number is returned unchanged: the reader sees what was typed.
    """
    try:
        number = phonenumbers.parse(value, "FR")
    except phonenumbers.NumberParseException:
        return value
    french = number.country_code in (33, 262, 508, 590, 594, 596)
    style = phonenumbers.PhoneNumberFormat
    return str(
        phonenumbers.format_number(number, style.NATIONAL if french else style.INTERNATIONAL)
    )


def time_left(until: datetime, now: datetime) -> str:
    """`dans 2 jours`, `dans 1 h 05`, `dans 12 minutes`, `maintenant`; both instants aware."""
    minutes = -int((now - until).total_seconds() // 60)
    if minutes <= 0:
        return "maintenant"
    if minutes >= 2880:
        return f"dans {minutes // 1440} jours"
    if minutes >= 60:
        return f"dans {minutes // 60} h {minutes % 60:02d}"
    return "dans 1 minute" if minutes == 1 else f"dans {minutes} minutes"
