"""How full the diaries are, week by week: slots offered and taken, by caisse and competence of the doctors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final
from uuid import UUID

from telecontrole.foundations.figures import week_of
from telecontrole.foundations.law.calendars import is_closed
from telecontrole.rooms.diaries import selectors as diaries
from telecontrole.rooms.diaries.enums import Modalite
from telecontrole.rooms.diaries.selectors import AvailabilityInfo, ClosureInfo
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import reading, rules, selectors
from telecontrole.rooms.territory import selectors as territory

WEEKS: Final = 8
_WEEK: Final = timedelta(days=7)
Key = tuple[date, str, str]


@dataclass(frozen=True, slots=True)
class Load:
    """One week (its Monday) of the doctors of a caisse who have a competence; a doctor with two counts twice."""

    week: date
    caisse: str
    competence: str
    offered: int
    taken: int

    @property
    def free(self) -> int:
        """Slots left."""
        return max(0, self.offered - self.taken)

    @property
    def share(self) -> int:
        """Per cent of the slots taken."""
        return round(100 * self.taken / self.offered) if self.offered else 0


def loads(now: datetime, caisse: str | None) -> list[Load]:
    """The present week and the seven after it, for one caisse or all; a constant number of queries."""
    first = week_of(reading.plan_day(now))
    last = first + WEEKS * _WEEK - timedelta(days=1)
    doctors = {
        key: one for key, one in people.medecins().items() if caisse is None or one.caisse == caisse
    }
    offered, taken = Counter[tuple[date, UUID]](), Counter[tuple[date, UUID]]()
    for doctor, day, slots in _offered(first, last, set(doctors), now):
        offered[week_of(day), doctor] += slots
    start = rules.instant(first, time(), reading.PLAN_ZONE)
    end = rules.instant(last + timedelta(days=1), time(), reading.PLAN_ZONE)
    for one in selectors.between(start, end, medecins=doctors):
        taken[week_of(rules.local_day(one.starts_at, reading.PLAN_ZONE)), one.medecin] += 1
    found: dict[Key, list[int]] = {}
    for counter, place in ((offered, 0), (taken, 1)):
        for (week, doctor), number in counter.items():
            info = doctors[doctor]
            for competence in info.competences:
                found.setdefault((week, info.caisse, competence), [0, 0])[place] += number
    return [Load(*key, *numbers) for key, numbers in sorted(found.items())]


def _offered(
    first: date, last: date, doctors: set[UUID], now: datetime
) -> Iterable[tuple[UUID, date, int]]:
    """Slots of each window on open days, without what a closure covers of it."""
    slot = rules.settings_on(reading.plan_day(now)).slot
    zones = territory.caisses()
    sites, caisses = territory.sites(), {k: one.caisse for k, one in people.medecins().items()}
    start = rules.instant(first, time(), "UTC") - timedelta(days=1)
    closures = diaries.closures(start, start + (last - first) + timedelta(days=3))

    @cache
    def closed(day: date, code: str) -> bool:
        return is_closed(day, reading.caisse_of(zones[code]).calendar)

    for info in diaries.availabilities(first, last):
        if info.medecin not in doctors:
            continue
        on_site = info.modalite is Modalite.PRESENTIEL and info.site is not None
        code = sites[info.site].caisse if on_site and info.site else caisses[info.medecin]
        if not closed(info.date, code):
            length = _open_time(info, zones[code].fuseau, closures)
            yield info.medecin, info.date, length // slot


def _open_time(info: AvailabilityInfo, zone: str, closures: list[ClosureInfo]) -> timedelta:
    start = rules.instant(info.date, info.debut, zone)
    end = rules.instant(info.date, info.fin, zone)
    lost = timedelta()
    for one in closures:
        whole_site = one.salle is None and one.site is not None and one.site == info.site
        if one.medecin == info.medecin or whole_site:
            lost += max(timedelta(), min(end, one.end) - max(start, one.start))
    return max(timedelta(), end - start - lost)
