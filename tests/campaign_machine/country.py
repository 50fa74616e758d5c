"""The small countries in which campaigns are drawn: two caisses, a few doctors, a few cases, one awkward night."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from telecontrole.foundations.law.calendars import is_closed
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.people.models import MedecinConseil
from telecontrole.rooms.planning.tests.world import World
from telecontrole.rooms.territory.models import Site

DAYS = 16
CASES = 4
#: Code, zone, calendar: every zone of the country, and Alsace-Moselle.
PLACES = {
    "141": ("Europe/Paris", "metropole"),
    "671": ("Europe/Paris", "alsace_moselle"),
    "971": ("America/Guadeloupe", "guadeloupe"),
    "972": ("America/Martinique", "martinique"),
    "973": ("America/Cayenne", "guyane"),
    "974": ("Indian/Reunion", "la_reunion"),
    "976": ("Indian/Mayotte", "mayotte"),
}
#: A few days before what is awkward.
MORNINGS = {
    "back to winter time": date(2026, 10, 20),
    "back to summer time, Good Friday": date(2027, 3, 20),
    "leap day": date(2028, 2, 23),
    "Saint Stephen, new year, 20 December": date(2026, 12, 15),
    "27 April": date(2027, 4, 20),
    "22 and 27 May": date(2027, 5, 14),
    "10 June": date(2027, 6, 4),
}


@dataclass
class Country:
    """Rows of one campaign."""

    morning: date
    codes: tuple[str, str]
    world: World = field(default_factory=World)
    cases: list[Case] = field(default_factory=list)
    doctors: list[MedecinConseil] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)

    @property
    def begin(self) -> datetime:
        """Eight o'clock in Paris, on the first morning."""
        return datetime.combine(self.morning, time(8), ZoneInfo("Europe/Paris"))

    def fill(self) -> None:
        """Doctors, hours, sites and cases of each caisse; one person in four lacks a contact."""
        for code in self.codes:
            zone, calendar = PLACES[code]
            self.world.caisse(code, fuseau=zone, calendrier=calendar)
            site = self.world.site(f"{code}-1", code)
            self.sites.append(site)
            by_video, on_site = self.world.medecin(code), self.world.medecin(code)
            self.doctors += [by_video, on_site]
            for day in self._open_days(calendar):
                self.world.hours(by_video, day.isoformat(), "09:00", "10:00")
                if day.weekday() % 2:
                    self.world.hours(on_site, day.isoformat(), "09:00", "10:00", site)
            for number in range(CASES):
                contact = {"mobile": ""} if number == CASES - 1 else {}
                person = self.world.insured(code, adresse="1 rue du Port", **contact)
                self.cases.append(self.world.case(insured=person, caisse=code, priorite=1 + number))

    def _open_days(self, calendar: str) -> list[date]:
        days = [self.morning + timedelta(days=n) for n in range(DAYS)]
        return [day for day in days if not is_closed(day, calendar)]  # type: ignore[arg-type]
