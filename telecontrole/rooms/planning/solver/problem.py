"""What the planner is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple

from telecontrole.foundations.law.calendars import Calendar
from telecontrole.rooms.planning.enums import Modalite, Reason
from telecontrole.rooms.planning.rules import FAUTEUIL, Settings
from telecontrole.rooms.territory.distances import Position


@dataclass(frozen=True, slots=True)
class Caisse:
    """A caisse: `zone` is its tz name, `calendar` tells its closed days."""

    code: str
    region: str
    zone: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Site:
    """A place of a caisse with `rooms` rooms, numbered from 1; `accessible` to a wheelchair, as far as is known.

    `position`: latitude and longitude in degrees, None when unknown.
    """

    id: str
    caisse: str
    rooms: int
    accessible: bool = False
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Doctor:
    """A médecin-conseil."""

    id: str
    rpps: str
    caisse: str
    competences: frozenset[str]


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of a doctor, in the zone of the site, for visio of the doctor's caisse."""

    doctor: str
    day: date
    debut: time
    fin: time
    modalite: Modalite
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case to place. `own` = RPPS of the prescriber and of the treating doctor; `home` as `Site.position`."""

    reference: str
    insured: str
    caisse: str
    competence: str
    priority: int
    last_day: date | None = None
    besoins: frozenset[str] = frozenset()
    has_email: bool = True
    has_mobile: bool = True
    own: frozenset[str] = frozenset()
    home: Position | None = None

    @property
    def wheelchair(self) -> bool:
        """Whether only an accessible site will do."""
        return FAUTEUIL in self.besoins

    @property
    def weight(self) -> int:
        """6 for nobody, 5 for the most urgent (priority 1), 1 for the least (priority 5)."""
        return 6 - self.priority


@dataclass(frozen=True, slots=True)
class Busy:
    """Something already booked: a doctor (`agent`), a person (`insured`) or one room of a site."""

    kind: str
    id: str
    start: datetime
    end: datetime
    room: int = 0


def _always_open(_region: str, _day: date) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Problem:
    """One planning run at `now` (UTC); waits count from `plan_day`; `until` is the last day used."""

    now: datetime
    plan_day: date
    until: date | None
    caisses: Mapping[str, Caisse]
    sites: Mapping[str, Site]
    doctors: Mapping[str, Doctor]
    windows: tuple[Window, ...]
    cases: tuple[Case, ...]
    busy: tuple[Busy, ...] = ()
    settings: Settings = field(default_factory=Settings)
    visio_open: Callable[[str, date], bool] = _always_open


class Score(NamedTuple):
    """The objective in its order: weight placed (max), weighted days waited (min), outside (min)."""

    placed: int
    waited: int
    outside: int


@dataclass(frozen=True, slots=True)
class Placement:
    """One case placed: who, when (UTC), how, where."""

    reference: str
    doctor: str
    start: datetime
    modalite: Modalite
    site: str | None
    room: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The best plan found; `bound` is proved by the relaxation, `exact` says that they meet."""

    placements: tuple[Placement, ...]
    unplaced: Mapping[str, Reason]
    objective: Score
    bound: Score

    @property
    def exact(self) -> bool:
        """Whether the plan is proved to be the best of the individual model."""
        return self.objective == self.bound
