"""Dates and hours in messages, in French and in the other languages, on the clock of the person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from telecontrole.foundations.web.formats import DAYS, MONTHS
from telecontrole.rooms.notices.texts.languages import Language


def spoken(instant: datetime, zone: str) -> dict[str, str]:
    """`jour` (mardi 1er décembre 2026), `jour_court` (01/12), `heure` (10 h 20), `heure_courte`."""
    local = instant.astimezone(ZoneInfo(zone))
    day = "1er" if local.day == 1 else str(local.day)
    return {
        "jour": f"{DAYS[local.weekday()]} {day} {MONTHS[local.month - 1]} {local.year}",
        "jour_court": f"{local:%d/%m}",
        "heure": f"{local.hour} h {local:%M}" if local.minute else f"{local.hour} h",
        "heure_courte": f"{local.hour}h{local:%M}",
    }


def spoken_in(language: Language, instant: datetime, zone: str) -> dict[str, str]:
    """The same words in another language: `tuesday 1 December 2026`, `1 Dec`, `10:20`."""
    local = instant.astimezone(ZoneInfo(zone))
    month = language.months[local.month - 1]
    day = language.date.format(
        weekday=language.days[local.weekday()],
        day=local.day,
        month=month,
        year=local.year,
        numbers=f"{local:%d/%m/%Y}",
    )
    short = language.short_date.format(day=local.day, month=month[:3])
    hour = local.strftime(language.hour)
    return {
        "jour": day,
        "jour_court": local.strftime(short),
        "heure": hour,
        "heure_courte": hour,
    }


def appointment_words(
    params: Mapping[str, object], language: Language | None = None
) -> Mapping[str, str]:
    """The words of `starts_at` (ISO instant with offset) in `zone`; nothing when it is not given.

    In French without a ``language``.
    """
    start = params.get("starts_at")
    if not start:
        return {}
    return _words(str(start), str(params.get("zone") or "Europe/Paris"), language)


# Appointments begin at the same few instants of a day.
@lru_cache(maxsize=1024)
def _words(start: str, zone: str, language: Language | None) -> Mapping[str, str]:
    instant = instant_of(start)
    return spoken_in(language, instant, zone) if language else spoken(instant, zone)


def instant_of(text: str) -> datetime:
    """An ISO instant, aware, in UTC; raises ValueError without an offset."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs an offset")
    return instant.astimezone(UTC)
