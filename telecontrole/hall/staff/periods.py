"""The day or the week that a list is about, kept in the address (`jour`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from telecontrole.foundations.figures import week_of
from telecontrole.foundations.web.addresses import day_in
from telecontrole.foundations.web.formats import date_fr

DAY = "jour"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days `[first, last]` of `zone`; `today` is the present day there."""

    first: date
    last: date
    zone: str
    today: date
    path: str

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The instants between which the period lies, aware, on the clock of its zone."""
        zone = ZoneInfo(self.zone)
        end = self.last + timedelta(days=1)
        return datetime.combine(self.first, time(), zone), datetime.combine(end, time(), zone)

    @property
    def kept(self) -> Mapping[str, str]:
        """What links must keep; nothing for the present day or week."""
        return {} if self.present else {DAY: self.first.isoformat()}

    @property
    def present(self) -> bool:
        """Whether today is in it."""
        return self.first <= self.today <= self.last

    @property
    def title(self) -> str:
        """`Mardi 1er décembre 2026`, `Du lundi 30 novembre 2026 au dimanche 6 décembre 2026`."""
        if self.first == self.last:
            return date_fr(self.first).capitalize()
        return f"Du {date_fr(self.first)} au {date_fr(self.last)}"

    @property
    def here(self) -> str:
        """The address of the period."""
        return self._at(self.first) if self.kept else self.path

    @property
    def before(self) -> str:
        """The address of the period before."""
        return self._at(self.first - self._length)

    @property
    def after(self) -> str:
        """The address of the period after."""
        return self._at(self.first + self._length)

    @property
    def _length(self) -> timedelta:
        return self.last - self.first + timedelta(days=1)

    def _at(self, day: date) -> str:
        return f"{self.path}?{DAY}={day.isoformat()}"


def day_asked(text: str, *, today: date, zone: str, path: str) -> Period:
    """One day; what is no day of our century is today."""
    day = day_in(text) or today
    return Period(day, day, zone, today, path)


def week_asked(text: str, *, today: date, zone: str, path: str) -> Period:
    """The week from Monday to Sunday around a day."""
    day = day_in(text) or today
    monday = week_of(day)
    return Period(monday, monday + timedelta(days=6), zone, today, path)
